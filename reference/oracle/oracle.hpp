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
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "reference/device/effect.hpp"
#include "reference/device/event.hpp"
#include "reference/device/freedom.hpp"
#include "reference/device/namespace/geometry.hpp"
#include "reference/device/namespace/state.hpp"
#include "reference/device/write_cache.hpp"
#include "reference/oracle/wrong.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/reset.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns {

enum class Judgement : std::uint8_t {
  Permitted,
  Noteworthy,  // permitted, but a user wants to know: a zone failed, a reserved bit is set
  NotPermitted,
  Inconclusive,  // a status that decides nothing, or a zone in doubt
  NotJudged,     // a command that the reference does not have
};

struct Observed {
  Status status = kSuccess;
  std::uint64_t result = 0;
  std::span<const std::byte> data;  // what the device returned
  // The host's PRP entries break a rule that a controller need not check (GEN-017, GEN-018): the command may be aborted
  // with PRP Offset Invalid, and what it moved says nothing.
  bool wrong_prps = false;
  // Asked again (Verdict::by_absence), all zones having been reported since; or of a transition that was refused, the
  // zone that it names.
  bool looked = false;
  // The asker can look, and asks again where Verdict::by_absence says so. Otherwise a failure is supposed there.
  bool may_look = false;
  // For a report: what was in flight with it, and succeeded or may have. The belief is that before these, and it stays
  // as it is (ZNS-ORD-013).
  std::span<const Command> beside = {};
};

struct Verdict {
  Judgement judgement = Judgement::Permitted;
  std::vector<ClauseId> clauses;      // violated, or worth noting
  std::vector<std::string> expected;  // each permitted observation
  std::string observed;
  std::vector<ZoneId> zones;      // those it is about
  std::vector<Wrong> wrong = {};  // the same, each thing apart; empty where only the clauses say it
  // Nothing but zones that are not listed, or their number, speaks against a report. The belief is as it was before; a
  // zone that failed unseen would explain it, which a report of all zones says.
  bool by_absence = false;
};

// One thing is wrong, and nothing else.
[[nodiscard]] Verdict verdict_of(Wrong wrong);

struct ClauseTally {
  std::uint64_t exercised = 0;
  std::uint64_t violated = 0;
};

// What a device says of its limits that none can say; nothing if it is consistent.
std::optional<Verdict> verdict_on(const Geometry& geometry);

class Journal;

class Oracle {
 public:
  // What is not known of a zone, besides that it may be closed if it is implicitly opened.
  struct Doubt {
    ZoneId zone = 0;
    bool maybe_explicit = false;  // Open with Select All found it closed, or did not
    bool anything = false;        // a command that failed midway, or a violation
    std::uint64_t wp_max = 0;     // the write pointer is at least the believed one, and at most this
  };

  // What a reset left of a zone, where several things are permitted: what is believed is the most of it.
  struct Survivor {
    ZoneId zone = 0;
    Reset by{};
    std::uint64_t wp_min = 0;        // the write pointer is at least this: the rest was in a volatile write cache
    bool maybe_full = false;         // ZNS-RST-004
    bool is_active = false;          // it was opened or closed since, wherever its write pointer is
    std::optional<Zone> other = {};  // it may be this one: not initialized (ZNS-RST-008), or initialized (ZNS-AMB-13)
    bool maybe_explicit = false;     // and that one may be Explicitly Opened, by Open with Select All
    std::optional<WriteCache::Undone> undone = {};  // zone actions may be lost, which is worth noting
  };

  // What openings say of the zones that are open: each found a place, whichever zone was closed for it.
  struct Places {
    std::uint32_t free = 0;             // at most max_open less so many zones are open
    std::optional<ZoneId> opened_last;  // not counting this one, one zone fewer: no other was opened since
  };

  // Zones that must have failed unseen, for others hold the resources that they had (ZNS-RES-021).
  struct Owed {
    std::uint32_t zones = 0;          // at least so many ...
    std::vector<ZoneId> among;        // ... of these
    ClauseId clause = "ZNS-RES-002";  // violated if they have not
  };

  // A zone that was reset with all others, unless it had failed unseen: then it is still this (ZNS-SM-049).
  struct PassedOver {
    ZoneId zone = 0;
    Zone before;
    SharedBlocks media = nullptr;
    SharedExtension extension = nullptr;
  };

