// The zone state machine's figure as a table (ZNS 1.1 2.1.1.3; catalogue section 2.2).
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "reference/spec/clause.hpp"
#include "reference/spec/zone_state.hpp"

namespace zns {

// What Zone Management Send makes of a zone: the state it leaves it in, or nothing: Invalid Zone State Transition.
using Cell = std::optional<ZoneState>;
using Row = std::array<Cell, kZoneStateCount>;

[[nodiscard]] constexpr bool is_defined(ZoneSendAction zsa) {
  switch (zsa) {
    case ZoneSendAction::Close:
    case ZoneSendAction::Finish:
    case ZoneSendAction::Open:
    case ZoneSendAction::Reset:
    case ZoneSendAction::Offline:
    case ZoneSendAction::SetZoneDescriptorExtension:
      return true;
  }
  return false;
}

// For a defined action and one named zone.
[[nodiscard]] constexpr Cell transition(ZoneSendAction zsa, ZoneState from) {
  constexpr Cell E = ZoneState::Empty;
  constexpr Cell X = ZoneState::ExplicitlyOpened;
  constexpr Cell C = ZoneState::Closed;
  constexpr Cell F = ZoneState::Full;
  constexpr Cell O = ZoneState::Offline;
  constexpr Cell no = std::nullopt;
  // clang-format off
  //                     ZSE ZSIO ZSEO ZSC ZSF ZSRO ZSO
  constexpr Row close   {no, C,   C,   C,  no, no,  no};
  constexpr Row finish  {F,  F,   F,   F,  F,  no,  no};
  constexpr Row open    {X,  X,   X,   X,  no, no,  no};
  constexpr Row reset   {E,  E,   E,   E,  E,  no,  no};
  constexpr Row offline {no, no,  no,  no, no, O,   O};
  constexpr Row set_zde {C,  no,  no,  no, no, no,  no};
  // clang-format on
  switch (zsa) {
    case ZoneSendAction::Close:
      return close[column(from)];
    case ZoneSendAction::Finish:
      return finish[column(from)];
    case ZoneSendAction::Open:
      return open[column(from)];
    case ZoneSendAction::Reset:
      return reset[column(from)];
    case ZoneSendAction::Offline:
      return offline[column(from)];
    case ZoneSendAction::SetZoneDescriptorExtension:
      return set_zde[column(from)];
  }
  return no;
}

// Whether Select All acts on a zone in that state (ZNS-ZMS-004).
[[nodiscard]] constexpr bool select_all_acts_on(ZoneSendAction zsa, ZoneState zs) {
  using Marks = std::array<bool, kZoneStateCount>;
  // clang-format off
  //                       ZSE    ZSIO   ZSEO   ZSC    ZSF    ZSRO   ZSO
  constexpr Marks close   {false, true,  true,  false, false, false, false};
  constexpr Marks finish  {false, true,  true,  true,  false, false, false};
  constexpr Marks open    {false, false, false, true,  false, false, false};
  constexpr Marks reset   {false, true,  true,  true,  true,  false, false};
  constexpr Marks offline {false, false, false, false, false, true,  false};
  // clang-format on
  switch (zsa) {
    case ZoneSendAction::Close:
      return close[column(zs)];
    case ZoneSendAction::Finish:
      return finish[column(zs)];
    case ZoneSendAction::Open:
      return open[column(zs)];
    case ZoneSendAction::Reset:
      return reset[column(zs)];
    case ZoneSendAction::Offline:
      return offline[column(zs)];
    case ZoneSendAction::SetZoneDescriptorExtension:
      return false;  // refused (ZNS-ZMS-034)
  }
  return false;
}

// Select All moves a zone as the action moves one that is named.
constexpr bool select_all_knows_where_to() {
  for (const ZoneSendAction zsa : {ZoneSendAction::Close, ZoneSendAction::Finish, ZoneSendAction::Open,
                                   ZoneSendAction::Reset, ZoneSendAction::Offline})
    for (const ZoneState zs : kZoneStates)
      if (select_all_acts_on(zsa, zs) && !transition(zsa, zs)) return false;
  return true;
}
static_assert(select_all_knows_where_to());
static_assert(!transition(ZoneSendAction::Close, ZoneState::Empty));
static_assert(transition(ZoneSendAction::Finish, ZoneState::Empty) == ZoneState::Full);
static_assert(!select_all_acts_on(ZoneSendAction::Finish, ZoneState::Empty));

// The clause of what a defined action does to a zone.
[[nodiscard]] constexpr ClauseId clause_of(ZoneSendAction zsa) {
  switch (zsa) {
    case ZoneSendAction::Close:
      return "ZNS-ZMS-020";
    case ZoneSendAction::Finish:
      return "ZNS-ZMS-022";
    case ZoneSendAction::Open:
      return "ZNS-ZMS-026";
    case ZoneSendAction::Reset:
      return "ZNS-ZMS-028";
    case ZoneSendAction::Offline:
      return "ZNS-ZMS-032";
    case ZoneSendAction::SetZoneDescriptorExtension:
      return "ZNS-ZMS-033";
  }
  return "ZNS-ZMS-010";
}

// A zone after it went to `to`: what the move does to its attributes (ZNS-ZM-051, ZNS-ATTR-001, 002, 006).
[[nodiscard]] constexpr std::uint8_t attributes_in(ZoneState to, std::uint8_t attributes) {
  switch (to) {
    case ZoneState::Empty:
      return 0;
    case ZoneState::Full:
      return static_cast<std::uint8_t>(attributes & ~za::kFinishRecommended);
    case ZoneState::ReadOnly:
      return static_cast<std::uint8_t>(attributes & ~(za::kFinishRecommended | za::kResetRecommended));
    case ZoneState::Offline:
      return static_cast<std::uint8_t>(attributes & za::kFinishedByController);
    case ZoneState::ImplicitlyOpened:
    case ZoneState::ExplicitlyOpened:
    case ZoneState::Closed:
      return attributes;
  }
  return attributes;
}

// The association of extension data with a zone ends in these states (ZNS-ZM-051).
[[nodiscard]] constexpr bool is_descriptor_extension_kept(ZoneState zs) {
  return zs != ZoneState::Empty && zs != ZoneState::Offline;
}

}  // namespace zns
