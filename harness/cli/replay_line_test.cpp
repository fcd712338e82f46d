// A replay line shows again what it stands under: whatever decides the verdict is in it.
#include "harness/cli/cli_for_tests.hpp"

namespace zns::harness {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// The first replay line of a report, as words; without quotes in it.
std::vector<std::string> replay_words(const std::string& report) {
  const std::string before = "      replay    ";
  const std::size_t at = report.find(before);
  if (at == std::string::npos) return {};
  std::istringstream line{report.substr(at + before.size(), report.find('\n', at) - at - before.size())};
  std::vector<std::string> words;
  for (std::string word; line >> word;) words.push_back(word);
  return words;
}

class ReplayLine : public Cli {
 protected:
  // What the first replay line of `arguments` says and does: it is typed in again.
  CliOutcome replay(const std::vector<std::string>& arguments) {
    std::vector<std::string> words = replay_words(znspec(arguments).out);
    if (words.empty() || words.front() != "znspec") return {-1, "no replay line", ""};
    words.erase(words.begin());
    return znspec(words);
  }
};

TEST_F(ReplayLine, FailsAgainWhereNoDeviationsWereToBeKnown) {
  // given a device with a shipped deviation, which the user did not want to be excused
  known_case_ = "identify/descriptors-identify";
  // when the line under the failure is typed in
  const CliOutcome again = replay({"run", "--no-deviations"});
  // then it fails again, instead of being a known deviation
  EXPECT_EQ(again.status, 1) << again.out << again.err;
}

TEST_F(ReplayLine, FailsAgainWhereOtherDeviationsWereGiven) {
  known_case_ = "identify/descriptors-identify";
  const std::string own = file("own_list", "[[deviation]]\ncase = \"flush/*\"\nreason = \"x\"\nobserved = \"y\"\n");
  const std::string other = file("other_list", "[[deviation]]\ncase = \"flush/*\"\nreason = \"z\"\nobserved = \"y\"\n");
  const std::vector<std::string> arguments{"run", "--deviations", own, "--deviations", other};
  EXPECT_EQ(replay(arguments).status, 1);
  EXPECT_THAT(znspec(arguments).out, HasSubstr(" --deviations " + own + " --deviations " + other + "\n"));
}

TEST_F(ReplayLine, RepeatsEveryOptionOfARunThatDecidesWhatIsSeen) {
  EXPECT_THAT(
      znspec({"run", "ref:zones=8", "--filter", "send/bad", "--suite", "zns", "--seed", "0x10", "--zones", "2-5",
              "--qemu", "/q", "--qemu-data", "/d e", "--destroy-data", "--no-deviations"})
          .out,
      HasSubstr("replay    znspec run ref:zones=8 --filter send/bad --seed 16 --zones 2-5 --qemu /q --qemu-data "
                "'/d e' --destroy-data --no-deviations\n"));
}

TEST_F(ReplayLine, RepeatsEveryOptionOfASearchThatDecidesWhatIsSeen) {
  // given a search that finds something and keeps no trace of it
  const std::vector<std::string> arguments{"diff",
                                           "mutant:append-past-zcap,zones=8",
                                           "--commands",
                                           "3000",
                                           "--depth",
                                           "2",
                                           "--first",
                                           "--illegal",
                                           "40",
                                           "--seed",
                                           "7",
                                           "--zones",
                                           "1-6",
                                           "--shard",
                                           "0/2",
                                           "--qemu-data",
                                           "/d",
                                           "--destroy-data",
                                           "--no-deviations"};
  EXPECT_THAT(znspec(arguments).out,
              HasSubstr("znspec diff mutant:append-past-zcap,zones=8 --seed 7 --commands 3000 --depth 2 --illegal 40 "
                        "--first --zones 1-6 --shard 0/2 --qemu-data /d --destroy-data --no-deviations\n"));
  EXPECT_EQ(replay(arguments).status, 1);
}

TEST_F(ReplayLine, OfATraceRepeatsOnlyWhatOpensTheTarget) {
  const auto folder = std::filesystem::path{::testing::TempDir()} / ("znspec_replay_" + std::to_string(::getpid()));
  const std::vector<std::string> arguments{
      "diff",         "mutant:append-past-zcap", "--commands", "3000", "--no-deviations", "--destroy-data", "--save",
      folder.string()};
  const std::string report = znspec(arguments).out;
  EXPECT_THAT(report, HasSubstr(".trace mutant:append-past-zcap --destroy-data\n"));
  EXPECT_THAT(report, Not(HasSubstr("--no-deviations")));  // znspec replay has none
  EXPECT_EQ(replay(arguments).status, 1) << "the trace is sent again, and violates again";
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace zns::harness
