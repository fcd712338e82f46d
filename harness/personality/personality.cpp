#include "harness/personality/personality.hpp"

#include <algorithm>

namespace zns::harness {
namespace {

std::uint64_t most_explained(const Trait& trait) {
  std::uint64_t most = 0;
  for (const auto& [value, count] : trait.explains) most = std::max(most, count);
  return most;
}

}  // namespace

const std::vector<TraitKind>& trait_kinds() {
  static const std::vector<TraitKind> kKinds{
      {"status", {"first", "last", "lowest", "highest"}},
      {"implicit-close", {"oldest", "newest", "lowest", "highest", "any", "refuse"}},
      {"wp", {"ones", "zslba", "cap", "end"}},
      {"deallocated", {"zeroes", "ones", "alternating"}},
      {"order", {"submitted", "reversed", "shuffled"}},
      {"exceptions", {"no", "yes"}},
      {"close", {"lazy", "eager"}},
      {"power-loss", {"all", "nothing", "prefix", "chance"}},
      {"power-full", {"no", "yes"}},
      {"rubbish", {}},
  };
  return kKinds;
}

std::optional<std::string> value_of(const TraitKind& kind, const Trait& trait) {
  const std::uint64_t most = most_explained(trait);
  if (most == 0) return std::nullopt;
  const auto explains_most = [&](const std::string& value) {
    const auto found = trait.explains.find(value);
    return found != trait.explains.end() && found->second == most;
  };
  for (const std::string_view value : kind.values)
    if (explains_most(std::string{value})) return std::string{value};
  for (const auto& [value, count] : trait.explains)
    if (count == most) return value;
  return std::nullopt;
}

bool is_consistent(const Trait& trait) {
  return most_explained(trait) == trait.observations;
}

void Personality::observe(std::string_view key, std::span<const std::string> values) {
  Trait& trait = traits_[std::string{key}];
  ++trait.observations;
  for (const std::string& value : values) ++trait.explains[value];
  if (values.empty()) ++trait.unexplained;
}

const Trait& Personality::trait(std::string_view key) const {
  static const Trait kNothingSeen;
  const auto found = traits_.find(key);
  return found == traits_.end() ? kNothingSeen : found->second;
}

std::vector<std::string> Personality::inconsistent() const {
  std::vector<std::string> keys;
  for (const auto& [key, trait] : traits_)
    if (!is_consistent(trait)) keys.push_back(key);
  return keys;
}

}  // namespace zns::harness
