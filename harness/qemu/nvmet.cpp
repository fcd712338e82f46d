#include "harness/qemu/nvmet.hpp"

#include <bit>
#include <charconv>
#include <cstdint>
#include <string_view>

#include "harness/base/error.hpp"
#include "harness/qemu/arguments.hpp"
#include "harness/qemu/initramfs.hpp"

namespace zns::harness {
namespace {

// configfs rather than module parameters: there a drive can be smaller than 1 GiB, and each refusal has its own name.
// The module makes a nullb0 by itself; whether a kernel numbers drives or takes the folder's name, this is nullb1.
constexpr std::string_view kMakeDrive = R"sh(
put() { { echo "$2" >"$1"; } 2>/znspec/null || fail "$3"; }
mount -t configfs configfs /sys/kernel/config || fail 'there is no configfs'
drive=/sys/kernel/config/nullb/nullb1
mkdir "$drive" || fail 'null_blk makes no drive'
option() {
  [ -f "$drive/$1" ] || fail "null_blk has no option $1"
  put "$drive/$1" "$2" "null_blk refuses $1=$2"
}
)sh";

// No keep-alive: a host that stops the guest for a while must not cost it the drive.
constexpr std::string_view kConnect = R"sh(
put "$drive/power" 1 'null_blk refuses these options'

name=nqn.2024-01.example.znspec:nvmet
subsystem=/sys/kernel/config/nvmet/subsystems/$name
mkdir "$subsystem" "$subsystem/namespaces/1" || fail 'nvmet makes no subsystem'
nvmet() { put "$subsystem/$1" "$2" "nvmet refuses $1 $2"; }
nvmet attr_allow_any_host 1
nvmet attr_serial ZNSPEC
nvmet namespaces/1/device_path /dev/nullb1
put "$subsystem/namespaces/1/enable" 1 'nvmet takes zones of one size only, none of them conventional'

ip link set lo up || fail 'there is no loopback interface'
port=/sys/kernel/config/nvmet/ports/1
mkdir "$port" || fail 'nvmet makes no port'
address() { put "$port/addr_$1" "$2" "nvmet refuses addr_$1 $2"; }
address trtype tcp
address adrfam ipv4
address traddr 127.0.0.1
address trsvcid 4420
ln -s "$subsystem" "$port/subsystems/$name" || fail 'nvmet does not listen'

put /dev/nvme-fabrics "nqn=$name,transport=tcp,traddr=127.0.0.1,trsvcid=4420,keep_alive_tmo=0" 'nvmet cannot be reached'
tries=500
until [ -b /dev/nvme1n1 ] || [ $tries = 0 ]; do sleep 0.02; tries=$((tries - 1)); done
[ -b /dev/nvme1n1 ] || fail 'nvmet is connected but has no drive'
)sh";

// 64 zones of 4 MiB, three quarters of each usable: QEMU's default drive again.
KeyValues default_null_blk() {
  return {{"size", "256"},        {"zoned", "1"},           {"zone_size", "4"},    {"zone_capacity", "3"},
          {"zone_max_open", "4"}, {"zone_max_active", "8"}, {"blocksize", "4096"}, {"memory_backed", "1"}};
}

std::uint64_t number_of(const KeyValues& options, std::string_view key) {
  std::uint64_t value = 0;
  for (const auto& [name, text] : options)
    if (name == key) std::from_chars(text.data(), text.data() + text.size(), value);
  return value;  // what is no number, null_blk refuses
}

// null_blk makes such drives, and nvmet then enables no namespace, and says nothing of it.
void check_nvmet_takes(const KeyValues& options) {
  if (number_of(options, "zone_nr_conv") != 0)
    throw HarnessError("zone_nr_conv: ZNS has no conventional zones, and nvmet takes no drive with any");
  const std::uint64_t zone = number_of(options, "zone_size");
  if (std::has_single_bit(zone) && number_of(options, "size") % zone != 0)
    throw HarnessError("size: nvmet takes no drive whose last zone is smaller than zone_size (both in MiB)");
}

}  // namespace

KeyValues null_blk_options(const KeyValues& given) {
  KeyValues options = merged(default_null_blk(), given);
  check_nvmet_takes(options);
  return options;
}

std::string nvmet_script(const KeyValues& null_blk) {
  std::string script{kMakeDrive};
  for (const auto& [key, value] : null_blk) script += "option " + shell_quoted(key) + " " + shell_quoted(value) + "\n";
  return script.append(kConnect);
}

}  // namespace zns::harness
