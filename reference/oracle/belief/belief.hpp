// What is believed of a device: one State that stands for every state the device may be in, and what is not known of
// it.
//
// A belief judges nothing and counts nothing: judge/ does. While a Journal is kept, every change of the state is
// written down and can be taken back; what a journal does not hold (the cache, and what follows a reset) then stays as
// it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "reference/device/effect.hpp"
#include "reference/device/event.hpp"
#include "reference/device/namespace/geometry.hpp"
#include "reference/device/namespace/state.hpp"
#include "reference/device/write_cache.hpp"
#include "reference/oracle/belief/unknowns.hpp"
#include "reference/oracle/tally.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/reset.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns {

class Journal;

// All that is believed, as a value: to be gone back to. The state's blocks are digests.
struct Believed {
  State state;
  Unknowns unknowns = {};
};

// What the zone that a command names may be in place of what is believed, by what a reset left open.
struct Survival {
  enum class Kind : std::uint8_t { Full, MovedBack, Other };
  Kind kind{};
  ZoneId zone = 0;
  Reset by{};
  std::uint64_t wp = 0;  // of MovedBack
};

class Belief {
 public:
  // Believes every zone Empty, until adopt() says otherwise.
  explicit Belief(const Geometry& geometry);
  // As the only zone of a namespace without limits; LBAs count from its first.
  [[nodiscard]] Belief alone(ZoneId zone) const;

  [[nodiscard]] const Geometry& geometry() const { return geometry_; }
  [[nodiscard]] const State& state() const { return state_; }
  [[nodiscard]] const Unknowns& unknowns() const { return unknowns_; }
  [[nodiscard]] const WriteCache& cache() const { return cache_; }

  // The zone in which the one LBA of an I/O command lies.
  [[nodiscard]] std::optional<ZoneId> named_zone(const Command& command) const;
  // The last that the command names; `first` is the first.
  [[nodiscard]] ZoneId last_zone(const Command& command, ZoneId first) const;

  // ---- the state ----------------------------------------------------------------------------------------------------

  // As long as it is only supposed, an effect is taken back as it came, or kept.
  void suppose(Effect& effect);
  void take_back(const Effect& effect);
  void keep(const Effect& effect);
  void change(Effect& effect);                   // supposed, and kept
  void replace(ZoneId zone, const Zone& after);  // nothing but the zone changes

  // The host did something that no command says (a test made a zone fail).
  void note(Event event);
  // The zone as it is reported. A capacity that a reset changed is a freedom used.
  void adopt(ZoneId zone, const ZoneDescriptor& seen, std::span<const std::byte> extension, Notes notes);
  void believe(Believed belief);
  // What is in the cache after commands of which the order is not known.
  void believe(WriteCache cache) { cache_ = std::move(cache); }
  // What follows from a command that was carried out, beyond its effect.
  void settle(const Command& command, const Effect& effect);
  // A command that names no zone to count by leaves no place known.
  void forget_places_after(const Command& command, Status status);
  // The command changed what a loss of power may take.
  void put_into_cache(const Command& command, const Effect& effect);

  // Whether there is a Zone Append need not be known from the start (ZNS-GEN-004).
  [[nodiscard]] bool may_lack_append() const { return !append_seen_; }
  void learn_that_append_is_absent();
  void learn_that_append_is_present();

  // ---- journal ------------------------------------------------------------------------------------------------------

  // From here to end_trial() the journal holds what kept effects change; it must outlive that.
  void begin_trial(Journal& journal);
  void end_trial() { journal_ = nullptr; }
  [[nodiscard]] bool is_on_trial() const { return journal_ != nullptr; }
  // Until so many effects are left in the journal.
  void go_back(std::size_t effects, const Unknowns& unknowns);

  // ---- doubts -------------------------------------------------------------------------------------------------------

  [[nodiscard]] std::vector<ZoneId> needs_report() const;  // zones of which nothing is known
  [[nodiscard]] bool is_in_doubt() const;                  // nothing is known of some zone
  [[nodiscard]] bool is_in_doubt(ZoneId zone) const;       // nothing is known of this one
  [[nodiscard]] const Doubt* doubt(ZoneId zone) const;     // null: there is none
  // Nothing is known of the zone, or of one that is read after it.
  [[nodiscard]] bool meets_doubt(const Command& command, ZoneId zone) const;
  void found() { unknowns_.lost = false; }  // all zones were reported
  void resolve(ZoneId zone);                // there is no doubt of the zone any more
  // A command whose effect was not seen, or of which no effect is known.
  void lose(const Command& command);
  // Nothing is known of a zone until it is reported, and nothing of what it holds until that is read.
  void give_up(ZoneId zone);
  // By Format NVM, or a sanitize operation: every zone is Empty, but for those that had failed (FMT-011, SAN-005).
  void renew();
  // The zones that the command may have changed may be anything.
  void doubt_zones_of(const Command& command);
  // The command may have been done wholly, partly or not at all.
  void doubt_what_was_done(const Command& command);
  // The command was aborted, and may have opened the zone before.
  void doubt_opening(const Command& command);
  void forget_places() { unknowns_.forget_places(); }
  // What earlier reports showed open together no longer counts.
  void forget_what_was_seen();
  void forget_content(ZoneId zone);
  void forget_blocks(ZoneId zone, std::uint64_t blocks);
  void forget_extension(ZoneId zone);

  // ---- places, and zones seen open together -------------------------------------------------------------------------

