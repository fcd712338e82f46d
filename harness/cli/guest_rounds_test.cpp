// A run in guests that die: here each guest is this program, which runs `znspec run` on a reference device.
#include "harness/cli/cli_for_tests.hpp"

namespace zns::harness {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// What no part of a run catches: it is gone in the middle of a case, as with QEMU.
struct Death {};

std::string content(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream{path, std::ios::binary}.rdbuf();
  return text.str();
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
  return count;
}

class GuestRoundsTest : public Cli {
 protected:
  void SetUp() override {
    contents_ = [this] { return std::vector<suites::Section>{{"1", "Section", cases_}}; };
    guest_run_ = [this](const GuestOptions& options, const std::vector<std::string>& words) {
      return guest(options, words);
    };
  }
  void TearDown() override {
    for (const std::string& path : {report_, journal_}) std::filesystem::remove(path);
  }

  int guest(const GuestOptions& options, std::vector<std::string> words) {
    ++guests_;
    const std::string port = file("port", "");
    std::replace(words.begin(), words.end(), std::string{kGuestJournal}, port);
    int status = -1;
    std::string death;
    try {
      World world{.out = *out_,
                  .err = *err_,
                  .contents = [this] { return contents(); },
                  .open_target = open_target,
                  .run_guest = {}};
      status = run_cli(words, world);
    } catch (const Death&) {
      death = "QEMU died (signal 6 (Aborted)): assertion failed";
    }
    std::string written = content(port);
    if (between_ && !death.empty()) written.resize(written.rfind('\n', written.size() - 2) + 1);
    options.journal(written);
    std::filesystem::remove(port);
    if (death.empty()) return status;
    if (by_others_) throw HarnessError("QEMU died (signal 9 (Killed))");
    throw GuestDied(death);
  }

  void has_case(const std::string& id, std::function<void(suites::Bench&)> body) {
    cases_.push_back(cli_case(id, std::move(body)));
  }
  void has_good(const std::string& id) {
    has_case(id, [this](suites::Bench& bench) {
      ++good_;
      bench.expect_success(bench.flush());
    });
  }
  void has_deadly(const std::string& id) {
    has_case(id, [](suites::Bench&) { throw Death{}; });
  }
  CliOutcome run(std::vector<std::string> more = {}) {
    std::vector<std::string> words{"guest", "--", "run", "ref:", "--report", "console", "--report", "json=" + report_};
    words.insert(words.end(), more.begin(), more.end());
    return znspec(words);
  }

  std::vector<suites::Case> cases_;
  std::string report_ = file("report.json", "");
  std::string journal_ = file("journal", "");
  int guests_ = 0;
  int good_ = 0;
  bool by_others_ = false;
  bool between_ = false;  // it dies before the case is begun
};

TEST_F(GuestRoundsTest, ADeathIsAFindingAndTheRunGoesOn) {
  // given a device that kills the emulator in the second of three cases
  has_good("a/first");
  has_deadly("b/deadly");
  has_good("c/last");
  // when the whole is run
  const CliOutcome outcome = run();
  // then a second guest has run the third case, and the report is one of all three
  EXPECT_EQ(outcome.status, 1) << outcome.out << outcome.err;
  EXPECT_EQ(guests_, 2);
  EXPECT_EQ(good_, 2) << "no case is run twice";
  EXPECT_EQ(count(outcome.out, "× b/deadly"), 2U) << "as it comes, and in the summary\n" << outcome.out;
  EXPECT_EQ(count(outcome.out, "✔ a/first"), 1U) << outcome.out;
  EXPECT_EQ(count(outcome.out, "✔ c/last"), 1U) << outcome.out;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("observed  QEMU died (signal 6 (Aborted)): assertion failed"),
                                 HasSubstr("resumed   in a new guest, after one died in b/deadly"),
                                 HasSubstr("3 cases: 2 passed, 1 failed")));
  const std::string json = content(report_);
  EXPECT_THAT(json, AllOf(HasSubstr("\"id\": \"a/first\""), HasSubstr("\"id\": \"c/last\""), HasSubstr("\"QUE-003\"")));
  EXPECT_THAT(json, Not(HasSubstr(kGuestJournal)));
}

TEST_F(GuestRoundsTest, ADeathBetweenTwoCasesIsAFindingOfTheRun) {
  // given an emulator that dies after the first case, and lives on in the second guest
  has_good("a/first");
  has_case("b/next", [this](suites::Bench&) {
    if (guests_ == 1) throw Death{};
  });
  between_ = true;
  // when the whole is run
  const CliOutcome outcome = run();
  // then that is a failure of the run, and no case is blamed or left out
  EXPECT_EQ(outcome.status, 1) << outcome.out << outcome.err;
  EXPECT_EQ(count(outcome.out, "× run/lost"), 2U) << "as it comes, and in the summary\n" << outcome.out;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("✔ b/next"), HasSubstr("3 cases: 2 passed, 1 failed")));
}

