#include "harness/cli/cli_for_tests.hpp"

namespace zns::harness {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string content(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream{path, std::ios::binary}.rdbuf();
  return text.str();
}

class ResumeCommand : public Cli {
 protected:
  void SetUp() override {
    provenance_.date = "2026-11-29T23:04:33Z";
    contents_ = [this] {
      return std::vector<suites::Section>{
          {"1",
           "Section",
           {cli_case("a/good",
                     [this](suites::Bench& bench) {
                       ++runs_of_good_;
                       bench.expect_success(bench.flush());
                     }),
            cli_case("b/bad", [](suites::Bench& bench) { bench.expect(false, "this", "that"); }),
            cli_case("c/lost",
                     [this](suites::Bench& bench) {
                       if (world_fails_) throw HarnessError{"the world failed"};
                       bench.expect_success(bench.flush());
                     }),
            cli_case("d/last", [](suites::Bench& bench) { bench.expect_success(bench.flush()); })}}};
    };
  }
  void TearDown() override {
    for (const std::string& path : {first_, second_, journal_}) std::filesystem::remove(path);
  }

  std::string first_ = file("first.json", "");
  std::string second_ = file("second.json", "");
  std::string journal_ = file("journal", "");
  int runs_of_good_ = 0;
  bool world_fails_ = true;
};

TEST_F(ResumeCommand, RunsWhatHasNoResult) {
  // given a run that the world ended in its third case
  EXPECT_EQ(znspec({"run", "ref:", "--report", "json=" + first_}).status, 3);
  // when the world is well again, and the run is resumed
  world_fails_ = false;
  const CliOutcome outcome =
      znspec({"run", "ref:", "--resume", first_, "--report", "console", "--report", "json=" + second_});
  // then the third and the fourth case are run, and the report is one of all
  EXPECT_EQ(outcome.status, 1) << outcome.out << outcome.err;
  EXPECT_EQ(runs_of_good_, 1);
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("resumed   2 cases of " + first_ + ", begun 2026-11-29T23:04:33Z"),
                    HasSubstr("4 cases: 3 passed, 1 failed"), HasSubstr("× b/bad"), Not(HasSubstr("✔ a/good"))));
  EXPECT_THAT(content(second_), AllOf(HasSubstr("\"id\": \"a/good\""), Not(HasSubstr("run/stopped"))));
}

TEST_F(ResumeCommand, TakesAJournalThatIsCut) {
  EXPECT_EQ(znspec({"run", "ref:", "--journal", journal_}).status, 3);
  const std::string whole = content(journal_);
  std::ofstream{journal_} << whole.substr(0, whole.rfind('\n', whole.find("{\"begin\":{\"id\":\"c/lost\"")) + 1)
                          << "{\"case\": {\"id\":";
  world_fails_ = false;
  const CliOutcome outcome = znspec({"run", "ref:", "--resume", journal_});
  EXPECT_EQ(outcome.status, 1) << outcome.out << outcome.err;
  EXPECT_EQ(runs_of_good_, 1);
  EXPECT_THAT(outcome.out, HasSubstr("resumed   2 cases of " + journal_));
}

TEST_F(ResumeCommand, CountsAsOneRunWould) {
  // given a whole run, and the same in two parts
  world_fails_ = false;
  znspec({"run", "ref:", "--report", "json=" + first_});
  world_fails_ = true;
  znspec({"run", "ref:", "--report", "json=" + second_});
  world_fails_ = false;
  znspec({"run", "ref:", "--resume", second_, "--report", "json=" + second_});
  // then each clause is violated as often
  const auto clause = [](const std::string& json) {
    const std::size_t at = json.find("\"ZNS-ZMS-021\": {");
    return json.substr(at, json.find('}', at) - at);
  };
  EXPECT_EQ(clause(content(first_)), clause(content(second_)));
}

TEST_F(ResumeCommand, IsOfTheSameRunOnly) {
  znspec({"run", "ref:", "--report", "json=" + first_});
  expect_complaint({"run", "ref:zones=8", "--resume", first_}, 2, "(target): ref:; here ref:zones=8");
  expect_complaint({"run", "ref:", "--filter", "a/*", "--resume", first_}, 2,
                   "(selection): all cases; here --filter 'a/*'");
  expect_complaint({"run", "ref:", "--seed", "2", "--resume", first_}, 2, "(seed): 1; here 2");
  expect_complaint({"run", "ref:", "--resume", "/no/such"}, 2, "--resume: cannot read '/no/such'");
  expect_complaint({"run", "ref:", "--resume", file("first.json", "nonsense")}, 2,
                   "is no report of znspec: this is no");
}

TEST_F(ResumeCommand, AJournalThatCannotBeWrittenIsFoundBeforeTheDeviceIsTouched) {
  expect_complaint({"run", "ref:", "--journal", "/no/such/folder/j"}, 3, "cannot write journal '/no/such/folder/j'");
  EXPECT_EQ(opened_, 0);
}

}  // namespace
}  // namespace zns::harness
