#!/usr/bin/env bash
# mutant_seeds.sh [MUTANT...]: for each (all the hard ones) a program that shows it to fuzz_oracle, as
# corpora/fuzz/fuzz_oracle/mutant-ID: of the traces that `znspec diff` shrinks of it, the first that still does as a program.
# BUILD: the folder of the targets (build/fuzz/fuzz). ./znspec and ./znspec fuzz have built what is needed.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
bin=${BUILD:-$here/build/fuzz/fuzz}
znspec=$here/build/release/znspec
corpus=$here/corpora/fuzz/fuzz_oracle
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

shows() {  # shows MUTANT PROGRAM
  local log
  log=$(ZNSPEC_FUZZ_MUTANT=$1 "$bin/fuzz_oracle" -artifact_prefix="$work/" "$2" 2>&1 || true)
  grep -q "the planted mutant is found" <<< "$log"
}

seed_of() {  # seed_of MUTANT OPTIONS SEED: 0 if there is one now
  rm -rf "$work/traces" "$work/programs"
  mkdir "$work/traces" "$work/programs"
  "$znspec" diff "mutant:$1${2:+,$2}" --seed "$3" --commands 30000 --no-deviations --save "$work/traces" > /dev/null 2>&1 || true
  compgen -G "$work/traces/*.trace" > /dev/null || return 1
  "$bin/make_seeds" "$work/programs" "$work"/traces/*.trace
  for program in "$work"/programs/*; do
    if shows "$1" "$program"; then
      cp "$program" "$corpus/mutant-$1"
      return
    fi
  done
  return 1
}

mutants=("$@")
[[ $# -gt 0 ]] || mapfile -t mutants < <("$znspec" list mutants | awk '$2 == "hard" {print $1}')
small=zsze=32,zcap=24,lba=512,mdts=3,zasl=2  # a program says these as they are
wide=zones=15,zsze=536870912,zcap=24,lba=512
for mutant in "${mutants[@]}"; do
  found=no
  for options in "" "zones=8,$small" "zones=6,mar=3,mor=2,$small" "zones=12,mar=none,mor=none,$small" "$wide"; do
    for seed in 1 2; do
      [[ $found == no ]] && seed_of "$mutant" "$options" "$seed" && found=yes
    done
  done
  echo "$mutant: $found"
done
