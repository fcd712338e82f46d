#include "suites/zns/zone_state_words.hpp"

#include <algorithm>
#include <iterator>

#include "suites/slug.hpp"

namespace zns::suites::matrix {
namespace {

struct SentWords {
  Sent sent;
  const char* slug;
  const char* name;
  ClauseId does;        // what the command does
  ClauseId state_rule;  // what becomes of it in a zone whose state refuses it
};

constexpr SentWords kSent[] = {
    {Sent::Write, "write", "Write", "ZNS-IO-023", "ZNS-IO-022"},
    {Sent::WriteZeroes, "write-zeroes", "Write Zeroes", "ZNS-IO-024", "ZNS-SM-044"},
    {Sent::Append, "append", "Zone Append", "ZNS-APPEND-001", "ZNS-APPEND-006"},
    {Sent::Read, "read", "Read", "ZNS-IO-004", "ZNS-IO-001"},
    {Sent::Flush, "flush", "Flush", "ZNS-RES-019", "ZNS-AMB-06"},
    {Sent::Close, "close", "Close Zone", "ZNS-ZMS-020", "ZNS-ZMS-020"},
    {Sent::Finish, "finish", "Finish Zone", "ZNS-ZMS-022", "ZNS-ZMS-022"},
    {Sent::Open, "open", "Open Zone", "ZNS-ZMS-026", "ZNS-ZMS-026"},
    {Sent::Reset, "reset", "Reset Zone", "ZNS-ZMS-028", "ZNS-ZMS-028"},
    {Sent::Offline, "offline", "Offline Zone", "ZNS-ZMS-032", "ZNS-ZMS-032"},
    {Sent::SetExtension, "set-extension", "Set Zone Descriptor Extension", "ZNS-ZMS-033", "ZNS-ZMS-033"},
    {Sent::Report, "report", "Report Zones", "ZNS-ZMR-010", "ZNS-ZMR-010"},
};

using OptionalClause = std::optional<ClauseId>;

struct WhereWords {
  Where where{};
  const char* slug = nullptr;
  const char* phrase = nullptr;
  OptionalClause does;    // what a command that succeeds there does
  OptionalClause aborts;  // why the place alone gets a command aborted
  std::optional<Need> need;
};

constexpr OptionalClause kNoClause{};

// NOLINTNEXTLINE(cert-err58-cpp): nothing here throws, and clang 14 crashes on it as a constexpr
const WhereWords kWhere[] = {
    {Where::BelowCap, "-below-capacity", " of one block at its write pointer", ClauseId{"ZNS-ZM-062"}, kNoClause, {}},
    {Where::ToCap, "-to-capacity", " from its write pointer up to its capacity", ClauseId{"ZNS-ZM-066"}, kNoClause, {}},
    {Where::AboveWp, "-above-wp", " above its write pointer", kNoClause, ClauseId{"ZNS-IO-020"}, {}},
    {Where::BelowWp, "-below-wp", " below its write pointer", kNoClause, ClauseId{"ZNS-IO-020"}, {}},
    {Where::BeyondCap, "-beyond-capacity", " from its write pointer beyond its capacity", kNoClause,
     ClauseId{"ZNS-IO-021"}, Need::CapacityGap},
    {Where::BeyondEnd,
     "-beyond-end",
     " from its write pointer into the next zone",
     kNoClause,
     ClauseId{"ZNS-IO-021"},
     {}},
    {Where::BeyondNamespace, "-beyond-namespace", " from its write pointer beyond the namespace", kNoClause,
     ClauseId{"ZNS-IO-027"}, Need::WholeNamespace},
    {Where::TooLarge, "-too-large", " of one block more than it has left", kNoClause, ClauseId{"ZNS-APPEND-005"}, {}},
    {Where::NotZoneStart,
     "-misaligned",
     " with a ZSLBA that is no zone start",
     kNoClause,
     ClauseId{"ZNS-APPEND-003"},
     {}},
    {Where::AtWp, "-at-wp", " at its write pointer", kNoClause, kNoClause, {}},
    {Where::AcrossEnd, "-across-end-razb-0", " across its end (RAZB = 0)", kNoClause, ClauseId{"ZNS-IO-002"},
     Need::NoReadAcross},
    {Where::AcrossEndRazb, "-across-end-razb-1", " across its end (RAZB = 1)", ClauseId{"ZNS-IO-003"}, kNoClause,
     Need::ReadAcross},
    {Where::TheZone, "", "", kNoClause, kNoClause, {}},
    {Where::WithExtensions, "", "", kNoClause, kNoClause, Need::Extension},
    {Where::NoExtensions, "-zdes-0", " (ZDES = 0)", kNoClause, ClauseId{"ZNS-ZMS-034"}, Need::NoExtension},
    {Where::SelectAll, "-select-all", " with Select All", ClauseId{"ZNS-ZMS-004"}, ClauseId{"ZNS-ZMS-034"},
     Need::WholeNamespace},
};

const SentWords& words(Sent sent) {
  return *std::find_if(std::begin(kSent), std::end(kSent), [&](const SentWords& entry) { return entry.sent == sent; });
}
const WhereWords& words(Where where) {
  return *std::find_if(std::begin(kWhere), std::end(kWhere),
                       [&](const WhereWords& entry) { return entry.where == where; });
}

// The transitions of section 2.1 that a command of the table causes.
struct Transition {
  ZoneState from;
  ZoneState to;
  ClauseId clause;
};

constexpr Transition kTransitions[] = {
    {ZSE, ZSIO, "ZNS-SM-001"}, {ZSE, ZSEO, "ZNS-SM-002"},  {ZSE, ZSC, "ZNS-SM-003"},  {ZSE, ZSF, "ZNS-SM-004"},
    {ZSIO, ZSE, "ZNS-SM-005"}, {ZSIO, ZSEO, "ZNS-SM-006"}, {ZSIO, ZSC, "ZNS-SM-007"}, {ZSIO, ZSF, "ZNS-SM-009"},
    {ZSEO, ZSE, "ZNS-SM-012"}, {ZSEO, ZSC, "ZNS-SM-013"},  {ZSEO, ZSF, "ZNS-SM-014"}, {ZSC, ZSE, "ZNS-SM-015"},
    {ZSC, ZSIO, "ZNS-SM-016"}, {ZSC, ZSEO, "ZNS-SM-017"},  {ZSC, ZSF, "ZNS-SM-018"},  {ZSF, ZSE, "ZNS-SM-019"},
    {ZSRO, ZSO, "ZNS-SM-020"},
};

constexpr const Transition* transition(ZoneState from, ZoneState to) {
  for (const Transition& candidate : kTransitions)
    if (candidate.from == from && candidate.to == to) return &candidate;
  return nullptr;
}

// The table has no arrow that section 2.1 does not have (ZNS-SM-024 to 027, 047).
constexpr bool every_arrow_is_listed() {
  for (const Row& row : kMatrix)
    for (const ZoneState from : kZoneStates)
      if (const auto to = row.cells[column(from)].after(); to && *to != from && transition(from, *to) == nullptr)
        return false;
  return true;
}
static_assert(every_arrow_is_listed());

// ... and its resources are those of section 2.1: what opens a zone takes an open one, what makes it active an active
// one.
constexpr Takes takes(Sent sent, ZoneState from) {
  const bool opens = is_write_operation(sent) || sent == Sent::Open;
  if (from == ZSE) return opens ? Takes::AO : sent == Sent::SetExtension ? Takes::A : Takes::Nothing;
  return opens && from == ZSC ? Takes::O : Takes::Nothing;
}

constexpr bool every_resource_is_listed() {
  for (const Row& row : kMatrix)
    for (const ZoneState from : kZoneStates) {
      const Cell& cell = row.cells[column(from)];
      if (cell.takes() != (cell.after() ? takes(row.sent, from) : Takes::Nothing)) return false;
    }
  return true;
}
static_assert(every_resource_is_listed());

bool is_of_the_state(Status status) {
  return status == Status::ZoneIsFull || status == Status::ZoneIsReadOnly || status == Status::ZoneIsOffline ||
         status == Status::InvalidZoneStateTransition;
}

std::string aborted_with(const Cell& cell) {
  std::string text;
  for (const Status status : cell.permitted()) {
    if (status == kSuccess) continue;
    text += text.empty() ? "is aborted with " : " or ";
    text += title(status);
  }
  return text + (cell.may_succeed() ? "" : " and changes nothing");
}

}  // namespace

std::string id_of(const Row& row, ZoneState from) {
  return std::string{"zone-state-matrix/"} + words(row.sent).slug + words(row.where).slug + "-in-" + slug(from);
}

std::string title_of(const Row& row, ZoneState from) {
  const Cell& cell = row.cells[column(from)];
  std::string text =
      "With a zone in " + std::string{letters(from)} + ", " + words(row.sent).name + words(row.where).phrase + ' ';
  if (cell.may_succeed()) {
    text += "succeeds and ";
    const auto after = cell.after();
    text += !after || *after == from ? "leaves the zone there" : "takes the zone to " + std::string{letters(*after)};
  }
  if (cell.may_succeed() && cell.may_abort()) text += ", or ";
  if (cell.may_abort()) text += aborted_with(cell);
  return text;
}

std::vector<ClauseId> clauses_of(const Row& row, ZoneState from) {
  static constexpr ClauseId kNoOtherTransition = "ZNS-SM-047";
  static constexpr ClauseId kAbortChangesNothing = "ZNS-GEN-007";
  const Cell& cell = row.cells[column(from)];
  std::vector<ClauseId> clauses;
  const auto cite = [&](OptionalClause clause) {
    if (clause && std::find(clauses.begin(), clauses.end(), *clause) == clauses.end()) clauses.push_back(*clause);
  };
  if (cell.may_succeed()) {
    cite(words(row.where).does);
    cite(words(row.sent).does);
    // A write that fills a zone opens it on the way (ZNS-SM-031).
    const bool opens = is_write_operation(row.sent) && (from == ZSE || from == ZSC);
    if (const auto to = opens ? ZSIO : cell.after(); to && transition(from, *to) != nullptr)
      cite(transition(from, *to)->clause);
    else if (is_write_operation(row.sent) && from == ZSEO)
      cite(kNoOtherTransition);
  }
  if (cell.may_abort()) {
    const auto permitted = cell.permitted();
    if (std::any_of(permitted.begin(), permitted.end(), is_of_the_state)) cite(words(row.sent).state_rule);
    if (!std::all_of(permitted.begin(), permitted.end(), is_of_the_state)) cite(words(row.where).aborts);
    cite(kAbortChangesNothing);
  }
  return clauses;
}

// Only Open with Select All is a should (ZNS-ZMS-027); that a zone which Open names opens is a shall (ZNS-AMB-25).
Level level_of(const Row& row, ZoneState from) {
  return row.sent == Sent::Open && row.where == Where::SelectAll && from == ZSC ? Level::Should : Level::Shall;
}

std::vector<Need> needs_of(const Row& row, ZoneState from) {
  std::vector<Need> needs;
  if (row.sent == Sent::Append) needs.push_back(Need::Append);
  if (row.sent == Sent::WriteZeroes) needs.push_back(Need::WriteZeroes);
  if (const auto need = words(row.where).need) needs.push_back(*need);
  if (from == ZSRO || from == ZSO) needs.push_back(Need::ZoneEvents);
  return needs;
}

}  // namespace zns::suites::matrix
