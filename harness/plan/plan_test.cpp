// What a run costs is known before it, and a budget is kept.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/base/error.hpp"
#include "harness/plan/budget.hpp"
#include "harness/plan/cost.hpp"
#include "harness/select/select.hpp"
#include "harness/targets/in_process.hpp"
#include "harness/targets/ref_options.hpp"
#include "suites/contents.hpp"

namespace zns::harness {
namespace {

const InProcessTarget kReference{"ref:", Geometry{}, {}};

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A drive of 904 zones of 2 GiB, 1,077 MiB of each to be written.
Geometry realistic() {
  Geometry drive = parse_ref_options("").geometry;
  drive.zones = 904;
  drive.zsze = 524288;
  drive.zcap = 275712;
  drive.max_active = drive.max_open = 14;
  return drive;
}

suites::Carries of_a_node() {
  suites::Carries carries = kReference.carries();
  carries.zone_events = carries.shutdown = carries.power_cycle = false;
  return carries;
}

suites::Case about(const char* id, ClauseId clause) {
  return {.id = id, .title = "", .clauses = {clause}, .run = {}};
}

TEST(Cost, OfTheWholeSuiteOnARealDriveIsLessThan60GiB) {
  const Costs costs = estimate(suites::contents(), realistic(), of_a_node());
  const double gib = sum(suites::contents(), costs).bytes / (1024.0 * 1024 * 1024);
  EXPECT_LT(gib, 60);
  EXPECT_GT(gib, 1) << "zones are filled";
}

TEST(Cost, IsThatOfTheRunItselfWhereZonesAreSmall) {
  // given a drive whose zones are no larger than those of the estimate
  const Geometry drive = parse_ref_options("zones=64,zsze=1000,zcap=900").geometry;
  const auto fill = select(suites::contents(), Suite::All, Filter{"zone-model/full-at-capacity"});
  const Costs costs = estimate(fill, drive, kReference.carries());
  // then what the case writes is a whole zone
  EXPECT_EQ(costs.at("zone-model/full-at-capacity").bytes, 900.0 * 4096);
}

TEST(Cost, GrowsWithTheCapacity) {
  Geometry drive = parse_ref_options("zones=64,zsze=100000,zcap=50000").geometry;
  const auto fill = select(suites::contents(), Suite::All, Filter{"zone-model/full-at-capacity"});
  const Costs costs = estimate(fill, drive, kReference.carries());
  EXPECT_NEAR(costs.at("zone-model/full-at-capacity").bytes, 50000.0 * 4096, 0.01 * 50000 * 4096);
}

TEST(Budget, IsATimeOrASize) {
  EXPECT_EQ(parse_budget("10m").time, std::chrono::seconds{600});
  EXPECT_EQ(parse_budget("1.5h").time, std::chrono::seconds{5400});
  EXPECT_EQ(parse_budget("50G").bytes, 50ULL << 30);
  for (const char* bad : {"", "10", "m", "-5m", "5x", "nan", "0s", "1e3s", "5 m", "99999999999T"}) {
    try {
      static_cast<void>(parse_budget(bad));
      ADD_FAILURE() << "'" << bad << "' was taken";
    } catch (const UsageError& error) {
      EXPECT_THAT(error.what(), HasSubstr("--budget: '" + std::string{bad} + "'"));
    }
  }
}

TEST(Budget, TakesACaseForEachClauseBeforeASecondForAny) {
  // given two cheap cases about one clause, and a dearer one about another
  const std::vector<suites::Section> cases{
      {"1", "one", {about("a/cheap", "ZNS-IO-023"), about("a/also", "ZNS-IO-023"), about("b/dear", "ZNS-IO-024")}}};
  const Costs costs{{"a/cheap", {1, 1}}, {"a/also", {1, 2}}, {"b/dear", {1, 97}}};
  // when there is room for the two clauses only
  const Choice choice = choose(cases, costs, {.time = std::nullopt, .bytes = 98}, {});
  // then the second case about the first is left out
  EXPECT_THAT(choice.left_out, ElementsAre("a/also"));
  ASSERT_EQ(choice.selected.size(), 1U);
  EXPECT_EQ(choice.selected[0].cases.size(), 2U);
}

TEST(Budget, OfTimeGoesByTheRates) {
  const std::vector<suites::Section> cases{{"1", "one", {about("a/a", "ZNS-IO-023"), about("b/b", "ZNS-IO-024")}}};
  const Costs costs{{"a/a", {1000, 0}}, {"b/b", {0, 1000}}};
  const Budget minute{.time = std::chrono::seconds{60}, .bytes = std::nullopt};
  EXPECT_THAT(choose(cases, costs, minute, {.seconds_per_command = 1, .bytes_per_second = 100}).left_out,
              ElementsAre("a/a"));
  EXPECT_THAT(choose(cases, costs, minute, {.seconds_per_command = 0.01, .bytes_per_second = 1}).left_out,
              ElementsAre("b/b"));
}

TEST(Budget, IsKeptOnARealDrive) {
  const auto contents = suites::contents();
  const Costs costs = estimate(contents, realistic(), of_a_node());
  const Budget budget = parse_budget("10G");
  const Choice choice = choose(contents, costs, budget, {});
  EXPECT_LE(sum(choice.selected, costs).bytes, static_cast<double>(*budget.bytes));
  EXPECT_EQ(case_count(choice.selected) + choice.left_out.size(), case_count(contents));
  EXPECT_GT(case_count(choice.selected), case_count(contents) / 2) << "most cases write little";
}

}  // namespace
}  // namespace zns::harness
