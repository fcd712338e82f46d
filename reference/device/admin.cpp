#include "reference/device/admin.hpp"

#include <type_traits>
#include <variant>

#include "reference/device/commands/admin_handlers.hpp"
#include "reference/spec/identify.hpp"
#include "reference/spec/log_page.hpp"

namespace zns {
namespace {

// Admin commands use PRPs, and none is half of a fused operation (GEN-015, IDC-015).
void add_entry_faults(AdminCall& call) {
  const Command& command = call.command;
  const bool lone_half = command.fuse == Fuse::First || command.fuse == Fuse::Second;
  const bool identifies = std::holds_alternative<Identify>(command.body);
  const bool moves_data = identifies || admin_bytes_to_device(command) + admin_bytes_from_device(command) != 0;
  call.faults.permit_if(command.reserved_bits, Status::InvalidFieldInCommand, "ZNS-GEN-002", Freedom::ReservedBits);
  call.faults.add_if(command.fuse != Fuse::Normal, Status::InvalidFieldInCommand, "GEN-015");
  call.faults.add_if(lone_half, Status::CommandAbortedDueToMissingFusedCommand, "GEN-015");
  if (moves_data)
    call.faults.add_if(command.psdt != Psdt::Prp, Status::InvalidFieldInCommand, "IDC-015");
  else
    call.faults.permit_if(command.psdt != Psdt::Prp, Status::InvalidFieldInCommand, "IDC-015", Freedom::ReservedBits);
}

// Commands that change what a sanitize operation is about. Sanitize itself has rules of its own.
template <class Body>
constexpr bool kBarredBySanitize = std::is_same_v<Body, FormatNvm> || std::is_same_v<Body, NamespaceManagement> ||
                                   std::is_same_v<Body, NamespaceAttachment> || std::is_same_v<Body, DeviceSelfTest>;

struct BytesToDevice {
  std::size_t operator()(const SetFeatures& c) const { return feature_bytes(c.fid); }
  std::size_t operator()(const NamespaceManagement& c) const {
    return c.sel == NamespaceManagementAction::Create ? kIdentifyBytes : 0;
  }
  std::size_t operator()(const NamespaceAttachment&) const { return kIdentifyBytes; }
  std::size_t operator()(const auto&) const { return 0; }
};

struct BytesFromDevice {
  std::size_t operator()(const GetLogPage& c) const { return static_cast<std::size_t>(c.numd.count()) * 4; }
  std::size_t operator()(const GetFeatures& c) const { return feature_bytes(c.fid); }
  std::size_t operator()(const auto&) const { return 0; }
};

}  // namespace

AdminEffect admin_step(const Subsystem& subsystem, At at, const Command& command, std::span<const std::byte> data,
                       Choices& choices) {
  AdminCall call{.subsystem = subsystem, .at = at, .command = command, .data = data, .choices = choices, .faults = {}};
  add_entry_faults(call);
  return std::visit(
      [&](const auto& body) -> AdminEffect {
        using Body = std::decay_t<decltype(body)>;
        if constexpr (kBarredBySanitize<Body>) add_sanitize_faults(call);
        if constexpr (ControllerCommand<Body> || std::is_same_v<Body, Identify>)
          return handle(body, call);
        else
          return unsupported(call);
      },
      command.body);
}

bool is_of_subsystem(const Command& command) {
  const auto* identify = std::get_if<Identify>(&command.body);
  return is_of_controller(command) || (identify != nullptr && asks_about_subsystem(identify->cns));
}

std::size_t admin_bytes_to_device(const Command& command) {
  return std::visit(BytesToDevice{}, command.body);
}

std::size_t admin_bytes_from_device(const Command& command) {
  return std::visit(BytesFromDevice{}, command.body);
}

}  // namespace zns
