#include "harness/qemu/initramfs.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "harness/base/error.hpp"
#include "harness/qemu/process.hpp"
#include "harness/qemu/work_folder.hpp"

namespace zns::harness {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

GuestProgram program() {
  return {.program = "/opt/a b/znspec",
          .arguments = {"run", "it's", "$HOME `x` \"y\" \\ *", "", "-n"},
          .directory = "/home/me & you",
          .inputs = {},
          .reports = {"/r/o'n'e.json", "/r/two"},
          .saves = "/s/tr'ces",
          .heartbeat_s = 3};
}

TEST(Shell, AnyTextIsOneWord) {
  for (const std::string& text :
       {std::string{"a"}, std::string{"it's"}, std::string{"$(exit 1) `x` \"\\ * \n ~"}, std::string{""}}) {
    const CommandResult result =
        run_command({.argv = {"/bin/sh", "-c", "printf %s:%s " + shell_quoted(text) + " end"}});
    EXPECT_EQ(result.out, text + ":end");
  }
}

TEST(InitScript, IsAShellScript) {
  const WorkFolder folder{testing::TempDir()};
  const auto file = folder.path() / "init";
  std::ofstream{file} << init_script(program(), {{"virtio", ""}, {"nvme", ""}}, {"/opt/l/libx.so", "/lib/ld.so"});
  const CommandResult result = run_command({.argv = {"/bin/busybox", "sh", "-n", file.string()}});
  EXPECT_EQ(result.err, "");
  EXPECT_TRUE(result.status.success());
}

TEST(InitScript, HoldsProgramModulesAndReports) {
  const std::string script = init_script(program(), {{"virtio", ""}, {"nvme", ""}}, {"/opt/l/libx.so", "/lib/ld.so"});
  EXPECT_THAT(script, HasSubstr("modules='virtio nvme '"));
  EXPECT_THAT(script, HasSubstr("exec '/opt/a b/znspec' 'run' 'it'\\''s' '$HOME `x` \"y\" \\ *' '' '-n'\n"));
  EXPECT_THAT(script, HasSubstr("cd '/home/me & you'\n"));
  EXPECT_THAT(script, HasSubstr("LD_LIBRARY_PATH='/opt/l'\n"));
  EXPECT_THAT(script, HasSubstr("set -- '/r/o'\\''n'\\''e.json' '/r/two'\n"));
  EXPECT_THAT(script, HasSubstr("saves='/s/tr'\\''ces'\n"));
  EXPECT_THAT(script, HasSubstr("beat=3\n"));
  EXPECT_THAT(init_script(program(), {}, {}), Not(HasSubstr("LD_LIBRARY_PATH")));
}

TEST(InitScript, LoadsTheUsersDriversAndWaitsForTheirNode) {
  // given
  GuestProgram run = program();
  run.drivers = {{.file = "/my files/dri've.ko", .parameters = "start=256M  cpus=1,2"}};
  run.node = "/dev/nvme1n1";
  // when
  const std::string script = init_script(run, {}, {});
  // then
  EXPECT_THAT(script, HasSubstr("insert 'dri'\\''ve.ko' '/znspec/given/dri'\\''ve.ko' 'start=256M' 'cpus=1,2'\n"
                                "wait_for '/dev/nvme1n1' 30\n"));
  EXPECT_LT(script.find("wait_for /dev/nvme0n1 10\n"), script.find("insert 'dri")) << "QEMU's drive is the first";
  EXPECT_THAT(init_script(program(), {}, {}), Not(HasSubstr("insert '")));
}

TEST(Ldd, ItsLinesAreUnderstood) {
  EXPECT_THAT(
      parse_ldd("\tlinux-vdso.so.1 (0x00007ffd)\n"
                "\tlibnvme.so.1 => /lib/x86_64-linux-gnu/libnvme.so.1 (0x00007f)\n"
                "\tliba.so => /opt/a => b (x)/liba.so (0x00007f)\n"
                "\t/lib64/ld-linux-x86-64.so.2 (0x00007f)\n",
                "p"),
      ElementsAre("/lib/x86_64-linux-gnu/libnvme.so.1", "/opt/a => b (x)/liba.so", "/lib64/ld-linux-x86-64.so.2"));
  EXPECT_THAT(parse_ldd("\tnot a dynamic executable\n", "p"), IsEmpty());
  EXPECT_THAT(parse_ldd("\tstatically linked\n", "p"), IsEmpty());
  try {
    parse_ldd("\tlibgone.so.1 => not found\n", "/bin/p");
    FAIL();
  } catch (const HarnessError& error) {
    EXPECT_STREQ(error.what(), "/bin/p needs the library libgone.so.1, which is not on this machine");
  }
}

TEST(Ldd, AMissingProgramIsNamed) {
  EXPECT_THROW(libraries_of("/no/such/program"), HarnessError);
}

}  // namespace
}  // namespace zns::harness
