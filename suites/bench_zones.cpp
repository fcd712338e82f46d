// Given: zones in a state, and the resources for them.
#include <algorithm>
#include <string>

#include "suites/bench.hpp"
#include "suites/bench_doing.hpp"
#include "suites/command_text.hpp"

namespace zns::suites {
namespace {

std::string count_of(std::uint64_t count, const std::string& what) {
  return std::to_string(count) + ' ' + what + (count == 1 ? "" : "s");
}

// The transition that a set-up relies on.
ClauseId way_into(ZoneState state, std::uint64_t written) {
  switch (state) {
    case ZoneState::Empty:
      return "ZNS-ZMS-028";
    case ZoneState::ImplicitlyOpened:
      return "ZNS-SM-001";
    case ZoneState::ExplicitlyOpened:
      return "ZNS-SM-002";
    case ZoneState::Closed:
      return either(written == 0, "ZNS-SM-013", "ZNS-SM-007");
    case ZoneState::Full:
      return "ZNS-SM-009";
    case ZoneState::ReadOnly:
      return "ZNS-SM-021";
    case ZoneState::Offline:
      return "ZNS-SM-022";
  }
  return "ZNS-ZM-041";
}

}  // namespace

// ---- which zone -----------------------------------------------------------------------------------------------------

std::uint64_t Bench::capacity(std::uint64_t index) const {
  const auto other = other_zcap_.find(index);
  return std::min(other != other_zcap_.end() ? other->second : usual_zcap_, facts_.zsze);
}

ZoneRef Bench::zone(std::uint64_t index) const {
  return {.index = index, .zslba = index * facts_.zsze, .zcap = capacity(index), .zsze = facts_.zsze};
}

std::uint64_t Bench::free_zones() const {
  std::uint64_t gone = left_out_.size();
  for (const auto& [index, used] : used_) gone += in_range(index) && !left_out_.contains(index) ? 1 : 0;
  return last_zone_ - first_zone_ + 1 - gone;
}

// Empty if the zone failed by itself and cannot be given to anybody.
std::optional<ZoneRef> Bench::hand_out(std::uint64_t index) {
  const ZoneDescriptor found = descriptor(zone(index));
  if (found.zs == ZoneState::ReadOnly || found.zs == ZoneState::Offline) {
    leave_out(index, "went " + std::string{letters(found.zs)} + " by itself");
    return std::nullopt;
  }
  if (found.zcap == 0) {
    leave_out(index, "its capacity is 0");
    return std::nullopt;
  }
  used_[index].given = found;
  if (found.zs != ZoneState::Empty)
    fail_definitely({"zone " + std::to_string(index) + ", which was reset and not used since, is in ZSE"},
                    "it is in " + std::string{letters(found.zs)}, {"ZNS-SM-047"});
  if (found.zcap != capacity(index)) other_zcap_[index] = found.zcap;  // ZNS-ZM-006: a reset may have changed it
  return zone(index);
}

ZoneRef Bench::take_zone() {
  const std::uint64_t zones = last_zone_ - first_zone_ + 1;
  for (std::uint64_t n = 0; n < zones; ++n) {
    const std::uint64_t index = first_zone_ + (next_zone_ - first_zone_ + n) % zones;
    if (used_.contains(index) || left_out_.contains(index)) continue;
    if (const auto found = hand_out(index)) {
      next_zone_ = index == last_zone_ ? first_zone_ : index + 1;
      return *found;
    }
  }
  throw CaseNotApplicable{"needs one zone more than the " + count_of(zones - left_out_.size(), "usable zone") +
                          " there are"};
}

std::pair<ZoneRef, ZoneRef> Bench::two_adjacent_empty_zones() {
  const auto usable = [this](std::uint64_t index) { return !used_.contains(index) && !left_out_.contains(index); };
  const std::uint64_t pairs = last_zone_ - first_zone_;
  for (std::uint64_t n = 0; n < pairs; ++n) {
    const std::uint64_t index = first_zone_ + (next_zone_ - first_zone_ + n) % pairs;
    if (!usable(index) || !usable(index + 1)) continue;
    const auto lower = hand_out(index);
    const auto upper = hand_out(index + 1);
    if (!lower || !upper) continue;
    next_zone_ = index + 1 == last_zone_ ? first_zone_ : index + 2;
    return {*lower, *upper};
  }
  throw CaseNotApplicable{"needs two usable zones that follow each other"};
}

ZoneRef Bench::the_last_zone() {
  const std::uint64_t index = facts_.zone_count - 1;
  needs(in_range(index), "--zones leaves out the last zone of the namespace");
  needs(!left_out_.contains(index), "the last zone of the namespace cannot be used");
  needs(!used_.contains(index), "needs another zone beside the last one");
  const auto found = hand_out(index);
  needs(found.has_value(), "the last zone of the namespace cannot be used");
  return *found;
}

// ---- resources ------------------------------------------------------------------------------------------------------

Bench::Room Bench::resources_left() {
  if (!facts_.max_active && !facts_.max_open) return {};
  const Resources now = resources_held();
  const auto left = [](std::optional<std::uint64_t> limit, std::uint64_t held) {
    if (limit) limit = *limit > held ? *limit - held : 0;
    return limit;
  };
  return {.active = left(facts_.max_active, now.active), .open = left(facts_.max_open, now.open)};
}

// ZNS-SM-001 to 018: what it takes to bring so many zones into a state, one after the other.
void Bench::require_room(ZoneState state, std::uint64_t zones, std::uint64_t written) {
  needs(zones <= free_zones(),
        "needs " + count_of(zones, "unused zone") + ", " + std::to_string(free_zones()) + " left");
  const bool passes_through = !is_active(state);  // on the way to ZSF, ZSRO, ZSO a written zone holds one of each
  if (state == ZoneState::Empty || (passes_through && written == 0) || zones == 0) return;
  const std::uint64_t active = passes_through ? 1 : zones;
  const std::uint64_t open = is_open(state) ? zones : 1;
  const Room left = resources_left();
  if (left.active)
    needs(*left.active >= active,
          "needs " + count_of(active, "active resource") + ", " + std::to_string(*left.active) + " left");
  if (left.open)
    needs(*left.open >= open, "needs " + count_of(open, "open resource") + ", " + std::to_string(*left.open) + " left");
}

std::uint64_t Bench::blocks_for(ZoneState state, std::optional<std::uint64_t> written) const {
  switch (state) {
    case ZoneState::Empty:
      return 0;
    case ZoneState::ImplicitlyOpened:
      return std::max<std::uint64_t>(written.value_or(1), 1);
    case ZoneState::ExplicitlyOpened:
    case ZoneState::Full:
      return written.value_or(0);
    case ZoneState::Closed:
    case ZoneState::ReadOnly:
    case ZoneState::Offline:
      return written.value_or(1);
  }
  return 0;
}

// ---- into a state ---------------------------------------------------------------------------------------------------

Bench::Doing Bench::bringing(const ZoneRef& zone, ZoneState state, std::uint64_t written) {
  return {task_, "while bringing zone " + std::to_string(zone.index) + " into " + std::string{letters(state)},
          way_into(state, written)};
}

// What a write that was left open has done (ZNS-GEN-014): the LBA that comes next; nothing if that is not clear.
std::optional<std::uint64_t> Bench::filled_up_to(const ZoneRef& zone, std::uint64_t from, std::uint64_t until) {
  const ZoneDescriptor found = descriptor(zone);
  if (found.zs == ZoneState::Full && until == zone.cap()) return until;
  if (!is_writable(found.zs) || found.wp < from || found.wp > until) return std::nullopt;
  return found.wp;
}

void Bench::fill(const ZoneRef& zone, std::uint64_t from, std::uint64_t until) {
  constexpr std::uint64_t kMostCommands = 16'384;  // more take longer than any case is worth
  needs(until <= from || (until - from) / max_blocks_per_command() <= kMostCommands,
        "filling a zone takes too many commands");
  const Doing doing{task_, "while filling zone " + std::to_string(zone.index) + " up to LBA " + hex(until),
                    "ZNS-IO-023"};
  Patience patience{target_, shared_patience_.for_one(kShortPatience)};
  while (from < until) {
    const std::uint64_t blocks = std::min(until - from, max_blocks_per_command());
    const std::string left_open = left_open_;
    const Completion cqe = write(from, blocks);
    if (patience.goes_on(cqe))
      if (const auto next = filled_up_to(zone, from, from + blocks)) {
        left_open_ = left_open;
        from = *next;
        continue;
      }
    expect_success(cqe);
    from += blocks;
  }
}

void Bench::bring_into(const ZoneRef& zone, ZoneState state, std::uint64_t written) {
  const Doing doing = bringing(zone, state, written);
  const std::uint64_t wp = zone.zslba + written;
  if (state == ZoneState::Empty) return;
  needs(is_active(state) ? written < zone.zcap : written <= zone.zcap,
        "needs zones of more than " + count_of(written, "block") + ", this one has " + std::to_string(zone.zcap));
  if (state == ZoneState::ExplicitlyOpened || (state == ZoneState::Closed && written == 0))
    expect_success(zone_mgmt_send(zone, ZoneSendAction::Open));
  fill(zone, zone.zslba, wp);
  if (state == ZoneState::Closed) expect_success(zone_mgmt_send(zone, ZoneSendAction::Close));
  if (state == ZoneState::Full && written < zone.zcap) expect_success(zone_mgmt_send(zone, ZoneSendAction::Finish));
  if (state == ZoneState::ReadOnly || state == ZoneState::Offline) inject(zone, state);
  verify_given(zone, state, wp);
}

void Bench::verify_given(const ZoneRef& zone, ZoneState state, std::uint64_t wp) {
  const ZoneDescriptor found = descriptor(zone);
  used_[zone.index].given = found;
  if (found.zs != state) {
    needs(!(state == ZoneState::ImplicitlyOpened && found.zs == ZoneState::Closed),  // ZNS-SM-008
          "the device closes implicitly opened zones at once");
    reject_event(zone, found);
    fail_definitely({"the zone is in " + std::string{letters(state)}}, "it is in " + std::string{letters(found.zs)},
                    {});
  }
  if (is_writable(state) && found.wp != wp)
    fail_definitely({"the write pointer is " + hex(wp)}, "it is " + hex(found.wp), {});
}

ZoneRef Bench::a_zone_in(ZoneState state, std::optional<std::uint64_t> written) {
  return zones_in(state, 1, written).front();
}

std::vector<ZoneRef> Bench::zones_in(ZoneState state, std::uint64_t count, std::optional<std::uint64_t> written) {
  const std::uint64_t blocks = blocks_for(state, written);
  if (state == ZoneState::ReadOnly || state == ZoneState::Offline) {
    std::string reason;
    needs(meets(Need::ZoneEvents, reason), reason);
  }
  require_room(state, count, blocks);
  std::vector<ZoneRef> zones;
  for (std::uint64_t n = 0; n < count; ++n) {
    zones.push_back(take_zone());
    bring_into(zones.back(), state, blocks);
  }
  if (state == ZoneState::ImplicitlyOpened && count > 1)  // a later one may have closed an earlier one
    for (const ZoneRef& zone : zones) verify_given(zone, state, zone.zslba + blocks);
  return zones;
}

std::vector<ZoneRef> Bench::fill_open_limit(ZoneState state) {
  needs(facts_.max_open.has_value(), "the device does not limit open zones (MOR)");
  const Room left = resources_left();
  needs(*left.open > 0, "all open resources are held by zones outside of the run");
  needs(!left.active || *left.active >= *left.open, "the active resources do not suffice to use up the open ones");
  return zones_in(state, *left.open);
}

std::vector<ZoneRef> Bench::fill_active_limit(ZoneState state) {
  needs(facts_.max_active.has_value(), "the device does not limit active zones (MAR)");
  const Room left = resources_left();
  needs(*left.active > 0, "all active resources are held by zones outside of the run");
  return zones_in(state, *left.active);
}

}  // namespace zns::suites
