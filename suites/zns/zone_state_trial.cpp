#include "suites/zns/zone_state_trial.hpp"

#include <algorithm>
#include <string>

#include "suites/bench_doing.hpp"

namespace zns::suites::matrix {
namespace {

ZoneRef place(Bench& bench, Where where) {
  switch (where) {
    case Where::BeyondNamespace:
      return bench.the_last_zone();
    case Where::BeyondEnd:
    case Where::AcrossEnd:
    case Where::AcrossEndRazb:
      return bench.two_adjacent_empty_zones().first;
    default:
      return bench.a_zone_in(ZoneState::Empty);
  }
}

// Blocks below the write pointer: all but one where the command is to reach the end of the zone, else one; none in ZSE.
std::uint64_t written(Where where, const ZoneRef& zone, ZoneState from) {
  if (from == ZoneState::Empty) return 0;
  switch (where) {
    case Where::ToCap:
    case Where::BeyondCap:
    case Where::BeyondEnd:
    case Where::BeyondNamespace:
    case Where::TooLarge:
      return zone.zcap - 1;
    default:
      return 1;
  }
}

Blocks addressed(Where where, const ZoneRef& zone, std::uint64_t wp) {
  switch (where) {
    case Where::ToCap:
      return {wp, zone.cap() - wp};
    case Where::AboveWp:
      return {wp + 1, 1};
    case Where::BelowWp:
      return {wp - 1, 1};
    case Where::BeyondCap:
    case Where::TooLarge:
      return {wp, zone.cap() - wp + 1};
    case Where::BeyondEnd:
    case Where::BeyondNamespace:
      return {wp, zone.end() - wp + 1};
    case Where::NotZoneStart:
      return {zone.zslba + 1, 1};
    case Where::AcrossEnd:
    case Where::AcrossEndRazb:
      return {zone.end() - 1, 2};
    default:
      return {wp, 1};
  }
}

// The most blocks that one such command may address without another fault.
std::uint64_t limit(const Bench& bench, Sent sent) {
  const auto in_blocks = [&](std::optional<std::uint64_t> bytes) {
    return bytes ? std::min<std::uint64_t>(*bytes / bench.facts().lba_bytes, 65536) : 65536;
  };
  if (sent == Sent::WriteZeroes) return in_blocks(bench.facts().write_zeroes_limit_bytes);
  if (sent == Sent::Append)
    return std::min(bench.max_blocks_per_command(), in_blocks(bench.facts().append_limit_bytes));
  return bench.max_blocks_per_command();
}

void needs_room(const Bench& bench, const Trial& trial) {
  const auto& [row, zone, wp, blocks, before] = trial;
  bench.needs(blocks.count <= limit(bench, row.sent),
              "needs " + std::to_string(blocks.count) + " blocks in one command, more than the device takes");
  const bool inside = row.where == Where::AboveWp        ? blocks.end() <= zone.cap()
                      : row.where == Where::BelowCap     ? blocks.end() < zone.cap()
                      : row.where == Where::BeyondCap    ? blocks.end() <= zone.end()
                      : row.where == Where::NotZoneStart ? blocks.end() <= zone.end()
                      : row.where == Where::AtWp         ? blocks.end() <= zone.end()
                                                         : true;
  bench.needs(inside, "the zone is too small");
  if (row.where == Where::WithExtensions)
    bench.needs(bench.facts().extension_bytes <= bench.facts().mdts_bytes.value_or(UINT64_MAX),
                "an extension is larger than MDTS");
}

// Zones outside of the run's range may hold all the resources: then a cell that takes some says nothing.
void needs_resources(Bench& bench) {
  std::string reason;
  if (bench.meets(Need::WholeNamespace, reason)) return;
  const Resources held = bench.resources_held();
  bench.needs(held.open < bench.facts().max_open.value_or(UINT64_MAX) &&
                  held.active < bench.facts().max_active.value_or(UINT64_MAX),
              "zones outside of --zones hold all zone resources");
}

void bring_into(Bench& bench, const ZoneRef& zone, ZoneState state, std::uint64_t wp, bool with_extension) {
  if (state == ZoneState::Empty) return;
  const Bench::Doing doing = bench.bringing(zone, state, wp - zone.zslba);
  if (with_extension) bench.expect_success(bench.set_zone_descriptor_extension(zone.zslba, bench.extension_pattern()));
  if (state == ZoneState::ExplicitlyOpened) bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Open));
  bench.fill(zone, zone.zslba, wp);
  if (state == ZoneState::Closed) bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Close));
  if (state == ZoneState::Full) bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Finish));
  if (state == ZoneState::ReadOnly || state == ZoneState::Offline) bench.inject(zone, state);
}

}  // namespace

Trial set_up(Bench& bench, const Row& row, ZoneState from) {
  // Offline Select All would take the data of zones that failed by themselves.
  if (row.sent == Sent::Offline && row.where == Where::SelectAll)
    bench.needs(bench.zones_found_in(ZoneState::ReadOnly) == 0,
                "the namespace has Read Only zones whose data would be lost");
  needs_resources(bench);

  Trial trial;
  trial.row = row;
  trial.zone = place(bench, row.where);
  const std::uint64_t below_wp = written(row.where, trial.zone, from);
  bench.needs(from == ZoneState::Empty || (below_wp >= 1 && trial.zone.zcap >= 2), "the zone is too small");
  const std::uint64_t aim = trial.zone.zslba + below_wp;
  trial.blocks = addressed(row.where, trial.zone, aim);
  // A zone that is finished refuses what is sent to its end however much of it was written: it need not be filled.
  trial.wp = from == ZoneState::Full ? trial.zone.zslba + 1 : aim;
  needs_room(bench, trial);
  bring_into(bench, trial.zone, from, trial.wp, row.where == Where::WithExtensions);
  trial.before = bench.expect_zone(trial.zone, from);
  return trial;
}

}  // namespace zns::suites::matrix
