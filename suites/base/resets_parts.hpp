// What the cases of resets share: the kinds of reset, what each may make of a zone, and what a zone was given.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "suites/bench.hpp"

namespace zns::suites {

// Parts of reset_cases(), each in the file of its name.
std::vector<Case> reset_data_cases();
std::vector<Case> reset_many_zone_cases();
std::vector<Case> reset_cache_cases();
std::vector<Case> reset_sequence_cases();
std::vector<Case> reset_extension_cases();
std::vector<Case> reset_limit_cases();
std::vector<Case> reset_identity_cases();

namespace resets {

struct Kind {
  Reset reset;
  const char* slug;
  const char* text;
  Need need;
};
inline constexpr Kind kKinds[] = {
    {Reset::Controller, "controller-reset", "a Controller Reset", Need::ControllerReset},
    {Reset::Shutdown, "shutdown", "a shutdown", Need::Shutdown},
    {Reset::PowerCycle, "power-cycle", "a power cycle", Need::PowerCycle},
};

// The kind's own need, and that all zones may be touched: a reset reaches those outside of --zones, too.
[[nodiscard]] std::vector<Need> needs_of(const Kind& kind, std::vector<Need> others = {});
// The clause that says that the zones' states, and what they hold, are as they should be.
[[nodiscard]] ClauseId clause_of_states(const Kind& kind);
[[nodiscard]] ClauseId clause_of_data(const Kind& kind);
[[nodiscard]] std::vector<ClauseId> clauses_of_data(const Kind& kind);  // with all that it takes

// A volatile write cache is there, and may be enabled.
[[nodiscard]] bool has_write_cache(const Bench& bench);
// Flush succeeds; with an Offline zone it may be refused (ZNS-AMB-06), and the case cannot go on.
void flush(Bench& bench);
// Resets, with everything durable. A power loss takes what a cache holds (ZNS-RST-014), so that a Flush precedes it
// there, and nowhere else: a Controller Reset and a normal shutdown lose nothing (ZNS-RST-007, ZNS-RST-056).
void reset_durably(Bench& bench, const Kind& kind);

// ZNS-RST-059: the states that a zone may have after the reset.
[[nodiscard]] std::vector<ZoneState> states_after(const Bench& bench, Reset reset, const ZoneDescriptor& before);

// Every zone of the namespace, before a reset.
class ZonesBefore {
 public:
  explicit ZonesBefore(Bench& bench) : zones_{bench.all_descriptors()} {}
  // The list is the same, zone by zone: the state as ZNS-RST-059 permits, write pointer, ZCAP, zone type and ZDEV as
  // before.
  void expect_kept(Bench& bench, Reset reset) const;

 private:
  void expect_kept(Bench& bench, Reset reset, std::uint64_t index, const ZoneDescriptor& after) const;
  std::vector<ZoneDescriptor> zones_;
};

// How many zones more may be active, and open; of so many as a case would bother to use.
struct Room {
  std::uint64_t active = 0;
  std::uint64_t open = 0;
};
[[nodiscard]] Room room_left(Bench& bench);

// What was put into one zone, block by block, and that it is there.
class Contents {
 public:
  explicit Contents(const ZoneRef& zone) : zone_{zone}, wp_{zone.zslba} {}
  [[nodiscard]] const ZoneRef& zone() const { return zone_; }
  [[nodiscard]] std::uint64_t wp() const { return wp_; }
  [[nodiscard]] std::uint64_t left() const { return zone_.cap() - wp_; }

  // Each goes on at the write pointer, in as few commands as possible, and succeeds.
  void write(Bench& bench, std::uint64_t blocks, bool fua = false);
  void append(Bench& bench, std::uint64_t blocks, bool fua = false);
  void zero(Bench& bench, std::uint64_t blocks);
  // All of it is there, and no block above it, up to the next zone, is written. In a large zone the blocks at both ends
  // and in the middle of each part are looked at.
  void expect(Bench& bench) const;
  // The host goes on where it was: the next write succeeds, one behind it is refused, and all data are there.
  void expect_goes_on(Bench& bench);

 private:
  struct Part {
    std::uint64_t from = 0;
    std::uint64_t until = 0;
    bool zeroes = false;
  };
  void add(std::uint64_t blocks, bool zeroes);

  ZoneRef zone_;
  std::uint64_t wp_;
  std::vector<Part> parts_;
};

// The zone can be reset, and is Empty then with nothing of what it held.
void expect_resets(Bench& bench, const ZoneRef& zone);

}  // namespace resets
}  // namespace zns::suites
