#include "harness/exhaustion/bounds.hpp"

namespace zns::harness {
namespace {

// Three zones of four blocks, of which three can be written.
Geometry tiny(std::optional<std::uint32_t> max_active, std::optional<std::uint32_t> max_open, std::uint8_t zdes = 0) {
  return {
      .lba_bytes = 512, .zones = 3, .zsze = 4, .zcap = 3, .max_active = max_active, .max_open = max_open, .zdes = zdes};
}

Geometry with_excursions(Geometry geometry) {
  geometry.active_excursions = true;
  return geometry;
}

// What widens a device's rights, all at once.
Geometry at_liberty(Geometry geometry) {
  geometry.read_across = true;
  geometry.write_cache = true;
  geometry.deallocated = DeallocatedValue::NotReported;
  return geometry;
}

}  // namespace

std::vector<NamedBounds> all_bounds() {
  return {
      {"mar2-mor1", {.geometry = tiny(2, 1)}},
      {"mar3-mor2", {.geometry = tiny(3, 2), .wrong_statuses = WrongStatuses::Some}},
      {"mar2-mor2", {.geometry = tiny(2, 2), .wrong_statuses = WrongStatuses::Some}},
      {"no-limits", {.geometry = at_liberty(tiny({}, {})), .wrong_statuses = WrongStatuses::Some}},
      {"mar2-mor1-excursions", {.geometry = with_excursions(tiny(2, 1)), .wrong_statuses = WrongStatuses::Some}},
      {"mar2-mor1-zdes1", {.geometry = tiny(2, 1, 1), .wrong_statuses = WrongStatuses::Some}},
      {"mar3-mor2-zdes1", {.geometry = tiny(3, 2, 1), .wrong_statuses = WrongStatuses::Some}},
      {"mar2-mor1-unreported", {.geometry = tiny(2, 1), .beliefs = Beliefs::Unreported}},
      {"mar3-mor2-unreported", {.geometry = tiny(3, 2), .beliefs = Beliefs::Unreported}},
      {"mar2-mor2-unreported", {.geometry = tiny(2, 2), .beliefs = Beliefs::Unreported}},
  };
}

}  // namespace zns::harness
