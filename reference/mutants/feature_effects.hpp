// What defects and variants of features are made of.
#pragma once

#include <memory>
#include <type_traits>
#include <utility>
#include <variant>

#include "reference/device/controller/features.hpp"
#include "reference/mutants/mutant.hpp"
#include "reference/spec/features.hpp"

namespace zns::mutants {

// The command, if it is a Body.
template <class Body>
[[nodiscard]] const Body* sent(const AdminSituation& situation) {
  return std::get_if<Body>(&situation.command.body);
}

// Likewise, of that feature.
template <class Body>
[[nodiscard]] const Body* sent(const AdminSituation& situation, Fid fid) {
  const auto* body = sent<Body>(situation);
  return body != nullptr && body->fid == fid ? body : nullptr;
}

// The fid of a Get or Set Features; Fid{} for other commands.
[[nodiscard]] inline Fid feature_of(const AdminSituation& situation) {
  if (const auto* get = sent<GetFeatures>(situation)) return get->fid;
  const auto* set = sent<SetFeatures>(situation);
  return set != nullptr ? set->fid : Fid{};
}

inline void refuse(AdminEffect& effect, Status status) {
  effect.status = status;
  effect.changes.clear();
  effect.reply.clear();
}

[[nodiscard]] inline const Controller& controller_of(const AdminSituation& situation) {
  return situation.subsystem.controller(situation.at);
}
[[nodiscard]] inline std::size_t namespace_of(const AdminSituation& situation) {
  return situation.subsystem.answering(situation.command);
}

// Success, with this value of the controller's feature set, whatever speaks against it.
inline void set_anyway(const AdminSituation& situation, AdminEffect& effect, Fid fid, std::uint32_t parameter,
                       FeatureValue value, bool save = false) {
  Controller after = controller_of(situation);
  after.features.set(fid, parameter, value, save);
  effect.changes = {Set<At, std::shared_ptr<const Controller>>{
      situation.at, std::make_shared<const Controller>(controller_of(situation)),
      std::make_shared<const Controller>(std::move(after))}};
}

// Likewise of a namespace.
inline void set_in_namespace_anyway(const AdminSituation& situation, AdminEffect& effect, Fid fid, FeatureValue value) {
  const std::size_t place = namespace_of(situation);
  auto after = std::make_shared<Namespace>(situation.subsystem[place]);
  after->features.set(fid, 0, value);
  after->show_features();
  effect.changes = {Set<NamespaceAt, std::shared_ptr<const Namespace>>{
      {place}, std::make_shared<const Namespace>(situation.subsystem[place]), std::move(after)}};
}

// Calls `edit(before, after)` for every controller, or every namespace, that is changed: `after` may be another one.
template <class Value, class Edit>
void edit(std::vector<Change>& changes, const Edit& edit) {
  for (Change& change : changes)
    std::visit(
        [&](auto& set) {
          if constexpr (std::is_same_v<std::decay_t<decltype(set.after)>, std::shared_ptr<const Value>>) {
            auto after = std::make_shared<Value>(*set.after);
            edit(*set.before, *after);
            set.after = std::move(after);
          }
        },
        change);
}

// The value that Get Features returns in DW0 with another SEL: `As`, current or default, for `sel`.
template <Select As>
void reads_select(const AdminSituation& s, AdminEffect& effect, Select sel) {
  const auto* get = sent<GetFeatures>(s);
  if (get == nullptr || get->sel != sel || feature_bytes(get->fid) != 0) return;
  const FeatureRow* row = find_feature(get->fid, s.subsystem[0].geometry.write_cache);
  if (row == nullptr || (row->scope == FeatureScope::Namespace && effect.status != kSuccess)) return;
  const FeatureValues& values =
      row->scope == FeatureScope::Controller ? controller_of(s).features : s.subsystem[namespace_of(s)].features;
  const std::uint32_t parameter = get->dw11 & row->parameter;
  effect.status = kSuccess;
  effect.result = static_cast<std::uint32_t>(As == Select::Current ? values.current(get->fid, parameter)
                                                                   : FeatureValues::initial(get->fid, parameter));
}

// What a mutant of features is, but for its defect.
struct Story {
  std::string_view id;
  std::string_view wrong;
  std::string_view right;
  std::vector<ClauseId> clauses;
  std::string_view origin;
};

inline Mutant administers(Story story, void (*defect)(const AdminSituation&, AdminEffect&),
                          std::string_view geometry = {}) {
  return {.id = story.id,
          .wrong = story.wrong,
          .right = story.right,
          .clauses = std::move(story.clauses),
          .origin = story.origin,
          .geometry = geometry,
          .defect = {.administers = defect}};
}

inline Mutant resets(Story story, void (*defect)(const FeatureReset&, std::vector<Change>&),
                     std::string_view geometry = {}) {
  return {.id = story.id,
          .wrong = story.wrong,
          .right = story.right,
          .clauses = std::move(story.clauses),
          .origin = story.origin,
          .geometry = geometry,
          .defect = {.resets_features = defect}};
}

inline Mutant conducts(Story story, Conduct defect, std::string_view geometry) {
  return {.id = story.id,
          .wrong = story.wrong,
          .right = story.right,
          .clauses = std::move(story.clauses),
          .origin = story.origin,
          .geometry = geometry,
          .defect = defect};
}

}  // namespace zns::mutants
