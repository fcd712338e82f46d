#include "reference/oracle/order/linearize.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "reference/oracle/order/every_order_for_tests.hpp"
#include "reference/oracle/order/histories_for_tests.hpp"
#include "reference/oracle/order/history.hpp"
#include "reference/oracle/order/open_questions.hpp"
#include "reference/spec/sampled_for_tests.hpp"
#include "reference/spec/text.hpp"

namespace zns {
namespace {

using Answer = Linearization::Answer;
constexpr std::uint64_t kPlenty = 50'000'000;

std::string words(const Geometry& geometry, const std::vector<HistoryEntry>& history) {
  std::string text = "zones " + std::to_string(geometry.zones) + " zcap " + std::to_string(geometry.zcap) +
                     " max_open " + std::to_string(geometry.max_open.value_or(0)) + " max_active " +
                     std::to_string(geometry.max_active.value_or(0)) + "\n";
  for (const HistoryEntry& entry : history)
    text += "[" + std::to_string(entry.called) + ", " + std::to_string(entry.returned) + "] " + to_text(entry.command) +
            " -> " + to_string(entry.seen.status) + " " + hex(entry.seen.result) + "\n";
  return text;
}

Geometry tiny(Random& random) {
  Geometry geometry{.lba_bytes = 512,
                    .zones = static_cast<std::uint32_t>(1 + random.below(3)),
                    .zsze = 4,
                    .zcap = 2 + random.below(3)};
  if (random.one_in(2)) geometry.max_open = static_cast<std::uint32_t>(1 + random.below(2));
  if (geometry.max_open && random.one_in(2))
    geometry.max_active = *geometry.max_open + static_cast<std::uint32_t>(random.below(2));
  geometry.zdes = random.one_in(4) ? 1 : 0;
  geometry.read_across = random.one_in(2);
  geometry.deallocated = static_cast<DeallocatedValue>(random.below(3));
  geometry.active_excursions = random.one_in(8);
  geometry.variable_capacity = random.one_in(4);
  geometry.write_cache = random.one_in(2);
  return geometry;
}

// What is free is left out where that helps, and only there.
void compare_with_one_free(std::uint64_t seed, const Oracle& oracle, std::vector<HistoryEntry> history,
                           bool some_order_has_all, std::size_t free) {
  history[free].free = Freedom::NoRoomMeanwhile;
  const bool expected = some_order_explains(oracle.all_belief(), history);
  const Linearization result = linearize(oracle, history, kPlenty);
  const std::string text =
      "seed " + std::to_string(seed) + ", free: " + std::to_string(free) + "\n" + words(oracle.geometry(), history);
  ASSERT_EQ(result.answer, expected ? Answer::Found : Answer::None) << text;
  const bool is_left_out = expected && !some_order_has_all;
  ASSERT_EQ(result.left_out, is_left_out ? std::vector<std::size_t>{free} : std::vector<std::size_t>{}) << text;
  ASSERT_EQ(result.after.freedoms_used()[static_cast<std::size_t>(Freedom::NoRoomMeanwhile)], is_left_out ? 1U : 0U);
  const auto is_free = [&](std::size_t each) { return each == free; };
  const bool is_named = std::any_of(result.order.begin(), result.order.end(), is_free) ||
                        std::any_of(result.stuck.begin(), result.stuck.end(), is_free);
  ASSERT_EQ(is_named, some_order_has_all) << text;
  if (expected) {
    ASSERT_EQ(result.order.size() + result.left_out.size(), history.size()) << text;
  }
}

void compare(std::uint64_t seed, std::array<std::uint64_t, 3>& answers) {
  Random random{seed};
  const Geometry geometry = tiny(random);
  Recorder device{geometry, some_policy(random), seed};
  const Traffic warm{.depth = 1, .report_after_batch = false, .management = 2, .longest = 2};
  for (std::uint64_t i = random.below(8); i != 0; --i) device.batch(warm);
  const std::size_t already = device.history().size();
  const Traffic traffic{.depth = 2 + random.below(3),
                        .overlapping = random.one_in(2),
                        .failing = random.one_in(4),
                        .restless = random.one_in(3),
                        .report_after_batch = random.one_in(2),
                        .management = 2 + random.below(3),
                        .longest = 1 + random.below(2)};
  for (int i = 0; i < 2; ++i) device.batch(traffic);
  const bool corrupted = random.one_in(2);
  if (corrupted) device.corrupt();

  Oracle oracle{geometry};
  const std::vector<HistoryEntry>& all = device.history();
  for (std::size_t i = 0; i < already; ++i)
    if (oracle.observe(all[i].command, all[i].to_device, all[i].seen).judgement == Judgement::NotPermitted) return;
  const std::vector<HistoryEntry> history(all.begin() + static_cast<std::ptrdiff_t>(already), all.end());
  const std::vector<Item> items = items_of(geometry, history);
  if (items.size() > 9) return;
  const bool expected = some_order_explains(oracle.all_belief(), items);
  const Linearization result = linearize(oracle, history, kPlenty);
  ++answers[static_cast<std::size_t>(result.answer)];
  ASSERT_TRUE(expected || corrupted) << "seed " << seed << "\n" << words(geometry, history);
  ASSERT_EQ(result.answer, expected ? Answer::Found : Answer::None) << "seed " << seed << "\n"
                                                                    << words(geometry, history);
  if (expected) {
    ASSERT_EQ(result.order.size(), history.size());
  } else {
    ASSERT_EQ(result.verdict.judgement, Judgement::NotPermitted);
    ASSERT_FALSE(result.stuck.empty());
    ASSERT_LT(result.order.size(), history.size());
  }
  compare_with_one_free(seed, oracle, history, expected, random.below(history.size()));
}

TEST(Linearize, AgreesWithTryingEveryOrder) {
  const char* given = std::getenv("ZNSPEC_TEST_SEED");
  const std::uint64_t first = given != nullptr ? std::stoull(given) : 1;
  const std::uint64_t last = given != nullptr ? first : sampled(20000);
  std::array<std::uint64_t, 3> answers{};
  for (std::uint64_t seed = first; seed <= last && !testing::Test::HasFatalFailure(); ++seed) compare(seed, answers);
  if (given != nullptr) return;
  EXPECT_GT(answers[0], sampled(1000));
  EXPECT_GT(answers[1], sampled(1000));
}

// What was found explains the history: an order that the times permit, of which the oracle permits each step.
void expect_explained(const Geometry& geometry, const std::vector<HistoryEntry>& history, const Linearization& found) {
  ASSERT_EQ(found.answer, Answer::Found);
  ASSERT_EQ(found.order.size(), history.size());
  std::vector<bool> seen(history.size());
  std::uint64_t last_called = 0;
  for (const std::size_t i : found.order) {
    ASSERT_FALSE(seen[i]);
    seen[i] = true;
    ASSERT_GE(history[i].returned, last_called);
    last_called = std::max(last_called, history[i].called);
  }
  Oracle oracle{geometry};
  for (const std::size_t i : found.order) {
    const bool reads =
        std::holds_alternative<Read>(history[i].command.body);  // one that raced is not explained at once
    const Oracle before = oracle;
    if (oracle.observe(history[i].command, history[i].to_device, history[i].seen).judgement ==
        Judgement::NotPermitted) {
      ASSERT_TRUE(reads) << to_text(history[i].command);
      oracle = before;
    }
  }
  const std::vector<Item> items = items_of(geometry, history);
  forget_what_the_order_decides(oracle, items, may_be_in_doubt(Belief{geometry}, items));
  EXPECT_EQ(oracle.belief(), found.after.belief());
}

void find_large(std::uint64_t seed) {
  Random random{seed};
  Geometry geometry{
      .lba_bytes = 512, .zones = static_cast<std::uint32_t>(1 + random.below(16)), .zsze = 32, .zcap = 24};
  if (!random.one_in(3)) geometry.max_open = static_cast<std::uint32_t>(1 + random.below(8));
  if (geometry.max_open && !random.one_in(3))
    geometry.max_active = *geometry.max_open + static_cast<std::uint32_t>(random.below(6));
  geometry.zdes = random.one_in(3) ? 1 : 0;
  geometry.read_across = random.one_in(2);
  geometry.deallocated = static_cast<DeallocatedValue>(random.below(3));
  Recorder device{geometry, some_policy(random), seed};
  const Traffic traffic{.depth = 1 + random.below(48),
                        .overlapping = random.one_in(3),
                        .restless = random.one_in(3),
                        .report_after_batch = !random.one_in(4),
                        .management = 2 + random.below(8),
                        .longest = 1 + random.below(6)};
  for (int i = 0; i < 6; ++i) device.batch(traffic);
  const Linearization found = linearize(Oracle{geometry}, device.history(), 5'000'000);
  SCOPED_TRACE("replay with ZNSPEC_TEST_SEED=" + std::to_string(seed));
  expect_explained(geometry, device.history(), found);
}

TEST(Linearize, FindsTheOrderOfWhateverTheReferenceDid) {
  const char* given = std::getenv("ZNSPEC_TEST_SEED");
  const std::uint64_t first = given != nullptr ? std::stoull(given) : 1;
  const std::uint64_t last = given != nullptr ? first : sampled(200);
  for (std::uint64_t seed = first; seed <= last && !testing::Test::HasFatalFailure(); ++seed) find_large(seed);
}

// Entries of one batch: they all were in flight together.
class Together {
 public:
  void add(const Command::Body& body, Status status, std::uint64_t result = 0, std::vector<std::byte> returned = {}) {
    const Command command{.body = body};
    data_.emplace_back(bytes_to_device(two_zones(), command), std::byte{0x77});
    const auto& sent = data_.back();
    data_.push_back(std::move(returned));
    entries_.push_back({.command = command,
                        .to_device = sent,
                        .seen = {.status = status, .result = result, .data = data_.back()},
                        .called = now_,
                        .returned = now_ + 1});
  }
  void then() { now_ += 2; }
  [[nodiscard]] const std::vector<HistoryEntry>& entries() const { return entries_; }
  [[nodiscard]] Linearization explain(std::uint64_t budget = kPlenty, const Geometry& geometry = two_zones()) const {
    return linearize(Oracle{geometry}, entries_, budget);
  }

