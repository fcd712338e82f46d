// What a report says in one line, and what stands beside it in every form.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/report/report.hpp"

namespace zns::harness {

// "Conformant" is said only where something was tested, and the user left nothing out.
enum class Outcome : std::uint8_t { Conformant, InPart, Nothing, NotConformant, Incomplete };

[[nodiscard]] Outcome outcome_of(const Report& report);
[[nodiscard]] std::string_view name(Outcome outcome);  // "conformant", "in_part", ...

// "Conformant, but for 17 accepted deviations"
[[nodiscard]] std::string headline(const Report& report);

// "0.1.0 (1a2b3c4)"
[[nodiscard]] std::string version_text(const std::string& version, const std::string& commit);

// Cases of the suite that came to a verdict.
[[nodiscard]] std::size_t tested_cases(const Report& report);

// A name and what is to be said under it. Those with nothing to say are left out.
struct Particular {
  std::string name;
  std::string value;
};
// Where, when and how: of the version, and where the caller knows them.
[[nodiscard]] std::vector<Particular> origin(const std::string& version, const Provenance& from);
// The target, the device and its geometry.
[[nodiscard]] std::vector<Particular> device_particulars(const Report& report);
// What is known before the first case: the target, the device and its geometry, where and how it is tested.
[[nodiscard]] std::vector<Particular> particulars(const Report& report);
// What is known at the end: how much was tested, and what was accepted.
[[nodiscard]] std::vector<Particular> extent(const Report& report);

}  // namespace zns::harness
