#!/usr/bin/env bash
# readme_numbers.sh MUTANTS.json VARIANTS.json README: the README's numbers of the kill matrix are those that
# `znspec mutants [--permitted] --report json=FILE` found; if not, prints what it has to say between its two marks.
set -euo pipefail
mutants=$1 variants=$2 readme=$3

number() {  # number FILE INDENT KEY: of the top level (2) or of the summary (4); what devices have is further in
  local found
  found=$(sed -n "s/^ \{$2\}\"$3\": \([0-9]\{1,\}\),\{0,1\}\$/\1/p" "$1")
  [[ "$found" =~ ^[0-9]+$ ]] || { echo "readme_numbers: $1 has no $3" >&2; exit 3; }
  echo "$found"
}
commas() { sed ':again; s/\B[0-9]\{3\}\>/,&/; t again' <<< "$1"; }
rate() {  # as the table has it: rounded down
  local tenths=$(($1 * 1000 / $2))
  echo "$((tenths / 10)).$((tenths % 10)) %"
}

all=$(number "$mutants" 4 devices)
noticed=$(number "$mutants" 4 noticed)
suite=$(number "$mutants" 4 by_suite)
diff=$(number "$mutants" 4 by_diff_or_depth)
commands=$(number "$mutants" 2 commands)
depth=$(number "$mutants" 2 depth)
permitted=$(number "$variants" 4 devices)
flagged=$(number "$variants" 4 noticed)
patience=$(number "$variants" 2 commands)

block=$(cat << END
$noticed of $all devices with one seeded defect are noticed ($(rate "$noticed" "$all")): $suite by the suite alone ($(rate "$suite" "$all")),
$diff by \`diff\` alone ($(rate "$diff" "$all")), within $(commas "$commands") random commands one after the other and as many
up to $depth in flight together. $flagged of $permitted permitted devices are flagged, within $(commas "$patience") commands of each kind.
END
)
said=$(sed -n '/^<!-- kill matrix: /,/^<!-- end of kill matrix -->$/{ /^<!-- /d; p }' "$readme")
if [[ "$said" != "$block" ]]; then
  echo "$readme does not say what the kill matrix says. Between its two marks must stand:"
  echo "$block"
  exit 1
fi
