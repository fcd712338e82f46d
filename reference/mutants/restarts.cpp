// What a reset of the controller, a shutdown and a loss of power do to zones.
#include "reference/device/event.hpp"
#include "reference/device/namespace/transition.hpp"
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"
#include "reference/mutants/restart_effects.hpp"

namespace zns::mutants {
namespace {

using enum ZoneState;

void loses_everything(const RestartSituation& s, std::optional<Effect>& effect) {
  if (s.kind != Reset::PowerCycle) return;
  effect.emplace();
  drop_data(s, effect);
  drop_extension(s, effect);
  Zone after = s.state.zone(s.zone);
  after.zs = Empty;
  after.wp = s.geometry.zslba(s.zone);
  after.za = after.zai = 0;
  set(s, effect, after);
}

void loses_data(const RestartSituation& s, std::optional<Effect>& effect) {
  if (s.kind == Reset::PowerCycle && is_active(s.state.zone(s.zone).zs)) drop_data(s, effect);
}

template <Reset kind, ZoneState State>
void keeps(const RestartSituation& s, std::optional<Effect>& effect) {
  if (s.kind == kind && s.state.zone(s.zone).zs == State) effect.reset();
}

void keeps_unwritten_closed(const RestartSituation& s, std::optional<Effect>& effect) {
  const Zone& zone = s.state.zone(s.zone);
  if (s.kind == Reset::Controller || !is_active(zone.zs) || zone.wp != s.geometry.zslba(s.zone)) return;
  Zone after = zone;
  after.zs = Closed;
  set(s, effect, after);
}

void forgets_extension(const RestartSituation& s, std::optional<Effect>& effect) {
  const Zone& zone = s.state.zone(s.zone);
  if (s.kind == Reset::Controller || (zone.za & za::kDescriptorExtensionValid) == 0) return;
  Zone after = zone;
  after.za &= static_cast<std::uint8_t>(~za::kDescriptorExtensionValid);
  if (is_active(after.zs)) after.zs = after.wp == s.geometry.zslba(s.zone) ? Empty : Closed;
  drop_extension(s, effect);
  set(s, effect, after);
}

void revives_read_only(const RestartSituation& s, std::optional<Effect>& effect) {
  Zone after = s.state.zone(s.zone);
  if (s.kind != Reset::PowerCycle || after.zs != ReadOnly) return;
  after.zs = after.wp == s.geometry.zslba(s.zone) + after.zcap ? Full : Closed;
  set(s, effect, after);
}

void reopens_full(const RestartSituation& s, std::optional<Effect>& effect) {
  Zone after = s.state.zone(s.zone);
  if (s.kind != Reset::PowerCycle || after.zs != Full || after.wp == s.geometry.zslba(s.zone) + after.zcap) return;
  after.zs = Closed;
  set(s, effect, after);
}

void forgets_last_block(const RestartSituation& s, std::optional<Effect>& effect) {
  const Zone& zone = s.state.zone(s.zone);
  if (s.kind != Reset::PowerCycle || !is_active(zone.zs) || zone.wp < s.geometry.zslba(s.zone) + 2) return;
  Zone after = zone;
  after.zs = Closed;
  --after.wp;
  set(s, effect, after);
}

Mutant restarting(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
                  std::string_view origin, void (*restarts)(const RestartSituation&, std::optional<Effect>&)) {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = origin,
          .hard = "only over a restart",
          .defect = {.restarts = restarts}};
}

constexpr std::string_view kPersistence = "plausible: what is saved, and what is restored, are two lists";

}  // namespace

Topic restart_mutants() {
  return {
      restarting("power-cycle-loses-zones", "without power every zone becomes Empty",
                 "states, write pointers, data and extensions persist", {"ZNS-RST-003", "ZNS-RST-005"},
                 "QEMU (published bug 17)", loses_everything),
      restarting("power-cycle-loses-data", "without power active zones lose their data, and keep their write pointers",
                 "without a volatile write cache what was written can be read", {"ZNS-RST-013"},
                 "QEMU (published bug 17)", loses_data),
      restarting("power-cycle-loses-last-block",
                 "without power active zones lose the last block, and the write pointer goes back",
                 "without a volatile write cache every completed write is kept", {"ZNS-RST-013", "ZNS-RST-003"},
                 "plausible: the last block is in a buffer", forgets_last_block),
      restarting("power-cycle-keeps-explicitly-opened", "explicitly opened zones are open after a loss of power",
                 "no zone is open then", {"ZNS-RST-006", "ZNS-RST-003"}, kPersistence,
                 keeps<Reset::PowerCycle, ExplicitlyOpened>),
      restarting("power-cycle-keeps-implicitly-opened", "implicitly opened zones are open after a loss of power",
                 "no zone is open then", {"ZNS-RST-006", "ZNS-RST-003"}, kPersistence,
                 keeps<Reset::PowerCycle, ImplicitlyOpened>),
      restarting("shutdown-keeps-explicitly-opened", "explicitly opened zones are open after a shutdown",
                 "no zone is open then", {"ZNS-RST-006", "ZNS-RST-003"}, kPersistence,
                 keeps<Reset::Shutdown, ExplicitlyOpened>),
      restarting("restart-keeps-unwritten-closed",
                 "an active zone that holds nothing is Closed after a shutdown or loss of power", "it is Empty",
                 {"ZNS-RST-002"}, "plausible: that a zone holds nothing is not looked at", keeps_unwritten_closed),
      restarting("restart-loses-extension", "a shutdown or loss of power takes extensions away",
                 "ZDEV and the data survive", {"ZNS-RST-011", "ZNS-ZM-053"}, "QEMU (published bug 17)",
                 forgets_extension),
      restarting("power-cycle-revives-read-only", "Read Only zones can be written after a loss of power",
                 "they stay Read Only", {"ZNS-RST-005", "ZNS-SM-026"}, kPersistence, revives_read_only),
      restarting("power-cycle-reopens-full", "zones that were finished early are Closed after a loss of power",
                 "they stay Full", {"ZNS-RST-005", "ZNS-SM-025"},
                 "plausible: the state is derived from the write pointer", reopens_full),
  };
}

}  // namespace zns::mutants
