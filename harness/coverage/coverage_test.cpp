#include "harness/coverage/coverage.hpp"

#include <gmock/gmock.h>

#include <regex>
#include <set>

#include "harness/coverage/citations.hpp"
#include "suites/contents.hpp"

namespace zns::harness {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<suites::Section> citing(std::vector<ClauseId> clauses) {
  return {{"ZNS 1.1", "All", {{.id = "a/case", .title = "", .clauses = std::move(clauses), .run = nullptr}}}};
}

TEST(Coverage, EveryClauseHasACaseOrAReasonAndNoReasonIsStale) {
  EXPECT_THAT(complaints(reasons(), suites::contents()), IsEmpty());
}

TEST(Coverage, AReasonThatPointsElsewherePointsAtClausesWithCases) {
  const Citations cited = citations(suites::contents());
  const std::regex id{"[A-Z]+(-[A-Z]+)*-[A-Z]?[0-9]+[a-z]?"};
  for (const Reason& reason : reasons()) {
    if (reason.why != Why::Elsewhere) continue;
    const std::string text{reason.text};
    const std::sregex_iterator first{text.begin(), text.end(), id};
    EXPECT_NE(first, std::sregex_iterator{}) << text;
    for (auto found = first; found != std::sregex_iterator{}; ++found)
      EXPECT_TRUE(cited.contains(found->str())) << text;
  }
}

TEST(Coverage, HostRulesAreNeverGivenAsAnythingThatADeviceCouldDoWrong) {
  for (const Clause& clause : clauses()) {
    const Reason* reason = reason_of(clause.id);
    if (clause.level == Level::Host && reason != nullptr) {
      EXPECT_TRUE(reason->why == Why::HostRule || reason->why == Why::Hidden || reason->why == Why::Later) << clause.id;
    }
    if (reason != nullptr && reason->why == Why::HostRule) {
      EXPECT_EQ(clause.level, Level::Host) << clause.id;
    }
  }
}

TEST(Coverage, AClauseWithoutCaseAndReasonIsComplainedOf) {
  const auto lines = complaints({}, citing({"ZNS-ZMS-020"}));
  EXPECT_THAT(lines, Contains("ZNS-ZMS-021 has neither a case nor a reason"));
  EXPECT_THAT(lines, Not(Contains(HasSubstr("ZNS-ZMS-020"))));
}

TEST(Coverage, AReasonForAClauseThatHasACaseIsStale) {
  const Reason given[] = {{"ZNS-ZMS-020 ZNS-ZMR-*", Why::Hidden, ""}};
  const auto lines = complaints(given, citing({"ZNS-ZMS-020", "ZNS-ZMR-002"}));
  EXPECT_THAT(lines, Contains("ZNS-ZMS-020: the reason 'ZNS-ZMS-020' is stale: a/case cites the clause"));
  EXPECT_THAT(lines, Contains("ZNS-ZMR-002: the reason 'ZNS-ZMR-*' is stale: a/case cites the clause"));
}

TEST(Coverage, AReasonForNoClauseAndTwoReasonsForOneAreComplainedOf) {
  const Reason given[] = {
      {"ZNS-ZMS-999", Why::Hidden, ""}, {"ZNS-ZMS-021 ZNS-ZMS-02*", Why::Later, ""}, {"ZNS-ZMS-021", Why::Later, ""}};
  const auto lines = complaints(given, citing({}));
  EXPECT_THAT(lines, Contains("the reason 'ZNS-ZMS-999' is for no clause that there is"));
  EXPECT_THAT(lines, Contains("ZNS-ZMS-021 has 2 reasons"));
}

TEST(Coverage, TheModelCarriesTheClausesOfItsFaultsEffectsFreedomsEventsAndJudgements) {
  for (const char* id : {"ZNS-APPEND-008", "ZNS-RES-013", "ZNS-SM-021", "ZNS-ZMR-014", "ID-CNS-000a", "ZNS-ORD-001"})
    EXPECT_TRUE(in_model(id)) << id;
  for (const char* id : {"ZNS-ZRWA-001", "LX-001", "ZNS-ZMS-007"}) EXPECT_FALSE(in_model(id)) << id;
}

TEST(Coverage, ExercisedCountsClausesThatCanBeAndWere) {
  const Exercised none = exercised({});
  EXPECT_EQ(none.clauses, 0U);
  EXPECT_GT(none.of, 300U);
  const Exercised some = exercised({{"ZNS-ZMS-020", {.exercised = 3, .violated = 1}},
                                    {"ZNS-ZMS-021", {.exercised = 0, .violated = 0}},
                                    {"ZNS-ZRWA-001", {.exercised = 1, .violated = 0}}});
  EXPECT_EQ(some.clauses, 1U);
  EXPECT_EQ(some.of, none.of);
}

}  // namespace
}  // namespace zns::harness
