#include "harness/matrix/matrix_file.hpp"

#include <gmock/gmock.h>

#include "harness/base/error.hpp"

namespace zns::harness {
namespace {

using ::testing::HasSubstr;

TEST(MatrixFile, HoldsTargets) {
  const auto targets = parse_matrix(R"(# two devices
[[target]]
name = "small"
target = "qemu:size=4M"
qemu = "bin/qemu"
deviations = "my.deviations"
refused = "metadata"
diff = {commands = 20, seed = 0, depth = 8}

[[target]]
name = "linux"
guest = ""
qemu = "qemu-9"
)",
                                    "dir/m.toml");
  ASSERT_EQ(targets.size(), 2U);
  EXPECT_EQ(targets[0].line, 2U);
  EXPECT_EQ(targets[0].name, "small");
  EXPECT_EQ(targets[0].spelling, "qemu:size=4M");
  EXPECT_EQ(targets[0].qemu, "dir/bin/qemu");
  EXPECT_EQ(targets[0].deviations, "dir/my.deviations");
  EXPECT_EQ(targets[0].refused, "metadata");
  ASSERT_TRUE(targets[0].diff.has_value());
  EXPECT_EQ(targets[0].diff->commands, 20U);
  EXPECT_EQ(targets[0].diff->seed, 0U);
  EXPECT_EQ(targets[0].diff->depth, 8U);
  EXPECT_FALSE(targets[0].guest.has_value());
  EXPECT_EQ(targets[1].guest, "");
  EXPECT_EQ(targets[1].qemu, "qemu-9") << "found in PATH";
  EXPECT_FALSE(targets[1].diff.has_value());
}

std::string error_of(const std::string& text) {
  try {
    static_cast<void>(parse_matrix(text, "m.toml"));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no error";
}

// A target whose third line is `line`.
std::string with(const std::string& line) {
  return error_of("[[target]]\nname = \"a\"\n" + line + "\n");
}

TEST(MatrixFile, NamesTheLineOfEveryMistake) {
  EXPECT_THAT(with("target = \"ref:"), HasSubstr("m.toml:3: "));
  EXPECT_EQ(error_of("targets = 1\n"), "m.toml:1: unknown key 'targets'; entries are [[target]]");
  EXPECT_EQ(error_of("[target]\n"), "m.toml:1: entries are [[target]], in double brackets");
  EXPECT_EQ(error_of("target = [3]\n"), "m.toml:1: entries are [[target]] tables");
  EXPECT_EQ(error_of("# nothing\n"), "m.toml: there is no [[target]]");
  EXPECT_EQ(error_of("\n[[target]]\ntarget = \"ref:\"\n"), "m.toml:2: a target has a 'name'");
  EXPECT_EQ(error_of("[[target]]\nname = \"a\\tb\"\ntarget = \"ref:\"\n"), "m.toml:2: 'name' must be printable ASCII");
  EXPECT_EQ(with("target = 3"), "m.toml:3: 'target' must be a string that is not empty");
  EXPECT_EQ(with("guest = true"), "m.toml:3: 'guest' must be \"nvmet\", or options of QEMU's drive");
  EXPECT_EQ(with("typo = 1"), "m.toml:3: unknown key 'typo' (name, target, guest, qemu, deviations, refused, diff)");
  EXPECT_EQ(with(""), "m.toml:1: a target has either a 'target', like \"qemu:mdts=5\", or a 'guest'");
  EXPECT_EQ(with("target = \"ref:\"\nguest = \"\""),
            "m.toml:1: a target has either a 'target', like \"qemu:mdts=5\", or a 'guest'");
  EXPECT_EQ(with("guest = \"\"\ndiff = {seed = 1}"), "m.toml:1: random sequences ('diff') are not for a 'guest'");
  EXPECT_EQ(with("target = \"/dev/nvme0n1\""),
            "m.toml:1: '/dev/nvme0n1': a device node is tested by 'znspec run' only");
  EXPECT_EQ(with("target = \"ref:\"\n[[target]]\nname = \"a\"\ntarget = \"qemu:\""),
            "m.toml:4: 'a' is the name of line 1");
}

TEST(MatrixFile, NamesTheLineOfEveryMistakeAboutRandomSequences) {
  EXPECT_EQ(with("diff = 3"), "m.toml:3: 'diff' must be a table like {commands = 2000, seed = 1}");
  EXPECT_EQ(with("diff = {illegal = 3}"), "m.toml:3: unknown key 'illegal' (commands, seed, depth)");
  EXPECT_EQ(with("diff = {depth = 1025}"), "m.toml:3: 'depth' must be a number from 1 to 1024");
  EXPECT_THAT(with("diff = {commands = 0}"), HasSubstr("m.toml:3: 'commands' must be a number from 1"));
  EXPECT_THAT(with("diff = {seed = \"1\"}"), HasSubstr("m.toml:3: 'seed' must be a number from 0"));
}

TEST(MatrixFile, MustBeThere) {
  EXPECT_THROW(static_cast<void>(load_matrix("/nonexistent/m.toml")), UsageError);
  EXPECT_THROW(static_cast<void>(load_matrix("/")), UsageError);
}

TEST(MatrixFile, IsWhatIsShipped) {
  const std::string devices = std::string{ZNSPEC_SOURCE_DIR} + "/corpora/devices/";
  EXPECT_GE(load_matrix(devices + "qemu-geometries.toml").size(), 10U);
  EXPECT_GE(load_matrix(devices + "ref-geometries.toml").size(), 5U);
}

}  // namespace
}  // namespace zns::harness
