// Linux's own NVMe target (nvmet) in the guest, over a zoned null_blk and through TCP: /dev/nvme1n1.
#pragma once

#include <array>
#include <string>

#include "harness/qemu/guest.hpp"

namespace zns::harness {

inline constexpr std::array kNvmetModules{"null_blk", "nvmet_tcp", "nvme_tcp"};

// null_blk's options, as configfs names them (`size` and zones in MiB): the defaults, overridden or added to by
// `given`. Throws HarnessError, with the reason, for a drive that nvmet would not take.
KeyValues null_blk_options(const KeyValues& given);

// The steps of the init script that make the drive and connect it. A step that fails calls `fail REASON`.
std::string nvmet_script(const KeyValues& null_blk);

}  // namespace zns::harness
