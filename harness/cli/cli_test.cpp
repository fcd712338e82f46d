// The command line as a user meets it: what is printed where, and the exit status.
#include "harness/cli/cli_for_tests.hpp"

namespace zns::harness {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST_F(Cli, HelpsAndNamesItsVersion) {
  EXPECT_THAT(znspec({"--version"}).out, StartsWith("znspec "));
  for (const auto& arguments : std::vector<std::vector<std::string>>{{"--help"},
                                                                     {"run", "--help"},
                                                                     {"list", "--help"},
                                                                     {"explain", "--help"},
                                                                     {"guest", "--help"},
                                                                     {"matrix", "--help"},
                                                                     {"exhaust", "--help"}}) {
    const CliOutcome outcome = znspec(arguments);
    EXPECT_EQ(outcome.status, 0);
    EXPECT_THAT(outcome.out, HasSubstr("Usage: znspec"));
    EXPECT_EQ(outcome.err, "");
  }
  EXPECT_THAT(znspec({"run", "--help"}).out, HasSubstr("zsze"));
}

TEST_F(Cli, ExhaustsNoBoundsThatItDoesNotKnow) {
  expect_complaint({"exhaust", "mar9"}, 2, "no bounds 'mar9'; there are mar2-mor1 ");
}

TEST_F(Cli, ExhaustsManyAtATimeAndTellsOfThemInTheirOrder) {
  const CliOutcome outcome = znspec({"exhaust", "mar2-mor2", "mar2-mor1", "--jobs", "2"});
  EXPECT_EQ(outcome.status, 0) << outcome.out;
  EXPECT_THAT(outcome.out, StartsWith("bounds "));
  const std::size_t first = outcome.out.find("\nmar2-mor2 ");
  EXPECT_LT(first, outcome.out.find("\nmar2-mor1 ")) << outcome.out;
  EXPECT_NE(first, std::string::npos) << outcome.out;
}

TEST_F(Cli, ExhaustsASubsystemToAFixedPoint) {
  const CliOutcome outcome = znspec({"exhaust", "one-is-private", "mar2-mor2", "--bound", "2"});
  EXPECT_EQ(outcome.status, 0) << outcome.out;
  EXPECT_THAT(outcome.out, StartsWith("subsystem "));
  EXPECT_THAT(outcome.out, HasSubstr("\none-is-private "));
  EXPECT_THAT(outcome.out, Not(HasSubstr("mar2-mor2"))) << "it is of the first bound";
  EXPECT_THAT(outcome.out, HasSubstr("\nFixed point: "));
}

TEST_F(Cli, ExitsWith0WhenTheDeviceConforms) {
  const CliOutcome outcome = znspec({"run", "ref:", "--filter", "flush"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, HasSubstr("1 case: 1 passed, 0 failed\n"));
  EXPECT_EQ(outcome.err, "");
}

TEST_F(Cli, ExitsWith1WhenItDoesNot) {
  const CliOutcome outcome = znspec({"run", "ref:", "--filter", "flush,send/bad"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, HasSubstr("replay    znspec run ref: --filter send/bad --seed 1\n"));
}

TEST_F(Cli, ExitsWith3WhenACaseReachedNoVerdict) {
  EXPECT_EQ(znspec({"run", "ref:", "--filter", "send/undecided"}).status, 3);
}

TEST_F(Cli, ReportsWhatWasDoneBeforeTheWorldFailed) {
  const CliOutcome outcome = znspec({"run", "ref:", "--filter", "!send/undecided"});
  EXPECT_EQ(outcome.status, 3);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("✔ flush/good"), HasSubstr("× send/bad"), HasSubstr("? send/lost")));
  EXPECT_EQ(outcome.err, "znspec: the device is gone (2 of 3 cases were run)\n");
}

TEST_F(Cli, ExitsWith0WhenTheFailuresAreListed) {
  const std::string list = file("known", "[[deviation]]\ncase = \"send/bad\"\nreason = \"old firmware\"\n");
  const CliOutcome outcome = znspec({"run", "ref:", "--filter", "flush,send/bad", "--deviations", list});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("~ send/bad  known deviation: old firmware (" + list + ":1)"),
                                 HasSubstr("1 known deviation\n")));
}

