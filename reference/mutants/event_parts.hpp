// What defects and variants of asynchronous events are made of.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "reference/device/notices.hpp"
#include "reference/mutants/mutant.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {

using ControllerSet = Set<At, std::shared_ptr<const Controller>>;

// Calls `edit(where, before, after)` for each controller that is changed: `after` may be another one.
template <class Edit>
void edit_controllers(std::vector<Change>& changes, const Edit& edit) {
  for (Change& change : changes) {
    auto* set = std::get_if<ControllerSet>(&change);
    if (set == nullptr) continue;
    Controller after = *set->after;
    edit(set->where, *set->before, after);
    set->after = std::make_shared<const Controller>(std::move(after));
  }
}

// Each controller becomes what `edit(at, after)` makes of it.
template <class Edit>
void change_controllers(const Subsystem& subsystem, std::vector<Change>& changes, const Edit& edit) {
  for (std::size_t i = 0; i < subsystem.controllers(); ++i) {
    Controller after = subsystem.controller({i});
    edit(At{i}, after);
    changes.emplace_back(
        ControllerSet{{i}, subsystem.share({i}), std::make_shared<const Controller>(std::move(after))});
  }
}

[[nodiscard]] inline bool enables(const Controller& controller, std::uint32_t kind) {
  return (controller.features.current(Fid::AsynchronousEventConfiguration) & kind) != 0;
}

// The command that is answered, if it is a Body.
template <class Body>
[[nodiscard]] const Body* asked(const AdminSituation& situation) {
  return std::get_if<Body>(&situation.command.body);
}
template <class Body>
[[nodiscard]] const Body* done(const NoticeSituation& situation) {
  return situation.command == nullptr ? nullptr : std::get_if<Body>(&situation.command->body);
}

// The first zones of a list that is too long for the page, which is read; nothing: it is not that.
[[nodiscard]] inline std::vector<std::uint64_t> first_of_too_many(const AdminSituation& situation,
                                                                  const AdminEffect& effect) {
  const auto* get = asked<GetLogPage>(situation);
  const bool reads = get != nullptr && get->lid == Lid::ChangedZoneList && effect.status == kSuccess;
  const auto& lists = situation.subsystem.controller(situation.at).changed.zones;
  const auto found = lists.find(situation.command.nsid);
  if (!reads || found == lists.end() || found->second.size() <= kMostChangedZones) return {};
  return {found->second.begin(), found->second.begin() + kMostChangedZones};
}

inline void reply_with(AdminEffect& effect, const std::vector<std::uint64_t>& zones) {
  const LogBytes page = encode(ChangedZones{.nrzid = static_cast<std::uint16_t>(zones.size()), .zones = zones});
  std::copy_n(page.begin(), std::min(page.size(), effect.reply.size()), effect.reply.begin());
}

}  // namespace zns::mutants
