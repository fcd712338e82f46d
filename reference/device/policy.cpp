#include "reference/device/policy.hpp"

#include <algorithm>

#include "reference/spec/mix.hpp"

namespace zns {

bool PolicyChoices::takes(const Fault& fault) const {
  if (!fault.freedom) return true;
  switch (*fault.freedom) {
    case Freedom::ImplicitClose:
    case Freedom::OpenSelectAll:
      return policy_.implicit_close == Policy::ImplicitClose::Refuse;
    case Freedom::ZoneActiveExcursion:
      return true;  // this device never makes an excursion to help a command
    case Freedom::ShortReport:
    case Freedom::NamespaceList:
    case Freedom::ControllerIdentifier:
    case Freedom::LogPageCommandSet:
      return !policy_.use_exceptions;  // refusing is what most devices do
    default:
      return policy_.use_exceptions;
  }
}

std::optional<std::size_t> PolicyChoices::abort_with(const Faults& faults) {
  std::optional<std::size_t> chosen;
  const auto better = [&](const Fault& candidate, const Fault& best) {
    switch (policy_.statuses) {
      case Policy::Statuses::First:
        return false;
      case Policy::Statuses::Last:
        return true;
      case Policy::Statuses::Lowest:
        return candidate.status < best.status;
      case Policy::Statuses::Highest:
        return candidate.status > best.status;
    }
    return false;
  };
  const auto all = faults.all();
  for (std::size_t i = 0; i < all.size(); ++i)
    if (takes(all[i]) && (!chosen || better(all[i], all[*chosen]))) chosen = i;
  return chosen;
}

ZoneId PolicyChoices::implicit_close(const State& state, ZoneId for_zone, std::span<const ZoneId> already) {
  const auto prefer = [&](ZoneId candidate, ZoneId best) {
    switch (policy_.implicit_close) {
      case Policy::ImplicitClose::Newest:
        return true;
      case Policy::ImplicitClose::LowestZone:
        return candidate < best;
      case Policy::ImplicitClose::HighestZone:
        return candidate > best;
      case Policy::ImplicitClose::Any:
        return mix(candidate * 0x1'0001 + for_zone) > mix(best * 0x1'0001 + for_zone);
      case Policy::ImplicitClose::Oldest:
      case Policy::ImplicitClose::Refuse:
        return false;
    }
    return false;
  };
  ZoneId best = State::kNone;
  for (ZoneId id = state.oldest_implicitly_opened(); id != State::kNone; id = state.newer(id)) {
    if (std::find(already.begin(), already.end(), id) != already.end()) continue;
    if (best == State::kNone || prefer(id, best)) best = id;
    if (policy_.implicit_close == Policy::ImplicitClose::Oldest) break;
  }
  return best;
}

std::uint64_t PolicyChoices::undefined_write_pointer(const Geometry& geometry, ZoneId id, const Zone& zone) {
  switch (policy_.write_pointer) {
    case Policy::WritePointer::Ones:
      return UINT64_MAX;
    case Policy::WritePointer::Zslba:
      return geometry.zslba(id);
    case Policy::WritePointer::Cap:
      return geometry.zslba(id) + zone.zcap;
    case Policy::WritePointer::End:
      return geometry.zslba(id) + geometry.zsze;
  }
  return UINT64_MAX;
}

std::byte PolicyChoices::deallocated(std::uint64_t lba) {
  const bool ones = policy_.deallocated == Policy::Deallocated::Ones ||
                    (policy_.deallocated == Policy::Deallocated::Alternating && lba % 2 == 1);
  return ones ? std::byte{0xFF} : std::byte{0};
}

std::uint64_t PolicyChoices::surviving_write_pointer(std::uint64_t least, std::uint64_t most) {
  switch (policy_.power_loss) {
    case Policy::PowerLoss::All:
      return least;
    case Policy::PowerLoss::Nothing:
      return most;
    case Policy::PowerLoss::Prefix:
      return least + (most - least) / 2;
    case Policy::PowerLoss::Chance:
      return least + mix(most) % (most - least + 1);
  }
  return least;
}

bool PolicyChoices::survives(std::uint64_t lba) {
  if (policy_.power_loss == Policy::PowerLoss::Chance) return mix(lba) % 2 == 0;
  return policy_.power_loss != Policy::PowerLoss::All;
}

}  // namespace zns
