#!/usr/bin/env bash
# mutants_test.sh TARGET CORPUS LEAST: each seed mutant-ID shows that mutant, with no fuzzing; there are LEAST at least.
set -euo pipefail
target=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
seeds=0
failed=0
for seed in "$(realpath "$2")"/mutant-*; do
  mutant=${seed##*/mutant-}
  seeds=$((seeds + 1))
  log=$(cd "$work" && ZNSPEC_FUZZ_MUTANT=$mutant "$target" "$seed" 2>&1) || true
  grep -q "the planted mutant is found" <<< "$log" || { echo "$seed does not show $mutant" >&2; failed=1; }
done
[[ $seeds -ge $3 ]] || { echo "$seeds seeds in $2" >&2; exit 1; }
exit $failed
