// Freedoms of order: each is granted where commands in flight together have it, counted, and granted nowhere else.
#include "reference/oracle/order/in_flight.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "reference/device/step.hpp"
#include "reference/oracle/order/together.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns {
namespace {

constexpr std::uint64_t kZone = 8;  // blocks
constexpr std::size_t kAll = 3;     // zones

Geometry three_zones() {
  return {.lba_bytes = 512, .zones = 3, .zsze = kZone, .zcap = kZone, .max_active = 2, .max_open = 2};
}

Command write(std::uint64_t slba, std::uint64_t blocks = 1) {
  return {.body = Write{.slba = slba, .nlb = Nlb::of_count(blocks)}};
}
Command append(std::uint64_t zslba) {
  return {.body = ZoneAppend{.zslba = zslba, .nlb = Nlb::of_count(1)}};
}
Command send(std::uint64_t zslba, ZoneSendAction zsa) {
  return {.body = ZoneManagementSend{.slba = zslba, .zsa = zsa}};
}
ZoneDescriptor seen(ZoneId zone, ZoneState zs, std::uint64_t written = 0) {
  return {.zs = zs, .zcap = kZone, .zslba = zone * kZone, .wp = zone * kZone + written};
}

// A host, and a device that is written by hand.
class Batch {
 public:
  explicit Batch(const Geometry& geometry = three_zones()) : oracle_{geometry} {}

  Batch& before(const Command& command) {
    EXPECT_EQ(oracle_.observe(command, sent(command), {.data = {}}).judgement, Judgement::Permitted);
    return *this;
  }
  Batch& with(const Command& command, Status status = kSuccess, std::uint64_t result = 0) {
    together_.add(command, sent(command), {.status = status, .result = result, .data = {}}, place_++);
    return *this;
  }
  // In flight with the others.
  Batch& with_report(ReportingOption option, const std::vector<ZoneDescriptor>& zones) {
    together_.add(report(0, option, kAll), {}, {.data = bytes(zones, kAll)}, place_++);
    return *this;
  }
  // By itself, when these are complete.
  Batch& then_report(const ZoneDescriptor& zone) {
    together_.add_after(report(zone.zslba, ReportingOption::All, 1), {}, {.data = bytes({zone}, 1)});
    return *this;
  }
  Judgement judge() { return together_.judge(oracle_).verdict.judgement; }
  // After judge().
  Judgement observe_report(const ZoneDescriptor& zone) {
    return together_.observe(oracle_, report(zone.zslba, ReportingOption::All, 1), {}, {.data = bytes({zone}, 1)})
        .judgement;
  }

  // Freedoms of order that were used, and how often: "report-in-flight 1".
  [[nodiscard]] std::vector<std::string> used() const {
    std::vector<std::string> used;
    for (std::size_t i = 0; i < kFreedomCount; ++i)
      if (is_of_order(static_cast<Freedom>(i)) && oracle_.freedoms_used()[i] != 0)
        used.push_back(std::string{kFreedoms[i].id} + " " + std::to_string(oracle_.freedoms_used()[i]));
    return used;
  }

 private:
  [[nodiscard]] std::vector<std::byte> sent(const Command& command) const {
    return std::vector<std::byte>(bytes_to_device(oracle_.geometry(), command), std::byte{0x77});
  }
  static Command report(std::uint64_t slba, ReportingOption option, std::size_t room) {
    return {.body = ZoneManagementReceive{.slba = slba,
                                          .numd = NumberOfDwords::of_count(report_bytes(room, 0) / 4),
                                          .zrasf = option,
                                          .partial = true}};
  }
  static std::vector<std::byte> bytes(const std::vector<ZoneDescriptor>& zones, std::size_t room) {
    std::vector<std::byte> data(report_bytes(room, 0));
    data[0] = static_cast<std::byte>(zones.size());
    for (std::size_t i = 0; i < zones.size(); ++i)
      encode(zones[i],
             std::span{data}.subspan(kReportHeaderBytes + i * kZoneDescriptorBytes).first<kZoneDescriptorBytes>());
    return data;
  }