TEST_F(Cli, ExitsWith1WhenAListedDeviationIsGone) {
  const std::string list = file("stale", "[[deviation]]\ncase = \"flush\"\nreason = \"old firmware\"\n");
  const CliOutcome outcome = znspec({"run", "ref:", "--filter", "flush", "--deviations", list});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_THAT(outcome.out, HasSubstr("× deviation/" + list + ":1"));
}

TEST_F(Cli, SkipsWithoutAVerdictWhereGitBisects) {
  const auto status = [this](std::vector<std::string> arguments) {
    arguments.emplace_back("--bisect");
    return znspec(arguments).status;
  };
  EXPECT_EQ(status({"run", "ref:", "--filter", "flush"}), 0);
  EXPECT_EQ(status({"run", "/dev/nonexistent0n1"}), 125) << "no verdict on this commit";
  EXPECT_EQ(status({"run", "ref:", "--filter", "nothing"}), 128) << "on any commit";
  EXPECT_EQ(status({"run", "ref:", "--suite", "nonsense"}), 128) << "on any commit";
}

TEST_F(Cli, ExitsWith4WhenNothingMatches) {
  expect_complaint({"run", "ref:", "--filter", "nothing"}, 4, "no case of the suite 'all' matches --filter 'nothing'");
  expect_complaint({"list", "clauses", "--filter", "nothing"}, 4, "nothing in clauses matches 'nothing'");
  EXPECT_EQ(opened_, 0);
}

TEST_F(Cli, RefusesBadOptionsBeforeTheDeviceIsTouched) {
  expect_complaint({}, 2, "sub-command");
  expect_complaint({"rnu"}, 2, "'rnu' is no sub-command");
  expect_complaint({"run", "ref:", "again"}, 2, "again");
  expect_complaint({"run", "ref:", "--bogus"}, 2, "--bogus");
  for (const char* seed : {"-1", "", "1x", "0x", "18446744073709551616"})
    expect_complaint({"run", "ref:", "--seed", seed}, 2, "--seed");
  for (const char* zones : {"a", "3-", "-3", "5-3", "1-2-3"})
    expect_complaint({"run", "ref:", "--zones=" + std::string{zones}}, 2, "--zones");
  expect_complaint({"run", "ref:", "--suite", "nvme"}, 2, "'nvme' is none of zns, base, all");
  expect_complaint({"run", "ref:", "--filter", "a,,b"}, 2, "empty pattern");
  expect_complaint({"run", "ref:", "--report", "xml"}, 2, "'xml' is none of");
  expect_complaint({"run", "ref:", "--color", "pink"}, 2, "pink");
  expect_complaint({"run", "ref:", "--deviations", "/nonexistent/d"}, 2, "/nonexistent/d");
  expect_complaint({"run", "ref:", "--deviations", "d", "--no-deviations"}, 2, "--no-deviations");
  expect_complaint({"run", "ref:", "--deviations", file("bad", "\n[[deviation]]\ncase = \"x\"\n")}, 2,
                   "_bad:2: a deviation gives its 'reason'");
  expect_complaint({"run", "ref:", "--deviations", file("none", "[[deviation]]\ncase = \"x\"\nreason = \"y\"\n")}, 2,
                   "_none:1: no case matches 'x'");
  for (const char* command : {"run", "diff"})
    for (const char* shard : {"2/2", "x", "1/0"})
      expect_complaint({command, "ref:", "--shard", shard}, 2, "--shard: '");
  EXPECT_EQ(opened_, 0);
}

TEST_F(Cli, RunsAShareOfTheCasesAndForgivesTheOthers) {
  // given a listed deviation that is gone, of the case that is dealt to the first of two shares
  const std::string list = file("share", "[[deviation]]\ncase = \"flush/good\"\nreason = \"old firmware\"\n");
  const auto share = [&](const char* shard) {
    return znspec({"run", "ref:", "--filter", "flush,send/bad", "--shard", shard, "--deviations", list});
  };
  // then it is stale there, and not in the second, which has the other case
  EXPECT_THAT(share("0/2").out, AllOf(HasSubstr("✔ flush/good"), HasSubstr("1 stale"), Not(HasSubstr("× send/bad"))));
  EXPECT_THAT(share("1/2").out,
              AllOf(HasSubstr("× send/bad"), Not(HasSubstr("stale")), Not(HasSubstr("✔ flush/good"))));
  // and a share with nothing in it is no wrong filter
  EXPECT_EQ(share("2/3").status, 0);
}

