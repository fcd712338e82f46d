// Counters of resources that are kept beside the zones' states, and forgotten on one path.
#include <algorithm>

#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {
namespace {

using enum ZoneState;
using Zsa = ZoneSendAction;

// The limits, less what the device believes in use and is not.
Geometry by_its_counters(const Situation& situation) {
  Geometry believed = situation.geometry;
  const auto left = [](std::optional<std::uint32_t>& limit, std::int64_t lost) {
    if (limit) limit = static_cast<std::uint32_t>(std::max<std::int64_t>(0, std::int64_t{*limit} - lost));
  };
  left(believed.max_active, situation.past.lost_active);
  left(believed.max_open, situation.past.lost_open);
  return believed;
}

struct Deltas {
  int active = 0;
  int open = 0;
};

// Each zone that a command of that kind moves From a state To another leaves its counters off.
template <bool (*kind)(const Situation&), ZoneState From, ZoneState To, Deltas lost>
void counts_wrong(const Situation& situation, const Effect& effect, Past& past) {
  if (!kind(situation)) return;
  for (std::size_t i = 0; i < effect.zones.size(); ++i) {
    const ZoneChange& change = effect.zones[i];
    if (change.before.zs != From || change.after.zs != To) continue;
    past.lost_active += lost.active;
    past.lost_open += lost.open;
  }
}

// ... each command that leaves the zone as it is.
template <Zsa Action, ZoneState At, Deltas lost>
void counts_no_op(const Situation& situation, const Effect& effect, Past& past) {
  if (!is_cell<Action, At>(situation) || effect.status != kSuccess) return;
  past.lost_active += lost.active;
  past.lost_open += lost.open;
}

template <Status Answer, Deltas lost>
void counts_aborted(const Situation& situation, const Effect& effect, Past& past) {
  const auto blocks = blocks_written(situation);
  if (!blocks || effect.status != Answer || situation.state.zone(blocks->zone).zs != Empty) return;
  past.lost_active += lost.active;
  past.lost_open += lost.open;
}

template <Zsa Action>
bool to_one(const Situation& situation) {
  return is_sent(situation, Action) && !is_sent_to_all(situation, Action);
}
template <Zsa Action>
bool to_all(const Situation& situation) {
  return is_sent_to_all(situation, Action);
}
template <class Body>
bool is_a(const Situation& situation) {
  return sent<Body>(situation) != nullptr;
}
bool any_write(const Situation& situation) {
  return blocks_written(situation).has_value();
}

constexpr Deltas kBoth{1, 1};
constexpr Deltas kActive{1, 0};
constexpr Deltas kOpen{0, 1};

using Remembers = void (*)(const Situation&, const Effect&, Past&);

Mutant leak(std::string_view id, std::string_view wrong, Remembers remembers,
            std::string_view hard = "only once the leaks have used the limit up") {
  return {.id = id,
          .wrong = wrong,
          .right = "resources follow the states of the zones",
          .clauses = {"ZNS-RES-003"},
          .origin = kLeak,
          .hard = hard,
          .defect = {.believes = by_its_counters, .remembers = remembers}};
}

Mutant surplus(std::string_view id, std::string_view wrong, Remembers remembers) {
  return {.id = id,
          .wrong = wrong,
          .right = "a command that moves no zone changes no counter",
          .clauses = {"ZNS-RES-002", "ZNS-RES-003"},
          .origin = "plausible: a counter that is decremented without a look at the state",
          .hard = "only beyond the limit, after a command that does nothing",
          .defect = {.believes = by_its_counters, .remembers = remembers}};
}

}  // namespace

Topic leak_mutants() {
  return {
      leak("leak-reset-implicitly-opened", "Reset Zone on an implicitly opened zone frees no resources",
           counts_wrong<to_one<Zsa::Reset>, ImplicitlyOpened, Empty, kBoth>),
      leak("leak-reset-explicitly-opened", "Reset Zone on an explicitly opened zone frees no open resource",
           counts_wrong<to_one<Zsa::Reset>, ExplicitlyOpened, Empty, kOpen>),
      leak("leak-reset-closed", "Reset Zone on a Closed zone frees no active resource",
           counts_wrong<to_one<Zsa::Reset>, Closed, Empty, kActive>),
      leak("leak-finish-explicitly-opened", "Finish Zone on an explicitly opened zone frees no resources",
           counts_wrong<to_one<Zsa::Finish>, ExplicitlyOpened, Full, kBoth>),
      leak("leak-finish-implicitly-opened", "Finish Zone on an implicitly opened zone frees no active resource",
           counts_wrong<to_one<Zsa::Finish>, ImplicitlyOpened, Full, kActive>),
      leak("leak-finish-closed", "Finish Zone on a Closed zone frees no active resource",
           counts_wrong<to_one<Zsa::Finish>, Closed, Full, kActive>),
      leak("leak-close-explicitly-opened", "Close Zone on an explicitly opened zone frees no open resource",
           counts_wrong<to_one<Zsa::Close>, ExplicitlyOpened, Closed, kOpen>),
      leak("leak-full-by-append", "a zone that becomes Full by Zone Append frees no resources",
           counts_wrong<is_a<ZoneAppend>, ImplicitlyOpened, Full, kBoth>),
      leak("leak-full-by-write-explicitly-opened", "an explicitly opened zone that becomes Full frees no open resource",
           counts_wrong<any_write, ExplicitlyOpened, Full, kOpen>),
      leak("leak-full-at-once", "an Empty zone that becomes Full by one command takes an active resource for good",
           counts_wrong<any_write, Empty, Full, kActive>),
      leak("leak-reset-all-closed", "Reset with Select All frees no active resources of Closed zones",
           counts_wrong<to_all<Zsa::Reset>, Closed, Empty, kActive>),
      leak("leak-finish-all-explicitly-opened", "Finish with Select All frees no open resources",
           counts_wrong<to_all<Zsa::Finish>, ExplicitlyOpened, Full, kOpen>),
      leak("leak-close-all-explicitly-opened", "Close with Select All frees no open resources",
           counts_wrong<to_all<Zsa::Close>, ExplicitlyOpened, Closed, kOpen>),
      leak("leak-refused-off-wp", "a write to an Empty zone that is refused for its LBA takes an active resource",
           counts_aborted<Status::ZoneInvalidWrite, kActive>),
      leak("leak-refused-boundary", "a write to an Empty zone that is refused for its length takes both resources",
           counts_aborted<Status::ZoneBoundaryError, kBoth>),
      surplus("surplus-close-closed", "Close Zone on a Closed zone gives an open resource back",
              counts_no_op<Zsa::Close, Closed, Deltas{0, -1}>),
      surplus("surplus-reset-empty", "Reset Zone on an Empty zone gives an active resource back",
              counts_no_op<Zsa::Reset, Empty, Deltas{-1, 0}>),
      surplus("surplus-finish-full", "Finish Zone on a Full zone gives both resources back",
              counts_no_op<Zsa::Finish, Full, Deltas{-1, -1}>),
      surplus("surplus-reset-full", "Reset Zone on a Full zone gives an active resource back",
              counts_wrong<to_one<Zsa::Reset>, Full, Empty, Deltas{-1, 0}>),
      surplus("surplus-finish-empty", "Finish Zone on an Empty zone gives an active resource back",
              counts_wrong<to_one<Zsa::Finish>, Empty, Full, Deltas{-1, 0}>),
  };
}

}  // namespace zns::mutants