  // What is supposed of zones that may have failed unseen (unseen.cpp).
  struct Unseen {
    std::vector<Owed> owed;
    std::vector<PassedOver> passed_over;
    std::vector<ZoneId> said;             // statuses or data said that they failed; a report must show it (ZNS-SM-048)
    std::vector<ZoneId> closed_for_room;  // known to be closed only if no explicitly opened zone has failed
    // Supposed to have made an excursion, for no report listed them or they refused a transition: they may have failed
    // instead.
    std::vector<ZoneId> not_seen_full;
  };

  // What is not known, and what was seen that bounds it.
  struct Unknowns {
    std::vector<Doubt> doubts;
    std::vector<Survivor> survivors;
    std::vector<ZoneId> seen_open;  // reported open since a command last opened one: they were so all at once
    std::vector<ZoneId> seen_active;
    bool lost = false;  // of any zone anything: a report of all is needed
    Places places;
    Unseen unseen;
    // One of the zones believed open was closed to make room for one that is Full by now; none was opened since.
    bool made_room = false;
    bool refused_to_open_all = false;  // the last that could have changed zones was that, for want of places

    void forget_places() {
      places = {};
      made_room = false;
    }
    void forget_zones_seen() {
      seen_open.clear();
      seen_active.clear();
    }
  };

  // All that is believed, as a value: to be gone back to. The state's blocks are digests.
  struct Belief {
    State state;
    Unknowns unknowns = {};
  };

  // Believes every zone Empty, until adopt() says otherwise.
  explicit Oracle(const Geometry& geometry);

  // `to_device` is what the host sent. Permitted observations move the belief on; others leave it, but for
  // needs_report().
  Verdict observe(const Command& command, std::span<const std::byte> to_device, const Observed& seen);

  // observe(), with remembered() (digest.hpp) of what the host sent: a search asks often, and makes it once.
  Verdict observe_remembered(const Command& command, std::span<const std::byte> payload, const Observed& seen);

  // Takes a zone as it is reported, without judging: at the start, and after a violation.
  void adopt(ZoneId zone, const ZoneDescriptor& seen, std::span<const std::byte> extension);

  // The zones that a violation or a failure left uncertain; a report of them, adopted, puts that right.
  [[nodiscard]] std::vector<ZoneId> needs_report() const;
  [[nodiscard]] bool needs_whole_report() const { return unknowns_.lost; }
  [[nodiscard]] bool is_in_doubt() const;  // either: nothing is known of some zone
  void found() { unknowns_.lost = false; }
  // What a report should show now, for statuses or data said that zones have failed: of all zones, or of these.
  [[nodiscard]] bool supposes_some_zone_failed() const { return !unknowns_.unseen.owed.empty(); }
  [[nodiscard]] const std::vector<ZoneId>& said_to_have_failed() const { return unknowns_.unseen.said; }
  // A zone was seen to have failed before what is observed next.
  void failed_before(Event event);

  // A command whose effect was not seen, or of which no effect is known: what it may have changed is not believed any
  // more, and a whole report is needed.
  void lose(const Command& command);

  // Nothing is known of a zone until it is reported, and nothing of what it holds until that is read.
  void give_up(ZoneId zone);

  // The controller was reset, with no command in flight. What of the zones is decided is judged from now on; what is
  // not is settled by reports, reads and commands.
  void restart(Reset kind);

  // What is believed of one zone, as the only one of a namespace without limits; LBAs count from its first.
  [[nodiscard]] Oracle alone(ZoneId zone) const;

  // Forgets what follows only from the order of the commands observed, where several orders explain them: which zone
  // was opened last, what the first blocks of a zone hold, its extension.
  void forget_places() { unknowns_.forget_places(); }
  void forget_content(ZoneId zone);
  void forget_blocks(ZoneId zone, std::uint64_t blocks);
  void forget_extension(ZoneId zone);
  // What is in the cache after commands of which the order is not known.
  void believe(WriteCache cache) { cache_ = std::move(cache); }

  // The host did something that no command says (a test made a zone fail).
  void note(Event event);

  // Counts a freedom that was used: one of order is seen by what looks at several commands.
  void use(Freedom freedom, std::uint64_t times = 1) {
    if (journal_ == nullptr) freedoms_[static_cast<std::size_t>(freedom)] += times;
  }

