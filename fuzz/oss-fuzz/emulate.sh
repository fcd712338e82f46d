#!/usr/bin/env bash
# emulate.sh [SANITIZER...]: builds as OSS-Fuzz does, without its containers, and applies the rules of its check_build.
# SANITIZER: address, undefined, memory, coverage; all of them by default. CXX, CC: the compiler (clang++, clang).
# Exit status: 77 if nothing failed, but one of them cannot be checked with this compiler.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
base="-O1 -fno-omit-frame-pointer -gline-tables-only -DFUZZING_BUILD_MODE_UNSAFE_FOR_PRODUCTION -fsanitize=fuzzer-no-link"
declare -A flags=(
  [address]="-fsanitize=address -fsanitize-address-use-after-scope"
  [undefined]="-fsanitize=array-bounds,bool,builtin,enum,function,integer-divide-by-zero,null,object-size,return,returns-nonnull-attribute,shift,signed-integer-overflow,unreachable,vla-bound,vptr -fno-sanitize-recover=all"
  [memory]="-fsanitize=memory -fsanitize-memory-track-origins"
  [coverage]="-fprofile-instr-generate -fcoverage-mapping")
declare -A hooks=([address]=asan [undefined]=ubsan [memory]=msan)
declare -A least=([address]=1000 [undefined]=168 [memory]=1000)

export CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}
export LLVM_PROFILE_FILE=/dev/null
failed=0
skipped=0
complain() { echo "  FAILED: $*"; failed=1; }

# libstdc++ is not instrumented: memory sanitizer takes the strings that it makes for uninitialised, libFuzzer's too.
has_libcxx() { echo '#include <version>' | "${CXX:-clang++}" -stdlib=libc++ -x c++ -E - > /dev/null 2>&1; }

check() {  # check SANITIZER TARGET
  local calls log edges
  if [[ -n "${hooks[$1]:-}" ]]; then
    calls=$(objdump -dC "$OUT/$2" | grep -Ec "call +[0-9a-f]+ <__${hooks[$1]}" || true)
    [[ $calls -ge ${least[$1]} ]] || complain "$2: $calls calls of ${hooks[$1]}"
  fi
  log=$("$OUT/$2" -artifact_prefix="$OUT/" -seed=1337 -runs=4 2>&1) || complain "$2 dies with no input: $(tail -5 <<< "$log")"
  grep -q "Done 4 runs" <<< "$log" || complain "$2: not 'Done 4 runs'"
  edges=$(grep -o 'Loaded 1 modules *([0-9]*' <<< "$log" | grep -o '[0-9]*$' || echo 0)
  [[ $edges -ge 100 ]] || complain "$2: $edges edges"
  log=$("$OUT/$2" -artifact_prefix="$OUT/" -runs=0 "$here/corpora/fuzz/$2" 2>&1) || complain "$2: a seed crashes: $(tail -20 <<< "$log")"
  [[ -s "$OUT/${2}_seed_corpus.zip" ]] || complain "$2: no seed corpus"
  echo "  $2: $edges edges, ${calls:-no} instrumented calls"
}

for sanitizer in "${@:-address undefined memory coverage}"; do
  for one in $sanitizer; do
    work=$here/build/oss-fuzz/$one  # kept: only what has changed is built again
    echo "$one"
    library=
    if [[ "$one" == memory ]]; then
      has_libcxx || { echo "  not checked: ${CXX:-clang++} has no libc++"; skipped=77; continue; }
      library=-stdlib=libc++
    fi
    rm -rf "$work/out"
    mkdir -p "$work/src" "$work/out" "$work/work"
    ln -sfn "$here" "$work/src/znspec"
    export OUT=$work/out SRC=$work/src WORK=$work/work LIB_FUZZING_ENGINE=-fsanitize=fuzzer SANITIZER=$one
    env CC="${CC:-clang}" CXX="${CXX:-clang++}" CFLAGS="$base ${flags[$one]}" CXXFLAGS="$base ${flags[$one]} $library ${CXXFLAGS:-}" \
      "$here/fuzz/oss-fuzz/build.sh" > "$work/log" 2>&1 || { tail -40 "$work/log"; exit 1; }
    [[ -x "$OUT/fuzz_step" ]] || complain "no targets"
    for binary in "$OUT"/fuzz_*; do
      if [[ -x "$binary" && ! "$binary" == *.* ]]; then check "$one" "$(basename "$binary")"; fi
    done
  done
done
exit $((failed != 0 ? 1 : skipped))
