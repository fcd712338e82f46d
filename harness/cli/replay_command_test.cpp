// run --save and replay, as a user meets them.
#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/base/error.hpp"
#include "harness/cli/cli.hpp"
#include "harness/targets/open.hpp"
#include "suites/bench.hpp"

namespace zns::harness {
namespace {

using suites::Bench;
using suites::Case;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Case a_case(const std::string& id, std::function<void(Bench&)> body) {
  return {.id = id,
          .title = "Title",
          .clauses = {"ZNS-ZMS-021"},
          .level = Level::Shall,
          .needs = {},
          .run = std::move(body)};
}

void write_and_fail(Bench& bench) {
  const suites::ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.expect_success(bench.write(zone.zslba, 1));
  bench.expect(false, "this", "that");
}

std::vector<suites::Section> contents_for_tests() {
  return {{"1",
           "Section",
           {a_case("a/good", [](Bench& bench) { bench.expect_success(bench.flush()); }),
            a_case("a/bad", write_and_fail), a_case("a/worse", write_and_fail), a_case("a/lost", [](Bench& bench) {
              bench.expect_success(bench.flush());
              throw HarnessError{"gone"};
            })}}};
}

struct Outcome {
  int status = -1;
  std::string out;
  std::string err;
};

class Traces : public ::testing::Test {
 protected:
  Traces() { std::filesystem::create_directories(folder_); }
  ~Traces() override { std::filesystem::remove_all(folder_); }

  static Outcome znspec(const std::vector<std::string>& arguments) {
    std::ostringstream out;
    std::ostringstream err;
    World world{.out = out, .err = err, .contents = contents_for_tests, .open_target = open_target, .run_guest = {}};
    const int status = run_cli(arguments, world);
    return {status, out.str(), err.str()};
  }
  [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }
  [[nodiscard]] std::string file(const std::string& name, const std::string& text) const {
    std::ofstream{folder_ / name} << text;
    return path(name);
  }
  [[nodiscard]] std::string contents(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream{folder_ / name}.rdbuf();
    return text.str();
  }
  [[nodiscard]] std::vector<std::string> names(const std::string& name) const {
    std::vector<std::string> all;
    for (const auto& each : std::filesystem::directory_iterator{folder_ / name})
      all.push_back(each.path().filename().string());
    std::sort(all.begin(), all.end());
    return all;
  }

