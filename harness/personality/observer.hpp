// Learns how a drive uses its freedom: it asks of each observation which policies of the reference explain it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "harness/personality/personality.hpp"
#include "reference/oracle/oracle.hpp"
#include "reference/spec/command.hpp"
#include "suites/target.hpp"

namespace zns::harness {

// What one observation says, until it is known to be permitted.
struct Witnessed {
  std::string_view key;
  std::vector<std::string> values;  // that explain it
};

// A command that opens a zone while the open limit is reached: all zones were reported before it.
struct Opening {
  ZoneId zone = 0;
  State before;
};

// A zone of which a loss of power may have taken something.
struct Loss {
  ZoneId zone = 0;
  bool was_active = false;
  std::uint64_t least = 0;  // the write pointer afterwards lies between these
  std::uint64_t most = 0;
};

class PersonalityObserver {
 public:
  // What a completion says; the oracle has not judged it yet.
  [[nodiscard]] std::vector<Witnessed> witness(const Oracle& oracle, const Command& command,
                                               std::span<const std::byte> payload, const Observed& seen);
  void keep(const std::vector<Witnessed>& witnessed);

  // Before a command is sent: whether a zone may have to be closed for it, as far as the oracle believes.
  [[nodiscard]] std::optional<Opening> opening(const Oracle& oracle, const Command& command) const;
  // After it, and after another report of all zones.
  void after_opening(const Oracle& oracle, const Opening& opening, Status status);

  // After a command opened a zone implicitly, and a report of that zone.
  void after_implicit_open(ZoneState now);

  // For commands in flight together.
  void completed(std::span<const suites::Completion> completions);

  // After the oracle restarted for a loss of power, and before the zones were reported.
  [[nodiscard]] static std::vector<Loss> losses(const Oracle& oracle);
  void after_power_loss(const Oracle& oracle, std::span<const Loss> losses);

  [[nodiscard]] const Personality& personality() const { return personality_; }

 private:
  Personality personality_;
  bool knows_order_ = false;  // in which the implicitly opened zones were opened
};

}  // namespace zns::harness
