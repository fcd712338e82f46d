// The zone state machine as a table: what each command does to a zone in each state. It is section 2.2 of the
// requirement catalogue, row by row and column by column, for Write, Write Zeroes, Zone Append, Read, Flush, Zone
// Management Send and Zone Management Receive. zone_state_matrix.cpp makes a case of every cell.
//
//   ok(ZSF)        the command succeeds and leaves the zone in ZSF. ok(): it succeeds and changes nothing.
//   ok(ZSIO, AO)   ... and first needs an active and an open resource (O: an open one, A: an active one).
//   B9|B8          the command is aborted with either status and changes nothing.
//   none           there is no such situation.
//
// In every cell the controller may close a zone in ZSIO (ZNS-SM-008): that is the bench's to know.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "reference/spec/status.hpp"
#include "reference/spec/zone_state.hpp"

namespace zns::suites::matrix {

inline constexpr ZoneState ZSE = ZoneState::Empty;
inline constexpr ZoneState ZSIO = ZoneState::ImplicitlyOpened;
inline constexpr ZoneState ZSEO = ZoneState::ExplicitlyOpened;
inline constexpr ZoneState ZSC = ZoneState::Closed;
inline constexpr ZoneState ZSF = ZoneState::Full;
inline constexpr ZoneState ZSRO = ZoneState::ReadOnly;
inline constexpr ZoneState ZSO = ZoneState::Offline;

// The zone resources that a zone needs to get where the cell says.
enum class Takes : std::uint8_t { Nothing, A, O, AO };

class Cell {
 public:
  static constexpr Cell success(std::optional<ZoneState> after, Takes takes) {
    Cell cell;
    cell.after_ = after;
    cell.takes_ = takes;
    cell.permitted_[cell.count_++] = kSuccess;
    return cell;
  }
  static constexpr Cell abort(Status status) {
    Cell cell;
    cell.permitted_[cell.count_++] = status;
    return cell;
  }
  // Either of the two.
  friend constexpr Cell operator|(Cell a, const Cell& b) {
    for (const Status status : b.permitted()) a.permitted_[a.count_++] = status;
    return a;
  }

  [[nodiscard]] constexpr bool exists() const { return count_ > 0; }
  [[nodiscard]] constexpr std::span<const Status> permitted() const { return {permitted_.data(), count_}; }
  [[nodiscard]] constexpr bool may_succeed() const { return exists() && permitted_[0] == kSuccess; }
  [[nodiscard]] constexpr bool may_abort() const { return count_ > (may_succeed() ? 1U : 0U); }
  [[nodiscard]] constexpr std::optional<ZoneState> after() const { return after_; }  // absent: unchanged
  [[nodiscard]] constexpr Takes takes() const { return takes_; }

