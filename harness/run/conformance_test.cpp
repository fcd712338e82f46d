// The whole suite over the reference device: no geometry and no permitted choice may be called a defect, and a device
// that breaks a rule must be.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "harness/base/error.hpp"
#include "harness/run/run.hpp"
#include "harness/targets/in_process.hpp"
#include "harness/targets/open.hpp"
#include "reference/device/random_for_tests.hpp"
#include "reference/spec/bytes.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/sampled_for_tests.hpp"
#include "reference/spec/zone_report.hpp"
#include "suites/contents.hpp"

namespace zns::harness {
namespace {

using suites::Verdict;

// The target says so to a case that announces more data than it has: never a reason not to be applicable.
constexpr const char* kTooSmall = "the host buffer is smaller";

std::string complaints(const Report& report) {
  std::string text = report.stopped;
  for (const auto& section : report.sections)
    for (const auto& entry : section.cases)
      if (entry.result.verdict == Verdict::Failed || entry.result.verdict == Verdict::Error ||
          entry.result.reason.find(kTooSmall) != std::string::npos)
        text += entry.result.id + ": " + entry.result.reason +
                (entry.result.failure ? " observed " + entry.result.failure->observed : "") + "\n";
  return text;
}

std::size_t count(const Report& report, Verdict verdict) {
  std::size_t found = 0;
  for (const auto& section : report.sections)
    found += static_cast<std::size_t>(std::count_if(section.cases.begin(), section.cases.end(), [&](const auto& entry) {
      return entry.result.verdict == verdict;
    }));
  return found;
}

constexpr const char* kGeometries[] = {
    "",
    "zcap=64",           // zcap = zsze
    "zsze=100,zcap=77",  // no power of two
    "zones=1",
    "zones=1,mar=1,mor=1",
    "zones=2,mar=1,mor=1",
    "zones=3,mar=2,mor=1",
    "mar=3,mor=3",
    "mar=none,mor=none",
    "mar=none,mor=2",
    "lba=512",
    "lba=512,mdts=1,zasl=0,zdes=0",
    "mdts=1,zasl=1,zdes=0",
    "mdts=0,zasl=0",
    "zones=4,zsze=8,zcap=4,mar=2,mor=2",
    "zones=3,zsze=5,zcap=4,mar=2,mor=1,mdts=1,zasl=0",
    "zones=5,zsze=3,zcap=1,mar=3,mor=2",
    "razb=yes",
    "razb=yes,zcap=64",
    "vwc=yes",
    "dlfeat=ones",
    "dlfeat=unsaid,deallocated=alternating",
    "dae=yes",
    "flush-all=refused",
    "flush-all=unsaid",
    "wzsl=1",
    "zones=40,mar=20,mor=7",
    "zones=8,zsze=2147483648,zcap=64,lba=512",  // beyond 2^32 blocks
    "zones=500,zsze=32,zcap=32,mar=none,mor=none",
    "nsmgmt=yes,nn=8",
    "nsmgmt=yes,controllers=2,vwc=yes",
};

constexpr const char* kPolicies[] = {
    "status=first",
    "status=last",
    "status=lowest,wp=cap",
    "status=highest,wp=zslba",
    "implicit-close=newest,wp=end",
    "implicit-close=lowest,rubbish=255",
    "implicit-close=highest,exceptions=yes",
    "implicit-close=refuse",
    "close=eager",
    "close=eager,implicit-close=refuse,status=last,exceptions=yes,rubbish=170",
    "order=shuffled",
    "order=reversed,status=last,exceptions=yes,close=eager",
};

class EveryGeometry : public testing::TestWithParam<const char*> {};

// Where policies are sampled, each geometry gets others than the one before it.
constexpr std::size_t kPolicyStep = kSampleStep == 1 ? 1 : 2 * kSampleStep;
static_assert(kPolicyStep <= std::size(kPolicies));

TEST_P(EveryGeometry, IsConformantUnderEveryPolicy) {
  const std::vector<suites::Section> contents = suites::contents();
  const std::string geometry = GetParam();
  const auto* const place = std::find(std::begin(kGeometries), std::end(kGeometries), GetParam());
  const auto first = static_cast<std::size_t>(place - std::begin(kGeometries)) % kPolicyStep;
  for (std::size_t i = first; i < std::size(kPolicies); i += kPolicyStep) {
    const std::string policy = kPolicies[i];
    const std::string spelling = "ref:" + geometry + (geometry.empty() ? "" : ",") + policy;
    const auto opened = open_target(spelling, {});
    const Report report = run(*opened, contents, {});
    EXPECT_EQ(complaints(report), "") << spelling;
    EXPECT_GT(count(report, Verdict::Passed), 300U) << spelling;
  }
}

INSTANTIATE_TEST_SUITE_P(Conformance, EveryGeometry, testing::ValuesIn(kGeometries));

// Made anew in a file, and opened again.
TEST(DeviceInAFile, IsConformant) {
  const std::string file = testing::TempDir() + "znspec_conformance_" + std::to_string(::getpid()) + ".img";
  for (const char* options : {",vwc=yes,controllers=2", ""}) {
    const auto opened = open_target("ref:image=" + file + options, {});
    const Report report = run(*opened, suites::contents(), {});
    EXPECT_EQ(complaints(report), "");
    EXPECT_GT(count(report, Verdict::Passed), 1'000U);
  }
  std::remove(file.c_str());
}

// A reference device with one defect, between it and the witnesses.
class Defective final : public OpenedTarget, public suites::Target {
 public:
  using Tamper = std::function<void(const Command&, const suites::Submission&, suites::Completion&)>;
  explicit Defective(Tamper tamper) : tamper_{std::move(tamper)} {}

  suites::Target& target() override { return *this; }
  [[nodiscard]] std::string name() const override { return "defective"; }
  [[nodiscard]] std::uint32_t nsid() const override { return device_.nsid(); }
  [[nodiscard]] suites::Carries carries() const override { return device_.carries(); }
  void inject(std::uint64_t zslba, ZoneState state) override { device_.inject(zslba, state); }
  void wait(std::chrono::milliseconds /*delay*/) override {}
  void reset(Reset kind) override { device_.reset(kind); }
  suites::Completion submit(const suites::Submission& submission) override {
    suites::Completion cqe = device_.submit(submission);
    tamper_(decode(submission.queue, submission.sqe), submission, cqe);
    return cqe;
  }

 private:
  InProcessTarget device_{"defective", {.zones = 8, .max_active = 5, .max_open = 3, .zdes = 1}, {}};
  Tamper tamper_;
};

// Tampers with every complete descriptor of a successful report.
Defective::Tamper in_reports(std::function<void(std::span<std::byte>)> change) {
  return [change](const Command& command, const suites::Submission& submission, suites::Completion& cqe) {
    const auto* receive = std::get_if<ZoneManagementReceive>(&command.body);
    if (receive == nullptr || cqe.status != kSuccess || submission.from_device.size() < 128 ||
        receive->zra != ZoneReceiveAction::ReportZones)
      return;
    const std::uint64_t zones = load_le<std::uint64_t>(submission.from_device, 0);
    for (std::uint64_t i = 0; i < zones && 64 * (i + 2) <= submission.from_device.size(); ++i)
      change(submission.from_device.subspan(64 * (i + 1), 64));
  };
}

void swap_status(suites::Completion& cqe, Status from, Status to) {
  if (cqe.status == from) cqe.status = to;
}

void expect_killed(const std::string& what, Defective::Tamper tamper) {
  Defective device{std::move(tamper)};
  std::string killed_by;
  try {
    const Report report = run(device, suites::contents(), {});
    killed_by = complaints(report);
  } catch (const std::exception& error) {
    killed_by = error.what();
  }
  EXPECT_NE(killed_by, "") << what << " was not noticed";
}

TEST(ADefect, IsNoticed) {
  expect_killed("ALBA always 0", [](const Command& c, const auto&, auto& cqe) {
    if (std::holds_alternative<ZoneAppend>(c.body)) cqe.result = 0;
  });
  expect_killed("Zone Is Full answered as Capacity Exceeded", [](const Command&, const auto&, auto& cqe) {
    swap_status(cqe, Status::ZoneIsFull, Status::CapacityExceeded);
  });
  expect_killed("1/BC and 1/B8 swapped", [](const Command&, const auto&, auto& cqe) {
    if (cqe.status == Status::ZoneInvalidWrite)
      cqe.status = Status::ZoneBoundaryError;
    else
      swap_status(cqe, Status::ZoneBoundaryError, Status::ZoneInvalidWrite);
  });
  expect_killed("1/BD answered as 1/BE", [](const Command&, const auto&, auto& cqe) {
    swap_status(cqe, Status::TooManyActiveZones, Status::TooManyOpenZones);
  });
  expect_killed("1/BF answered as success", [](const Command&, const auto&, auto& cqe) {
    swap_status(cqe, Status::InvalidZoneStateTransition, kSuccess);
  });
  expect_killed("ZDEV never reported", in_reports([](auto d) { d[2] &= std::byte{0x7F}; }));
  expect_killed("WP relative to the zone",
                in_reports([](auto d) { store_le(d, 24, load_le<std::uint64_t>(d, 24) % 64); }));
  expect_killed("the state in the low nibble", in_reports([](auto d) { d[1] = d[1] >> 4 | d[1] << 4; }));
  expect_killed("ZCAP reported as ZSZE", in_reports([](auto d) { store_le(d, 8, std::uint64_t{64}); }));
  expect_killed("Number of Zones one too many", [](const Command& c, const auto& s, auto& cqe) {
    if (std::holds_alternative<ZoneManagementReceive>(c.body) && cqe.status == kSuccess && s.from_device.size() >= 64)
      store_le(s.from_device, 0, load_le<std::uint64_t>(s.from_device, 0) + 1);
  });
  expect_killed("a bit of each block read flips", [](const Command& c, const auto& s, auto& cqe) {
    if (std::holds_alternative<Read>(c.body) && cqe.status == kSuccess) s.from_device[7] ^= std::byte{1};
  });
  expect_killed("deallocated blocks read as FFh, DLFEAT says 00h", [](const Command& c, const auto& s, auto& cqe) {
    if (!std::holds_alternative<Read>(c.body) || cqe.status != kSuccess) return;
    if (std::all_of(s.from_device.begin(), s.from_device.end(), [](std::byte b) { return b == std::byte{0}; }))
      std::fill(s.from_device.begin(), s.from_device.end(), std::byte{0xFF});
  });
  expect_killed("bytes beyond a report's buffer overwritten", [](const Command& c, const auto&, auto& cqe) {
    cqe.overran = std::holds_alternative<ZoneManagementReceive>(c.body) && cqe.status == kSuccess;
  });
}

// Whatever a device answers, it does not bring us down: statuses, results and data at random.
TEST(AHostileDevice, BreaksNothingOfOurs) {
  for (std::uint64_t seed = 1; seed <= sampled(12); ++seed) {
    Random random{seed};
    Defective device{[&](const Command&, const suites::Submission& submission, suites::Completion& cqe) {
      if (submission.queue == Queue::Admin && !random.one_in(50)) return;  // mostly let it be found at all
      if (random.one_in(15)) cqe.status = static_cast<Status>(random.below(0x800));
      if (random.one_in(15)) cqe.result = random.below(UINT64_MAX);
      if (!submission.from_device.empty() && random.one_in(15))
        for (std::uint64_t i = 0; i < 64; ++i)
          submission.from_device[random.below(std::min<std::size_t>(submission.from_device.size(), 256))] =
              static_cast<std::byte>(random.below(256));
    }};
    try {
      EXPECT_NE(complaints(run(device, suites::contents(), {})), "") << "seed " << seed;
    } catch (const HarnessError& error) {
      EXPECT_STRNE(error.what(), "") << "seed " << seed;
    }
  }
}

TEST(NoDefect, IsNotNoticed) {
  Defective device{[](const Command&, const auto&, auto&) {}};
  EXPECT_EQ(complaints(run(device, suites::contents(), {})), "");
}

}  // namespace
}  // namespace zns::harness
