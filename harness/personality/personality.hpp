// How a drive uses its freedom, as it was seen: a value for each policy option of `ref:`. SCHEMA.md describes the file.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace zns::harness {

// A policy option of `ref:`, and its values: where several explain the same, the first of them is meant. No values: a
// number.
struct TraitKind {
  std::string_view key;
  std::vector<std::string_view> values;
};
[[nodiscard]] const std::vector<TraitKind>& trait_kinds();

// What was seen of one option. An observation that every value explains is none.
struct Trait {
  std::uint64_t observations = 0;
  std::map<std::string, std::uint64_t> explains;  // value: how many observations it explains
  std::uint64_t unexplained = 0;                  // observations that no value explains
  friend bool operator==(const Trait&, const Trait&) = default;
};

// The option's value that explains most; nothing if none was seen to.
[[nodiscard]] std::optional<std::string> value_of(const TraitKind& kind, const Trait& trait);
// True if one value explains every observation.
[[nodiscard]] bool is_consistent(const Trait& trait);

class Personality {
 public:
  // One observation, and the values that explain it.
  void observe(std::string_view key, std::span<const std::string> values);
  [[nodiscard]] const Trait& trait(std::string_view key) const;
  // The options in which no value explains all.
  [[nodiscard]] std::vector<std::string> inconsistent() const;
  friend bool operator==(const Personality&, const Personality&) = default;

 private:
  std::map<std::string, Trait, std::less<>> traits_;
};

inline constexpr int kPersonalitySchema = 1;
[[nodiscard]] std::string render_personality(const Personality& personality, const std::string& version,
                                             const std::string& target);

// KEY and VALUE of each option that the file has a value for. Throws UsageError, one line that names the file.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> load_personality(const std::string& file);

}  // namespace zns::harness
