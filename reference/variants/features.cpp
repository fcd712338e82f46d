// What the standard leaves open of features: which there are, what can be done with them, and how they are rounded.
#include "reference/device/policy.hpp"
#include "reference/mutants/feature_effects.hpp"
#include "reference/spec/bytes.hpp"
#include "reference/spec/identify.hpp"
#include "reference/variants/parts.hpp"

namespace zns::variants {
namespace {

using Admin = mutants::AdminSituation;
using mutants::controller_of;
using mutants::feature_of;
using mutants::refuse;
using mutants::set_anyway;

template <class Edit>
void edit_controller(const Situation& situation, std::span<std::byte> out, const Edit& edit) {
  const auto* identify = sent<Identify>(situation);
  if (identify == nullptr || identify->cns != Cns::Controller || out.size() < kIdentifyBytes) return;
  IdentifyController controller = decode_identify_controller(out.first<kIdentifyBytes>());
  edit(controller);
  const IdentifyPage page = encode(controller);
  std::copy(page.begin(), page.end(), out.begin());
}

// ---- neither Save nor Select ----------------------------------------------------------------------------------------

void has_no_select(const Situation& s, std::span<std::byte> out) {
  edit_controller(s, out, [](IdentifyController& c) { c.oncs &= static_cast<std::uint16_t>(~oncs::kSaveAndSelect); });
}

// SEL and SV are reserved: whatever they say, Get returns the current value, and Set sets it.
void ignores_select(const Admin& s, AdminEffect& effect) {
  Command command = s.command;
  if (auto* get = std::get_if<GetFeatures>(&command.body)) get->sel = Select::Current;
  if (auto* set = std::get_if<SetFeatures>(&command.body)) set->save = false;
  if (command.body == s.command.body) return;
  PolicyChoices choices;
  effect = admin_step(s.subsystem, s.at, command, s.data, choices);
}

// ---- features that there are not ------------------------------------------------------------------------------------

bool is_optional(Fid fid) {
  return fid == Fid::Timestamp || fid == Fid::KeepAliveTimer || fid == Fid::HostIdentifier ||
         fid == Fid::NamespaceWriteProtection;
}

void tells_no_optional(const Situation& s, std::span<std::byte> out) {
  edit_controller(s, out, [](IdentifyController& c) {
    c.oncs &= static_cast<std::uint16_t>(~oncs::kTimestamp);
    c.kas = 0;
    c.nwpc = 0;
  });
}

// The log does not list it: Feature Identifiers Supported and Effects, or Commands Supported and Effects.
void unlist(const Admin& s, AdminEffect& effect, Lid log, std::size_t which) {
  const auto* get = std::get_if<GetLogPage>(&s.command.body);
  if (get == nullptr || get->lid != log || effect.status != kSuccess) return;
  for (std::uint64_t byte = 4 * which; byte < 4 * which + 4; ++byte)
    if (byte >= get->lpo && byte - get->lpo < effect.reply.size()) effect.reply[byte - get->lpo] = std::byte{0};
}
void unlist(const Admin& s, AdminEffect& effect, Fid fid) {
  unlist(s, effect, Lid::FeatureIdentifiersSupported, static_cast<std::uint8_t>(fid));
}

void has_no_optional(const Admin& s, AdminEffect& effect) {
  constexpr std::size_t kKeepAlive = 0x18;
  if (std::holds_alternative<KeepAlive>(s.command.body)) refuse(effect, Status::InvalidCommandOpcode);
  unlist(s, effect, Lid::CommandsSupportedAndEffects, kKeepAlive);
  if (is_optional(feature_of(s))) refuse(effect, Status::InvalidFieldInCommand);
  for (const FeatureRow& row : features())
    if (is_optional(row.fid)) unlist(s, effect, row.fid);
}

void has_no_profile(const Admin& s, AdminEffect& effect) {
  if (feature_of(s) == Fid::IoCommandSetProfile) refuse(effect, Status::InvalidFieldInCommand);
  unlist(s, effect, Fid::IoCommandSetProfile);
}

void has_one_combination(const Situation& s, std::span<std::byte> out) {
  const auto* identify = sent<Identify>(s);
  if (identify != nullptr && identify->cns == Cns::CommandSets) std::fill(out.begin() + 8, out.end(), std::byte{0});
}

template <std::uint8_t Nwpc>
void tells_protections(const Situation& s, std::span<std::byte> out) {
  edit_controller(s, out, [](IdentifyController& c) { c.nwpc = Nwpc; });
}

void protects_until_lifted_alone(const Admin& s, AdminEffect& effect) {
  const auto* set = mutants::sent<SetFeatures>(s, Fid::NamespaceWriteProtection);
  if (set != nullptr && (set->dw11 & 0x7) > 1) refuse(effect, Status::InvalidFieldInCommand);
}

void refuses_until_power_cycle(const Admin& s, AdminEffect& effect) {
  const auto* set = mutants::sent<SetFeatures>(s, Fid::NamespaceWriteProtection);
  if (set != nullptr && (set->dw11 & 0x7) == 2) refuse(effect, Status::FeatureNotChangeable);
}

// ---- what can be done with them -------------------------------------------------------------------------------------

// As in QEMU: most features are only shown.
void is_fixed(const Admin& s, AdminEffect& effect, bool (*which)(Fid)) {
  if (!which(feature_of(s)) || effect.status != kSuccess) return;
  if (mutants::sent<SetFeatures>(s) != nullptr) refuse(effect, Status::FeatureNotChangeable);
  const auto* get = mutants::sent<GetFeatures>(s);
  if (get != nullptr && get->sel == Select::Supported) effect.result = 0;
}

void shows_most_alone(const Admin& s, AdminEffect& effect) {
  is_fixed(s, effect, [](Fid fid) {
    return fid == Fid::Arbitration || fid == Fid::PowerManagement || fid == Fid::InterruptCoalescing ||
           fid == Fid::InterruptVectorConfiguration || fid == Fid::TemperatureThreshold;
  });
}

void saves_nothing(const Admin& s, AdminEffect& effect) {
  const auto* get = mutants::sent<GetFeatures>(s);
  const auto* set = mutants::sent<SetFeatures>(s);
  if (get != nullptr && get->sel == Select::Supported && effect.status == kSuccess) effect.result &= ~1U;
  if (set != nullptr && set->save && effect.status == kSuccess) refuse(effect, Status::FeatureIdentifierNotSaveable);
}

// ---- how they are rounded, and which status is answered -------------------------------------------------------------

void rounds_to_minutes(const Admin& s, AdminEffect& effect) {
  const auto* set = mutants::sent<SetFeatures>(s, Fid::KeepAliveTimer);
  if (set == nullptr || effect.status != kSuccess) return;
  const std::uint64_t minutes = (std::uint64_t{set->dw11} + 59'999) / 60'000;
  set_anyway(s, effect, set->fid, 0, minutes * 60'000);
}

void tells_minutes(const Situation& s, std::span<std::byte> out) {
  edit_controller(s, out, [](IdentifyController& c) { c.kas = 600; });
}

// TLER and the hints of interrupts are kept in coarser steps.
void keeps_coarse_hints(const Admin& s, AdminEffect& effect) {
  if (mutants::sent<SetFeatures>(s, Fid::InterruptCoalescing) != nullptr && effect.status == kSuccess)
    effect.changes.clear();
  if (mutants::sent<SetFeatures>(s, Fid::ErrorRecovery) == nullptr) return;
  mutants::edit<Namespace>(effect.changes, [](const Namespace&, Namespace& after) {
    after.features.set(Fid::ErrorRecovery, 0, after.features.current(Fid::ErrorRecovery) & error_recovery::kDulbe);
  });
}

void has_ticking_clock(const Admin& s, AdminEffect& effect) {
  if (mutants::sent<GetFeatures>(s, Fid::Timestamp) == nullptr || effect.reply.size() < 8) return;
  Timestamp time = decode_timestamp(load_le<std::uint64_t>(effect.reply, 0));
  time.synch = false;
  time.milliseconds += controller_of(s).features.current(Fid::Timestamp) == 0 ? 0 : 5;
  store_le(std::span{effect.reply}, 0, encode(time));
}

void answers_invalid_namespace(const Admin& s, AdminEffect& effect) {
  for (const Fault& fault : effect.faults.all())
    if (fault.status == Status::InvalidNamespaceOrFormat && effect.status != kSuccess)
      return refuse(effect, fault.status);
  static_cast<void>(s);
}

void tells_the_first_of_all(const Admin& s, AdminEffect& effect) {
  const auto* get = mutants::sent<GetFeatures>(s, Fid::ErrorRecovery);
  if (get == nullptr || s.command.nsid != kBroadcastNsid || effect.status == kSuccess) return;
  refuse(effect, Status::InvalidFieldInCommand);
}

void keeps_the_host(const Admin& s, AdminEffect& effect) {
  if (mutants::sent<SetFeatures>(s, Fid::HostIdentifier) != nullptr && effect.status == kSuccess &&
      controller_of(s).features.current(Fid::HostIdentifier) != 0)
    refuse(effect, Status::CommandSequenceError);
}

Variant features(std::string_view id, std::string_view what, std::vector<ClauseId> clauses,
                 void (*administers)(const Admin&, AdminEffect&),
                 void (*returns)(const Situation&, std::span<std::byte>) = nullptr) {
  return {.id = id,
          .what = what,
          .clauses = std::move(clauses),
          .conduct = {.returns = returns, .administers = administers}};
}

}  // namespace

Topic feature_variants() {
  return {
      features("features-without-select", "Get Features ignores SEL and Set Features SV: ONCS bit 4 is 0.",
               {"FEA-002", "FEA-003"}, ignores_select, has_no_select),
      features("features-without-optional",
               "There is no Timestamp, Keep Alive Timer, Host Identifier and Namespace Write Protection.",
               {"ZNS-GEN-040", "FEA-001"}, has_no_optional, tells_no_optional),
      features("features-without-profile", "There is one combination of command sets, and no feature 19h.",
               {"NST-026", "AMB-17"}, has_no_profile, has_one_combination),
      features("features-shown-alone", "Arbitration, power, temperature and interrupts cannot be changed.", {"FEA-005"},
               shows_most_alone),
      features("features-not-saveable", "No feature is saveable.", {"FEA-004"}, saves_nothing),
      features("features-keep-alive-minutes", "A keep alive timer is rounded up to minutes.", {"FEA-011"},
               rounds_to_minutes, tells_minutes),
      features("features-coarse", "The time limit of errors and the hints of interrupts are kept as they were.",
               {"FEA-011"}, keeps_coarse_hints),
      features("features-clock-ticks", "The timestamp goes on while commands are carried out.", {"FEA-011"},
               has_ticking_clock),
      features("features-inactive-is-invalid", "A feature of an inactive namespace is Invalid Namespace or Format.",
               {"FEA-010", "NSID-002"}, answers_invalid_namespace),
      features("features-broadcast-field", "Get of a feature of all namespaces is Invalid Field in Command.",
               {"FEA-009"}, tells_the_first_of_all),
      features("features-host-stays", "The identifier of the host is set once, and then stays until a reset.",
               {"FID-81h"}, keeps_the_host),
      features("protection-until-lifted-alone", "The namespace is protected until that is lifted, and not otherwise.",
               {"ZNS-GEN-040", "FID-84h"}, protects_until_lifted_alone, tells_protections<nwpc::kProtected>),
      features("protection-until-power-not-allowed", "Protection until power cycle is refused by another control.",
               {"FID-84h"}, refuses_until_power_cycle),
      {.id = "dulbe-refused",
       .what = "Reserved bits, events and DULBE that are not supported are refused.",
       .clauses = {"FEA-014", "AMB-08", "AMB-18"},
       .options = "exceptions=yes"},
      {.id = "dulbe-above-write-pointer",
       .what = "With DULBE blocks above the write pointer of any zone are errors, and DULBE is saved.",
       .clauses = {"ZNS-ZM-011", "ZNS-IO-007"},
       .options = "dae=yes,exceptions=yes"},
      {.id = "dulbe-empty-alone",
       .what = "With DULBE blocks of Empty zones are errors, and those above a write pointer are not.",
       .clauses = {"ZNS-ZM-011", "ZNS-IO-007"},
       .options = "dae=yes"},
  };
}

}  // namespace zns::variants
