#include "suites/base/resets_parts.hpp"

#include <algorithm>
#include <functional>
#include <optional>

#include "suites/command_text.hpp"

namespace zns::suites::resets {
namespace {

using enum ZoneState;

constexpr std::uint64_t kLookedAt = 64;           // blocks in one place of a large part
constexpr std::uint64_t kSmall = 16 * kLookedAt;  // a part that is looked at as a whole

bool has_zdev(const ZoneDescriptor& zone) {
  return (zone.za & za::kDescriptorExtensionValid) != 0;
}

bool contains(const std::vector<ZoneState>& states, ZoneState zs) {
  return std::find(states.begin(), states.end(), zs) != states.end();
}

// Calls `look` with places in [from, until) and how many blocks there are to see.
void look_into(std::uint64_t from, std::uint64_t until, const std::function<void(std::uint64_t, std::uint64_t)>& look) {
  if (until <= from) return;
  if (until - from <= kSmall) return look(from, until - from);
  look(from, kLookedAt);
  look(from + (until - from) / 2, kLookedAt);
  look(until - kLookedAt, kLookedAt);
}

std::uint64_t most_appended(const Bench& bench) {
  const Facts& facts = bench.facts();
  std::uint64_t most = bench.max_blocks_per_command();
  if (facts.append_limit_bytes) most = std::min<std::uint64_t>(most, *facts.append_limit_bytes / facts.lba_bytes);
  bench.needs(most > 0, "ZASL is less than one block");
  return most;
}

std::uint64_t most_zeroed(const Bench& bench) {
  constexpr std::uint64_t kMost = 65'536;  // NLB
  const Facts& facts = bench.facts();
  if (!facts.write_zeroes_limit_bytes) return kMost;
  return std::clamp<std::uint64_t>(*facts.write_zeroes_limit_bytes / facts.lba_bytes, 1, kMost);
}

}  // namespace

// ---- kinds ----------------------------------------------------------------------------------------------------------

std::vector<Need> needs_of(const Kind& kind, std::vector<Need> others) {
  others.insert(others.end(), {kind.need, Need::WholeNamespace});
  return others;
}

ClauseId clause_of_states(const Kind& kind) {
  return either(kind.reset == Reset::Controller, "ZNS-RST-007", "ZNS-RST-059");
}

ClauseId clause_of_data(const Kind& kind) {
  if (kind.reset == Reset::Controller) return "ZNS-RST-007";
  return either(kind.reset == Reset::Shutdown, "ZNS-RST-056", "ZNS-RST-054");
}

std::vector<ClauseId> clauses_of_data(const Kind& kind) {
  std::vector<ClauseId> clauses{clause_of_data(kind), clause_of_states(kind), "ZNS-RST-058", "ZNS-RST-013",
                                "ZNS-ZM-067"};
  if (kind.reset == Reset::Controller) clauses[1] = "REG-016";
  return clauses;
}

bool has_write_cache(const Bench& bench) {
  return (bench.facts().controller.vwc & 1U) != 0;
}

void flush(Bench& bench) {
  const Completion cqe = bench.flush();
  bench.needs(cqe.status != Status::ZoneIsOffline, "Flush is refused while a zone is Offline (ZNS-AMB-06)");
  bench.expect_success(cqe);
}

void reset_durably(Bench& bench, const Kind& kind) {
  if (kind.reset == Reset::PowerCycle && has_write_cache(bench)) flush(bench);
  bench.reset(kind.reset);
}

// ---- zones ----------------------------------------------------------------------------------------------------------

std::vector<ZoneState> states_after(const Bench& bench, Reset reset, const ZoneDescriptor& before) {
  if (!is_active(before.zs)) return {before.zs};
  const bool holds_something = before.wp != before.zslba || has_zdev(before);
  // ZNS-AMB-13: some read that this, too, initialises zones. That it does not is a case of its own.
  if (reset == Reset::Controller) return {before.zs, holds_something ? Closed : Empty};
  // ZNS-RST-004 speaks of power; that an orderly shutdown fills no zone is a case of its own.
  std::vector<ZoneState> states{holds_something ? Closed : Empty, Full};
  // The other controllers of the subsystem may be in use (ZNS-RST-008).
  constexpr std::uint8_t kSeveralControllers = 1U << 1;  // CMIC
  if (reset == Reset::Shutdown && (bench.facts().controller.cmic & kSeveralControllers) != 0)
    states.push_back(before.zs);
  return states;
}

void ZonesBefore::expect_kept(Bench& bench, Reset reset) const {
  const std::vector<ZoneDescriptor> after = bench.all_descriptors();
  bench.expect(after.size() == zones_.size(), std::to_string(zones_.size()) + " zones as before",
               std::to_string(after.size()) + " zones");
  for (std::size_t index = 0; index < zones_.size(); ++index) expect_kept(bench, reset, index, after[index]);
}

void ZonesBefore::expect_kept(Bench& bench, Reset reset, std::uint64_t index, const ZoneDescriptor& after) const {
  const ZoneDescriptor& before = zones_[static_cast<std::size_t>(index)];
  const std::vector<ZoneState> states = states_after(bench, reset, before);
  const bool closed_by_controller = before.zs == ImplicitlyOpened && after.zs == Closed;  // ZNS-SM-046
  const bool in_place = !is_writable(after.zs) || after.wp == before.wp;
  if (!in_place || !(contains(states, after.zs) || (closed_by_controller && contains(states, before.zs))))
    bench.expect_zone_in(bench.zone(index), states, before.wp);
  const std::string of_zone = " of zone " + std::to_string(index);
  bench.expect(after.zcap == before.zcap, "ZCAP" + of_zone + " stays " + hex(before.zcap), "it is " + hex(after.zcap));
  bench.expect(after.zt == before.zt, "the type" + of_zone + " stays " + hex(before.zt), "it is " + hex(after.zt));
  bench.expect(has_zdev(after) == has_zdev(before), "ZDEV" + of_zone + (has_zdev(before) ? " stays 1" : " stays 0"),
               has_zdev(after) ? "it is 1" : "it is 0");
}

Room room_left(Bench& bench) {
  constexpr std::uint64_t kMostZones = 256;
  Room held;
  for (const ZoneDescriptor& zone : bench.all_descriptors()) {
    held.active += is_active(zone.zs) ? 1 : 0;
    held.open += is_open(zone.zs) ? 1 : 0;
  }
  const auto left = [&](std::optional<std::uint64_t> limit, std::uint64_t taken) {
    const std::uint64_t most = std::min(bench.free_zones(), kMostZones);
    return limit ? std::min(most, *limit - std::min(*limit, taken)) : most;
  };
  return {.active = left(bench.facts().max_active, held.active), .open = left(bench.facts().max_open, held.open)};
}

void expect_resets(Bench& bench, const ZoneRef& zone) {
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Reset));
  bench.expect_zone(zone, Empty, zone.zslba);
  bench.expect_deallocated(zone.zslba, 1);
  bench.expect_deallocated(zone.cap() - 1, 1);
}

