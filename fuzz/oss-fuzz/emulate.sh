#!/usr/bin/env bash
# emulate.sh [LIBRARY...] [SANITIZER...]: builds as OSS-Fuzz does, without its containers, and applies the rules of its
# check_build. ./znspec fuzz --oss-fuzz installs what it needs.
# LIBRARY: libstdc++ (with clang), libc++ (with clang-19); both by default.
# SANITIZER: address, undefined, memory (with libc++ only), coverage; all of them by default.
# Exit status: 77 if nothing failed, but something that was asked for cannot be checked here.
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
declare -A compilers=([libstdc++]=clang++ [libc++]=clang++-19)

libraries=()
sanitizers=()
for word in "$@"; do
  if [[ -n "${compilers[$word]:-}" ]]; then libraries+=("$word")
  elif [[ -n "${flags[$word]:-}" ]]; then sanitizers+=("$word")
  else
    sed -n '2,6s/^# //p' "${BASH_SOURCE[0]}" >&2
    exit 2
  fi
done
[[ ${#sanitizers[@]} -gt 0 ]] || sanitizers=(address undefined memory coverage)
[[ ${#libraries[@]} -gt 0 ]] || libraries=("libstdc++" "libc++")

export CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$(nproc)}
export LLVM_PROFILE_FILE=/dev/null
failed=0
skipped=0
complain() { echo "  FAILED: $*"; failed=1; }

check() {  # check SANITIZER TARGET
  local calls log edges words
  if [[ -n "${hooks[$1]:-}" ]]; then
    calls=$(objdump -dC "$OUT/$2" | grep -Ec "call +[0-9a-f]+ <__${hooks[$1]}" || true)
    [[ $calls -ge ${least[$1]} ]] || complain "$2: $calls calls of ${hooks[$1]}"
  fi
  words=$(sed -n 's/^dict = //p' "$OUT/$2.options") || complain "$2: no options"
  [[ -f "$OUT/$words" ]] || complain "$2: no dictionary"
  log=$("$OUT/$2" -artifact_prefix="$OUT/" -dict="$OUT/$words" -seed=1337 -runs=4 2>&1) || complain "$2 dies with no input: $(tail -5 <<< "$log")"
  grep -q "Done 4 runs" <<< "$log" || complain "$2: not 'Done 4 runs'"
  edges=$(grep -o 'Loaded 1 modules *([0-9]*' <<< "$log" | grep -o '[0-9]*$' || echo 0)
  [[ $edges -ge 100 ]] || complain "$2: $edges edges"
  log=$("$OUT/$2" -artifact_prefix="$OUT/" -runs=0 "$here/corpora/fuzz/$2" 2>&1) || complain "$2: a seed crashes: $(tail -20 <<< "$log")"
  [[ -s "$OUT/${2}_seed_corpus.zip" ]] || complain "$2: no seed corpus"
  echo "  $2: $edges edges, ${calls:-no} instrumented calls"
}

# The engine, and what it takes to link it. Debian's libFuzzer is made with libstdc++, whatever the targets have.
engine() {  # engine LIBRARY SANITIZER WORK
  echo -n "-fsanitize=fuzzer"
  [[ "$1" == libc++ ]] || return 0
  echo -n " -l:libstdc++.so.6"
  [[ "$2" == memory ]] || return 0
  clang++-19 -stdlib=libc++ -std=c++20 $base ${flags[memory]} -c "$here/fuzz/oss-fuzz/msan_libcxx.cpp" -o "$3/msan_libcxx.o"
  echo -n " $3/msan_libcxx.o"
}

emulate() {  # emulate LIBRARY SANITIZER
  local work=$here/build/oss-fuzz/$1/$2 cxx=${compilers[$1]} all="$base ${flags[$2]}" binary  # work: kept, for the next time
  echo "$2, $cxx with $1"
  if ! command -v "$cxx" > /dev/null; then
    echo "  not checked: there is no $cxx (./znspec fuzz --oss-fuzz installs it)"
    skipped=77
    return
  fi
  # libstdc++ is not instrumented: memory sanitizer takes the strings that it makes for uninitialised, libFuzzer's too.
  if [[ "$1 $2" == "libstdc++ memory" ]]; then
    echo "  not checked: memory sanitizer is checked with libc++ alone"
    [[ ${#libraries[@]} -gt 1 ]] || skipped=77
    return
  fi
  rm -rf "$work/out"
  mkdir -p "$work/src" "$work/out" "$work/work"
  ln -sfn "$here" "$work/src/znspec"
  export OUT=$work/out SRC=$work/src WORK=$work/work SANITIZER=$2 LIB_FUZZING_ENGINE
  LIB_FUZZING_ENGINE=$(engine "$1" "$2" "$work")
  env CC="${cxx/++/}" CXX="$cxx" CFLAGS="$all" CXXFLAGS="$all -stdlib=$1 ${CXXFLAGS:-}" \
    "$here/fuzz/oss-fuzz/build.sh" > "$work/log" 2>&1 || { tail -40 "$work/log"; exit 1; }
  [[ -x "$OUT/fuzz_step" ]] || complain "no targets"
  for binary in "$OUT"/fuzz_*; do
    if [[ -x "$binary" && ! "$binary" == *.* ]]; then check "$2" "$(basename "$binary")"; fi
  done
}

for library in "${libraries[@]}"; do
  for sanitizer in "${sanitizers[@]}"; do emulate "$library" "$sanitizer"; done
done
exit $((failed != 0 ? 1 : skipped))
