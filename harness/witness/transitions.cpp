#include "harness/witness/transitions.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

#include "reference/spec/text.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::harness {
namespace {

constexpr std::uint64_t kMostZones = 1024;  // looked at for one command: a run of a large drive must not crawl

// The zones from `first` on.
struct Span {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

Span span_of(const Oracle& oracle, const Command& command) {
  const Geometry& geometry = oracle.geometry();
  if (command.queue == Queue::Admin) return {};
  if (const auto* receive = std::get_if<ZoneManagementReceive>(&command.body)) {
    const std::size_t entry = kZoneDescriptorBytes +
                              (receive->zra == ZoneReceiveAction::ExtendedReportZones ? geometry.extension_bytes() : 0);
    // A report of one state may tell of any zone.
    if (receive->zrasf != ReportingOption::All) return {0, geometry.zones};
    return {receive->slba / geometry.zsze, receive->numd.count() * 4 / entry};
  }
  const auto* send = std::get_if<ZoneManagementSend>(&command.body);
  if (send != nullptr && send->select_all) return {0, geometry.zones};
  if (const auto zone = oracle.named_zone(command)) return {*zone, 1};
  return {};
}

}  // namespace

std::string cause(const Command& command) {
  if (std::holds_alternative<ZoneManagementReceive>(command.body)) return kByController;
  if (const auto* send = std::get_if<ZoneManagementSend>(&command.body))
    return to_text(send->zsa) + (send->select_all ? "-all" : "");
  const std::string text = to_text(command);
  return text.substr(0, text.find(' '));
}

ZoneStates::ZoneStates(const Oracle& oracle, const Command& command) {
  const Span span = span_of(oracle, command);
  *this =
      ZoneStates{oracle, static_cast<ZoneId>(std::min<std::uint64_t>(span.first, oracle.geometry().zones)), span.count};
}

ZoneStates::ZoneStates(const Oracle& oracle, ZoneId first, std::uint64_t count) : first_{first} {
  count = std::min({count, kMostZones, std::uint64_t{oracle.geometry().zones} - first});
  states_.reserve(static_cast<std::size_t>(count));
  for (std::uint64_t i = 0; i < count; ++i) states_.push_back(oracle.belief().zone(static_cast<ZoneId>(first + i)).zs);
}

void ZoneStates::count_changes(const Oracle& oracle, const std::string& by, Transitions& transitions) const {
  for (std::size_t i = 0; i < states_.size(); ++i) {
    const ZoneState now = oracle.belief().zone(static_cast<ZoneId>(first_ + i)).zs;
    if (now != states_[i]) ++transitions[{states_[i], by, now}];
  }
}

}  // namespace zns::harness
