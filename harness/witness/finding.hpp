// What the oracle has to say of an observation, in words.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "reference/oracle/oracle.hpp"
#include "reference/oracle/order/together.hpp"
#include "suites/result.hpp"

namespace zns::harness {

// One completion (or report) that the oracle does not find permitted, or finds permitted but noteworthy.
struct Finding {
  bool warning = false;               // permitted, or resting on an unsure clause: never a failure
  std::vector<std::string> clauses;   // those that it violates
  std::string command;                // "zone-append zslba=0x0 nlb=8"
  std::vector<std::string> expected;  // every permitted observation
  std::string observed;
  std::vector<std::string> zones;           // "zone 3  ZSE  zslba 0x30  wp 0x30", as the oracle believed them
  std::vector<suites::SeenZone> seen = {};  // the same, `before` only
  std::vector<Wrong> wrong = {};  // the same as data, each thing apart; never empty for the oracle's objections
  std::size_t in_flight = 1;      // the command, and so many others less one, of which no order explains all
};

// The finding of a verdict that is NotPermitted or Noteworthy. `command` as its line says it.
[[nodiscard]] Finding to_finding(const Oracle& oracle, const std::string& command, const Verdict& verdict);
// The finding of commands in flight together of which no order explains all.
[[nodiscard]] Finding to_finding(const Oracle& oracle, const Together::Outcome& outcome);
inline constexpr const char* kInFlightTogether = " in flight together";  // ends the command of such a finding
// What a report said of the zones of its finding takes the place of what the oracle believes by now: it takes over no
// write pointer that cannot be, and a reader needs the one that was seen.
void show_reported(Finding& finding, const Oracle& oracle, const Command& command, std::span<const std::byte> report);
// That bytes outside of the host's buffer were changed.
[[nodiscard]] Finding overrun_finding(const Command& command);
// That the completion's SQHD cannot be.
[[nodiscard]] Finding wrong_sqhd_finding(const Command& command);

}  // namespace zns::harness
