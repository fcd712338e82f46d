#include "harness/replay/nvme_cli_prelude.hpp"

namespace zns::harness {
namespace {

// POSIX sh, with base64, mktemp and `head -c`: dash, bash and busybox run it. Numbers are hexadecimal text throughout,
// for a shell's arithmetic ends at 63 bits.
constexpr std::string_view kPrelude = R"sh(set -u
say() { printf '%s\n' "$*"; }
die() { code=$1; shift; printf '%s\n' "$*" >&2; exit "$code"; }
usage() { die 2 "usage: sh $0 [--yes] /dev/nvmeXnY    (all data there is lost; NVME=PROGRAM: instead of nvme)"; }

NVME=${NVME:-nvme}
yes=
if [ "${1-}" = --yes ]; then yes=1; shift; fi
[ $# = 1 ] || usage
case $1 in -*) usage ;; esac
command -v "$NVME" >/dev/null || die 3 "$NVME is missing: install nvme-cli (apt-get install nvme-cli)"
[ -e "$1" ] || die 3 "$1: there is no such device"
dev=$(readlink -f "$1") || die 3 "$1: there is no such device"
case $dev in
  */ng[0-9]*n[0-9]*) ctrl=${dev%/*}/nvme${dev##*/ng}; ctrl=${ctrl%n*} ;;
  */nvme[0-9]*n[0-9]*) ctrl=${dev%n*} ;;
  *) die 2 "$1 is no namespace: /dev/nvmeXnY or /dev/ngXnY" ;;
esac
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
trap 'exit 3' HUP INT TERM

# ---- bytes and numbers