  [[nodiscard]] Belief all_belief() const { return {state_, unknowns_}; }
  void believe(const Belief& belief);

  // The zone in which the one LBA of an I/O command lies.
  [[nodiscard]] std::optional<ZoneId> named_zone(const Command& command) const;

  [[nodiscard]] const Geometry& geometry() const { return geometry_; }
  [[nodiscard]] const State& belief() const { return state_; }
  [[nodiscard]] const WriteCache& cache() const { return cache_; }
  [[nodiscard]] const std::array<std::uint64_t, kFreedomCount>& freedoms_used() const { return freedoms_; }
  [[nodiscard]] const std::vector<ClauseTally>& tallies() const { return tallies_; }  // by ClauseId::index()

 private:
  friend class ReportJudge;
  friend class Trial;

  // What the zone that a command names may be in place of what is believed, by what a reset left open.
  struct Survival {
    enum class Kind : std::uint8_t { Full, MovedBack, Other };
    Kind kind{};
    ZoneId zone = 0;
    Reset by{};
    std::uint64_t wp = 0;  // of MovedBack
  };
  // What may have happened unseen.
  struct Hypothesis {
    std::optional<Event> event;
    std::optional<Survival> survival;
  };
  // One zone, since the last reset.
  struct SinceReset {
    std::uint64_t written = 0;  // the end of the blocks that were written before it, and are so still
    bool reported = false;
  };

