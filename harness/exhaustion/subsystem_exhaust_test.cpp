// The searches of a subsystem find nothing; and they do see what is wrong, and say where.
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/exhaustion/subsystem_bounds.hpp"

namespace zns::harness {
namespace {

std::string in_words(const Exhaustion& found) {
  std::string text;
  for (const Disagreement& each : found.disagreements) text += to_text(each) + '\n';
  return text;
}

SubsystemBounds named(std::string_view name) {
  for (const NamedSubsystem& each : all_subsystems())
    if (each.name == name) return each.bounds;
  ADD_FAILURE() << "no bounds " << name;
  return {};
}

TEST(SubsystemExhaust, ZonesAreWhereTheyAreWhicheverControllerHasThem) {
  SubsystemBounds bounds = named("zones-of-both");
  bounds.changing = {1};
  const Exhaustion found = exhaust(bounds);
  EXPECT_EQ(found.failures, 0U) << in_words(found);
  EXPECT_GT(found.states, 1000U);
  EXPECT_GT(found.choices, found.cells) << "some statuses are a choice";
}

TEST(SubsystemExhaust, EventsAreToldWhereAndWhenTheyMayBe) {
  SubsystemBounds bounds = named("events-at-both");
  bounds.lives = {};
  bounds.told = {2};
  const Exhaustion found = exhaust(bounds);
  EXPECT_EQ(found.failures, 0U) << in_words(found);
  EXPECT_GT(found.states, 500U);
}

TEST(SubsystemExhaust, SaysWhereWhatAndHowToGetThere) {
  // given a ledger that takes a shared namespace for a private one
  SubsystemBounds bounds = named("one-is-private");
  bounds.shape.namespaces[1].shared = true;
  bounds.lives = {};
  bounds.attached = {2};
  // when
  const Exhaustion found = exhaust(bounds, named("one-is-private").shape);
  // then
  const auto is_of_status = [](const Disagreement& each) { return each.rule == "a command ends as the clauses say"; };
  const auto first = std::find_if(found.disagreements.begin(), found.disagreements.end(), is_of_status);
  ASSERT_NE(first, found.disagreements.end()) << in_words(found);
  EXPECT_NE(first->expected.find("Namespace Is Private"), std::string::npos) << first->expected;
  EXPECT_NE(first->expected.find("NSA-003"), std::string::npos) << first->expected;
  EXPECT_GT(found.failures, found.disagreements.size());
  EXPECT_NE(in_words(found).find("reached by controller 1: "), std::string::npos) << in_words(found);
}

TEST(SubsystemExhaust, NamesAreUnique) {
  std::vector<std::string_view> names;
  for (const NamedSubsystem& each : all_subsystems()) names.push_back(each.name);
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end());
}

}  // namespace
}  // namespace zns::harness
