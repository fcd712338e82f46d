#!/usr/bin/env bash
# planted.sh SECONDS MUTANT...: which planted bugs fuzz_oracle or fuzz_diff finds from the shipped corpus, and how soon.
# BUILD: the folder of the targets (build/fuzz/fuzz). CORPORA: that of the corpora (corpora/fuzz).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
bin=${BUILD:-$here/build/fuzz/fuzz}
corpora=${CORPORA:-$here/corpora/fuzz}
seconds=$1
shift
found=$(mktemp -d)
trap 'rm -rf "$found"' EXIT
echo "| mutant | found by | seconds |"
echo "|---|---|---|"
for mutant in "$@"; do
  by=nobody took=
  for target in fuzz_oracle fuzz_diff; do
    start=$SECONDS
    rm -rf "${found:?}"/*
    log=$(ZNSPEC_FUZZ_MUTANT=$mutant "$bin/$target" -seed=1 -max_len=528 -max_total_time="$seconds" -artifact_prefix="$found/crash-" \
      "$found" "$corpora/$target" 2>&1 >/dev/null) || true
    if grep -q "the planted mutant is found" <<< "$log"; then
      by=$target took=$((SECONDS - start))
      break
    fi
  done
  echo "| \`$mutant\` | $by | $took |"
done