TEST_F(GuestRoundsTest, AnEmulatorThatDiesBetweenCasesAgainIsGivenUp) {
  has_good("a/first");
  has_case("b/never", [](suites::Bench&) { throw Death{}; });
  between_ = true;
  EXPECT_EQ(run().status, 3);
  EXPECT_EQ(guests_, 2);
  EXPECT_THAT(content(report_), AllOf(HasSubstr("run/lost"), HasSubstr("\"stopped\": \"QEMU died (signal 6")));
}

TEST_F(GuestRoundsTest, FortyDeathsAreEnough) {
  for (int id = 10; id < 60; ++id) has_deadly("case/" + std::to_string(id));
  const CliOutcome outcome = run();
  EXPECT_EQ(guests_, 40);
  EXPECT_EQ(outcome.status, 3) << "not all cases were run";
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("× case/49"), HasSubstr("41 cases: 0 passed, 40 failed")));
  EXPECT_THAT(content(report_), HasSubstr("the guest died in 40 cases; at last: QEMU died (signal 6"));
}

TEST_F(GuestRoundsTest, AnEmulatorThatOthersKillLeavesWhatWasFoundOut) {
  // given an emulator that somebody kills in the second case
  has_good("a/first");
  has_deadly("b/killed");
  by_others_ = true;
  // when it is run, then that is no finding, but the report of the first case is there
  const CliOutcome outcome = run();
  EXPECT_EQ(outcome.status, 3);
  EXPECT_EQ(guests_, 1);
  EXPECT_THAT(content(report_),
              AllOf(HasSubstr("\"id\": \"a/first\""), Not(HasSubstr("\"id\": \"b/killed\"")),
                    HasSubstr("\"stopped\": \"QEMU died (signal 9 (Killed)) (1 of 2 cases were run)")));
  EXPECT_THAT(outcome.err, HasSubstr("QEMU died (signal 9 (Killed))"));
  EXPECT_EQ(count(outcome.out, "✔ a/first"), 1U) << outcome.out;
}

TEST_F(GuestRoundsTest, ADeathBeforeTheFirstResultIsTheWorlds) {
  has_deadly("a/killed");
  by_others_ = true;
  const CliOutcome outcome = run();
  EXPECT_EQ(outcome.status, 3);
  EXPECT_EQ(outcome.err, "znspec: QEMU died (signal 9 (Killed))\n");
  EXPECT_EQ(content(report_), "") << "the last report is left as it was";
}

TEST_F(GuestRoundsTest, AJournalThatIsNoneIsRefused) {
  guest_run_ = [](const GuestOptions& options, const std::vector<std::string>&) {
    options.journal("what is ");
    options.journal("this\n");
    return 0;
  };
  EXPECT_EQ(run().err, "znspec: the guest's journal carried what is none: this is no JSON\n");
}

TEST_F(GuestRoundsTest, SavedFilesComeAtOnceAndOnlyIntoTheirFolder) {
  has_good("a/first");
  const auto around = std::filesystem::path{file("saves", "")};
  const auto folder = around / "in";
  std::filesystem::remove(around);
  std::filesystem::create_directories(folder);
  const auto sends = [&](const std::string& name) {
    guest_run_ = [this, name](const GuestOptions& options, const std::vector<std::string>& words) {
      const int status = guest(options, words);
      options.journal("{\"file\":{\"name\":\"" + name + "\",\"text\":\"t\"}}\n");
      return status;
    };
  };
  sends("a.trace");
  run({"--save", folder.string()});
  EXPECT_EQ(content((folder / "a.trace").string()), "t");
  sends("../bad.trace");
  EXPECT_THAT(run({"--save", folder.string()}).err, HasSubstr("carried a file that it may not save: ../bad.trace"));
  EXPECT_FALSE(std::filesystem::exists(around / "bad.trace"));
  std::filesystem::remove_all(around);
}

TEST_F(GuestRoundsTest, TheUserMayKeepTheJournalAndResumeFromIt) {
  has_good("a/first");
  has_deadly("b/killed");
  by_others_ = true;
  run({"--journal", journal_});
  cases_.pop_back();
  has_good("b/killed");
  by_others_ = false;
  const CliOutcome outcome = run({"--resume", journal_, "--journal", journal_});
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_EQ(good_, 2) << "the first case was not run again";
  EXPECT_THAT(outcome.out, HasSubstr("resumed   1 case of " + journal_));
}

}  // namespace
}  // namespace zns::harness
