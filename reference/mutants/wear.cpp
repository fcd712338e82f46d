// What happens late in the life of a zone.
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {
namespace {

using enum ZoneState;
using Zsa = ZoneSendAction;

template <std::uint64_t Nth>
bool is_nth_reset(const Situation& situation, const Effect& effect) {
  const auto zone = named_zone(situation);
  if (!zone || !is_sent(situation, Zsa::Reset) || effect.status != kSuccess || effect.zones.size() == 0) return false;
  const auto resets = situation.past.zone_resets.find(*zone);
  return resets != situation.past.zone_resets.end() && resets->second + 1 == Nth;
}

template <std::uint64_t Nth>
void refuses_nth_reset(const Situation& situation, Effect& effect) {
  if (is_nth_reset<Nth>(situation, effect)) refuse(effect, Status::InvalidZoneStateTransition);
}

template <std::uint64_t Nth>
void nth_reset_shrinks(const Situation& situation, Effect& effect) {
  if (!is_nth_reset<Nth>(situation, effect)) return;
  ZoneChange* change = change_of(effect, *named_zone(situation));
  if (change->after.zcap > 8) --change->after.zcap;
}

// After so many resets the zone's counter wraps, and its write pointer is not moved any more by them.
template <std::uint64_t Nth>
void nth_reset_keeps_write_pointer(const Situation& situation, Effect& effect) {
  if (!is_nth_reset<Nth>(situation, effect)) return;
  ZoneChange* change = change_of(effect, *named_zone(situation));
  if (change->before.zs != Full) change->after.wp = change->before.wp;
}

Mutant worn(std::string_view id, std::string_view wrong, std::string_view hard, std::vector<ClauseId> clauses,
            void (*does)(const Situation&, Effect&)) {
  return {.id = id,
          .wrong = wrong,
          .right = "the last Reset of a zone is like the first",
          .clauses = std::move(clauses),
          .origin = "plausible: a counter of erasures that overflows, or a limit of the medium",
          .hard = hard,
          .defect = {.does = does}};
}

}  // namespace

Topic wear_mutants() {
  return {
      worn("256th-reset-keeps-wp", "the 256th Reset of a zone leaves its write pointer",
           "only at the 256th Reset of a zone", {"ZNS-ZMS-028", "ZNS-ZM-060"}, nth_reset_keeps_write_pointer<256>),
      worn("500th-reset-shrinks", "the 500th Reset of a zone takes a block of its capacity, though VZCAP is 0",
           "only at the 500th Reset of a zone", {"ZNS-ZM-005"}, nth_reset_shrinks<500>),
      worn("1000th-reset-refused", "the 1000th Reset of a zone is refused", "only at the 1000th Reset of a zone",
           {"ZNS-ZMS-028"}, refuses_nth_reset<1000>),
  };
}

}  // namespace zns::mutants
