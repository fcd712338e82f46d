// Plays programs on a device: plans each command from what the oracle believes, sends it through the monitor, looks at
// everything at the end, and puts the zones back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "harness/diff/aftereffects.hpp"
#include "harness/witness/monitor.hpp"
#include "suites/properties/operation.hpp"
#include "suites/properties/plan.hpp"

namespace zns::harness {

struct PlayOptions {
  std::uint64_t seed = 1;  // of the data
  std::size_t depth = 1;   // most commands in flight together
  ZoneId last_zone = 0;    // that may be touched
  // As soon as it is there, unless it follows from one that was there before.
  std::function<void(const Finding&)> on_finding = [](const auto&) {};
};

// When zones are looked at: after the last command, or the zones of each command right after it as well.
enum class Looks : std::uint8_t { AtTheEnd, AfterEach };

// What a command is, without its fields: queue, opcode, action. 0: none.
using Kind = std::uint32_t;

// One thing that is wrong, and where in the program it came up.
struct Found {
  Finding finding;
  std::size_t operation = 0;                // index in the program; its size: in the look at everything afterwards
  std::optional<std::size_t> follows = {};  // from that one of Played::found, with which it is one defect
  Kind command = 0;                         // the last one then
  Kind before = 0;                          // and the one before that
};

struct Played {
  std::vector<Found> found;
  suites::Program pinned;  // the same program, its zones named by number
  std::vector<std::string> log =
      {};         // of the program: "write slba=0x0 nlb=0 (1 block) -> Successful Completion (0h/00h)"
  Kind last = 0;  // the last that was sent of the program
  Kind before = 0;
  bool last_about_all = false;
  std::uint64_t sent = 0;  // commands of the program
  Aftereffects left = {};  // by the last of them
};

class Player {
 public:
  // `playground.zones` are Empty, or become so before the first program.
  Player(Monitor& monitor, suites::Playground playground, PlayOptions options);

  // Throws what the target throws.
  Played play(const suites::Program& program, Looks looks = Looks::AtTheEnd);

  // Every zone that could be reached Empty again. One that cannot be made so does not play along any more.
  void put_back();
  [[nodiscard]] const suites::Playground& playground() const { return playground_; }

 private:
  struct Prepared {
    suites::Planned planned;
    std::vector<std::byte> to_device;
    std::vector<std::byte> from_device;
    bool goes_on = false;      // refused, it is followed by one that must succeed
    bool looks_twice = false;  // what it may change is read before and after it
    Status status = kSuccess;  // once it is sent
  };
  std::vector<Prepared> next_batch(const suites::Program& program, std::size_t& next, Played& played);
  void play(std::vector<Prepared>& batch, std::size_t operation, Played& played);
  bool happens(const suites::Planned& planned, bool flush, std::size_t operation, Played& played);
  void send(std::vector<Prepared>& batch, Played& played);
  void sent(const suites::Planned& planned, const suites::Completion& cqe, Played& played);
  void prepare(Prepared& prepared);
  void go_on(const Command& refused, Played& played);
  void read_blocks_of(const Command& command);
  void wear(ZoneId zone, std::size_t times, std::size_t operation, Played& played);
  void restart(suites::Reset kind, bool flush, std::size_t operation, Played& played);
  void wait_as_asked(std::span<const suites::Completion> completions);
  bool inject(ZoneId zone, ZoneState state);
  void scrub();
  void look_at_everything();
  void read_back(ZoneId zone);
  void read_beside();
  void read_beyond(ZoneId zone);
  void report_all();
  void look_at_zones_of(const std::vector<Prepared>& batch);
  void take_findings(std::size_t operation, Played& played, bool about_all = false);
  void take(Finding finding, std::size_t operation, Played& played, bool about_all);

  Monitor& monitor_;
  suites::Playground playground_;
  PlayOptions options_;
  std::set<ZoneId> reached_;  // zones that the programs may change: those that play along, and their neighbours
  std::map<ZoneId, std::uint64_t> capacities_;  // as they were at first
  Aftereffects aftereffects_;                   // of what was found in this program
  std::uint64_t generation_ = 0;
  std::uint64_t sent_ = 0;  // commands of this program
};

}  // namespace zns::harness
