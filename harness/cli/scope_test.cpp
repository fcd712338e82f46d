// A report says how much was tested, with which options, and where: as the command line knows it.
#include "harness/cli/cli_for_tests.hpp"
#include "harness/run/provenance.hpp"

namespace zns::harness {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Scopes : public Cli {};

TEST_F(Scopes, NameEveryOptionThatLeavesSomethingOut) {
  const std::string out = znspec({"run", "ref:zones=8", "--suite", "base", "--filter", "flush*", "--filter", "!x/*",
                                  "--zones", "2-5", "--shard", "0/1"})
                              .out;
  EXPECT_THAT(out,
              AllOf(HasSubstr("\nNo failure in what was tested\n"),
                    HasSubstr("tested    1 of at most 4 applicable cases, with --suite base --filter 'flush*' --filter "
                              "'!x/*' --zones 2-5 --shard 0/1\n")));
}

TEST_F(Scopes, AreTheWholeWhereNothingIsLeftOut) {
  // given contents in which everything passes but what is listed
  known_case_ = "identify/descriptors-identify";
  // when the whole of it is run
  EXPECT_THAT(
      znspec({"run"}).out,
      AllOf(HasSubstr("\nConformant, but for 1 accepted deviation\n"), HasSubstr("tested    2 of 2 applicable cases\n"),
            HasSubstr("accepted  1 deviation, as listed in "), HasSubstr("/qemu-7.2.deviations (")));
}

TEST_F(Scopes, AreEmptyWhereAShareHasNoCase) {
  EXPECT_THAT(znspec({"run", "ref:", "--filter", "flush", "--shard", "1/2"}).out,
              AllOf(HasSubstr("\nNothing was tested\n"), Not(HasSubstr("Conformant"))));
}

TEST_F(Scopes, OfASearchAreItsCommands) {
  EXPECT_THAT(znspec({"diff", "ref:zones=4,zsze=8,zcap=8", "--commands", "400", "--shard", "1/2"}).out,
              AllOf(HasSubstr("\nNo failure in what was tested\n"), HasSubstr(" random commands, with --shard 1/2\n")));
}

TEST_F(Scopes, HaveACapacityThatTheDeviceReports) {
  EXPECT_THAT(znspec({"run", "ref:zones=4,zsze=100,zcap=77", "--filter", "flush"}).out,
              HasSubstr("geometry  4 zones of 100 blocks (ZSZE 0x64), capacity 77 (ZCAP 0x4d), "));
}

TEST_F(Scopes, SayWhereAndWhen) {
  provenance_ = {
      .date = "2026-11-29T23:04:33Z", .host = "build7", .kernel = "Linux 6.1.0 x86_64", .command_line = "znspec run"};
  EXPECT_THAT(znspec({"run", "--filter", "flush"}).out,
              AllOf(HasSubstr("began     2026-11-29T23:04:33Z\nhost      build7\nkernel    Linux 6.1.0 x86_64\n"
                              "emulator  QEMU 7.2.0\n"),
                    HasSubstr("\ncommand   znspec run\n")));
}

TEST(ProvenanceText, IsTheLineThatWasTypedIn) {
  EXPECT_EQ(command_line({"run", "ref:", "--filter", "a b*"}), "znspec run ref: --filter 'a b*'");
  EXPECT_EQ(command_line({"run", "/dev/nvme0n1", "--replay-as", "znspec guest --"}),
            "znspec guest -- run /dev/nvme0n1");
}

TEST(ProvenanceText, HasTheDateOfUtc) {
  EXPECT_EQ(date_text(std::chrono::system_clock::time_point{std::chrono::seconds{1'000'000'000}}),
            "2001-09-09T01:46:40Z");
}

TEST(ProvenanceText, KnowsTheHost) {
  const Provenance here = provenance_of({"run"});
  EXPECT_NE(here.host, "");
  EXPECT_THAT(here.kernel, HasSubstr("Linux "));
  EXPECT_EQ(here.emulator, "") << "that is for the target to say";
  EXPECT_EQ(provenance_of({"run"}, "1a2b3c4").commit, "1a2b3c4");
}

TEST_F(Scopes, TellsAGuestWhatMachineItIsOn) {
  provenance_.host = "build7";
  static_cast<void>(znspec({"guest", "--qemu", "/nonexistent", "--", "list", "cases"}));
  EXPECT_THAT(guest_.environment, ::testing::Contains(::testing::Pair(std::string{kHostVariable}, "build7")));
}

TEST(ProvenanceText, OfAGuestNamesTheMachineThatItIsOn) {
  setenv(kHostVariable, "build7", 1);
  EXPECT_EQ(provenance_of({"run"}).host, "a guest on build7");
  unsetenv(kHostVariable);
}

}  // namespace
}  // namespace zns::harness
