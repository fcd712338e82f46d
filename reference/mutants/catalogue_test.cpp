// Each entry of the catalogue is well-formed, and says what a reader wants to know.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <string>

#include "reference/mutants/mutant.hpp"

namespace zns::mutants {
namespace {

bool has_a_hook(const Conduct& d) {
  return d.believes != nullptr || d.tells != nullptr || d.reads != nullptr || d.does != nullptr ||
         d.returns != nullptr || d.answers != nullptr || d.meddles != nullptr || d.races != nullptr ||
         d.completes != nullptr || d.restarts != nullptr || d.caches != nullptr || d.spills != nullptr ||
         d.administers != nullptr || d.sanitizes != nullptr || d.resets_features != nullptr || d.notices != nullptr ||
         d.tells_event != nullptr || d.resets_events != nullptr || d.shows != nullptr || d.controls != nullptr ||
         d.queues != nullptr || d.caches_always;  // to remember alone is no defect
}

TEST(Catalogue, HasIdsThatAreSlugsAndDiffer) {
  std::set<std::string_view> seen;
  const std::regex slug{"[a-z0-9]+(-[a-z0-9]+)*"};
  for (const Mutant& mutant : mutants()) {
    EXPECT_TRUE(std::regex_match(std::string{mutant.id}, slug)) << mutant.id;
    EXPECT_TRUE(seen.insert(mutant.id).second) << mutant.id << " twice";
    EXPECT_EQ(find_mutant(mutant.id), &mutant);
  }
  EXPECT_EQ(find_mutant("no-such-mutant"), nullptr);
}

TEST(Catalogue, SaysWhatIsWrongAndWhatIsRight) {
  for (const Mutant& mutant : mutants()) {
    EXPECT_FALSE(mutant.wrong.empty()) << mutant.id;
    EXPECT_FALSE(mutant.right.empty()) << mutant.id;
    EXPECT_NE(mutant.wrong, mutant.right) << mutant.id;
    EXPECT_FALSE(mutant.origin.empty()) << mutant.id;
  }
}

TEST(Catalogue, CitesClausesThatBind) {
  for (const Mutant& mutant : mutants()) {
    ASSERT_FALSE(mutant.clauses.empty()) << mutant.id;
    const Clause& first = clause(mutant.clauses.front());
    EXPECT_NE(first.level, Level::Host) << mutant.id;
    EXPECT_NE(first.confidence, Confidence::Low) << mutant.id << ": such a clause can only warn";
  }
}

TEST(Catalogue, HasADefectInEachMutant) {
  for (const Mutant& mutant : mutants()) EXPECT_TRUE(has_a_hook(mutant.defect)) << mutant.id;
}

}  // namespace
}  // namespace zns::mutants
