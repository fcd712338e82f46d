#include "reference/oracle/order/strand.hpp"

#include <algorithm>
#include <utility>

#include "reference/device/commands/zone_resources.hpp"
#include "reference/oracle/order/depth_first.hpp"
#include "reference/spec/mix.hpp"

namespace zns {
namespace {

constexpr std::uint64_t kItemsFrom = 4ULL << 40;  // keeps the numbers of what is hashed apart
constexpr std::uint64_t kRanksFrom = 5ULL << 40;

}  // namespace

Strand::Strand(Belief belief, std::vector<Item> items)
    : items_{std::move(items)},
      belief_{std::move(belief)},
      next_(items_.size() + 1),
      previous_(items_.size() + 1),
      left_(items_.size(), true) {
  for (std::size_t i = 0; i <= items_.size(); ++i) {
    next_[i] = (i + 1) % (items_.size() + 1);
    previous_[next_[i]] = i;
  }
}

std::vector<std::size_t> Strand::candidates() const {
  std::vector<std::size_t> list;
  std::uint64_t first_return = UINT64_MAX;
  for (std::size_t i = next_.back(); i != items_.size() && items_[i].called <= first_return; i = next_[i]) {
    list.push_back(i);
    first_return = std::min(first_return, items_[i].returned);
  }
  return list;
}

std::vector<std::size_t> Strand::left_in_segment() const {
  std::vector<std::size_t> list;
  for (std::size_t i = next_.back(); i != items_.size() && items_[i].segment == segment(); i = next_[i])
    list.push_back(i);
  return list;
}

Judgement Strand::observe(std::size_t item) {
  return trial_.observe(items_[item].command, items_[item].payload, items_[item].seen);
}

void Strand::take(std::size_t item) {
  next_[previous_[item]] = next_[item];
  previous_[next_[item]] = previous_[item];
  left_[item] = false;
  taken_.push_back(item);
  taken_key_ ^= mix(kItemsFrom + item);
}

void Strand::rewind(const Mark& mark) {
  trial_.rewind(mark.trial);
  for (; taken_.size() > mark.taken; taken_.pop_back()) {
    const std::size_t item = taken_.back();
    next_[previous_[item]] = item;
    previous_[next_[item]] = item;
    left_[item] = true;
    taken_key_ ^= mix(kItemsFrom + item);
  }
}

ZoneStrand::ZoneStrand(const Belief& belief, ZoneItems items, const Plan& plan)
    : strand_{belief.alone(items.zone), std::move(items.items)}, plan_{plan} {
  for (std::size_t i = 0; i < strand_.items().size(); ++i)
    if (plan_.wanted[strand_.item(i).of]) shared_.push_back(i);
}

bool ZoneStrand::in_turn(std::size_t item) const {
  const Item& asked = strand_.item(item);
  if (!plan_.wanted[asked.of]) return true;
  const auto comes_first = [&](std::size_t other) {
    return strand_.is_left(other) && strand_.item(other).segment == asked.segment &&
           plan_.rank[strand_.item(other).of] < plan_.rank[asked.of];
  };
  return std::none_of(shared_.begin(), shared_.end(), comes_first);
}

std::uint64_t ZoneStrand::planned_key() const {
  std::uint64_t key = 0;
  for (const std::size_t item : shared_) {
    const std::size_t rank = plan_.rank[strand_.item(item).of];
    if (rank != Plan::kUndecided && strand_.is_left(item)) key ^= mix(kRanksFrom + item + (rank << 20));
  }
  return key;
}

// Seen from one zone, "too many" means only that this zone needed a resource.
Judgement ZoneStrand::permits(std::size_t item) {
  if (!in_turn(item)) return Judgement::NotPermitted;
  const Status status = strand_.item(item).seen.status;
  if (status != Status::TooManyActiveZones && status != Status::TooManyOpenZones) return strand_.observe(item);
  const ZoneState zs = zone().zs;
  const Demand needed = demand_to_open(zs);
  const bool may_be_closed = zs == ZoneState::ImplicitlyOpened;
  const bool needs = status == Status::TooManyActiveZones ? needed.active : needed.open || may_be_closed;
  return needs || strand_.belief().is_in_doubt() ? Judgement::Permitted : Judgement::NotPermitted;
}

bool ZoneStrand::take(std::size_t item) {
  const Strand::Mark before = strand_.mark();
  if (permits(item) == Judgement::NotPermitted) {
    strand_.rewind(before);
    return false;
  }
  strand_.take(item);
  return true;
}

bool ZoneStrand::viable(std::uint64_t& budget) {
  const std::uint64_t here = key();
  if (const auto said = known(here)) return *said;
  const Strand::Mark before = mark();
  const auto answer = depth_first(*this, budget);
  rewind(before);
  if (answer == Linearization::Answer::GaveUp) return true;
  remember(here, answer == Linearization::Answer::Found);
  return answer == Linearization::Answer::Found;
}

std::vector<std::size_t> ZoneStrand::expand(std::uint64_t& budget) {
  return settle(
      strand_, budget, [&](std::size_t item) { return permits(item); },
      [&](std::size_t item) {
        strand_.take(item);
        return plan_.wanted[strand_.item(item).of];
      });
}

bool ZoneStrand::advance(std::size_t item, std::uint64_t& budget) {
  if (budget != 0) --budget;
  return take(item);
}

std::optional<bool> ZoneStrand::known(std::uint64_t key) const {
  const auto found = known_.find(key);
  return found == known_.end() ? std::nullopt : std::optional{found->second};
}

void ZoneStrand::end_here() {
  if (strand_.complete() || (farthest_ != 0 && strand_.taken().size() <= farthest_)) return;
  farthest_ = strand_.taken().size();
  stuck_in_ = strand_.item(strand_.candidates().front()).segment;
}

}  // namespace zns
