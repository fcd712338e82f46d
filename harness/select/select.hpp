// Which cases a run is about: a suite, and globs over the ids.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/select/shard.hpp"
#include "suites/case.hpp"

namespace zns::harness {

// `*` stands for any run of characters, slashes included, `?` for one.
[[nodiscard]] bool glob_matches(std::string_view pattern, std::string_view text);
// The same for ids: a pattern that names a topic ("zone-append") stands for all of its cases.
[[nodiscard]] bool id_matches(std::string_view pattern, std::string_view id);

// Patterns separated by commas; one that begins with `!` excludes. With exclusions only, everything else is selected.
class Filter {
 public:
  Filter() = default;
  // Throws UsageError, which names the option, for an empty pattern.
  explicit Filter(std::string_view patterns, std::string_view option = "--filter");
  [[nodiscard]] bool selects(std::string_view id) const;
  // A case with several names (clauses, or those of a section) is taken if one is wanted, and none excluded.
  [[nodiscard]] bool selects_any(const std::vector<std::string_view>& names) const;
  // What was given, without the `!`.
  [[nodiscard]] std::vector<std::string> patterns() const;

 private:
  std::vector<std::string> wanted_;
  std::vector<std::string> excluded_;
};

enum class Suite : std::uint8_t { All, Zns, Base };

[[nodiscard]] Suite parse_suite(const std::string& name);  // throws UsageError
[[nodiscard]] Suite suite_of(const suites::Section& section);

// A case is selected if all of them select it.
struct Selection {
  Suite suite = Suite::All;
  Filter ids = {};
  Filter clauses = {};   // "ZNS-RES-*": those that the case cites
  Filter sections = {};  // "3.4.1", "ZNS 1.1 3.4.1", "Zone Append*": number, with or without the standard, or title
};

// "ZNS 1.1 3.4.1": the whole, the number alone, and the title.
[[nodiscard]] std::vector<std::string_view> names_of(const suites::Section& section);

// The sections with the selected cases, in their order; sections that are left empty are dropped.
[[nodiscard]] std::vector<suites::Section> select(const std::vector<suites::Section>& contents,
                                                  const Selection& selection);
[[nodiscard]] inline std::vector<suites::Section> select(const std::vector<suites::Section>& contents, Suite suite,
                                                         const Filter& filter) {
  return select(contents, Selection{.suite = suite, .ids = filter});
}
// The cases of one share, dealt out in turn across all sections; sections that are left empty are dropped.
[[nodiscard]] std::vector<suites::Section> deal_out(const std::vector<suites::Section>& sections, const Shard& shard);
[[nodiscard]] std::size_t case_count(const std::vector<suites::Section>& sections);

}  // namespace zns::harness