TEST_F(Cli, SendsAShareOfTheRandomPrograms) {
  const auto commands = [&](std::vector<std::string> more) {
    std::vector<std::string> arguments{"diff", "ref:zones=4,zsze=8,zcap=8", "--commands", "1600"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const CliOutcome outcome = znspec(arguments);
    EXPECT_EQ(outcome.status, 0) << outcome.out;
    const std::size_t at = outcome.out.find(" random commands, and nothing");
    const std::size_t begin = outcome.out.rfind(' ', at - 1) + 1;
    return std::stoul(outcome.out.substr(begin, at - begin));
  };
  const std::size_t whole = commands({});
  const std::size_t first = commands({"--shard", "0/2"});
  const std::size_t second = commands({"--shard", "1/2"});
  EXPECT_LT(first, whole * 3 / 4);
  EXPECT_GE(first + second, 1600U);
  EXPECT_NE(first, second) << "the same programs twice";
}

// ---- the matrix: the children are the real znspec -------------------------------------------------------------------

TEST_F(Cli, TestsEveryTargetOfAMatrix) {
  const std::string list = file("matrix", R"(
[[target]]
name = "one"
target = "ref:zones=1"
diff = {commands = 300}
[[target]]
name = "typo"
target = "ref:zone=1"
)");
  const std::string json = file("matrix_json", "");
  // when all of it runs
  const CliOutcome all = znspec({"matrix", list, "--filter", "flush,diff", "--report", "json=" + json});
  // then each target has its row, and a target that cannot be opened is an error of its own
  EXPECT_EQ(all.status, 2);
  EXPECT_THAT(all.out,
              AllOf(HasSubstr("\none   "), HasSubstr(" ok  1 ok  "), HasSubstr("\ntypo  ! ref: no option 'zone'"),
                    HasSubstr("RS     "), HasSubstr("2 targets: 1 conformant, 0 not, 1 without a verdict; ")));
  EXPECT_EQ(all.err, "");
  std::ostringstream text;
  text << std::ifstream{json}.rdbuf();
  EXPECT_THAT(text.str(), AllOf(StartsWith("{\n  \"schema\": 1,"), HasSubstr("\"name\": \"typo\"")));
  // when only the first share runs, the second target is not in it
  const CliOutcome share = znspec({"matrix", list, "--filter", "flush", "--shard", "0/2"});
  EXPECT_EQ(share.status, 0);
  EXPECT_THAT(share.out, AllOf(HasSubstr("1 target: 1 conformant"), Not(HasSubstr("Random"))));
  // and the report on standard output takes the place of the table
  EXPECT_THAT(znspec({"matrix", list, "--filter", "flush", "--shard", "0/2", "--report", "json=-"}).out,
              AllOf(StartsWith("{\n"), Not(HasSubstr("1 target:"))));
}

TEST_F(Cli, ShowsTheProgressOfAMatrixOnATerminalOnly) {
  const std::string list = file("progress", "[[target]]\nname = \"one\"\ntarget = \"ref:zones=1\"\n");
  terminal_ = true;
  EXPECT_THAT(znspec({"matrix", list, "--filter", "flush"}).err, HasSubstr("[0/1] one"));
}

TEST_F(Cli, RefusesBadMatrices) {
  const std::string list = file("good", "[[target]]\nname = \"one\"\ntarget = \"ref:\"\n");
  expect_complaint({"matrix"}, 2, "FILE is required");
  expect_complaint({"matrix", "/nonexistent/m.toml"}, 2, "cannot read matrix file '/nonexistent/m.toml'");
  expect_complaint({"matrix", file("bad", "\n[[target]]\n")}, 2, "_bad:2: a target has a 'name'");
  expect_complaint({"matrix", file("list", "[[target]]\nname = \"a\"\ntarget = \"ref:\"\ndeviations = \"no\"\n")}, 2,
                   "cannot read deviations file");
  expect_complaint({"matrix", list, "--jobs", "0"}, 2, "--jobs");
  expect_complaint({"matrix", list, "--shard", "1/1"}, 2, "--shard");
  expect_complaint({"matrix", list, "--suite", "nvme"}, 2, "--suite");
  expect_complaint({"matrix", list, "--report", "junit=x"}, 2, "json=FILE");
  expect_complaint({"matrix", list, "--report", "json=/nonexistent/r"}, 3, "cannot write report");
  expect_complaint({"matrix", list, "--filter", "nothing"}, 4, "--filter 'nothing'");
}

TEST_F(Cli, WritesTheKillMatrixInEveryForm) {
  const std::string html = file("kill_html", "");
  const std::string json = file("kill_json", "");
  const CliOutcome outcome = znspec(
      {"mutants", "append-past-zcap", "--commands", "50", "--report", "html=" + html, "--report", "json=" + json});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("\nappend-past-zcap"));
  const auto text_of = [](const std::string& path) {
    std::ostringstream text;
    text << std::ifstream{path}.rdbuf();
    return text.str();
  };
  EXPECT_THAT(text_of(json), StartsWith("{\n  \"schema\": 1,"));
  EXPECT_THAT(text_of(html), AllOf(StartsWith("<!DOCTYPE html>"), HasSubstr("id=\"device-append-past-zcap\""),
                                   HasSubstr("&rarr; what does not fit the capacity is aborted")));
  expect_complaint({"mutants", "append-past-zcap", "--report", "junit=x"}, 2,
                   "the kill matrix is written as json=FILE or html=FILE");
}

