// nvme-cli itself, in a Linux guest, with QEMU's drive: the scripts of shipped deviations say that the defect shows,
// and the scripts of defects that QEMU does not have (mutants of the reference have them) deny it. busybox is the
// shell.
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "harness/qemu/guest.hpp"
#include "harness/qemu/initramfs.hpp"
#include "harness/qemu/process.hpp"
#include "harness/qemu/work_folder.hpp"
#include "harness/replay/nvme_cli_script.hpp"
#include "harness/replay/trace_file.hpp"
#include "harness/run/run.hpp"
#include "harness/select/select.hpp"
#include "harness/targets/open.hpp"
#include "suites/contents.hpp"

namespace zns::harness {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr const char* kNvme = "/usr/sbin/nvme";
constexpr const char* kBusybox = "/bin/busybox";
constexpr const char* kLoader = "/lib64/ld-linux-x86-64.so.2";

// Those that Linux lets a program send: it refuses flags (FUSE, PSDT), and PRPs are its own.
constexpr const char* kShipped[] = {"zone-state-matrix.set-extension", "zone-descriptor-extension.re",
                                    "select-all.open-all-or-nothing", "identify.namespace-broadcast",
                                    "field-ends.report-numd"};

// Defects that QEMU does not have: of a status, a zone's state, a result, and data.
struct Foreign {
  const char* mutant;
  const char* id;
};
constexpr Foreign kForeign[] = {{"write-off-wp-is-boundary", "write/above-write-pointer-empty"},
                                {"append-opens-explicitly", "zone-append/block-by-block"},
                                {"append-tells-zslba", "zone-append/in-turn-with-write"},
                                {"append-loses-last-block", "zone-append/as-large-as-allowed"}};
constexpr const char* kGeometryOfQemu =
    ",zones=64,zsze=1024,zcap=768,mar=8,mor=4,zdes=2,mdts=7,zasl=3,nn=256,vwc=yes,nsmgmt=yes,dae=yes";

Trace trace_of(const Foreign& foreign) {
  const auto opened = open_target(std::string{"mutant:"} + foreign.mutant + kGeometryOfQemu, {});
  Trace found;
  const SaveTrace keep = [&found](const std::string&, const Trace& trace) {
    found = trace;
    return std::string{};
  };
  const std::vector<suites::Section> cases = select(suites::contents(), Suite::All, Filter{foreign.id});
  static_cast<void>(harness::run(*opened, cases, {.save = keep}));
  return found;
}

class NvmeCli : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* program : {kNvme, kBusybox, "qemu-system-x86_64"})
      if (!program_exists(program)) GTEST_SKIP() << program << " is not installed";
  }

  void add(const std::string& name, const Trace& trace) {
    const fs::path script = folder_.path() / (name + ".sh");
    std::ofstream{script} << nvme_cli_script(trace);
    options_.files.push_back(script);
  }

  // Runs all of them in one guest. Their exit statuses by their names; what they print is in out_.
  std::map<std::string, int> run() {
    const fs::path runner = folder_.path() / "runner";
    std::ofstream{runner} << "b=/znspec/bin/busybox\n$b mkdir /tmp/bin\n$b --install -s /tmp/bin\n"
                          << "export PATH=/tmp/bin:/usr/sbin\nchmod 755 " << kNvme << " " << kLoader
                          << "\nfor script in " << folder_.path().string() << "/*.sh; do\n"
                          << "  sh \"$script\" --yes /dev/nvme0n1\n"
                          << "  echo \"== $(basename \"$script\" .sh) $?\"\ndone 2>&1\n";
    options_.files.emplace_back(kNvme);
    for (const fs::path& library : libraries_of(kNvme)) options_.files.push_back(library);
    EXPECT_EQ(run_guest(options_, {"sh", runner.string()}, kBusybox, out_, diagnostics_), 0) << diagnostics_.str();
    std::map<std::string, int> statuses;
    std::istringstream lines{out_.str()};
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words{line};
      std::string mark, name;
      int status = 0;
      if (words >> mark >> name >> status && mark == "==") statuses[name] = status;
    }
    return statuses;
  }

  WorkFolder folder_{::testing::TempDir()};
  GuestOptions options_;
  std::ostringstream out_, diagnostics_;
};

TEST_F(NvmeCli, SaysWhatIsWrongWithQemuAndNothingElse) {
  // given the scripts of five defects that QEMU has, and of four that it does not have
  for (const char* name : kShipped)
    add(name, load_trace(std::string{ZNSPEC_SOURCE_DIR} + "/corpora/devices/traces/qemu-7.2/" + name + ".trace"));
  for (const Foreign& foreign : kForeign) add(foreign.mutant, trace_of(foreign));
  // when
  std::map<std::string, int> statuses = run();
  // then
  for (const char* name : kShipped) EXPECT_EQ(statuses[name], 1) << name << "\n" << out_.str();
  for (const Foreign& foreign : kForeign) {
    ASSERT_TRUE(statuses.contains(foreign.mutant)) << out_.str();
    EXPECT_EQ(statuses[foreign.mutant], 0) << foreign.mutant << "\n" << out_.str();
  }
  EXPECT_THAT(out_.str(), HasSubstr("/dev/nvme0n1: QEMU NVMe Ctrl, serial number "));
  EXPECT_THAT(out_.str(), HasSubstr("NOT PERMITTED, ZNS-RES-011: expected zone 13: ZSC, came zs=ZSEO\n"));
  EXPECT_THAT(out_.str(), HasSubstr("NOT PERMITTED, ID-CNS-000d: expected Successful Completion (SCT 0h, SC 00h), came "
                                    "Invalid Namespace or Format (SCT 0h, SC 0Bh)\n"));
}

}  // namespace
}  // namespace zns::harness
