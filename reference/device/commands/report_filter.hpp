// Which zones a reporting option selects, and how a zone is described.
#pragma once

#include "reference/device/choices.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns {

[[nodiscard]] constexpr bool is_defined(ReportingOption option) {
  const auto value = static_cast<std::uint8_t>(option);
  return value <= static_cast<std::uint8_t>(ReportingOption::Offline) || option == ReportingOption::Attention;
}

[[nodiscard]] constexpr bool matches(ReportingOption option, ZoneState zs, std::uint8_t attributes) {  // ZNS-ZMR-F04
  switch (option) {
    case ReportingOption::All:
      return true;
    case ReportingOption::Empty:
      return zs == ZoneState::Empty;
    case ReportingOption::ImplicitlyOpened:
      return zs == ZoneState::ImplicitlyOpened;
    case ReportingOption::ExplicitlyOpened:
      return zs == ZoneState::ExplicitlyOpened;
    case ReportingOption::Closed:
      return zs == ZoneState::Closed;
    case ReportingOption::Full:
      return zs == ZoneState::Full;
    case ReportingOption::ReadOnly:
      return zs == ZoneState::ReadOnly;
    case ReportingOption::Offline:
      return zs == ZoneState::Offline;
    case ReportingOption::Attention:
      return (attributes & za::kAttention) != 0;  // ZNS-ATTR-018
  }
  return false;
}

[[nodiscard]] constexpr bool matches(ReportingOption option, const Zone& zone) {
  return matches(option, zone.zs, zone.za);
}

[[nodiscard]] inline ZoneDescriptor describe(const Geometry& geometry, ZoneId id, const Zone& zone, Choices& choices) {
  return {.zs = zone.zs,
          .za = zone.za,
          .zai = zone.zai,
          .zcap = zone.zcap,
          .zslba = geometry.zslba(id),
          .wp = is_writable(zone.zs) ? zone.wp : choices.undefined_write_pointer(geometry, id, zone)};
}

}  // namespace zns
