#include "reference/oracle/linearize.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <string>

#include "reference/oracle/histories_for_tests.hpp"
#include "reference/oracle/history.hpp"
#include "reference/spec/text.hpp"

namespace zns {
namespace {

using Answer = Linearization::Answer;
constexpr std::uint64_t kPlenty = 50'000'000;

// Every order that the times permit, one after the other.
bool some_order_explains(const Oracle& oracle, std::vector<Item> left) {
  if (left.empty()) return true;
  for (std::size_t i = 0; i < left.size(); ++i) {
    const Item item = left[i];
    const auto came_before = [&](const Item& other) { return other.returned < item.called; };
    if (std::any_of(left.begin(), left.end(), came_before)) continue;
    Oracle after = oracle;
    if (after.observe_remembered(item.command, item.payload, item.seen).judgement == Judgement::NotPermitted) continue;
    std::vector<Item> others = left;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    if (some_order_explains(after, std::move(others))) return true;
  }
  return false;
}

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
  geometry.write_cache = random.one_in(2);
  return geometry;
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
  const bool expected = some_order_explains(oracle, items);
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
}

TEST(Linearize, AgreesWithTryingEveryOrder) {
  const char* given = std::getenv("ZNSPEC_TEST_SEED");
  const std::uint64_t first = given != nullptr ? std::stoull(given) : 1;
  const std::uint64_t last = given != nullptr ? first : 10000;
  std::array<std::uint64_t, 3> answers{};
  for (std::uint64_t seed = first; seed <= last && !testing::Test::HasFatalFailure(); ++seed) compare(seed, answers);
  if (given != nullptr) return;
  EXPECT_GT(answers[0], 1000U);
  EXPECT_GT(answers[1], 1000U);
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
    const bool reads = std::holds_alternative<Read>(history[i].command.body);  // one that raced is not explained at once
    const Oracle before = oracle;
    if (oracle.observe(history[i].command, history[i].to_device, history[i].seen).judgement == Judgement::NotPermitted) {
      ASSERT_TRUE(reads) << to_text(history[i].command);
      oracle = before;
    }
  }
  EXPECT_EQ(oracle.belief(), found.after.belief());
}

void find_large(std::uint64_t seed) {
  Random random{seed};
  Geometry geometry{.lba_bytes = 512, .zones = static_cast<std::uint32_t>(1 + random.below(16)), .zsze = 32, .zcap = 24};
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
  const std::uint64_t last = given != nullptr ? first : 200;
  for (std::uint64_t seed = first; seed <= last && !testing::Test::HasFatalFailure(); ++seed) find_large(seed);
}

}  // namespace
}  // namespace zns
