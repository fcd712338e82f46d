// The searches find nothing; and they do see what is wrong, and say where.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/exhaustion/bounds.hpp"
#include "harness/exhaustion/state_table.hpp"

namespace zns::harness {
namespace {

// `znspec exhaust` has three zones of four blocks. Two zones take a tenth of the time, but are never too many active
// ones; three zones of three blocks take a third.
Geometry smaller(Geometry geometry) {
  if (geometry.zdes != 0 || geometry.active_excursions || !geometry.max_active) {
    geometry.zones = 2;
  } else {
    geometry.zsze = 3;
    geometry.zcap = 2;
  }
  return geometry;
}

std::string in_words(const Exhaustion& found) {
  std::string text;
  for (const Disagreement& each : found.disagreements) text += to_text(each) + '\n';
  return text;
}

Bounds named(std::string_view name) {
  for (NamedBounds each : all_bounds()) {
    if (each.name != name) continue;
    each.bounds.geometry = smaller(each.bounds.geometry);
    return each.bounds;
  }
  ADD_FAILURE() << "no bounds " << name;
  return {};
}

// A second opinion that is wrong about one thing: what Finish makes of a zone.
class Mistaken final : public Witness {
 public:
  std::optional<Difference> compare(const Geometry&, const State& state, const Command& command,
                                    std::span<const Outcome> outcomes) override {
    const auto* send = std::get_if<ZoneManagementSend>(&command.body);
    if (send == nullptr || send->slba != 0 || send->zsa != ZoneSendAction::Finish || send->select_all) return {};
    if (state.zone(0).zs != ZoneState::Closed || outcomes[0].after[0] == ZoneState::Closed) return {};
    return Difference{"ZSC", std::string{letters(outcomes[0].after[0])}};
  }
};

class Exhaust : public testing::TestWithParam<std::string_view> {};

TEST_P(Exhaust, ReferenceOracleAndSuiteAgreeInEveryStateAboutEveryCommand) {
  StateTable table;
  const Exhaustion found = exhaust(named(GetParam()), &table);
  EXPECT_EQ(found.failures, 0U) << in_words(found);
  EXPECT_GT(found.states, 90U);
  EXPECT_GT(found.transitions, found.states);
  EXPECT_GT(table.compared(), 1000U);
}

INSTANTIATE_TEST_SUITE_P(Bounds, Exhaust,
                         testing::Values("mar2-mor1", "mar2-mor2", "no-limits", "mar2-mor1-excursions",
                                         "mar2-mor1-zdes1", "mar2-mor1-unreported"));

TEST(ExhaustTest, EveryCellOfTheSuitesTableIsMet) {
  StateTable table;
  (void)exhaust(named("no-limits"), &table);  // RAZB = 1, no extensions
  EXPECT_THAT(table.unmet(), testing::Contains("zone-state-matrix/read-across-end-razb-0-in-zse"));
  StateTable other;
  (void)exhaust(named("mar2-mor1-zdes1"), &other);
  const std::uint64_t compared = table.compared();
  table.add(other);
  EXPECT_THAT(table.unmet(), testing::IsEmpty());
  EXPECT_EQ(table.compared(), compared + other.compared());
}

TEST(ExhaustTest, SaysWhereWhatAndHowToGetThere) {
  Mistaken mistaken;
  const Exhaustion found = exhaust(named("mar2-mor1"), &mistaken);
  ASSERT_FALSE(found.disagreements.empty());
  const Disagreement& first = found.disagreements[0];
  EXPECT_NE(first.state.find("zone 0 ZSC"), std::string::npos) << first.state;
  EXPECT_EQ(first.command, "zone-mgmt-send finish zslba=0x0");
  EXPECT_EQ(first.expected, "ZSC");
  EXPECT_EQ(first.observed, "ZSF");
  ASSERT_FALSE(first.path.empty());
  EXPECT_NE(to_text(first).find("reached by " + first.path[0]), std::string::npos);
  EXPECT_GT(found.failures, found.disagreements.size());  // of one rule a few are shown, all are counted
}

}  // namespace
}  // namespace zns::harness
