// The script of each known deviation that znspec ships says so where the device answers as recorded, and denies it
// where the reference answers. `nvme` is a stand-in (nvme_cli_stand_in.cpp).
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "harness/replay/nvme_cli_script.hpp"
#include "harness/replay/trace_file.hpp"
#include "harness/report/text.hpp"
#include "harness/run/run.hpp"
#include "harness/select/select.hpp"
#include "harness/targets/open.hpp"
#include "suites/contents.hpp"

namespace zns::harness {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::size_t kQuestions = 5;  // the script's own: four of Identify, and a report
constexpr int kNotShown = 0, kShown = 1, kRefused = 2, kCannotBeDone = 3;

std::string text_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream{file, std::ios::binary}.rdbuf();
  return text.str();
}

enum class Device { AsRecorded, Reference };

class Defects : public ::testing::Test {
 protected:
  Defects() {
    fs::create_directories(folder_);
    std::ofstream{folder_ / "nvme0n1"};
  }
  ~Defects() override { fs::remove_all(folder_); }

  // Runs the script of the trace, and returns its exit status. `like`: the device's trace, if it is another one.
  int run(const fs::path& trace, Device device, const std::string& arguments = "--yes", const std::string& reply = "",
          const fs::path& like = {}) {
    std::ofstream{folder_ / "script.sh"} << nvme_cli_script(load_trace(trace.string()));
    std::ofstream{folder_ / "reply"} << reply;
    fs::remove(folder_ / "log");
    return sh("NVME=" + shell_word(ZNSPEC_NVME_STAND_IN) +
              " ZNSPEC_NVME_TRACE=" + shell_word((like.empty() ? trace : like).string()) +
              (device == Device::AsRecorded ? " ZNSPEC_NVME_RECORDED=1" : "") + " ZNSPEC_NVME_LOG=log sh script.sh " +
              arguments + " nvme0n1 <reply");
  }
  int sh(const std::string& line) {
    const int status = std::system(("cd " + shell_word(folder_.string()) + " && (" + line + ") >out 2>&1").c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  [[nodiscard]] std::size_t commands_sent() const {
    return fs::file_size(folder_ / "log") / 88;  // none of them with data: a head of 24 bytes, and the entry
  }
  [[nodiscard]] std::string out() const { return text_of(folder_ / "out"); }

  fs::path folder_ = fs::temp_directory_path() / ("znspec_defects_test." + std::to_string(::getpid()));
};

// What nvme-cli cannot do: PRPs, and commands in flight together.
bool can_be_done(const Trace& trace) {
  return std::all_of(trace.steps.begin(), trace.steps.end(), [](const TraceStep& step) {
    const auto* batch = std::get_if<TraceBatch>(&step);
    return batch != nullptr && batch->size() == 1 && batch->front().prps == TracePrps{} &&
           batch->front().controller == 0;
  });
}

// The reference closes another zone to make room, or refuses for want of it, and goes on from there: the command at
// issue is another one.
const std::set<std::string> kTakeAnotherCourse = {"diff.ZNS-RES-011", "resets.controller-reset-then-activates"};

std::vector<fs::path> shipped(const std::string& device) {
  std::vector<fs::path> files;
  for (const auto& file : fs::directory_iterator{fs::path{ZNSPEC_SOURCE_DIR} / "corpora/devices/traces" / device})
    files.push_back(file.path());
  std::sort(files.begin(), files.end());
  return files;
}

class ShippedDefects : public Defects, public ::testing::WithParamInterface<const char*> {};
INSTANTIATE_TEST_SUITE_P(Of, ShippedDefects, ::testing::Values("qemu-7.2", "linux-6.1-nvmet"),
                         [](const auto& device) { return std::string{device.index == 0 ? "Qemu" : "Nvmet"}; });

TEST_P(ShippedDefects, ShowWhereTheDeviceAnswersAsRecorded) {
  for (const fs::path& file : shipped(GetParam())) {
    const int status = run(file, Device::AsRecorded);
    EXPECT_THAT(out(), Not(HasSubstr("otherwise than recorded"))) << file;
    // What is wrong only beside others in flight, or over a reset, may be right one after the other.
    if (status == kCannotBeDone && !can_be_done(load_trace(file.string()))) continue;
    EXPECT_EQ(status, kShown) << file << "\n" << out();
    EXPECT_THAT(out(), HasSubstr("NOT PERMITTED")) << file;
  }
}

TEST_P(ShippedDefects, DoNotShowOnTheReference) {
  for (const fs::path& file : shipped(GetParam())) {
    const bool is_done = can_be_done(load_trace(file.string())) && !kTakeAnotherCourse.contains(file.stem().string());
    EXPECT_EQ(run(file, Device::Reference), is_done ? kNotShown : kCannotBeDone) << file << "\n" << out();
  }
}

TEST_F(Defects, AreLookedForOnlyWhereTheUserSaysYes) {
  const fs::path file = shipped("qemu-7.2").front();
  // when it is declined, or nobody answers
  EXPECT_EQ(run(file, Device::AsRecorded, "", "no"), kRefused);
  EXPECT_THAT(out(), HasSubstr("znspec reference device, serial number ZNSPEC-REFERENCE\nAll data on it is lost"));
  EXPECT_EQ(run(file, Device::AsRecorded, "", ""), kRefused);
  // then no command that changes anything was sent
  EXPECT_EQ(commands_sent(), kQuestions) << out();
  // when it is allowed
  EXPECT_EQ(run(file, Device::AsRecorded, "", "yes"), kShown) << out();
  EXPECT_GT(commands_sent(), kQuestions);
}

TEST_F(Defects, AreNotLookedForOnAnotherGeometry) {
  const fs::path file = shipped("qemu-7.2").front();
  const Geometry like = load_trace(file.string()).geometry;
  const auto refuses = [&](const Geometry& other, const std::string& why) {
    Trace device;
    device.geometry = other;
    std::ofstream{folder_ / "device.trace"} << print(device);
    EXPECT_EQ(run(file, Device::Reference, "--yes", "", folder_ / "device.trace"), kRefused) << why << "\n" << out();
    EXPECT_THAT(out(), HasSubstr(why));
    EXPECT_EQ(commands_sent(), kQuestions) << out();
  };
  Geometry other = like;
  other.zones = 65;
  refuses(other, "nsze is 0x10400 here, and 0x10000 in the trace");
  other = like;
  other.zsze = 0x800;
  refuses(other, "zsze is 0x800 here, and 0x400 in the trace");
  other = like;
  other.zcap = 0x301;
  refuses(other, "zcap of the first zone is 0x301 here, and 0x300 in the trace");
  other = like;
  other.lba_bytes = 512;
  refuses(other, "LBADS is 0x9 here, and 0xc in the trace");
  other = like;
  other.max_open = std::nullopt;
  refuses(other, "MOR is 0xffffffff here, and 0x3 in the trace");
  other = like;
  other.namespace_management = false;
  refuses(other, "OACS bit 3 is 0x0 here, and 0x1 in the trace");
}

TEST_F(Defects, NeedNvmeCliAndADevice) {
  std::ofstream{folder_ / "script.sh"} << nvme_cli_script(load_trace(shipped("qemu-7.2").front().string()));
  EXPECT_EQ(sh("NVME=/nowhere/nvme sh script.sh --yes nvme0n1"), kCannotBeDone);
  EXPECT_EQ(out(), "/nowhere/nvme is missing: install nvme-cli (apt-get install nvme-cli)\n");
  EXPECT_EQ(sh("NVME=true sh script.sh --yes nvme1n1"), kCannotBeDone);
  EXPECT_EQ(out(), "nvme1n1: there is no such device\n");
  EXPECT_EQ(sh("NVME=false sh script.sh --yes nvme0n1"), kCannotBeDone);
  EXPECT_THAT(out(), HasSubstr("nvme0n1: Identify Controller: "));
  EXPECT_EQ(sh("NVME=true sh script.sh --yes script.sh"), kRefused);
  EXPECT_THAT(out(), HasSubstr("script.sh is no namespace"));
  for (const char* arguments : {"", "--yes", "nvme0n1 nvme0n1", "--no nvme0n1", "--help"}) {
    EXPECT_EQ(sh(std::string{"NVME=true sh script.sh "} + arguments), kRefused) << arguments;
    EXPECT_THAT(out(), HasSubstr("usage: sh script.sh [--yes] /dev/nvmeXnY")) << arguments;
  }
}

// Each way to look for a defect, with a mutant that has one of the kind.
struct Way {
  const char* check;  // the script's function
  const char* mutant;
  const char* id;
};
constexpr Way kWays[] = {{"permit_status", "write-off-wp-is-boundary", "write/above-write-pointer-empty"},
                         {"permit_completion", "write-off-wp-hangs", "write/above-write-pointer-empty"},
                         {"permit_result", "append-tells-zslba", "zone-append/in-turn-with-write"},
                         {"permit_zone", "append-opens-explicitly", "zone-append/block-by-block"},
                         {"permit_zone", "report-zcap-is-zsze", "zone-append/block-by-block"},
                         {"permit_zone", "wp-one-short", "zone-append/block-by-block"},
                         {"refuse_zone", "report-conventional", "zone-append/block-by-block"},
                         {"refuse_zone", "report-without-zdev", "zone-descriptor-extension/*"},
                         {"permit_bytes", "append-loses-last-block", "zone-append/two-blocks"},
                         {"refuse_same", "reset-tells-zcc", "zone-mgmt-send/*reset*"},
                         {"refuse_same", "open-limit-ignored", "zone-resources/*"}};

// The first trace of a failure whose script looks that way.
std::optional<Trace> trace_of(const Way& way) {
  const auto opened = open_target(std::string{"mutant:"} + way.mutant, {});
  std::optional<Trace> found;
  const SaveTrace keep = [&](const std::string&, const Trace& trace) {
    if (!found && nvme_cli_script(trace).find(std::string{"\n"} + way.check + " ") != std::string::npos) found = trace;
    return std::string{};
  };
  static_cast<void>(harness::run(*opened, select(suites::contents(), Suite::All, Filter{way.id}), {.save = keep}));
  return found;
}

TEST_F(Defects, OfEachKindShowAndDoNotShow) {
  for (const Way& way : kWays) {
    const std::optional<Trace> trace = trace_of(way);
    ASSERT_TRUE(trace) << way.mutant << ": no script with " << way.check;
    std::ofstream{folder_ / "mutant.trace"} << print(*trace);
    EXPECT_EQ(run(folder_ / "mutant.trace", Device::AsRecorded), kShown) << way.mutant << "\n" << out();
    EXPECT_EQ(run(folder_ / "mutant.trace", Device::Reference), kNotShown) << way.mutant << "\n" << out();
  }
}

// A value that is neither the recorded nor the permitted one is not permitted either.
TEST_F(Defects, ShowByAnyOtherValueThatIsNotPermitted) {
  const fs::path file = shipped("qemu-7.2").front().parent_path() / "diff.ZNS-ZMR-014.trace";
  Trace other = load_trace(file.string());
  auto& report = std::get<TraceBatch>(other.steps.back()).front();
  std::vector<std::byte> data = expand(report.completion->data, other.seed, other.geometry.lba_bytes);
  data.back() ^= std::byte{1};
  report.completion->data = shorten(data, other.seed, other.geometry.lba_bytes);
  std::ofstream{folder_ / "device.trace"} << print(other);
  EXPECT_EQ(run(file, Device::AsRecorded, "--yes", "", folder_ / "device.trace"), kShown) << out();
  EXPECT_THAT(out(), HasSubstr("NOT PERMITTED, ZNS-ZMR-014: expected zone 0: the extension that was set, came ext="));
}

}  // namespace
}  // namespace zns::harness
