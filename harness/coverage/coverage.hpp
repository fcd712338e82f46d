// Coverage of the standard: which clauses cases cite, which the model carries, and why the others have no case.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/witness/monitor.hpp"
#include "reference/spec/clause.hpp"
#include "suites/case.hpp"

namespace zns::harness {

// Why no case cites a clause.
enum class Why : std::uint8_t {
  HostRule,   // it binds the host: nothing a device can violate
  Latitude,   // whatever the device does is permitted, and the cases around it permit it
  Encoding,   // a field or a status that the cases speak in: a wrong one fails them all
  Option,     // an optional feature that no built command reaches
  Hidden,     // not observable from outside, or not to be provoked
  Later,      // a command or a feature that is not built yet
  Elsewhere,  // the cases of the clauses that the text names check it
  Linux,      // about the kernel of the host
};

[[nodiscard]] std::string_view name(Why why);  // "host-rule", "latitude", ...

struct Reason {
  std::string_view clauses;  // ids with blanks between; "ZNS-ZRWA-*" is all that begin so
  Why why;
  std::string_view text;
};

[[nodiscard]] std::span<const Reason> reasons();

// Whether `clause` is among those that `list`, as in Reason::clauses, names.
[[nodiscard]] bool names(std::string_view list, std::string_view clause);
[[nodiscard]] const Reason* reason_of(std::string_view clause);  // null: cases cite it

// Whether a fault, an effect, a freedom, an event or an invariant of the reference device, or a judgement of the
// oracle, carries the clause.
[[nodiscard]] bool in_model(std::string_view clause);

// What is wrong with the reasons, one line each: a clause with neither case nor reason, or with two reasons, and a
// reason for a clause that has a case or does not exist.
[[nodiscard]] std::vector<std::string> complaints(std::span<const Reason> given,
                                                  const std::vector<suites::Section>& contents);

struct Exercised {
  std::size_t clauses = 0;  // of those that can be: that have no Reason
  std::size_t of = 0;
};
[[nodiscard]] Exercised exercised(const std::map<std::string, ClauseCount>& counts);

}  // namespace zns::harness
