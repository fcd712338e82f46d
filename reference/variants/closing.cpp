// Which implicitly opened zones are closed, and when.
#include "reference/device/namespace/transition.hpp"
#include "reference/variants/parts.hpp"

namespace zns::variants {
namespace {

void close_oldest(const Situation& situation, Effect& effect) {
  const ZoneId oldest = situation.state.oldest_implicitly_opened();
  if (oldest != State::kNone) happen(situation, effect, {EventKind::CloseZone, oldest});
}

void close_all_but(std::uint32_t kept, const Situation& situation, Effect& effect) {
  std::uint32_t left = situation.state.count(ZoneState::ImplicitlyOpened);
  for (ZoneId id = situation.state.oldest_implicitly_opened(); left > kept; id = situation.state.newer(id), --left)
    happen(situation, effect, {EventKind::CloseZone, id});
}

template <std::uint64_t N>
void closes_oldest_every(const Situation& situation, Effect& effect) {
  if (is_due<N>(situation)) close_oldest(situation, effect);
}

template <std::uint64_t N>
void closes_all_every(const Situation& situation, Effect& effect) {
  if (is_due<N>(situation)) close_all_but(0, situation, effect);
}

void keeps_one(const Situation& situation, Effect& effect) {
  close_all_but(1, situation, effect);
}

void keeps_room(const Situation& situation, Effect& effect) {
  if (situation.geometry.max_open && situation.state.opened() == *situation.geometry.max_open)
    close_oldest(situation, effect);
}

void closes_after_abort(const Situation& situation, Effect& effect) {
  if (situation.past.previous_status != kSuccess) close_all_but(0, situation, effect);
}

void closes_what_was_looked_at(const Situation& situation, Effect& effect) {
  const bool looks = sent<ZoneManagementReceive>(situation) != nullptr || sent<Read>(situation) != nullptr;
  const ZoneId newest = situation.state.newest_implicitly_opened();
  if (looks && newest != State::kNone) happen(situation, effect, {EventKind::CloseZone, newest});
}

void refuses_to_open_all(const Situation& situation, Effect& effect) {
  if (!mutants::is_sent_to_all(situation, ZoneSendAction::Open) || effect.status != kSuccess) return;
  for (const Fault& fault : effect.faults.all())
    if (fault.freedom == Freedom::OpenSelectAll) return mutants::refuse(effect, fault.status);
}

void closes_at_controller_reset(const mutants::RestartSituation& situation, std::optional<Effect>& effect) {
  if (situation.kind == Reset::Controller)
    effect = background(situation.geometry, situation.state, {EventKind::CloseZone, situation.zone});
}

Variant victim(std::string_view id, std::string_view what, std::string_view options) {
  return {.id = id,
          .what = what,
          .clauses = {"ZNS-RES-012", "ZNS-SM-008"},
          .freedom = Freedom::ImplicitClose,
          .options = options};
}

Variant by_itself(std::string_view id, std::string_view what, Conduct conduct, std::string_view options = "") {
  return {.id = id,
          .what = what,
          .clauses = {"ZNS-SM-008", "ZNS-SM-046"},
          .freedom = Freedom::AutonomousClose,
          .options = options,
          .conduct = conduct};
}

// ZNS-AMB-13
void initializes_at_controller_reset(const mutants::RestartSituation& situation, std::optional<Effect>& effect) {
  if (situation.kind == Reset::Controller)
    effect = background(situation.geometry, situation.state, {EventKind::Initialize, situation.zone});
}

}  // namespace

Topic closing_variants() {
  return {
      victim("victim-newest", "The newest implicitly opened zone is closed to make room.", "implicit-close=newest"),
      victim("victim-lowest", "The lowest implicitly opened zone is closed to make room.", "implicit-close=lowest"),
      victim("victim-highest", "The highest implicitly opened zone is closed to make room.", "implicit-close=highest"),
      victim("victim-any", "Any implicitly opened zone is closed to make room, another one for each zone that opens.",
             "implicit-close=any"),
      {.id = "no-implicit-close",
       .what = "No zone is closed to make room: at the open limit the command is aborted.",
       .clauses = {"ZNS-RES-013", "ZNS-AMB-01"},
       .freedom = Freedom::ImplicitClose,
       .options = "implicit-close=refuse"},
      {.id = "open-all-refused",
       .what = "Open with Select All beyond the open limit is aborted, though zones could be closed to make room.",
       .clauses = {"ZNS-AMB-05"},
       .freedom = Freedom::OpenSelectAll,
       .conduct = {.does = refuses_to_open_all}},
      by_itself("closes-eagerly", "Every implicitly opened zone is closed right after the command.", {}, "close=eager"),
      by_itself("closes-every-third", "After every third command the oldest implicitly opened zone is closed.",
                {.meddles = closes_oldest_every<3>}),
      by_itself("closes-all-every-seventh", "After every seventh command all implicitly opened zones are closed.",
                {.meddles = closes_all_every<7>}),
      by_itself("keeps-one-open", "Only the newest implicitly opened zone stays open.", {.meddles = keeps_one}),
      by_itself("keeps-an-open-resource-free", "At the open limit a zone is closed before anybody needs the resource.",
                {.meddles = keeps_room}),
      {.id = "closes-after-abort",
       .what = "All implicitly opened zones are closed around a command that is aborted.",
       .clauses = {"ZNS-RES-020", "ZNS-SM-008"},
       .freedom = Freedom::AutonomousClose,
       .conduct = {.meddles = closes_after_abort}},
      by_itself("closes-what-was-looked-at", "After a Read or a report the newest implicitly opened zone is closed.",
                {.meddles = closes_what_was_looked_at}),
      {.id = "closes-at-controller-reset",
       .what = "CC.EN = 0 closes the implicitly opened zones.",
       .clauses = {"REG-016", "ZNS-SM-008"},
       .freedom = Freedom::AutonomousClose,
       .conduct = {.restarts = closes_at_controller_reset}},
      {.id = "initializes-at-controller-reset",
       .what = "CC.EN = 0 begins the zones' state machines anew, as a shutdown does: open zones are closed.",
       .clauses = {"ZNS-RST-007", "ZNS-AMB-13"},
       .conduct = {.restarts = initializes_at_controller_reset}},
  };
}

}  // namespace zns::variants
