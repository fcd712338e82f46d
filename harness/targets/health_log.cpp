#include "harness/targets/health_log.hpp"

#include <array>
#include <exception>

#include "reference/spec/bytes.hpp"
#include "reference/spec/opcode.hpp"

namespace zns::harness {
namespace {

constexpr std::uint32_t kHealth = 0x02;
constexpr std::size_t kBytes = 512;

// No drive has ever needed more than eight of the 16 bytes of a number.
std::uint64_t number_at(const std::array<std::byte, kBytes>& page, std::size_t offset) {
  return load_le<std::uint64_t>(page, offset);
}

}  // namespace

std::optional<HealthLog> read_health_log(suites::Target& target) {
  std::array<std::byte, kBytes> page{};
  const Sqe sqe{.opcode = static_cast<std::uint8_t>(AdminOpcode::GetLogPage),
                .nsid = 0xFFFFFFFF,
                .cdw10 = kHealth | static_cast<std::uint32_t>(kBytes / 4 - 1) << 16};
  try {
    const suites::Completion cqe =
        target.submit({.queue = Queue::Admin, .sqe = sqe, .to_device = {}, .from_device = page});
    if (cqe.status != kSuccess) return std::nullopt;
  } catch (const std::exception&) {  // then nothing is known: that is no verdict
    return std::nullopt;
  }
  return HealthLog{.critical_warning = static_cast<std::uint8_t>(page[0]),
                   .power_cycles = number_at(page, 112),
                   .unsafe_shutdowns = number_at(page, 144),
                   .media_errors = number_at(page, 160),
                   .error_entries = number_at(page, 176)};
}

std::vector<std::string> differences(const HealthLog& before, const HealthLog& after, const Doings& doings) {
  std::vector<std::string> lines;
  const auto grew = [&](const char* what, std::uint64_t was, std::uint64_t is, std::uint64_t explained) {
    if (is > was && is - was > explained)
      lines.push_back(std::string{what} + ": " + std::to_string(was) + " before, " + std::to_string(is) + " after" +
                      (explained != 0 ? " (" + std::to_string(explained) + " by the run)" : ""));
  };
  if (const unsigned fresh = after.critical_warning & ~unsigned{before.critical_warning}; fresh != 0)
    lines.push_back("critical warning: bits " + std::to_string(before.critical_warning) + " before, " +
                    std::to_string(after.critical_warning) + " after");
  grew("media errors", before.media_errors, after.media_errors, 0);
  grew("entries of the Error Information log", before.error_entries, after.error_entries, doings.refused);
  grew("power cycles", before.power_cycles, after.power_cycles, doings.power_cycles);
  grew("unsafe shutdowns", before.unsafe_shutdowns, after.unsafe_shutdowns, doings.power_cycles);
  return lines;
}

}  // namespace zns::harness
