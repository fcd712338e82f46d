#!/usr/bin/env bash
# canary_test.sh CANARY SEEDS: a target that fails is noticed, and says how to see it again.
set -euo pipefail
canary=$1 seeds=$2
"$canary" "$seeds/harmless" > /dev/null

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
must_die() {  # must_die INPUT
  ! "$canary" "$1" > "$work/log" 2>&1 || { echo "the canary lived on $1"; exit 1; }
}
says() { grep -q -- "$1" "$work/log" || { echo "the canary did not say: $1"; cat "$work/log"; exit 1; }; }

must_die "$seeds/deadly"
says "not so: no program finishes a zone after it opened one"
says "^> zone-mgmt-send .*zsa=.*finish\|^> .*finish"
says "^< no completion"

# The line that it printed makes the same input, which dies again.
line=$(grep -o 'echo [A-Za-z0-9+/=]* | base64 -d' "$work/log")
bash -c "$line" > "$work/again"
cmp "$work/again" "$seeds/deadly"
must_die "$work/again"
