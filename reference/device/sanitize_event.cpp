#include "reference/device/sanitize_event.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "reference/spec/async_event.hpp"
#include "reference/spec/command.hpp"

namespace zns {
namespace {

Change set_operation(const Subsystem& subsystem, const SanitizeOperation& after) {
  return Set<OfSubsystem, SanitizeOperation>{.where = {}, .before = subsystem.sanitize(), .after = after};
}

template <class Become>
std::vector<Change> of_every_namespace(const Subsystem& subsystem, Become become) {
  std::vector<Change> changes;
  for (std::size_t place = 0; place < subsystem.size(); ++place) {
    auto after = std::make_shared<Namespace>(subsystem[place]);
    become(*after);
    changes.emplace_back(Set<NamespaceAt, std::shared_ptr<const Namespace>>{
        .where = {place}, .before = std::make_shared<const Namespace>(subsystem[place]), .after = std::move(after)});
  }
  return changes;
}

// What No-Deallocate After Sanitize leaves of a zone. What it holds is not said: an overwrite leaves its pattern, which
// this device does not keep (ZNS-RST-042). Hosts have written nothing of it.
void fill(State& state, ZoneId zone) {
  Effect effect;
  Zone after = state.zone(zone);
  after.zs = ZoneState::Full;
  effect.change(zone, state.zone(zone), after);
  apply(state, effect);
}

void sanitize(const Subsystem& subsystem, Namespace& ns) {
  ns.state = subsystem.empty_state(ns.geometry);
  ns.cache = {};
  ns.geometry.barred = Barred::No;
  if (subsystem.sanitize().deallocates || !ns.geometry.is_zoned()) return;
  for (ZoneId zone = 0; zone < ns.geometry.zones; ++zone) fill(ns.state, zone);
}

// The controller that got the command tells that it is done, whatever became of it (SAN-002).
Change tell(const Subsystem& subsystem, const SanitizeOperation& operation) {
  const At at{operation.controller};
  Controller after = subsystem.controller(at);
  const bool unexpected = operation.state == SanitizeState::SucceededDeallocated;
  after.events.raise(unexpected ? kSanitizeCompletedDeallocated : kSanitizeCompleted);
  return Set<At, std::shared_ptr<const Controller>>{
      .where = at, .before = subsystem.share(at), .after = std::make_shared<const Controller>(std::move(after))};
}

SanitizeOperation ended(const Subsystem& subsystem, bool failed) {
  SanitizeOperation after = subsystem.sanitize();
  const bool unexpected = after.command.ndas && after.deallocates &&
                          (subsystem.sanicap() & sanicap::kNoDeallocateInhibited) != 0 &&
                          (subsystem.sanicap() & sanicap::kModified) != 0;
  if (!failed) after.writes = subsystem.writes();
  if (failed)
    after.state = SanitizeState::Failed;
  else
    after.state = unexpected ? SanitizeState::SucceededDeallocated : SanitizeState::Succeeded;
  return after;
}

// A part of 65,536; FFFFh is told where no operation is in progress.
std::uint16_t progress_of(const SanitizeOperation& operation) {
  if (operation.commands == 0) return 0;
  const std::uint64_t done = operation.commands - operation.left;
  return static_cast<std::uint16_t>(std::min<std::uint64_t>(done * 0x1'0000 / operation.commands, kNotSanitizing - 1));
}

constexpr std::uint32_t kAnyAction[] = {sanicap::kOverwrite, sanicap::kBlockErase, sanicap::kCryptoErase};
constexpr std::uint32_t kEstimate = 1;  // seconds: there is no clock

}  // namespace

std::vector<Change> barring(const Subsystem& subsystem, Barred barred) {
  return of_every_namespace(subsystem, [=](Namespace& ns) { ns.geometry.barred = barred; });
}

std::vector<Change> background(const Subsystem& subsystem, SanitizeEvent event) {
  if (event == SanitizeEvent::Progress) {
    SanitizeOperation after = subsystem.sanitize();
    --after.left;
    return {set_operation(subsystem, after)};
  }
  const bool failed = event == SanitizeEvent::Failure;
  std::vector<Change> changes = failed ? barring(subsystem, Barred::ByFailedSanitize)
                                       : of_every_namespace(subsystem, [&](Namespace& ns) { sanitize(subsystem, ns); });
  const SanitizeOperation after = ended(subsystem, failed);
  changes.push_back(set_operation(subsystem, after));
  changes.push_back(tell(subsystem, after));
  return changes;
}

SanitizeStatus sanitize_status_of(const Subsystem& subsystem) {
  SanitizeStatus status;
  const SanitizeOperation& operation = subsystem.sanitize();
  if (subsystem.sanicap() == 0) return status;
  const bool in_progress = operation.state == SanitizeState::InProgress;
  const bool erased = subsystem.writes() == operation.writes;
  if (in_progress) status.sprog = progress_of(operation);
  status.sstat = static_cast<std::uint16_t>(static_cast<unsigned>(operation.state) | (erased ? kGlobalDataErased : 0U));
  if (operation.state != SanitizeState::Never)
    status.scdw10 = encode(Command{.queue = Queue::Admin, .nsid = 0, .body = operation.command}).cdw10;
  for (std::size_t action = 0; action < std::size(kAnyAction); ++action)
    if ((subsystem.sanicap() & kAnyAction[action]) != 0)
      status.seconds[action] = status.seconds[action + std::size(kAnyAction)] = kEstimate;
  return status;
}

}  // namespace zns