  [[nodiscard]] std::vector<Hypothesis> hypotheses(const Command& command, std::optional<ZoneId> zone,
                                                   const Observed& seen) const;
  [[nodiscard]] std::optional<Effect> supposed(const Hypothesis& hypothesis) const;
  [[nodiscard]] Effect expect(const Command& command, std::span<const std::byte> payload, std::optional<ZoneId> zone,
                              Status seen) const;
  [[nodiscard]] ZoneId last_zone(const Command& command, ZoneId first) const;
  [[nodiscard]] bool meets_doubt(const Command& command, ZoneId zone) const;
  Verdict judge(const Command& command, std::span<const std::byte> payload, const Observed& seen);
  Verdict not_permitted(const Command& command, const Effect& expected, const Observed& seen,
                        std::optional<ZoneId> zone);
  // passing.cpp
  std::optional<Verdict> judge_beside_the_command(const Command& command, std::span<const std::byte> payload,
                                                  Status seen);
  [[nodiscard]] bool surely_aborts(const Command& command, std::span<const std::byte> payload) const;
  void doubt_what_was_done(const Command& command);
  // unseen.cpp
  std::optional<Verdict> suppose_failures(const Command& command, std::span<const std::byte> payload,
                                          const Observed& seen, const Effect& plain);
  [[nodiscard]] std::vector<ZoneId> one_is_offline(const Command& command, const Observed& seen,
                                                   const Effect& plain) const;
  std::optional<Verdict> suppose_room(const Command& command, std::span<const std::byte> payload, const Observed& seen,
                                      const Effect& plain);
  std::optional<Verdict> suppose_left_open(const Command& command, std::span<const std::byte> payload,
                                           const Observed& seen);
  Verdict suppose_absent_failed(const Verdict& by_absence);
  std::optional<Effect> passed_over(ZoneId zone) const;
  void forget_passed_over(ZoneId zone);
  void decide_passed_over(ZoneId zone, const ZoneDescriptor& seen);
  void remember_passed_over(const Command& command, const Effect& effect);
  [[nodiscard]] bool owe(std::uint32_t zones, std::vector<ZoneId> among, ClauseId clause);
  [[nodiscard]] bool reopen(ZoneId zone);
  [[nodiscard]] std::vector<ZoneId> zones_in(ZoneState zs) const;
  void works(ZoneId zone);
  void has_failed(ZoneId zone, ZoneState before);
  Verdict inconclusive(const Command& command, const Observed& seen);
  std::optional<Verdict> judge_report(const ZoneManagementReceive& receive, const Observed& seen);
  std::optional<Verdict> judge_result(const Command& command, const Effect& effect, const Observed& seen);
  Verdict judge_with_wrong_prps(const Command& command, std::span<const std::byte> payload, const Observed& seen);
  std::optional<Verdict> learn_that_absent(const Command& command, Status seen);
  void learn_that_present(const Command& command, Status seen);
  void doubt_zones_of(const Command& command);
  void doubt_opening(const Command& command);
  void forget_what_was_seen();
  std::optional<Verdict> judge_read(const Read& read, std::span<const std::byte> data);
  std::optional<Verdict> compare(const Read& read, std::span<const std::byte> data);
  void accept(const Command& command, Effect& effect, const Hypothesis& hypothesis);
  void change(Effect& effect);
  void settle(const Command& command, const Effect& effect);
  void count_places(const Command& command, const ZoneChange& change);
  void forget_places_after(const Command& command, Status status);
  [[nodiscard]] bool finds_a_place(ZoneId zone) const;
  [[nodiscard]] Geometry limits_in_doubt(std::optional<ZoneId> zone, Status seen) const;
  [[nodiscard]] bool lacks_places_for_all(const Command& command) const;
  [[nodiscard]] bool all_open_are_explicit() const;
  void count(const Effect& effect, const Command& command);
  void exercise(ClauseId clause) {
    if (journal_ == nullptr) ++tallies_[clause.index()].exercised;
  }
  void violate(std::span<const ClauseId> clauses);
  void restart_zone(Reset kind, ZoneId zone);
  [[nodiscard]] bool leaves_something_open(const Survivor& survivor) const;
  [[nodiscard]] bool is_in_doubt(ZoneId zone) const;
  [[nodiscard]] const Survivor* find_survivor(ZoneId zone) const;
  void forget_survivor(ZoneId zone);
  void give_up_survivor(ZoneId zone);
  [[nodiscard]] bool may_have_moved_back(const Survivor& survivor, std::uint64_t wp) const;
  [[nodiscard]] bool may_be_empty(const Survivor& survivor) const;
  [[nodiscard]] bool may_be_active(const Survivor& survivor) const;
  [[nodiscard]] Effect supposed(const Survival& survival) const;
  [[nodiscard]] std::vector<Survival> survivals(const Command& command, ZoneId zone, const Observed& seen) const;
  static bool is_shown(const Survival& survival, Status seen);
  void now_shown(const Survival& survival);
  [[nodiscard]] std::optional<ClauseId> noteworthy(const Survival& survival) const;
  void settle_survivor(const Command& command, ZoneId zone);
  void settle_survivors(const ZoneManagementSend& send);
  std::optional<ClauseId> follow(ZoneId zone, const ZoneDescriptor& seen);
  [[nodiscard]] bool is_undone(const Survivor& survivor, const ZoneDescriptor& seen) const;
  [[nodiscard]] bool is_maybe_lost(std::uint64_t lba) const;
  [[nodiscard]] bool may_read_as_deallocated(const Command& command, Status seen) const;
  void settle_block(std::uint64_t lba);
  void settle_lost_blocks(const std::vector<std::uint64_t>& lbas);
  void take_survivor_alone(ZoneId zone, Oracle& alone) const;
  void forget_resets(const Effect& effect);
  [[nodiscard]] bool is_unreported_since_reset(ZoneId zone) const;
  [[nodiscard]] bool may_have_lost_attributes(ZoneId zone) const;
  [[nodiscard]] bool is_as_believed(ZoneId zone, const ZoneDescriptor& seen) const;
  void now_reported(ZoneId zone);
  [[nodiscard]] std::vector<ClauseId> clauses_of_loss(std::uint64_t lba) const;
  [[nodiscard]] std::vector<ClauseId> clauses_of_restart(ZoneId zone, const ZoneDescriptor& seen) const;
  Doubt* doubt(ZoneId zone);
  Doubt& make_doubt(ZoneId zone);
  void now_known(ZoneId zone);
  void resolve(ZoneId zone);
  void replace(ZoneId zone, const Zone& after);

  Geometry geometry_;
  bool append_seen_ = false;  // Zone Append was carried out, or refused for another reason than its opcode
  State state_;
  Unknowns unknowns_;
  WriteCache cache_;                     // what a loss of power may take
  std::vector<LbaRange> maybe_lost_;     // blocks that power may have taken, and that were not read since
  std::vector<SinceReset> since_reset_;  // by zone; none: there was no reset
  Reset last_reset_{};
  Journal* journal_ = nullptr;  // of a Trial: while there is one, nothing is counted and no verdict is put into words

  std::array<std::uint64_t, kFreedomCount> freedoms_{};
  std::vector<ClauseTally> tallies_;
};

}  // namespace zns
