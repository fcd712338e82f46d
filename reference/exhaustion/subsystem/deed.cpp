#include "reference/exhaustion/subsystem/deed.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "reference/spec/features.hpp"
#include "reference/spec/log_pages.hpp"
#include "reference/spec/namespace_structures.hpp"
#include "reference/spec/text.hpp"

namespace zns {
namespace {

class Builder {
 public:
  explicit Builder(const SubsystemBounds& bounds) : bounds_{bounds} {}

  void add_io(At at, const Geometry& geometry);
  void add_attachments(At at);
  void add_events(At at);
  void add_looks(At at);
  void add_lives(At at);
  void add_happenings(std::size_t which);

  std::vector<Deed> take() { return std::move(deeds_); }

 private:
  void add(At at, const Command& command, std::vector<std::byte> data = {}, const std::string& more = {}) {
    deeds_.push_back({Sent{at, command, std::move(data)}, through(at) + to_text(command) + more});
  }
  void add_admin(At at, std::uint32_t nsid, const Command::Body& body) {
    add(at, {.queue = Queue::Admin, .nsid = nsid, .body = body});
  }
  void add_attachment(At at, std::uint32_t nsid, const std::vector<std::uint16_t>& cntlids);
  void add_log(At at, std::uint32_t nsid, Lid lid, std::size_t bytes);
  static std::string through(At at) { return "controller " + std::to_string(at.controller + 1) + ": "; }

  const SubsystemBounds& bounds_;
  std::vector<Deed> deeds_;
};

void Builder::add_io(At at, const Geometry& geometry) {
  const std::uint32_t nsid = geometry.nsid;
  constexpr std::array kAll{ZoneSendAction::Open, ZoneSendAction::Reset, ZoneSendAction::Close, ZoneSendAction::Finish,
                            ZoneSendAction::Offline};
  const std::size_t actions = bounds_.zones == ZoneDeeds::All ? kAll.size() : 2;
  for (std::size_t i = 0; i < actions; ++i) add(at, {.nsid = nsid, .body = ZoneManagementSend{.zsa = kAll[i]}});
  if (bounds_.zones == ZoneDeeds::Few) return;
  add(at, {.nsid = nsid, .body = ZoneAppend{}}, std::vector<std::byte>(geometry.lba_bytes, content_of(nsid)));
  for (std::uint64_t slba = 0; slba < geometry.zcap; ++slba) add(at, {.nsid = nsid, .body = Read{.slba = slba}});
}

void Builder::add_attachment(At at, std::uint32_t nsid, const std::vector<std::uint16_t>& cntlids) {
  const IdentifyPage page = encode_controller_list(cntlids);
  std::string list;
  for (const std::uint16_t cntlid : cntlids) list += (list.empty() ? " to=" : ",") + std::to_string(cntlid);
  for (const auto sel : {NamespaceAttachmentAction::Attach, NamespaceAttachmentAction::Detach})
    add(at, {.queue = Queue::Admin, .nsid = nsid, .body = NamespaceAttachment{.sel = sel}}, {page.begin(), page.end()},
        list);
}

// Each list of the controllers, lists that are none, and namespaces that are none.
void Builder::add_attachments(At at) {
  for (const std::uint32_t nsid : bounds_.attached) {
    for (const std::uint16_t cntlid : bounds_.to) add_attachment(at, nsid, {cntlid});
    if (bounds_.to.size() > 1) add_attachment(at, nsid, bounds_.to);
    for (const std::vector<std::uint16_t>& cntlids : {std::vector<std::uint16_t>{}, {2, 1}, {3}})
      add_attachment(at, nsid, cntlids);
  }
  const std::uint32_t nn = bounds_.shape.namespaces.front().geometry.nn;
  for (const std::uint32_t nsid : {0U, nn, nn + 1, kBroadcastNsid}) add_attachment(at, nsid, {1});
}

void Builder::add_log(At at, std::uint32_t nsid, Lid lid, std::size_t bytes) {
  for (const bool rae : {false, true})
    add_admin(at, nsid, GetLogPage{.numd = NumberOfDwords::of_count(bytes / 4), .lid = lid, .rae = rae});
}

void Builder::add_events(At at) {
  add_admin(at, 0, AsyncEventRequest{});
  for (const std::uint32_t enabled : bounds_.notices)
    add_admin(at, 0, SetFeatures{.dw11 = enabled, .fid = Fid::AsynchronousEventConfiguration});
}

void Builder::add_looks(At at) {
  add_admin(at, 0, Identify{.cns = Cns::ActiveNamespaces});
  add_log(at, 0, Lid::ChangedNamespaceList, kChangedNamespacesBytes);
  for (const NamespaceShape& each : bounds_.shape.namespaces)
    add_log(at, each.geometry.nsid, Lid::ChangedZoneList, kChangedZonesBytes);
}

void Builder::add_lives(At at) {
  deeds_.push_back({Turned{at, Turn::Disable}, through(at) + "disabled"});
  deeds_.push_back({Turned{at, Turn::ShutDown}, through(at) + "shut down"});
  deeds_.push_back({Turned{at, Turn::Enable}, through(at) + "enabled"});
}

void Builder::add_happenings(std::size_t which) {
  const auto add = [&](EventKind kind, const char* words) {
    const std::uint32_t nsid = bounds_.shape.namespaces[which].geometry.nsid;
    deeds_.push_back({Happened{which, kind}, "the zone of namespace " + std::to_string(nsid) + words});
  };
  add(EventKind::Excursion, " becomes Full by an active excursion");
  if (bounds_.zones == ZoneDeeds::Few) return;
  add(EventKind::ReadOnly, " becomes Read Only by itself");
  add(EventKind::Offline, " becomes Offline by itself");
  add(EventKind::CloseZone, " is closed by the controller");
}

At place_of(std::uint16_t cntlid) {
  return {cntlid - std::size_t{1}};
}

}  // namespace

std::vector<Deed> deeds(const SubsystemBounds& bounds) {
  Builder builder{bounds};
  const auto changes = [&](std::uint32_t nsid) {
    return std::find(bounds.changing.begin(), bounds.changing.end(), nsid) != bounds.changing.end();
  };
  const std::vector<NamespaceShape>& namespaces = bounds.shape.namespaces;
  for (std::size_t i = 0; i < bounds.shape.controllers.size(); ++i) {
    for (const NamespaceShape& each : namespaces)
      if (changes(each.geometry.nsid)) builder.add_io({i}, each.geometry);
    builder.add_attachments({i});
    builder.add_looks({i});
  }
  for (const std::uint16_t cntlid : bounds.lives) builder.add_lives(place_of(cntlid));
  for (const std::uint16_t cntlid : bounds.told) builder.add_events(place_of(cntlid));
  for (std::size_t which = 0; which < namespaces.size(); ++which)
    if (changes(namespaces[which].geometry.nsid)) builder.add_happenings(which);
  return builder.take();
}

}  // namespace zns
