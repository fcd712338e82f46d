// Permitted variants: devices that differ from the reference device's default within the standard. Whoever flags one of
// them cries wolf.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "reference/device/freedom.hpp"
#include "reference/mutants/conduct.hpp"

namespace zns::variants {

struct Variant {
  std::string_view id;                  // stable: "victim-newest"
  std::string_view what;                // what it does that the default does not, in one sentence
  std::vector<ClauseId> clauses;        // those that leave it open
  std::optional<Freedom> freedom = {};  // that it uses, where it has a name
  std::string_view options = {};        // of ref:, geometry and policy; empty: the default ones
  mutants::Conduct conduct = {};
};

std::span<const Variant> variants();  // all of them, in the catalogue's order
const Variant* find_variant(std::string_view id);

}  // namespace zns::variants
