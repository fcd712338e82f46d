// Defects of what features hold.
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/feature_effects.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {
namespace {

constexpr std::string_view kSwitch = "plausible: a switch over features with a wrong or a missing case";
constexpr std::string_view kChecks = "plausible: one check left out of a row of them";

using Admin = AdminSituation;

template <Fid F>
void forgets(const Admin& s, AdminEffect& effect) {
  if (sent<SetFeatures>(s, F) != nullptr && effect.status == kSuccess) effect.changes.clear();
}

template <Fid F>
void tells_default(const Admin& s, AdminEffect& effect) {
  const auto* get = sent<GetFeatures>(s, F);
  if (get != nullptr && get->sel == Select::Current) reads_select<Select::Default>(s, effect, Select::Current);
}

template <Fid F>
void sets_whatever_is_wrong(const Admin& s, AdminEffect& effect) {
  const auto* set = sent<SetFeatures>(s, F);
  if (set == nullptr || effect.status == kSuccess) return;
  effect.status = kSuccess;
  set_anyway(s, effect, F, 0, set->dw11 & find_feature(F, s.subsystem[0].geometry.write_cache)->value);
}

template <Fid F>
void sets_although_refused(const Admin& s, AdminEffect& effect) {
  const Status status = effect.status;
  sets_whatever_is_wrong<F>(s, effect);
  effect.status = status;
}

void has_one_threshold(const Admin& s, AdminEffect& effect) {
  const auto* set = sent<SetFeatures>(s, Fid::TemperatureThreshold);
  if (set == nullptr || effect.status != kSuccess) return;
  edit<Controller>(effect.changes,
                   [&](const Controller&, Controller& after) { after.features.set(set->fid, 0, set->dw11 & 0xFFFF); });
}

void tells_reserved_threshold(const Admin& s, AdminEffect& effect) {
  if (sent<GetFeatures>(s, Fid::TemperatureThreshold) != nullptr) effect.status = kSuccess;
}

template <class Body>
void has_every_vector(const Admin& s, AdminEffect& effect) {
  if (sent<Body>(s, Fid::InterruptVectorConfiguration) != nullptr && effect.status == Status::InvalidFieldInCommand)
    effect.status = kSuccess;
}

void sets_queues_again(const Admin& s, AdminEffect& effect) {
  if (sent<SetFeatures>(s, Fid::NumberOfQueues) != nullptr && effect.status == Status::CommandSequenceError)
    effect.status = kSuccess;
}

void rounds_down(const Admin& s, AdminEffect& effect) {
  const auto* set = sent<SetFeatures>(s, Fid::KeepAliveTimer);
  if (set != nullptr && effect.status == kSuccess) set_anyway(s, effect, set->fid, 0, set->dw11 / 1000 * 1000);
}

void has_weights_alone(const Admin& s, AdminEffect& effect) {
  const auto* set = sent<SetFeatures>(s, Fid::Arbitration);
  if (set == nullptr || effect.status != kSuccess) return;
  edit<Controller>(effect.changes, [&](const Controller& before, Controller& after) {
    after.features.set(set->fid, 0,
                       (set->dw11 & arbitration::kWeights) | (before.features.current(set->fid) & arbitration::kBurst));
  });
}

void tells_reset_as_origin(const Admin& s, AdminEffect& effect) {
  if (sent<GetFeatures>(s, Fid::Timestamp) != nullptr && effect.reply.size() > 6) effect.reply[6] &= std::byte{0xF1};
}

void cuts_identifier(const Admin& s, AdminEffect& effect) {
  if (sent<GetFeatures>(s, Fid::HostIdentifier) == nullptr) return;
  for (std::size_t i = 4; i < effect.reply.size(); ++i) effect.reply[i] = std::byte{0};
}

template <std::size_t Index>
void takes_combination(const Admin& s, AdminEffect& effect) {
  const auto* set = sent<SetFeatures>(s, Fid::IoCommandSetProfile);
  if (set == nullptr || (set->dw11 & kCommandSetIndex) != Index || effect.status == kSuccess) return;
  effect.status = kSuccess;
  set_anyway(s, effect, set->fid, 0, Index);
}

void tells_no_combination(const Admin& s, AdminEffect& effect) {
  const auto* get = sent<GetFeatures>(s, Fid::IoCommandSetProfile);
  if (get != nullptr && get->sel == Select::Current) effect.result = kCommandSetCombinations.size();
}

void refuses_own_combination(const Admin& s, AdminEffect& effect) {
  if (sent<SetFeatures>(s, Fid::IoCommandSetProfile) != nullptr && effect.status == kSuccess)
    refuse(effect, Status::IoCommandSetCombinationRejected);
}

}  // namespace

Topic feature_value_mutants() {
  return {
      administers({"features-threshold-forgotten",
                   "A temperature threshold is not kept",
                   "Get returns it",
                   {"FEA-011"},
                   kSwitch},
                  forgets<Fid::TemperatureThreshold>),
      administers({"features-events-told-as-default",
                   "Get returns the default event configuration",
                   "it returns what was set",
                   {"FEA-011"},
                   kSwitch},
                  tells_default<Fid::AsynchronousEventConfiguration>),
      administers({"features-burst-kept",
                   "Arbitration takes the weights and not the burst",
                   "it takes both",
                   {"FID-01h", "FEA-011"},
                   kField},
                  has_weights_alone),
      administers(
          {"features-power-state-beyond", "A power state above NPSS is set", "it is refused", {"FID-02h"}, kOffByOne},
          sets_whatever_is_wrong<Fid::PowerManagement>),
      administers({"features-refused-power-state-sets",
                   "A power state that is refused is set all the same",
                   "it changes nothing",
                   {"FEA-013"},
                   "plausible: the value is written before it is checked"},
                  sets_although_refused<Fid::PowerManagement>),
      administers({"features-threshold-reserved", "THSEL 2 sets a threshold", "it is refused", {"FEA-014"}, kChecks},
                  sets_whatever_is_wrong<Fid::TemperatureThreshold>),
      administers(
          {"features-threshold-reserved-told", "A threshold of THSEL 2 is told", "it is refused", {"FEA-014"}, kChecks},
          tells_reserved_threshold),
      administers({"features-one-threshold",
                   "The lower threshold of temperature sets the upper one, too",
                   "they are two",
                   {"FID-04h"},
                   "plausible: one variable for both"},
                  has_one_threshold),
      administers({"features-vector-beyond", "Interrupt vector FFFFh is set", "it is refused", {"FID-09h"}, kChecks},
                  has_every_vector<SetFeatures>),
      administers(
          {"features-vector-beyond-told", "Interrupt vector FFFFh is told", "it is refused", {"FID-09h"}, kChecks},
          has_every_vector<GetFeatures>),
      administers({"features-queues-set-again",
                   "The number of queues is set while there are queues",
                   "it is refused",
                   {"FID-07h"},
                   "Linux nvmet"},
                  sets_queues_again),
      administers({"features-queues-65536", "65,536 queues are granted", "they are refused", {"FID-07h"}, kOffByOne},
                  sets_whatever_is_wrong<Fid::NumberOfQueues>),
      administers({"features-keep-alive-rounded-down",
                   "A keep alive timer is rounded down",
                   "it is rounded up",
                   {"FEA-011"},
                   "plausible: an integer division"},
                  rounds_down),
      administers({"features-timestamp-of-reset",
                   "A timestamp that a host has set has a reset as its origin",
                   "its origin is the host",
                   {"FEA-011"},
                   kField},
                  tells_reset_as_origin),
      administers(
          {"features-timestamp-forgotten", "A timestamp is not kept", "time goes on from it", {"FEA-011"}, kSwitch},
          forgets<Fid::Timestamp>),
      administers({"features-host-identifier-cut",
                   "Four bytes of the identifier of the host are kept",
                   "all are",
                   {"FID-81h"},
                   kTruncated},
                  cuts_identifier),
      administers({"features-profile-none",
                   "A combination without command sets is selected",
                   "it is rejected",
                   {"NST-021"},
                   kOffByOne},
                  takes_combination<kCommandSetCombinations.size()>),
      administers({"features-profile-without-zoned",
                   "A combination without the command set of an attached namespace is selected",
                   "it is rejected",
                   {"NST-023"},
                   kChecks},
                  takes_combination<1>),
      administers({"features-profile-told-wrong",
                   "Get returns the index of no combination",
                   "it returns that of the selected one",
                   {"NST-020"},
                   kOffByOne},
                  tells_no_combination),
      administers({"features-profile-same-refused",
                   "The combination that is selected cannot be selected again",
                   "it can",
                   {"NST-022"},
                   "plausible: a switch that only goes forward"},
                  refuses_own_combination),
  };
}

}  // namespace zns::mutants
