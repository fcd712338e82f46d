// Features: identifiers that there are not, SEL, SV, and features that cannot be saved, changed or set for a namespace.
#include <string>

#include "suites/base/features_parts.hpp"
#include "suites/command_text.hpp"

namespace zns::suites {
namespace {

using namespace features;

constexpr Fid kReserved[] = {Fid{0x00}, Fid{0x77}};

std::string two_digits(Fid fid) {
  constexpr char kDigits[] = "0123456789abcdef";
  const auto value = static_cast<unsigned>(fid);
  return {kDigits[value >> 4], kDigits[value & 0xFU]};
}

void refuses_reserved(Bench& bench, Fid fid) {
  bench.expect_status(get(bench, {.fid = fid}), {Status::InvalidFieldInCommand});
  bench.expect_status(set(bench, {.fid = fid}, 0), {Status::InvalidFieldInCommand});
}

void refuses_reserved_select(Bench& bench, Select sel) {
  const Place place = known(Fid::Arbitration).place;
  needs_feature(bench, place);
  bench.expect_status(get(bench, place, sel), {Status::InvalidFieldInCommand});
}

// TMPSEL and THSEL name no threshold that there is: with SEL = 3 nobody looks at them.
void tells_capabilities_whatever_the_parameters(Bench& bench) {
  Place place = known(Fid::TemperatureThreshold).place;
  needs_feature(bench, place);
  const FeatureCapabilities right = capabilities_of(bench, place);
  place.parameter = encode(TemperatureThreshold{.tmpsel = 0xE, .thsel = 3});
  bench.expect(capabilities_of(bench, place) == right, "the same capabilities", "others");
}

void tells_capabilities(Bench& bench, const Known& feature) {
  const Place place = place_of(bench, feature);
  needs_feature(bench, place);
  const Completion cqe = get(bench, place, Select::Supported);
  bench.expect_success(cqe);
  const auto dw0 = static_cast<std::uint32_t>(cqe.result);
  const FeatureCapabilities found = decode_feature_capabilities(dw0);
  bench.expect(encode(found) == dw0, "DW0 bits 31:3 are zero", "DW0 is " + hex(dw0));
  bench.expect(found.namespace_specific == feature.of_namespace,
               feature.of_namespace ? "the feature is namespace specific" : "the feature is not namespace specific",
               "DW0 is " + hex(dw0));
}

// Whatever a Set without SV does, the default and the saved value stay.
void keeps_default_and_saved(Bench& bench) {
  const Place place = known(Fid::TemperatureThreshold).place;
  needs_changeable(bench, place);
  const std::uint32_t initial = value_of(bench, place, Select::Default);
  const std::uint32_t saved = value_of(bench, place, Select::Saved);
  keeping(bench, place, [&](std::uint32_t value) {
    for (const std::uint32_t other : {value ^ 1U, value ^ 2U}) {
      bench.expect_success(set(bench, place, other));
      expect_value(bench, place, other);
      expect_value(bench, place, initial, Select::Default);
      expect_value(bench, place, saved, Select::Saved);
    }
  });
}

void refuses_to_save(Bench& bench, const Known& feature) {
  const Place place = place_of(bench, feature);
  needs_feature(bench, place);
  bench.needs(!capabilities_of(bench, place).saveable, "the feature is saveable");
  const std::uint32_t value = value_of(bench, place);
  bench.expect_status(set(bench, place, value, true), refusals(bench, place, Status::FeatureIdentifierNotSaveable));
  expect_value(bench, place, value);
}

// A Set that must not save must not set either. No controller rounds an hour more to what it was.
void refuses_to_save_another_value(Bench& bench) {
  const Place place = known(Fid::KeepAliveTimer).place;
  needs_changeable(bench, place);
  bench.needs(!capabilities_of(bench, place).saveable, "the feature is saveable");
  keeping(bench, place, [&](std::uint32_t value) {
    bench.expect_status(set(bench, place, value + 3'600'000, true), {Status::FeatureIdentifierNotSaveable});
    expect_value(bench, place, value);
  });
}

void refuses_to_change(Bench& bench, const Known& feature) {
  const Place place = place_of(bench, feature);
  needs_feature(bench, place);
  bench.needs(!capabilities_of(bench, place).changeable, "the feature is changeable");
  const std::uint32_t value = value_of(bench, place);
  std::vector<Status> permitted{Status::FeatureNotChangeable};
  if (place.fid == Fid::NumberOfQueues) permitted.push_back(Status::CommandSequenceError);
  bench.expect_status(set(bench, place, value), permitted);
  expect_value(bench, place, value);
}

void is_set_to_what_it_is(Bench& bench, const Known& feature) {
  const Place place = place_of(bench, feature);
  bench.needs(place.fid != Fid::NumberOfQueues, "the number of queues is set before there are any");
  needs_changeable(bench, place);
  const std::uint32_t value = value_of(bench, place);
  bench.expect_success(set(bench, place, value));
  expect_value(bench, place, value);
}

std::vector<Case> cases_of(const Known& feature) {
  const std::string slug = std::string{"features/"} + feature.slug;
  const std::string name = feature.name;
  return {
      {.id = slug + "-capabilities",
       .title = name + ": SEL = 3 returns the capabilities, and nothing beside them",
       .clauses = {"FEA-003", feature.clause},
       .needs = {Need::SaveAndSelect},
       .run = [&feature](Bench& bench) { tells_capabilities(bench, feature); }},
      {.id = slug + "-not-saveable",
       .title = name + ": where it is not saveable, a Set with SV = 1 is refused",
       .clauses = {"FEA-004", "FEA-013"},
       .needs = {Need::SaveAndSelect},
       .run = [&feature](Bench& bench) { refuses_to_save(bench, feature); }},
      {.id = slug + "-not-changeable",
       .title = name + ": where it is not changeable, a Set is refused",
       .clauses = {"FEA-005", "FEA-013"},
       .needs = {Need::SaveAndSelect},
       .run = [&feature](Bench& bench) { refuses_to_change(bench, feature); }},
      {.id = slug + "-same",
       .title = name + ": a Set of the value that is there succeeds and changes nothing",
       .clauses = {"FEA-011", feature.clause},
       .run = [&feature](Bench& bench) { is_set_to_what_it_is(bench, feature); }},
  };
}

}  // namespace

std::vector<Case> feature_command_cases() {
  std::vector<Case> cases;
  for (const Fid fid : kReserved)
    cases.push_back({.id = "features/reserved-" + two_digits(fid),
                     .title = "Get and Set Features of the reserved feature " + two_digits(fid) + "h are refused",
                     .clauses = {"FEA-001"},
                     .run = [fid](Bench& bench) { refuses_reserved(bench, fid); }});
  for (std::uint8_t sel = 4; sel < 8; ++sel)
    cases.push_back({.id = "features/reserved-select-" + std::to_string(sel),
                     .title = "Get Features with the reserved SEL " + std::to_string(sel) + " is refused",
                     .clauses = {"FEA-002"},
                     .needs = {Need::SaveAndSelect},
                     .run = [sel](Bench& bench) { refuses_reserved_select(bench, Select{sel}); }});
  cases.push_back({.id = "features/capabilities-ignore-parameters",
                   .title = "SEL = 3 ignores which threshold the command names",
                   .clauses = {"FEA-003"},
                   .needs = {Need::SaveAndSelect},
                   .run = tells_capabilities_whatever_the_parameters});
  cases.push_back({.id = "features/set-keeps-default-and-saved",
                   .title = "A Set without SV changes neither the default nor the saved value",
                   .clauses = {"FEA-011", "FEA-012"},
                   .needs = {Need::SaveAndSelect},
                   .run = keeps_default_and_saved});
  cases.push_back({.id = "features/refused-save-sets-nothing",
                   .title = "A Set of another value that is refused for SV = 1 does not set it",
                   .clauses = {"FEA-004", "FEA-013"},
                   .needs = {Need::SaveAndSelect},
                   .run = refuses_to_save_another_value});
  for (const Known& feature : known())
    for (Case& each : cases_of(feature)) cases.push_back(std::move(each));
  return cases;
}

}  // namespace zns::suites
