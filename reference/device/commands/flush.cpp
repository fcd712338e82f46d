#include "reference/device/commands/handlers.hpp"

namespace zns {

Effect handle(const Flush&, Call& call) {
  const bool may_name_offline = call.geometry.write_cache && call.state.count(ZoneState::Offline) != 0;
  call.faults.permit_if(may_name_offline, Status::ZoneIsOffline, "ZNS-AMB-06", Freedom::FlushOffline);
  if (const auto status = call.refusal()) return aborted(*status, call.faults);
  Effect effect;
  effect.faults = call.faults;
  return effect;
}

}  // namespace zns
