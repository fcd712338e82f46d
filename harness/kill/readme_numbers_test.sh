#!/usr/bin/env bash
# readme_numbers_test.sh SCRIPT: given documents as znspec writes them, then a README with other numbers is refused.
set -euo pipefail
script=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

document() {  # document FILE DEVICES NOTICED BY_SUITE BY_DIFF_OR_DEPTH WALL_MS
  cat > "$work/$1" << END
{
  "commands": 12000,
  "depth": 16,
  "wall_ms": $6,
  "summary": {
    "devices": $2,
    "noticed": $3,
    "by_suite": $4,
    "by_diff": 1,
    "by_depth": 1,
    "by_diff_or_depth": $5
  },
  "devices": [
    {
      "suite": {
        "commands": 77
      }
    }
  ]
}
END
}
readme() { "$script" "$work/mutants" "$work/variants" "$work/README" > "$work/said" 2>&1; }
refused() { ! readme || { echo "accepted: $1"; cat "$work/README"; exit 1; }; }

document mutants 40 40 39 37 1000
document variants 7 0 0 0 1000
cat > "$work/README" << 'END'
Text.
<!-- kill matrix: made -->
40 of 40 devices with one seeded defect are noticed (100.0 %): 39 by the suite alone (97.5 %),
37 by `diff` alone (92.5 %), within 12,000 random commands one after the other and as many
up to 16 in flight together. 0 of 7 permitted devices are flagged, within 12,000 commands of each kind.
<!-- end of kill matrix -->
Text.
END
readme || { echo "refused what is so:"; cat "$work/said"; exit 1; }

document mutants 40 40 39 37 999999
readme || { echo "times are not compared:"; cat "$work/said"; exit 1; }

document mutants 40 40 38 37 1000
refused "another rate"
grep -q "38 by the suite alone (95.0 %)" "$work/said"

document mutants 40 40 39 37 1000
document variants 7 1 0 1 1000
refused "a flagged device"

document variants 7 0 0 0 1000
sed -i '/by_suite/d' "$work/mutants"
status=0
readme || status=$?
[[ $status == 3 ]] || { echo "a document without a number: exit status $status"; exit 1; }
grep -q "has no by_suite" "$work/said"

document mutants 40 40 39 37 1000
sed -i '/^<!-- end/d; /^40 of 40/d' "$work/README"
refused "a README without the end mark"
sed -i '/^<!-- /d' "$work/README"
refused "a README without the numbers"
