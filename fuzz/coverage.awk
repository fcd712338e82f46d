# Sums `llvm-cov report` by folder: lines, branches. Fails where the corpora cover less of the model than they did.
BEGIN {
  least_lines["reference/device"] = 95
  least_branches["reference/device"] = 85
  least_lines["reference/oracle"] = 96
  least_branches["reference/oracle"] = 90
}
function percent(missed, all) { return all == 0 ? 100 : 100 * (1 - missed / all) }
$1 ~ "/" {
  folder = $1
  sub("/[^/]*$", "", folder)
  if (match(folder, /^reference\/[a-z]+/)) folder = substr(folder, 1, RLENGTH)  # with its folders
  lines[folder] += $5
  lines_missed[folder] += $6
  branches[folder] += $8
  branches_missed[folder] += $9
}
END {
  for (folder in lines) {
    of_lines = percent(lines_missed[folder], lines[folder])
    of_branches = percent(branches_missed[folder], branches[folder])
    printf "%-18s %6.2f %% of %d lines, %6.2f %% of %d branches\n", folder, of_lines, lines[folder], of_branches,
      branches[folder] | "sort"
    if (of_lines < least_lines[folder] || of_branches < least_branches[folder]) short = short " " folder
  }
  close("sort")
  if (short == "") exit 0
  print "fewer lines or branches than the least:" short > "/dev/stderr"
  exit 1
}
