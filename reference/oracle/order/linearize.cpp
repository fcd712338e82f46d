#include "reference/oracle/order/linearize.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "reference/oracle/judge/judge.hpp"
#include "reference/oracle/order/cache_after.hpp"
#include "reference/oracle/order/depth_first.hpp"
#include "reference/oracle/order/open_questions.hpp"
#include "reference/oracle/order/search.hpp"

namespace zns {
namespace {

using Answer = Linearization::Answer;

constexpr std::uint64_t kQuestionsAboutAFailure = 100'000;  // to say how far one got; that it fails is known

struct Outcome {
  Answer answer = Answer::Found;
  std::vector<Item> taken;
  std::vector<Item> stuck;
};

std::vector<Item> select(const std::vector<Item>& items, const std::vector<std::size_t>& which) {
  std::vector<Item> selected;
  for (const std::size_t i : which) selected.push_back(items[i]);
  return selected;
}

Outcome search(const Belief& belief, std::vector<Item> items, bool look_ahead, std::uint64_t& budget);

// A block of a read that raced changes nothing, and the read is observed already.
template <class Observe>
void replay(const std::vector<Item>& items, Observe observe) {
  for (const Item& item : items)
    if (!item.block) observe(item);
}

// Explains as much as can be of a segment that a zone cannot explain by itself, after what explains all before it.
Outcome explain_up_to(std::size_t segment, const Belief& belief, const std::vector<Item>& items,
                      std::uint64_t& budget) {
  std::vector<Item> before;
  std::vector<Item> hopeless;
  for (const Item& item : items) {
    if (item.segment < segment) before.push_back(item);
    if (item.segment == segment) hopeless.push_back(item);
  }
  Outcome outcome = search(belief, std::move(before), true, budget);
  if (outcome.answer == Answer::Found) {
    Belief there = belief;
    replay(outcome.taken, [&](const Item& item) {
      Judge{there, Notes{}}.observe(item.command, item.payload, item.seen);
    });
    std::uint64_t some = std::min(budget, kQuestionsAboutAFailure);
    budget -= some;
    Outcome rest = search(there, std::move(hopeless), false, some);
    budget += some;
    std::move(rest.taken.begin(), rest.taken.end(), std::back_inserter(outcome.taken));
    outcome.stuck = std::move(rest.stuck);
  }
  outcome.answer = Answer::None;
  return outcome;
}

Outcome search(const Belief& belief, std::vector<Item> items, bool look_ahead, std::uint64_t& budget) {
  Search search{belief, std::move(items), look_ahead};
  if (const auto segment = search.hopeless_segment(budget))
    return explain_up_to(*segment, belief, search.strand().items(), budget);
  const Answer answer = depth_first(search, budget);
  const std::vector<Item>& all = search.strand().items();
  if (answer == Answer::Found) return {answer, select(all, search.strand().taken()), {}};
  return {answer, select(all, search.farthest()), select(all, search.stuck())};
}

// The entries whose items are all among these, in the order of their last ones.
std::vector<std::size_t> entries_of(const std::vector<Item>& some, std::vector<std::size_t> left) {
  std::vector<std::size_t> entries;
  for (const Item& item : some)
    if (--left[item.of] == 0) entries.push_back(item.of);
  return entries;
}

// What is wrong with the first of the stuck that cannot come next; the oracle has then observed it.
Verdict verdict_on(std::vector<Item>& stuck, Oracle& oracle) {
  std::stable_sort(stuck.begin(), stuck.end(), [](const Item& a, const Item& b) { return a.returned < b.returned; });
  for (auto item = stuck.begin(); item != stuck.end(); ++item) {
    Oracle tried = oracle;
    Verdict verdict = tried.observe_remembered(item->command, item->payload, item->seen);
    if (verdict.judgement != Judgement::NotPermitted) continue;
    oracle = std::move(tried);
    std::rotate(stuck.begin(), item, item + 1);
    return verdict;
  }
  Verdict verdict;  // each could come next, and none leads to the end
  verdict.judgement = Judgement::NotPermitted;
  verdict.clauses = {"ZNS-ORD-001"};
  verdict.expected = {"the outcome of some order of the commands in flight"};
  verdict.observed = "no order explains all completions";
  return verdict;
}

// An order of all these.
Linearization order(Oracle oracle, std::span<const HistoryEntry> history, std::uint64_t budget, Ending ending) {
  std::vector<Item> items = items_of(oracle.geometry(), history);
  std::vector<std::size_t> items_by_entry(history.size());
  for (const Item& item : items) ++items_by_entry[item.of];
  std::uint64_t left = budget;
  const CacheAfter cache{oracle, history};
  const bool in_doubt = may_be_in_doubt(oracle.all_belief(), items);
  Outcome outcome = search(oracle.all_belief(), std::move(items), true, left);
  Linearization result{.answer = outcome.answer,
                       .order = entries_of(outcome.taken, items_by_entry),
                       .stuck = {},
                       .verdict = {},
                       .after = std::move(oracle),
                       .questions = budget - left};
  replay(outcome.taken,
         [&](const Item& item) { result.after.observe_remembered(item.command, item.payload, item.seen); });
  cache.settle(result.after);
  if (ending == Ending::Closed) forget_what_the_order_decides(result.after, outcome.taken, in_doubt);
  if (outcome.answer != Answer::None) return result;
  result.verdict = verdict_on(outcome.stuck, result.after);
  for (const Item& item : outcome.stuck)
    if (std::find(result.stuck.begin(), result.stuck.end(), item.of) == result.stuck.end())
      result.stuck.push_back(item.of);
  return result;
}

}  // namespace

Linearization linearize(Oracle oracle, std::span<const HistoryEntry> history, std::uint64_t budget, Ending ending) {
  std::vector<HistoryEntry> bound;
  std::vector<std::size_t> numbers;  // of these, in the history
  std::vector<std::size_t> free;
  for (std::size_t i = 0; i < history.size(); ++i) {
    if (history[i].free) {
      free.push_back(i);
    } else {
      bound.push_back(history[i]);
      numbers.push_back(i);
    }
  }
  if (free.empty()) return order(std::move(oracle), history, budget, ending);
  Linearization all = order(oracle, history, budget, ending);
  if (all.answer == Answer::Found) return all;

  Linearization most = order(std::move(oracle), bound, budget, ending);
  most.questions += all.questions;
  for (std::size_t& each : most.order) each = numbers[each];
  for (std::size_t& each : most.stuck) each = numbers[each];
  if (most.answer == Answer::None && all.answer == Answer::GaveUp) return all;  // what is free may have made room
  if (most.answer != Answer::Found) return most;
  for (const std::size_t each : free) most.after.use(*history[each].free);
  most.left_out = std::move(free);
  return most;
}

std::vector<HistoryEntry> without(std::span<const std::size_t> left_out, std::vector<HistoryEntry> history) {
  for (auto each = left_out.rbegin(); each != left_out.rend(); ++each)
    history.erase(history.begin() + static_cast<std::ptrdiff_t>(*each));
  return history;
}

}  // namespace zns
