#include "reference/oracle/linearize.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "reference/oracle/depth_first.hpp"
#include "reference/oracle/strand.hpp"

namespace zns {
namespace {

using Answer = Linearization::Answer;

constexpr std::uint64_t kQuestionsAboutAFailure = 100'000;  // to say how far one got; that it fails is known

// The namespace: the items in the order in which they are tried, and each zone alone following along.
class Search {
 public:
  Search(const Oracle& oracle, std::vector<Item> items, bool look_ahead) : strand_{oracle, std::move(items)} {
    const std::size_t count = strand_.items().size();
    parts_.resize(count);
    outlook_.resize(count);
    plan_.wanted.resize(count);
    plan_.rank.resize(count, Plan::kUndecided);
    if (!look_ahead) return;
    std::vector<ZoneItems> zones = items_by_zone(oracle, strand_.items());
    for (std::size_t zone = 0; zone < zones.size(); ++zone)
      for (std::size_t i = 0; i < zones[zone].items.size(); ++i) parts_[zones[zone].items[i].of].push_back({zone, i});
    want_plan();
    for (ZoneItems& zone : zones) zones_.push_back(std::make_unique<ZoneStrand>(oracle, std::move(zone), plan_));
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

void Search::want_plan() {
  shared_.resize(strand_.items().empty() ? 0 : strand_.items().back().segment + 1);
  for (std::size_t i = 0; i < parts_.size(); ++i)
    if (parts_[i].size() > 1) shared_[strand_.item(i).segment].push_back(i);
  for (std::vector<std::size_t>& items : shared_) {
    if (items.size() == 1) items.clear();
    for (const std::size_t item : items) plan_.wanted[item] = true;
  }
}

// Of the segment at hand: which of the shared items may be the next.
std::vector<std::size_t> Search::to_plan() const {
  std::vector<std::size_t> next;
  if (shared_.empty() || strand_.complete()) return next;
  const std::vector<std::size_t>& items = shared_[strand_.segment()];
  const auto undecided = [&](std::size_t item) { return plan_.rank[item] == Plan::kUndecided; };
  for (const std::size_t item : items) {
    const auto came_before = [&](std::size_t other) {
      return undecided(other) && strand_.item(other).returned < strand_.item(item).called;
    };
    if (undecided(item) && std::none_of(items.begin(), items.end(), came_before)) next.push_back(item);
  }
  std::sort(next.begin(), next.end(), [&](std::size_t a, std::size_t b) { return turn(a) < turn(b); });
  return next;
}

bool Search::plan(std::size_t item, std::uint64_t& budget) {
  plan_.rank[item] = planned_.size();
  planned_.push_back(item);
  return viable(item, budget);
}

bool Search::in_turn(std::size_t item) const {
  if (!plan_.wanted[item]) return true;
  const std::vector<std::size_t>& items = shared_[strand_.item(item).segment];
  return plan_.rank[item] != Plan::kUndecided && std::none_of(items.begin(), items.end(), [&](std::size_t other) {
           return strand_.is_left(other) && plan_.rank[other] < plan_.rank[item];
         });
}

std::uint64_t Search::key() const {
  std::uint64_t plan = 0;
  for (const std::size_t item : planned_)
    if (strand_.is_left(item)) plan = scatter(plan ^ item);
  return strand_.key() ^ plan;
}

// How many zones may yet be active, or open, at once.
class Prospects {
 public:
  explicit Prospects(const State& belief) : belief_{belief} {}

  // A command that will succeed.
  void add(std::optional<ZoneId> zone, const Command& command) {
    const auto* send = std::get_if<ZoneManagementSend>(&command.body);
    const bool resets = send != nullptr && send->zsa == ZoneSendAction::Reset;
    if (zone) (resets ? reset_ : changed_).push_back(*zone);
    opens_all_ = opens_all_ || (!zone && send != nullptr && send->zsa == ZoneSendAction::Open);
  }

  // Besides `zone`, when that one needs a resource. It needs an active one only when it is Empty: if no command resets
  // it alone, all others are reset with it.
  [[nodiscard]] std::uint32_t most(ZoneId zone, bool active) {
    std::sort(changed_.begin(), changed_.end());
    changed_.erase(std::unique(changed_.begin(), changed_.end()), changed_.end());
    const bool reset_with_all = active && belief_.zone(zone).zs != ZoneState::Empty &&
                                std::find(reset_.begin(), reset_.end(), zone) == reset_.end();
    const bool any_active = active || opens_all_;
    const auto has = [&](ZoneId id) {
      return any_active ? is_active(belief_.zone(id).zs) : is_open(belief_.zone(id).zs);
    };
    std::uint32_t count = reset_with_all ? 0 : any_active ? belief_.active() : belief_.opened();
    if (!reset_with_all && has(zone)) --count;
    for (const ZoneId id : changed_)
      if (id != zone && (reset_with_all || !has(id))) ++count;
    return count;
  }

 private:
  const State& belief_;
  std::vector<ZoneId> changed_;
  std::vector<ZoneId> reset_;
  bool opens_all_ = false;
};

std::vector<std::size_t> Search::expand(std::uint64_t& budget) {
  bool hopeless = false;
  auto moves = settle(
      strand_, budget,
      [&](std::size_t item) {
        if (!in_turn(item)) return Judgement::NotPermitted;
        const Judgement judgement = strand_.observe(item);
        outlook_[item] = {strand_.oracle().belief().active(), strand_.oracle().belief().opened()};
        return judgement;
      },
      [&](std::size_t item) {
        hopeless = !take(item, budget) || hopeless;
        return plan_.wanted[item];
      });
  if (hopeless || starved()) return {};
  std::vector<std::size_t> next = to_plan();
  if (next.empty()) {
    sort(moves);
    return moves;
  }
  for (std::size_t& item : next) item += strand_.items().size();
  return next;
}

// A command was refused for want of a resource, and whatever comes of this segment, there will always be enough.
bool Search::starved() const {
  const Oracle& oracle = strand_.oracle();
  const Geometry& geometry = oracle.geometry();
  if (strand_.complete() || !(geometry.max_active || geometry.max_open)) return false;
  Prospects prospects{oracle.belief()};
  std::vector<std::size_t> refused;
  for (const std::size_t index : strand_.left_in_segment()) {
    const Item& item = strand_.item(index);
    const auto zone = oracle.named_zone(item.command);
    const bool doubtful = is_transient(item.seen.status) || is_media_error(item.seen.status);
    if (doubtful || (zone && strand_.trial().doubts(*zone))) return false;
    const bool limited = item.seen.status == Status::TooManyActiveZones || item.seen.status == Status::TooManyOpenZones;
    if (zone && limited) refused.push_back(index);
    if (!only_looks(item)) prospects.add(zone, item.command);
  }
  return std::any_of(refused.begin(), refused.end(), [&](std::size_t index) {
    const Item& item = strand_.item(index);
    const bool active = item.seen.status == Status::TooManyActiveZones;
    const std::optional<std::uint32_t> limit = active ? geometry.max_active : geometry.max_open;
    return limit && prospects.most(*oracle.named_zone(item.command), active) < *limit;
  });
}

// While commands wait that were refused for want of a resource, it helps to use resources up; else to give them back.
void Search::sort(std::vector<std::size_t>& moves) const {
  bool want_active = false;
  bool want_open = false;
  for (const std::size_t item : strand_.candidates()) {
    want_active = want_active || strand_.item(item).seen.status == Status::TooManyActiveZones;
    want_open = want_open || strand_.item(item).seen.status == Status::TooManyOpenZones;
  }
  const bool any_order = segment() == shuffled_in_ && shuffled_ % 2 != 0;
  const auto rank = [&](std::size_t item) {
    const auto& [active, opened] = outlook_[item];
    return std::tuple{any_order     ? 0
                      : want_active ? ~active
                                    : active,
                      any_order   ? 0
                      : want_open ? ~opened
                                  : opened,
                      turn(item), item};
  };
  std::sort(moves.begin(), moves.end(), [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
}

// Among equals: in the order in which they returned, until that was in vain.
std::uint64_t Search::turn(std::size_t item) const {
  return shuffled_ == 0 || segment() != shuffled_in_ ? strand_.item(item).returned : scatter(scatter(shuffled_) ^ item);
}

bool Search::take(std::size_t item, std::uint64_t& budget) {
  strand_.take(item);
  for (const Part& part : parts_[item]) {
    followed_.push_back({part.zone, zones_[part.zone]->mark()});
    if (!zones_[part.zone]->take(part.item)) return false;
  }
  return viable(item, budget);
}

bool Search::viable(std::size_t item, std::uint64_t& budget) {
  const auto& parts = parts_[item];
  return std::all_of(parts.begin(), parts.end(), [&](const Part& part) { return zones_[part.zone]->viable(budget); });
}

bool Search::advance(std::size_t move, std::uint64_t& budget) {
  if (budget != 0) --budget;
  const Mark before = mark();
  const std::size_t count = strand_.items().size();
  const std::size_t item = move % count;
  if (move >= count) {
    if (plan(item, budget)) return true;
  } else if (strand_.observe(item) != Judgement::NotPermitted && take(item, budget)) {
    return true;
  }
  rewind(before);
  return false;
}

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

Outcome search(const Oracle& oracle, std::vector<Item> items, bool look_ahead, std::uint64_t& budget);

// A block of a read that raced changes nothing, and the read is counted already.
void replay(Oracle& oracle, const std::vector<Item>& items) {
  for (const Item& item : items)
    if (!item.block) oracle.observe_remembered(item.command, item.payload, item.seen);
}

// Of a segment that a zone cannot explain by itself: as much as can be, after what explains all before it.
Outcome explain_up_to(std::size_t segment, const Oracle& oracle, const std::vector<Item>& items,
                      std::uint64_t& budget) {
  std::vector<Item> before;
  std::vector<Item> hopeless;
  for (const Item& item : items) {
    if (item.segment < segment) before.push_back(item);
    if (item.segment == segment) hopeless.push_back(item);
  }
  Outcome outcome = search(oracle, std::move(before), true, budget);
  if (outcome.answer == Answer::Found) {
    Oracle there = oracle;
    replay(there, outcome.taken);
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

Outcome search(const Oracle& oracle, std::vector<Item> items, bool look_ahead, std::uint64_t& budget) {
  Search search{oracle, std::move(items), look_ahead};
  if (const auto segment = search.hopeless_segment(budget))
    return explain_up_to(*segment, oracle, search.strand().items(), budget);
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

}  // namespace

Linearization linearize(Oracle oracle, std::span<const HistoryEntry> history, std::uint64_t budget) {
  std::vector<Item> items = items_of(oracle.geometry(), history);
  std::vector<std::size_t> items_by_entry(history.size());
  for (const Item& item : items) ++items_by_entry[item.of];
  std::uint64_t left = budget;
  Outcome outcome = search(oracle, std::move(items), true, left);
  Linearization result{.answer = outcome.answer,
                       .order = entries_of(outcome.taken, items_by_entry),
                       .stuck = {},
                       .verdict = {},
                       .after = std::move(oracle),
                       .questions = budget - left};
  replay(result.after, outcome.taken);
  if (outcome.answer != Answer::None) return result;
  result.verdict = verdict_on(outcome.stuck, result.after);
  for (const Item& item : outcome.stuck)
    if (std::find(result.stuck.begin(), result.stuck.end(), item.of) == result.stuck.end())
      result.stuck.push_back(item.of);
  return result;
}

}  // namespace zns