 private:
  std::array<Status, 3> permitted_{};
  std::size_t count_ = 0;
  std::optional<ZoneState> after_;
  Takes takes_ = Takes::Nothing;
};

constexpr Cell ok() {
  return Cell::success(std::nullopt, Takes::Nothing);
}
constexpr Cell ok(ZoneState after, Takes takes = Takes::Nothing) {
  return Cell::success(after, takes);
}
inline constexpr Cell none;

// Statuses by their code: SCT 1h (B8 to BF) and the generic ones, SCT 0h (G).
inline constexpr Cell B8 = Cell::abort(Status::ZoneBoundaryError);
inline constexpr Cell B9 = Cell::abort(Status::ZoneIsFull);
inline constexpr Cell BA = Cell::abort(Status::ZoneIsReadOnly);
inline constexpr Cell BB = Cell::abort(Status::ZoneIsOffline);
inline constexpr Cell BC = Cell::abort(Status::ZoneInvalidWrite);
inline constexpr Cell BF = Cell::abort(Status::InvalidZoneStateTransition);
inline constexpr Cell G02 = Cell::abort(Status::InvalidFieldInCommand);
inline constexpr Cell G80 = Cell::abort(Status::LbaOutOfRange);

// What is sent. Write Zeroes has no rows of its own: it goes through those of Write.
enum class Sent : std::uint8_t {
  Write,
  WriteZeroes,
  Append,
  Read,
  Flush,
  Close,
  Finish,
  Open,
  Reset,
  Offline,
  SetExtension,
  Report,
};

// ... and to which blocks or zones. CAP is the first LBA beyond the zone capacity, END the first LBA of the next zone.
enum class Where : std::uint8_t {
  BelowCap,         // starts at the write pointer, ends below CAP
  ToCap,            // starts at the write pointer, ends at CAP: fills the zone
  AboveWp,          // one block above the write pointer, inside the zone capacity
  BelowWp,          // one block below the write pointer
  BeyondCap,        // starts at the write pointer, ends beyond CAP, not beyond END
  BeyondEnd,        // starts at the write pointer, ends beyond END
  BeyondNamespace,  // starts at the write pointer, ends beyond NSZE (the last zone)
  TooLarge,         // one block more than CAP less the write pointer
  NotZoneStart,     // SLBA is not the start of a zone
  AtWp,             // one block at the write pointer
  AcrossEnd,        // a block on either side of END, RAZB = 0
  AcrossEndRazb,    // a block on either side of END, RAZB = 1
  TheZone,
  WithExtensions,  // the zone, ZDES > 0
  NoExtensions,    // the zone, ZDES = 0
  SelectAll,
};

struct Row {
  Sent sent{};
  Where where{};
  std::array<Cell, kZoneStateCount> cells;  // in the order of kZoneStates
};

namespace detail {
using enum Sent;
using enum Where;
inline constexpr auto A = Takes::A;
inline constexpr auto O = Takes::O;
inline constexpr auto AO = Takes::AO;
inline constexpr Cell untouched = ok();

// clang-format off
inline constexpr std::array kRows{
  //                             ZSE           ZSIO       ZSEO       ZSC          ZSF        ZSRO       ZSO
  Row{Write,  BelowCap,        { ok(ZSIO, AO), ok(ZSIO),  ok(ZSEO),  ok(ZSIO, O), B9,        BA,        BB        }},
  Row{Write,  ToCap,           { ok(ZSF, AO),  ok(ZSF),   ok(ZSF),   ok(ZSF, O),  B9,        BA,        BB        }},
  Row{Write,  AboveWp,         { BC,           BC,        BC,        BC,          B9,        BA,        BB        }},
  Row{Write,  BelowWp,         { none,         BC,        BC,        BC,          B9,        BA,        BB        }},
  Row{Write,  BeyondCap,       { B8,           B8,        B8,        B8,          B9|B8,     BA|B8,     BB|B8     }},
  Row{Write,  BeyondEnd,       { B8,           B8,        B8,        B8,          B9|B8,     BA|B8,     BB|B8     }},
  Row{Write,  BeyondNamespace, { G80|B8,       G80|B8,    G80|B8,    G80|B8,      G80|B8|B9, G80|B8|BA, G80|B8|BB }},

  Row{Append, BelowCap,        { ok(ZSIO, AO), ok(ZSIO),  ok(ZSEO),  ok(ZSIO, O), B9,        BA,        BB        }},
  Row{Append, ToCap,           { ok(ZSF, AO),  ok(ZSF),   ok(ZSF),   ok(ZSF, O),  B9,        BA,        BB        }},
  Row{Append, TooLarge,        { B8,           B8,        B8,        B8,          B9|B8,     BA|B8,     BB|B8     }},
  Row{Append, NotZoneStart,    { G02,          G02,       G02,       G02,         G02|B9,    G02|BA,    G02|BB    }},

  Row{Read,   BelowWp,         { none,         ok(),      ok(),      ok(),        ok(),      ok(),      BB        }},
  Row{Read,   AtWp,            { ok(),         ok(),      ok(),      ok(),        ok(),      ok(),      BB        }},
  Row{Read,   AcrossEnd,       { B8,           B8,        B8,        B8,          B8,        B8,        B8|BB     }},
  Row{Read,   AcrossEndRazb,   { ok(),         ok(),      ok(),      ok(),        ok(),      ok(),      BB        }},
  Row{Flush,  TheZone,         { ok(),         ok(),      ok(),      ok(),        ok(),      ok(),      ok()|BB   }},

  Row{Close,  TheZone,         { BF,           ok(ZSC),   ok(ZSC),   ok(),        BF,        BF|BA,     BF|BB     }},
  Row{Finish, TheZone,         { ok(ZSF),      ok(ZSF),   ok(ZSF),   ok(ZSF),     ok(),      BF|BA,     BF|BB     }},
  Row{Open,   TheZone,         { ok(ZSEO, AO), ok(ZSEO),  ok(),      ok(ZSEO, O), BF,        BF|BA,     BF|BB     }},
  Row{Reset,  TheZone,         { ok(),         ok(ZSE),   ok(ZSE),   ok(ZSE),     ok(ZSE),   BF|BA,     BF|BB     }},
  Row{Offline, TheZone,        { BF,           BF,        BF,        BF,          BF,        ok(ZSO),   ok()      }},
  Row{SetExtension, WithExtensions,
                               { ok(ZSC, A),   BF,        BF,        BF,          BF,        BF|BA,     BF|BB     }},
  Row{SetExtension, NoExtensions,
                               { G02,          G02|BF,    G02|BF,    G02|BF,      G02|BF,    G02|BF|BA, G02|BF|BB }},

  Row{Close,  SelectAll,       { untouched,    ok(ZSC),   ok(ZSC),   untouched,   untouched, untouched, untouched }},
  Row{Finish, SelectAll,       { untouched,    ok(ZSF),   ok(ZSF),   ok(ZSF),     untouched, untouched, untouched }},
  Row{Open,   SelectAll,       { untouched,    untouched, untouched, ok(ZSEO, O), untouched, untouched, untouched }},
  Row{Reset,  SelectAll,       { untouched,    ok(ZSE),   ok(ZSE),   ok(ZSE),     ok(ZSE),   untouched, untouched }},
  Row{Offline, SelectAll,      { untouched,    untouched, untouched, untouched,   untouched, ok(ZSO),   untouched }},
  Row{SetExtension, SelectAll, { G02,          G02,       G02,       G02,         G02,       G02,       G02       }},

  Row{Report, TheZone,         { ok(),         ok(),      ok(),      ok(),        ok(),      ok(),      ok()      }},
};
// clang-format on
}  // namespace detail

inline constexpr std::span<const Row> kMatrix{detail::kRows};

}  // namespace zns::suites::matrix
