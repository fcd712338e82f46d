#include "reference/device/controller/events.hpp"

#include <algorithm>

#include "reference/spec/log_pages.hpp"

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

void Events::read(Lid page, std::uint32_t nsid) {
  const auto is_read = [=](const AsyncEvent& each) {
    return each.log == page && (each.nsid == 0 || each.nsid == nsid);
  };
  const bool is_list = page == Lid::ChangedNamespaceList || page == Lid::ChangedZoneList;
  std::erase_if(told_, is_read);
  if (is_list) std::erase_if(untold_, is_read);
}

void Events::configure(std::uint32_t enabled) {
  std::erase_if(untold_, [=](const AsyncEvent& each) {
    const bool is_notice = each == kNamespaceAttributeChanged || each == zone_descriptor_changed(each.nsid);
    const std::uint32_t bit =
        each == kNamespaceAttributeChanged ? oaes::kNamespaceAttribute : oaes::kZoneDescriptorChanged;
    return is_notice && (enabled & bit) == 0;
  });
}

}  // namespace zns
