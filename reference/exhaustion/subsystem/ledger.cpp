// What a controller answers by itself: attachments, lists of changes, and events.
#include "reference/exhaustion/subsystem/ledger.hpp"

#include <algorithm>

#include "reference/spec/async_event.hpp"
#include "reference/spec/features.hpp"
#include "reference/spec/log_pages.hpp"
#include "reference/spec/namespace_structures.hpp"
#include "reference/spec/text.hpp"

namespace zns {
namespace {

constexpr std::array kInactive{Status::InvalidFieldInCommand, Status::InvalidNamespaceOrFormat};  // NSID-002
constexpr std::array kNoSuchPage{Status::InvalidLogPage, Status::InvalidFieldInCommand};          // LOG-001

Judged unless(Status expected, Status observed, ClauseId clause) {
  return unless_one_of({&expected, 1}, observed, clause);
}

std::string in_words(std::span<const std::uint32_t> nsids) {
  std::string text = "NSIDs";
  for (const std::uint32_t nsid : nsids) text += ' ' + std::to_string(nsid);
  return nsids.empty() ? "no NSID" : text;
}

Judged unless_same(std::span<const std::uint32_t> expected, std::span<const std::uint32_t> observed, ClauseId clause) {
  if (std::equal(expected.begin(), expected.end(), observed.begin(), observed.end())) return std::nullopt;
  return Objection{clause, in_words(expected), in_words(observed)};
}

ControllerList list_in(std::span<const std::byte> data) {
  IdentifyPage page{};
  std::copy_n(data.begin(), std::min(data.size(), page.size()), page.begin());
  return decode_controller_list(page);
}

// Controllers have the CNTLIDs 1 and 2.
bool is_a_list(const ControllerList& list) {
  return list.ids == std::vector<std::uint16_t>{1} || list.ids == std::vector<std::uint16_t>{2} ||
         list.ids == std::vector<std::uint16_t>{1, 2};
}

}  // namespace

Judged unless_one_of(std::span<const Status> permitted, Status observed, ClauseId clause) {
  if (std::find(permitted.begin(), permitted.end(), observed) != permitted.end()) return std::nullopt;
  std::string expected;
  for (const Status status : permitted) expected += (expected.empty() ? "" : " or ") + to_string(status);
  return Objection{clause, std::move(expected), to_string(observed)};
}

Ledger::Ledger(const SubsystemShape& shape) {
  zcap_ = static_cast<std::uint8_t>(shape.namespaces[0].geometry.zcap);
  nn_ = shape.namespaces[0].geometry.nn;
  for (std::size_t i = 0; i < kPair; ++i) {
    controllers_[i].announces = shape.controllers[i].oaes != 0;
    const Attached attached = shape.namespaces[i].attached.value_or(0b11);
    namespaces_[i].nsid = shape.namespaces[i].geometry.nsid;
    namespaces_[i].shared = shape.namespaces[i].shared.value_or(attached.count() > 1);
    namespaces_[i].attached = {attached[0], attached[1]};
  }
}

std::optional<std::size_t> Ledger::place_of(std::uint32_t nsid) const {
  for (std::size_t i = 0; i < kPair; ++i)
    if (namespaces_[i].nsid == nsid) return i;
  return std::nullopt;
}

Judged Ledger::sent(const Sent& deed, const Device::Done& done, std::span<const std::byte> out) {
  return deed.command.queue == Queue::Admin ? sent_admin(deed, done, out) : sent_io(deed, done, out);
}

Judged Ledger::sent_admin(const Sent& deed, const Device::Done& done, std::span<const std::byte> out) {
  if (const auto* body = std::get_if<NamespaceAttachment>(&deed.command.body)) return sent(*body, deed, done);
  if (const auto* body = std::get_if<GetLogPage>(&deed.command.body)) return sent(*body, deed, done, out);
  if (const auto* body = std::get_if<SetFeatures>(&deed.command.body)) return sent(*body, deed, done);
  if (std::holds_alternative<AsyncEventRequest>(deed.command.body)) return requested(deed.at, done);
  return listed(deed.at, done, out);
}

// ---- attachment -----------------------------------------------------------------------------------------------------

Judged Ledger::sent(const NamespaceAttachment& body, const Sent& deed, const Device::Done& done) {
  const ControllerList list = list_in(deed.data);
  const std::uint32_t nsid = deed.command.nsid;
  if (!is_a_list(list)) return unless(Status::ControllerListInvalid, done.status, "NSA-005");
  if (nsid == kBroadcastNsid) return unless_one_of(kInactive, done.status, "NSA-008");
  if (nsid == 0 || nsid > nn_) return unless(Status::InvalidNamespaceOrFormat, done.status, "NSA-008");
  const auto which = place_of(nsid);
  if (!which) return unless(Status::InvalidFieldInCommand, done.status, "NSA-008");
  OfNamespace& ns = namespaces_[*which];
  const bool attaches = body.sel == NamespaceAttachmentAction::Attach;
  const auto before = ns.attached;
  Judged judged = unless(kSuccess, done.status, either(attaches, "NSA-001", "NSA-010"));
  for (const std::uint16_t cntlid : list.ids) {  // up to the first that is wrong (NSA-009)
    const std::size_t place = cntlid - 1U;
    const bool elsewhere = ns.attached[1 - place];
    if (attaches && ns.attached[place])
      judged = unless(Status::NamespaceAlreadyAttached, done.status, "NSA-002");
    else if (attaches && !ns.shared && elsewhere)
      judged = unless(Status::NamespaceIsPrivate, done.status, "NSA-003");
    else if (!attaches && !ns.attached[place])
      judged = unless(Status::NamespaceNotAttached, done.status, "NSA-004");
    else {
      ns.attached[place] = attaches;
      continue;
    }
    break;
  }
  for (std::size_t place = 0; place < kPair; ++place)
    if (ns.attached[place] != before[place]) attach(ns, place, attaches);
  return judged;
}

// AER-014. Nobody reads of the zones of a namespace that is inactive: nothing is told of them.
void Ledger::attach(OfNamespace& ns, std::size_t place, bool attached) {
  const auto which = static_cast<std::size_t>(&ns - namespaces_.data());
  OfController& controller = controllers_[place];
  if (!controller.announces) return;
  controller.changed |= static_cast<std::uint8_t>(1U << which);
  controller.due |= controller.enabled & kAttribute;
  if (attached) return;
  controller.due &= static_cast<Kinds>(~kZone[which]);
  controller.masked &= static_cast<Kinds>(~kZone[which]);
}

Judged Ledger::listed(At at, const Device::Done& done, std::span<const std::byte> out) const {
  if (Judged judged = unless(kSuccess, done.status, "ID-CNS-002a")) return judged;
  std::vector<std::uint32_t> active;
  for (const OfNamespace& each : namespaces_)
    if (each.attached[at.controller]) active.push_back(each.nsid);
  IdentifyPage page{};
  std::copy_n(out.begin(), std::min(out.size(), page.size()), page.begin());
  return unless_same(active, decode_namespace_list(page), "NSA-001");
}

// ---- log pages ------------------------------------------------------------------------------------------------------

Judged Ledger::sent(const GetLogPage& body, const Sent& deed, const Device::Done& done,
                    std::span<const std::byte> out) {
  OfController& controller = controllers_[deed.at.controller];
  if (!controller.announces) return unless_one_of(kNoSuchPage, done.status, "LOG-001");
  if (body.lid == Lid::ChangedZoneList) return read_zones(body, deed, done, out);
  if (Judged judged = unless(kSuccess, done.status, "CNS-LOG-001")) return judged;
  std::vector<std::uint32_t> changed;
  for (std::size_t i = 0; i < kPair; ++i)
    if ((controller.changed >> i & 1U) != 0) changed.push_back(namespaces_[i].nsid);
  Judged judged = unless_same(changed, decode_changed_namespaces(out), "CNS-LOG-001");
  if (body.rae) return judged;
  controller.changed = 0;  // CNS-LOG-002
  controller.due &= kZones;
  controller.masked &= kZones;
  return judged;
}

Judged Ledger::read_zones(const GetLogPage& body, const Sent& deed, const Device::Done& done,
                          std::span<const std::byte> out) {
  OfController& controller = controllers_[deed.at.controller];
  const std::size_t which = *place_of(deed.command.nsid);
  if (!namespaces_[which].attached[deed.at.controller]) return unless_one_of(kInactive, done.status, "ZCL-005");
  if (Judged judged = unless(kSuccess, done.status, "ZCL-001")) return judged;
  const bool is_listed = (controller.zones >> which & 1U) != 0;
  const ChangedZones expected = is_listed ? ChangedZones{.nrzid = 1, .zones = {0}} : ChangedZones{};
  const ChangedZones observed = decode_changed_zones(out);
  Judged judged;
  if (observed != expected)
    judged = Objection{"ZCL-002", std::to_string(expected.nrzid) + " changed zones",
                       std::to_string(observed.nrzid) + " changed zones"};
  if (body.rae) return judged;
  controller.zones &= static_cast<std::uint8_t>(~(1U << which));  // ZCL-003
  controller.due &= static_cast<Kinds>(~kZone[which]);
  controller.masked &= static_cast<Kinds>(~kZone[which]);
  return judged;
}

// ---- events ---------------------------------------------------------------------------------------------------------

// What is disabled is not told, though it happened before (AER-008).
Judged Ledger::sent(const SetFeatures& body, const Sent& deed, const Device::Done& done) {
  OfController& controller = controllers_[deed.at.controller];
  controller.enabled = static_cast<Kinds>(((body.dw11 & oaes::kNamespaceAttribute) != 0 ? kAttribute : 0U) |
                                          ((body.dw11 & oaes::kZoneDescriptorChanged) != 0 ? kZones : 0U));
  controller.due &= controller.enabled;
  return unless(kSuccess, done.status, "AER-008");
}

Judged Ledger::requested(At at, const Device::Done& done) {
  OfController& controller = controllers_[at.controller];
  if (controller.waits) return unless(Status::AsynchronousEventRequestLimitExceeded, done.status, "AER-002");
  controller.waits = true;
  if (done.outstanding) return std::nullopt;
  return told(at, done);
}

Judged Ledger::told(At at, const Device::Done& done) {
  OfController& controller = controllers_[at.controller];
  if (Judged judged = unless(kSuccess, done.status, "AER-001")) return judged;
  const AsyncEvent event = decode_async_event(done.result);
  const std::string what = "controller " + std::to_string(at.controller + 1) + " tells " + hex(done.result);
  Kinds kind = event == kNamespaceAttributeChanged ? kAttribute : Kinds{0};
  for (std::size_t i = 0; i < kPair; ++i)
    if (event == zone_descriptor_changed(namespaces_[i].nsid)) kind = kZone[i];
  if (kind == 0) return Objection{"AER-010", "a notice of namespaces or of zones", what};
  if (!controller.waits) return Objection{"AER-001", "no completion: no request waits", what};
  if ((controller.enabled & kind) == 0) return Objection{"AER-008", "no completion: the notice is disabled", what};
  if (controller.masked != 0) return Objection{"AER-006", "no completion: the log page was not read", what};
  if ((controller.due & kind) == 0)
    return Objection{either(kind == kAttribute, "AER-014", "AER-010"), "no completion: nothing has happened", what};
  controller.waits = false;
  controller.due &= static_cast<Kinds>(~kind);
  controller.masked |= kind;
  return std::nullopt;
}

Judged Ledger::overdue(At at) const {
  const OfController& controller = controllers_[at.controller];
  if (!controller.waits || controller.due == 0 || controller.masked != 0) return std::nullopt;
  const std::string who = "controller " + std::to_string(at.controller + 1);
  return Objection{"AER-005", who + " completes the request that waits: something has happened", "it tells nothing"};
}

}  // namespace zns
