#include "reference/oracle/order/open_questions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "reference/oracle/order/histories_for_tests.hpp"
#include "reference/spec/sampled_for_tests.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns {
namespace {

Command append(std::uint64_t zslba, std::uint64_t count) {
  return {.body = ZoneAppend{.zslba = zslba, .nlb = Nlb::of_count(count)}};
}
Command read(std::uint64_t slba, std::uint64_t count) {
  return {.body = Read{.slba = slba, .nlb = Nlb::of_count(count)}};
}
Command send(ZoneSendAction zsa, std::uint64_t zslba = 0) {
  return {.body = ZoneManagementSend{.slba = zslba, .zsa = zsa}};
}

Command extended_report(const Geometry& geometry) {
  const std::uint64_t bytes = report_bytes(geometry.zones, geometry.extension_bytes());
  return {.body = ZoneManagementReceive{.numd = NumberOfDwords::of_count(bytes / 4),
                                        .zra = ZoneReceiveAction::ExtendedReportZones}};
}

// On the last entry, after each order of those before it that explains them: of those from `first` on, the next `count`
// are in any order.
std::vector<Verdict> verdicts_on_last(const Geometry& geometry, const std::vector<HistoryEntry>& history,
                                      std::size_t first, std::size_t count) {
  std::vector<Item> ordered = items_of(geometry, std::span{history}.first(history.size() - 1));
  const bool in_doubt = may_be_in_doubt(Belief{geometry}, ordered);
  const auto begin = ordered.begin() + static_cast<std::ptrdiff_t>(first);
  const auto end = begin + static_cast<std::ptrdiff_t>(count);
  const auto by_entry = [](const Item& a, const Item& b) { return a.of < b.of; };
  std::sort(begin, end, by_entry);
  std::vector<Verdict> verdicts;
  do {
    Oracle oracle{geometry};
    const bool explains = std::all_of(ordered.begin(), ordered.end(), [&](const Item& item) {
      const Verdict verdict = oracle.observe_remembered(item.command, item.payload, item.seen);
      return verdict.judgement != Judgement::NotPermitted;
    });
    if (!explains) continue;
    forget_what_the_order_decides(oracle, ordered, in_doubt);
    const HistoryEntry& last = history.back();
    verdicts.push_back(oracle.observe(last.command, last.to_device, last.seen));
  } while (std::next_permutation(begin, end, by_entry));
  EXPECT_GT(verdicts.size(), 1U) << "more orders than one explain this";
  return verdicts;
}

void expect_permitted(const std::vector<Verdict>& verdicts) {
  for (const Verdict& verdict : verdicts) EXPECT_EQ(verdict.judgement, Judgement::Permitted) << verdict.observed;
}

void expect_refused(const std::vector<Verdict>& verdicts) {
  for (const Verdict& verdict : verdicts) EXPECT_EQ(verdict.judgement, Judgement::NotPermitted);
}

// While nothing is known of a zone that was reset, an extended report says which extension it has: the last, or not.
TEST(OpenQuestions, AnExtensionReportedInFlightNeedNotBeTheLastOne) {
  Geometry geometry = two_zones();
  geometry.variable_capacity = true;
  geometry.zdes = 1;
  Recorder device{geometry, {}, 1};
  const Command sets = send(ZoneSendAction::SetZoneDescriptorExtension);
  const Command extended = extended_report(geometry);
  for (const Command& command : {sets, extended, send(ZoneSendAction::Reset), sets, device.whole_report(), extended})
    device.alone(command);
  for (const std::size_t i : {1U, 2U, 3U}) device.history()[i].called = device.history()[1].called;
  device.history()[1].returned = device.history()[3].returned;  // nothing says whether the report came first

  expect_permitted(verdicts_on_last(geometry, device.history(), 1, 3));
}

TEST(OpenQuestions, OfTwoExtensionsSetTogetherEitherMayBeTheLastOne) {
  Geometry geometry = two_zones();
  geometry.zdes = 1;
  Recorder device{geometry, {}, 1};
  const Command sets = send(ZoneSendAction::SetZoneDescriptorExtension);
  for (const Command& command :
       {sets, send(ZoneSendAction::Reset), sets, device.whole_report(), extended_report(geometry)})
    device.alone(command);
  device.at_once(0, 2);
  expect_permitted(verdicts_on_last(geometry, device.history(), 0, 3));
}

TEST(OpenQuestions, AnExtensionThatWasRefusedIsNotTheLastOne) {
  Geometry geometry = two_zones();
  geometry.zdes = 1;
  Recorder device{geometry, {}, 1};
  const Command sets = send(ZoneSendAction::SetZoneDescriptorExtension);
  for (const Command& command : {sets, sets, Command{.body = Flush{}}, extended_report(geometry)})
    device.alone(command);
  device.at_once(0, 2);
  const auto report = device.history().back().seen.data;
  std::vector<std::byte> another(report.begin(), report.end());
  another[kReportHeaderBytes + kZoneDescriptorBytes] ^= std::byte{1};
  device.history().back().seen.data = another;

  expect_refused(verdicts_on_last(geometry, device.history(), 0, 3));
}

enum class Look : std::uint8_t { None, Half, Refused, InFlight };

// A Full zone that was written and reset in flight together was written last, or was Empty and then finished.
TEST(OpenQuestions, WhatAZoneHoldsThatWasWrittenAndResetTogether) {
  Geometry geometry = two_zones();
  geometry.zcap = 2;
  for (const bool all : {false, true})
    for (const Look look : {Look::None, Look::Half, Look::Refused, Look::InFlight})
      for (const bool written_last : {false, true}) {
        Recorder device{geometry, {}, 1};
        device.alone(read(0, 2));
        const Command resets{.body = ZoneManagementSend{.zsa = ZoneSendAction::Reset, .select_all = all}};
        for (std::size_t i = 0; i < 2; ++i) device.alone((i == 0) == written_last ? resets : append(0, 1));
        for (const Command& command : {send(ZoneSendAction::Finish), device.whole_report()}) device.alone(command);
        if (look == Look::InFlight) device.at_once(0, 3);
        device.at_once(1, 3);
        if (look == Look::Half) device.alone(read(1, 1));
        if (look == Look::Refused) device.alone(read(0, 2));
        device.history().back().seen.status =
            look == Look::Refused ? Status{Status::DeallocatedOrUnwrittenLogicalBlock} : kSuccess;
        geometry.deallocated_error = look == Look::Refused;
        device.alone(read(0, 2));

        const bool first = look == Look::InFlight;  // its status, and each of its blocks, at moments of their own
        expect_permitted(verdicts_on_last(geometry, device.history(), first ? 0 : 1, first ? 6 : 3));
      }
}

TEST(OpenQuestions, WhatAZoneInDoubtHoldsThatWasReportedInFlight) {
  const Geometry geometry = two_zones();
  Recorder device{geometry, {}, 1};
  for (const Command& command : {send(ZoneSendAction::Open), device.whole_report(), append(0, 1),
                                 send(ZoneSendAction::Finish), device.whole_report(), read(0, 1)})
    device.alone(command);
  device.history().front().seen.status = Status::InternalError;  // it opened the zone, or not
  device.at_once(0, 3);
  expect_permitted(verdicts_on_last(geometry, device.history(), 0, 4));
}

TEST(OpenQuestions, WhatAZoneHoldsOfTwoWritesWithAResetBetween) {
  const Geometry geometry = two_zones();
  Recorder device{geometry, {}, 1};
  for (const Command& command :
       {append(0, 2), send(ZoneSendAction::Reset), append(0, 2), device.whole_report(), read(0, 2)})
    device.alone(command);
  device.at_once(0, 2);
  expect_permitted(verdicts_on_last(geometry, device.history(), 0, 3));
}

TEST(OpenQuestions, WhatWasReadIsNone) {
  const Geometry geometry = two_zones();
  Recorder device{geometry, {}, 1};
  for (const Command& command : {append(0, 2), send(ZoneSendAction::Reset), send(ZoneSendAction::Reset), append(0, 2),
                                 device.whole_report(), read(0, 2), read(0, 1)})
    device.alone(command);
  device.at_once(0, 3);
  const std::vector<std::byte> ones(geometry.lba_bytes, std::byte{0xFF});
  device.history().back().seen.data = ones;

  expect_refused(verdicts_on_last(geometry, device.history(), 0, 4));
}

// A device may say anything of itself.
TEST(OpenQuestions, OfAZoneThatClaimsToHoldMoreThanThereIs) {
  Geometry geometry = two_zones();
  geometry.variable_capacity = true;
  Recorder device{geometry, {}, 1};
  for (const Command& command :
       {append(0, 2), send(ZoneSendAction::Reset), send(ZoneSendAction::Finish), device.whole_report(), read(8, 1)})
    device.alone(command);
  device.at_once(0, 2);
  const auto report = device.history()[3].seen.data;
  std::vector<std::byte> another(report.begin(), report.end());
  const auto first = std::span{another}.subspan(kReportHeaderBytes).first<kZoneDescriptorBytes>();
  ZoneDescriptor claims = decode_zone_descriptor(first);
  claims.zcap = std::uint64_t{1} << 62;
  encode(claims, first);
  device.history()[3].seen.data = another;

  const Linearization found = linearize(Oracle{geometry}, device.history(), 1'000'000);
  EXPECT_EQ(found.answer, Linearization::Answer::Found);
}

TEST(OpenQuestions, AZoneThatWasWrittenWhileAnotherWasResetIsNone) {
  const Geometry geometry = two_zones();
  Recorder device{geometry, {}, 1};
  for (const Command& command : {append(0, 2), send(ZoneSendAction::Reset, 8), read(0, 1)}) device.alone(command);
  device.at_once(0, 1);
  const std::vector<std::byte> ones(geometry.lba_bytes, std::byte{0xFF});
  device.history().back().seen.data = ones;

  expect_refused(verdicts_on_last(geometry, device.history(), 0, 2));
}

// ZNS-RES-008: the write that fills zone 1 closes zone 0 on its way, before zone 0 is appended to or after.
TEST(OpenQuestions, AZoneClosedForAnotherMayBeOpenAgain) {
  const Geometry geometry = two_zones();
  Recorder device{geometry, {}, 1};
  for (const Command& command : {append(0, 1), append(8, geometry.zcap), append(0, 1)}) device.alone(command);
  device.at_once(1, 2);
  device.alone(device.whole_report());
  expect_permitted(verdicts_on_last(geometry, device.history(), 1, 2));
}

// Whichever of zones 1 and 2 was opened last, at a limit of two: the other may be the one that was closed for it.
TEST(OpenQuestions, WhichZoneWasOpenedLast) {
  Geometry geometry = two_zones();
  geometry.zones = 3;
  geometry.max_active = 3;
  geometry.max_open = 2;
  Recorder device{geometry, {}, 1};
  for (const std::uint64_t zslba : {0U, 8U, 16U}) device.alone(append(zslba, 1));
  device.at_once(1, 2);
  for (const std::uint64_t zslba : {8U, 16U}) {
    std::vector<HistoryEntry> history = device.history();
    history.push_back({.command = send(ZoneSendAction::Open, zslba),
                       .seen = {.status = Status::TooManyOpenZones, .data = {}},
                       .called = history.back().returned + 1,
                       .returned = history.back().returned + 1});
    expect_permitted(verdicts_on_last(geometry, history, 1, 2));
  }
}

// Whichever of the orders was found, what the device did explains what it does next.
void expect_explained_whatever_was_found(std::uint64_t seed) {
  Random random{seed};
  Geometry geometry = two_zones();
  geometry.zcap = 1 + random.below(3);
  geometry.zdes = random.one_in(2) ? 1 : 0;
  geometry.variable_capacity = random.one_in(4);
  geometry.deallocated = static_cast<DeallocatedValue>(random.below(3));
  Recorder device{geometry, some_policy(random), seed};
  const Traffic traffic{.depth = 2 + random.below(3),
                        .failing = random.one_in(4),
                        .restless = random.one_in(3),
                        .management = 2,
                        .longest = 2};
  Oracle oracle{geometry};
  for (std::size_t first = 0; first < 20; first = device.history().size()) {
    device.batch(traffic);
    if (geometry.zdes != 0) device.alone(extended_report(geometry));
    for (const std::uint64_t zslba : {0U, 8U}) device.alone(read(zslba, 1));
    const std::size_t last = first + traffic.depth - 1;
    device.at_once(first, last);
    for (std::size_t i = last; i > first; --i)
      std::swap(device.history()[i], device.history()[first + random.below(i - first + 1)]);
    const auto batch = std::span{device.history()}.subspan(first, traffic.depth + 1);
    Linearization found = linearize(oracle, batch, 1'000'000);
    ASSERT_EQ(found.answer, Linearization::Answer::Found) << "seed " << seed << ": " << found.verdict.observed;
    oracle = std::move(found.after);
    for (const HistoryEntry& entry : std::span{device.history()}.subspan(last + 2)) {
      const Verdict verdict = oracle.observe(entry.command, entry.to_device, entry.seen);
      ASSERT_NE(verdict.judgement, Judgement::NotPermitted) << "seed " << seed << ": " << verdict.observed;
    }
  }
}

TEST(OpenQuestions, WhicheverOrderWasFoundTheNextBatchIsExplained) {
  const char* given = std::getenv("ZNSPEC_TEST_SEED");
  const std::uint64_t first = given != nullptr ? std::stoull(given) : 1;
  const std::uint64_t last = given != nullptr ? first : sampled(20000);
  for (std::uint64_t seed = first; seed <= last && !testing::Test::HasFatalFailure(); ++seed)
    expect_explained_whatever_was_found(seed);
}

}  // namespace
}  // namespace zns
