// Defects of Get and Set Features.
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/feature_effects.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {
namespace {

constexpr std::string_view kSwitch = "plausible: a switch over features with a wrong or a missing case";
constexpr std::string_view kChecks = "plausible: one check left out of a row of them";
constexpr std::string_view kTwo = "dae=yes,ns2.csi=nvm,ns2.nsze=2048,ns2.dae=yes";

using Admin = AdminSituation;

// ---- the commands ---------------------------------------------------------------------------------------------------

template <class Body>
void has_every_feature(const Admin& s, AdminEffect& effect) {
  const auto* body = sent<Body>(s);
  if (body != nullptr && find_feature(body->fid, s.subsystem[0].geometry.write_cache) == nullptr)
    effect.status = kSuccess;
}

void takes_reserved_select(const Admin& s, AdminEffect& effect) {
  for (std::uint8_t sel = 4; sel < 8; ++sel) reads_select<Select::Current>(s, effect, Select{sel});
}

template <Select Sel>
void tells_current_instead(const Admin& s, AdminEffect& effect) {
  reads_select<Select::Current>(s, effect, Sel);
}

void checks_parameters_of_capabilities(const Admin& s, AdminEffect& effect) {
  const auto* get = sent<GetFeatures>(s, Fid::TemperatureThreshold);
  if (get != nullptr && get->sel == Select::Supported && decode_temperature_threshold(get->dw11).thsel > 1)
    refuse(effect, Status::InvalidFieldInCommand);
}

void tells_no_scope(const Admin& s, AdminEffect& effect) {
  const auto* get = sent<GetFeatures>(s);
  if (get != nullptr && get->sel == Select::Supported) effect.result &= ~2U;
}

template <bool Sets>
void overlooks_not_saveable(const Admin& s, AdminEffect& effect) {
  const auto* set = sent<SetFeatures>(s);
  if (set == nullptr || effect.status != Status::FeatureIdentifierNotSaveable) return;
  if (!Sets) effect.status = kSuccess;
  if (set->fid == Fid::KeepAliveTimer) set_anyway(s, effect, set->fid, 0, set->dw11);
}

void changes_what_is_fixed(const Admin& s, AdminEffect& effect) {
  if (sent<SetFeatures>(s, Fid::WriteAtomicityNormal) != nullptr && effect.status == Status::FeatureNotChangeable)
    effect.status = kSuccess;
}

void ignores_nsid(const Admin& s, AdminEffect& effect) {
  if (sent<SetFeatures>(s) != nullptr && effect.status == Status::FeatureNotNamespaceSpecific) effect.status = kSuccess;
}

void refuses_get_with_nsid(const Admin& s, AdminEffect& effect) {
  const bool named = sent<GetFeatures>(s, Fid::Arbitration) != nullptr && s.command.nsid != 0;
  if (named) refuse(effect, Status::FeatureNotNamespaceSpecific);
}

bool is_of_namespace(const Admin& s) {
  const FeatureRow* row = find_feature(feature_of(s), s.subsystem[0].geometry.write_cache);
  return row != nullptr && row->scope == FeatureScope::Namespace;
}

template <bool Invalid>
void takes_any_nsid(const Admin& s, AdminEffect& effect) {
  if (!is_of_namespace(s) || effect.status != Status::InvalidNamespaceOrFormat || s.command.nsid == kBroadcastNsid)
    return;
  const bool invalid = s.command.nsid == 0 || s.command.nsid > s.subsystem[0].geometry.nn;
  if (invalid == Invalid) effect.status = kSuccess;
}

void sets_the_first_of_all(const Admin& s, AdminEffect& effect) {
  if (sent<SetFeatures>(s) != nullptr && is_of_namespace(s) && effect.changes.size() > 1) effect.changes.resize(1);
}

}  // namespace

Topic feature_mutants() {
  return {
      administers(
          {"features-get-of-any", "Get Features of a reserved feature succeeds", "it is refused", {"FEA-001"}, kSwitch},
          has_every_feature<GetFeatures>),
      administers(
          {"features-set-of-any", "Set Features of a reserved feature succeeds", "it is refused", {"FEA-001"}, kSwitch},
          has_every_feature<SetFeatures>),
      administers({"features-reserved-select",
                   "SEL 4 to 7 return the current value",
                   "they are refused",
                   {"FEA-002"},
                   "QEMU 7.2"},
                  takes_reserved_select),
      administers({"features-default-is-current",
                   "SEL = 1 returns the current value",
                   "it returns the default one",
                   {"FEA-012"},
                   "Linux nvmet: SEL is ignored"},
                  tells_current_instead<Select::Default>),
      administers({"features-saved-is-current",
                   "SEL = 2 returns the current value",
                   "it returns the saved one",
                   {"FEA-012"},
                   "Linux nvmet: SEL is ignored"},
                  tells_current_instead<Select::Saved>),
      administers({"features-capabilities-are-current",
                   "SEL = 3 returns the current value",
                   "it returns the capabilities",
                   {"FEA-003"},
                   "Linux nvmet: SEL is ignored"},
                  tells_current_instead<Select::Supported>),
      administers({"features-capabilities-check-parameters",
                   "SEL = 3 of a threshold that there is not is refused",
                   "parameters are ignored",
                   {"FEA-003"},
                   kChecks},
                  checks_parameters_of_capabilities),
      administers({"features-capabilities-without-scope",
                   "SEL = 3 says of no feature that namespaces have it",
                   "bit 1 says so",
                   {"FEA-003"},
                   kField},
                  tells_no_scope),
      administers({"features-saves-anything",
                   "SV = 1 of a feature that is not saveable succeeds",
                   "it is refused",
                   {"FEA-004"},
                   kChecks},
                  overlooks_not_saveable<false>),
      administers({"features-refused-save-sets",
                   "A Set that is refused for SV = 1 sets the value",
                   "it changes nothing",
                   {"FEA-004", "FEA-013"},
                   "plausible: the value is written before SV is looked at"},
                  overlooks_not_saveable<true>),
      administers({"features-changes-what-is-fixed",
                   "A Set of Write Atomicity Normal succeeds, which is not changeable",
                   "it is refused",
                   {"FEA-005"},
                   kChecks},
                  changes_what_is_fixed),
      administers({"features-nsid-ignored",
                   "A Set of a feature of the controller with the NSID of a namespace succeeds",
                   "it is refused",
                   {"FEA-006"},
                   "Linux nvmet"},
                  ignores_nsid),
      administers({"features-get-refuses-nsid",
                   "Get of Arbitration with the NSID of a namespace is refused",
                   "NSID is ignored",
                   {"FEA-007"},
                   "plausible: the check of Set, done for Get, too"},
                  refuses_get_with_nsid),
      administers({"features-invalid-nsid",
                   "Error Recovery of an invalid NSID is told and set",
                   "it is refused",
                   {"FEA-010"},
                   kChecks},
                  takes_any_nsid<true>),
      administers({"features-inactive-nsid",
                   "Error Recovery of an inactive NSID is told and set",
                   "it is refused",
                   {"FEA-010"},
                   kChecks},
                  takes_any_nsid<false>),
      administers({"features-broadcast-sets-one",
                   "A Set with NSID FFFFFFFFh reaches the first namespace alone",
                   "it reaches all",
                   {"FEA-008"},
                   kLoop},
                  sets_the_first_of_all, kTwo),
  };
}

}  // namespace zns::mutants
