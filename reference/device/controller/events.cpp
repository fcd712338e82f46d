#include "reference/device/controller/events.hpp"

#include <algorithm>

namespace zns {

void Events::raise(const AsyncEvent& event) {
  if (std::find(untold_.begin(), untold_.end(), event) == untold_.end()) untold_.push_back(event);
}

bool Events::is_masked(EventType type) const {
  return std::any_of(told_.begin(), told_.end(), [type](const AsyncEvent& each) { return each.type == type; });
}

bool Events::abort(std::uint16_t cid) {
  const auto found = std::find(outstanding_.begin(), outstanding_.end(), cid);
  if (found == outstanding_.end()) return false;
  outstanding_.erase(found);
  ++aborted_;
  return true;
}

bool Events::take_aborted() {
  if (aborted_ == 0) return false;
  --aborted_;
  return true;
}

std::optional<AsyncEvent> Events::tell() {
  if (outstanding_.empty()) return std::nullopt;
  const auto next =
      std::find_if(untold_.begin(), untold_.end(), [this](const AsyncEvent& each) { return !is_masked(each.type); });
  if (next == untold_.end()) return std::nullopt;
  const AsyncEvent event = *next;
  untold_.erase(next);
  told_.push_back(event);
  outstanding_.erase(outstanding_.begin());
  return event;
}

void Events::read(Lid page) {
  std::erase_if(told_, [page](const AsyncEvent& each) { return each.log == page; });
}

}  // namespace zns
