// What is permitted after each kind of reset.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "reference/device/random_for_tests.hpp"
#include "reference/oracle/watched_for_tests.hpp"

namespace zns {
namespace {

using enum ZoneState;
using PowerLoss = Policy::PowerLoss;

Geometry cached() {
  Geometry geometry = tiny();
  geometry.write_cache = true;
  return geometry;
}

Write fua(std::uint64_t slba, std::uint64_t blocks = 1) {
  return {.slba = slba, .nlb = Nlb::of_count(blocks), .fua = true};
}
Read read(std::uint64_t slba, std::uint64_t blocks = 1) {
  return {.slba = slba, .nlb = Nlb::of_count(blocks)};
}
ZoneManagementReceive extended_report() {
  return {.numd = NumberOfDwords::of_count(1024), .zra = ZoneReceiveAction::ExtendedReportZones};
}

bool cites(const Verdict& verdict, ClauseId clause) {
  return std::find(verdict.clauses.begin(), verdict.clauses.end(), clause) != verdict.clauses.end();
}

std::string clauses_of(const Verdict& verdict) {
  std::string text;
  for (const ClauseId clause : verdict.clauses) text += std::string{clause.str()} + " ";
  return text + verdict.observed;
}

// ---- whatever a conforming device does ------------------------------------------------------------------------------

Command command(const Geometry& geometry, const State& state, Random& random) {
  const auto zone = static_cast<ZoneId>(random.below(geometry.zones));
  const std::uint64_t zslba = geometry.zslba(zone);
  const std::uint64_t slba = random.one_in(6) ? zslba + random.below(geometry.zsze) : state.zone(zone).wp;
  const Nlb nlb = Nlb::of_count(1 + random.below(3));
  const bool is_fua = random.one_in(3);
  switch (random.below(9)) {
    case 0:
    case 1:
      return {.body = Write{.slba = slba, .nlb = nlb, .fua = is_fua}};
    case 2:
      return {.body = WriteZeroes{.slba = slba, .nlb = nlb, .fua = is_fua}};
    case 3:
      return {.body = ZoneAppend{.zslba = zslba, .nlb = nlb, .fua = is_fua}};
    case 4:
      return {.body = Read{.slba = zslba + random.below(4), .nlb = nlb}};
    case 5:
      if (random.one_in(2)) return {.body = Flush{}};
      return {.body = ZoneManagementSend{.slba = zslba, .zsa = ZoneSendAction::SetZoneDescriptorExtension}};
    case 6:
      return {.body = extended_report()};
    default:
      return {.body = ZoneManagementSend{.slba = zslba,
                                         .zsa = static_cast<ZoneSendAction>(1 + random.below(5)),
                                         .select_all = random.one_in(6)}};
  }
}

testing::AssertionResult permits(Watched& device, const Command& sent, std::uint8_t fill) {
  const Verdict verdict = device.observe(sent, device.answer(sent, fill));
  if (verdict.judgement != Judgement::NotPermitted && verdict.judgement != Judgement::Noteworthy)
    return testing::AssertionSuccess();
  return testing::AssertionFailure() << clauses_of(verdict) << "; expected "
                                     << (verdict.expected.empty() ? "" : verdict.expected.front());
}

void look_at_everything(Watched& device) {
  ASSERT_TRUE(permits(device, {.body = extended_report()}, 0));
  for (ZoneId zone = 0; zone < device.geometry_.zones; ++zone)
    ASSERT_TRUE(permits(device, {.body = read(device.geometry_.zslba(zone), device.geometry_.zsze)}, 0));
}

// Others go on: no zone is initialized (ZNS-RST-008).
void shut_one_of_several_down(Watched& device) {
  device.cache_.commit();
  device.oracle_.restart(Reset::Shutdown);
}

void run_program(std::uint64_t seed) {
  Random random{seed};
  Geometry geometry = tiny();
  geometry.write_cache = random.below(3) != 0;
  geometry.read_across = random.one_in(2);
  geometry.several_controllers = random.one_in(3);
  Watched device{geometry,
                 {.power_loss = static_cast<PowerLoss>(random.below(4)), .full_at_power_loss = random.one_in(4)}};
  for (int i = 0; i < 60; ++i) {
    if (random.one_in(8)) {
      const auto kind = static_cast<Reset>(random.below(3));
      if (geometry.several_controllers && kind == Reset::Shutdown && random.one_in(2))
        shut_one_of_several_down(device);
      else
        device.reset(kind);
      if (random.below(3) != 0) look_at_everything(device);
    }
    const Command sent = command(geometry, device.state_, random);
    ASSERT_TRUE(permits(device, sent, static_cast<std::uint8_t>(i + 1))) << "command " << i;
  }
  look_at_everything(device);
}

TEST(Restart, WhateverAConformingDeviceLosesIsPermitted) {
  for (std::uint64_t seed = 0; seed < 6000; ++seed) {
    run_program(seed);
    if (testing::Test::HasFatalFailure()) FAIL() << "seed " << seed;
  }
}

TEST(Restart, AfterAReportTheBeliefIsTheDevice) {
  Watched device{cached(), {.power_loss = PowerLoss::Prefix}};
  device.run(write(0, 4));
  device.run(write(8, 6));  // Full
  device.reset(Reset::PowerCycle);
  EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted);
  for (ZoneId zone = 0; zone < 4; ++zone) EXPECT_EQ(device.oracle_.belief().zone(zone), device.state_.zone(zone));
  EXPECT_TRUE(device.oracle_.all_belief().unknowns().survivors.empty());
  EXPECT_EQ(device.oracle_.freedoms_used()[static_cast<std::size_t>(Freedom::CacheLoss)], 2U);
}

// ---- what no device may do ------------------------------------------------------------------------------------------

struct Wrong {
  const char* what;
  Geometry geometry;
  std::function<void(Watched&)> before;
  Reset reset;
  std::function<void(Watched&)> after;  // what the device makes of its zones
  Command::Body look;
  std::vector<ClauseId> clauses;
};

void move_to(Watched& device, ZoneId id, std::uint64_t wp, ZoneState zs) {
  Zone zone = device.state_.zone(id);
  zone.wp = wp;
  zone.zs = zs;
  device.become(id, zone);
}

std::vector<Wrong> wrongs() {
  const auto writes = [](Watched& device) { device.run(write(0, 4)); };
  const auto writes_and_flushes = [](Watched& device) {
    device.run(write(0, 4));
    device.run(Flush{});
  };
  const auto writes_cached_then_fua = [](Watched& device) {
    device.run(write(0, 2));
    device.run(fua(2));
    device.run(write(3));
  };
  const auto opens = [](Watched& device) {
    device.run(write(0, 2));
    device.run(send(0, ZoneSendAction::Open));
  };
  const auto sets_extension = [](Watched& device) { device.run(send(0, ZoneSendAction::SetZoneDescriptorExtension)); };
  const auto finishes = [](Watched& device) {
    device.run(write(0, 2));
    device.run(send(0, ZoneSendAction::Finish));
  };
  const auto to = [](ZoneId id, std::uint64_t wp, ZoneState zs) {
    return [=](Watched& device) { move_to(device, id, wp, zs); };
  };
  const auto forgets_block = [](Watched& device) {
    Effect effect;
    lose_blocks(
        device.state_, 0, 8, [](std::uint64_t block) { return block == 1; }, effect);
    apply(device.state_, effect);
  };
  const auto other_capacity = [](Watched& device) {
    Zone zone = device.state_.zone(0);
    zone.zcap = 5;
    device.become(0, zone);
  };
  const auto no_extension = [](Watched& device) { move_to(device, 0, 0, Empty); };
  const auto none = [](Watched&) {};
  Geometry keeps_all = cached();
  return {
      {"the write pointer went back",
       tiny(),
       writes,
       Reset::PowerCycle,
       to(0, 2, Closed),
       report(),
       {"ZNS-RST-013", "ZNS-RST-054"}},
      {"the zone is Empty",
       tiny(),
       writes,
       Reset::PowerCycle,
       to(0, 0, Empty),
       report(),
       {"ZNS-RST-003", "ZNS-RST-054"}},
      {"the zone is open", tiny(), writes, Reset::PowerCycle, to(0, 4, ImplicitlyOpened), report(), {"ZNS-RST-006"}},
      {"the zone is open after a shutdown",
       tiny(),
       opens,
       Reset::Shutdown,
       to(0, 2, ExplicitlyOpened),
       report(),
       {"ZNS-RST-006"}},
      {"the write pointer went on", tiny(), writes, Reset::PowerCycle, to(0, 5, Closed), report(), {"ZNS-RST-003"}},
      {"... with a cache", cached(), writes, Reset::PowerCycle, to(0, 5, Closed), report(), {"ZNS-RST-003"}},
      {"a Full zone is Closed", tiny(), finishes, Reset::PowerCycle, to(0, 2, Closed), report(), {"ZNS-RST-005"}},
      {"an Empty zone is Closed", tiny(), writes, Reset::PowerCycle, to(1, 9, Closed), report(), {"ZNS-RST-002"}},
      {"an Empty zone is Full", tiny(), writes, Reset::PowerCycle, to(1, 14, Full), report(), {"ZNS-RST-002"}},
      {"a block is lost", tiny(), writes, Reset::PowerCycle, forgets_block, read(0, 4), {"ZNS-RST-013", "ZNS-RST-054"}},
      {"a block is lost that was flushed",
       cached(),
       writes_and_flushes,
       Reset::PowerCycle,
       forgets_block,
       read(0, 4),
       {"ZNS-RST-013"}},
      {"a flushed write pointer went back",
       cached(),
       writes_and_flushes,
       Reset::PowerCycle,
       to(0, 3, Closed),
       report(),
       {"ZNS-RST-013"}},
      {"the write pointer is before a FUA block",
       cached(),
       writes_cached_then_fua,
       Reset::PowerCycle,
       to(0, 2, Closed),
       report(),
       {"ZNS-RST-013"}},
      {"a shutdown loses what is cached",
       cached(),
       writes,
       Reset::Shutdown,
       to(0, 3, Closed),
       report(),
       {"ZNS-RST-056"}},
      {"a shutdown loses a block", cached(), writes, Reset::Shutdown, forgets_block, read(0, 4), {"ZNS-RST-056"}},
      {"a controller reset moves the write pointer",
       cached(),
       writes,
       Reset::Controller,
       to(0, 3, ImplicitlyOpened),
       report(),
       {"ZNS-RST-007"}},
      {"a controller reset loses a block",
       cached(),
       writes,
       Reset::Controller,
       forgets_block,
       read(0, 4),
       {"ZNS-RST-007"}},
      {"a controller reset makes a zone Full",
       tiny(),
       writes,
       Reset::Controller,
       to(0, 4, Full),
       report(),
       {"ZNS-RST-007"}},
      {"a controller reset empties a written zone",
       tiny(),
       writes,
       Reset::Controller,
       to(0, 0, Empty),
       report(),
       {"ZNS-RST-007"}},
      {"the capacity is another", tiny(), writes, Reset::PowerCycle, other_capacity, report(), {"ZNS-ZM-067"}},
      {"the capacity is another after CC.EN",
       tiny(),
       writes,
       Reset::Controller,
       other_capacity,
       report(),
       {"ZNS-ZM-067"}},
      {"the extension is lost", tiny(), sets_extension, Reset::PowerCycle, no_extension, report(), {"ZNS-RST-003"}},
      {"a write goes on where nothing was kept",
       tiny(),
       writes,
       Reset::PowerCycle,
       to(0, 2, Closed),
       write(2),
       {"ZNS-IO-020"}},
      {"a write behind what was sent",
       keeps_all,
       writes,
       Reset::PowerCycle,
       to(0, 5, Closed),
       write(5),
       {"ZNS-IO-020"}},
      {"nothing", tiny(), writes, Reset::PowerCycle, none, report(), {}},
  };
}

TEST(Restart, WhatNoDeviceMayLose) {
  for (const Wrong& wrong : wrongs()) {
    Watched device{wrong.geometry, {.power_loss = PowerLoss::Nothing}};
    wrong.before(device);
    device.reset(wrong.reset);
    wrong.after(device);
    const Verdict verdict = device.run(wrong.look);
    EXPECT_EQ(verdict.judgement, wrong.clauses.empty() ? Judgement::Permitted : Judgement::NotPermitted) << wrong.what;
    for (const ClauseId clause : wrong.clauses)
      EXPECT_TRUE(cites(verdict, clause)) << wrong.what << ": " << clause.str() << " is not in " << clauses_of(verdict);
  }
}

// ---- what is permitted, and what it is called -----------------------------------------------------------------------

TEST(Restart, ABlockThatWasReadAsLostStaysLost) {
  Watched device{cached(), {.power_loss = PowerLoss::All}};
  device.run(write(0, 2));
  device.run(fua(2));
  device.reset(Reset::PowerCycle);
  EXPECT_EQ(device.run(read(0, 3)).judgement, Judgement::Permitted);
  EXPECT_EQ(device.oracle_.freedoms_used()[static_cast<std::size_t>(Freedom::CacheHoles)], 1U);

  const Command again{.body = read(0)};
  Watched::Answer answer = device.answer(again);
  std::fill(answer.returned.begin(), answer.returned.end(), std::byte{0x5A});  // as it was written
  EXPECT_EQ(device.observe(again, answer).judgement, Judgement::NotPermitted);
}

TEST(Restart, ATornBlockIsNeverPermitted) {
  Watched device{cached(), {}};
  device.run(write(0, 2));
  device.run(fua(2));
  device.reset(Reset::PowerCycle);
  const Command looks{.body = read(0)};
  Watched::Answer answer = device.answer(looks);
  answer.returned.front() = std::byte{0x5A};
  const Verdict verdict = device.observe(looks, answer);
  EXPECT_EQ(verdict.judgement, Judgement::NotPermitted);
  EXPECT_TRUE(cites(verdict, "ZNS-RST-057")) << clauses_of(verdict);
}

TEST(Restart, AWriteShowsWhereTheWritePointerIs) {
  Watched device{cached(), {.power_loss = PowerLoss::Prefix}};
  device.run(write(0, 4));
  device.reset(Reset::PowerCycle);
  EXPECT_EQ(device.run(write(1)).judgement, Judgement::Permitted) << "Zone Invalid Write";
  EXPECT_EQ(device.run(write(2)).judgement, Judgement::Permitted);
  EXPECT_EQ(device.oracle_.belief().zone(0).wp, 3U);
  EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted);
}