// ---- what a zone holds ----------------------------------------------------------------------------------------------

void Contents::add(std::uint64_t blocks, bool zeroes) {
  if (parts_.empty() || parts_.back().zeroes != zeroes) parts_.push_back({.from = wp_, .until = wp_, .zeroes = zeroes});
  wp_ = parts_.back().until = wp_ + blocks;
}

namespace {

// What would take more is worth no case.
void needs_few_commands(const Bench& bench, std::uint64_t blocks, std::uint64_t blocks_of_each) {
  constexpr std::uint64_t kMostCommands = 16'384;
  bench.needs(blocks / blocks_of_each <= kMostCommands, "filling a zone takes too many commands");
}

}  // namespace

void Contents::write(Bench& bench, std::uint64_t blocks, bool fua) {
  needs_few_commands(bench, blocks, bench.max_blocks_per_command());
  for (const std::uint64_t until = wp_ + blocks; wp_ < until;) {
    const std::uint64_t now = std::min(until - wp_, bench.max_blocks_per_command());
    bench.expect_success(bench.write(wp_, now, fua));
    add(now, false);
  }
}

void Contents::append(Bench& bench, std::uint64_t blocks, bool fua) {
  const std::uint64_t most = most_appended(bench);
  needs_few_commands(bench, blocks, most);
  for (const std::uint64_t until = wp_ + blocks; wp_ < until;) {
    const std::uint64_t now = std::min(until - wp_, most);
    const Bytes data = bench.pattern(wp_, now);
    const Command command{.nsid = bench.facts().nsid,
                          .body = ZoneAppend{.zslba = zone_.zslba, .nlb = Nlb::of_count(now), .fua = fua}};
    const Completion cqe = bench.submit({.sqe = encode(command), .to_device = data});
    bench.expect_success(cqe);
    bench.expect(cqe.result == wp_, "the Assigned LBA is " + hex(wp_), "it is " + hex(cqe.result));
    add(now, false);
  }
}

void Contents::zero(Bench& bench, std::uint64_t blocks) {
  const std::uint64_t most = most_zeroed(bench);
  needs_few_commands(bench, blocks, most);
  for (const std::uint64_t until = wp_ + blocks; wp_ < until;) {
    const std::uint64_t now = std::min(until - wp_, most);
    bench.expect_success(bench.write_zeroes(wp_, now));
    add(now, true);
  }
}

void Contents::expect(Bench& bench) const {
  for (const Part& part : parts_)
    look_into(part.from, part.until, [&](std::uint64_t lba, std::uint64_t blocks) {
      part.zeroes ? bench.expect_zeroes(lba, blocks) : bench.expect_pattern(lba, blocks);
    });
  const auto expect_nothing = [&](std::uint64_t lba, std::uint64_t blocks) { bench.expect_deallocated(lba, blocks); };
  look_into(wp_, zone_.cap(), expect_nothing);
  look_into(zone_.cap(), zone_.end(), expect_nothing);
}

void Contents::expect_goes_on(Bench& bench) {
  if (left() == 0 || bench.descriptor(zone_).zs == Full) return;
  write(bench, 1);
  if (left() == 0)
    bench.expect_zone(zone_, Full);
  else {
    bench.expect_zone_in(zone_, {ImplicitlyOpened, ExplicitlyOpened}, wp_);
    bench.expect_status(bench.write(wp_ - 1, 1), {Status::ZoneInvalidWrite});
    bench.expect_zone_in(zone_, {ImplicitlyOpened, ExplicitlyOpened}, wp_);
  }
  expect(bench);
}

}  // namespace zns::suites::resets
