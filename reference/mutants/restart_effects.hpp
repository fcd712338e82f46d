// What defects of a restart are made of: small changes of what it does to one zone.
#pragma once

#include <functional>
#include <optional>

#include "reference/mutants/conduct.hpp"

namespace zns::mutants {

// The effect, or one that changes nothing so far.
[[nodiscard]] Effect& begun(std::optional<Effect>& effect);
// The zone as the effect leaves it.
[[nodiscard]] Zone zone_after(const RestartSituation& s, std::optional<Effect>& effect);
// The zone becomes something else than it should.
void set(const RestartSituation& s, std::optional<Effect>& effect, const Zone& after);
void drop_data(const RestartSituation& s, std::optional<Effect>& effect);
void drop_extension(const RestartSituation& s, std::optional<Effect>& effect);
// So many of the blocks that the zone held before the restart are left, without those that are lost.
void keep_blocks(const RestartSituation& s, std::optional<Effect>& effect, std::uint64_t blocks,
                 const std::function<bool(std::uint64_t block)>& is_lost);
// The write pointer goes back to that block of the zone, in the state that fits it.
void move_back(const RestartSituation& s, std::optional<Effect>& effect, std::uint64_t blocks);

}  // namespace zns::mutants