TEST(Restart, AZoneMayBeFullThatWasActiveAndAWriteSaysSo) {
  Watched device{tiny(), {.full_at_power_loss = true}};
  for (const std::uint64_t slba : {0U, 8U, 16U}) device.run(write(slba));
  device.reset(Reset::PowerCycle);
  EXPECT_EQ(device.run(write(24)).judgement, Judgement::Permitted) << "three zones were active, and none need be now";
  EXPECT_EQ(device.run(write(1)).judgement, Judgement::Permitted) << "Zone Is Full";
  EXPECT_EQ(device.oracle_.belief().zone(0).zs, Full);
  EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted);
  EXPECT_EQ(device.oracle_.freedoms_used()[static_cast<std::size_t>(Freedom::FullAtPowerLoss)], 3U);
}

TEST(Restart, FullAfterAnOrderlyShutdownIsWorthNoting) {
  Watched device{tiny(), {}};
  device.run(write(0));
  device.reset(Reset::Shutdown);
  move_to(device, 0, 1, Full);
  const Verdict verdict = device.run(report());
  EXPECT_EQ(verdict.judgement, Judgement::Noteworthy);
  EXPECT_TRUE(cites(verdict, "ZNS-RST-059")) << clauses_of(verdict);
}

TEST(Restart, WhileOthersGoOnAZoneStaysAsItMayHaveBeen) {
  Geometry geometry = tiny();
  geometry.several_controllers = true;
  geometry.max_open = 2;
  for (const int shutdowns : {1, 2}) {
    Watched device{geometry, {}};
    for (const std::uint64_t zslba : {0, 8, 16}) device.run(write(zslba));  // one was closed to make room
    device.run(ZoneManagementSend{.zsa = ZoneSendAction::Open, .select_all = true});
    for (int i = 0; i < shutdowns; ++i) shut_one_of_several_down(device);
    ASSERT_GT(device.state_.count(ExplicitlyOpened), 0U);
    EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted) << shutdowns << " shutdowns";
  }
}

