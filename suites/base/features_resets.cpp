// What a Controller Reset leaves of features: the saved value, or the default one.
#include <string>

#include "suites/base/features_parts.hpp"
#include "suites/command_text.hpp"

namespace zns::suites {
namespace {

using namespace features;

// A value beside the one that is there. Features that a kernel sets anew after each reset are left out.
struct Lost {
  Fid fid;
  std::uint32_t flips;
};
constexpr Lost kLost[] = {{Fid::Arbitration, 0x4},
                          {Fid::TemperatureThreshold, 0x1},
                          {Fid::ErrorRecovery, error_recovery::kDulbe},
                          {Fid::VolatileWriteCache, kWriteCacheEnable},
                          {Fid::InterruptCoalescing, 0x101},
                          {Fid::WriteAtomicityNormal, 0x1},
                          {Fid::KeepAliveTimer, 3'600'000}};

// The case is about the reset: that another value can be set is not.
void needs_another_value(Bench& bench, const Place& place, std::uint32_t value) {
  const Completion cqe = set(bench, place, value);
  bench.needs(cqe.status == kSuccess && value_of(bench, place) != value_of(bench, place, Select::Saved),
              "the device takes no other value");
}

void goes_back_to_saved(Bench& bench, const Lost& lost) {
  const Place place = place_of(bench, known(lost.fid));
  needs_changeable(bench, place);
  keeping(bench, place, [&](std::uint32_t) {
    const std::uint32_t saved = value_of(bench, place, Select::Saved);
    needs_another_value(bench, place, saved ^ lost.flips);
    bench.reset(Reset::Controller);
    expect_value(bench, place, saved);
  });
}

void keeps_saved(Bench& bench, const Lost& lost, Reset kind) {
  const Place place = place_of(bench, known(lost.fid));
  needs_changeable(bench, place);
  bench.needs(capabilities_of(bench, place).saveable, "the feature is not saveable");
  keeping(bench, place, [&](std::uint32_t) {
    const std::uint32_t saved = value_of(bench, place, Select::Saved);
    const std::uint32_t other = saved ^ lost.flips;
    with(
        [&] {
          const Completion cqe = set(bench, place, other, true);
          bench.needs(cqe.status == kSuccess && value_of(bench, place) == other, "the device takes no other value");
          expect_value(bench, place, other, Select::Saved);
          bench.expect_success(set(bench, place, saved));
          bench.reset(kind);
          expect_value(bench, place, other);
        },
        [&] { bench.expect_success(set(bench, place, saved, true)); });
  });
}

}  // namespace

std::vector<Case> feature_reset_cases() {
  std::vector<Case> cases;
  for (const Lost& lost : kLost) {
    const Known& feature = known(lost.fid);
    const std::string slug = std::string{"features/"} + feature.slug;
    cases.push_back({.id = slug + "-after-reset",
                     .title = std::string{feature.name} + ": a Controller Reset brings back what is saved",
                     .clauses = {"FEA-012", feature.clause},
                     .needs = {Need::SaveAndSelect, Need::ControllerReset, Need::WholeNamespace},
                     .run = [&lost](Bench& bench) { goes_back_to_saved(bench, lost); }});
    cases.push_back({.id = slug + "-saved-after-reset",
                     .title = std::string{feature.name} + ": a value that was saved is there after a Controller Reset",
                     .clauses = {"FEA-012", feature.clause},
                     .needs = {Need::SaveAndSelect, Need::ControllerReset, Need::WholeNamespace, Need::Expendable},
                     .run = [&lost](Bench& bench) { keeps_saved(bench, lost, Reset::Controller); }});
  }
  return cases;
}

}  // namespace zns::suites
