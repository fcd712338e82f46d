// What a run shows while it goes on, and how much of it: the options for people who wait.
#include <sys/wait.h>

#include <cstdlib>

#include "harness/cli/cli_for_tests.hpp"
#include "harness/cli/terminal.hpp"

namespace zns::harness {
namespace {

using suites::Bench;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class RunOptionsOf : public Cli {};

TEST_F(RunOptionsOf, ShowEachResultBeforeTheNextCaseBegins) {
  // given a second case that looks at what was printed
  std::string seen;
  contents_ = [&] {
    return std::vector<suites::Section>{
        {"Base 2.0 7.1",
         "Flush command",
         {cli_case("flush/first", [](Bench&) {}), cli_case("flush/second", [&](Bench&) { seen = out_->str(); })}}};
  };
  // when both run
  EXPECT_EQ(znspec({"run", "ref:"}).status, 0);
  // then the first result was there
  EXPECT_THAT(seen, AllOf(StartsWith("target    ref:\n"), HasSubstr("Base 2.0 7.1  Flush command\n  ✔ flush/first")));
}

TEST_F(RunOptionsOf, WarnOfAPatternThatIsATypingError) {
  // given two patterns, of which one is like no id
  const CliOutcome outcome = znspec({"run", "ref:", "--filter", "flush,flsh/*"});
  // then the run goes on with the other, and says so
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, HasSubstr("znspec: --filter: no case matches 'flsh/*'; the nearest is 'flush'\n"));
  EXPECT_THAT(outcome.err, Not(HasSubstr("matches 'flush'")));
}

TEST_F(RunOptionsOf, ExcuseAListedDeviationAsItComes) {
  known_case_ = "identify/descriptors-identify";
  const CliOutcome outcome = znspec({"run", "--fail-fast"});
  EXPECT_THAT(outcome.out, HasSubstr("~ identify/descriptors-identify  known deviation: "));
  EXPECT_EQ(outcome.status, 0) << "an excused failure is none: the run went on";
}

TEST(ProgramOfAPipe, EndsWhenNobodyReadsItAnyMore) {
  // when the real znspec has the whole suite before it, often, and the reader leaves after three lines
  const std::string line = std::string{"timeout 100 "} + ZNSPEC_PROGRAM +
                           " run ref: --repeat 50 | head -3 > /dev/null; "
                           "exit ${PIPESTATUS[0]}";
  const int status = std::system(("bash -c '" + line + "'").c_str());
  // then it dies of the closed pipe, or ends for it, long before its time is over (124)
  EXPECT_TRUE(WEXITSTATUS(status) == 128 + SIGPIPE || WEXITSTATUS(status) == 3) << WEXITSTATUS(status);
}

TEST_F(RunOptionsOf, QuietHaveTheSummaryOnly) {
  const CliOutcome outcome = znspec({"run", "ref:", "--filter", "flush,send/bad", "-q"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.out,
            "target    ref:\nNot conformant\ntested    2 of at most 4 applicable cases, with --filter "
            "flush,send/bad\naccepted  no "
            "deviation\n2 cases: 1 passed, 1 failed\n");
}

TEST_F(RunOptionsOf, FailuresOnlyShowNoCaseThatPassed) {
  const std::string out = znspec({"run", "ref:", "--filter", "flush,send/bad", "--failures-only"}).out;
  EXPECT_THAT(out, AllOf(HasSubstr("× send/bad"), Not(HasSubstr("flush/good"))));
  expect_complaint({"run", "ref:", "-q", "--failures-only"}, 2, "excludes");
}

TEST_F(RunOptionsOf, FailFastEndWithTheFirstFailure) {
  const CliOutcome outcome = znspec({"run", "ref:", "--fail-fast"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("ended     at the first failure: 2 of 4 cases were run\n"),
                                 HasSubstr("2 cases: 1 passed, 1 failed\n")));
}

TEST_F(RunOptionsOf, RepeatRunACaseAgain) {
  int times = 0;
  contents_ = [&] {
    return std::vector<suites::Section>{
        {"Base 2.0 7.1", "Flush command", {cli_case("flush/good", [&](Bench&) { ++times; })}}};
  };
  EXPECT_EQ(znspec({"run", "ref:", "--repeat", "7"}).status, 0);
  EXPECT_EQ(times, 7);
  expect_complaint({"run", "ref:", "--repeat", "0"}, 2, "--repeat");
}

TEST_F(RunOptionsOf, SelectByClauseAndSection) {
  EXPECT_THAT(znspec({"run", "ref:", "--section", "7.1", "--clause", "ZNS-ZMS-*"}).out,
              AllOf(HasSubstr("1 case: 1 passed, 0 failed\n"), HasSubstr("with --clause 'ZNS-ZMS-*' --section 7.1\n")));
  expect_complaint({"run", "ref:", "--section", "9.9", "--clause", "x"}, 4, " --clause 'x' --section '9.9'");
  expect_complaint({"run", "ref:", "--section", ","}, 2, "--section: empty pattern");
}

// ---- progress -------------------------------------------------------------------------------------------------------

class StatusLine : public ::testing::Test {
 protected:
  std::ostringstream err_;
  std::chrono::steady_clock::time_point now_;
};

TEST_F(StatusLine, SaysHowFarTheRunIsAndHowLongItTakes) {
  Progress progress{err_, true, [this] { return now_; }};
  progress.show(0, 40, "a/first");
  progress.fail();
  now_ += std::chrono::seconds{10};
  progress.show(4, 40, "a/fifth");
  EXPECT_EQ(err_.str(), "\r\033[K[0/40] a/first\r\033[K[4/40, 1 failed, 10 s, about 90 s left] a/fifth");
}

TEST_F(StatusLine, IsALineEveryHalfMinuteWhereThereIsNoTerminal) {
  Progress progress{err_, false, [this] { return now_; }};
  for (std::size_t done = 0; done < 70; ++done) {  // a case each second
    progress.show(done, 70, "a/case");
    now_ += std::chrono::seconds{1};
  }
  progress.clear();
  EXPECT_EQ(err_.str(), "znspec: 30/70, 30 s, about 40 s left: a/case\nznspec: 60/70, 60 s, about 10 s left: a/case\n");
}

TEST_F(RunOptionsOf, TellOfALongRunOnStandardError) {
  step_ = std::chrono::seconds{31};
  const CliOutcome outcome = znspec({"run", "ref:", "--filter", "flush,send/bad"});
  EXPECT_THAT(outcome.err, HasSubstr("znspec: 1/2, "));
  EXPECT_THAT(outcome.err, Not(HasSubstr("\r")));
  EXPECT_THAT(outcome.out, Not(HasSubstr("znspec: 1/2")));
}

}  // namespace
}  // namespace zns::harness