  // One more zone can be opened, whichever are open.
  [[nodiscard]] bool finds_a_place(ZoneId zone) const;
  // Open with Select All may need more places than there are.
  [[nodiscard]] bool lacks_places_for_all(const Command& command) const;
  // With these step() answers as if zones in doubt held what they may hold.
  [[nodiscard]] Geometry limits_in_doubt(std::optional<ZoneId> zone, Status seen) const;
  // True if it was not seen so since a command last opened one.
  bool see_open(ZoneId zone) { return see(unknowns_.seen_open, zone); }
  bool see_active(ZoneId zone) { return see(unknowns_.seen_active, zone); }

  // ---- zones that fail unseen (unseen.cpp) --------------------------------------------------------------------------

  // It was seen to have failed before what is observed next.
  void failed_before(Event event);
  // It was seen to work, and so had not failed.
  void works(ZoneId zone);
  // It gave back what it held; `before` is what was believed until now.
  void has_failed(ZoneId zone, ZoneState before);
  // A status or data said that it failed.
  void say_failed(ZoneId zone) { unknowns_.unseen.said.push_back(zone); }
  // So many of these must have failed; false if there are not so many.
  bool owe(std::uint32_t zones, std::vector<ZoneId> among, ClauseId clause);
  std::vector<Owed> take_broken_owed();  // those that no zone is left for
  // The zone was closed for want of a place, and is open still, for another one has failed. False: it was not.
  [[nodiscard]] bool reopen(ZoneId zone);
  [[nodiscard]] std::vector<ZoneId> zones_in(ZoneState zs) const;
  // What makes the zone what it was before all were reset, and Read Only; nothing if that cannot be.
  [[nodiscard]] std::optional<Effect> passed_over(ZoneId zone) const;
  // Before the effect of a Reset of all zones is applied.
  void remember_passed_over(const Command& command, const Effect& effect);
  // The report of a zone that has failed may say when it did.
  void decide_passed_over(ZoneId zone, const ZoneDescriptor& seen);
  void forget_passed_over(ZoneId zone);
  // It became Full unseen, or it failed instead.
  void suppose_excursion(ZoneId zone) { unknowns_.unseen.not_seen_full.push_back(zone); }
  // The zone was reported: what was supposed of it is decided. True if it was supposed.
  bool settle_said(ZoneId zone) { return std::erase(unknowns_.unseen.said, zone) != 0; }
  bool settle_excursion(ZoneId zone) { return std::erase(unknowns_.unseen.not_seen_full, zone) != 0; }
  void settle_closed_for_room(ZoneId zone) { std::erase(unknowns_.unseen.closed_for_room, zone); }

  // ---- what a reset left (restart.cpp) ------------------------------------------------------------------------------

  // The belief becomes the most that may be left.
  void restart(Reset kind);
  [[nodiscard]] const Survivor* find_survivor(ZoneId zone) const;  // null: nothing is open
  // Its write pointer may be this one.
  [[nodiscard]] bool may_have_moved_back(const Survivor& survivor, std::uint64_t wp) const;
  // What makes the zone what it may be instead.
  [[nodiscard]] Effect supposed(const Survival& survival) const;
  // The zone is that; the freedom is used.
  void now_shown(const Survival& survival, Notes notes);
  // The command succeeded: what the zones were before it is decided as far as it can be.
  void settle_survivors_after(const Command& command);
  void forget_survivor(ZoneId zone);
  // The belief becomes what a report says of the zone, as far as the reset leaves that open: by what it left.
  std::optional<Survival> follow(ZoneId zone, const ZoneDescriptor& seen, Notes notes);
  [[nodiscard]] Reset last_reset() const { return last_reset_; }
  // The block was written before the last reset, and not taken back since.
  [[nodiscard]] bool is_from_before_reset(std::uint64_t lba) const;
  [[nodiscard]] bool is_unreported_since_reset(ZoneId zone) const;
  void now_reported(ZoneId zone);
  // Power may have taken the block, and it was not read since.
  [[nodiscard]] bool is_maybe_lost(std::uint64_t lba) const;
  // The block was read: from now on it stays as it was read.
  void settle_block(std::uint64_t lba);
  // Likewise, and they were gone.
  void settle_lost_blocks(const std::vector<std::uint64_t>& lbas);

 private:
  // One zone, since the last reset.
  struct SinceReset {
    std::uint64_t written = 0;  // the end of the blocks that were written before it, and are so still
    bool reported = false;
  };

  [[nodiscard]] Doubt* find_doubt(ZoneId zone);
  Doubt& make_doubt(ZoneId zone);
  void now_known(ZoneId zone);
  bool see(std::vector<ZoneId>& zones, ZoneId zone);
  void count_places(const Command& command, const ZoneChange& change);
  [[nodiscard]] bool all_open_are_explicit() const;
  void restart_zone(Reset kind, ZoneId zone);
  [[nodiscard]] bool leaves_something_open(const Survivor& survivor) const;
  void give_up_survivor(ZoneId zone);
  [[nodiscard]] bool may_be_empty(const Survivor& survivor) const;
  [[nodiscard]] bool may_be_active(const Survivor& survivor) const;
  void settle_survivor(const Command& command, ZoneId zone);
  void settle_survivors(const ZoneManagementSend& send);
  void take_survivor_alone(ZoneId zone, Belief& alone) const;
  void forget_resets(const Effect& effect);

  Geometry geometry_;
  bool append_seen_ = false;  // Zone Append was carried out, or refused for another reason than its opcode
  State state_;
  Unknowns unknowns_;
  WriteCache cache_;                     // what a loss of power may take
  std::vector<LbaRange> maybe_lost_;     // blocks that power may have taken, and that were not read since
  std::vector<SinceReset> since_reset_;  // by zone; none: there was no reset
  Reset last_reset_{};
  Journal* journal_ = nullptr;  // of a Trial
};

}  // namespace zns