TEST(Restart, AControllerResetThatInitializesIsWorthNoting) {
  Watched device{tiny(), {}};
  device.run(send(0, ZoneSendAction::Open));
  device.run(write(8));
  device.run(send(8, ZoneSendAction::Open));
  device.reset(Reset::Controller);
  move_to(device, 0, 0, Empty);
  move_to(device, 1, 9, Closed);
  const Verdict verdict = device.run(report());
  EXPECT_EQ(verdict.judgement, Judgement::Noteworthy);
  EXPECT_TRUE(cites(verdict, "ZNS-AMB-13")) << clauses_of(verdict);
}

TEST(Restart, AResetZoneThatWasNotFlushedMayBeTakenBack) {
  Watched device{cached(), {.power_loss = PowerLoss::Nothing}};
  device.run(write(0, 3));
  device.run(Flush{});
  device.run(send(0, ZoneSendAction::Reset));
  device.reset(Reset::PowerCycle);
  move_to(device, 0, 3, Closed);
  const Verdict verdict = device.run(report());
  EXPECT_EQ(verdict.judgement, Judgement::Noteworthy) << clauses_of(verdict);

  Watched other{cached(), {.power_loss = PowerLoss::Nothing}};
  other.run(write(0, 3));
  other.run(send(0, ZoneSendAction::Reset));
  other.run(fua(0));
  other.reset(Reset::PowerCycle);
  move_to(other, 0, 3, Closed);
  EXPECT_EQ(other.run(report()).judgement, Judgement::NotPermitted) << "a FUA block is behind the Reset";
}

