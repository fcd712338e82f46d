#include "harness/cli/guest_arguments.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "harness/base/error.hpp"
#include "harness/cli/shipped_files.hpp"

namespace zns::harness {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StrEq;

const auto kList = EndsWith("corpora/devices/qemu-7.2.deviations");
const auto kNvmetList = EndsWith("corpora/devices/linux-6.1-nvmet.deviations");

std::vector<std::string> words(std::vector<std::string> arguments, std::vector<std::string> guest_options = {},
                               bool colours = false) {
  return guest_arguments({.arguments = std::move(arguments),
                          .guest_options = std::move(guest_options),
                          .colours = colours,
                          .qemu_version = "7.2.22"});
}

TEST(GuestArguments, AreTheWholeSuiteOnQemusDriveByDefault) {
  EXPECT_THAT(words({}), ElementsAre("run", "/dev/nvme0n1", "--destroy-data", "--deviations", kList, "--replay-as",
                                     "znspec guest --"));
}

TEST(GuestArguments, AddTheShippedDeviationsForQemusDrive) {
  EXPECT_THAT(words({"run", "/dev/ng0n1", "--suite", "zns"}),
              ElementsAre("run", "/dev/ng0n1", "--suite", "zns", "--deviations", kList, "--replay-as",
                          StrEq("znspec guest --")));
}

TEST(GuestArguments, AddTheListOfTheQemuThatThereIs) {
  for (const char* version : {"10.0.2", "11.1.0"})
    EXPECT_THAT(guest_arguments({.arguments = {"run", "/dev/ng0n1"}, .guest_options = {}, .qemu_version = version}),
                ElementsAre("run", "/dev/ng0n1", "--deviations", EndsWith("corpora/devices/qemu-10.0.deviations"),
                            "--replay-as", "znspec guest --"))
        << version;
}

TEST(GuestArguments, AddNoDeviationsForAQemuThatNobodyHasTried) {
  for (const char* version : {"", "8.1.0", "7.20.1"})
    EXPECT_THAT(guest_arguments({.arguments = {"run", "/dev/ng0n1"}, .guest_options = {}, .qemu_version = version}),
                ElementsAre("run", "/dev/ng0n1", "--replay-as", "znspec guest --"))
        << version;
}

TEST(GuestArguments, AreOfADiffLikeThoseOfARun) {
  EXPECT_THAT(words({"diff", "/dev/nvme0n1"}),
              ElementsAre("diff", "/dev/nvme0n1", "--deviations", kList, "--replay-as", "znspec guest --"));
}

TEST(GuestArguments, BringTheTracesOfDeviations) {
  const std::string list = shipped_device_file("qemu-7.2.deviations").string();
  const std::vector<std::filesystem::path> traces = traces_of_deviations({"run", "x", "--deviations", list});
  ASSERT_FALSE(traces.empty());
  for (const std::filesystem::path& trace : traces) EXPECT_TRUE(std::filesystem::is_regular_file(trace)) << trace;
  EXPECT_EQ(traces_of_deviations({"run", "--deviations=" + list}), traces);
  EXPECT_THAT(traces_of_deviations({"run", list, "--deviations"}), IsEmpty());
  EXPECT_THROW(static_cast<void>(traces_of_deviations({"--deviations", "/no/such/file"})), UsageError);
}

TEST(GuestArguments, LeaveDeviationsToTheUserWhoSpeaksOfThem) {
  EXPECT_THAT(words({"run", "/dev/nvme0n1", "--no-deviations"}),
              ElementsAre("run", "/dev/nvme0n1", "--no-deviations", "--replay-as", "znspec guest --"));
  EXPECT_THAT(words({"run", "/dev/nvme0n1", "--deviations=f"}),
              ElementsAre("run", "/dev/nvme0n1", "--deviations=f", "--replay-as", "znspec guest --"));
}

TEST(GuestArguments, AddNoneForOtherDrives) {
  EXPECT_THAT(words({"run", "/dev/nvme1n1"}), ElementsAre("run", "/dev/nvme1n1", "--replay-as", "znspec guest --"));
  EXPECT_THAT(words({"run", "ref:"}), ElementsAre("run", "ref:", "--replay-as", "znspec guest --"));
}

TEST(GuestArguments, AreForLinuxsOwnTargetWhereItIsAskedFor) {
  const auto with_nvmet = [](std::vector<std::string> arguments) {
    return guest_arguments({.arguments = std::move(arguments),
                            .guest_options = {},
                            .target = GuestTarget::Nvmet,
                            .qemu_version = "7.2.13"});
  };
  EXPECT_THAT(with_nvmet({}), ElementsAre("run", "/dev/nvme1n1", "--destroy-data", "--deviations", kNvmetList,
                                          "--replay-as", "znspec guest --"));
  EXPECT_THAT(with_nvmet({"run", "/dev/ng1n1"}),
              ElementsAre("run", "/dev/ng1n1", "--deviations", kNvmetList, "--replay-as", "znspec guest --"));
  EXPECT_THAT(with_nvmet({"run", "/dev/nvme0n1"}),
              ElementsAre("run", "/dev/nvme0n1", "--deviations", kList, "--replay-as", "znspec guest --"))
      << "QEMU's drive is there, too";
}

TEST(GuestArguments, HaveNoListForAnotherKernelsTarget) {
  const auto with_kernel = [](std::vector<std::string> kernels) {
    return guest_arguments({.arguments = {"run", "/dev/ng1n1"},
                            .guest_options = {},
                            .target = GuestTarget::Nvmet,
                            .kernels = std::move(kernels)});
  };
  EXPECT_THAT(with_kernel({"linux-image-6.1.0-50-amd64"}), Contains(kNvmetList));
  EXPECT_THAT(with_kernel({"linux-image-6.12-amd64"}), Contains(kNvmetList)) << "tried: the same list";
  EXPECT_THAT(with_kernel({"linux-image-6.19-amd64"}), Not(Contains(kNvmetList)));
  EXPECT_THAT(with_kernel({"/x/linux-image-6.1.0.deb"}), Not(Contains(kNvmetList))) << "who knows what is in it";
}

TEST(GuestArguments, AreForTheUsersDriverWhereThereIsOne) {
  EXPECT_THAT(guest_arguments({.arguments = {}, .guest_options = {}, .qemu_version = "7.2.13", .has_driver = true}),
              ElementsAre("run", "/dev/nvme1n1", "--destroy-data", "--replay-as", "znspec guest --"));
}

TEST(GuestArguments, AddTheListOfAForksDriveThatWasTried) {
  EXPECT_THAT(guest_arguments({.arguments = {}, .guest_options = {}, .qemu_version = "10.1.0", .device = "femu"}),
              Contains(EndsWith("corpora/devices/femu-10.1.deviations")));
}

TEST(GuestArguments, HaveNoListForAForksDriveThatNobodyHasTried) {
  EXPECT_THAT(guest_arguments({.arguments = {}, .guest_options = {}, .qemu_version = "7.2.22", .device = "femu"}),
              ElementsAre("run", "/dev/nvme0n1", "--destroy-data", "--replay-as", "znspec guest --"));
}

TEST(GuestArguments, NameTheNodeToWaitFor) {
  EXPECT_EQ(node_in({"run", "/dev/ng1n1", "--x", "/dev/nvme0n1"}), "/dev/ng1n1");
  EXPECT_EQ(node_in({"run", "ref:"}), "");
}

TEST(GuestModuleText, IsAFileWithParameters) {
  const std::string file = ::testing::TempDir() + "guest-module-" + std::to_string(::getpid()) + ":x.ko";
  EXPECT_THROW(static_cast<void>(parse_module(file)), UsageError);
  std::ofstream{file} << "ELF";
  EXPECT_EQ(parse_module(file).file, file);
  EXPECT_EQ(parse_module(file).parameters, "");
  EXPECT_EQ(parse_module(file + ":a=1:2 cpus=1,2").file, file);
  EXPECT_EQ(parse_module(file + ":a=1:2 cpus=1,2").parameters, "a=1:2 cpus=1,2");
  std::filesystem::remove(file);
}

TEST(GuestArguments, AreLeftAloneWhereNothingRuns) {
  EXPECT_THAT(words({"list", "cases"}, {}, true), ElementsAre("list", "cases"));
}

TEST(GuestArguments, RepeatTheGuestsOptionsInReplayLines) {
  EXPECT_THAT(words({"run", "ref:"}, {"--device", "a=b,c=d", "--qemu", "/x y/q"}),
              ElementsAre("run", "ref:", "--replay-as", "znspec guest --device a=b,c=d --qemu '/x y/q' --"));
}

TEST(GuestArguments, AskForColoursWhereTheHostHasATerminal) {
  EXPECT_THAT(words({"run", "ref:"}, {}, true),
              ElementsAre("run", "ref:", "--replay-as", "znspec guest --", "--color", "always"));
  EXPECT_THAT(words({"run", "ref:", "--color", "never"}, {}, true),
              ElementsAre("run", "ref:", "--color", "never", "--replay-as", "znspec guest --"));
}

TEST(ShippedDeviceFile, ThatIsMissingIsNamed) {
  EXPECT_THROW(static_cast<void>(shipped_device_file("no-such-drive")), HarnessError);
}

}  // namespace
}  // namespace zns::harness
