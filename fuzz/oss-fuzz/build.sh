#!/bin/bash -eu
# Builds every fuzz target into $OUT, with its seeds and options; these name a dictionary. All flags come from the environment.
cmake -S "$SRC/znspec" -B "$WORK/build" -G Ninja -DCMAKE_BUILD_TYPE=None -DZNSPEC_FUZZ=ON
cmake --build "$WORK/build" --target fuzz_targets
for source in "$SRC"/znspec/fuzz/fuzz_*.cpp; do
  target=$(basename "$source" .cpp)
  cp "$WORK/build/fuzz/$target" "$OUT/"
  (cd "$SRC/znspec/corpora/fuzz/$target" && zip -q -r "$OUT/${target}_seed_corpus.zip" .)
done
cp "$SRC"/znspec/fuzz/*.options "$SRC"/znspec/fuzz/*.dict "$OUT/"