TEST(Restart, WhetherAttributesOutliveItIsNotSaid) {
  Geometry geometry = tiny();
  geometry.active_excursions = true;
  Watched device{geometry, {}};
  device.run(write(0));
  device.happen({EventKind::Excursion, 0});
  EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted);
  device.reset(Reset::PowerCycle);
  Zone zone = device.state_.zone(0);
  zone.za = 0;
  device.become(0, zone);
  const Verdict verdict = device.run(report());
  EXPECT_EQ(verdict.judgement, Judgement::Permitted) << clauses_of(verdict);
}

TEST(Restart, ACacheIsNotLostByAControllerReset) {
  Watched device{cached(), {.power_loss = PowerLoss::All}};
  device.run(write(0, 3));
  device.reset(Reset::Controller);
  EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted);
  device.reset(Reset::PowerCycle);  // and is still at stake
  EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted);
  EXPECT_EQ(device.oracle_.belief().zone(0).wp, 0U);
}

TEST(Restart, WhatIsInACacheCostsNothingWithoutOne) {
  Watched device{tiny(), {}};
  device.run(write(0, 3));
  EXPECT_TRUE(device.oracle_.cache().empty());
}

// ZNS-IO-007
TEST(Restart, ABlockThatPowerTookMayBeRefusedAsDeallocated) {
  Geometry geometry = cached();
  geometry.deallocated_error = true;
  Watched device{geometry, {.use_exceptions = true}};
  device.run(fua(0));
  device.run(write(1));
  const Command second{.body = read(1)};
  const auto refused = [&] {
    return device.observe(second, {.effect = aborted(Status::DeallocatedOrUnwrittenLogicalBlock, {}),
                                   .sent = {},
                                   .returned = std::vector<std::byte>(512)});
  };
  EXPECT_EQ(refused().judgement, Judgement::NotPermitted) << "it was written, and nothing was lost";
  device.oracle_.restart(Reset::PowerCycle);  // the write pointer stays: it was saved, and the block was not
  device.happen({EventKind::CloseZone, 0});
  EXPECT_EQ(device.run(report()).judgement, Judgement::Permitted);
  EXPECT_EQ(refused().judgement, Judgement::Permitted);
  EXPECT_EQ(device
                .observe({.body = read(0)}, {.effect = aborted(Status::DeallocatedOrUnwrittenLogicalBlock, {}),
                                             .sent = {},
                                             .returned = std::vector<std::byte>(512)})
                .judgement,
            Judgement::NotPermitted)
      << "it was written with FUA";
}

// What a reset may have left of a zone comes before an excursion, where there are any: that it would show, and be told.
TEST(Restart, ARefusalIsNoExcursionIfTheResetExplainsIt) {
  Geometry geometry = cached();
  geometry.active_excursions = true;
  Watched device{geometry, {.power_loss = PowerLoss::All}};
  device.run(write(0));
  device.reset(Reset::PowerCycle);  // the zone is Empty
  EXPECT_EQ(device.run(send(0, ZoneSendAction::Close)).judgement, Judgement::Permitted);
  const Verdict verdict = device.run(report());
  EXPECT_EQ(verdict.judgement, Judgement::Permitted) << clauses_of(verdict);

  Watched full{geometry, {.full_at_power_loss = true}};
  full.run(write(0));
  full.reset(Reset::PowerCycle);
  full.reset(Reset::Controller);
  EXPECT_EQ(full.run(write(1)).judgement, Judgement::Permitted) << "Zone Is Full";
  const Verdict after = full.run(report());
  EXPECT_EQ(after.judgement, Judgement::Permitted) << clauses_of(after) << ": by power, and so without ZFC";
}

}  // namespace
}  // namespace zns
