// I/O Command Set Profile (19h): which combination of command sets is in use.
#include <algorithm>
#include <optional>

#include "suites/base/features_parts.hpp"
#include "suites/command_text.hpp"

namespace zns::suites {
namespace {

using namespace features;

constexpr std::uint64_t kZoned = std::uint64_t{1} << static_cast<unsigned>(Csi::Zoned);
constexpr std::uint16_t kThisController = 0xFFFF;

std::vector<std::uint64_t> combinations(Bench& bench) {
  IdentifyPage page;
  const Completion cqe = bench.identify(Cns::CommandSets, 0, Csi::Nvm, &page, kThisController);
  bench.needs(cqe.status != Status::InvalidFieldInCommand, "the device does not list its command sets (CNS 1Ch)");
  bench.expect_success(cqe);
  return decode_command_set_vectors(page);
}

const Place& profile() {
  return known(Fid::IoCommandSetProfile).place;
}

void is_needed_with_several(Bench& bench) {
  const std::vector<std::uint64_t> sets = combinations(bench);
  const Completion cqe = get(bench, profile());
  if (cqe.status == Status::InvalidFieldInCommand)
    bench.expect(sets.size() == 1, "one combination of command sets, or feature 19h",
                 std::to_string(sets.size()) + " combinations");
  else
    bench.expect_success(cqe);
}

void names_a_combination(Bench& bench) {
  needs_feature(bench, profile());
  const std::vector<std::uint64_t> sets = combinations(bench);
  const std::uint32_t index = value_of(bench, profile());
  bench.expect(index < sets.size(), "the index of one of " + std::to_string(sets.size()) + " combinations", hex(index));
  bench.expect((sets[index] & kZoned) != 0, "a combination with the command set of this namespace",
               "command sets " + hex(sets[index]));
}

void refuses_no_combination(Bench& bench) {
  needs_feature(bench, profile());
  const std::vector<std::uint64_t> sets = combinations(bench);
  bench.needs(sets.size() <= kCommandSetIndex, "every combination is one");
  keeping(bench, profile(), [&](std::uint32_t index) {
    bench.expect_status(set(bench, profile(), static_cast<std::uint32_t>(sets.size())),
                        refusals(bench, profile(), Status::IoCommandSetCombinationRejected));
    expect_value(bench, profile(), index);
  });
}

void takes_its_own(Bench& bench) {
  needs_changeable(bench, profile());
  for (const std::uint32_t nsid : {std::uint32_t{0}, kBroadcastNsid}) {
    Place place = profile();
    place.nsid = nsid;
    const std::uint32_t index = value_of(bench, profile());
    bench.expect_success(set(bench, place, index));
    expect_value(bench, profile(), index);
  }
}

void refuses_without_zoned(Bench& bench) {
  needs_changeable(bench, profile());
  const std::vector<std::uint64_t> sets = combinations(bench);
  const auto found = std::find_if(sets.begin(), sets.end(), [](std::uint64_t each) { return (each & kZoned) == 0; });
  bench.needs(found != sets.end(), "every combination has the zoned command set");
  keeping(bench, profile(), [&](std::uint32_t index) {
    bench.expect_status(set(bench, profile(), static_cast<std::uint32_t>(found - sets.begin())),
                        {Status::IoCommandSetCombinationRejected});
    expect_value(bench, profile(), index);
  });
}

void outlives_a_reset(Bench& bench, Reset kind) {
  needs_feature(bench, profile());
  const std::uint32_t index = value_of(bench, profile());
  bench.reset(kind);
  expect_value(bench, profile(), index);
}

}  // namespace

std::vector<Case> feature_profile_cases() {
  return {
      {.id = "features/profile-needed",
       .title = "With several combinations of command sets there is feature 19h",
       .clauses = {"NST-020", "NST-026"},
       .level = Level::Should,
       .run = is_needed_with_several},
      {.id = "features/profile-selected",
       .title = "Feature 19h names a combination that there is, with the command set of this namespace",
       .clauses = {"NST-020", "NST-013", "FID-19h"},
       .run = names_a_combination},
      {.id = "features/profile-none",
       .title = "A combination without command sets is rejected",
       .clauses = {"NST-021", "FID-19h"},
       .needs = {Need::Expendable},
       .run = refuses_no_combination},
      {.id = "features/profile-same",
       .title = "The combination that is selected may be selected again",
       .clauses = {"NST-022", "NST-024"},
       .run = takes_its_own},
      {.id = "features/profile-without-zoned",
       .title = "A combination without the command set of an attached namespace is rejected",
       .clauses = {"NST-023"},
       .needs = {Need::Expendable},
       .run = refuses_without_zoned},
      {.id = "features/profile-after-reset",
       .title = "The selected combination outlives a Controller Reset",
       .clauses = {"NST-028"},
       .needs = {Need::ControllerReset, Need::WholeNamespace},
       .run = [](Bench& bench) { outlives_a_reset(bench, Reset::Controller); }},
  };
}

}  // namespace zns::suites
