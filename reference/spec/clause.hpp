// The clauses that the project relies on: the requirement catalogue as a table. An id that is not in the table does
// not compile (ClauseId), so every citation in the code can be looked up with `znspec explain ID`.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace zns {

// How strongly a clause binds. Host: a rule for the host, never a verdict on the device. Fact: an encoding.
enum class Level : std::uint8_t { Shall, ShallNot, Should, May, VendorChoice, Host, Fact, Linux, Undefined };

// How sure we are that the clause states what the specification requires. Low: may warn, never fail.
enum class Confidence : std::uint8_t { High, Medium, Low };

struct Clause {
  std::string_view id;       // stable, e.g. "ZNS-ZMS-020"
  std::string_view section;  // specification and section, e.g. "ZNS 1.1 3.4.3.1.1"; empty where not known
  Level level = Level::Shall;
  Confidence confidence = Confidence::High;
  std::string_view text;  // one sentence: condition -> result, with the freedom where there is one
};

std::string_view name(Level level);            // "shall", "should", ...
std::string_view name(Confidence confidence);  // "high", "medium", "low"

namespace detail {
#define ZNS_CLAUSE(id, section, level, confidence, text) std::string_view{id},
inline constexpr std::string_view kClauseIds[] = {
// In the catalogue's order:
// clang-format off
#include "reference/spec/clauses_zns_io.inc"
#include "reference/spec/clauses_nvme_admin.inc"
};
// clang-format on
#undef ZNS_CLAUSE
}  // namespace detail

inline constexpr std::size_t kClauseCount = std::size(detail::kClauseIds);

// A reference to one clause of the table, checked when it is compiled.
class ClauseId {
 public:
  // Not explicit: a citation is a literal.
  consteval ClauseId(const char* id) : index_{find(id)} {}
  [[nodiscard]] constexpr std::string_view str() const { return detail::kClauseIds[index_]; }
  [[nodiscard]] constexpr std::size_t index() const { return index_; }
  friend constexpr bool operator==(ClauseId, ClauseId) = default;

 private:
  static consteval std::uint16_t find(std::string_view id) {
    for (std::size_t i = 0; i < kClauseCount; ++i)
      if (detail::kClauseIds[i] == id) return static_cast<std::uint16_t>(i);
    throw "no such clause in reference/spec/clauses_*.inc";  // reached only while compiling: an unknown id is an error
  }
  std::uint16_t index_;
};

// One of two citations. (clang 14 crashes on a conditional expression between two ClauseId.)
[[nodiscard]] constexpr ClauseId either(bool first, ClauseId one, ClauseId other) {
  return first ? one : other;
}

const Clause& clause(ClauseId id);
const Clause* find_clause(std::string_view id);     // null if there is none
const std::array<Clause, kClauseCount>& clauses();  // all of them, in the catalogue's order

}  // namespace zns
