#include "fuzz/excuse.hpp"

#include <algorithm>

#include "reference/device/event.hpp"
#include "reference/device/step.hpp"
#include "reference/exhaustion/every_choice.hpp"

namespace zns::fuzz {
namespace {

bool under_some_choices(const Geometry& geometry, const State& state, const Command& command,
                        std::span<const std::byte> to_device, Status status) {
  constexpr std::size_t kMost = 4096;  // ways to answer: Open with Select All has more, and little to tell apart
  EveryChoice choices;
  std::size_t tried = 0;
  do {
    if (step(geometry, state, command, to_device, choices).status == status) return true;
  } while (choices.next() && ++tried < kMost);
  return tried == kMost;
}

// Under some choices, and after what the device may have done by itself to one zone or to all.
bool may_end_with(const Geometry& geometry, const State& state, const Command& command,
                  std::span<const std::byte> to_device, Status status) {
  const auto ends = [&](const State& from) { return under_some_choices(geometry, from, command, to_device, status); };
  if (ends(state)) return true;
  for (const EventKind kind : {EventKind::CloseZone, EventKind::Excursion}) {
    State all = state;
    for (ZoneId id = 0; id < geometry.zones; ++id) {
      State one = state;
      auto effect = background(geometry, one, {kind, id});
      if (!effect) continue;
      apply(one, *effect);
      if (ends(one)) return true;
      auto another = background(geometry, all, {kind, id});
      apply(all, *another);
    }
    if (ends(all)) return true;
  }
  return false;
}

}  // namespace

bool same_data(const Answer& a, const Answer& b) {
  return std::equal(a.data.begin(), a.data.end(), b.data.begin(), b.data.end());
}

bool is_telling(const Geometry& geometry, const State& before, const Command& command, const Answer& right,
                const Answer& wrong) {
  if (right.outcome.status != wrong.outcome.status)
    return !may_end_with(geometry, before, command, wrong.to_device, wrong.outcome.status);
  if (std::holds_alternative<ZoneAppend>(command.body)) return right.outcome.result != wrong.outcome.result;
  const bool read = std::holds_alternative<Read>(command.body);
  return read && geometry.deallocated != DeallocatedValue::NotReported && !same_data(right, wrong);
}

}  // namespace zns::fuzz
