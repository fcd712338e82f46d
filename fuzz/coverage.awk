# Sums `llvm-cov report` by folder: lines, branches. Fails where the corpora cover less of the model than they did.
function percent(missed, all) { return all == 0 ? 100 : 100 * (1 - missed / all) }
$1 ~ "/" {
  folder = $1
  sub("/[^/]*$", "", folder)
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
    if (folder ~ "^reference/(device|oracle)$" && (of_lines < 95 || of_branches < 90)) short = short " " folder
  }
  close("sort")
  if (short == "") exit 0
  print "less than 95 % of lines or 90 % of branches:" short > "/dev/stderr"
  exit 1
}
