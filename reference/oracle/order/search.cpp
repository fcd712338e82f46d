#include "reference/oracle/order/search.hpp"
#include "reference/spec/mix.hpp"

#include <tuple>
#include <variant>

namespace zns {
namespace {

// How many zones may yet be active, or open, at once.
class Prospects {
 public:
  explicit Prospects(const State& belief) : belief_{belief} {}

  // A command that will succeed.
  void add(std::optional<ZoneId> zone, const Command& command) {
    const auto* send = std::get_if<ZoneManagementSend>(&command.body);
    if (zone) (is_reset(command) ? reset_ : changed_).push_back(*zone);
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

}  // namespace

void Search::want_plan() {
  shared_.resize(strand_.items().empty() ? 0 : strand_.items().back().segment + 1);
  for (std::size_t i = 0; i < parts_.size(); ++i)
    if (parts_[i].size() > 1) shared_[strand_.item(i).segment].push_back(i);
  for (std::vector<std::size_t>& items : shared_) {
    if (items.size() == 1) items.clear();
    for (const std::size_t item : items) plan_.wanted[item] = true;
  }
}

// Which of the shared items of the segment at hand may be the next.
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
    if (strand_.is_left(item)) plan = mix(plan ^ item);
  return strand_.key() ^ plan;
}

std::vector<std::size_t> Search::expand(std::uint64_t& budget) {
  bool hopeless = false;
  auto moves = settle(
      strand_, budget,
      [&](std::size_t item) {
        if (!in_turn(item)) return Judgement::NotPermitted;
        const Judgement judgement = strand_.observe(item);
        outlook_[item] = {strand_.belief().state().active(), strand_.belief().state().opened()};
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
  const Belief& belief = strand_.belief();
  const Geometry& geometry = belief.geometry();
  if (strand_.complete() || belief.is_in_doubt() || !(geometry.max_active || geometry.max_open)) return false;
  Prospects prospects{belief.state()};
  std::vector<std::size_t> refused;
  for (const std::size_t index : strand_.left_in_segment()) {
    const Item& item = strand_.item(index);
    const auto zone = belief.named_zone(item.command);
    if (leads_to_doubt(geometry, item)) return false;
    const bool limited = item.seen.status == Status::TooManyActiveZones || item.seen.status == Status::TooManyOpenZones;
    if (zone && limited) refused.push_back(index);
    if (!only_looks(item)) prospects.add(zone, item.command);
  }
  return std::any_of(refused.begin(), refused.end(), [&](std::size_t index) {
    const Item& item = strand_.item(index);
    const bool active = item.seen.status == Status::TooManyActiveZones;
    const std::optional<std::uint32_t> limit = active ? geometry.max_active : geometry.max_open;
    return limit && prospects.most(*belief.named_zone(item.command), active) < *limit;
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
  return shuffled_ == 0 || segment() != shuffled_in_ ? strand_.item(item).returned : mix(mix(shuffled_) ^ item);
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

}  // namespace zns
