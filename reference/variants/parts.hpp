// What variants have in common.
#pragma once

#include <optional>
#include <utility>

#include "reference/device/event.hpp"
#include "reference/mutants/effects.hpp"
#include "reference/spec/mix.hpp"
#include "reference/variants/catalogue.hpp"

namespace zns::variants {

using mutants::Conduct;
using mutants::Outcome;
using mutants::sent;
using mutants::Situation;

// True after every N-th command.
template <std::uint64_t N>
bool is_due(const Situation& situation) {
  return situation.past.commands % N == N - 1;
}

// Something else each time, and the same in each run.
inline std::uint64_t whim(const Situation& situation, std::uint64_t salt) {
  return mix(situation.past.commands * 0x1'0001 + salt);
}

// What the device does to one zone by itself becomes a part of the effect; nothing if the zone knows no such event.
inline void happen(const Situation& situation, Effect& effect, Event event) {
  const auto happened = background(situation.geometry, situation.state, event);
  if (!happened) return;
  for (std::size_t i = 0; i < happened->zones.size(); ++i) effect.zones.push_back(happened->zones[i]);
  for (std::size_t i = 0; i < happened->media.size(); ++i) effect.media.push_back(happened->media[i]);
  for (std::size_t i = 0; i < happened->extensions.size(); ++i) effect.extensions.push_back(happened->extensions[i]);
}

// Revision 1.4, where Identify Controller (VER) and the property VS say it.
inline constexpr std::uint32_t kRevision14 = 0x0001'0400;
inline std::uint32_t shows_revision_1_4(const mutants::PropertySituation& s, std::uint32_t right) {
  return s.offset == property::kVs ? kRevision14 : right;
}

}  // namespace zns::variants
