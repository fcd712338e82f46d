// Is what a device did permitted, and in which states may it now be?
//
// The oracle asks step() itself, with choices that are answered from the observation, and keeps one State that stands
// for every state the device may be in:
// - A zone that it believes implicitly opened may be closed: a controller may close it at any time (ZNS-SM-008). So the
//   victim of an implicit close needs no name: it stays "open" in the belief, whose number of open zones is an upper
//   bound, and exact for explicitly opened zones, which nobody closes but the host. Once those alone reach the limit,
//   every implicitly opened zone is known to be closed.
// - What a command leaves undecided about a zone (a write that failed midway, Open with Select All) is kept as a Doubt.
// Everything else that a controller does by itself is an Event; one is supposed only when nothing else explains what
// was seen, and what the device was seen to use is counted.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "reference/device/event.hpp"
#include "reference/device/freedom.hpp"
#include "reference/device/namespace/geometry.hpp"
#include "reference/device/namespace/state.hpp"
#include "reference/device/write_cache.hpp"
#include "reference/oracle/belief/belief.hpp"
#include "reference/oracle/tally.hpp"
#include "reference/oracle/verdict.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/reset.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns {

class Oracle {
 public:
  // Believes every zone Empty, until adopt() says otherwise.
  explicit Oracle(const Geometry& geometry) : belief_{geometry} {}

  // `to_device` is what the host sent. Permitted observations move the belief on; others leave it, but for
  // needs_report().
  Verdict observe(const Command& command, std::span<const std::byte> to_device, const Observed& seen);

  // observe(), with remembered() (digest.hpp) of what the host sent: a search asks often, and makes it once.
  Verdict observe_remembered(const Command& command, std::span<const std::byte> payload, const Observed& seen);

  // Takes a zone as it is reported, without judging: at the start, and after a violation.
  void adopt(ZoneId zone, const ZoneDescriptor& seen, std::span<const std::byte> extension) {
    belief_.adopt(zone, seen, extension, Notes{tally_});
  }

  // The zones that a violation or a failure left uncertain; a report of them, adopted, puts that right.
  [[nodiscard]] std::vector<ZoneId> needs_report() const { return belief_.needs_report(); }
  [[nodiscard]] bool needs_whole_report() const { return belief_.unknowns().lost; }
  // Either: nothing is known of some zone.
  [[nodiscard]] bool is_in_doubt() const { return belief_.is_in_doubt(); }
  void found() { belief_.found(); }
  // What a report should show now, for statuses or data said that zones have failed: of all zones, or of these.
  [[nodiscard]] bool supposes_some_zone_failed() const { return !belief_.unknowns().unseen.owed.empty(); }
  [[nodiscard]] const std::vector<ZoneId>& said_to_have_failed() const { return belief_.unknowns().unseen.said; }
  // A zone was seen to have failed before what is observed next.
  void failed_before(Event event) { belief_.failed_before(event); }

  // A command whose effect was not seen, or of which no effect is known: what it may have changed is not believed any
  // more, and a whole report is needed.
  void lose(const Command& command) { belief_.lose(command); }

  // Nothing is known of a zone until it is reported, and nothing of what it holds until that is read.
  void give_up(ZoneId zone) { belief_.give_up(zone); }

  // The controller was reset, with no command in flight. What of the zones is decided is judged from now on; what is
  // not is settled by reports, reads and commands.
  void restart(Reset kind) { belief_.restart(kind); }

  // Forgets what follows only from the order of the commands observed, where several orders explain them: which zone
  // was opened last, what the first blocks of a zone hold, its extension.
  void forget_places() { belief_.forget_places(); }
  void forget_content(ZoneId zone) { belief_.forget_content(zone); }
  void forget_blocks(ZoneId zone, std::uint64_t blocks) { belief_.forget_blocks(zone, blocks); }
  void forget_extension(ZoneId zone) { belief_.forget_extension(zone); }
  // What is in the cache after commands of which the order is not known.
  void believe(WriteCache cache) { belief_.believe(std::move(cache)); }

  // A sanitize operation was started, and nobody has seen how it ended; or it has failed. I/O commands are refused
  // then, and nothing is known of zones until this ends.
  [[nodiscard]] bool is_sanitizing() const { return sanitize_.has_value(); }

  // The host did something that no command says (a test made a zone fail).
  void note(Event event) { belief_.note(event); }

  // Counts a freedom that was used: one of order is seen by what looks at several commands.
  void use(Freedom freedom, std::uint64_t times = 1) { tally_.use(freedom, times); }

  // All that is believed: to be looked at, and to be tried on a copy (judge/trial.hpp), which carries no tally.
  [[nodiscard]] const Belief& all_belief() const { return belief_; }

  // The zone in which the one LBA of an I/O command lies.
  [[nodiscard]] std::optional<ZoneId> named_zone(const Command& command) const { return belief_.named_zone(command); }

  [[nodiscard]] const Geometry& geometry() const { return belief_.geometry(); }
  [[nodiscard]] const State& belief() const { return belief_.state(); }
  [[nodiscard]] const WriteCache& cache() const { return belief_.cache(); }
  [[nodiscard]] const std::array<std::uint64_t, kFreedomCount>& freedoms_used() const { return tally_.freedoms(); }
  [[nodiscard]] const std::vector<ClauseTally>& tallies() const { return tally_.clauses(); }  // by ClauseId::index()

 private:
  [[nodiscard]] bool is_formatted_by(const Command& command, Status status) const;
  void note_while_sanitizing(const Command& command, const Observed& seen);
  void note_sanitize(const Sanitize& command);
  void end_sanitize(bool succeeded);

  Belief belief_;
  Tally tally_;
  struct Sanitizing {
    Sanitize command;
    bool failed = false;  // the log page has said so
  };
  std::optional<Sanitizing> sanitize_;
};

}  // namespace zns
