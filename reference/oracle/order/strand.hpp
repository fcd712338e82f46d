// A course of items and the belief that follows it: each taken at its moment, and given back when that was wrong.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "reference/oracle/judge/trial.hpp"
#include "reference/oracle/order/history.hpp"
#include "reference/spec/mix.hpp"

namespace zns {

class Strand {
 public:
  Strand(Belief belief, std::vector<Item> items);

  struct Mark {
    Trial::Mark trial;
    std::size_t taken = 0;
  };
  [[nodiscard]] Mark mark() const { return {trial_.mark(), taken_.size()}; }
  void rewind(const Mark& mark);

  // Items that may come next: of those left, none returned before they were called.
  [[nodiscard]] std::vector<std::size_t> candidates() const;
  [[nodiscard]] std::vector<std::size_t> left_in_segment() const;  // that of the first of them
  Judgement observe(std::size_t item);                             // a refused one wants a rewind
  void take(std::size_t item);                                     // after it was observed
  [[nodiscard]] bool complete() const { return taken_.size() == items_.size(); }
  // The key of what was taken, and of what it led to.
  [[nodiscard]] std::uint64_t key() const { return mix(trial_.key()) ^ taken_key_; }

  [[nodiscard]] const Item& item(std::size_t index) const { return items_[index]; }
  [[nodiscard]] const std::vector<Item>& items() const { return items_; }
  [[nodiscard]] const std::vector<std::size_t>& taken() const { return taken_; }
  [[nodiscard]] bool is_left(std::size_t item) const { return left_[item]; }
  [[nodiscard]] std::size_t segment() const {  // of the first that is left
    return complete() ? SIZE_MAX : items_[next_.back()].segment;
  }
  [[nodiscard]] const Belief& belief() const { return belief_; }
  [[nodiscard]] const Trial& trial() const { return trial_; }

 private:
  std::vector<Item> items_;
  Belief belief_;
  Trial trial_{belief_};
  std::vector<std::size_t> next_;  // of the items left, by `called`; the last place is the ring's head
  std::vector<std::size_t> previous_;
  std::vector<bool> left_;
  std::vector<std::size_t> taken_;
  std::uint64_t taken_key_ = 0;
};

// Asks `permits(item)` of each item that may come next. One that only looks, finds what it expects and leaves the
// belief as it is can be taken at once: whatever order explains the rest explains it with this item here, too.
// `take(item)` says whether that may make others permitted. Returns those that are permitted besides.
template <class Permits, class Take>
std::vector<std::size_t> settle(Strand& strand, std::uint64_t& budget, Permits permits, Take take) {
  for (;;) {
    std::vector<std::size_t> moves;
    std::size_t taken = 0;
    bool again = false;
    const std::vector<std::size_t> candidates = strand.candidates();
    for (const std::size_t item : candidates) {
      if (budget != 0) --budget;
      const Strand::Mark before = strand.mark();
      const std::uint64_t belief = strand.trial().key();
      const Judgement judgement = permits(item);
      const bool expected = judgement == Judgement::Permitted || judgement == Judgement::NotJudged;
      const bool settled = expected && only_looks(strand.item(item)) && strand.trial().key() == belief;
      strand.rewind(before);
      if (settled) {
        again = take(item) || again;
        ++taken;
      } else if (judgement != Judgement::NotPermitted) {
        moves.push_back(item);
      }
    }
    if (!again && strand.candidates().size() + taken == candidates.size()) return moves;
  }
}

// Items that several zones share, and that may have come in several orders: once it is decided which comes first, each
// zone can be looked at by itself. Those of a segment are decided on before any of it is taken.
struct Plan {
  static constexpr std::size_t kUndecided = SIZE_MAX;
  std::vector<bool> wanted;       // by item: shared, and not the only such item of its segment
  std::vector<std::size_t> rank;  // by item: those of lower rank, in the same segment, come first
};

// One zone alone. What it cannot explain, the namespace cannot: it knows nothing of limits, and where the namespace's
// belief knows a zone closed it only holds that possible.
class ZoneStrand {
 public:
  ZoneStrand(const Belief& belief, ZoneItems items, const Plan& plan);

  [[nodiscard]] Strand::Mark mark() const { return strand_.mark(); }
  void rewind(const Strand::Mark& mark) { strand_.rewind(mark); }
  bool take(std::size_t item);  // false: refused, nothing changed
  // Whether what is left can be explained from here; true where the budget does not suffice to say.
  bool viable(std::uint64_t& budget);
  // The segment where the farthest explanation ended.
  [[nodiscard]] std::size_t stuck_in() const { return stuck_in_; }

  // What depth_first() asks.
  std::vector<std::size_t> expand(std::uint64_t& budget);
  bool advance(std::size_t item, std::uint64_t& budget);
  [[nodiscard]] bool complete() const { return strand_.complete(); }
  [[nodiscard]] std::size_t segment() const { return strand_.segment(); }
  [[nodiscard]] std::uint64_t key() const { return strand_.key() ^ planned_key(); }
  [[nodiscard]] const Zone& zone() const { return strand_.belief().state().zone(0); }
  [[nodiscard]] const Trial& trial() const { return strand_.trial(); }
  [[nodiscard]] std::optional<bool> known(std::uint64_t key) const;
  void remember(std::uint64_t key, bool viable) { known_[key] = viable; }
  void end_here();

 private:
  Judgement permits(std::size_t item);
  [[nodiscard]] bool in_turn(std::size_t item) const;
  [[nodiscard]] std::uint64_t planned_key() const;

  Strand strand_;
  const Plan& plan_;
  std::vector<std::size_t> shared_;  // items that are planned, ascending
  std::unordered_map<std::uint64_t, bool> known_;
  std::size_t farthest_ = 0;
  std::size_t stuck_in_ = 0;
};

}  // namespace zns
