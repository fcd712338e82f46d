// Sanitize: what it takes, what an operation leaves of zones, and what goes on meanwhile.
#include <memory>
#include <variant>

#include "reference/device/event.hpp"
#include "reference/device/sanitize_event.hpp"
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/log_parts.hpp"
#include "reference/mutants/parts.hpp"
#include "reference/spec/sqe.hpp"

namespace zns::mutants {
namespace {

constexpr std::string_view kYes = "sanitize=yes";
constexpr std::string_view kFails = "sanitize=yes,sanitize-fails=yes";
constexpr std::string_view kUnchecked = "plausible: a field that nobody checks";
constexpr std::string_view kGate = "plausible: a list of commands that a gate lets pass, one too long or too short";

const Sanitize* sanitizes(const AdminSituation& s) {
  return std::get_if<Sanitize>(&s.command.body);
}

bool goes_on(const AdminSituation& s) {
  return s.subsystem.sanitize().state == SanitizeState::InProgress;
}

// ---- the command ----------------------------------------------------------------------------------------------------

void does_nothing(const AdminSituation& s, AdminEffect& effect) {
  if (sanitizes(s) != nullptr && effect.status == kSuccess) effect.changes.clear();
}

void is_no_command(const AdminSituation& s, AdminEffect& effect) {
  if (sanitizes(s) != nullptr) effect = {.status = Status::InvalidCommandOpcode};
}

template <Status From>
void swallows(const AdminSituation& s, AdminEffect& effect) {
  if (sanitizes(s) != nullptr && effect.status == From) effect = {};
}

constexpr auto kReserved = [](const Sanitize& c) {
  return c.sanact == SanitizeAction{} || c.sanact > SanitizeAction::CryptoErase;
};
constexpr auto kOverwrite = [](const Sanitize& c) { return c.sanact == SanitizeAction::Overwrite; };
constexpr auto kNoDeallocate = [](const Sanitize& c) { return c.ndas; };

// What has a fault is done as if it were a Block Erase.
template <auto HasFault>
void takes(const AdminSituation& s, AdminEffect& effect) {
  if (sanitizes(s) == nullptr || effect.status != Status::InvalidFieldInCommand || !HasFault(*sanitizes(s))) return;
  Command command = s.command;
  command.body = Sanitize{.sanact = SanitizeAction::BlockErase, .ause = true};
  PolicyChoices choices;
  effect = admin_step(s.subsystem, s.at, command, {}, choices);
}

void erases_by_exit(const AdminSituation& s, AdminEffect& effect) {
  if (sanitizes(s) == nullptr || sanitizes(s)->sanact != SanitizeAction::ExitFailureMode) return;
  for (std::size_t place = 0; place < s.subsystem.size(); ++place) {
    const Namespace& ns = s.subsystem[place];
    auto after = std::make_shared<Namespace>(ns);
    after->state = s.subsystem.empty_state(ns.geometry);
    effect.changes.emplace_back(Set<NamespaceAt, std::shared_ptr<const Namespace>>{
        .where = {place}, .before = std::make_shared<const Namespace>(ns), .after = std::move(after)});
  }
}

void keeps_failure(const AdminSituation& s, AdminEffect& effect) {
  if (sanitizes(s) != nullptr && sanitizes(s)->sanact == SanitizeAction::ExitFailureMode && effect.status == kSuccess)
    effect = {.status = Status::SanitizeFailed};
}

// ---- what an operation leaves ---------------------------------------------------------------------------------------

// As it was before, but for zones that are erased.
template <class Erases>
void erases_where(const SanitizeSituation& s, std::vector<Change>& changes, Erases is_erased) {
  if (s.event != SanitizeEvent::Success) return;
  for (Change& change : changes) {
    auto* set = std::get_if<Set<NamespaceAt, std::shared_ptr<const Namespace>>>(&change);
    if (set == nullptr) continue;
    Namespace ns = *set->before;
    ns.geometry.barred = Barred::No;
    for (ZoneId zone = 0; zone < ns.geometry.zones; ++zone) {
      if (!is_erased(ns, zone)) continue;
      if (auto effect = background(ns.geometry, ns.state, Event{EventKind::Renew, zone})) apply(ns.state, *effect);
    }
    set->after = std::make_shared<const Namespace>(std::move(ns));
  }
}

template <ZoneState Kept>
void keeps(const SanitizeSituation& s, std::vector<Change>& changes) {
  erases_where(s, changes, [](const Namespace& ns, ZoneId zone) { return ns.state.zone(zone).zs != Kept; });
}

void forgets_the_first_zone(const SanitizeSituation& s, std::vector<Change>& changes) {
  erases_where(s, changes, [](const Namespace&, ZoneId zone) { return zone != 0; });
}

void keeps_extensions(const SanitizeSituation& s, std::vector<Change>& changes) {
  erases_where(s, changes, [](const Namespace& ns, ZoneId zone) { return ns.state.extension(zone) == nullptr; });
}

template <class Become>
void become(std::vector<Change>& changes, Become become) {
  for (Change& change : changes)
    if (auto* set = std::get_if<Set<OfSubsystem, SanitizeOperation>>(&change)) become(set->after);
}

void is_forgotten(const SanitizeSituation& s, std::vector<Change>& changes) {
  if (s.event != SanitizeEvent::Success) return;
  become(changes, [](SanitizeOperation& after) { after.state = SanitizeState::Never; });
}

// A page with its own idea of whether zones are deallocated.
template <bool Deallocates>
void deallocates(const AdminSituation& s, AdminEffect& effect) {
  if (sanitizes(s) == nullptr || effect.status != kSuccess) return;
  become(effect.changes, [](SanitizeOperation& after) { after.deallocates = Deallocates; });
}

void is_stopped_by_reset(const FeatureReset& s, std::vector<Change>& changes) {
  if (s.subsystem.sanitize().state != SanitizeState::InProgress) return;
  for (Change& change : barring(s.subsystem, Barred::No)) changes.push_back(std::move(change));
  changes.emplace_back(Set<OfSubsystem, SanitizeOperation>{.where = {}, .before = s.subsystem.sanitize(), .after = {}});
}

// ---- the log page ---------------------------------------------------------------------------------------------------

template <auto Tell>
void tells(const AdminSituation& s, AdminEffect& effect) {
  if (asked(s, Lid::SanitizeStatus) == nullptr || effect.status != kSuccess) return;
  SanitizeStatus status = sanitize_status_of(s.subsystem);
  Tell(status);
  reply_with(s, effect, encode(status));
}

constexpr auto kNoProgress = [](SanitizeStatus& status) { status.sprog = kNotSanitizing; };
constexpr auto kDownwards = [](SanitizeStatus& status) {
  if (status.state() == SanitizeState::InProgress) status.sprog = static_cast<std::uint16_t>(0xFFFEU - status.sprog);
};
constexpr auto kNoCommand = [](SanitizeStatus& status) { status.scdw10 = 0; };
constexpr auto kAlwaysErased = [](SanitizeStatus& status) { status.sstat |= kGlobalDataErased; };

void hides_its_log(const AdminSituation& s, AdminEffect& effect) {
  if (asked(s, Lid::SanitizeStatus) != nullptr && goes_on(s)) refuse(effect, Status::SanitizeInProgress);
}

// ---- other commands meanwhile ---------------------------------------------------------------------------------------

template <class Body, Barred Meanwhile>
Geometry permits(const Situation& s) {
  Geometry believed = s.geometry;
  if (sent<Body>(s) != nullptr && believed.barred == Meanwhile) believed.barred = Barred::No;
  return believed;
}

template <Status From, Status To>
void refuses_with(const Situation& /*s*/, Effect& effect) {
  if (effect.status == From) effect.status = To;
}

void refuses_identify(const Situation& s, Effect& effect) {
  if (sent<Identify>(s) != nullptr && s.geometry.barred != Barred::No) refuse(effect, Status::SanitizeInProgress);
}

template <class Body>
void refuses(const AdminSituation& s, AdminEffect& effect) {
  if (std::holds_alternative<Body>(s.command.body) && goes_on(s)) refuse(effect, Status::SanitizeInProgress);
}

void permits_format(const AdminSituation& s, AdminEffect& effect) {
  if (std::holds_alternative<FormatNvm>(s.command.body) && effect.status == Status::SanitizeInProgress) effect = {};
}

Mutant sanitize(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
                std::string_view origin, Conduct defect, std::string_view options = kYes) {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = origin,
          .geometry = options,
          .defect = defect};
}

void add_commands(std::vector<Mutant>& mutants) {
  constexpr std::string_view kAborted = "it is aborted, and changes nothing";
  constexpr std::string_view kStub = "plausible: a stub";
  mutants.insert(
      mutants.end(),
      {sanitize("sanitize-does-nothing", "Sanitize succeeds, and nothing is started", "its operation is started",
                {"SAN-002", "SAN-005"}, kStub, {.administers = does_nothing}),
       sanitize("sanitize-announced-and-absent", "Sanitize ends with Invalid Command Opcode, and SANICAP is not 0",
                "SANICAP says that it is there", {"SAN-001"}, "plausible: a field that was copied",
                {.administers = is_no_command}),
       sanitize("sanitize-takes-reserved-action", "Sanitize with a reserved action erases", kAborted, {"SAN-001"},
                kUnchecked, {.administers = takes<kReserved>}),
       sanitize("sanitize-takes-unsupported-action", "an Overwrite that SANICAP lacks erases", kAborted, {"SAN-001"},
                kUnchecked, {.administers = takes<kOverwrite>}, "sanitize=block"),
       sanitize("sanitize-swallows-faults", "Sanitize with an invalid field succeeds, and does nothing", kAborted,
                {"SAN-001"}, kUnchecked, {.administers = swallows<Status::InvalidFieldInCommand>}),
       sanitize("sanitize-takes-inhibited-no-deallocate",
                "Sanitize with No-Deallocate erases where that is inhibited, and the host wants no warning", kAborted,
                {"ZNS-RST-042"}, kUnchecked, {.administers = takes<kNoDeallocate>},
                "sanitize=yes,no-deallocate=inhibited"),
       sanitize("sanitize-exit-erases", "Exit Failure Mode erases all zones", "it changes nothing of them", {"SAN-001"},
                "plausible: one case of a switch that falls through", {.administers = erases_by_exit}),
       sanitize("sanitize-swallows-another", "Sanitize succeeds while an operation goes on",
                "it ends with Sanitize In Progress", {"SAN-003"}, kGate,
                {.administers = swallows<Status::SanitizeInProgress>}),
       sanitize("sanitize-failure-for-ever",
                "Exit Failure Mode ends with Sanitize Failed after an unrestricted failure", "it leaves the failure",
                {"ZNS-RST-043"}, "plausible: AUSE is not kept", {.administers = keeps_failure}, kFails)});
}

void add_results(std::vector<Mutant>& mutants) {
  constexpr std::string_view kEmpty = "every zone is Empty, and what it held is gone";
  mutants.insert(
      mutants.end(),
      {sanitize("sanitize-keeps-full-zones", "Sanitize leaves Full zones as they are", kEmpty, {"ZNS-RST-040"}, kTable,
                {.sanitizes = keeps<ZoneState::Full>}),
       sanitize("sanitize-keeps-closed-zones", "Sanitize leaves Closed zones as they are", kEmpty, {"ZNS-SM-030"},
                kTable, {.sanitizes = keeps<ZoneState::Closed>}),
       sanitize("sanitize-forgets-the-first-zone", "Sanitize begins with the second zone", kEmpty, {"SAN-005"}, kLoop,
                {.sanitizes = forgets_the_first_zone}),
       sanitize("sanitize-keeps-extensions", "Sanitize leaves zones with an extension as they are",
                "their extension is gone", {"SAN-005"}, kLeak, {.sanitizes = keeps_extensions}, "sanitize=yes,zdes=1"),
       sanitize("sanitize-leaves-zones-full", "Sanitize leaves every zone Full", kEmpty, {"ZNS-RST-040"},
                "plausible: No-Deallocate read from the wrong bit", {.administers = deallocates<false>}),
       sanitize("sanitize-ignores-no-deallocate", "Sanitize with No-Deallocate leaves zones Empty, and does not say so",
                "they are Full", {"ZNS-RST-042"}, kUnchecked, {.administers = deallocates<true>}),
       sanitize("sanitize-stopped-by-reset", "a Controller Reset ends a sanitize operation, and nothing is erased",
                "it goes on", {"SAN-004"}, "plausible: a state that is not kept",
                {.resets_features = is_stopped_by_reset})});
}

void add_logs(std::vector<Mutant>& mutants) {
  mutants.insert(
      mutants.end(),
      {sanitize("sanitize-status-forgotten", "Sanitize Status tells of no operation when one has succeeded",
                "SSTAT is 001b", {"SAN-002"}, "plausible: a state that is cleared at the end",
                {.sanitizes = is_forgotten}),
       sanitize("sanitize-status-without-progress", "Sanitize Progress is FFFFh while an operation goes on",
                "it is below FFFFh", {"SAN-002"}, kField, {.administers = tells<kNoProgress>}),
       sanitize("sanitize-status-backwards", "Sanitize Progress tells what is left", "it tells what is done",
                {"SAN-002"}, kField, {.administers = tells<kDownwards>}),
       sanitize("sanitize-status-without-command", "SCDW10 is 0", "it is CDW10 of the command", {"SAN-002"}, kField,
                {.administers = tells<kNoCommand>}),
       sanitize("sanitize-status-always-erased", "Global Data Erased is 1 whatever was written",
                "it is 0 once a block is written", {"SAN-002"}, "plausible: set at the end, and never cleared",
                {.administers = tells<kAlwaysErased>}),
       sanitize("sanitize-hides-its-log", "Sanitize Status ends with Sanitize In Progress while an operation goes on",
                "it tells of the operation", {"SAN-003"}, kGate, {.administers = hides_its_log})});
}

void add_gates(std::vector<Mutant>& mutants) {
  constexpr std::string_view kRefused = "it ends with Sanitize In Progress";
  constexpr std::string_view kDone = "it is carried out";
  const auto permitting = [](Geometry (*believes)(const Situation&)) { return Conduct{.believes = believes}; };
  mutants.insert(
      mutants.end(),
      {sanitize("sanitize-permits-reads", "a Read succeeds while a sanitize operation goes on", kRefused,
                {"ZNS-RST-043"}, kGate, permitting(permits<Read, Barred::BySanitize>)),
       sanitize("sanitize-permits-writes", "a Write succeeds while a sanitize operation goes on", kRefused,
                {"ZNS-RST-043"}, kGate, permitting(permits<Write, Barred::BySanitize>)),
       sanitize("sanitize-permits-reports", "Report Zones succeeds while a sanitize operation goes on", kRefused,
                {"ZNS-RST-043"}, kGate, permitting(permits<ZoneManagementReceive, Barred::BySanitize>)),
       sanitize("sanitize-failed-permits-reads", "a Read succeeds after a sanitize operation that failed",
                "it ends with Sanitize Failed", {"ZNS-RST-043"}, kGate,
                permitting(permits<Read, Barred::ByFailedSanitize>), kFails),
       sanitize("sanitize-failed-goes-on", "I/O ends with Sanitize In Progress after an operation that failed",
                "it ends with Sanitize Failed", {"ZNS-RST-043"}, kNeighbour,
                {.does = refuses_with<Status::SanitizeFailed, Status::SanitizeInProgress>}, kFails),
       sanitize("sanitize-refuses-identify", "Identify ends with Sanitize In Progress while an operation goes on",
                kDone, {"SAN-003"}, kGate, {.does = refuses_identify}),
       sanitize("sanitize-refuses-keep-alive", "Keep Alive ends with Sanitize In Progress while an operation goes on",
                kDone, {"SAN-003"}, kGate, {.administers = refuses<KeepAlive>}),
       sanitize("sanitize-refuses-set-features",
                "Set Features ends with Sanitize In Progress while an operation goes on", kDone, {"SAN-003"}, kGate,
                {.administers = refuses<SetFeatures>}),
       sanitize("sanitize-permits-format", "Format NVM succeeds while a sanitize operation goes on", kRefused,
                {"SAN-003"}, kGate, {.administers = permits_format})});
}

}  // namespace

std::vector<Mutant> sanitize_mutants() {
  std::vector<Mutant> mutants;
  add_commands(mutants);
  add_results(mutants);
  add_logs(mutants);
  add_gates(mutants);
  return mutants;
}

}  // namespace zns::mutants
