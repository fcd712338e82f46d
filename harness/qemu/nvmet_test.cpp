#include "harness/qemu/nvmet.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "harness/base/error.hpp"
#include "harness/qemu/initramfs.hpp"
#include "harness/qemu/process.hpp"
#include "harness/qemu/work_folder.hpp"

namespace zns::harness {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

TEST(NullBlkOptions, AreDefaultsOverriddenOrAddedTo) {
  const KeyValues options = null_blk_options({{"zone_size", "1"}, {"max_sectors", "8"}});
  EXPECT_THAT(options, Contains(Pair("zone_size", "1")));
  EXPECT_THAT(options, Not(Contains(Pair("zone_size", "4"))));
  EXPECT_THAT(options, Contains(Pair("zoned", "1")));
  EXPECT_THAT(options, Contains(Pair("max_sectors", "8")));
}

TEST(NullBlkOptions, ThatNvmetDoesNotTakeAreExplained) {
  const auto refusal = [](const KeyValues& given) -> std::string {
    try {
      static_cast<void>(null_blk_options(given));
    } catch (const HarnessError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(refusal({{"zone_nr_conv", "1"}}),
            "zone_nr_conv: ZNS has no conventional zones, and nvmet takes no drive with any");
  EXPECT_EQ(refusal({{"size", "255"}}),
            "size: nvmet takes no drive whose last zone is smaller than zone_size (both in MiB)");
  EXPECT_EQ(refusal({{"size", "255"}, {"zone_size", "3"}, {"zone_capacity", "3"}}), "") << "null_blk says why not";
  EXPECT_EQ(refusal({{"zone_nr_conv", "0"}, {"size", "252"}}), "");
}

TEST(NvmetScript, SetsEachOptionBeforeTheDriveIsPoweredAndConnected) {
  const std::string script = nvmet_script({{"zone_size", "1"}, {"it's", "$x"}});
  const std::size_t option = script.find("option 'zone_size' '1'\noption 'it'\\''s' '$x'\n");
  ASSERT_NE(option, std::string::npos);
  EXPECT_LT(script.find("option() {"), option);
  EXPECT_LT(option, script.find("/power\" 1"));
  EXPECT_LT(script.find("/power\" 1"), script.find("/dev/nvme-fabrics"));
}

TEST(NvmetScript, IsPartOfTheInitScriptOnlyOnDemand) {
  GuestProgram program{.program = "/p",
                       .arguments = {},
                       .directory = "/",
                       .inputs = {},
                       .reports = {},
                       .heartbeat_s = 1,
                       .null_blk = {}};
  EXPECT_THAT(init_script(program, {}, {}), Not(HasSubstr("nvmet")));
  program.null_blk = null_blk_options({});
  const std::string script = init_script(program, {}, {});
  EXPECT_LT(script.find("fail() {"), script.find("option 'size' '256'"));
  EXPECT_LT(script.find("[ -b /dev/nvme1n1 ]"), script.find("exec '/p'"));

  const WorkFolder folder{testing::TempDir()};
  const auto file = folder.path() / "init";
  std::ofstream{file} << script;
  EXPECT_EQ(run_command({.argv = {"/bin/busybox", "sh", "-n", file.string()}}).err, "");
}

}  // namespace
}  // namespace zns::harness
