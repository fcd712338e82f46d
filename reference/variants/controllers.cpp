// What a controller offers by its properties, how long it takes, and what it makes of the command sets that a host
// enables.
#include "reference/variants/parts.hpp"

namespace zns::variants {
namespace {

using Property = mutants::PropertySituation;

// CSTS follows CC when it was read some times.
std::uint32_t follows_late(const Property& s, std::uint32_t right) {
  constexpr std::uint64_t kReads = 3;
  if (s.offset != property::kCsts || s.past.wrote != property::kCc || s.past.reads > kReads) return right;
  Csts csts = decode_csts(right);
  if (csts.cfs) return right;
  if (csts.shst == ShutdownStatus::Complete)
    csts.shst = ShutdownStatus::Occurring;
  else
    csts.rdy = !csts.rdy;
  return encode(csts);
}

template <std::uint32_t Offset, std::uint32_t Bits>
std::uint32_t lacks(const Property& s, std::uint32_t right) {
  return s.offset == Offset ? right & ~Bits : right;
}
constexpr std::uint32_t kContiguous = 1U << 16;     // CAP.CQR
constexpr std::uint32_t kSubsystemReset = 1U << 4;  // CAP.NSSRS, in the high half
constexpr std::uint32_t kNvmAlone = 1U << 5;        // CAP.CSS bit 0
constexpr std::uint32_t kAdminOnly = 1U << 12;      // CAP.CSS bit 7
constexpr std::uint32_t kHighCap = property::kCap + 4;

void resets_no_subsystem(const Property& s, ControlEffect& effect) {
  if (s.offset == property::kNssr) effect = {};
}
void tells_nothing_of_doorbells(const Property& s, ControlEffect& effect) {
  if (s.offset >= property::kDoorbells) effect = {};
}

Variant controller(std::string_view id, std::string_view what, std::vector<ClauseId> clauses, Conduct conduct,
                   std::string_view options = {}) {
  return {.id = id, .what = what, .clauses = std::move(clauses), .options = options, .conduct = conduct};
}

}  // namespace

Topic controller_variants() {
  return {
      controller("controller-takes-its-time", "CSTS.RDY and CSTS.SHST follow CC when CSTS was read three times.",
                 {"REG-005", "REG-006", "REG-012"}, {.shows = follows_late}),
      controller("controllers-take-their-time", "Likewise, each of two controllers.", {"REG-005", "REG-006", "REG-012"},
                 {.shows = follows_late}, "controllers=2"),
      controller("nvm-alone-lists-zones", "With CC.CSS 000b zoned namespaces are active, and take no command.",
                 {"NST-004", "AMB-22"}, {}, "unusable=listed"),
      controller("nvm-alone-not-offered", "CAP.CSS bit 0 is 0.", {"NST-001"}, {.shows = lacks<kHighCap, kNvmAlone>}),
      controller("admin-only-not-offered", "CAP.CSS bit 7 is 0.", {"NST-001", "NST-006"},
                 {.shows = lacks<kHighCap, kAdminOnly>}),
      controller("subsystem-reset-not-offered", "CAP.NSSRS is 0, and NSSR does nothing.", {"REG-014"},
                 {.shows = lacks<kHighCap, kSubsystemReset>, .controls = resets_no_subsystem}),
      controller("queues-may-be-scattered", "CAP.CQR is 0.", {"QUE-013"},
                 {.shows = lacks<property::kCap, kContiguous>}),
      controller("doorbells-untold", "No event tells of wrong doorbells.", {"QUE-005", "AER-013"},
                 {.controls = tells_nothing_of_doorbells}),
  };
}

}  // namespace zns::variants
