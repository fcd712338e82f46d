#include "reference/device/controller/features.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace zns {
namespace {

using enum FeatureScope;

constexpr FeatureRow kFeatures[] = {
    {.fid = Fid::Arbitration,
     .scope = Controller,
     .saveable = true,
     .initial = arbitration::kBurst,  // no limit
     .value = arbitration::kBurst | arbitration::kWeights,
     .clause = "FID-01h"},
    {.fid = Fid::PowerManagement,
     .scope = Controller,
     .saveable = true,
     .value = power_management::kPowerState | power_management::kWorkloadHint,
     .clause = "FID-02h"},
    {.fid = Fid::TemperatureThreshold,
     .scope = Controller,
     .saveable = true,
     .initial = kOverThreshold,
     .value = 0xFFFF,
     .parameter = 0x3F'0000,
     .clause = "FID-04h"},
    {.fid = Fid::ErrorRecovery,
     .scope = Namespace,
     .saveable = true,
     .value = error_recovery::kTler | error_recovery::kDulbe,
     .clause = "FID-05h"},
    {.fid = Fid::VolatileWriteCache,
     .scope = Controller,
     .saveable = true,
     .initial = kWriteCacheEnable,
     .value = kWriteCacheEnable,
     .clause = "FID-06h"},
    {.fid = Fid::NumberOfQueues,
     .scope = Controller,
     .initial = encode(kQueuesAllocated),
     .value = 0xFFFF'FFFF,
     .clause = "FID-07h"},
    {.fid = Fid::InterruptCoalescing, .scope = Controller, .saveable = true, .value = 0xFFFF, .clause = "FID-08h"},
    {.fid = Fid::InterruptVectorConfiguration,
     .scope = Controller,
     .saveable = true,
     .value = interrupt_vector::kCoalescingDisable,
     .parameter = interrupt_vector::kVector,
     .clause = "FID-09h"},
    {.fid = Fid::WriteAtomicityNormal, .scope = Controller, .changeable = false, .value = 1, .clause = "FEA-005"},
    {.fid = Fid::AsynchronousEventConfiguration,
     .scope = Controller,
     .saveable = true,
     .value = 0xFFFF'FFFF,
     .clause = "AMB-08"},
    {.fid = Fid::Timestamp, .scope = Controller, .clause = "FEA-011"},
    {.fid = Fid::KeepAliveTimer, .scope = Controller, .value = 0xFFFF'FFFF, .clause = "FEA-011"},
    {.fid = Fid::SanitizeConfig,
     .scope = Controller,
     .saveable = true,
     .value = kNoDeallocateWarns,
     .clause = "FID-17h"},
    {.fid = Fid::IoCommandSetProfile,
     .scope = Controller,
     .persistent = true,
     .value = kCommandSetIndex,
     .clause = "FID-19h"},
    {.fid = Fid::HostIdentifier, .scope = Controller, .parameter = kExtendedHostId, .clause = "FID-81h"},
    {.fid = Fid::NamespaceWriteProtection, .scope = Namespace, .persistent = true, .value = 0x7, .clause = "FID-84h"},
};

const FeatureRow* row_of(Fid fid) {
  const auto* const found =
      std::find_if(std::begin(kFeatures), std::end(kFeatures), [=](const FeatureRow& row) { return row.fid == fid; });
  return found == std::end(kFeatures) ? nullptr : found;
}

}  // namespace

std::span<const FeatureRow> features() {
  return kFeatures;
}

const FeatureRow* find_feature(Fid fid, bool write_cache) {
  if (fid == Fid::VolatileWriteCache && !write_cache) return nullptr;  // IDC-011
  return row_of(fid);
}

FeatureValue FeatureValues::initial(Fid fid, std::uint32_t parameter) {
  const bool is_first = fid != Fid::TemperatureThreshold || parameter == 0;  // over, of the composite temperature
  const FeatureRow* row = row_of(fid);
  return row != nullptr && is_first ? row->initial : 0;
}

FeatureValue FeatureValues::current(Fid fid, std::uint32_t parameter) const {
  const auto found = current_.find({fid, parameter});
  return found != current_.end() ? found->second : initial(fid, parameter);
}

FeatureValue FeatureValues::saved(Fid fid, std::uint32_t parameter) const {
  const auto found = saved_.find({fid, parameter});
  return found != saved_.end() ? found->second : initial(fid, parameter);
}

void FeatureValues::set(Fid fid, std::uint32_t parameter, FeatureValue value, bool save) {
  current_[{fid, parameter}] = value;
  if (save) saved_[{fid, parameter}] = value;
}

void FeatureValues::reset() {
  Values left = saved_;
  for (const auto& [place, value] : current_)
    if (const FeatureRow* row = row_of(place.fid); row != nullptr && row->persistent) left[place] = value;
  current_ = std::move(left);
}

}  // namespace zns
