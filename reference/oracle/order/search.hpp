// The search for an order of everything that happened in a namespace.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

#include "reference/oracle/order/strand.hpp"

namespace zns {

// The namespace: the items in the order in which they are tried, and each zone alone following along.
class Search {
 public:
  Search(const Belief& belief, std::vector<Item> items, bool look_ahead) : strand_{belief, std::move(items)} {
    const std::size_t count = strand_.items().size();
    parts_.resize(count);
    outlook_.resize(count);
    plan_.wanted.resize(count);
    plan_.rank.resize(count, Plan::kUndecided);
    if (!look_ahead) return;
    std::vector<ZoneItems> zones = items_by_zone(belief, strand_.items());
    for (std::size_t zone = 0; zone < zones.size(); ++zone)
      for (std::size_t i = 0; i < zones[zone].items.size(); ++i) parts_[zones[zone].items[i].of].push_back({zone, i});
    want_plan();
    for (ZoneItems& zone : zones) zones_.push_back(std::make_unique<ZoneStrand>(belief, std::move(zone), plan_));
  }

  // The first segment that a zone cannot explain by itself; nothing if each can.
  std::optional<std::size_t> hopeless_segment(std::uint64_t& budget) {
    std::optional<std::size_t> first;
    for (const auto& zone : zones_)
      if (!zone->viable(budget)) first = std::min(first.value_or(SIZE_MAX), zone->stuck_in());
    return first;
  }

  [[nodiscard]] const Strand& strand() const { return strand_; }
  // Where no further item could be explained, at the farthest.
  [[nodiscard]] const std::vector<std::size_t>& farthest() const { return farthest_; }
  [[nodiscard]] const std::vector<std::size_t>& stuck() const { return stuck_; }

  struct Mark {
    Strand::Mark strand;
    std::size_t followed = 0;
    std::size_t planned = 0;
  };
  [[nodiscard]] Mark mark() const { return {strand_.mark(), followed_.size(), planned_.size()}; }
  void rewind(const Mark& mark) {
    strand_.rewind(mark.strand);
    for (; planned_.size() > mark.planned; planned_.pop_back()) plan_.rank[planned_.back()] = Plan::kUndecided;
    for (; followed_.size() > mark.followed; followed_.pop_back())
      zones_[followed_.back().zone]->rewind(followed_.back().before);
  }
  // Moves: an item to take, or one more than all of them and an item: it is the next of those that zones share.
  std::vector<std::size_t> expand(std::uint64_t& budget);
  bool advance(std::size_t move, std::uint64_t& budget);
  void shuffle() {
    shuffled_ = shuffled_in_ == segment() ? shuffled_ + 1 : 1;
    shuffled_in_ = segment();
  }
  [[nodiscard]] bool complete() const { return strand_.complete(); }
  [[nodiscard]] std::size_t segment() const { return strand_.segment(); }
  [[nodiscard]] std::uint64_t key() const;
  [[nodiscard]] std::optional<bool> known(std::uint64_t key) const {
    return dead_.contains(key) ? std::optional{false} : std::nullopt;
  }
  void remember(std::uint64_t key, bool viable) {
    if (!viable) dead_.insert(key);
  }
  void end_here() {
    if (!stuck_.empty() && strand_.taken().size() <= farthest_.size()) return;
    farthest_ = strand_.taken();
    stuck_ = strand_.candidates();
  }

 private:
  struct Part {
    std::size_t zone = 0;  // in zones_
    std::size_t item = 0;  // of that zone
  };
  struct Followed {
    std::size_t zone = 0;
    Strand::Mark before;
  };
  struct Outlook {
    std::uint32_t active = 0;
    std::uint32_t opened = 0;
  };
  void want_plan();
  [[nodiscard]] std::vector<std::size_t> to_plan() const;
  bool plan(std::size_t item, std::uint64_t& budget);
  [[nodiscard]] bool in_turn(std::size_t item) const;
  bool take(std::size_t item, std::uint64_t& budget);
  [[nodiscard]] bool viable(std::size_t item, std::uint64_t& budget);
  void sort(std::vector<std::size_t>& moves) const;
  [[nodiscard]] std::uint64_t turn(std::size_t item) const;
  [[nodiscard]] bool starved() const;

  Strand strand_;
  Plan plan_;
  std::vector<std::vector<std::size_t>> shared_;  // by segment: items to plan
  std::vector<std::size_t> planned_;
  std::vector<std::unique_ptr<ZoneStrand>> zones_;
  std::vector<std::vector<Part>> parts_;  // by item
  std::vector<Followed> followed_;        // what the zones took, oldest first
  std::vector<Outlook> outlook_;          // by item: resources, had it been taken last time it was asked for
  std::uint64_t shuffled_ = 0;            // times, the moves of this segment:
  std::size_t shuffled_in_ = 0;
  std::unordered_set<std::uint64_t> dead_;
  std::vector<std::size_t> farthest_;
  std::vector<std::size_t> stuck_;
};

}  // namespace zns
