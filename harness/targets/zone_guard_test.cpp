#include "harness/targets/zone_guard.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "harness/base/error.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/identify.hpp"

namespace zns::harness {
namespace {

using suites::Completion;
using suites::NotCarried;
using suites::Submission;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::uint64_t kZsze = 16;

// A namespace that reports what the test says; block b of data is filled with the low byte of b, plus `salt[b]`.
class FakeTarget final : public suites::Target {
 public:
  explicit FakeTarget(std::uint64_t count) : zones(count), salt(count * kZsze) {
    for (std::uint64_t i = 0; i < count; ++i) zones[i] = {.zcap = 12, .zslba = i * kZsze, .wp = i * kZsze};
  }
  [[nodiscard]] std::string name() const override { return "fake:"; }
  [[nodiscard]] std::uint32_t nsid() const override { return 1; }
  [[nodiscard]] suites::Carries carries() const override { return {.max_transfer_bytes = 4096}; }
  void inject(std::uint64_t zslba, ZoneState) override { injected = zslba; }
  void wait(std::chrono::milliseconds /*delay*/) override {}

  Completion submit(const Submission& submission) override {
    sent.push_back(decode(submission.queue, submission.sqe));
    const Command& command = sent.back();
    if (const auto* identify = std::get_if<Identify>(&command.body)) return answer(*identify, submission.from_device);
    if (const auto* receive = std::get_if<ZoneManagementReceive>(&command.body))
      return answer(*receive, submission.from_device);
    if (const auto* read = std::get_if<Read>(&command.body)) return answer(*read, submission.from_device);
    return {};
  }

  void set(std::uint64_t zone, ZoneState zs, std::uint64_t written) {
    zones[zone].zs = zs;
    zones[zone].wp = zones[zone].zslba + written;
  }

  std::vector<ZoneDescriptor> zones;
  std::vector<std::uint8_t> salt;
  std::vector<Command> sent;
  std::vector<std::uint64_t> reads;
  std::uint64_t unreadable = ~0ULL;
  std::uint64_t injected = ~0ULL;
  Status report_status = kSuccess;

