// What a drive counts of itself: the SMART / Health Information log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "suites/target.hpp"

namespace zns::harness {

struct HealthLog {
  std::uint8_t critical_warning = 0;
  std::uint64_t power_cycles = 0;
  std::uint64_t unsafe_shutdowns = 0;
  std::uint64_t media_errors = 0;
  std::uint64_t error_entries = 0;  // of the Error Information log, ever
};

// Nothing if the drive does not give it, or the way does not carry it.
[[nodiscard]] std::optional<HealthLog> read_health_log(suites::Target& target);

// What a run did that explains some of the differences.
struct Doings {
  std::uint64_t power_cycles = 0;
  std::uint64_t refused = 0;  // commands
};

// The differences that are worth a word, a line each.
[[nodiscard]] std::vector<std::string> differences(const HealthLog& before, const HealthLog& after,
                                                   const Doings& doings);

}  // namespace zns::harness