fill() { head -c "$2" /dev/zero | tr '\000' "\\$1"; }  # an octal byte, and how many
bytes() { base64 -d; }
number() {  # FILE OFFSET COUNT: a little-endian number, as 0x30
  set -- $(od -An -v -tx1 -j "$2" -N "$3" "$1")
  digits=
  for byte; do digits=$byte$digits; done
  digits=${digits#"${digits%%[!0]*}"}
  printf '0x%s' "${digits:-0}"
}
bits() { printf '0x%x' $(($(number "$1" "$2" 1) >> $3 & $4)); }  # FILE OFFSET SHIFT MASK
text() { dd if="$1" bs=1 skip="$2" count="$3" 2>/dev/null | LC_ALL=C tr -cd ' -~' | sed 's/ *$//'; }

# ---- a command

# Sends one. What it returned is in $work/came; $status is three hexadecimal digits (SCT, SC), `none` if the command
# never completed, or empty if it was not sent; $answer is that in words.
pass() {
  way=$1; shift
  node=$dev
  [ "$way" = io-passthru ] || node=$ctrl
  status= answer=
  if "$NVME" "$way" "$node" "$@" >"$work/came" 2>"$work/said" </dev/null; then
    status=000
    answer='Successful Completion (SCT 0h, SC 00h)'
    return
  fi
  code=$(cat "$work/said" "$work/came" | sed -n 's/.*NVMe status: .*(\(0x[0-9a-fA-F]*\)).*/\1/p' | tail -n 1)
  if [ -n "$code" ]; then
    status=$(printf '%03x' $((code & 0x7ff)))
    title=$(cat "$work/said" "$work/came" | sed -n 's/.*NVMe status: \([^:(]*\).*/\1/p' | tail -n 1)
    answer=$(printf '%s (SCT %xh, SC %02Xh)' "$title" $((code >> 8 & 7)) $((code & 0xff)))
  elif grep -q -i 'interrupted system call' "$work/said"; then
    status=none
  fi
  # Host Aborted Command: Linux gave up waiting, and has reset the controller.
  [ "$status" != 371 ] || status=none
  [ "$status" != none ] || answer='no completion'
}

look() {  # FILE BYTES WAY...: what the script itself has to know
  file=$1 length=$2; shift 2
  pass "$@" --data-len="$length" --read --raw-binary
  [ "$status" = 000 ] && [ "$(wc -c <"$work/came")" -eq "$length" ] && mv "$work/came" "$work/$file"
}

# ---- is it the same geometry?

others=
same() {  # NAME HERE THERE
  [ "$2" = "$3" ] || others="$others
  $1 is $2 here, and $3 in the trace"
}
why() { [ -n "$answer" ] && say "$answer" || head -n 1 "$work/said"; }
page() {  # FILE NSID CDW10 CDW11: of Identify
  look "$1" 4096 admin-passthru --opcode=0x6 --namespace-id="$2" --cdw10="$3" --cdw11="$4"
}
identify() {  # NSID
  page controller 0 0x1 0 || die 3 "$dev: Identify Controller: $(why)"
  page namespace "$1" 0x0 0 || die 3 "$dev: Identify Namespace: $(why)"
  page zoned "$1" 0x5 0x2000000 || die 2 "$dev is no zoned namespace: $(why)"
  page limits 0 0x6 0x2000000 || fill 000 4096 >"$work/limits"
  look first 128 io-passthru --opcode=0x7a --namespace-id="$1" --cdw12=0x1f || die 3 "$dev: Report Zones: $(why)"
  format=$(($(bits "$work/namespace" 26 0 15) + ($(bits "$work/namespace" 26 5 3) << 4)))
}
refuse_others() { [ -z "$others" ] || die 2 "$dev is of another geometry than the trace; nothing was sent:$others"; }
ask() {
  model=$(text "$work/controller" 24 40) serial=$(text "$work/controller" 4 20)
  say "$dev: $model, serial number $serial"
  [ -z "$yes" ] || return 0
  printf 'All data on it is lost. Type yes to go on: '
  reply=
  read -r reply || :
  [ "$reply" = yes ] || die 2 "nothing was sent"
}

# ---- a command of the trace

# `unsure`: the zones may be others than in the trace, for something was not done, or done and not refused.
number_now= strayed=0 strayed_before=0 turned= unsure= lost= shown= missing= decided= skipped= result=

step() {  # NUMBER TEXT
  number_now=$1 strayed_before=$strayed skipped=
  [ -z "$turned" ] || unsure=1
  say "$1: $2"
}
lack() {  # what the trace has, and cannot be done
  say "   not reproduced: $1"
  unsure=1
  [ -n "$decided" ] || missing="$missing
  $1"
}
send() {
  pass "$@"
  if [ -n "$status" ]; then
    say "   $answer"
  else
    lack "command $number_now, which nvme-cli did not send: $(head -n 1 "$work/said")"
    skipped=1
  fi
}
stray() {
  strayed=$((strayed + 1))
  say "   otherwise than recorded: $1"
}
take_result() {  # its low dword, which is all that nvme-cli prints
  digits=$(sed -n 's/.*result: *\(0x\)\{0,1\}\([0-9a-fA-F]*\).*/\2/p' "$work/said" | tail -n 1)
  result=$(printf '0x%x' $((0x${digits:-0} & 0xffffffff)))
}
recorded() {  # STATUS TEXT [RESULT]
  [ -z "$skipped" ] || return 0
  if [ "$status" != "$1" ]; then
    stray "$2"
    [ "$status" != 000 ] && [ "$1" != 000 ] || turned=1
    case $status in PASSING) lack "command $number_now: $answer decides nothing" ;; esac
  elif [ $# = 3 ] && [ "$status" = 000 ]; then
    take_result
    [ "$result" = "$3" ] && return 0
    stray "result $3"
    turned=1
  fi
}
recorded_data() {  # in $work/recorded
  [ "$status" = 000 ] || return 0
  place=$(cmp "$work/recorded" "$work/came" 2>&1) || stray "the data, ${place##*differ: }"
}

# A zone report as lines: "zones 0x1", and "0x800 zs=ZSIO wp=0x801 zcap=0x300 za=0x80 ext=...". $1: bytes of an entry.
zones() {
  od -An -v -tx1 "$work/came" | awk -v entry="$1" '
    { for (i = 1; i <= NF; i++) byte[n++] = $i }
    function digits(at, count,   t, k) {
      for (k = count - 1; k >= 0; k--) t = t byte[at + k]
      sub(/^0+/, "", t)
      return t == "" ? "0" : t
    }
    function state(s) {
      if (s == "1") return "ZSE"; if (s == "2") return "ZSIO"; if (s == "3") return "ZSEO"; if (s == "4") return "ZSC"
      if (s == "d") return "ZSRO"; if (s == "e") return "ZSF"; if (s == "f") return "ZSO"
      return "reserved"
    }
    function value(at,   k, v) {  # of three bytes: more zones are in no report
      for (k = at + 2; k >= at; k--) v = v * 256 + nibble(byte[k], 1) * 16 + nibble(byte[k], 2)
      return v
    }
    function nibble(text, at) { return index("0123456789abcdef", substr(text, at, 1)) - 1 }
    END {
      print "zones 0x" digits(0, 8)
      left = length(digits(0, 8)) > 6 ? n : value(0)
      for (at = 64; at + entry <= n && left > 0; at += entry) {
        left--
        s = state(substr(byte[at + 1], 1, 1))
        wp = s ~ /^(ZSE|ZSIO|ZSEO|ZSC)$/ ? "0x" digits(at + 24, 8) : "-"
        zt = substr(byte[at], 2, 1)
        ext = (zt == "2" ? "" : " zt=0x" zt) (entry > 64 ? " ext=" : "")
        for (i = 64; i < entry; i++) ext = ext byte[at + i]
        print "0x" digits(at + 16, 8) " zs=" s " wp=" wp " zcap=0x" digits(at + 8, 8) " za=0x" digits(at + 2, 1) ext
      }
    }'
}
recorded_zones() {  # BYTES, and the lines on standard input
  cat >"$work/recorded"
  : >"$work/zones"
  [ "$status" = 000 ] || return 0
  zones "$1" >"$work/zones"
  cmp -s "$work/recorded" "$work/zones" && return 0
  stray 'the report'
  awk 'NR == FNR { want[FNR] = $0; wanted = FNR; next }
       { came = FNR }
       $0 != want[FNR] { print "     came      " $0; print "     recorded  " (FNR <= wanted ? want[FNR] : "nothing") }
       END { for (i = came + 1; i <= wanted; i++) print "     came      nothing\n     recorded  " want[i] }' \
    "$work/recorded" "$work/zones"
}

# ---- what is permitted

# While everything comes as recorded, what is permitted is known; after that it is known of the first command that was
# not answered as permitted, if what differs before it says nothing of the zones. Where the zones may be others, only
# what was recorded to the end is known to be wrong.
decides() {
  [ -z "$skipped" ] || return 1
  if [ -n "$unsure" ]; then
    [ "$strayed" != 0 ] || return 0
    [ -n "$decided" ] || [ -n "$lost" ] || missing="$missing
  the zones may be others than in the trace at command $number_now"
    lost=1
  elif [ "$strayed_before" = 0 ] || [ "$number_now" = "$first" ]; then
    return 0
  fi
  say "   not judged, for commands were answered otherwise than recorded: $1"
  return 1
}
defect() {  # CLAUSES EXPECTED CAME
  shown=1
  say "   NOT PERMITTED, $1: expected $2, came $3"
}
zone_field() {  # ZSLBA FIELD
  if [ "$1" = zones ]; then
    sed -n 's/^zones \(.*\)/\1/p' "$work/zones"
  else
    sed -n "s/^$1 \(.* \)\{0,1\}$2=\([^ ]*\).*/\2/p" "$work/zones" | head -n 1
  fi
}
is_among() { case " $2 " in *" $1 "*) return 0 ;; esac; return 1; }

