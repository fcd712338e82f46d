// The handlers of admin_step(), one file for each command. Each collects every fault that applies, lets the choices
// settle them, and only then builds an effect.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "reference/device/admin.hpp"
#include "reference/device/assert.hpp"
#include "reference/device/subsystem.hpp"

namespace zns {

struct AdminCall {
  const Subsystem& subsystem;
  At at;
  const Command& command;  // the entry, for what is beside the body
  std::span<const std::byte> data;
  Choices& choices;
  Faults faults;  // so far

  [[nodiscard]] const Controller& controller() const { return subsystem.controller(at); }
  // The status to abort with; nothing: carry the command out.
  [[nodiscard]] std::optional<Status> refusal() {
    if (!faults.any()) return std::nullopt;
    const auto chosen = choices.abort_with(faults);
    ZNS_ASSERT(chosen || !faults.must_abort());
    if (!chosen) return std::nullopt;
    return faults.all()[*chosen].status;
  }
};

[[nodiscard]] inline AdminEffect aborted(Status status, const AdminCall& call) {
  return {.status = status, .faults = call.faults};
}

// The controller that got the command becomes `after`.
inline void change(AdminEffect& effect, const AdminCall& call, Controller after) {
  effect.changes.emplace_back(Set<At, std::shared_ptr<const Controller>>{
      call.at, call.subsystem.share(call.at), std::make_shared<const Controller>(std::move(after))});
}

// A command that neither a sanitize operation in progress nor one that failed permits (SAN-003, ZNS-RST-043).
inline void add_sanitize_faults(AdminCall& call) {
  const Barred barred = call.subsystem[0].geometry.barred;
  call.faults.add_if(barred == Barred::BySanitize, Status::SanitizeInProgress, "SAN-003");
  call.faults.add_if(barred == Barred::ByFailedSanitize, Status::SanitizeFailed, "ZNS-RST-043");
}

// These namespaces are no longer active at the controller: their Changed Zone Lists cannot be read there, so that
// nothing is told of their zones, and what was told masks nothing.
inline void forget_zone_events(AdminEffect& effect, const AdminCall& call, At at,
                               std::span<const std::uint32_t> nsids) {
  Controller after = call.subsystem.controller(at);
  for (const std::uint32_t nsid : nsids) after.events.read(Lid::ChangedZoneList, nsid);
  if (after == call.subsystem.controller(at)) return;
  effect.changes.emplace_back(Set<At, std::shared_ptr<const Controller>>{
      at, call.subsystem.share(at), std::make_shared<const Controller>(std::move(after))});
}

// A command that this controller does not have (GEN-002).
[[nodiscard]] inline AdminEffect unsupported(AdminCall& call) {
  call.faults.add(Status::InvalidCommandOpcode, "GEN-002");
  return aborted(*call.refusal(), call);
}

// A namespace is created, deleted or attached.
[[nodiscard]] inline Change set_namespace(const Subsystem& subsystem, std::size_t place, Namespace after) {
  const bool is_new = place >= subsystem.size();
  return Set<NamespaceAt, std::shared_ptr<const Namespace>>{
      .where = {place},
      .before = is_new ? nullptr : std::make_shared<const Namespace>(subsystem[place]),
      .after = std::make_shared<const Namespace>(std::move(after))};
}

// The structure that Identify names is about the subsystem, and not about one namespace as its controller sees it.
[[nodiscard]] bool asks_about_subsystem(Cns cns);

AdminEffect handle(const Identify& command, AdminCall& call);
AdminEffect handle(const GetLogPage& command, AdminCall& call);
AdminEffect handle(const GetFeatures& command, AdminCall& call);
AdminEffect handle(const SetFeatures& command, AdminCall& call);
AdminEffect handle(const AsyncEventRequest& command, AdminCall& call);
AdminEffect handle(const Abort& command, AdminCall& call);
AdminEffect handle(const NamespaceManagement& command, AdminCall& call);
AdminEffect handle(const NamespaceAttachment& command, AdminCall& call);
AdminEffect handle(const FormatNvm& command, AdminCall& call);
AdminEffect handle(const Sanitize& command, AdminCall& call);
AdminEffect handle(const KeepAlive& command, AdminCall& call);
AdminEffect handle(const DeviceSelfTest& command, AdminCall& call);

}  // namespace zns
