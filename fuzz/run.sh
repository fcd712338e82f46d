#!/usr/bin/env bash
# run.sh TARGET [ARGUMENTS OF LIBFUZZER...]   fuzzes; with files as arguments: replays them
# run.sh --coverage                           line and branch coverage of the reference by the corpora alone
# The preset `fuzz` has been built (./znspec fuzz does that).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
corpora=$here/corpora/fuzz
builds=${ZNSPEC_BUILDS:-$here/build}

usage() {
  sed -n '2,4s/^# //p' "${BASH_SOURCE[0]}" >&2
  echo "targets: $(cd "$here/fuzz" && ls fuzz_*.cpp | sed 's/\.cpp$//' | tr '\n' ' ')canary" >&2
  exit 2
}

coverage() {
  local build=$builds/fuzz-coverage profiles target objects=() sources
  profiles=$build/profiles
  cmake -S "$here" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_COMPILER=clang++ -DZNSPEC_FUZZ=ON \
    -DCMAKE_CXX_FLAGS="-O1 -fprofile-instr-generate -fcoverage-mapping" > /dev/null
  cmake --build "$build" --target fuzz_targets -j "${JOBS:-$(nproc)}" > "$build/log" || { cat "$build/log" >&2; exit 3; }
  rm -rf "$profiles"
  mkdir "$profiles"
  for target in "$corpora"/fuzz_*; do
    target=$(basename "$target")
    LLVM_PROFILE_FILE=$profiles/$target.profraw "$build/fuzz/$target" -runs=0 "$corpora/$target" 2> "$profiles/$target.log" ||
      { tail -20 "$profiles/$target.log" >&2; exit 1; }
    objects+=(-object "$build/fuzz/$target")
  done
  llvm-profdata-14 merge -sparse "$profiles"/*.profraw -o "$profiles/all.profdata"
  # The first binary is a plain argument; each further one an option. llvm-cov warns of inline functions that some binary
  # holds unused.
  sources='reference/(spec|device|oracle|trace)/|harness/targets/ref_options'
  llvm-cov-14 report "${objects[@]:1}" -instr-profile="$profiles/all.profdata" -show-region-summary=false 2> /dev/null |
    grep -E "^Filename|^($sources)" > "$profiles/report"
  cat "$profiles/report"
  echo
  awk -f "$here/fuzz/coverage.awk" "$profiles/report"
}

[[ $# -gt 0 ]] || usage
if [[ "$1" == --coverage ]]; then
  coverage
  exit
fi
target=$1
shift
binary=$builds/fuzz/fuzz/$target
[[ -x "$binary" ]] || usage
for argument in "$@"; do
  if [[ -f "$argument" ]]; then exec "$binary" "$@"; fi
done
grown=$builds/fuzz/corpus/$target  # what is found goes here; fuzz/grow.sh takes the best of it into corpora/
mkdir -p "$grown"
options=()
file=$here/fuzz/$target.options
if [[ -e "$file" ]]; then
  options+=("-max_len=$(sed -n 's/^max_len = //p' "$file")" "-dict=$here/fuzz/$(sed -n 's/^dict = //p' "$file")")
fi
exec "$binary" "${options[@]}" -timeout=10 "-artifact_prefix=$PWD/" "$@" "$grown" "$corpora/$target"