 private:
  std::deque<std::vector<std::byte>> data_;
  std::vector<HistoryEntry> entries_;
  std::uint64_t now_ = 1;
};

std::vector<std::byte> blocks(std::initializer_list<std::uint8_t> fills) {
  std::vector<std::byte> data;
  for (const std::uint8_t fill : fills) data.insert(data.end(), 512, std::byte{fill});
  return data;
}

ZoneAppend append(std::uint64_t zslba, std::uint64_t count) {
  return {.zslba = zslba, .nlb = Nlb::of_count(count)};
}
Write write(std::uint64_t slba, std::uint64_t count) {
  return {.slba = slba, .nlb = Nlb::of_count(count)};
}
Read read(std::uint64_t slba, std::uint64_t count) {
  return {.slba = slba, .nlb = Nlb::of_count(count)};
}

TEST(Linearize, PutsAppendsIntoTheOrderOfTheirAddresses) {
  Together batch;
  batch.add(append(0, 1), kSuccess, 3);
  batch.add(append(0, 2), kSuccess, 1);
  batch.add(append(0, 1), kSuccess, 0);
  const Linearization found = batch.explain();
  EXPECT_EQ(found.answer, Answer::Found);
  EXPECT_EQ(found.order, (std::vector<std::size_t>{2, 1, 0}));
  EXPECT_EQ(found.after.belief().zone(0).wp, 4U);
  EXPECT_EQ(found.after.tallies()[ClauseId{"ZNS-APPEND-001"}.index()].exercised, 3U);
}

TEST(Linearize, SaysWhichAppendFitsNowhere) {
  Together batch;
  batch.add(append(0, 1), kSuccess, 0);
  batch.then();
  batch.add(append(0, 2), kSuccess, 1);
  batch.add(append(0, 2), kSuccess, 2);  // overlaps (ZNS-ORD-003)
  batch.add(append(8, 1), kSuccess, 8);
  const Linearization none = batch.explain();
  ASSERT_EQ(none.answer, Answer::None);
  EXPECT_EQ(none.stuck, (std::vector<std::size_t>{2}));
  EXPECT_EQ(none.order.size(), 3U);
  ASSERT_FALSE(none.verdict.clauses.empty());
  EXPECT_EQ(none.verdict.clauses.front().str(), "ZNS-APPEND-001");
  EXPECT_EQ(none.after.tallies()[none.verdict.clauses.front().index()].violated, 1U);
  EXPECT_EQ(none.after.needs_report(), (std::vector<ZoneId>{0}));
}

TEST(Linearize, DoesNotReorderWhatCameOneAfterTheOther) {
  Together batch;
  batch.add(write(1, 1), kSuccess);
  batch.then();
  batch.add(write(0, 1), kSuccess);
  EXPECT_EQ(batch.explain().answer, Answer::None);
}

// ZNS-ORD-006
TEST(Linearize, LetsAReadSeeSomeBlocksOfAWriteThatRaces) {
  Together batch;
  batch.add(write(0, 3), kSuccess);
  batch.add(read(0, 3), kSuccess, 0, blocks({0x77, 0, 0x77}));
  EXPECT_EQ(batch.explain().answer, Answer::Found);

  Together strange;
  strange.add(write(0, 3), kSuccess);
  strange.add(read(0, 3), kSuccess, 0, blocks({0x77, 0x11, 0x77}));
  EXPECT_EQ(strange.explain().answer, Answer::None);

  Together later;
  later.add(write(0, 3), kSuccess);
  later.then();
  later.add(read(0, 3), kSuccess, 0, blocks({0x77, 0, 0x77}));
  EXPECT_EQ(later.explain().answer, Answer::None);
}

TEST(Linearize, LetsAnAtomicReadSeeAllOfAnAtomicWriteOrNone) {
  Geometry geometry = two_zones();
  geometry.awun = 3;
  const auto answer = [&](std::initializer_list<std::uint8_t> seen, std::uint64_t slba = 0) {
    Together batch;
    batch.add(append(0, 3), kSuccess, 0);
    batch.add(read(slba, seen.size()), kSuccess, 0, blocks(seen));
    return batch.explain(kPlenty, geometry).answer;
  };
  EXPECT_EQ(answer({0x77, 0x77, 0x77}), Answer::Found);
  EXPECT_EQ(answer({0, 0, 0}), Answer::Found);
  EXPECT_EQ(answer({0x77, 0, 0x77}), Answer::None);
  EXPECT_EQ(answer({0x77, 0}), Answer::Found) << "the Read does not cover the write";
  EXPECT_EQ(answer({0x77, 0, 0x77, 0}), Answer::Found) << "the Read is larger than AWUN";
  geometry.awun = 2;
  EXPECT_EQ(answer({0x77, 0, 0x77}), Answer::Found) << "both are larger than AWUN";
}

// Each of two is there or not, and a Reset is not atomic.
TEST(Linearize, LetsAnAtomicReadSeePartOfWhatIsReset) {
  Geometry geometry = two_zones();
  geometry.awun = 4;
  Together batch;
  batch.add(append(0, 2), kSuccess, 0);
  batch.add(append(0, 2), kSuccess, 2);
  batch.add(read(0, 4), kSuccess, 0, blocks({0x77, 0x77, 0, 0}));
  EXPECT_EQ(batch.explain(kPlenty, geometry).answer, Answer::Found);
  batch.add(read(0, 4), kSuccess, 0, blocks({0x77, 0x77, 0x77, 0}));
  EXPECT_EQ(batch.explain(kPlenty, geometry).answer, Answer::None);
  batch.add(ZoneManagementSend{.slba = 0, .zsa = ZoneSendAction::Reset}, kSuccess);
  EXPECT_EQ(batch.explain(kPlenty, geometry).answer, Answer::Found);
}

// ZNS-RES-006 and the order of what takes resources and gives them back.
TEST(Linearize, FindsTheMomentAtWhichAResourceWasMissing) {
  Together batch;
  batch.add(ZoneManagementSend{.slba = 0, .zsa = ZoneSendAction::Open}, kSuccess);
  batch.add(append(8, 1), Status::TooManyOpenZones);
  batch.add(ZoneManagementSend{.slba = 0, .zsa = ZoneSendAction::Finish}, kSuccess);
  EXPECT_EQ(batch.explain().answer, Answer::Found);

  Together never;
  never.add(append(8, 1), Status::TooManyOpenZones);
  never.add(ZoneManagementSend{.slba = 0, .zsa = ZoneSendAction::Finish}, kSuccess);
  EXPECT_EQ(never.explain().answer, Answer::None);
}

// ZNS-ZM-006: of the zone that was reset only a report says what it can hold, and nothing is said of it before.
TEST(Linearize, DoesNotMissAResourceInAZoneThatIsInDoubtOnceItIsReset) {
  Together batch;
  batch.add(append(0, 1), kSuccess);
  batch.then();
  batch.add(ZoneManagementSend{.slba = 0, .zsa = ZoneSendAction::Reset}, kSuccess);
  batch.add(append(0, 1), Status::TooManyOpenZones);
  EXPECT_EQ(batch.explain().answer, Answer::None);
  Geometry variable = two_zones();
  variable.variable_capacity = true;
  EXPECT_EQ(batch.explain(kPlenty, variable).answer, Answer::Found);
}

TEST(Linearize, DecidesNothingByTheStatusOfAReadThatMeetsAZoneInDoubt) {
  Geometry geometry = two_zones();
  geometry.read_across = true;
  Oracle oracle{geometry};
  oracle.note({EventKind::Offline, 1});
  Together batch;
  batch.add(write(0, 1), Status::InternalError);
  batch.then();
  batch.add(read(7, 2), kSuccess, 0, blocks({0, 0}));
  batch.add(write(8, 1), Status::ZoneIsOffline);
  EXPECT_TRUE(some_order_explains(oracle.all_belief(), items_of(geometry, batch.entries())));
  EXPECT_EQ(linearize(oracle, batch.entries(), kPlenty).answer, Answer::Found);
}

TEST(Linearize, LetsAReportDecideWhatWasLeftOpenLongBefore) {
  for (const bool reset_last : {false, true}) {
    Recorder device{two_zones(), {}, 1};
    const Command resets{.body = ZoneManagementSend{.slba = 0, .zsa = ZoneSendAction::Reset}};
    const Command appends{.body = append(0, 1)};
    device.alone(reset_last ? appends : resets);
    device.alone(reset_last ? resets : appends);
    device.history()[0].called = device.history()[1].called = 1;
    device.history()[0].returned = device.history()[1].returned = 2;
    for (int i = 0; i < 3; ++i) device.alone({.body = append(8, 1)});
    device.alone(device.whole_report());
    expect_explained(two_zones(), device.history(), linearize(Oracle{two_zones()}, device.history(), kPlenty));
  }
}

// The zone opened last finds its place again: which of two that was, is to be tried out.
TEST(Linearize, TriesWhicheverZoneMayHaveBeenOpenedLast) {
  Geometry geometry = two_zones();
  geometry.zones = 3;
  geometry.max_active = 3;
  geometry.max_open = 2;
  for (const std::uint64_t zslba : {8U, 16U}) {
    // given zones 1 and 2 opened together, a Flush that outlasts them, and meanwhile one of them refused
    Recorder device{geometry, {}, 1};
    for (const std::uint64_t start : {0U, 8U, 16U}) device.alone({.body = append(start, 1)});
    device.alone({.body = ZoneManagementSend{.slba = zslba, .zsa = ZoneSendAction::Open}});
    device.alone({.body = Flush{}});
    std::vector<HistoryEntry>& history = device.history();
    history[2].called = history[4].called = history[1].called;
    history[1].returned = history[2].returned;
    history[3].seen.status = Status::TooManyOpenZones;
    // then the other one was opened last
    EXPECT_EQ(linearize(Oracle{geometry}, history, kPlenty).answer, Answer::Found) << zslba;
  }
}

// One that raced sees each block at a moment of its own.
TEST(Linearize, TakesAReadThatDidNotRaceAsOne) {
  Together batch;
  batch.add(read(0, 2), kSuccess, 0, blocks({0, 0}));
  EXPECT_EQ(items_of(two_zones(), batch.entries()).size(), 1U);
  batch.add(write(0, 1), kSuccess);
  EXPECT_EQ(items_of(two_zones(), batch.entries()).size(), 4U);
}

TEST(Linearize, GivesUpWhenItMayNotAsk) {
  Together batch;
  batch.add(append(0, 1), kSuccess, 1);
  batch.add(append(0, 1), kSuccess, 0);
  EXPECT_EQ(batch.explain(1).answer, Answer::GaveUp);
  EXPECT_EQ(batch.explain(1).questions, 1U);
  EXPECT_EQ(batch.explain(100).answer, Answer::Found);
}

// A Close that no order explains but behind what is free.
TEST(Linearize, ExcludesNothingWhereItGaveUpOnAllEntries) {
  Together batch;
  for (int i = 0; i < 3; ++i) batch.add(read(0, 1), kSuccess, 0, blocks({0}));
  batch.add(ZoneManagementSend{.slba = 0, .zsa = ZoneSendAction::Open}, kSuccess);
  batch.add(ZoneManagementSend{.slba = 0, .zsa = ZoneSendAction::Close}, kSuccess);
  std::vector<HistoryEntry> history = batch.entries();
  for (std::size_t i = 0; i + 1 < history.size(); ++i) history[i].free = Freedom::MomentaryOpening;
  const Oracle oracle{two_zones()};
  ASSERT_EQ(linearize(oracle, history, kPlenty).answer, Answer::Found);
  ASSERT_EQ(linearize(oracle, {&history.back(), 1}, kPlenty).answer, Answer::None);
  for (std::uint64_t budget = 0; budget < 40; ++budget)
    EXPECT_NE(linearize(oracle, history, budget).answer, Answer::None) << budget << " questions";
}

TEST(Linearize, AfterAnUndecidedSelectAllOnlyAReportSaysWhatIsThere) {
  Together batch;
  batch.add(append(0, 1), kSuccess, 0);
  batch.then();
  batch.add(ZoneManagementSend{.zsa = ZoneSendAction::Reset, .select_all = true}, Status::InternalError);
  batch.then();
  batch.add(append(0, 1), kSuccess, 0);  // it was reset, so it seems
  EXPECT_EQ(batch.explain().answer, Answer::Found);
  EXPECT_TRUE(batch.explain().after.needs_whole_report());
}

}  // namespace
}  // namespace zns
