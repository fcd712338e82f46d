#include <algorithm>

#include "reference/device/commands/handlers.hpp"
#include "reference/device/commands/report_filter.hpp"
#include "reference/spec/bytes.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns {

Effect handle(const ZoneManagementReceive& command, Call& call) {
  const Geometry& geometry = call.geometry;
  Faults& faults = call.faults;
  const std::uint64_t bytes = command.numd.count() * 4;
  const bool extended = command.zra == ZoneReceiveAction::ExtendedReportZones;
  faults.add_if(!extended && command.zra != ZoneReceiveAction::ReportZones, Status::InvalidFieldInCommand,
                "ZNS-ZMR-009");
  faults.add_if(extended && geometry.zdes == 0, Status::InvalidFieldInCommand, "ZNS-ZMR-008");
  faults.add_if(!is_defined(command.zrasf), Status::InvalidFieldInCommand, "ZNS-ZMR-009");
  faults.permit_if(command.zrasf == ReportingOption::Attention, Status::InvalidFieldInCommand, "ZNS-AMB-18",
                   Freedom::ReportingOption9);
  call.add_size_fault(bytes, geometry.mdts, "ZNS-ZMR-012");
  faults.permit_if(bytes < kReportHeaderBytes, Status::InvalidFieldInCommand, "ZNS-ZMR-006", Freedom::ShortReport);
  if (command.slba >= geometry.nsze()) {
    faults.add(Status::LbaOutOfRange, "ZNS-ZMR-007");
    faults.add(Status::InvalidFieldInCommand, "ZNS-ZMR-007");
  }
  if (const auto status = call.refusal()) return aborted(*status, faults);
  Effect effect;
  effect.faults = faults;
  return effect;
}

std::size_t reply(const ZoneManagementReceive& command, const Reply& reply) {
  const Geometry& geometry = reply.geometry;
  const State& state = reply.state;
  const std::span<std::byte> out = reply.out;
  const bool extended = command.zra == ZoneReceiveAction::ExtendedReportZones;
  const std::size_t entry = kZoneDescriptorBytes + (extended ? geometry.extension_bytes() : 0);
  const std::size_t bytes = static_cast<std::size_t>(std::min<std::uint64_t>(command.numd.count() * 4, out.size()));
  const std::size_t room = bytes < kReportHeaderBytes ? 0 : (bytes - kReportHeaderBytes) / entry;
  std::uint64_t matching = 0;
  std::uint64_t written = 0;
  for (auto id = static_cast<ZoneId>(command.slba / geometry.zsze); id < state.zones(); ++id) {
    if (written == room && command.partial) break;
    const Zone& zone = state.zone(id);
    if (!matches(command.zrasf, zone)) continue;
    ++matching;
    if (written == room) {
      if (command.zrasf == ReportingOption::All) {  // the rest need not be looked at to be counted
        matching += state.zones() - id - 1;
        break;
      }
      continue;
    }
    const auto at = out.subspan(kReportHeaderBytes + static_cast<std::size_t>(written) * entry, entry);
    encode(describe(geometry, id, zone, reply.choices), at.first<kZoneDescriptorBytes>());
    if (extended) {
      const SharedExtension extension = state.extension(id);
      const auto to = at.subspan(kZoneDescriptorBytes);
      if (extension)
        std::copy(extension->begin(), extension->end(), to.begin());
      else
        std::fill(to.begin(), to.end(), reply.choices.undefined_extension());
    }
    ++written;
  }
  std::array<std::byte, kReportHeaderBytes> header{};
  store_le(std::span<std::byte>{header}, 0, command.partial ? written : matching);
  std::copy_n(header.begin(), std::min(bytes, kReportHeaderBytes), out.begin());
  return bytes < kReportHeaderBytes ? bytes : kReportHeaderBytes + static_cast<std::size_t>(written) * entry;
}

}  // namespace zns
