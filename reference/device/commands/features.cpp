// Get Features and Set Features: which features there are is in controller/features.cpp.
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "reference/device/commands/admin_handlers.hpp"
#include "reference/device/controller/features.hpp"
#include "reference/device/namespace/transition.hpp"
#include "reference/spec/bytes.hpp"

namespace zns {
namespace {

// Null: no such feature here. What Sanitize does is configured where there is one.
const FeatureRow* find_feature(const AdminCall& call, Fid fid) {
  if (fid == Fid::SanitizeConfig && call.subsystem.sanicap() == 0) return nullptr;
  return zns::find_feature(fid, call.subsystem[0].geometry.write_cache);
}

bool is_attached(const AdminCall& call, std::uint32_t nsid) {
  const auto active = call.subsystem.active(call.at);
  return std::any_of(active.begin(), active.end(), [=](const Listed& each) { return each.nsid == nsid; });
}

bool is_invalid(const AdminCall& call, std::uint32_t nsid) {
  return nsid == 0 || (nsid > call.subsystem[0].geometry.nn && nsid != kBroadcastNsid);
}

// The NSID of a feature that each namespace has (FEA-010).
void add_nsid_faults(AdminCall& call) {
  const std::uint32_t nsid = call.command.nsid;
  if (nsid == kBroadcastNsid || is_attached(call, nsid)) return;
  call.faults.add(Status::InvalidNamespaceOrFormat, "FEA-010");
  call.faults.add_if(!is_invalid(call, nsid), Status::InvalidFieldInCommand, "FEA-010");
}

void add_broadcast_faults(AdminCall& call, ClauseId clause) {
  call.faults.add_if(call.command.nsid == kBroadcastNsid, Status::InvalidNamespaceOrFormat, clause);
  call.faults.add_if(call.command.nsid == kBroadcastNsid, Status::InvalidFieldInCommand, clause);
}

// What the command names beside the value: a threshold, a vector, a size of the identifier.
void add_parameter_faults(AdminCall& call, const FeatureRow& row, std::uint32_t dw11) {
  const TemperatureThreshold threshold = decode_temperature_threshold(dw11);
  const bool no_threshold = threshold.thsel > 1 || threshold.tmpsel != 0;  // it has no sensor but the composite one
  const bool no_vector = (dw11 & interrupt_vector::kVector) >= kInterruptVectors;
  const bool no_identifier = (dw11 & kExtendedHostId) != 0;
  call.faults.add_if(row.fid == Fid::TemperatureThreshold && no_threshold, Status::InvalidFieldInCommand,
                     either(threshold.thsel > 1, "FEA-014", "FID-04h"));
  call.faults.add_if(row.fid == Fid::InterruptVectorConfiguration && no_vector, Status::InvalidFieldInCommand,
                     "FID-09h");
  call.faults.add_if(row.fid == Fid::HostIdentifier && no_identifier, Status::InvalidFieldInCommand, "FID-81h");
}

std::uint32_t dw0_of(const FeatureRow& row, std::uint32_t parameter, FeatureValue value) {
  if (feature_bytes(row.fid) != 0) return 0;
  const bool echoes = row.fid == Fid::InterruptVectorConfiguration;
  return static_cast<std::uint32_t>(value) | (echoes ? parameter : 0);
}

FeatureValue selected(const FeatureValues& values, Select sel, Fid fid, std::uint32_t parameter) {
  if (sel == Select::Default) return FeatureValues::initial(fid, parameter);
  return sel == Select::Saved ? values.saved(fid, parameter) : values.current(fid, parameter);
}

}  // namespace

AdminEffect handle(const GetFeatures& command, AdminCall& call) {
  const FeatureRow* row = find_feature(call, command.fid);
  call.faults.add_if(row == nullptr, Status::InvalidFieldInCommand,
                     either(command.fid == Fid::VolatileWriteCache, "IDC-011", "FEA-001"));
  call.faults.add_if(command.sel > Select::Supported, Status::InvalidFieldInCommand, "FEA-002");
  if (row == nullptr) return aborted(*call.refusal(), call);
  const bool is_of_namespace = row->scope == FeatureScope::Namespace;
  if (is_of_namespace) add_nsid_faults(call);
  if (is_of_namespace && command.sel != Select::Supported) add_broadcast_faults(call, "FEA-009");
  if (command.sel != Select::Supported) add_parameter_faults(call, *row, command.dw11);  // FEA-003
  if (const auto status = call.refusal()) return aborted(*status, call);

  AdminEffect effect{.faults = call.faults};
  if (command.sel == Select::Supported) {
    effect.result = encode(FeatureCapabilities{row->saveable, is_of_namespace, row->changeable});
    return effect;
  }
  const std::uint32_t parameter = command.dw11 & row->parameter;
  const FeatureValues& values = is_of_namespace
                                    ? call.subsystem[call.subsystem.answering(call.command, call.at)].features
                                    : call.controller().features;
  const FeatureValue value = selected(values, command.sel, row->fid, parameter);
  effect.result = dw0_of(*row, parameter, value);
  if (feature_bytes(row->fid) == 0) return effect;
  effect.reply.resize(sizeof value);
  store_le(std::span{effect.reply}, 0, value);
  return effect;
}

// ---- Set Features ---------------------------------------------------------------------------------------------------

namespace {

std::uint64_t combination(std::uint32_t dw11) {
  const std::uint32_t index = dw11 & kCommandSetIndex;
  return index < kCommandSetCombinations.size() ? kCommandSetCombinations[index] : 0;
}

bool leaves_out_attached(const AdminCall& call, std::uint64_t sets) {
  const auto active = call.subsystem.active(call.at);
  return std::any_of(active.begin(), active.end(),
                     [=](const Listed& each) { return (sets >> static_cast<unsigned>(each.csi) & 1U) == 0; });
}

// The state that protection is in does not permit another one before a power cycle, or ever (FID-84h).
bool is_protected_for_good(const AdminCall& call) {
  const Namespace& ns = call.subsystem[call.subsystem.answering(call.command, call.at)];
  const auto state = static_cast<WriteProtection>(ns.features.current(Fid::NamespaceWriteProtection));
  return state == WriteProtection::UntilPowerCycle || state == WriteProtection::Permanent;
}

bool is_offered(std::uint32_t wps) {
  const unsigned needed = wps == 0 ? 0 : 1U << (wps - 1);
  return wps <= static_cast<std::uint32_t>(WriteProtection::Permanent) && (needed & ~unsigned{kWriteProtections}) == 0;
}

// A granted timer is a multiple of the granularity: rounded up.
std::uint64_t keep_alive(std::uint32_t kato) {
  constexpr std::uint64_t kUnit = std::uint64_t{kKeepAliveGranularity} * 100;
  return (kato + kUnit - 1) / kUnit * kUnit;
}

// Values that the feature does not take.
void add_value_faults(const SetFeatures& command, AdminCall& call) {
  const std::uint32_t dw11 = command.dw11;
  Faults& faults = call.faults;
  switch (command.fid) {
    case Fid::PowerManagement:
      faults.add_if((dw11 & power_management::kPowerState) > kPowerStates, Status::InvalidFieldInCommand, "FID-02h");
      return;
    case Fid::ErrorRecovery: {
      const Geometry& geometry = call.subsystem[call.subsystem.answering(call.command, call.at)].geometry;
      faults.permit_if((dw11 & error_recovery::kDulbe) != 0 && !geometry.deallocated_error,
                       Status::InvalidFieldInCommand, "AMB-18", Freedom::ReservedBits);
      return;
    }
    case Fid::NumberOfQueues:
      faults.add_if((dw11 & 0xFFFF) == 0xFFFF || dw11 >> 16 == 0xFFFF, Status::InvalidFieldInCommand, "FID-07h");
      faults.add_if(call.controller().has_io_queues(), Status::CommandSequenceError, "FID-07h");
      return;
    case Fid::AsynchronousEventConfiguration:
      faults.permit_if((dw11 & ~(kSmartWarnings | kEventsOffered)) != 0, Status::InvalidFieldInCommand, "AMB-08",
                       Freedom::ReservedBits);
      return;
    case Fid::KeepAliveTimer:
      faults.add_if(keep_alive(dw11) > UINT32_MAX, Status::KeepAliveTimeoutInvalid, "FEA-011");
      return;
    case Fid::IoCommandSetProfile: {
      const std::uint64_t sets = combination(dw11);
      faults.add_if(sets == 0, Status::IoCommandSetCombinationRejected, "NST-021");
      faults.add_if(sets != 0 && leaves_out_attached(call, sets), Status::IoCommandSetCombinationRejected, "NST-023");
      return;
    }
    case Fid::NamespaceWriteProtection:
      add_broadcast_faults(call, "FID-84h");
      faults.add_if(!is_offered(dw11 & 0x7), Status::InvalidFieldInCommand, "FID-84h");
      faults.add_if(is_protected_for_good(call), Status::FeatureNotChangeable, "FID-84h");
      return;
    case Fid::Arbitration:
    case Fid::LbaRangeType:
    case Fid::TemperatureThreshold:
    case Fid::VolatileWriteCache:
    case Fid::InterruptCoalescing:
    case Fid::InterruptVectorConfiguration:
    case Fid::WriteAtomicityNormal:
    case Fid::Timestamp:
    case Fid::HostIdentifier:
    case Fid::SanitizeConfig:
      return;
  }
}

void add_faults(const SetFeatures& command, const FeatureRow& row, AdminCall& call) {
  const std::uint32_t nsid = call.command.nsid;
  const bool names_namespace = row.scope == FeatureScope::Controller && nsid != 0 && nsid != kBroadcastNsid;
  Faults& faults = call.faults;
  if (row.scope == FeatureScope::Namespace) add_nsid_faults(call);
  faults.add_if(names_namespace, Status::FeatureNotNamespaceSpecific,
                either(row.fid == Fid::IoCommandSetProfile, "NST-024", "FEA-006"));
  faults.add_if(names_namespace && is_invalid(call, nsid), Status::InvalidNamespaceOrFormat, "NSID-001");
  faults.add_if(command.save && !row.saveable, Status::FeatureIdentifierNotSaveable, "FEA-004");
  faults.add_if(!row.changeable, Status::FeatureNotChangeable, "FEA-005");
  add_parameter_faults(call, row, command.dw11);
  add_value_faults(command, call);
  const bool reserved = (command.dw11 & ~(row.value | row.parameter)) != 0 || command.dw12 != 0 || command.dw13 != 0;
  faults.permit_if(reserved, Status::InvalidFieldInCommand, "FEA-014", Freedom::ReservedBits);
}

// What is kept of what the host sent.
FeatureValue value_of(const SetFeatures& command, const FeatureRow& row, const AdminCall& call) {
  const std::uint32_t value = command.dw11 & row.value;
  const auto data = [&] { return call.data.size() < 8 ? std::uint64_t{0} : load_le<std::uint64_t>(call.data, 0); };
  switch (row.fid) {
    case Fid::AsynchronousEventConfiguration:
      return value & (kSmartWarnings | kEventsOffered);
    case Fid::NumberOfQueues:
      return encode(NumberOfQueues{std::min(decode_number_of_queues(value).submission, kQueuesAllocated.submission),
                                   std::min(decode_number_of_queues(value).completion, kQueuesAllocated.completion)});
    case Fid::KeepAliveTimer:
      return keep_alive(value);
    case Fid::HostIdentifier:
      return data();
    case Fid::Timestamp:  // no time passes here: the clock stands still
      return encode(Timestamp{.milliseconds = data(), .synch = true, .origin = TimestampOrigin::SetFeatures});
    default:
      return value;
  }
}

// Active zones become Full, and what was cached is on the medium, before the Set completes (ZNS-RST-050, ZNS-RST-052).
void protect(Namespace& ns) {
  ns.cache.commit();
  if (!ns.geometry.is_zoned()) return;
  Effect effect;
  for (ZoneId id = 0; id < ns.geometry.zones; ++id) {
    Zone full = ns.state.zone(id);
    if (!is_active(full.zs)) continue;
    full.zs = ZoneState::Full;
    full.za = attributes_in(full.zs, full.za);
    effect.change(id, ns.state.zone(id), full);
  }
  apply(ns.state, effect);
}

Change replaced(std::size_t place, const Namespace& before, std::shared_ptr<const Namespace> after) {
  return Set<NamespaceAt, std::shared_ptr<const Namespace>>{
      {place}, std::make_shared<const Namespace>(before), std::move(after)};
}

Change set_in_namespace(std::size_t place, const SetFeatures& command, FeatureValue value, const AdminCall& call) {
  const Namespace& before = call.subsystem[place];
  auto after = std::make_shared<Namespace>(before);
  if (command.fid == Fid::ErrorRecovery && !before.geometry.deallocated_error)
    value &= ~FeatureValue{error_recovery::kDulbe};
  after->features.set(command.fid, 0, value, command.save);
  after->show_features();
  if (after->geometry.write_protected) protect(*after);
  return replaced(place, before, std::move(after));
}

// Without a write cache, nothing stays in it (FID-06-1).
void commit_caches(const AdminCall& call, std::vector<Change>& changes) {
  for (std::size_t i = 0; i < call.subsystem.size(); ++i) {
    if (call.subsystem[i].cache.empty()) continue;
    auto after = std::make_shared<Namespace>(call.subsystem[i]);
    after->cache.commit();
    changes.push_back(replaced(i, call.subsystem[i], std::move(after)));
  }
}

}  // namespace

AdminEffect handle(const SetFeatures& command, AdminCall& call) {
  const FeatureRow* row = find_feature(call, command.fid);
  if (row == nullptr) {
    call.faults.add(Status::InvalidFieldInCommand,
                    either(command.fid == Fid::VolatileWriteCache, "IDC-011", "FEA-001"));
    return aborted(*call.refusal(), call);
  }
  add_faults(command, *row, call);
  if (const auto status = call.refusal()) return aborted(*status, call);

  AdminEffect effect{.faults = call.faults};
  const FeatureValue value = value_of(command, *row, call);
  if (row->scope == FeatureScope::Namespace) {
    const bool all = call.command.nsid == kBroadcastNsid;  // FEA-008
    for (std::size_t i = 0; i < call.subsystem.size(); ++i)
      if (all || i == call.subsystem.answering(call.command, call.at))
        effect.changes.push_back(set_in_namespace(i, command, value, call));
    return effect;
  }
  Controller after = call.controller();
  after.features.set(row->fid, command.dw11 & row->parameter, value, command.save);
  if (row->fid == Fid::AsynchronousEventConfiguration) after.events.configure(static_cast<std::uint32_t>(value));
  effect.changes.push_back(
      Set<At, std::shared_ptr<const Controller>>{call.at, std::make_shared<const Controller>(call.controller()),
                                                 std::make_shared<const Controller>(std::move(after))});
  if (row->fid == Fid::VolatileWriteCache && value == 0) commit_caches(call, effect.changes);
  if (row->fid == Fid::NumberOfQueues) effect.result = static_cast<std::uint32_t>(value);
  return effect;
}

}  // namespace zns
