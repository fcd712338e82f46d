// Defects of what is saved of features, of what a reset leaves of them, and of what they do.
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/feature_effects.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {
namespace {

constexpr std::string_view kSwitch = "plausible: a switch over features with a wrong or a missing case";
constexpr std::string_view kChecks = "plausible: one check left out of a row of them";
constexpr std::string_view kCache = "vwc=yes";
constexpr std::string_view kErrors = "dae=yes";

using Admin = AdminSituation;

// ---- saved values, and resets ---------------------------------------------------------------------------------------

void saves_always(const Admin& s, AdminEffect& effect) {
  const auto* set = sent<SetFeatures>(s);
  const FeatureRow* row = set == nullptr ? nullptr : find_feature(set->fid, s.subsystem[0].geometry.write_cache);
  if (row == nullptr || !row->saveable || effect.status != kSuccess) return;
  const std::uint32_t parameter = set->dw11 & row->parameter;
  edit<Controller>(effect.changes, [&](const Controller&, Controller& after) {
    after.features.set(set->fid, parameter, after.features.current(set->fid, parameter), true);
  });
}

void saves_never(const Admin& s, AdminEffect& effect) {
  const auto* set = sent<SetFeatures>(s);
  if (set == nullptr || !set->save || effect.status != kSuccess) return;
  edit<Controller>(effect.changes, [&](const Controller& before, Controller& after) {
    const FeatureRow* row = find_feature(set->fid, s.subsystem[0].geometry.write_cache);
    const std::uint32_t parameter = set->dw11 & row->parameter;
    const FeatureValue value = after.features.current(set->fid, parameter);
    after.features = before.features;
    after.features.set(set->fid, parameter, value);
  });
}

void keeps_all(const FeatureReset&, std::vector<Change>& changes) {
  changes.clear();
}

template <Fid F>
void keeps_one(const FeatureReset&, std::vector<Change>& changes) {
  edit<Controller>(changes, [](const Controller& before, Controller& after) {
    after.features.set(F, 0, before.features.current(F));
  });
  edit<Namespace>(changes, [](const Namespace& before, Namespace& after) {
    after.features.set(F, 0, before.features.current(F));
    after.show_features();
  });
}

void goes_back_to_default(const FeatureReset& s, std::vector<Change>& changes) {
  changes.clear();
  for (std::size_t i = 0; i < s.subsystem.controllers(); ++i) {
    const Controller& before = s.subsystem.controller({i});
    Controller after{before.shape};
    after.registers = before.registers;
    after.queues = before.queues;
    changes.push_back(Set<At, std::shared_ptr<const Controller>>{
        {i}, std::make_shared<const Controller>(before), std::make_shared<const Controller>(std::move(after))});
  }
}

// ---- what features do -----------------------------------------------------------------------------------------------

void does_not_commit(const Admin& s, AdminEffect& effect) {
  if (sent<SetFeatures>(s, Fid::VolatileWriteCache) != nullptr && effect.changes.size() > 1) effect.changes.resize(1);
}

template <Dulbe From, Dulbe To>
Geometry takes_dulbe_for(const Situation& s) {
  Geometry believed = s.geometry;
  if (believed.dulbe == From) believed.dulbe = To;
  return believed;
}

void finds_appended_deallocated(const Situation& s, Effect& effect) {
  const auto* read = sent<Read>(s);
  const Zone* zone = zone_named(s);
  if (read == nullptr || zone == nullptr || effect.status != kSuccess || s.geometry.dulbe != Dulbe::On) return;
  if (read->slba + read->nlb.count() == zone->wp) refuse(effect, Status::DeallocatedOrUnwrittenLogicalBlock);
}

void keeps_reset_zones_allocated(const Situation& s, Effect& effect) {
  const auto id = named_zone(s);
  if (sent<Read>(s) != nullptr && id && s.past.zone_resets.contains(*id) &&
      effect.status == Status::DeallocatedOrUnwrittenLogicalBlock)
    start_over(effect);
}

void asks_for_errors_without_support(const Admin& s, AdminEffect& effect) {
  const auto* set = sent<SetFeatures>(s, Fid::ErrorRecovery);
  if (set == nullptr || effect.status != kSuccess) return;
  edit<Namespace>(effect.changes,
                  [&](const Namespace&, Namespace& after) { after.features.set(set->fid, 0, set->dw11); });
}

}  // namespace

Topic feature_reset_mutants() {
  return {
      administers({"features-saves-always",
                   "A Set without SV is saved, too",
                   "only the current value changes",
                   {"FEA-012"},
                   "plausible: one store for both"},
                  saves_always),
      administers({"features-saves-never", "A Set with SV = 1 is not saved", "it is", {"FEA-012"}, kSwitch},
                  saves_never),
      resets({"features-outlive-reset",
              "A Controller Reset leaves every feature as it is",
              "the saved values come back",
              {"FEA-012"},
              "plausible: features are part of no reset path"},
             keeps_all, kCache),
      resets({"features-write-cache-outlives-reset",
              "A Controller Reset leaves the write cache switched off",
              "the saved value comes back",
              {"FEA-012"},
              "plausible: the cache is a part of the media"},
             keeps_one<Fid::VolatileWriteCache>, kCache),
      resets({"dulbe-outlives-reset",
              "A Controller Reset leaves DULBE on",
              "the saved value comes back",
              {"FID-05-1"},
              "plausible: namespaces are part of no controller's reset"},
             keeps_one<Fid::ErrorRecovery>, kErrors),
      resets({"features-saved-is-lost",
              "A Controller Reset brings back the defaults, whatever is saved",
              "the saved values come back",
              {"FEA-012"},
              "plausible: saved values are read at power on alone"},
             goes_back_to_default),
      administers({"write-cache-off-commits-not",
                   "Switching the write cache off leaves in it what it holds",
                   "it is made durable",
                   {"FID-06-1"},
                   "plausible: the switch is looked at by new writes alone"},
                  does_not_commit, kCache),
      conducts({"write-cache-off-goes-on",
                "The write cache is used although it is switched off",
                "every write is durable",
                {"FID-06-1"},
                "plausible: WCE is stored and looked at by nobody"},
               {.caches_always = true}, kCache),
      conducts({"dulbe-ignored",
                "DULBE is stored and does nothing",
                "reads of deallocated blocks are errors",
                {"ZNS-IO-007"},
                "plausible: a feature that is only stored"},
               {.believes = takes_dulbe_for<Dulbe::On, Dulbe::Off>}, kErrors),
      conducts({"dulbe-always",
                "Reads of deallocated blocks are errors although DULBE is off",
                "they succeed",
                {"ZNS-IO-007", "FID-05-1"},
                "plausible: the bit is looked at with a wrong mask"},
               {.believes = takes_dulbe_for<Dulbe::Off, Dulbe::On>}, kErrors),
      conducts({"dulbe-finds-last-block-deallocated",
                "With DULBE the last block below the write pointer is an error",
                "it was written",
                {"ZNS-ZM-010"},
                kOffByOne},
               {.does = finds_appended_deallocated}, kErrors),
      conducts({"dulbe-keeps-reset-zones",
                "With DULBE the blocks of a zone that was reset are read",
                "they are deallocated",
                {"ZNS-IO-007"},
                "plausible: the map of blocks is cleaned later"},
               {.does = keeps_reset_zones_allocated}, kErrors),
      administers({"dulbe-without-support",
                   "DULBE is told as set where the namespace does not have it",
                   "it stays 0",
                   {"FID-05-1"},
                   kChecks},
                  asks_for_errors_without_support),
  };
}

}  // namespace zns::mutants
