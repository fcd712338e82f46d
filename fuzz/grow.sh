#!/usr/bin/env bash
# grow.sh [SECONDS]: grows each corpus from the golden traces, itself and so many seconds of fuzzing, and keeps the
# fewest inputs that reach all that was reached. ./znspec fuzz has built the targets.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
seconds=${1:-60}
bin=$here/build/fuzz/fuzz
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir "$work/programs" "$work/cases"
cmake --build "$here/build/fuzz" --target make_case_seeds > "$work/log" || { cat "$work/log" >&2; exit 3; }
"$bin/make_case_seeds" "$work/cases"
"$bin/make_seeds" "$work/programs" "$here"/corpora/traces/*.trace "$here"/corpora/traces/permitted/*.trace
for source in "$here"/fuzz/fuzz_*.cpp; do
  target=$(basename "$source" .cpp)
  corpus=$here/corpora/fuzz/$target
  found=$work/$target
  mkdir -p "$found" "$corpus"
  seeds=("$corpus")
  case $target in
    fuzz_subsystem) seeds+=("$work/cases") ;;
    fuzz_image) seeds+=("$here/corpora/images") ;;
    fuzz_trace) seeds+=("$here/corpora/traces") ;;
    fuzz_step|fuzz_oracle|fuzz_diff|fuzz_linearize) seeds+=("$work/programs" "$here/corpora/fuzz/fuzz_oracle") ;;
  esac
  length=$(sed -n 's/^max_len = //p' "$here/fuzz/$target.options")
  words=$here/fuzz/$(sed -n 's/^dict = //p' "$here/fuzz/$target.options")
  "$bin/$target" -max_len="$length" -dict="$words" -max_total_time="$seconds" -artifact_prefix="$PWD/$target-" "$found" "${seeds[@]}" 2> "$work/log" ||
    { tail -60 "$work/log"; exit 1; }
  mkdir "$work/kept"
  "$bin/$target" -merge=1 -set_cover_merge=1 -use_counters=0 -use_cmp=0 -max_len="$length" "$work/kept" "$found" "${seeds[@]}" 2> /dev/null
  find "$corpus" -type f ! -name '*-*' -delete  # a name of words says why the seed is there: it stays
  for named in "$corpus"/*-*; do  # libFuzzer names what it keeps by its hash
    if [[ -f "$named" ]]; then rm -f "$work/kept/$(sha1sum < "$named" | cut -d ' ' -f 1)"; fi
  done
  find "$work/kept" -type f -exec cp -t "$corpus" {} +
  rm -r "$work/kept"
  echo "$target: $(find "$corpus" -type f | wc -l) inputs"
done
