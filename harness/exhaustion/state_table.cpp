#include "harness/exhaustion/state_table.hpp"

#include <algorithm>

#include "harness/exhaustion/situation.hpp"
#include "reference/spec/footprint.hpp"
#include "suites/zns/zone_state_words.hpp"

namespace zns::harness {
namespace {

using suites::matrix::Cell;
using suites::matrix::kMatrix;
using suites::matrix::Row;
using suites::matrix::Sent;
using suites::matrix::Takes;
using suites::matrix::Where;
using Statuses = std::set<Status>;

// Section 3 of the catalogue: what a zone in `from` needs so that the row's command can be carried out, whatever else
// speaks against it.
Takes needed(Sent sent, ZoneState from) {
  const bool opens = suites::matrix::is_write_operation(sent) || sent == Sent::Open;
  if (from == ZoneState::Empty && opens) return Takes::AO;
  if (from == ZoneState::Empty && sent == Sent::SetExtension) return Takes::A;
  return from == ZoneState::Closed && opens ? Takes::O : Takes::Nothing;
}

// Takes success away, or adds the statuses of missing resources (ZNS-RES-004 to 007, 013).
void judge_resources(Takes takes, const Geometry& geometry, const State& state, Statuses& permitted) {
  const bool active = takes == Takes::A || takes == Takes::AO;
  const bool open = takes == Takes::O || takes == Takes::AO;
  const bool no_active = active && geometry.max_active && state.active() >= *geometry.max_active;
  const bool no_open = open && geometry.max_open && state.opened() >= *geometry.max_open;
  if (no_active) permitted.insert(Status::TooManyActiveZones);
  if (no_open && !(no_active && geometry.max_active == geometry.max_open)) permitted.insert(Status::TooManyOpenZones);
  const bool curable = state.count(ZoneState::ImplicitlyOpened) != 0;
  if (no_active || (no_open && !curable)) permitted.erase(kSuccess);
}

// Open with Select All: all closed zones or none (ZNS-RES-011, ZNS-AMB-05).
void judge_open_all(const Geometry& geometry, const State& state, Statuses& permitted) {
  const std::uint32_t closed = state.count(ZoneState::Closed);
  if (!geometry.max_open || state.opened() + closed <= *geometry.max_open) return;
  permitted.insert(Status::TooManyOpenZones);
  if (state.count(ZoneState::ExplicitlyOpened) + closed > *geometry.max_open) permitted.erase(kSuccess);
}

Statuses permitted(const Row& row, const Cell& cell, const Geometry& geometry, const State& state,
                   const Command& command, ZoneId zone) {
  const auto listed = cell.permitted();
  Statuses statuses{listed.begin(), listed.end()};
  if (row.where == Where::SelectAll) {
    if (row.sent == Sent::Open) judge_open_all(geometry, state, statuses);
    return statuses;
  }
  judge_resources(needed(row.sent, state.zone(zone).zs), geometry, state, statuses);
  if (row.sent == Sent::Flush) {  // any Offline zone will do, but only with a write cache (ZNS-AMB-06)
    statuses = {kSuccess};
    if (geometry.write_cache && state.count(ZoneState::Offline) != 0) statuses.insert(Status::ZoneIsOffline);
  }
  // Counted from ZSLBA the blocks end beyond the namespace (GEN-011).
  const Footprint named = footprint(command);
  if (named.does != Does::Append) return statuses;
  if (named.slba + named.blocks > geometry.nsze()) statuses.insert(Status::LbaOutOfRange);
  // Counted from a wrong ZSLBA they may pass the zone's capacity (ZNS-GEN-045).
  if (row.where == Where::NotZoneStart && named.slba % geometry.zsze + named.blocks > state.zone(zone).zcap)
    statuses.insert(Status::ZoneBoundaryError);
  return statuses;
}

std::string in_words(const Statuses& statuses) {
  std::string text;
  for (const Status status : statuses) text += (text.empty() ? "" : " or ") + to_string(status);
  return text;
}

// The zone may also be found closed where it would be in ZSIO (ZNS-SM-008).
bool is_where(ZoneState expected, ZoneState observed) {
  return observed == expected || (expected == ZoneState::ImplicitlyOpened && observed == ZoneState::Closed);
}

std::optional<Witness::Difference> difference_to(const Row& row, const Geometry& geometry, const State& state,
                                                 const Command& command, ZoneId zone,
                                                 std::span<const Outcome> outcomes) {
  const ZoneState from = state.zone(zone).zs;
  const Cell& cell = row.cells[column(from)];
  const auto id = [&] { return suites::matrix::id_of(row, from) + ": "; };
  if (!cell.exists()) return Witness::Difference{id() + "no such situation", "it was met"};
  Statuses observed;
  for (const Outcome& outcome : outcomes) {
    observed.insert(outcome.status);
    const ZoneState to = outcome.status == kSuccess ? cell.after().value_or(from) : from;
    if (!is_where(to, outcome.after[zone]))
      return Witness::Difference{id() + std::string{letters(to)} + " after " + to_string(outcome.status),
                                 "zone " + std::to_string(zone) + " in " + std::string{letters(outcome.after[zone])}};
  }
  const Statuses expected = permitted(row, cell, geometry, state, command, zone);
  if (observed == expected) return std::nullopt;
  return Witness::Difference{id() + in_words(expected), in_words(observed)};
}

}  // namespace

std::optional<Witness::Difference> StateTable::compare(const Geometry& geometry, const State& state,
                                                       const Command& command, std::span<const Outcome> outcomes) {
  const std::optional<Sent> sent = sent_by(command);
  for (std::size_t r = 0; r < kMatrix.size(); ++r) {
    const Row& row = kMatrix[r];
    if (row.sent != sent) continue;
    for (ZoneId zone = 0; zone < geometry.zones; ++zone) {
      if (!is_example(row, geometry, state, command, zone)) continue;
      ++compared_;
      met_.insert({r, state.zone(zone).zs});
      if (auto difference = difference_to(row, geometry, state, command, zone, outcomes)) return difference;
    }
  }
  return std::nullopt;
}

void StateTable::add(const StateTable& other) {
  met_.insert(other.met_.begin(), other.met_.end());
  compared_ += other.compared_;
}

std::vector<std::string> StateTable::unmet() const {
  std::vector<std::string> ids;
  for (std::size_t r = 0; r < kMatrix.size(); ++r)
    for (const ZoneState from : kZoneStates)
      if (kMatrix[r].cells[column(from)].exists() && !met_.contains({r, from}))
        ids.push_back(suites::matrix::id_of(kMatrix[r], from));
  return ids;
}

}  // namespace zns::harness