 private:
  Completion answer(const Identify& identify, std::span<std::byte> into) const {
    IdentifyNamespace ns;
    ns.nsze = zones.size() * kZsze;
    ns.lbaf[0].lbads = 9;
    IdentifyZonedNamespace zoned;
    zoned.lbafe[0].zsze = kZsze;
    const IdentifyPage page = identify.cns == Cns::Namespace ? encode(ns) : encode(zoned);
    std::copy(page.begin(), page.end(), into.begin());
    return {};
  }
  Completion answer(const ZoneManagementReceive& receive, std::span<std::byte> into) const {
    if (report_status != kSuccess) return {.status = report_status};
    std::fill(into.begin(), into.end(), std::byte{0});
    const std::size_t room = (into.size() - kReportHeaderBytes) / kZoneDescriptorBytes;
    const std::size_t first = static_cast<std::size_t>(receive.slba / kZsze);
    const std::size_t count = std::min(room, zones.size() - first);
    into[0] = static_cast<std::byte>(count);
    for (std::size_t i = 0; i < count; ++i)
      encode(zones[first + i],
             std::span<std::byte, kZoneDescriptorBytes>{into.subspan(report_bytes(i, 0), kZoneDescriptorBytes)});
    return {};
  }
  Completion answer(const Read& read, std::span<std::byte> into) {
    reads.push_back(read.slba);
    if (read.slba == unreadable) return {.status = Status::UnrecoveredReadError};
    std::fill(into.begin(), into.end(), static_cast<std::byte>(read.slba + salt[read.slba]));
    return {};
  }
};

Completion send(suites::Target& target, const Command& command) {
  std::vector<std::byte> data(4096);
  return target.submit({.queue = command.queue, .sqe = encode(command), .to_device = data, .from_device = data});
}

class ZoneGuardTest : public ::testing::Test {
 protected:
  // True if the device got the command.
  bool passes(const Command& command) {
    const std::size_t before = device.sent.size();
    try {
      send(guard, command);
    } catch (const NotCarried& refusal) {
      EXPECT_THAT(refusal.what(), HasSubstr("outside of --zones 3-5: "));
      EXPECT_EQ(device.sent.size(), before);
      return false;
    }
    return device.sent.size() == before + 1;
  }
  static Command send_to(std::uint64_t slba, ZoneSendAction zsa, bool all = false) {
    return {.body = ZoneManagementSend{.slba = slba, .zsa = zsa, .select_all = all}};
  }
  FakeTarget device{200};
  ZoneGuard guard{device, ZoneRange{3, 5}};
};

constexpr std::uint64_t kBegin = 3 * kZsze;
constexpr std::uint64_t kEnd = 6 * kZsze;

TEST_F(ZoneGuardTest, PassesWritesInsideOfTheRangeOnly) {
  for (const auto& write : std::vector<std::function<Command::Body(std::uint64_t, std::uint64_t)>>{
           [](std::uint64_t slba, std::uint64_t n) { return Write{.slba = slba, .nlb = Nlb::of_count(n)}; },
           [](std::uint64_t slba, std::uint64_t n) { return WriteZeroes{.slba = slba, .nlb = Nlb::of_count(n)}; },
           [](std::uint64_t slba, std::uint64_t n) { return ZoneAppend{.zslba = slba, .nlb = Nlb::of_count(n)}; }}) {
    EXPECT_TRUE(passes({.body = write(kBegin, 1)}));
    EXPECT_TRUE(passes({.body = write(kBegin, 3 * kZsze)}));
    EXPECT_TRUE(passes({.body = write(kEnd - 1, 1)}));
    EXPECT_FALSE(passes({.body = write(kBegin - 1, 1)}));
    EXPECT_FALSE(passes({.body = write(kBegin - 1, 2)}));
    EXPECT_FALSE(passes({.body = write(kEnd - 1, 2)}));
    EXPECT_FALSE(passes({.body = write(kEnd, 1)}));
    EXPECT_FALSE(passes({.body = write(~0ULL, 65536)}));
  }
}

TEST_F(ZoneGuardTest, PassesZoneManagementInsideOfTheRangeOnly) {
  for (const unsigned zsa : {0x01U, 0x02U, 0x03U, 0x04U, 0x05U, 0x10U, 0x77U}) {
    const auto action = static_cast<ZoneSendAction>(zsa);
    EXPECT_TRUE(passes(send_to(kBegin, action)));
    EXPECT_TRUE(passes(send_to(kEnd - 1, action)));
    EXPECT_FALSE(passes(send_to(kBegin - 1, action)));
    EXPECT_FALSE(passes(send_to(kEnd, action)));
    EXPECT_FALSE(passes(send_to(kBegin, action, true))) << "Select All";
  }
}

TEST_F(ZoneGuardTest, PassesWhatOnlyLooks) {
  EXPECT_TRUE(passes({.body = Flush{}}));
  EXPECT_TRUE(passes({.body = ZoneManagementReceive{}}));
  EXPECT_TRUE(passes({.queue = Queue::Admin, .body = GetLogPage{}}));
  EXPECT_TRUE(passes({.queue = Queue::Admin, .body = GetFeatures{}}));
  EXPECT_TRUE(passes({.queue = Queue::Admin, .body = Identify{}}));
  EXPECT_TRUE(passes({.body = Read{}}));
}

TEST_F(ZoneGuardTest, RefusesWhatItDoesNotKnow) {
  for (const std::uint8_t opcode :
       {std::uint8_t{0x04}, std::uint8_t{0x09}, std::uint8_t{0x19}, std::uint8_t{0x80}, std::uint8_t{0x7F}})
    EXPECT_FALSE(passes({.body = OtherCommand{opcode}}));
  for (const std::uint8_t opcode : {std::uint8_t{0x80}, std::uint8_t{0x84}, std::uint8_t{0x09}, std::uint8_t{0x0D}})
    EXPECT_FALSE(passes({.queue = Queue::Admin, .body = OtherCommand{opcode}})) << "Format NVM, Sanitize, ...";
}

TEST_F(ZoneGuardTest, RefusesToChangeAnotherNamespace) {
  EXPECT_FALSE(passes({.nsid = 2, .body = Write{.slba = kBegin, .nlb = Nlb::of_count(1)}}));
  EXPECT_FALSE(
      passes({.nsid = kBroadcastNsid, .body = ZoneManagementSend{.slba = kBegin, .zsa = ZoneSendAction::Reset}}));
  EXPECT_TRUE(passes({.nsid = kBroadcastNsid, .body = Flush{}}));
}

TEST_F(ZoneGuardTest, InjectsIntoItsOwnZones) {
  guard.inject(4 * kZsze, ZoneState::ReadOnly);
  EXPECT_EQ(device.injected, 4 * kZsze);
  EXPECT_THROW(guard.inject(6 * kZsze, ZoneState::ReadOnly), NotCarried);
  EXPECT_EQ(device.injected, 4 * kZsze);
}

TEST_F(ZoneGuardTest, RefusesARangeThatTheNamespaceDoesNotHave) {
  EXPECT_THROW((ZoneGuard{device, ZoneRange{5, 3}}), UsageError);
  EXPECT_THROW((ZoneGuard{device, ZoneRange{0, 200}}), UsageError);
  EXPECT_NO_THROW((ZoneGuard{device, ZoneRange{0, 199}}));
}

TEST_F(ZoneGuardTest, SeesNoChangeWhereThereIsNone) {
  device.set(0, ZoneState::Full, 12);
  device.set(199, ZoneState::Closed, 5);
  guard.snapshot();
  device.set(4, ZoneState::Full, 12);  // inside
  EXPECT_THAT(guard.verify(), IsEmpty());
}

TEST_F(ZoneGuardTest, SeesEveryZoneOutsideOfTheRange) {
  guard.snapshot();
  for (const std::uint64_t zone : {0U, 2U, 6U, 63U, 64U, 128U, 199U}) {
    device.set(zone, ZoneState::ExplicitlyOpened, 0);
    EXPECT_THAT(guard.verify(), ElementsAre("zone " + std::to_string(zone) + ", outside of --zones: ZSE -> ZSEO"));
    device.set(zone, ZoneState::Empty, 0);
  }
}

TEST_F(ZoneGuardTest, SaysWhatHasChanged) {
  device.set(7, ZoneState::Closed, 2);
  guard.snapshot();
  device.set(7, ZoneState::Closed, 3);
  EXPECT_THAT(guard.verify(), ElementsAre("zone 7, outside of --zones: ZSC -> ZSC, wp 0x72 -> 0x73"));
  device.set(7, ZoneState::Closed, 2);
  device.zones[7].zcap = 11;
  device.zones[7].za = za::kDescriptorExtensionValid;
  EXPECT_THAT(guard.verify(), ElementsAre("zone 7, outside of --zones: ZSC -> ZSC, zcap 0xc -> 0xb, za 0x0 -> 0x80"));
}

TEST_F(ZoneGuardTest, SeesEachFieldByItself) {
  const ZoneDescriptor before = device.zones[7];
  guard.snapshot();
  const auto changed = [&](const std::function<void(ZoneDescriptor&)>& change) {
    device.zones[7] = before;
    change(device.zones[7]);
    return guard.verify().size() == 1;
  };
  EXPECT_TRUE(changed([](ZoneDescriptor& zone) { zone.zt = 3; }));
  EXPECT_TRUE(changed([](ZoneDescriptor& zone) { zone.zs = ZoneState::Offline; }));
  EXPECT_TRUE(changed([](ZoneDescriptor& zone) { zone.zcap -= 1; }));
  EXPECT_TRUE(changed([](ZoneDescriptor& zone) { zone.za = za::kFinishedByController; }));
}

TEST_F(ZoneGuardTest, PermitsWhatAControllerMayDoByItself) {
  device.set(7, ZoneState::ImplicitlyOpened, 2);
  guard.snapshot();
  device.set(7, ZoneState::Closed, 2);
  device.zones[7].za = za::kResetRecommended | za::kFinishRecommended;
  EXPECT_THAT(guard.verify(), IsEmpty());
  device.set(7, ZoneState::Closed, 3);
  EXPECT_THAT(guard.verify(), ElementsAre(HasSubstr("ZSIO -> ZSC, wp")));
}

TEST_F(ZoneGuardTest, TheWritePointerOfAFullZoneMeansNothing) {
  device.set(7, ZoneState::Full, 12);
  guard.snapshot();
  device.zones[7].wp = ~0ULL;
  EXPECT_THAT(guard.verify(), IsEmpty());
}

TEST_F(ZoneGuardTest, SeesChangedData) {
  device.set(7, ZoneState::Closed, 9);
  device.set(4, ZoneState::Closed, 9);  // inside: not sampled
  guard.snapshot();
  EXPECT_THAT(device.reads, ElementsAre(7 * kZsze, 7 * kZsze + 4, 7 * kZsze + 8));
  EXPECT_THAT(guard.verify(), IsEmpty());
  device.salt[7 * kZsze + 4] = 1;
  EXPECT_THAT(guard.verify(), ElementsAre("zone 7, outside of --zones: block 0x74 holds other data than before"));
  device.salt[7 * kZsze + 4] = 0;
  device.unreadable = 7 * kZsze + 8;
  EXPECT_THAT(guard.verify(), ElementsAre(HasSubstr("block 0x78 can no longer be read: Unrecovered Read Error")));
}

TEST_F(ZoneGuardTest, ABlockThatCouldNotBeReadBeforeProvesNothing) {
  device.set(7, ZoneState::Closed, 1);
  device.unreadable = 7 * kZsze;
  guard.snapshot();
  device.unreadable = ~0ULL;
  EXPECT_THAT(guard.verify(), IsEmpty());
}

TEST_F(ZoneGuardTest, SamplesUpTo64ZonesFromAllOverTheNamespace) {
  for (std::uint64_t zone = 0; zone < 200; ++zone) device.set(zone, ZoneState::Full, 12);
  guard.snapshot();
  EXPECT_EQ(device.reads.size(), 64U * 3U);
  EXPECT_EQ(device.reads.front() / kZsze, 0U);
  EXPECT_GE(device.reads.back() / kZsze, 190U);
}

TEST_F(ZoneGuardTest, ADeviceThatDoesNotLetItselfBeLookedAtProvesNothing) {
  EXPECT_THROW(guard.verify(), HarnessError) << "no snapshot";
  device.report_status = Status::InternalError;
  EXPECT_THROW(guard.snapshot(), HarnessError);
  device.report_status = kSuccess;
  device.zones[1].zslba += 1;
  EXPECT_THROW(guard.snapshot(), HarnessError);
}

}  // namespace
}  // namespace zns::harness
