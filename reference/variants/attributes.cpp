// Recommendations, which a controller gives and takes back as it likes.
#include "reference/device/namespace/transition.hpp"
#include "reference/variants/parts.hpp"

namespace zns::variants {
namespace {

bool suits(std::uint8_t recommendation, ZoneState zs) {
  return recommendation == za::kResetRecommended ? zs == ZoneState::Full : is_active(zs);
}

void set(const Situation& situation, Effect& effect, ZoneId id, std::uint8_t bits, std::uint8_t zai) {
  Zone after = situation.state.zone(id);
  after.za = static_cast<std::uint8_t>((after.za & ~(za::kResetRecommended | za::kFinishRecommended)) | bits);
  after.zai = zai;
  if (!(after == situation.state.zone(id))) mutants::set_zone(situation, effect, id, after);
}

// The zone that a whim picks: seldom the one at hand.
ZoneId some_zone(const Situation& situation) {
  return static_cast<ZoneId>(whim(situation, 17) % situation.geometry.zones);
}

template <std::uint8_t Recommendation>
void recommends(const Situation& situation, Effect& effect) {
  const ZoneId zone = some_zone(situation);
  if (suits(Recommendation, situation.state.zone(zone).zs))
    set(situation, effect, zone, Recommendation, static_cast<std::uint8_t>(whim(situation, 19) & 0xF));
}

void recommends_both_and_takes_back(const Situation& situation, Effect& effect) {
  const ZoneId zone = some_zone(situation);
  const ZoneState zs = situation.state.zone(zone).zs;
  if (whim(situation, 23) % 2 == 0) return set(situation, effect, zone, 0, 0);
  if (suits(za::kResetRecommended, zs)) set(situation, effect, zone, za::kResetRecommended, 0x3);
  if (suits(za::kFinishRecommended, zs)) set(situation, effect, zone, za::kFinishRecommended, 0xC);
}

Variant recommendation(std::string_view id, std::string_view what, std::vector<ClauseId> clauses, Conduct conduct) {
  return {
      .id = id, .what = what, .clauses = std::move(clauses), .freedom = Freedom::Recommendation, .conduct = conduct};
}

}  // namespace

Topic attribute_variants() {
  return {
      recommendation("recommends-to-reset", "RZR and its time limit are set on Full zones.", {"ZNS-ATTR-001"},
                     {.meddles = recommends<za::kResetRecommended>}),
      recommendation("recommends-to-finish", "FZR and its time limit are set on active zones.", {"ZNS-ATTR-002"},
                     {.meddles = recommends<za::kFinishRecommended>}),
      recommendation("recommendations-come-and-go", "RZR and FZR are set and taken back at any time.",
                     {"ZNS-ATTR-001", "ZNS-ATTR-002"}, {.meddles = recommends_both_and_takes_back}),
  };
}

}  // namespace zns::variants
