// What a drive is, as it says of itself, and what of the suite applies to it. Nothing is written to it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "harness/report/report.hpp"
#include "harness/targets/open.hpp"
#include "reference/spec/zone_state.hpp"
#include "suites/case.hpp"

namespace zns::harness {

// An optional ability of a device or of the way to it, and whether it is there.
struct Ability {
  std::string name;   // "Zone Append"
  std::string field;  // that says so: "OZCS.RAZB"
  bool present = false;
};

struct SectionShare {
  std::string number;
  std::string title;
  std::size_t cases = 0;
  std::size_t applicable = 0;
};

struct Description {
  Report head;  // what every report begins with
  std::vector<Ability> abilities;
  std::map<ZoneState, std::uint64_t> zones;  // how many are in each state now; what is in none is left out
  std::vector<SectionShare> sections;
  std::map<std::string, std::vector<std::string>> reasons;  // why cases are not applicable, and their ids
  std::string reference;                                    // `ref:` of the same geometry; empty: there is none
};

// Sends Identify, Get Log Page and Report Zones, and where there is no log of commands an Append behind the last zone.
// Throws HarnessError when the device cannot be tested as a zoned namespace.
[[nodiscard]] Description describe(OpenedTarget& opened, const std::vector<suites::Section>& contents);

[[nodiscard]] std::size_t applicable(const Description& description);

[[nodiscard]] std::string render_description(const Description& description);
[[nodiscard]] std::string render_description_json(const Description& description);

}  // namespace zns::harness
