#include "suites/subsystem/spaces.hpp"

#include <algorithm>

#include "reference/spec/zone_report.hpp"
#include "suites/command_text.hpp"
#include "suites/plain_report.hpp"

namespace zns::suites::subsystem {
namespace {

void expect_zeros_from(Bench& bench, const IdentifyPage& page, std::size_t from) {
  for (std::size_t at = from; at < kIdentifyBytes; ++at)
    if (page[at] != std::byte{0})
      bench.fail({"zeros behind the end of the list"}, "byte " + std::to_string(at) + " is not 0");
}

// What a namespace needs not be there for: the device is too full, or lacks the command.
void skip_where_there_is_no_room(Bench& bench, Status status) {
  bench.needs(status != Status::NamespaceInsufficientCapacity && status != Status::NamespaceIdentifierUnavailable,
              "the device has no room for a further namespace (" + to_string(status) + ")");
  bench.needs(status != Status::InvalidCommandOpcode,
              "the device lacks Namespace Management, although OACS bit 3 says that it has it");
}

}  // namespace

// ---- Identify -------------------------------------------------------------------------------------------------------

Completion ask_for(Bench& bench, const Asked& asked, IdentifyPage* page) {
  Bytes data;
  const Completion cqe =
      bench.admin(Identify{.cns = asked.cns, .csi = asked.csi, .cntid = asked.cntid},
                  {.nsid = asked.nsid, .bytes = kIdentifyBytes, .data = &data, .controller = asked.controller});
  if (page != nullptr) std::copy_n(data.begin(), kIdentifyBytes, page->begin());
  return cqe;
}

IdentifyPage ask(Bench& bench, const Asked& asked) {
  IdentifyPage page;
  bench.expect_success(ask_for(bench, asked, &page));
  return page;
}

IdentifyPage ask_if_there(Bench& bench, const Asked& asked, const std::string& name) {
  IdentifyPage page;
  const Completion cqe = ask_for(bench, asked, &page);
  bench.needs(cqe.status != Status::InvalidFieldInCommand, "the device does not have " + name);
  bench.expect_success(cqe);
  return page;
}

std::vector<std::uint32_t> list(Bench& bench, const Asked& asked) {
  const IdentifyPage page = ask(bench, asked);
  std::vector<std::uint32_t> nsids = decode_namespace_list(page);
  expect_zeros_from(bench, page, 4 * nsids.size());
  std::uint32_t previous = asked.nsid;
  for (const std::uint32_t nsid : nsids) {
    bench.expect(nsid > previous, "NSIDs in ascending order above " + std::to_string(previous), std::to_string(nsid));
    bench.expect(nsid <= bench.facts().controller.nn, "NSIDs up to NN", std::to_string(nsid));
    previous = nsid;
  }
  return nsids;
}

std::vector<std::uint16_t> controllers(Bench& bench, const Asked& asked) {
  const IdentifyPage page = ask(bench, asked);
  const ControllerList found = decode_controller_list(page);
  bench.expect(found.count <= kMostListedControllers, "at most 2,047 controllers", std::to_string(found.count));
  expect_zeros_from(bench, page, 2 + 2 * found.ids.size());
  for (std::size_t i = 0; i < found.ids.size(); ++i) {
    bench.expect(found.ids[i] >= asked.cntid, "CNTLIDs from " + std::to_string(asked.cntid) + " on",
                 std::to_string(found.ids[i]));
    bench.expect(i == 0 || found.ids[i] > found.ids[i - 1], "CNTLIDs in ascending order",
                 std::to_string(found.ids[i]) + " after another that is not smaller");
  }
  return found.ids;
}

IdentifyController identity(Bench& bench, std::size_t controller) {
  return decode_identify_controller(ask(bench, {.cns = Cns::Controller, .controller = controller}));
}

std::uint16_t cntlid(Bench& bench, std::size_t controller) {
  return controller == kFirst ? bench.facts().controller.cntlid : identity(bench, controller).cntlid;
}

std::uint32_t unallocated_nsid(Bench& bench) {
  const std::vector<std::uint32_t> taken = list(bench, {.cns = Cns::AllocatedNamespaces});
  std::uint32_t nsid = 1;
  for (const std::uint32_t each : taken) nsid += each == nsid ? 1U : 0U;
  bench.needs(nsid <= bench.facts().controller.nn, "every NSID is taken");
  return nsid;
}

Inventory take_inventory(Bench& bench) {
  return {.allocated = list(bench, {.cns = Cns::AllocatedNamespaces}),
          .active = list(bench, {.cns = Cns::ActiveNamespaces}),
          .unallocated = identity(bench).unvmcap};
}

void expect_unchanged(Bench& bench, const Inventory& before) {
  const Inventory after = take_inventory(bench);
  bench.expect(after.allocated == before.allocated, "the same allocated namespaces as before", "others");
  bench.expect(after.active == before.active, "the same active namespaces as before", "others");
  bench.expect(after.unallocated == before.unallocated, "the same unallocated capacity as before", "another");
}

Case managed(const char* area, Case made) {
  made.id = area + made.id;
  made.needs.push_back(Need::ManageNamespaces);
  return made;
}

// ---- creation -------------------------------------------------------------------------------------------------------

NamespaceCreation creation_of(Bench& bench, const Wish& wish) {
  const Facts& facts = bench.facts();
  return {.nsze = wish.zones * facts.zsze,
          .ncap = wish.zones * facts.zsze,
          .flbas = facts.ns.flbas,
          .nmic = wish.shared ? kNamespaceShared : std::uint8_t{0}};
}

Completion create(Bench& bench, const NamespaceCreation& creation, Csi csi, std::uint32_t nsid) {
  const IdentifyPage data = encode(creation);
  const Completion cqe = bench.admin(NamespaceManagement{.sel = NamespaceManagementAction::Create, .csi = csi},
                                     {.nsid = nsid, .to_device = data});
  if (cqe.status == kSuccess) delete_at_end(bench, static_cast<std::uint32_t>(cqe.result));
  return cqe;
}

void delete_at_end(Bench& bench, std::uint32_t nsid) {
  if (nsid == 0 || nsid == bench.facts().nsid || nsid > bench.facts().controller.nn) return;  // a case says so
  bench.owns(nsid);
  bench.at_end([&bench, nsid] {
    const auto is_there = [&] { return holds(list(bench, {.cns = Cns::AllocatedNamespaces}), nsid); };
    if (!is_there()) return;
    bench.expect_success(remove(bench, nsid));
    bench.expect(!is_there(), "namespace " + std::to_string(nsid) + " is gone when it was deleted",
                 "it is there still");
  });
}

Completion remove(Bench& bench, std::uint32_t nsid, std::size_t controller) {
  return bench.admin(NamespaceManagement{.sel = NamespaceManagementAction::Delete},
                     {.nsid = nsid, .controller = controller});
}

Completion attach(Bench& bench, std::uint32_t nsid, const std::vector<std::uint16_t>& cntlids,
                  NamespaceAttachmentAction action) {
  const IdentifyPage data = encode_controller_list(cntlids);
  return bench.admin(NamespaceAttachment{.sel = action}, {.nsid = nsid, .to_device = data});
}

Space::Space(Bench& bench, const Wish& wish) : bench_{bench}, wish_{wish}, creation_{creation_of(bench, wish)} {
  const std::vector<std::uint32_t> before = list(bench, {.cns = Cns::AllocatedNamespaces});
  const Completion cqe = create(bench, creation_, wish.csi);
  skip_where_there_is_no_room(bench, cqe.status);
  bench.expect_success(cqe);
  nsid_ = static_cast<std::uint32_t>(cqe.result);
  bench.expect(nsid_ != 0 && nsid_ <= bench.facts().controller.nn && !holds(before, nsid_),
               "an NSID up to NN that no namespace had", std::to_string(nsid_));
}

std::uint64_t Space::zslba(std::uint64_t zone) const {
  return zone * bench_.facts().zsze;
}

void Space::attach_to(std::initializer_list<std::size_t> places) {
  std::vector<std::uint16_t> ids;
  for (const std::size_t place : places) ids.push_back(cntlid(bench_, place));
  std::sort(ids.begin(), ids.end());
  bench_.expect_success(attach(bench_, nsid_, ids));
}

void Space::detach_from(std::initializer_list<std::size_t> places) {
  std::vector<std::uint16_t> ids;
  for (const std::size_t place : places) ids.push_back(cntlid(bench_, place));
  std::sort(ids.begin(), ids.end());
  bench_.expect_success(detach(bench_, nsid_, ids));
}

// ---- I/O ------------------------------------------------------------------------------------------------------------

Completion Space::submit(const Command::Body& body, std::size_t controller, std::span<const std::byte> to_device,
                         std::span<std::byte> from_device) {
  return bench_.submit({.sqe = encode(Command{.nsid = nsid_, .body = body}),
                        .to_device = to_device,
                        .from_device = from_device,
                        .controller = controller});
}

Bytes Space::data(std::uint64_t slba, std::uint64_t blocks) const {
  return bench_.pattern(slba + (std::uint64_t{nsid_} << 40), blocks);  // other data than the namespace under test
}

Completion Space::write(std::uint64_t slba, std::uint64_t blocks, std::size_t controller) {
  return submit(Write{.slba = slba, .nlb = Nlb::of_count(blocks)}, controller, data(slba, blocks));
}

Completion Space::append(std::uint64_t zslba, std::uint64_t blocks, std::size_t controller) {
  return submit(ZoneAppend{.zslba = zslba, .nlb = Nlb::of_count(blocks)}, controller, data(zslba, blocks));
}

Completion Space::send(std::uint64_t zslba, ZoneSendAction zsa, std::size_t controller) {
  return submit(ZoneManagementSend{.slba = zslba, .zsa = zsa}, controller);
}

Completion Space::read(std::uint64_t slba, std::uint64_t blocks, Bytes* data, std::size_t controller) {
  data->assign(static_cast<std::size_t>(blocks) * bench_.facts().lba_bytes, kUntouched);
  return submit(Read{.slba = slba, .nlb = Nlb::of_count(blocks)}, controller, {}, *data);
}

std::vector<ZoneDescriptor> Space::zones(std::size_t controller) {
  const std::size_t bytes = report_bytes(wish_.zones, 0);
  Bytes report(bytes, kUntouched);
  bench_.expect_success(submit(plain_report(nsid_, 0, bytes).body, controller, {}, report));
  const ZoneReport parsed = parse_zone_report(report, 0);
  bench_.expect(parsed.number_of_zones == wish_.zones, std::to_string(wish_.zones) + " zones",
                std::to_string(parsed.number_of_zones));
  std::vector<ZoneDescriptor> zones;
  for (const auto& each : parsed.zones) zones.push_back(each.descriptor);
  return zones;
}

void Space::expect_written(std::uint64_t slba, std::uint64_t blocks, std::size_t controller) {
  Bytes found;
  bench_.expect_success(read(slba, blocks, &found, controller));
  bench_.expect(found == data(slba, blocks), "what was written to LBA " + hex(slba), "other data");
}

// What deallocated blocks hold is told or not, but it is nothing that was written.
void Space::expect_not_written(std::uint64_t slba, std::uint64_t blocks, std::size_t controller) {
  Bytes found;
  const Completion cqe = read(slba, blocks, &found, controller);
  bench_.expect_status(cqe, {kSuccess, Status::DeallocatedOrUnwrittenLogicalBlock});
  const bool constant = std::all_of(found.begin(), found.end(), [&](std::byte b) { return b == found.front(); });
  bench_.expect(cqe.status != kSuccess || constant, "blocks at LBA " + hex(slba) + " that nobody wrote",
                "data in them");
}

void Space::expect_inactive(std::size_t controller) {
  constexpr Status kInactive[] = {Status::InvalidFieldInCommand, Status::InvalidNamespaceOrFormat};
  Bytes found;
  bench_.expect_status(read(0, 1, &found, controller), kInactive);
  bench_.expect_status(write(0, 1, controller), kInactive);
}

// ---- the namespace under test, through another controller -----------------------------------------------------------

Through::Through(Bench& bench, std::size_t controller) : bench_{bench}, controller_{controller} {
  const std::vector<std::uint32_t> active = list(bench, {.cns = Cns::ActiveNamespaces, .controller = controller});
  bench.needs(holds(active, bench.facts().nsid), "the namespace is not active at the other controller");
}

Completion Through::submit(const Command::Body& body, std::span<const std::byte> to_device,
                           std::span<std::byte> from_device) {
  return bench_.submit({.sqe = encode(Command{.nsid = bench_.facts().nsid, .body = body}),
                        .to_device = to_device,
                        .from_device = from_device,
                        .controller = controller_});
}

Completion Through::write(std::uint64_t slba, std::uint64_t blocks) {
  return submit(Write{.slba = slba, .nlb = Nlb::of_count(blocks)}, bench_.pattern(slba, blocks));
}

Completion Through::send(const ZoneRef& zone, ZoneSendAction zsa) {
  return submit(ZoneManagementSend{.slba = zone.zslba, .zsa = zsa});
}

ZoneDescriptor Through::descriptor(const ZoneRef& zone) {
  const std::size_t bytes = report_bytes(1, 0);
  Bytes report(bytes, kUntouched);
  bench_.expect_success(submit(plain_report(bench_.facts().nsid, zone.zslba, bytes).body, {}, report));
  const ZoneReport parsed = parse_zone_report(report, 0);
  bench_.expect(!parsed.zones.empty(), "a zone in the report", "none");
  return parsed.zones.front().descriptor;
}

void Through::expect_written(std::uint64_t slba, std::uint64_t blocks) {
  Bytes found(static_cast<std::size_t>(blocks) * bench_.facts().lba_bytes, kUntouched);
  bench_.expect_success(submit(Read{.slba = slba, .nlb = Nlb::of_count(blocks)}, {}, found));
  bench_.expect(found == bench_.pattern(slba, blocks), "what was written to LBA " + hex(slba), "other data");
}

}  // namespace zns::suites::subsystem
