#include "harness/diff/aftereffects.hpp"

#include <algorithm>

#include "reference/spec/status.hpp"

namespace zns::harness {
namespace {

constexpr auto kNoError = static_cast<std::uint16_t>(kSuccess);

bool is_of_resources(std::uint16_t status) {
  return status == static_cast<std::uint16_t>(Status::TooManyActiveZones) ||
         status == static_cast<std::uint16_t>(Status::TooManyOpenZones);
}

// What depends on the states of zones that it does not name.
bool depends_on_other_zones(const Wrong& wrong) {
  if (wrong.what == What::Limits || wrong.what == What::NumberOfZones) return true;
  return wrong.what == What::Status &&
         (is_of_resources(wrong.seen) || std::any_of(wrong.permitted.begin(), wrong.permitted.end(), is_of_resources));
}

// Whether the device's zones, or one of them, may be otherwise than is believed, whatever is then reported. Where a
// command must be refused, and is with another status, it is not; and what is reported of attributes is believed.
bool lasts(const Wrong& wrong) {
  switch (wrong.what) {
    case What::Status:
      return wrong.seen == kNoError ||
             std::find(wrong.permitted.begin(), wrong.permitted.end(), kNoError) != wrong.permitted.end();
    case What::Result:
    case What::Data:
    case What::ZoneState:
    case What::WritePointer:
    case What::Capacity:
    case What::Limits:
      return true;
    case What::Other:
    case What::ZoneType:
    case What::Attributes:
    case What::DescriptorExtension:
    case What::ListedZones:
    case What::NumberOfZones:
      return false;
  }
  return false;
}

}  // namespace

std::optional<std::size_t> Aftereffects::cause(const Wrong& wrong, bool all) const {
  if (all_) return all_;
  if (wrong.zone)
    if (const auto found = zones_.find(*wrong.zone); found != zones_.end()) return found->second;
  const bool of_all = all && !wrong.zone;
  if ((of_all || depends_on_other_zones(wrong)) && !zones_.empty()) return zones_.begin()->second;
  return std::nullopt;
}

void Aftereffects::take(const Wrong& wrong, std::size_t number, bool all) {
  if (!lasts(wrong)) return;
  if (wrong.zone) zones_.emplace(*wrong.zone, number);
  if (all && !wrong.zone) all_ = number;
}

void Aftereffects::reset(ZoneId zone) {
  zones_.erase(zone);
}

void Aftereffects::reset_all() {
  zones_.clear();
  all_.reset();
}

}  // namespace zns::harness
