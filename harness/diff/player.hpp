// Plays programs on a device: plans each command from what the oracle believes, sends it through the monitor, looks at
// everything at the end, and puts the zones back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "harness/monitor.hpp"
#include "suites/properties/operation.hpp"
#include "suites/properties/plan.hpp"

namespace zns::harness {

struct PlayOptions {
  std::uint64_t seed = 1;                                               // of the data
  std::size_t depth = 1;                                                // most commands in flight together
  ZoneId last_zone = 0;                                                 // that may be touched
  std::function<void(const Finding&)> on_finding = [](const auto&) {};  // as soon as it is there
};

// A finding, and where in the program it came up.
struct Found {
  Finding finding;
  std::size_t operation = 0;  // index in the program; its size: in the look at everything afterwards
};

struct Played {
  std::vector<Found> found;
  suites::Program pinned;  // the same program, its zones named by number
  std::vector<std::string> log =
      {};  // of the program: "write slba=0x0 nlb=0 (1 block) -> Successful Completion (0h/00h)"
};

class Player {
 public:
  // `playground.zones` are Empty, or become so before the first program.
  Player(Monitor& monitor, suites::Playground playground, PlayOptions options);

  // Throws what the target throws.
  Played play(const suites::Program& program);

  // Every zone that could be reached Empty again. One that cannot be made so does not play along any more.
  void put_back();
  [[nodiscard]] const suites::Playground& playground() const { return playground_; }

 private:
  struct Prepared {
    suites::Planned planned;
    std::vector<std::byte> to_device;
    std::vector<std::byte> from_device;
  };
  void send(std::vector<Prepared>& batch, Played& played);
  void prepare(Prepared& prepared);
  bool inject(ZoneId zone, ZoneState state);
  void scrub();
  void look_at_everything();
  void read_back(ZoneId zone);
  void read_beyond(ZoneId zone);
  void take_findings(std::size_t operation, Played& played);

  Monitor& monitor_;
  suites::Playground playground_;
  PlayOptions options_;
  std::set<ZoneId> reached_;  // zones that the programs may change: those that play along, and their neighbours
  std::uint64_t generation_ = 0;
};

}  // namespace zns::harness