  Oracle oracle_;
  Together together_;
  std::size_t place_ = 0;
};

using Used = std::vector<std::string>;

TEST(InFlight, AWriteToAZoneThatOthersFillIsRefusedWithWhatFitsTheMoment) {
  for (const Status status : {Status::ZoneBoundaryError, Status::ZoneIsFull}) {
    // given one command that fills the zone, then no order gives an append another status than Zone Is Full
    Batch batch;
    batch.with(write(0, kZone)).with(append(0), status);
    EXPECT_EQ(batch.judge(), Judgement::Permitted) << to_string(status);
    EXPECT_EQ(batch.used(), status == Status::ZoneIsFull ? Used{} : Used{"no-room-meanwhile 1"}) << to_string(status);
  }
  // and where nothing fills it, there is room
  Batch batch;
  batch.with(write(0, kZone - 2)).with(append(0), Status::ZoneBoundaryError);
  EXPECT_EQ(batch.judge(), Judgement::NotPermitted);
}

TEST(InFlight, AZoneThatOthersFillIsOpenForAMoment) {
  for (const ZoneSendAction zsa : {ZoneSendAction::Close, ZoneSendAction::Open}) {
    Batch batch;
    batch.with(write(0, kZone)).with(send(0, zsa)).then_report(seen(0, ZoneState::Full));
    EXPECT_EQ(batch.judge(), Judgement::Permitted);
    // Open may come first
    EXPECT_EQ(batch.used(), zsa == ZoneSendAction::Open ? Used{} : Used{"momentary-opening 1"});
  }
  Batch batch;  // given that it is Full before
  batch.before(write(0, kZone)).with(write(kZone)).with(send(0, ZoneSendAction::Close));
  EXPECT_EQ(batch.judge(), Judgement::NotPermitted);
}

TEST(InFlight, AWriteThatFillsAZoneHoldsResourcesForAMoment) {
  for (const std::uint64_t blocks : {kZone, kZone - 1}) {
    // given two zones that may be active, and one that is
    Batch batch;
    batch.before(send(kZone, ZoneSendAction::Open));
    // when another is written, and the third one refused, then it was refused for good only if the other is not Full
    batch.with(write(0, blocks)).with(write(2 * kZone), Status::TooManyActiveZones);
    EXPECT_EQ(batch.judge(), Judgement::Permitted);
    EXPECT_EQ(batch.used(), blocks == kZone ? Used{"momentary-resources 1"} : Used{});
  }
  Batch batch;  // given none that is active: there is always one left
  batch.with(write(0, kZone)).with(write(2 * kZone), Status::TooManyActiveZones);
  EXPECT_EQ(batch.judge(), Judgement::NotPermitted);
}

TEST(InFlight, AZoneThatFailsBesideAReportIsNotListed) {
  const auto report_without_the_last = [] {
    Batch batch;
    batch.with(write(0)).with_report(ReportingOption::Empty, {seen(1, ZoneState::Empty)});
    return batch;
  };
  Batch failed = report_without_the_last();
  EXPECT_EQ(failed.then_report(seen(2, ZoneState::ReadOnly)).judge(), Judgement::Permitted);
  EXPECT_EQ(failed.used(), Used{"failure-beside-report 1"});
  Batch works = report_without_the_last();
  EXPECT_EQ(works.then_report(seen(2, ZoneState::Empty)).judge(), Judgement::NotPermitted);
}

TEST(InFlight, AReportShowsAZoneThatOthersChangeAtAnyMoment) {
  const ZoneDescriptor one = seen(1, ZoneState::Empty);
  const ZoneDescriptor two = seen(2, ZoneState::Empty);
  struct Shown {
    ReportingOption option;
    std::vector<ZoneDescriptor> zones;
    Used used;
  };
  const Shown all[] = {
      {ReportingOption::All, {seen(0, ZoneState::Empty), one, two}, {}},
      {ReportingOption::All, {seen(0, ZoneState::ImplicitlyOpened, 1), one, two}, {"report-in-flight 1"}},
      {ReportingOption::Empty, {seen(0, ZoneState::Empty), one, two}, {}},
      {ReportingOption::Empty, {one, two}, {"report-in-flight 1"}},
      {ReportingOption::ImplicitlyOpened, {seen(0, ZoneState::ImplicitlyOpened, 1)}, {"report-in-flight 1"}},
      {ReportingOption::ImplicitlyOpened, {}, {}},
  };
  for (const Shown& shown : all) {
    Batch batch;
    batch.with(write(0, 2)).with_report(shown.option, shown.zones);
    EXPECT_EQ(batch.judge(), Judgement::Permitted) << shown.zones.size();
    EXPECT_EQ(batch.used(), shown.used) << static_cast<int>(shown.option) << ", " << shown.zones.size() << " zones";
  }
  Batch batch;  // and a zone that none touches as it is
  batch.with(write(0, 2)).with_report(ReportingOption::Empty, {one});
  EXPECT_EQ(batch.then_report(two).judge(), Judgement::NotPermitted);
}

TEST(InFlight, AStatusThatDecidesNothingIsCounted) {
  Batch batch;
  batch.with(write(0)).with(write(kZone), Status::NamespaceNotReady).with({.body = Flush{}}, Status::NamespaceNotReady);
  EXPECT_EQ(batch.judge(), Judgement::Permitted);
  EXPECT_EQ(batch.used(), Used{"passing-in-flight 1"}) << "the write's; a Flush changes no zone";
}

TEST(InFlight, IsCountedOnceWhenAnotherOrderIsFound) {
  // given an append and a Reset of which the order is open, beside a command that is free
  Batch batch;
  batch.with(append(2 * kZone), kSuccess, 2 * kZone).with(send(2 * kZone, ZoneSendAction::Reset));
  batch.with(write(0, kZone)).with(append(0), Status::ZoneBoundaryError);
  ASSERT_EQ(batch.judge(), Judgement::Permitted);
  EXPECT_EQ(batch.used(), Used{"no-room-meanwhile 1"});
  // when a report says which it was, then one of the two orders is given up for the other
  EXPECT_EQ(batch.observe_report(seen(2, ZoneState::Empty)), Judgement::Permitted);
  EXPECT_EQ(batch.used(), Used{"no-room-meanwhile 1"});
}

TEST(InFlight, GrantsFreedomsOfOrderOnly) {
  const std::vector<HistoryEntry> entries{
      {.command = write(0, kZone), .seen = {.data = {}}},
      {.command = append(0), .seen = {.status = Status::ZoneBoundaryError, .data = {}}},
      {.command = send(0, ZoneSendAction::Close), .seen = {.data = {}}},
  };
  const Oracle oracle{three_zones()};
  const InFlight batch{oracle, entries};
  EXPECT_EQ(batch.frees(entries[0]), std::nullopt);
  EXPECT_EQ(batch.frees(entries[1]), Freedom::NoRoomMeanwhile);
  EXPECT_EQ(batch.frees(entries[2]), Freedom::MomentaryOpening);
  for (const HistoryEntry& each : entries)
    if (const auto freedom = batch.frees(each)) {
      EXPECT_TRUE(is_of_order(*freedom)) << id(*freedom);
    }
}

}  // namespace
}  // namespace zns
