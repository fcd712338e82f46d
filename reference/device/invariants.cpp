#include "reference/device/invariants.hpp"

#include <array>

namespace zns {
namespace {

std::optional<Violation> violated_by_zone(const Geometry& geometry, const State& state, ZoneId id) {
  const Zone& zone = state.zone(id);
  const std::uint64_t zslba = geometry.zslba(id);
  const std::uint64_t cap = zslba + zone.zcap;
  const bool zdev = (zone.za & za::kDescriptorExtensionValid) != 0;
  const bool finished_early = (zone.za & za::kFinishedByController) != 0;
  if (column(zone.zs) == kZoneStateCount) return Violation{"state-is-defined", "ZNS-ZM-041", id};
  if (zone.zcap > geometry.zsze) return Violation{"zcap-within-zsze", "ZNS-ZM-004", id};
  if (zone.wp < zslba || zone.wp > cap) return Violation{"wp-within-zcap", "ZNS-ZM-060", id};
  if (is_active(zone.zs) && zone.wp == cap) return Violation{"full-at-zcap", "ZNS-ZM-066", id};
  if (zone.zs == ZoneState::Empty && zone.wp != zslba) return Violation{"empty-wp-at-zslba", "ZNS-ZM-060", id};
  if (zone.zs == ZoneState::Empty && zone.za != 0) return Violation{"empty-has-no-attributes", "ZNS-ZMS-029", id};
  if (zone.zs == ZoneState::ImplicitlyOpened && zone.wp == zslba)
    return Violation{"implicit-open-was-written", "ZNS-SM-001", id};
  if (zdev && (zone.zs == ZoneState::Empty || zone.zs == ZoneState::Offline))
    return Violation{"zdev-ends-with-empty-or-offline", "ZNS-ZM-051", id};
  if (zdev != (state.extension(id) != nullptr)) return Violation{"zdev-has-an-extension", "ZNS-ZM-050", id};
  if (finished_early && !geometry.active_excursions) return Violation{"no-excursion-without-zae", "ZNS-ATTR-004", id};
  const bool data_known = geometry.is_zoned() && state.remembers_blocks() && zone.zs != ZoneState::ReadOnly &&
                          zone.zs != ZoneState::Offline;
  const std::uint64_t blocks = data_known && state.media(id) ? state.media(id)->blocks() : 0;
  if (data_known && zslba + blocks != zone.wp) return Violation{"data-up-to-wp", "ZNS-ZM-062", id};
  return std::nullopt;
}

}  // namespace

std::optional<Violation> violated_invariant(const Geometry& geometry, const State& state) {
  if (geometry.max_open && state.opened() > *geometry.max_open) return Violation{"open-within-mor", "ZNS-RES-002"};
  if (geometry.max_active && state.active() > *geometry.max_active)
    return Violation{"active-within-mar", "ZNS-RES-002"};
  std::array<std::uint32_t, 16> counts{};
  for (ZoneId id = 0; id < state.zones(); ++id) {
    if (const auto violation = violated_by_zone(geometry, state, id)) return violation;
    ++counts[static_cast<std::size_t>(state.zone(id).zs)];
  }
  for (const ZoneState zs : kZoneStates)
    if (counts[static_cast<std::size_t>(zs)] != state.count(zs))
      return Violation{"counts-are-the-zones", "ZNS-RES-003"};
  std::uint32_t listed = 0;
  for (ZoneId id = state.oldest_implicitly_opened(); id != State::kNone; id = state.newer(id)) {
    if (state.zone(id).zs != ZoneState::ImplicitlyOpened || ++listed > state.zones())
      return Violation{"implicitly-opened-are-listed", "ZNS-RES-012", id};
  }
  if (listed != state.count(ZoneState::ImplicitlyOpened))
    return Violation{"implicitly-opened-are-listed", "ZNS-RES-012"};
  return std::nullopt;
}

}  // namespace zns
