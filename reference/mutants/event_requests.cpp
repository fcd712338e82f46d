// Asynchronous Event Requests: their number, what completes them, how long a type stays masked, what a reset does.
#include <algorithm>
#include <limits>

#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/event_parts.hpp"
#include "reference/mutants/namespace_parts.hpp"
#include "reference/spec/bytes.hpp"

namespace zns::mutants {
namespace {

using Admin = AdminSituation;

// ---- their number ---------------------------------------------------------------------------------------------------

void completes_at_once(const Admin& s, AdminEffect& effect) {
  if (asked<AsyncEventRequest>(s) == nullptr || !effect.outstanding) return;
  effect.outstanding = false;
  effect.changes.clear();
}

void takes_ever_more(const Admin& s, AdminEffect& effect) {
  if (asked<AsyncEventRequest>(s) != nullptr && effect.status == Status::AsynchronousEventRequestLimitExceeded)
    effect = {.outstanding = true};
}

void takes_one_less(const Admin& s, AdminEffect& effect) {
  const Controller& controller = s.subsystem.controller(s.at);
  if (asked<AsyncEventRequest>(s) != nullptr && controller.events.outstanding() >= controller.shape.aerl)
    effect = {.status = Status::AsynchronousEventRequestLimitExceeded};
}

void says_aborted_of_one_too_many(const Admin& s, AdminEffect& effect) {
  if (asked<AsyncEventRequest>(s) != nullptr && effect.status == Status::AsynchronousEventRequestLimitExceeded)
    effect.status = Status::InvalidFieldInCommand;
}

// ---- what completes them: at once, or later -------------------------------------------------------------------------

template <void (*twist)(AdminEffect&)>
void at_once(const Admin& s, AdminEffect& effect) {
  if (asked<AsyncEventRequest>(s) != nullptr && effect.status == kSuccess && !effect.outstanding) twist(effect);
}
template <void (*twist)(AdminEffect&)>
void later(const EventSituation&, std::optional<AdminEffect>& effect) {
  if (effect) twist(*effect);
}

template <class Edit>
void edit_event(AdminEffect& effect, const Edit& edit) {
  AsyncEvent event = decode_async_event(effect.result);
  edit(event);
  effect.result = encode(event);
}
void has_another_type(AdminEffect& effect) {
  edit_event(effect, [](AsyncEvent& event) { event.type = EventType::Error; });
}
void has_other_information(AdminEffect& effect) {
  edit_event(effect, [](AsyncEvent& event) { event.info = static_cast<std::uint8_t>(event.info ^ 0x1); });
}
void names_no_page(AdminEffect& effect) {
  edit_event(effect, [](AsyncEvent& event) { event.log = Lid{}; });
}
void names_no_namespace(AdminEffect& effect) {
  edit_event(effect, [](AsyncEvent& event) { event.nsid = 0; });
}
void names_every_namespace(AdminEffect& effect) {
  edit_event(effect, [](AsyncEvent& event) {
    if (event.nsid != 0) event.nsid = kBroadcastNsid;
  });
}
void is_an_error(AdminEffect& effect) {
  effect.status = Status::InvalidFieldInCommand;
}
void lift_masks(Events& events) {
  const std::vector<AsyncEvent> told{events.told().begin(), events.told().end()};
  for (const AsyncEvent& each : told) events.read(each.log, each.nsid);
}
void masks_nothing(AdminEffect& effect) {
  edit_controllers(effect.changes, [](At, const Controller&, Controller& after) { lift_masks(after.events); });
}

void never_completes(const EventSituation&, std::optional<AdminEffect>& effect) {
  effect.reset();
}

// ---- masks and lists ------------------------------------------------------------------------------------------------

const GetLogPage* reads_zones(const Admin& s, const AdminEffect& effect) {
  const auto* get = asked<GetLogPage>(s);
  return get != nullptr && get->lid == Lid::ChangedZoneList && effect.status == kSuccess ? get : nullptr;
}

template <void (*change)(const Admin&, Controller&)>
void at_a_retained_read(const Admin& s, AdminEffect& effect) {
  const GetLogPage* get = reads_zones(s, effect);
  if (get == nullptr || !get->rae) return;
  Controller after = s.subsystem.controller(s.at);
  change(s, after);
  effect.changes.emplace_back(
      ControllerSet{s.at, s.subsystem.share(s.at), std::make_shared<const Controller>(std::move(after))});
}
void lifts_the_mask(const Admin&, Controller& after) {
  lift_masks(after.events);
}
void clears_the_list(const Admin& s, Controller& after) {
  after.changed.clear_zones(s.command.nsid);
}

void keeps_the_mask(const Admin& s, AdminEffect& effect) {
  if (reads_zones(s, effect) != nullptr)
    edit_controllers(effect.changes,
                     [](At, const Controller& before, Controller& after) { after.events = before.events; });
}
void keeps_the_list(const Admin& s, AdminEffect& effect) {
  if (reads_zones(s, effect) != nullptr)
    edit_controllers(effect.changes,
                     [](At, const Controller& before, Controller& after) { after.changed = before.changed; });
}

void counts_one_less(const Admin& s, AdminEffect& effect) {
  if (reads_zones(s, effect) == nullptr || effect.reply.size() < 2) return;
  const auto count = load_le<std::uint16_t>(effect.reply, 0);
  if (count != 0 && count != kNotEnumerated)
    store_le(std::span{effect.reply}, 0, static_cast<std::uint16_t>(count - 1));
}

void forgets_what_does_not_fit(const Admin& s, AdminEffect& effect) {
  if (const auto zones = first_of_too_many(s, effect); !zones.empty()) reply_with(effect, zones);
}

// ---- resets ---------------------------------------------------------------------------------------------------------

void outlive(const EventReset& s, std::vector<Change>& changes) {
  change_controllers(s.subsystem, changes,
                     [&](At at, Controller& after) { after.events = s.before[at.controller]->events; });
}

void complete_behind_a_reset(const EventSituation& s, std::optional<AdminEffect>& effect) {
  if (!effect && s.past.restarts > 0) effect = AdminEffect{.status = Status::CommandAbortRequested};
}

Mutant request(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
               std::string_view origin, Conduct defect) {
  return {.id = id, .wrong = wrong, .right = right, .clauses = std::move(clauses), .origin = origin, .defect = defect};
}

template <void (*twist)(AdminEffect&)>
Mutant told(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
            std::string_view origin) {
  return request(id, wrong, right, std::move(clauses), origin,
                 {.administers = at_once<twist>, .tells_event = later<twist>});
}

}  // namespace

Topic event_request_mutants() {
  constexpr std::string_view kBitOfMask = "plausible: a bit for each type, that one path forgets";
  return {
      request("event-request-completed-at-once", "an Asynchronous Event Request is completed while nothing happens",
              "it waits", {"AER-001"}, "NVMeVirt: success at once", {.administers = completes_at_once}),
      request("event-request-never-completed", "a request that waits is never completed", "an event completes it",
              {"AER-010"}, "plausible: a stub", {.tells_event = never_completes}),
      request("event-request-limit-unchecked", "more than AERL + 1 requests may wait", "the next one is aborted",
              {"AER-002"}, kNoCheck, {.administers = takes_ever_more}),
      request("event-request-limit-not-zero-based", "AERL requests may wait, and no more", "AERL + 1 may", {"AER-002"},
              kOffByOne, {.administers = takes_one_less}),
      request("event-request-limit-is-a-field", "one request too many ends with Invalid Field in Command",
              "Asynchronous Event Request Limit Exceeded", {"AER-002"}, kNeighbour,
              {.administers = says_aborted_of_one_too_many}),
      told<has_another_type>("event-of-type-error", "an event has type 0h, and not 2h", "a notice has type 2h",
                             {"ZNS-ATTR-007"}, kField),
      told<has_other_information>("event-with-other-information", "an event has information EEh, and not EFh",
                                  "Zone Descriptor Changed is EFh", {"ZNS-ATTR-007"}, kField),
      told<names_no_page>("event-without-page", "an event names log page 00h", "it names BFh", {"ZNS-ATTR-007"},
                          kField),
      told<names_no_namespace>("event-without-namespace", "DW1 of an event of zones is 0", "it is the NSID",
                               {"AER-011"}, "plausible: a completion of one dword"),
      told<names_every_namespace>("event-of-every-namespace", "DW1 of an event of zones is FFFFFFFFh", "it is the NSID",
                                  {"AER-011"}, kField),
      told<is_an_error>("event-with-a-status", "an event completes its request with Invalid Field in Command",
                        "with success", {"AER-010"}, kField),
      told<masks_nothing>("event-masks-nothing", "a type is told again before its page was read", "it is masked",
                          {"AER-006"}, kBitOfMask),
      request("event-mask-lifted-by-retained-read", "a read with RAE lifts the mask of its events", "they stay masked",
              {"AER-007"}, "Linux nvmet", {.administers = at_a_retained_read<lifts_the_mask>}),
      request("event-mask-never-lifted", "a read of the page does not lift the mask of its events",
              "they are told again", {"AER-007"}, kBitOfMask, {.administers = keeps_the_mask}),
      request("zone-list-cleared-by-retained-read", "a read with RAE clears Changed Zone List", "the list stays",
              {"ZNS-ATTR-014", "ZNS-ATTR-021"}, "plausible: RAE is looked at for the mask alone",
              {.administers = at_a_retained_read<clears_the_list>}),
      request("zone-list-never-cleared", "a read leaves the zones in Changed Zone List", "it takes them out",
              {"ZNS-ATTR-014", "ZCL-003"}, kBitOfMask, {.administers = keeps_the_list}),
      request("zone-list-counts-one-less", "NRZID is one less than the zones in the list", "it counts them",
              {"ZNS-ATTR-012", "ZCL-001"}, kOffByOne, {.administers = counts_one_less}),
      {.id = "zone-list-overflow-lost",
       .wrong = "zones that do not fit Changed Zone List are forgotten",
       .right = "they are told next, or NRZID is FFFFh",
       .clauses = {"ZNS-ATTR-013"},
       .origin = "plausible: an array of 511 entries, and what does not fit is dropped",
       .geometry = "zones=600",
       .defect = {.administers = forgets_what_does_not_fit}},
      request("event-requests-outlive-reset", "requests from before a Controller Reset wait still", "they are gone",
              {"AER-003"}, kBitOfMask, {.resets_events = outlive}),
      request("event-requests-completed-by-reset", "a Controller Reset completes the requests that wait",
              "they vanish without a completion", {"AER-003"}, "plausible: the queue is drained before it is deleted",
              {.tells_event = complete_behind_a_reset}),
  };
}

}  // namespace zns::mutants
