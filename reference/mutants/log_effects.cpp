// Commands Supported and Effects: entries that contradict what the device does.
#include <algorithm>

#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/log_parts.hpp"

namespace zns::mutants {
namespace {

using namespace effect_bits;

// ---- Commands Supported and Effects --------------------------------------------------------------------------------

void ignores_csi(const AdminSituation& situation, AdminEffect& effect) {
  const GetLogPage* const get = asked(situation, Lid::CommandsSupportedAndEffects);
  if (get == nullptr || effect.status != kSuccess) return;
  GetLogPage nvm = *get;
  nvm.csi = Csi::Nvm;
  effect = answer(situation, nvm);
}

void zoned_for_each_csi(const AdminSituation& situation, AdminEffect& effect) {
  const GetLogPage* const get = asked(situation, Lid::CommandsSupportedAndEffects);
  if (get == nullptr || effect.status != kSuccess) return;
  GetLogPage zoned = *get;
  zoned.csi = Csi::Zoned;
  effect = answer(situation, zoned);
}

void no_admin_part_of_zoned(const AdminSituation& situation, AdminEffect& effect) {
  const GetLogPage* const get = asked(situation, Lid::CommandsSupportedAndEffects);
  if (get == nullptr || get->csi != Csi::Zoned || effect.status != kSuccess) return;
  LogBytes page = whole(situation, kEffectsBytes);
  std::fill_n(page.begin(), kIocs, std::byte{0});
  reply_with(situation, effect, page);
}

void io_part_shifted(const AdminSituation& situation, AdminEffect& effect) {
  if (asked(situation, Lid::CommandsSupportedAndEffects) == nullptr || effect.status != kSuccess) return;
  LogBytes page = whole(situation, kEffectsBytes);
  std::rotate(page.begin() + kIocs, page.begin() + kIocs + 4, page.begin() + 2 * kIocs);
  reply_with(situation, effect, page);
}

constexpr std::size_t io(std::size_t opcode) {
  return kIocs + 4 * opcode;
}
constexpr std::size_t admin(std::size_t opcode) {
  return 4 * opcode;
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
Topic effects_log_mutants() {
  return {
      log("effects-missing", "LPA announces Commands Supported and Effects, which is refused", "it is returned",
          {"IDC-002"}, has_no<Lid::CommandsSupportedAndEffects>),
      log("effects-csi-ignored", "Commands Supported and Effects is that of the NVM Command Set whatever CSI says",
          "it is that of the command set", {"CSE-002", "CSE-003"}, ignores_csi, "NVMeVirt: CSI is not looked at"),
      log("effects-zoned-for-nvm", "the NVM Command Set is said to have the zoned commands", "it has none of them",
          {"CSE-002"}, zoned_for_each_csi),
      log("effects-zoned-without-admin", "with CSI 2 the admin part is empty", "it is the same for each CSI",
          {"CSE-002", "CSE-006"}, no_admin_part_of_zoned),
      log("effects-io-shifted", "the I/O part is one entry off", "it is indexed by opcode", {"CSE-005"},
          io_part_shifted, kOffByOne),
      log("effects-with-absent-append", "Zone Append is listed, and is not supported", "it is not listed", {"CSE-004"},
          lists<io(0x7D), kSupported | kContentChange>, "NVMeVirt: CSUPP, and the command fails", "append=no"),
      log("effects-without-append", "Zone Append is supported, and not listed", "it is listed", {"CSE-004", "CSE-007"},
          lists<io(0x7D), 0>, kSecondTable),
      log("effects-without-write-zeroes", "Write Zeroes is supported, and not listed", "it is listed",
          {"CSE-007", "IDC-007"}, lists<io(0x08), 0>, kSecondTable),
      log("effects-without-report", "Zone Management Receive is not listed", "it is mandatory", {"CSE-003"},
          lists<io(0x7A), 0>, kSecondTable),
      log("effects-without-identify", "Identify is not listed", "it is mandatory", {"CSE-006", "CSE-007"},
          lists<admin(0x06), 0>, kSecondTable),
      log("effects-with-compare", "Compare is listed, and is not supported", "it is not listed", {"CSE-008"},
          lists<io(0x05), kSupported>, kSecondTable),
      log("effects-with-verify", "Verify is listed, and is not supported", "it is not listed", {"CSE-008", "IDC-007"},
          lists<io(0x0C), kSupported>, kSecondTable),
      log("effects-with-copy", "Copy is listed, and ONCS says that there is none", "both agree", {"IDC-007"},
          lists<io(0x19), kSupported | kContentChange>, kSecondTable),
      log("effects-with-reserved-admin", "a reserved admin opcode is listed", "it is not", {"CSE-008"},
          lists<admin(0x3F), kSupported>, kOffByOne),
      log("effects-with-firmware", "the firmware commands are listed, and OACS says that there are none", "both agree",
          {"IDC-008"}, lists<admin(0x10), kSupported>, kSecondTable),
      log("effects-of-unsupported", "the entry of a command that there is not says what it may change", "it is 0",
          {"CSE-001"}, lists<io(0x09), kContentChange>, kSecondTable),
      log("effects-write-changes-nothing", "Write is listed without LBCC", "it changes the host's data", {"CSE-009"},
          lists<io(0x01), kSupported>, kSecondTable),
      log("effects-append-changes-nothing", "Zone Append is listed without LBCC", "it changes the host's data",
          {"CSE-009"}, lists<io(0x7D), kSupported>, kSecondTable),
  };
}

}  // namespace zns::mutants
