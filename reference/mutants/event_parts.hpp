// What defects and variants of asynchronous events are made of.
#pragma once

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

}  // namespace zns::mutants
