#include "harness/targets/qemu_options.hpp"

#include <gmock/gmock.h>

#include "harness/base/error.hpp"

namespace zns::harness {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// A QEMU whose namespaces have `zoned.max_open` and `shared`, and whose controllers `mdts`, `zoned.zasl` and `shared`.
std::vector<std::string> some_qemu(const std::string& device) {
  if (device == "femu") return {"femu_mode", "serial"};
  if (device == "nvme-subsys") return {"nqn"};
  if (device == "nvme-ns") return {"zoned.max_open", "shared", "detached"};
  return {"mdts", "zoned.zasl", "shared", "detached"};
}

std::string controller_of(const std::string& text) {
  return joined(parse_qemu_options(text, some_qemu).drive.controller);
}
std::string complaint_about(const std::string& text) {
  try {
    static_cast<void>(parse_qemu_options(text, some_qemu));
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

TEST(QemuOptions, AreTheGuestsDriveByDefault) {
  const QemuOptions options = parse_qemu_options("", some_qemu);
  const Drive guests = drive(GuestOptions{});
  EXPECT_EQ(options.drive.size, guests.size);
  EXPECT_EQ(options.drive.name_space, guests.name_space);
  EXPECT_EQ(options.drive.controller, guests.controller);
}

TEST(QemuOptions, GoToTheDeviceThatHasThem) {
  const QemuOptions options = parse_qemu_options("zoned.max_open=2,mdts=4,shared=off,size=8M", some_qemu);
  EXPECT_THAT(joined(options.drive.name_space), AllOf(HasSubstr("zoned.max_open=2"), HasSubstr("shared=off")));
  EXPECT_EQ(joined(options.drive.controller), "serial=ZNSPEC,zoned.zasl=3,mdts=4");
  EXPECT_EQ(options.drive.size, 8U << 20);
}

TEST(QemuOptions, LowerTheAppendLimitWithTheTransferLimit) {
  EXPECT_EQ(controller_of("mdts=2"), "serial=ZNSPEC,zoned.zasl=2,mdts=2");
  EXPECT_EQ(controller_of("mdts=0"), "serial=ZNSPEC,zoned.zasl=0,mdts=0");
  EXPECT_EQ(controller_of("mdts=3"), "serial=ZNSPEC,zoned.zasl=3,mdts=3");
  EXPECT_EQ(controller_of("mdts=2,zoned.zasl=1"), "serial=ZNSPEC,zoned.zasl=1,mdts=2");
}

TEST(QemuOptions, OfOurOwn) {
  const QemuOptions options = parse_qemu_options("machine=q35,depth=8,timeout=3", some_qemu);
  EXPECT_EQ(options.machine, "q35");
  EXPECT_EQ(options.depth, 8U);
  EXPECT_EQ(options.timeout, std::chrono::seconds{3});
  EXPECT_EQ(options.doorbells, nvme::Doorbells::Shadow);
  EXPECT_EQ(parse_qemu_options("doorbells=shadow", some_qemu).doorbells, nvme::Doorbells::Shadow);
  EXPECT_EQ(parse_qemu_options("doorbells=registers", some_qemu).doorbells, nvme::Doorbells::Registers);
  EXPECT_EQ(complaint_about("doorbells=bells"), "qemu: option doorbells=bells: neither shadow nor registers");
  for (const char* key : {"machine", "depth", "timeout", "doorbells", "size"})
    EXPECT_THAT(qemu_options_help(), HasSubstr(key));
}

TEST(QemuOptions, OfAForkAreAllOfItsOneDevice) {
  for (const char* text : {"device=femu,femu_mode=3,serial=x,depth=8", "femu_mode=3,device=femu,serial=x,depth=8"}) {
    const QemuOptions options = parse_qemu_options(text, some_qemu);
    EXPECT_EQ(options.drive.device, "femu") << text;
    EXPECT_EQ(joined(options.drive.controller), "femu_mode=3,serial=x") << text;
    EXPECT_TRUE(options.drive.name_space.empty()) << text;
    EXPECT_EQ(options.drive.size, 0U) << "its memory is its own";
    EXPECT_EQ(options.depth, 8U) << text;
  }
  EXPECT_EQ(complaint_about("device=femu,mdts=3"),
            "qemu: option mdts=3: femu of this QEMU has none (nor is it machine, depth, timeout or doorbells)");
  EXPECT_EQ(complaint_about("device=femu,size=1G"),
            "qemu: option size=1G: femu of this QEMU has none (nor is it machine, depth, timeout or doorbells)");
}

TEST(QemuOptions, MayNameQemusOwnDevice) {
  EXPECT_EQ(controller_of("device=nvme,mdts=2"), controller_of("mdts=2"));
}

TEST(QemuOptions, OfANamespaceBesideGoToThatOne) {
  const QemuOptions options =
      parse_qemu_options("ns3.csi=zoned,ns2.csi=nvm,ns3.zoned.max_open=4,ns2.size=8M", some_qemu);
  ASSERT_EQ(options.drive.beside.size(), 2U);
  EXPECT_EQ(options.drive.beside[0].nsid, 3U);
  EXPECT_EQ(joined(options.drive.beside[0].options), "zoned=true,zoned.max_open=4");
  EXPECT_EQ(options.drive.beside[1].nsid, 2U);
  EXPECT_EQ(joined(options.drive.beside[1].options), "zoned=false");
  EXPECT_EQ(options.drive.beside[1].size, 8U << 20);
}

TEST(QemuOptions, OfANamespaceBesideAreRefusedInOneLine) {
  EXPECT_EQ(complaint_about("ns2.csi=kv"), "qemu: option ns2.csi=kv: one of nvm, zoned");
  EXPECT_EQ(complaint_about("ns1.csi=nvm"), "qemu: ns1: the first namespace has that nsid");
  EXPECT_EQ(complaint_about("ns2.size=0"),
            "qemu: option ns2.size=0: bad size of the drive: \"0\" (say for example 256M)");
  for (const char* text : {"ns2.colour=red", "ns2.drive=mine", "ns2.nsid=4"})
    EXPECT_THAT(complaint_about(text), HasSubstr("nvme-ns of this QEMU has no such option for us to set")) << text;
  EXPECT_THAT(complaint_about("device=femu,ns2.csi=nvm"), HasSubstr("the drive of a fork is its own device's alone"));
}

TEST(QemuOptions, OfASubsystem) {
  const QemuOptions options = parse_qemu_options("controllers=2,nqn=mine,ns2.csi=nvm,ns2.detached=on", some_qemu);
  EXPECT_EQ(options.drive.controllers, 2U);
  EXPECT_EQ(joined(options.drive.subsystem), "nqn=mine");
  EXPECT_EQ(joined(options.drive.beside.at(0).options), "zoned=false,detached=on");
  EXPECT_TRUE(options.drive.has_subsystem());
  EXPECT_TRUE(parse_qemu_options("ns2.csi=nvm,ns2.detached=on", some_qemu).drive.has_subsystem())
      << "only a subsystem has namespaces that no controller has";
  EXPECT_TRUE(parse_qemu_options("nqn=mine", some_qemu).drive.has_subsystem());
  EXPECT_FALSE(parse_qemu_options("controllers=1,ns2.csi=nvm", some_qemu).drive.has_subsystem());
  EXPECT_THAT(complaint_about("controllers=0"), HasSubstr("not a number from 1 to 8"));
  EXPECT_THAT(complaint_about("controllers=9"), HasSubstr("not a number from 1 to 8"));
  EXPECT_THAT(complaint_about("subsys=mine"), HasSubstr("znspec's own"));
  EXPECT_EQ(complaint_about("device=femu,controllers=2"), "qemu: controllers: the drive of a fork has one");
  EXPECT_THAT(qemu_options_help(), HasSubstr("controllers"));
}

TEST(QemuOptions, HaveTheListOfADeviceAndAVersionThatWereTriedTogether) {
  EXPECT_EQ(known_deviations_of_qemu("nvme", "7.2.22"), "qemu-7.2.deviations");
  EXPECT_EQ(known_deviations_of_qemu("nvme", "10.0.2"), "qemu-10.0.deviations");
  EXPECT_EQ(known_deviations_of_qemu("nvme", "10.1.0"), "") << "not tried";
  EXPECT_EQ(known_deviations_of_qemu("femu", "10.1.0"), "femu-10.1.deviations");
  EXPECT_EQ(known_deviations_of_qemu("femu", "10.10.0"), "") << "another version";
  EXPECT_EQ(known_deviations_of_qemu("femu", "7.2.22"), "") << "an older fork";
  EXPECT_EQ(known_deviations_of_qemu("zns", "10.1.0"), "") << "another fork's drive";
}

TEST(QemuOptions, NameTheQemuOfAForkByItsDevice) {
  EXPECT_EQ(name_of_qemu("nvme", "7.2.22"), "QEMU 7.2.22");
  EXPECT_EQ(name_of_qemu("femu", "10.1.0"), "femu of QEMU 10.1.0");
  EXPECT_EQ(name_of_qemu("femu", ""), "");
}

TEST(QemuOptions, AreRefusedInOneLine) {
  EXPECT_EQ(complaint_about("colour=red"),
            "qemu: option colour=red: neither nvme-ns, nvme nor nvme-subsys of this QEMU has it (nor is "
            "it size, device, machine, depth, timeout, doorbells or controllers)");
  EXPECT_THAT(complaint_about("zoned.maxopen=3"), HasSubstr("has it; the nearest is 'zoned.max_open'"));
  EXPECT_THAT(complaint_about("mtds=3"), HasSubstr("has it; the nearest is 'mdts'"));
  EXPECT_THAT(complaint_about("dept=3"), HasSubstr("has it; the nearest is 'depth'"));
  EXPECT_THAT(complaint_about("sise=3M"), HasSubstr("has it; the nearest is 'size'"));
  EXPECT_THAT(complaint_about("device=femu,femu-mode=3"), HasSubstr("has none; the nearest is 'femu_mode'"));
  EXPECT_EQ(complaint_about("mdts=3,mdts=4"), "qemu: option mdts=4: it is given twice");
  EXPECT_EQ(complaint_about("mdts"), "qemu: \"mdts\" is not KEY=VALUE");
  EXPECT_THAT(complaint_about("drive=mine"), HasSubstr("znspec's own"));
  EXPECT_EQ(complaint_about("size=0"), "qemu: bad size of the drive: \"0\" (say for example 256M)");
  for (const char* text : {"depth=1", "depth=4097", "depth=x", "depth=8x", "depth=", "timeout=0", "timeout=-1"})
    EXPECT_THAT(complaint_about(text), HasSubstr("not a number from ")) << text;
}

TEST(QemuOptions, OfAProgramThatIsNoneAreAnError) {
  EXPECT_THROW(options_of({.name = "no-such-program"})("nvme"), HarnessError);
  EXPECT_THROW(options_of({.name = "true"})("nvme"), HarnessError);
  EXPECT_EQ(qemu_version({.name = "true"}), "");
}

}  // namespace
}  // namespace zns::harness