TEST_F(Cli, RefusesBadTargets) {
  expect_complaint({"run", "nope:"}, 2, "'nope:'");
  expect_complaint({"run", "ref:colour=3"}, 2, "colour");
  expect_complaint({"run", "mutant:append-past-zca"}, 2, "the nearest is 'append-past-zcap'");
  expect_complaint({"run", "mutant:append-past-zcap,colour=3"}, 2, "colour");
  expect_complaint({"run", "ref:zones=4", "--zones", "0-4"}, 2, "zones 0 to 3");
  expect_complaint({"run", "/dev/nonexistent0n1", "--destroy-data"}, 3, "/dev/nonexistent0n1");
}

TEST_F(Cli, RefusesAReportThatCannotBeWrittenBeforeTheDeviceIsTouched) {
  expect_complaint({"run", "ref:", "--report", "json=/nonexistent/r"}, 3,
                   "cannot write report '/nonexistent/r': No such file or directory");
  EXPECT_EQ(opened_, 0);
}

TEST_F(Cli, WritesReports) {
  const std::string json = file("json", "");
  const CliOutcome outcome =
      znspec({"run", "ref:", "--filter", "flush", "--report", "json=" + json, "--report", "junit=-"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, StartsWith("<?xml"));
  std::ostringstream text;
  text << std::ifstream{json}.rdbuf();
  EXPECT_THAT(text.str(), HasSubstr("\"id\": \"flush/good\""));
}

TEST_F(Cli, ShowsProgressAndColoursOnATerminalOnly) {
  const std::vector<std::string> arguments{"run", "ref:", "--filter", "flush"};
  EXPECT_THAT(znspec(arguments).out, Not(HasSubstr("\033")));
  terminal_ = true;
  EXPECT_THAT(znspec(arguments).out, HasSubstr("\033[32m✔\033[0m flush/good"));
  EXPECT_EQ(znspec(arguments).err, "\r\033[K[0/1] flush/good\r\033[K\r\033[K[1/1] \r\033[K");
  no_color_ = true;
  EXPECT_THAT(znspec(arguments).out, Not(HasSubstr("\033")));
  EXPECT_THAT(znspec({"run", "ref:", "--filter", "flush", "--color", "always"}).out, HasSubstr("\033[32m"));
}

TEST_F(Cli, GivesTheSameReportForTheSameSeed) {
  const std::vector<std::string> arguments{"run", "ref:", "--filter", "flush,send/bad", "--seed", "0x2a"};
  const auto but_for_the_time = [&] {
    const std::string out = znspec(arguments).out;
    return out.substr(0, out.find(" commands in "));
  };
  EXPECT_EQ(but_for_the_time(), but_for_the_time());
}

TEST_F(Cli, TestsQemusDriveWhereNoTargetIsNamed) {
  EXPECT_EQ(znspec({"run", "--filter", "flush"}).status, 0);
  EXPECT_EQ(spelling_, "qemu:");
  EXPECT_EQ(qemu_.name, "qemu-system-x86_64");
  const CliOutcome outcome = znspec({"run", "--qemu", "/q", "--qemu-data", "/d e", "--filter", "send/bad"});
  EXPECT_EQ(qemu_.name, "/q");
  EXPECT_EQ(qemu_.data, "/d e");
  EXPECT_THAT(outcome.out, HasSubstr(" --filter send/bad --seed 1 --qemu /q --qemu-data '/d e'\n"));
}

TEST_F(Cli, ForgivesWhatIsKnownOfTheDeviceUnlessItIsTold) {
  known_case_ = "identify/descriptors-identify";
  EXPECT_THAT(znspec({"run"}).out, HasSubstr("1 known deviation"));
  EXPECT_EQ(znspec({"run", "--no-deviations"}).status, 1);
  const std::string own = file("own", "[[deviation]]\ncase = \"flush/*\"\nreason = \"x\"\nobserved = \"y\"\n");
  EXPECT_EQ(znspec({"run", "--deviations", own}).status, 1);
  EXPECT_THAT(znspec({"run", "ref:"}).out, HasSubstr("1 failed"));
}

TEST_F(Cli, ListsOneLineEach) {
  EXPECT_EQ(znspec({"list", "cases", "--suite", "base"}).out, "flush/good  shall      Title of flush/good\n");
  EXPECT_THAT(znspec({"list", "sections"}).out,
              HasSubstr("ZNS 1.1 3.4.3           Zone Management Send command              3 cases\n"));
  EXPECT_THAT(znspec({"list", "clauses", "--filter", "ZNS-ZMS-021"}).out,
              StartsWith("ZNS-ZMS-021     shall          high    4 cases    Close Zone on"));
  EXPECT_THAT(znspec({"list", "freedoms"}).out, HasSubstr("implicit-close            ZNS-RES-013"));
  expect_complaint({"list"}, 2, "WHAT is required");
  EXPECT_THAT(znspec({"list", "mutants"}).out, HasSubstr("\nclose-refuses-implicitly-opened  "));
  EXPECT_THAT(znspec({"list", "mutants", "--filter", "append-past-zcap"}).out,
              StartsWith("append-past-zcap                 "));
  EXPECT_THAT(znspec({"list", "variants"}).out, HasSubstr("\nno-implicit-close  "));
  EXPECT_THAT(znspec({"explain", "no-implicit-close"}).out,
              AllOf(StartsWith("no-implicit-close  variant"), HasSubstr("by freedom implicit-close"),
                    HasSubstr("clause ZNS-RES-013"), HasSubstr("znspec run variant:no-implicit-close")));
  expect_complaint({"run", "variant:no-implicit-clos"}, 2, "the nearest is 'no-implicit-close'");
  expect_complaint({"list", "invariants"}, 2, "mutants");
}

TEST_F(Cli, ExplainsIds) {
  EXPECT_THAT(
      znspec({"explain", "flush/good"}).out,
      AllOf(StartsWith("flush/good  case, shall, Base 2.0 7.1 Flush command\n"), HasSubstr("ZNS-ZMS-021 (shall")));
  EXPECT_THAT(znspec({"explain", "ZNS-ZMS-021"}).out,
              AllOf(HasSubstr("confidence high"), HasSubstr("cited by\n  flush/good\n")));
  EXPECT_THAT(znspec({"explain", "ZNS-RES-013"}).out,
              AllOf(HasSubstr("freedom implicit-close"), HasSubstr("cited by no case")));
  EXPECT_THAT(znspec({"explain", "implicit-close"}).out, HasSubstr("by clause ZNS-RES-013"));
  EXPECT_THAT(znspec({"explain", "report-in-flight"}).out, StartsWith("report-in-flight  freedom of order: "));
  EXPECT_THAT(znspec({"explain", "append-past-zcap"}).out,
              AllOf(StartsWith("append-past-zcap  mutant"), HasSubstr("\nwrong  Zone Append goes on"),
                    HasSubstr("clause ZNS-APPEND-005"), HasSubstr("znspec run mutant:append-past-zcap")));
  expect_complaint(
      {"explain", "implicit-clos"}, 2,
      "no case, clause, freedom, mutant or variant has the id 'implicit-clos'; the nearest is 'implicit-close'");
  expect_complaint({"explain", "qqqqqqqqqqqqq"}, 2, "'qqqqqqqqqqqqq' (see znspec list)");
  expect_complaint({"explain"}, 2, "ID is required");
}

TEST_F(Cli, RunsTheGuestAndHandsOnItsStatus) {
  const CliOutcome outcome = znspec(
      {"guest",    "--qemu",    "/q",           "--qemu-data", "/d",       "--device", "zoned.zone_size=4M,size=64M",
       "--device", "ms=8",      "--controller", "mdts=3",      "--memory", "1024",     "--accel",
       "kvm",      "--timeout", "90",           "--keep",      "--",       "list",     "cases"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(guest_.qemu, "/q");
  EXPECT_EQ(guest_.qemu_data, "/d");
  EXPECT_THAT(guest_.device, ElementsAre(::testing::Pair("zoned.zone_size", "4M"), ::testing::Pair("size", "64M"),
                                         ::testing::Pair("ms", "8")));
  EXPECT_THAT(guest_.controller, ElementsAre(::testing::Pair("mdts", "3")));
  EXPECT_EQ(guest_.memory_mib, 1024U);
  EXPECT_EQ(guest_.accel, "kvm");
  EXPECT_EQ(guest_.timeout, std::chrono::seconds{90});
  EXPECT_TRUE(guest_.keep);
  EXPECT_THAT(guest_arguments_, ElementsAre("list", "cases"));
}

TEST_F(Cli, RepeatsTheGuestsOptionsInReplayLines) {
  znspec({"guest", "--device", "ms=8", "--keep", "--", "run", "ref:", "--filter", "a"});
  EXPECT_THAT(guest_arguments_, ElementsAre("run", "ref:", "--filter", "a", "--replay-as",
                                            "znspec guest --device ms=8 --keep --", "--guest-journal", kGuestJournal));
}

TEST_F(Cli, RunsTheWholeSuiteInTheGuestByDefault) {
  znspec({"guest"});
  ASSERT_GE(guest_arguments_.size(), 3U);
  EXPECT_EQ(guest_arguments_[1], "/dev/nvme0n1");
  EXPECT_EQ(guest_.qemu, GuestOptions{}.qemu);
  EXPECT_EQ(guest_.timeout, GuestOptions{}.timeout);
}

TEST_F(Cli, RunsTheGuestWithLinuxsOwnTargetOnDemand) {
  EXPECT_EQ(guest_.target, GuestTarget::Qemu);
  EXPECT_EQ(znspec({"guest", "--target", "nvmet", "--device", "zone_size=1"}).status, 1);
  EXPECT_EQ(guest_.target, GuestTarget::Nvmet);
  EXPECT_THAT(guest_.device, ElementsAre(::testing::Pair("zone_size", "1")));
  ASSERT_GE(guest_arguments_.size(), 2U);
  EXPECT_EQ(guest_arguments_[1], "/dev/nvme1n1");
  EXPECT_THAT(guest_arguments_, ::testing::Contains("znspec guest --target nvmet --device zone_size=1 --"));
}

TEST_F(Cli, RefusesBadGuestOptions) {
  expect_complaint({"guest", "--target", "scsi"}, 2, "--target");
  expect_complaint({"guest", "--target", "nvmet", "--controller", "mdts=3"}, 2, "--controller: ");
  expect_complaint({"guest", "--device", "foo"}, 2, "--device: ");
  expect_complaint({"guest", "--memory", "1"}, 2, "--memory");
  expect_complaint({"guest", "--smp", "0"}, 2, "--smp");
  expect_complaint({"guest", "--module", "/no/such.ko:a=1"}, 2, "--module: no module at /no/such.ko");
  expect_complaint({"guest", "--module", file("m.ko", "ELF"), "--target", "nvmet"}, 2, "--module: with ");
  expect_complaint({"guest", "--device", "device=femu", "--controller", "mdts=3"}, 2, "--controller: with device=femu");
  expect_complaint({"guest", "--kernel", "k", "--kernel-package", "p"}, 2, "--kernel-package: ");
  expect_complaint({"guest", "--timeout", "x"}, 2, "--timeout");
  expect_complaint({"guest", "--bogus", "--", "list"}, 2, "--bogus");
  expect_complaint({"guest", "list", "cases"}, 2, "not expected");
}

TEST_F(Cli, ReplaysAsItIsTold) {
  EXPECT_THAT(znspec({"run", "ref:", "--filter", "send/bad", "--replay-as", "znspec guest --"}).out,
              HasSubstr("replay    znspec guest -- run ref: --filter send/bad --seed 1\n"));
}

}  // namespace
}  // namespace zns::harness
