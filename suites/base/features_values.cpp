// Features whose value is a dword: what is set is told, and values that there are not are refused.
#include <string>

#include "suites/base/features_parts.hpp"
#include "suites/command_text.hpp"

namespace zns::suites {
namespace {

using namespace features;

// A value that the feature takes, beside the one that it has.
struct Another {
  Fid fid;
  std::uint32_t flips;  // these bits of the value
  Level level = Level::Shall;
};
constexpr Another kAnother[] = {
    {Fid::Arbitration, 0x4},
    {Fid::TemperatureThreshold, 0x1},
    {Fid::ErrorRecovery, 0x1, Level::Should},          // TLER may be rounded, and what it is for may be missing
    {Fid::InterruptCoalescing, 0x101, Level::Should},  // a hint, which may be rounded
    {Fid::InterruptVectorConfiguration, interrupt_vector::kCoalescingDisable, Level::Should},
    {Fid::WriteAtomicityNormal, 0x1},
    {Fid::AsynchronousEventConfiguration, 0x2},  // the warning of temperature
};

void is_told_as_set(Bench& bench, const Another& another) {
  const Place place = place_of(bench, known(another.fid));
  needs_changeable(bench, place);
  keeping(bench, place, [&](std::uint32_t value) {
    bench.expect_success(set(bench, place, value ^ another.flips));
    expect_value(bench, place, value ^ another.flips);
  });
}

// What is beside the value, and was not named, stays.
void thresholds_are_two(Bench& bench) {
  const Place over = known(Fid::TemperatureThreshold).place;
  Place under = over;
  under.parameter = encode(TemperatureThreshold{.thsel = 1});
  needs_changeable(bench, over);
  needs_feature(bench, under);
  const std::uint32_t before = value_of(bench, over);
  keeping(bench, under, [&](std::uint32_t value) {
    bench.expect_success(set(bench, under, value ^ 1U));
    expect_value(bench, under, value ^ 1U);
    expect_value(bench, over, before);
  });
}

// A wrong Set is refused, and changes nothing; if it is carried out, the value is put back.
void refuses_value(Bench& bench, const Place& told, const Place& wrong, std::uint32_t value) {
  needs_feature(bench, told);
  const std::vector<Status> permitted = refusals(bench, told, Status::InvalidFieldInCommand);
  const auto check = [&](std::uint32_t before) {
    bench.expect_status(set(bench, wrong, value), permitted);
    expect_value(bench, told, before);
  };
  if (permitted.size() > 1) return check(value_of(bench, told));  // it cannot be put back
  keeping(bench, told, check);
}

void refuses_power_state(Bench& bench) {
  const unsigned beyond = bench.facts().controller.npss + 1U;
  bench.needs(beyond <= power_management::kPowerState, "the device has every power state (NPSS)");
  const Place place = known(Fid::PowerManagement).place;
  refuses_value(bench, place, place, beyond);
}

void refuses_threshold(Bench& bench, const TemperatureThreshold& none) {
  const Place over = known(Fid::TemperatureThreshold).place;
  Place wrong = over;
  wrong.parameter = encode(none);
  needs_feature(bench, over);
  refuses_value(bench, over, wrong, value_of(bench, over) ^ 1U);
}

void refuses_to_tell_threshold(Bench& bench) {
  Place place = known(Fid::TemperatureThreshold).place;
  needs_feature(bench, place);
  place.parameter = encode(TemperatureThreshold{.thsel = 2});
  bench.expect_status(get(bench, place), {Status::InvalidFieldInCommand});
}

void refuses_vector(Bench& bench) {
  const Place right = known(Fid::InterruptVectorConfiguration).place;
  Place wrong = right;
  wrong.parameter = interrupt_vector::kVector;
  needs_feature(bench, right);
  bench.expect_status(get(bench, wrong), {Status::InvalidFieldInCommand});
  bench.expect_status(set(bench, wrong, 0), refusals(bench, right, Status::InvalidFieldInCommand));
}

void tells_number_of_queues(Bench& bench) {
  const Place place = known(Fid::NumberOfQueues).place;
  const std::uint32_t value = value_of(bench, place);
  const NumberOfQueues allocated = decode_number_of_queues(value);
  bench.expect(allocated.submission != 0xFFFF && allocated.completion != 0xFFFF, "NSQA and NCQA below FFFFh",
               "DW0 is " + hex(value));
  expect_value(bench, place, value);
}

// I/O queues exist, or no case could run.
void refuses_number_of_queues(Bench& bench) {
  const Place place = known(Fid::NumberOfQueues).place;
  const std::uint32_t value = value_of(bench, place);
  bench.expect_status(set(bench, place, value), {Status::CommandSequenceError});
  expect_value(bench, place, value);
}

void refuses_65536_queues(Bench& bench) {
  const Place place = known(Fid::NumberOfQueues).place;
  const std::uint32_t value = value_of(bench, place);
  for (const std::uint32_t wrong : {0xFFFFU, 0xFFFF'0000U})
    bench.expect_status(set(bench, place, wrong), {Status::InvalidFieldInCommand, Status::CommandSequenceError});
  expect_value(bench, place, value);
}

// OAES bit 27, Zone Descriptor Changed Notices.
void keeps_zone_events_apart(Bench& bench) {
  constexpr std::uint32_t kZoneDescriptorChanged = 1U << 27;
  bench.needs((bench.facts().controller.oaes & kZoneDescriptorChanged) != 0,
              "the device does not tell of changed zone descriptors (OAES bit 27)");
  const Place place = known(Fid::AsynchronousEventConfiguration).place;
  keeping(bench, place, [&](std::uint32_t value) {
    for (int times = 0; times < 2; ++times) {
      value ^= kZoneDescriptorChanged;
      bench.expect_success(set(bench, place, value));
      expect_value(bench, place, value);
    }
  });
}

// A timer is a multiple of the granularity (KAS): what is granted is rounded up.
void rounds_keep_alive_up(Bench& bench) {
  const std::uint64_t unit = std::uint64_t{bench.facts().controller.kas} * 100;
  bench.needs(unit != 0, "the device has no Keep Alive (KAS)");
  const Place place = known(Fid::KeepAliveTimer).place;
  needs_changeable(bench, place);
  keeping(bench, place, [&](std::uint32_t) {
    constexpr std::uint32_t kAsked = 3'600'050;
    bench.expect_success(set(bench, place, kAsked));
    const std::uint32_t granted = value_of(bench, place);
    bench.expect(granted >= kAsked && granted <= kAsked + 2 * unit,
                 "a timer of " + std::to_string(kAsked) + " ms, rounded up to a multiple of KAS",
                 std::to_string(granted) + " ms");
  });
}

void does_not_have_write_cache(Bench& bench) {
  bench.needs((bench.facts().controller.vwc & 1U) == 0, "the device has a volatile write cache (VWC)");
  const Place place = known(Fid::VolatileWriteCache).place;
  bench.expect_status(get(bench, place), {Status::InvalidFieldInCommand});
  bench.expect_status(set(bench, place, kWriteCacheEnable), {Status::InvalidFieldInCommand});
  bench.expect_success(bench.flush());
}

std::vector<Case> refusing_cases() {
  return {
      {.id = "features/power-state-beyond-npss",
       .title = "A power state above NPSS is refused",
       .clauses = {"FID-02h", "FEA-013"},
       .run = refuses_power_state},
      {.id = "features/threshold-reserved",
       .title = "A temperature threshold with the reserved THSEL 2 is not set",
       .clauses = {"FEA-014", "FID-04h", "FEA-013"},
       .run = [](Bench& bench) { refuses_threshold(bench, {.thsel = 2}); }},
      {.id = "features/threshold-reserved-get",
       .title = "A temperature threshold with the reserved THSEL 2 is not told",
       .clauses = {"FEA-014", "FID-04h"},
       .run = refuses_to_tell_threshold},
      {.id = "features/vector-not-in-use",
       .title = "Interrupt Vector Configuration of vector FFFFh is neither told nor set",
       .clauses = {"FID-09h"},
       .run = refuses_vector},
      {.id = "features/queues-exist",
       .title = "The number of queues is not set once there are I/O queues",
       .clauses = {"FID-07h", "FEA-013"},
       .run = refuses_number_of_queues},
      {.id = "features/queues-65536",
       .title = "65,536 queues are refused, and the number that is allocated stays",
       .clauses = {"FID-07h", "FEA-013"},
       .run = refuses_65536_queues},
      {.id = "features/write-cache-absent",
       .title = "Without a volatile write cache there is no such feature, and Flush succeeds",
       .clauses = {"IDC-011"},
       .run = does_not_have_write_cache},
  };
}

}  // namespace

std::vector<Case> feature_value_cases() {
  std::vector<Case> cases = refusing_cases();
  for (const Another& another : kAnother) {
    const Known& feature = known(another.fid);
    cases.push_back({.id = std::string{"features/"} + feature.slug + "-another",
                     .title = std::string{feature.name} + ": Get returns another value that was set",
                     .clauses = {"FEA-011", feature.clause},
                     .level = another.level,
                     .run = [&another](Bench& bench) { is_told_as_set(bench, another); }});
  }
  cases.push_back({.id = "features/thresholds-are-two",
                   .title = "The threshold below which it is too cold is another than the one above",
                   .clauses = {"FEA-011", "FID-04h"},
                   .run = thresholds_are_two});
  cases.push_back({.id = "features/queues-told",
                   .title = "The number of queues is told, and stays",
                   .clauses = {"FEA-07-1", "FID-07h"},
                   .run = tells_number_of_queues});
  cases.push_back({.id = "features/zone-events-apart",
                   .title = "Zone Descriptor Changed Notices are switched apart from the other events",
                   .clauses = {"FEA-0B-1", "ZNS-GEN-037"},
                   .run = keeps_zone_events_apart});
  cases.push_back({.id = "features/keep-alive-rounded",
                   .title = "A keep alive timer is granted, rounded up",
                   .clauses = {"FEA-011"},
                   .run = rounds_keep_alive_up});
  return cases;
}

}  // namespace zns::suites
