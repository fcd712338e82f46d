// znspec powerfail, as a user meets it.
#include "harness/cli/cli_for_tests.hpp"

namespace zns::harness {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

class PowerfailCommand : public Cli {};

TEST_F(PowerfailCommand, LosesPowerInRandomPrograms) {
  const CliOutcome outcome = znspec({"powerfail", "ref:", "--points", "200", "--seed", "3"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, ContainsRegex("^[0-9]+ programs, [0-9]+ crash points, .* 0 lost, 0 wrong\n"));
  EXPECT_EQ(outcome.out, znspec({"powerfail", "--points", "200", "--seed", "3", "--jobs", "1"}).out);
}

TEST_F(PowerfailCommand, LosesPowerInAllSmallPrograms) {
  const CliOutcome outcome = znspec({"powerfail", "--exhaustive", "--longest", "1"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, HasSubstr("33 programs, "));
  EXPECT_THAT(znspec({"powerfail", "--replay", "cache=written write #3"}).out, HasSubstr("1 states of the file"));
}

TEST_F(PowerfailCommand, SaysWhatIsWrong) {
  expect_complaint({"powerfail", "qemu:"}, 2, "of ref: alone");
  expect_complaint({"powerfail", "--points", "many"}, 2, "--points: 'many' is not a number");
  expect_complaint({"powerfail", "--replay", "cache=written frobnicate"}, 2, "is no program");
  expect_complaint({"powerfail", "--replay", "cache=written write #99999999"}, 2, "has no such state");
}

}  // namespace
}  // namespace zns::harness
