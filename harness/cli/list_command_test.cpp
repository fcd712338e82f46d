// list clauses --coverage, as a user meets it.
#include <gmock/gmock.h>

#include <sstream>

#include "harness/cli/cli.hpp"
#include "harness/targets/open.hpp"
#include "suites/contents.hpp"

namespace zns::harness {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

struct Outcome {
  int status = -1;
  std::string out;
  std::string err;
};

Outcome znspec(const std::vector<std::string>& arguments) {
  std::ostringstream out;
  std::ostringstream err;
  World world{.out = out, .err = err, .contents = suites::contents, .open_target = open_target, .run_guest = {}};
  const int status = run_cli(arguments, world);
  return {status, out.str(), err.str()};
}

TEST(ListCoverage, SaysOfAClauseWhatReachesItAndItsFirstCases) {
  const Outcome outcome = znspec({"list", "clauses", "--coverage", "--filter", "ZNS-ZMS-020"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, AllOf(ContainsRegex("^ZNS-ZMS-020 +shall +model +suite +diff +[0-9]+ cases +[a-z/-]+, "),
                                 HasSubstr("\n1 clause: 1 with cases, 0 with a reason\n")));
}

TEST(ListCoverage, SaysOfAClauseWithoutCasesWhy) {
  const Outcome outcome = znspec({"list", "clauses", "--coverage", "--filter", "ZNS-ZRWA-010,ZNS-GEN-004"});
  EXPECT_THAT(outcome.out,
              AllOf(ContainsRegex("ZNS-ZRWA-010 +shall +- +- +- +0 cases +later: the random write area is not built"),
                    ContainsRegex("ZNS-GEN-004 +shall +model +suite +- +2 cases +generic-command/append-unsupported, "),
                    HasSubstr("2 clauses: 1 with cases, 1 with a reason")));
}

TEST(ListCoverage, IsOfClausesOnly) {
  const Outcome outcome = znspec({"list", "cases", "--coverage"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_THAT(outcome.err, HasSubstr("--coverage is of clauses"));
}

}  // namespace
}  // namespace zns::harness
