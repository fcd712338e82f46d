// What defects of namespaces and their attachment share.
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "reference/device/commands/admin_handlers.hpp"
#include "reference/device/policy.hpp"
#include "reference/mutants/mutant.hpp"
#include "reference/mutants/parts.hpp"
#include "reference/spec/namespace_structures.hpp"

namespace zns::mutants {

inline constexpr std::string_view kManaged = "nsmgmt=yes,controllers=2,nn=6";
inline constexpr std::string_view kOfOne = "nsmgmt=yes,nn=6";
inline constexpr std::string_view kList =
    "plausible: a loop over namespaces or controllers with a wrong bound or condition";
inline constexpr std::string_view kBitmap = "plausible: a bitmap of attachments that one path forgets";
inline constexpr std::string_view kNoCheck = "plausible: a check that was left for later";
inline constexpr std::string_view kPart = "plausible: firmware that does one half of what it says";

using NamespaceSet = Set<NamespaceAt, std::shared_ptr<const Namespace>>;

// ---- parts ----------------------------------------------------------------------------------------------------------

inline bool identifies(const AdminSituation& situation, Cns cns) {
  const auto* identify = std::get_if<Identify>(&situation.command.body);
  return identify != nullptr && identify->cns == cns;
}

inline bool manages(const AdminSituation& situation, NamespaceManagementAction sel) {
  const auto* body = std::get_if<NamespaceManagement>(&situation.command.body);
  return body != nullptr && body->sel == sel;
}

inline bool attaches(const AdminSituation& situation, NamespaceAttachmentAction sel) {
  const auto* body = std::get_if<NamespaceAttachment>(&situation.command.body);
  return body != nullptr && body->sel == sel;
}

inline constexpr auto kCreate = NamespaceManagementAction::Create;
inline constexpr auto kDelete = NamespaceManagementAction::Delete;
inline constexpr auto kAttach = NamespaceAttachmentAction::Attach;
inline constexpr auto kDetach = NamespaceAttachmentAction::Detach;

inline void put(AdminEffect& effect, const IdentifyPage& page) {
  effect.status = kSuccess;
  effect.reply.assign(page.begin(), page.end());
}

inline IdentifyPage page_of(std::span<const std::byte> bytes) {
  IdentifyPage page{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), page.size()), page.begin());
  return page;
}

// What becomes of a namespace is something else.
inline void alter(AdminEffect& effect, const auto& change) {
  for (Change& each : effect.changes) {
    auto* set = std::get_if<NamespaceSet>(&each);
    if (set == nullptr || set->after == nullptr) continue;
    Namespace after = *set->after;
    change(*set, after);
    set->after = std::make_shared<const Namespace>(std::move(after));
  }
}

// The command is taken for another one.
inline void take_for(const AdminSituation& situation, AdminEffect& effect, const Command& command,
                     std::span<const std::byte> data) {
  PolicyChoices choices;
  effect = admin_step(situation.subsystem, situation.at, command, data, choices);
}

inline void create_as_if(const AdminSituation& situation, AdminEffect& effect, const auto& change) {
  Command command = situation.command;
  NamespaceCreation creation = decode_namespace_creation(page_of(situation.data));
  change(*std::get_if<NamespaceManagement>(&command.body), creation);
  const IdentifyPage data = encode(creation);
  take_for(situation, effect, command, data);
}

inline void attach_as_if(const AdminSituation& situation, AdminEffect& effect, const std::vector<std::uint16_t>& ids) {
  take_for(situation, effect, situation.command, encode_controller_list(ids));
}

inline std::vector<std::uint16_t> ids_in(const AdminSituation& situation) {
  return decode_controller_list(page_of(situation.data)).ids;
}

inline Mutant defect(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
                     std::string_view origin, void (*administers)(const AdminSituation&, AdminEffect&),
                     std::string_view geometry = kManaged) {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = origin,
          .geometry = geometry,
          .defect = {.administers = administers}};
}

}  // namespace zns::mutants
