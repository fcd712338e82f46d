#include "suites/base/features_parts.hpp"

#include <algorithm>

#include "suites/command_text.hpp"

namespace zns::suites::features {
namespace {

constexpr std::uint32_t kVector = 1;  // that of the admin queue may be fixed

constexpr Known kKnown[] = {
    {"arbitration", "Arbitration", {Fid::Arbitration, arbitration::kBurst | arbitration::kWeights}, "FID-01h"},
    {"power-management",
     "Power Management",
     {Fid::PowerManagement, power_management::kPowerState | power_management::kWorkloadHint},
     "FID-02h"},
    {"temperature-threshold", "Temperature Threshold", {Fid::TemperatureThreshold, 0xFFFF}, "FID-04h"},
    {"error-recovery",
     "Error Recovery",
     {Fid::ErrorRecovery, error_recovery::kTler | error_recovery::kDulbe},
     "FID-05h",
     true},
    {"write-cache", "Volatile Write Cache", {Fid::VolatileWriteCache, kWriteCacheEnable}, "FID-06h"},
    {"number-of-queues", "Number of Queues", {Fid::NumberOfQueues}, "FID-07h"},
    {"interrupt-coalescing", "Interrupt Coalescing", {Fid::InterruptCoalescing, 0xFFFF}, "FID-08h"},
    {"interrupt-vector",
     "Interrupt Vector Configuration",
     {Fid::InterruptVectorConfiguration, interrupt_vector::kCoalescingDisable, kVector},
     "FID-09h"},
    {"write-atomicity", "Write Atomicity Normal", {Fid::WriteAtomicityNormal, 1}, "FEA-011"},
    {"event-configuration", "Asynchronous Event Configuration", {Fid::AsynchronousEventConfiguration}, "FEA-011"},
    {"keep-alive", "Keep Alive Timer", {Fid::KeepAliveTimer}, "FEA-011"},
    {"command-set-profile", "I/O Command Set Profile", {Fid::IoCommandSetProfile, kCommandSetIndex}, "FID-19h"},
    {"write-protection", "Namespace Write Protection", {Fid::NamespaceWriteProtection, 0x7}, "FID-84h", true},
};

// A status that decides nothing is no reason to leave the feature as it is.
void put_back(Bench& bench, const Place& place, std::uint32_t value) {
  constexpr int kTimes = 4;
  Completion cqe = set(bench, place, value);
  for (int times = 1; times < kTimes && is_transient(cqe.status); ++times) cqe = set(bench, place, value);
  bench.expect_success(cqe);
}

Command::Body set_body(const Place& place, std::uint32_t value, bool save) {
  return SetFeatures{.dw11 = place.parameter | value, .fid = place.fid, .save = save};
}

}  // namespace

std::span<const Known> known() {
  return kKnown;
}

const Known& known(Fid fid) {
  return *std::find_if(std::begin(kKnown), std::end(kKnown), [=](const Known& each) { return each.place.fid == fid; });
}

Place place_of(const Bench& bench, const Known& feature) {
  Place place = feature.place;
  if (feature.of_namespace) place.nsid = bench.facts().nsid;
  return place;
}

Completion get(Bench& bench, const Place& place, Select sel, Bytes* data) {
  return bench.admin(GetFeatures{.dw11 = place.parameter, .fid = place.fid, .sel = sel},
                     {.nsid = place.nsid, .bytes = feature_bytes(place.fid), .data = data});
}

Completion set(Bench& bench, const Place& place, std::uint32_t value, bool save) {
  const Bytes none(feature_bytes(place.fid));
  return bench.admin(set_body(place, value, save), {.nsid = place.nsid, .to_device = none});
}

Completion set_data(Bench& bench, const Place& place, std::span<const std::byte> data, bool save) {
  Bytes whole(data.begin(), data.end());
  whole.resize(feature_bytes(place.fid));
  return bench.admin(set_body(place, 0, save), {.nsid = place.nsid, .to_device = whole});
}

std::uint32_t value_of(Bench& bench, const Place& place, Select sel) {
  const Completion cqe = get(bench, place, sel);
  bench.expect_success(cqe);
  return static_cast<std::uint32_t>(cqe.result) & place.mask;
}

FeatureCapabilities capabilities_of(Bench& bench, const Place& place) {
  const Completion cqe = get(bench, place, Select::Supported);
  bench.expect_success(cqe);
  return decode_feature_capabilities(static_cast<std::uint32_t>(cqe.result));
}

void needs_feature(Bench& bench, const Place& place) {
  const Completion cqe = get(bench, place);
  bench.needs(cqe.status != Status::InvalidFieldInCommand,
              "the device does not have feature " + hex(static_cast<std::uint64_t>(place.fid)));
  bench.expect_success(cqe);
}

void needs_changeable(Bench& bench, const Place& place) {
  needs_feature(bench, place);
  std::string reason;
  if (bench.meets(Need::SaveAndSelect, reason))
    return bench.needs(capabilities_of(bench, place).changeable, "the feature cannot be changed");
  const Completion cqe = set(bench, place, value_of(bench, place));
  bench.needs(cqe.status != Status::FeatureNotChangeable, "the feature cannot be changed");
}

std::vector<Status> refusals(Bench& bench, const Place& place, Status expected) {
  std::vector<Status> permitted{expected};
  if (place.fid == Fid::NumberOfQueues) permitted.push_back(Status::CommandSequenceError);  // I/O queues exist
  std::string reason;
  const bool may_be_fixed = !bench.meets(Need::SaveAndSelect, reason) || !capabilities_of(bench, place).changeable;
  if (may_be_fixed) permitted.push_back(Status::FeatureNotChangeable);
  return permitted;
}

void with(const std::function<void()>& body, const std::function<void()>& put_back) {
  try {
    body();
  } catch (...) {
    try {
      put_back();
    } catch (...) {  // what was thrown first says why: a device that is lost, or wrong, is met again
    }
    throw;
  }
  put_back();
}

void keeping(Bench& bench, const Place& place, const std::function<void(std::uint32_t value)>& body) {
  const std::uint32_t before = value_of(bench, place);
  with([&] { body(before); }, [&] { put_back(bench, place, before); });
}

void expect_value(Bench& bench, const Place& place, std::uint32_t value, Select sel) {
  const std::uint32_t found = value_of(bench, place, sel);
  bench.expect(found == (value & place.mask), "Get Features returns " + hex(value & place.mask),
               "it returns " + hex(found));
}

}  // namespace zns::suites::features
