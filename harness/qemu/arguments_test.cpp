#include "harness/qemu/arguments.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <stdexcept>

#include "harness/qemu/work_folder.hpp"

namespace zns::harness {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;

class Arguments : public testing::Test {
 protected:
  fs::path make(const std::string& name) {
    const fs::path file = folder_.path() / name;
    std::ofstream{file} << "content";
    return file;
  }
  std::string error_of_writing(const fs::path& report) {
    try {
      check_writable(report);
    } catch (const HarnessError& error) {
      return error.what();
    }
    return {};
  }
  WorkFolder folder_{testing::TempDir()};
};

TEST_F(Arguments, AnExistingFileIsAnInputWhereverItIsNamed) {
  const fs::path a = make("a"), b = make("b"), c = make("c=d"), e = make("e");
  const NamedFiles files = files_in({"replay", a.string(), "--deviations=" + b.string(), "--x=kind=" + c.string(),
                                     "seeds=" + e.string(), "--seed", "7", "--none=" + a.string() + "x", "", "="});
  EXPECT_THAT(files.inputs, ElementsAre(a, b, c, e));
  EXPECT_THAT(files.reports, IsEmpty());
}

TEST_F(Arguments, FoldersAndDevicesAreNoInputs) {
  EXPECT_THAT(files_in({folder_.path().string(), "/dev/null", "--save=" + folder_.path().string()}).inputs, IsEmpty());
}

TEST_F(Arguments, ARelativeNameIsMadeAbsolute) {
  const fs::path a = make("a");
  const std::string relative = fs::relative(a).string();
  EXPECT_THAT(files_in({relative}).inputs, ElementsAre(a));
}

TEST_F(Arguments, ReportsAreFoundInBothSpellings) {
  const fs::path old = make("old.json");
  const NamedFiles files = files_in({"run", "--report", "json=" + old.string(), "--report=junit=/x/y=z.xml", "--report",
                                     "console", "--report", "tap=", "--report", "html=h.html"});
  EXPECT_THAT(files.reports, ElementsAre(old, "/x/y=z.xml", fs::current_path() / "h.html"));
  EXPECT_THAT(files.inputs, IsEmpty()) << "an older report is not carried into the guest";
}

TEST_F(Arguments, TheFolderOfSaveIsFoundInBothSpellings) {
  EXPECT_EQ(files_in({"run", "--save", "/t/a/"}).saves, "/t/a/");
  EXPECT_EQ(files_in({"diff", "--save=b"}).saves, fs::current_path() / "b");
  EXPECT_EQ(files_in({"run", "--report", "--save", "x"}).saves, "") << "the strange name of a report";
  EXPECT_EQ(files_in({"run", "--saved", "x", "--save="}).saves, "");
  EXPECT_EQ(files_in({"run", "--save"}).saves, "");
}

TEST_F(Arguments, TheFolderOfSaveIsMade) {
  make_saves_folder(folder_.path() / "a/b");
  make_saves_folder(folder_.path() / "a/b");
  EXPECT_TRUE(fs::is_directory(folder_.path() / "a/b"));
  EXPECT_THROW(make_saves_folder(make("file")), HarnessError);
  EXPECT_THROW(make_saves_folder("/proc/nowhere"), HarnessError);
}

TEST_F(Arguments, AReportIsCheckedAndLeftAsItWas) {
  const fs::path fresh = folder_.path() / "fresh", old = make("old");
  EXPECT_EQ(error_of_writing(fresh), "");
  EXPECT_FALSE(fs::exists(fresh));
  EXPECT_EQ(error_of_writing(old), "");
  EXPECT_EQ(fs::file_size(old), 7u);
}

TEST_F(Arguments, AReportThatCannotBeWrittenIsNamed) {
  EXPECT_THAT(error_of_writing("/no/such/folder/r.json"),
              AllOf(HasSubstr("/no/such/folder/r.json"), HasSubstr("No such file")));
  EXPECT_THAT(error_of_writing(make("file") / "r.json"), HasSubstr("Not a directory"));
  EXPECT_THAT(error_of_writing(folder_.path()), HasSubstr("not a regular file"));
  EXPECT_THAT(error_of_writing("/dev/stdout"), HasSubstr("not a regular file"));
  EXPECT_THAT(error_of_writing("/proc/self/fd/1"), HasSubstr("not a regular file"));
}

TEST(Drive, TheDefaultsAreAZonedNamespace) {
  const Drive result = drive({});
  EXPECT_EQ(result.size, 256u << 20);
  EXPECT_EQ(joined(result.name_space),
            "zoned=true,zoned.zone_size=4M,zoned.zone_capacity=3M,zoned.max_open=4,zoned.max_active=8,"
            "zoned.descr_ext_size=128,logical_block_size=4096,physical_block_size=4096");
  EXPECT_EQ(joined(result.controller), "serial=ZNSPEC,zoned.zasl=3");
}

TEST(Drive, ThatIsGivenInPartIsCompletedByQemu) {
  GuestOptions options;
  options.device = {{"zoned.zone_size", "1M"}};
  EXPECT_EQ(joined(drive(options).name_space), "zoned=true,zoned.zone_size=1M") << "capacity and limits are QEMU's";
  options.device = {{"zoned.max_open", "2"}};
  EXPECT_EQ(joined(drive(options).name_space),
            "zoned=true,zoned.zone_size=4M,zoned.zone_capacity=3M,zoned.descr_ext_size=128,logical_block_size=4096,"
            "zoned.max_open=2,physical_block_size=4096");
}

TEST(Drive, HasTheNamespaceIdThatIsGiven) {
  GuestOptions options;
  EXPECT_EQ(drive(options).nsid, 1U);
  options.device = {{"nsid", "7"}};
  EXPECT_EQ(drive(options).nsid, 7U);
  EXPECT_THAT(drive_arguments(drive(options), "file"), Contains(HasSubstr("bus=nvme0,nsid=7,zoned=true")));
  options.device = {{"nsid", "0"}};
  EXPECT_THROW(drive(options), HarnessError);
}

TEST(Drive, HasNoSubsystemUnlessItNeedsOne) {
  const auto words = drive_arguments(drive({}), "file");
  EXPECT_THAT(words, Not(Contains(HasSubstr("subsys"))));
}

TEST(Drive, HasItsControllersBeforeItsNamespaces) {
  Drive two = drive({});
  two.controllers = 2;
  two.subsystem = {{"nqn", "a,b"}};
  two.beside = {{.nsid = 2, .options = {{"detached", "on"}}}};
  const auto words = drive_arguments(two, "file", {"other"});
  EXPECT_THAT(words, ElementsAre("-drive", HasSubstr("id=drive0"), "-device", "nvme-subsys,id=subsys0,nqn=a,,b",
                                 "-device", "nvme,id=nvme0,serial=ZNSPEC,zoned.zasl=3,subsys=subsys0", "-device",
                                 "nvme,id=nvme1,serial=ZNSPEC,zoned.zasl=3,subsys=subsys0", "-device",
                                 HasSubstr("nvme-ns,drive=drive0,bus=nvme0,nsid=1,"), "-drive", HasSubstr("id=drive1"),
                                 "-device", "nvme-ns,drive=drive1,bus=nvme0,nsid=2,detached=on"));
}

TEST(Drive, OptionsOverrideOrAdd) {
  GuestOptions options;
  options.device = {{"zoned.max_open", "0"}, {"size", "1G"}, {"logical_block_size", "512"}, {"ms", "8"}};
  options.controller = {{"mdts", "3"}, {"serial", "a,b"}};
  const Drive result = drive(options);
  EXPECT_EQ(result.size, 1u << 30);
  EXPECT_THAT(result.name_space, Contains(Pair("zoned.max_open", "0")));
  EXPECT_THAT(result.name_space, Not(Contains(Pair("zoned.max_open", "4"))));
  EXPECT_THAT(result.name_space, Contains(Pair("ms", "8")));
  EXPECT_THAT(result.name_space, Contains(Pair("physical_block_size", "512"))) << "follows the logical size";
  EXPECT_EQ(joined(result.controller), "serial=a,,b,zoned.zasl=3,mdts=3");
}

TEST(Drive, KeepsItsDefaultsWhereTheOptionsAreOfAnotherTarget) {
  GuestOptions options;
  options.target = GuestTarget::Nvmet;
  options.device = {{"size", "16"}, {"zone_size", "1"}};
  const Drive result = drive(options);
  EXPECT_EQ(result.size, 256u << 20);
  EXPECT_THAT(result.name_space, Not(Contains(Pair("zone_size", "1"))));
}

TEST(Drive, OfAForkIsOneDeviceWithNothingOfOurs) {
  GuestOptions options;
  options.device = {{"device", "femu"}, {"devsz_mb", "256"}, {"serial", "a,b"}};
  const Drive result = drive(options);
  EXPECT_EQ(result.size, 0U);
  EXPECT_THAT(drive_arguments(result, "file"), ElementsAre("-device", "femu,id=nvme0,devsz_mb=256,serial=a,,b"));
  options.device = {{"device", "nvme"}, {"size", "8M"}};
  EXPECT_EQ(drive(options).size, 8U << 20) << "QEMU's own, as without";
  options.device = {{"device", "femu"}};
  EXPECT_THAT(drive_arguments(drive(options), "file"), ElementsAre("-device", "femu,id=nvme0"));
}

TEST(Drive, Sizes) {
  EXPECT_EQ(parse_size("4096"), 4096u);
  EXPECT_EQ(parse_size("1K"), 1024u);
  EXPECT_EQ(parse_size("2T"), std::uint64_t{2} << 40);
  for (const char* bad : {"", "0", "M", "12Q", "12MM", "-1", "1 M", "0x10", "99999999999999999999", "9999999T"}) {
    EXPECT_THROW(parse_size(bad), HarnessError) << bad;
  }
}

TEST(KeyValuesText, IsReadAsQemuDoes) {
  EXPECT_THAT(parse_key_values("a=b"), ElementsAre(Pair("a", "b")));
  EXPECT_THAT(parse_key_values("a=,zoned.x=1=2,c=d,,e"),
              ElementsAre(Pair("a", ""), Pair("zoned.x", "1=2"), Pair("c", "d,e")));
  for (const char* bad : {"", "a", "=b", "a=b,", ",a=b", "a=b,c"}) {
    EXPECT_THROW(parse_key_values(bad), std::invalid_argument) << bad;
  }
}

TEST(QemuCommand, HoldsTheDriveThePortsAndTheOptions) {
  GuestOptions options;
  options.qemu = "/opt/qemu";
  options.qemu_data = "/opt/data:/opt/bios";
  options.memory_mib = 300;
  options.accel = "kvm";
  options.smp = 3;
  options.append = "memmap=257M$256M quiet";
  const GuestFiles files{"/k", "/i", "/w,x/drive", "/w/console", "/w/out", "/w/err", "/w/frames", "/w/j", "/w,x/o"};
  const std::vector<std::string> command = qemu_command(options, drive(options), files);
  EXPECT_EQ(command[0], "/opt/qemu");
  std::string text;
  for (const std::string& word : command) text += word + " ";
  for (const char* part :
       {"-accel kvm ", "-smp 3 ", " no_timer_check memmap=257M$256M quiet ", "-m 300 ", "-L /opt/data -L /opt/bios ",
        "-kernel /k ", "-initrd /i ", "-nodefaults ", "-display none ", "-no-reboot ", " panic=-1 oops=panic ",
        "file=/w,,x/drive ", "path=/w/frames ", "path=/w/j -device virtserialport,nr=4,chardev=journal ",
        "-chardev pipe,id=orders,path=/w,,x/o -device virtserialport,nr=5,chardev=orders ",
        "-device nvme,id=nvme0,serial=ZNSPEC,", "-device nvme-ns,drive=drive0,bus=nvme0,nsid=1,zoned=true,"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

}  // namespace
}  // namespace zns::harness