permit_status() {  # CLAUSES EXPECTED STATUSES
  decides "$2" || return 0
  case $status in PASSING) return 0 ;; esac
  is_among "$status" "$3" || defect "$1" "$2" "$answer"
}
permit_completion() {  # CLAUSES
  decides 'a completion' || return 0
  [ "$status" != none ] || defect "$1" 'a completion' none
}
permit_result() {  # CLAUSES EXPECTED RESULT
  decides "$2" && [ "$status" = 000 ] || return 0
  [ "$result" = "$3" ] || defect "$1" "$2" "result $result"
}
permit_zone() {  # CLAUSES EXPECTED ZSLBA FIELD VALUES
  decides "$2" && [ "$status" = 000 ] || return 0
  value=$(zone_field "$3" "$4")
  [ -z "$value" ] || is_among "$value" "$5" || defect "$1" "$2" "$4=$value"
}
refuse_zone() {  # CLAUSES EXPECTED ZSLBA FIELD VALUE
  decides "$2" && [ "$status" = 000 ] || return 0
  value=$(zone_field "$3" "$4")
  [ "$value" != "$5" ] || defect "$1" "$2" "$4=$value"
}
permit_bytes() {  # CLAUSES EXPECTED OFFSET: a block, in $work/permitted
  decides "$2" && [ "$status" = 000 ] || return 0
  length=$(wc -c <"$work/permitted")
  dd if="$work/came" bs="$length" skip=$(($3 / length)) count=1 2>/dev/null | cmp -s - "$work/permitted" ||
    defect "$1" "$2" "other bytes:$(od -An -v -tx1 -j "$3" -N 16 "$work/came") ..."
}
# Nothing says what else is permitted, but what was recorded up to here is not. A device that no longer answers so, for
# it refuses what led here, say, does not show the defect.
refuse_same() {  # CLAUSES EXPECTED CAME
  [ -n "$skipped" ] || [ "$strayed" != 0 ] || defect "$1" "$2" "$3"
}

finish() {
  say
  [ "$strayed" = 0 ] || say "commands that were answered otherwise than recorded: $strayed"
  if [ -n "$shown" ]; then say 'the defect shows'; exit 1; fi
  [ -z "$missing" ] || die 3 "the defect did not show, but this of the trace was not done:$missing"
  say 'the defect does not show'
  exit 0
}
# The trace alone does not say what was wrong in it: the suite did.
finish_unjudged() {
  [ "$strayed" != 0 ] || [ -n "$missing" ] || defect "$1" 'an answer that is not the recorded one' 'all as recorded'
  finish
}
)sh";

}  // namespace

std::string_view nvme_cli_prelude() {
  return kPrelude;
}

}  // namespace zns::harness
