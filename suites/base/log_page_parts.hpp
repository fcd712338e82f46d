// What cases about log pages share: reading one, and whether the device has it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "reference/spec/log_pages.hpp"
#include "reference/spec/text.hpp"
#include "suites/base/identify_parts.hpp"
#include "suites/bench.hpp"

namespace zns::suites {

// Parts of log_page_cases(), each in the file of its name.
std::vector<Case> log_page_read_cases();
std::vector<Case> log_page_error_cases();
std::vector<Case> log_page_health_cases();
std::vector<Case> log_page_list_cases();
std::vector<Case> log_page_supported_cases();

namespace logs {

inline constexpr std::uint32_t kNvme20 = 0x0002'0000;

// `bytes` of the page, a multiple of 4.
inline GetLogPage page(Lid lid, std::size_t bytes, GetLogPage others = {}) {
  others.lid = lid;
  others.numd = NumberOfDwords::of_count(bytes / 4);
  return others;
}

inline Completion get(Bench& bench, const GetLogPage& command, Bytes* data = nullptr, std::uint32_t nsid = 0) {
  return bench.admin(command,
                     {.nsid = nsid, .bytes = static_cast<std::size_t>(command.numd.count()) * 4, .data = data});
}

// What a device answers that does not have the page (LOG-001).
inline bool is_absent(const Completion& cqe) {
  return cqe.status == Status::InvalidLogPage || cqe.status == Status::InvalidFieldInCommand;
}

// A page that every device has.
inline Bytes read(Bench& bench, const GetLogPage& command, std::uint32_t nsid = 0) {
  Bytes data;
  bench.expect_success(get(bench, command, &data, nsid));
  return data;
}

// A page that it may lack, unless it announces it.
inline Bytes read_optional(Bench& bench, const GetLogPage& command, bool announced, const std::string& name,
                           std::uint32_t nsid = 0) {
  Bytes data;
  const Completion cqe = get(bench, command, &data, nsid);
  bench.needs(announced || !is_absent(cqe), "the device has no " + name);
  bench.expect_success(cqe);
  return data;
}

inline bool announces(const Bench& bench, std::uint8_t lpa_bit) {
  return (bench.facts().controller.lpa & lpa_bit) != 0;
}

inline CommandEffects effects(Bench& bench, Csi csi) {
  const bool announced = announces(bench, lpa::kCommandsSupportedAndEffects);
  return decode_command_effects(read_optional(bench,
                                              page(Lid::CommandsSupportedAndEffects, kEffectsBytes, {.csi = csi}),
                                              announced, "Commands Supported and Effects log page"));
}

inline SmartHealth health(Bench& bench) {
  return decode_smart_health(read(bench, page(Lid::SmartHealth, kSmartHealthBytes), kBroadcastNsid));
}

inline std::size_t error_log_bytes(const Bench& bench) {
  return (std::size_t{bench.facts().controller.elpe} + 1) * kErrorEntryBytes;
}

// All entries, or as many as one command may move.
inline std::vector<ErrorEntry> errors(Bench& bench) {
  const std::size_t bytes = std::min<std::uint64_t>(error_log_bytes(bench), bench.facts().mdts_bytes.value_or(4096));
  return decode_error_entries(read(bench, page(Lid::ErrorInformation, bytes), kBroadcastNsid));
}

inline std::uint64_t latest(const std::vector<ErrorEntry>& entries) {
  return entries.empty() ? 0 : entries.front().count;
}

// A transfer that the device, and the way to it, carry.
inline void needs_transfer(Bench& bench, std::uint64_t bytes) {
  const bool carried = bytes <= bench.target().carries().max_transfer_bytes;
  bench.needs(carried && (!bench.facts().mdts_bytes || bytes <= *bench.facts().mdts_bytes),
              "needs a transfer of " + std::to_string(bytes) + " bytes (MDTS)");
}

}  // namespace logs
}  // namespace zns::suites
