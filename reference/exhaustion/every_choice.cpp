#include "reference/exhaustion/every_choice.hpp"

#include <algorithm>
#include <array>

namespace zns {

bool EveryChoice::next() {
  asked_ = 0;
  write_pointer_ = extension_ = deallocated_ = std::nullopt;
  while (!answers_.empty() && answers_.back().chosen + 1 == answers_.back().options) answers_.pop_back();
  if (answers_.empty()) return false;
  ++answers_.back().chosen;
  return true;
}

std::size_t EveryChoice::pick(std::size_t options) {
  ZNS_ASSERT(options != 0);
  if (asked_ == answers_.size()) answers_.push_back({.chosen = 0, .options = options});
  ZNS_ASSERT(answers_[asked_].options == options);  // the same questions: step() is a function
  return answers_[asked_++].chosen;
}

std::size_t EveryChoice::pick_once(std::optional<std::size_t>& answer, std::size_t options) {
  if (!answer) answer = pick(options);
  return *answer;
}

std::optional<std::size_t> EveryChoice::abort_with(const Faults& faults) {
  const auto all = faults.all();
  const std::size_t count = all.size();
  // Which zone an excursion would finish, to make room, step() does not ask.
  const bool needs_excursion = std::any_of(
      all.begin(), all.end(), [](const Fault& fault) { return fault.freedom == Freedom::ZoneActiveExcursion; });
  const std::size_t chosen = pick(faults.must_abort() || needs_excursion ? count : count + 1);
  return chosen == count ? std::nullopt : std::optional{chosen};
}

ZoneId EveryChoice::implicit_close(const State& state, ZoneId, std::span<const ZoneId> already) {
  std::vector<ZoneId> candidates;
  for (ZoneId id = state.oldest_implicitly_opened(); id != State::kNone; id = state.newer(id))
    if (std::find(already.begin(), already.end(), id) == already.end()) candidates.push_back(id);
  return candidates.empty() ? kUnnamed : candidates[pick(candidates.size())];
}

std::uint64_t EveryChoice::undefined_write_pointer(const Geometry& geometry, ZoneId id, const Zone& zone) {
  const std::array values{UINT64_MAX, geometry.zslba(id), geometry.zslba(id) + zone.zcap};
  return values[pick_once(write_pointer_, values.size())];
}

std::byte EveryChoice::undefined_extension() {
  return pick_once(extension_, 2) == 0 ? std::byte{0} : std::byte{0xA5};
}

std::byte EveryChoice::deallocated(std::uint64_t) {
  return pick_once(deallocated_, 2) == 0 ? std::byte{0} : std::byte{0xFF};
}

bool EveryChoice::full_at_power_loss(ZoneId, const Zone&) {
  return pick(2) != 0;
}

std::uint64_t EveryChoice::surviving_write_pointer(std::uint64_t least, std::uint64_t most) {
  return least + pick(static_cast<std::size_t>(most - least + 1));
}

bool EveryChoice::survives(std::uint64_t) {
  return pick(2) != 0;
}

}  // namespace zns