  std::filesystem::path folder_ =
      std::filesystem::path{::testing::TempDir()} / ("znspec_traces_" + std::to_string(::getpid()));
};

TEST_F(Traces, OfFailedCasesAreKeptWhereTheUserSays) {
  const Outcome outcome = znspec({"run", "ref:", "--filter", "!a/lost", "--save", path("new/traces"), "--report",
                                  "console", "--report", "json=" + path("json")});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(names("new/traces"), ElementsAre("a.bad.sh", "a.bad.trace", "a.worse.sh", "a.worse.trace"));
  EXPECT_THAT(outcome.out, HasSubstr("trace     " + path("new/traces/a.bad.trace") + "\n"));
  EXPECT_THAT(contents("json"), HasSubstr("\"trace\": \"" + path("new/traces/a.worse.trace") + "\""));
  EXPECT_THAT(contents("new/traces/a.bad.trace"), AllOf(HasSubstr("note a/bad\n"), HasSubstr("target ref:\n"),
                                                        HasSubstr("> write slba="), HasSubstr("data=pattern(lba=")));
}

TEST_F(Traces, OfACaseThatTheWorldEndedAreKeptToo) {
  EXPECT_EQ(znspec({"run", "ref:", "--filter", "a/lost", "--save", path("t")}).status, 3);
  EXPECT_THAT(contents("t/a.lost.trace"), HasSubstr("> flush\n< Successful Completion"));
}

TEST_F(Traces, AreNotKeptUnlessTheUserSaysSo) {
  const Outcome outcome = znspec({"run", "ref:", "--filter", "a/bad"});
  EXPECT_THAT(outcome.out, Not(HasSubstr("trace ")));
  EXPECT_THAT(names(""), ElementsAre());
}

TEST_F(Traces, ThatCannotBeWrittenAreOneLineAndTheReportIsComplete) {
  // given a disk that is full
  std::filesystem::create_directories(path("t"));
  std::filesystem::create_symlink("/dev/full", path("t/a.bad.trace"));
  // when
  const Outcome outcome = znspec({"run", "ref:", "--filter", "!a/lost", "--save", path("t")});
  // then
  EXPECT_EQ(outcome.status, 3);
  EXPECT_EQ(outcome.err, "znspec: cannot save " + path("t/a.bad.trace") + ": No space left on device\n");
  EXPECT_THAT(outcome.out, HasSubstr("3 cases: 1 passed, 2 failed"));
  EXPECT_FALSE(std::filesystem::exists(path("t/a.worse.trace")));
}

TEST_F(Traces, NeedAFolderBeforeTheDeviceIsTouched) {
  const Outcome outcome = znspec({"run", "ref:", "--save", file("plain", "") + "/t"});
  EXPECT_EQ(outcome.status, 3);
  EXPECT_EQ(outcome.out, "");
  EXPECT_THAT(outcome.err, HasSubstr("cannot make the folder"));
}

constexpr const char* kDevice =
    "znspec-trace 1\ndevice zones=16 zsze=0x40 zcap=0x30 mar=6 mor=4 zdes=2 mdts=5 zasl=4\n";

TEST_F(Traces, AreJudgedAgainWithNoDevice) {
  const std::string good = file("good", std::string{kDevice} + "> flush\n< Successful Completion\n");
  const Outcome conforms = znspec({"replay", good});
  EXPECT_EQ(conforms.status, 0);
  EXPECT_THAT(conforms.out, AllOf(HasSubstr("1 commands, 0 not judged, 0 violations"), Not(HasSubstr("0: flush"))));
  EXPECT_THAT(znspec({"replay", good, "--verbose"}).out, HasSubstr("0: flush\n    -> Successful Completion"));

  const std::string bad =
      file("bad", std::string{kDevice} + "> write slba=0x5 data=00*4096\n< Successful Completion\n");
  EXPECT_THAT(conforms.out, HasSubstr("\nreference ref:"));
  const Outcome both = znspec({"replay", good, bad});
  EXPECT_EQ(both.status, 1);
  EXPECT_THAT(both.out, AllOf(HasSubstr("trace     " + good + "\n"), HasSubstr("\n\ntrace     " + bad + "\n")));
  const Outcome violates = znspec({"replay", bad});
  EXPECT_EQ(violates.status, 1);
  EXPECT_THAT(violates.out, AllOf(HasSubstr("0: write slba=0x5"), HasSubstr("expected  Zone Invalid Write"),
                                  HasSubstr("1 violations")));
}

TEST_F(Traces, ShowBothSidesOfTheBytesThatDiffer) {
  // given a Read that returns 00h where something else was written last, and the same after a Reset
  const std::string torn =
      file("torn", std::string{kDevice} +
                       "> write slba=0x0 data=77*4096\n< Successful Completion\n"
                       "> write slba=0x1 data=11*4000+12*96\n< Successful Completion\n"
                       "> read slba=0x0 nlb=1 buffer=8192\n< Successful Completion data=77*4096+11*4000+00*96\n");
  const std::string stale = file("stale", std::string{kDevice} +
                                              "> write slba=0x0 data=77*4096\n< Successful Completion\n"
                                              "> zone-mgmt-send reset zslba=0x0\n< Successful Completion\n"
                                              "> read slba=0x0 buffer=4096\n< Successful Completion data=77*4096\n");
  // when they are judged
  const Outcome outcome = znspec({"replay", torn});
  // then the bytes are there
  const auto values = [](std::string value) {
    std::string text = value;
    for (int i = 1; i < 16; ++i) text += " " + value;
    return text;
  };
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, HasSubstr(": bytes 4000 to 4015 should be " + values("12") + ", and are " + values("00")));
  // and what was reset should be deallocated
  const Outcome after_reset = znspec({"replay", stale});
  EXPECT_EQ(after_reset.status, 1);
  EXPECT_THAT(after_reset.out,
              HasSubstr(": bytes 0 to 15 should be " + values("00") + ", and are " + values("77") + "\n"));
}

TEST_F(Traces, AreSentAgainAndDifferencesAreTold) {
  const std::string bad =
      file("bad", std::string{kDevice} + "> write slba=0x5 data=00*4096\n< Successful Completion\n");
  const Outcome outcome = znspec({"replay", bad, "ref:"});
  EXPECT_EQ(outcome.status, 0);  // the verdict is on what happened now
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("differs   recorded: Successful Completion (SCT 0h, SC 00h); now: Zone Invalid"),
                    HasSubstr("1 completed otherwise than recorded")));
}

TEST_F(Traces, OfAFailedCaseAreReplayedWithNoDifference) {
  znspec({"run", "ref:", "--filter", "a/bad", "--save", path("t")});
  const Outcome outcome = znspec({"replay", path("t/a.bad.trace"), "ref:"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, HasSubstr(" 0 completed otherwise than recorded\n"));
}

TEST_F(Traces, ThatAreNoneAreUsageErrors) {
  const auto complaint = [](const std::vector<std::string>& arguments) {
    const Outcome outcome = znspec(arguments);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1);
    return outcome.err;
  };
  EXPECT_EQ(complaint({"replay", path("none")}), "znspec: " + path("none") + ": No such file or directory\n");
  EXPECT_THAT(complaint({"replay", folder_.string()}), HasSubstr("is a folder"));
  EXPECT_THAT(complaint({"replay", file("x", "znspec-trace 1\nnonsense\n")}),
              HasSubstr("line 2, column 1: 'nonsense' begins no line of a trace"));
  EXPECT_THAT(complaint({"replay", file("y", kDevice), "ref:mor=3"}), HasSubstr("mor is 4 there and 3 here"));
  EXPECT_THAT(complaint({"replay"}), HasSubstr("FILE"));
}

}  // namespace
}  // namespace zns::harness
