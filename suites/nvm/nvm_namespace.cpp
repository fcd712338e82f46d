// A namespace without zones beside the zoned one (NVM 1.0 2.1): its blocks are written
// anywhere and over one another, it knows no command of zones, and neither namespace has to do with the other.
#include <algorithm>
#include <string>
#include <vector>

#include "reference/spec/identify.hpp"
#include "suites/batch.hpp"
#include "suites/contents.hpp"
#include "suites/nvm/block_space.hpp"

namespace zns::suites {
namespace {

using nvm::BlockSpace;

// ---- blocks ---------------------------------------------------------------------------------------------------------

void is_written_anywhere(Bench& bench) {
  BlockSpace blocks{bench, 16};
  for (const std::uint64_t lba : {blocks.nsze() - 1, blocks.nsze() / 2, std::uint64_t{3}, std::uint64_t{0}})
    bench.expect_success(blocks.write(lba, 1));
  for (const std::uint64_t lba : {blocks.nsze() - 1, blocks.nsze() / 2, std::uint64_t{3}, std::uint64_t{0}})
    blocks.expect_written(lba, 1);
}

void is_written_over(Bench& bench) {
  BlockSpace blocks{bench, 4, 2};
  for (std::uint64_t salt = 0; salt < 3; ++salt) {
    bench.expect_success(blocks.write(1, 2, salt));
    blocks.expect_written(1, 2, salt);
  }
}

void is_written_over_in_part(Bench& bench) {
  BlockSpace blocks{bench, 8, 4};
  const std::uint64_t most = std::min<std::uint64_t>(8, blocks.max_blocks_per_command());
  bench.expect_success(blocks.write(0, most));

  bench.expect_success(blocks.write(1, most - 2, 1));

  blocks.expect_written(0, 1);
  blocks.expect_written(1, most - 2, 1);
  blocks.expect_written(most - 1, 1);
}

void is_filled_backwards(Bench& bench) {
  BlockSpace blocks{bench, 16};
  for (std::uint64_t lba = 16; lba-- > 0;) bench.expect_success(blocks.write(lba, 1));
  for (std::uint64_t lba = 0; lba < 16; ++lba) blocks.expect_written(lba, 1);
}

void takes_the_largest_transfer(Bench& bench) {
  BlockSpace blocks{bench, 4};
  const std::uint64_t most = std::min(blocks.nsze(), blocks.max_blocks_per_command());
  bench.expect_success(blocks.write(blocks.nsze() - most, most));
  blocks.expect_written(blocks.nsze() - most, most);
}

void zeroes_over_data(Bench& bench) {
  BlockSpace blocks{bench, 8, 4};
  bench.expect_success(blocks.write(2, 4));

  bench.expect_success(blocks.write_zeroes(3, 2));

  blocks.expect_written(2, 1);
  blocks.expect_zeroes(3, 2);
  blocks.expect_written(5, 1);
}

void is_written_over_zeroes(Bench& bench) {
  BlockSpace blocks{bench, 8, 2};
  bench.expect_success(blocks.write_zeroes(2, 4));
  bench.expect_success(blocks.write(3, 2));
  blocks.expect_zeroes(2, 1);
  blocks.expect_written(3, 2);
  blocks.expect_zeroes(5, 1);
}

void is_kept_by_a_flush(Bench& bench) {
  BlockSpace blocks{bench, 4};
  bench.expect_success(blocks.write(1, 1));
  bench.expect_success(blocks.flush());
  blocks.expect_written(1, 1);
}

// ---- the end --------------------------------------------------------------------------------------------------------

// From the block `before` blocks before the end, `count` blocks.
void refuses_to_write(Bench& bench, std::uint64_t before, std::uint64_t count) {
  BlockSpace blocks{bench, 8, 2};
  bench.expect_success(blocks.write(blocks.nsze() - 2, 2));

  const Completion cqe = blocks.write(blocks.nsze() - before, count, 1);

  bench.expect_status(cqe, {Status::LbaOutOfRange});
  blocks.expect_written(blocks.nsze() - 2, 2);
}

void refuses_to_zero(Bench& bench) {
  BlockSpace blocks{bench, 8, 2};
  bench.expect_success(blocks.write(blocks.nsze() - 2, 2));
  bench.expect_status(blocks.write_zeroes(blocks.nsze() - 1, 2), {Status::LbaOutOfRange});
  blocks.expect_written(blocks.nsze() - 2, 2);
}

void refuses_to_read(Bench& bench, std::uint64_t before, std::uint64_t count) {
  BlockSpace blocks{bench, 8, count};
  bench.expect_status(blocks.read(blocks.nsze() - before, count), {Status::LbaOutOfRange});
}

// ---- commands of zones ----------------------------------------------------------------------------------------------

void knows_no(Bench& bench, const Command& of_zones, bool sends) {
  BlockSpace blocks{bench, 8};
  bench.expect_success(blocks.write(0, 1));
  const Bytes to_device = sends ? blocks.data(0, 1, 1) : Bytes{};
  Bytes from_device(std::holds_alternative<ZoneManagementReceive>(of_zones.body) ? 4096 : 0);

  const Completion cqe = blocks.submit(of_zones, to_device, from_device);

  bench.expect_status(cqe, {Status::InvalidCommandOpcode});
  blocks.expect_written(0, 1);
}

// ---- two namespaces -------------------------------------------------------------------------------------------------

void leaves_zones_alone(Bench& bench) {
  BlockSpace blocks{bench, 8, 2};
  const ZoneRef zone = bench.a_zone_in(ZoneState::ImplicitlyOpened, 1);
  bench.needs(zone.zslba + 1 < blocks.nsze(), "needs the zone's LBAs in the other namespace");
  const ZoneDescriptor before = bench.descriptor(zone);

  bench.expect_success(blocks.write(zone.zslba, 2));
  bench.expect_success(blocks.write_zeroes(zone.zslba + 1, 1));

  bench.expect_unchanged(zone, before);
  bench.expect_pattern(zone.zslba, 1);
  bench.expect_deallocated(zone.zslba + 1, 1);
}

void is_left_alone_by_zones(Bench& bench, ZoneSendAction zsa, bool select_all) {
  BlockSpace blocks{bench, 8, 2};
  const ZoneRef zone = bench.a_zone_in(ZoneState::ImplicitlyOpened, 1);
  bench.needs(zone.zslba + 2 < blocks.nsze(), "needs the zone's LBAs in the other namespace");
  bench.expect_success(blocks.write(zone.zslba, 2));

  bench.expect_success(bench.write(zone.zslba + 1, 1));
  bench.expect_success(select_all ? bench.select_all(zsa) : bench.zone_mgmt_send(zone, zsa));

  blocks.expect_written(zone.zslba, 2);
}

void needs_no_resource(Bench& bench) {
  BlockSpace blocks{bench, 8};
  const std::vector<ZoneRef> zones = bench.fill_open_limit(ZoneState::ExplicitlyOpened);

  bench.expect_success(blocks.write(0, 1));

  blocks.expect_written(0, 1);
  for (const ZoneRef& each : zones) bench.expect_zone(each, ZoneState::ExplicitlyOpened, each.zslba);
}

// ---- what Identify says ---------------------------------------------------------------------------------------------

std::vector<std::uint32_t> listed(Bench& bench, Cns cns, Csi csi) {
  IdentifyPage page{};
  bench.expect_success(bench.identify(cns, 0, csi, &page));
  return decode_namespace_list(page);
}

bool holds(const std::vector<std::uint32_t>& list, std::uint32_t nsid) {
  return std::find(list.begin(), list.end(), nsid) != list.end();
}

void is_listed(Bench& bench) {
  const std::uint32_t nsid = BlockSpace{bench, 1}.nsid();
  const auto all = listed(bench, Cns::ActiveNamespaces, Csi::Nvm);
  bench.expect(holds(all, nsid) && holds(all, bench.facts().nsid), "both namespaces are in the list of active ones",
               std::to_string(all.size()) + " NSIDs, not both of them");
}

void is_listed_by_its_command_set(Bench& bench) {
  const std::uint32_t nsid = BlockSpace{bench, 1}.nsid();
  const auto nvm = listed(bench, Cns::CommandSetActiveNamespaces, Csi::Nvm);
  const auto zoned = listed(bench, Cns::CommandSetActiveNamespaces, Csi::Zoned);
  bench.expect(holds(nvm, nsid) && !holds(nvm, bench.facts().nsid),
               "the list of CSI 00h has the namespace without zones, and not the zoned one", "another list");
  bench.expect(holds(zoned, bench.facts().nsid) && !holds(zoned, nsid),
               "the list of CSI 02h has the zoned namespace, and not the other", "another list");
}

void has_no_zoned_structure(Bench& bench) {
  const std::uint32_t nsid = BlockSpace{bench, 1}.nsid();
  bench.expect_status(bench.identify(Cns::CommandSetNamespace, nsid, Csi::Zoned),
                      {Status::InvalidFieldInCommand, Status::InvalidIoCommandSet});
}

// ---- in flight ------------------------------------------------------------------------------------------------------

Command write_of(const BlockSpace& blocks, std::uint64_t slba, std::uint64_t count) {
  return {.nsid = blocks.nsid(), .body = Write{.slba = slba, .nlb = Nlb::of_count(count)}};
}

// Each block holds what one of the two wrote, and goes on to.
void settles_overlapping_writes(Bench& bench) {
  BlockSpace blocks{bench, 8, 4};
  Batch batch{bench};
  const auto first = batch.add(write_of(blocks, 0, 4), blocks.data(0, 4, 1), 0);
  const auto second = batch.add(write_of(blocks, 2, 4), blocks.data(2, 4, 2), 0);

  batch.run();

  bench.expect_success(batch.cqe(first));
  bench.expect_success(batch.cqe(second));
  blocks.expect_written(0, 2, 1);
  blocks.expect_written(4, 2, 2);
  for (std::uint64_t lba = 2; lba < 4; ++lba) {
    Bytes found;
    bench.expect_success(blocks.read(lba, 1, &found));
    const std::uint64_t salt = found == blocks.data(lba, 1, 1) ? 1 : 2;
    blocks.expect_written(lba, 1, salt);
  }
}

void settles_writes_side_by_side(Bench& bench) {
  constexpr std::uint64_t kWrites = 8;
  BlockSpace blocks{bench, 2 * kWrites, 2};
  Batch batch{bench};
  for (std::uint64_t i = 0; i < kWrites; ++i) batch.add(write_of(blocks, 2 * i, 2), blocks.data(2 * i, 2), 0);

  batch.run();

  for (std::uint64_t i = 0; i < kWrites; ++i) bench.expect_success(batch.cqe(i));
  for (std::uint64_t i = 0; i < kWrites; ++i) blocks.expect_written(2 * i, 2);
}

void goes_beside_zones(Bench& bench) {
  BlockSpace blocks{bench, 8};
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  Batch batch{bench};
  const auto zoned = batch.write(zone.zslba, 1);
  const auto other = batch.add(write_of(blocks, 5, 1), blocks.data(5, 1), 0);

  batch.run();

  bench.expect_success(batch.cqe(zoned));
  bench.expect_success(batch.cqe(other));
  bench.expect_pattern(zone.zslba, 1);
  blocks.expect_written(5, 1);
}

// ---- resets ---------------------------------------------------------------------------------------------------------

void is_kept_over(Bench& bench, Reset kind) {
  BlockSpace blocks{bench, 8, 2};
  bench.expect_success(blocks.write(0, 2));
  bench.expect_success(blocks.write(1, 1, 1));
  bench.expect_success(blocks.flush());

  bench.reset(kind);

  blocks.expect_written(0, 1);
  blocks.expect_written(1, 1, 1);
}

// ---- the table ------------------------------------------------------------------------------------------------------

Case nvm_case(std::string id, std::string title, std::vector<ClauseId> clauses, std::function<void(Bench&)> run,
              std::vector<Need> more = {}) {
  std::vector<Need> needs{Need::NvmNamespace};
  needs.insert(needs.end(), more.begin(), more.end());
  return {.id = "nvm/" + std::move(id),
          .title = std::move(title),
          .clauses = std::move(clauses),
          .needs = std::move(needs),
          .run = std::move(run)};
}

void add_blocks(std::vector<Case>& cases) {
  cases.push_back(nvm_case("write-anywhere", "A namespace without zones is written at any LBA", {"ZNS-IO-023"},
                           is_written_anywhere));
  cases.push_back(nvm_case("overwrite", "A block holds what was written to it last", {"ZNS-IO-023"}, is_written_over));
  cases.push_back(nvm_case("overwrite-part", "A Write over some blocks of an earlier one leaves the others",
                           {"ZNS-IO-023"}, is_written_over_in_part));
  cases.push_back(
      nvm_case("write-backwards", "Blocks are written from the highest LBA down", {"ZNS-IO-023"}, is_filled_backwards));
  cases.push_back(nvm_case("write-up-to-the-end", "The largest transfer is written up to the last block",
                           {"ZNS-IO-023", "ZNS-GEN-012"}, takes_the_largest_transfer));
  cases.push_back(nvm_case("zeroes-over-data", "Write Zeroes clears blocks that hold data, and no others",
                           {"ZNS-IO-024"}, zeroes_over_data, {Need::WriteZeroes}));
  cases.push_back(nvm_case("data-over-zeroes", "Blocks that Write Zeroes cleared are written again", {"ZNS-IO-024"},
                           is_written_over_zeroes, {Need::WriteZeroes}));
  cases.push_back(nvm_case("flush", "Flush leaves what blocks hold", {"ZNS-IO-054"}, is_kept_by_a_flush));
}

void add_ends(std::vector<Case>& cases) {
  const auto writes = [](std::uint64_t before, std::uint64_t count) {
    return [=](Bench& bench) { refuses_to_write(bench, before, count); };
  };
  const auto reads = [](std::uint64_t before, std::uint64_t count) {
    return [=](Bench& bench) { refuses_to_read(bench, before, count); };
  };
  cases.push_back(nvm_case("write-behind-the-end", "A Write that begins behind the last block is LBA Out of Range",
                           {"ZNS-IO-027"}, writes(0, 1)));
  cases.push_back(nvm_case("write-over-the-end", "A Write that ends behind the last block is LBA Out of Range",
                           {"ZNS-IO-027"}, writes(1, 2)));
  cases.push_back(nvm_case("zeroes-over-the-end", "Write Zeroes that ends behind the last block is LBA Out of Range",
                           {"ZNS-IO-027"}, refuses_to_zero, {Need::WriteZeroes}));
  cases.push_back(nvm_case("read-behind-the-end", "A Read that begins behind the last block is LBA Out of Range",
                           {"ZNS-IO-012"}, reads(0, 1)));
  cases.push_back(nvm_case("read-over-the-end", "A Read that ends behind the last block is LBA Out of Range",
                           {"ZNS-IO-012"}, reads(2, 3)));
}

void add_commands_of_zones(std::vector<Case>& cases) {
  const auto knows = [](const Command& command, bool sends = false) {
    return [=](Bench& bench) { knows_no(bench, command, sends); };
  };
  cases.push_back(nvm_case("no-zone-append", "A namespace without zones has no Zone Append", {"ZNS-GEN-006", "GEN-002"},
                           knows({.body = ZoneAppend{.zslba = 0, .nlb = Nlb::of_count(1)}}, true)));
  cases.push_back(nvm_case("no-zone-management-send", "A namespace without zones has no Zone Management Send",
                           {"ZNS-GEN-006", "GEN-002"},
                           knows({.body = ZoneManagementSend{.slba = 0, .zsa = ZoneSendAction::Reset}})));
  cases.push_back(nvm_case("no-zone-management-receive", "A namespace without zones has no Zone Management Receive",
                           {"ZNS-GEN-006", "GEN-002"},
                           knows({.body = ZoneManagementReceive{.slba = 0, .numd = NumberOfDwords::of_count(1024)}})));
}

void add_two(std::vector<Case>& cases) {
  const auto left = [](ZoneSendAction zsa, bool select_all) {
    return [=](Bench& bench) { is_left_alone_by_zones(bench, zsa, select_all); };
  };
  cases.push_back(nvm_case("leaves-zones-alone", "Writing a namespace without zones leaves the zones as they are",
                           {"ZNS-IO-023"}, leaves_zones_alone, {Need::WriteZeroes}));
  cases.push_back(nvm_case("left-alone-by-reset", "Reset Zone leaves the same LBAs of the other namespace",
                           {"ZNS-IO-023"}, left(ZoneSendAction::Reset, false)));
  cases.push_back(nvm_case("left-alone-by-finish", "Finish Zone leaves the same LBAs of the other namespace",
                           {"ZNS-IO-023"}, left(ZoneSendAction::Finish, false)));
  cases.push_back(nvm_case("left-alone-by-reset-all", "Reset Zone with Select All leaves the other namespace",
                           {"ZNS-IO-023"}, left(ZoneSendAction::Reset, true), {Need::WholeNamespace}));
  cases.push_back(nvm_case("needs-no-resource", "A namespace without zones is written where the open limit is reached",
                           {"ZNS-RES-002"}, needs_no_resource, {Need::OpenLimit}));
  cases.push_back(nvm_case("listed", "Both namespaces are in the list of active ones", {"ID-CNS-002a"}, is_listed));
  cases.push_back(nvm_case("listed-by-command-set", "Each command set lists its own namespaces",
                           {"ID-CNS-007a", "ID-CNS-007d"}, is_listed_by_its_command_set));
  cases.push_back(nvm_case("no-zoned-structure", "Identify CNS 05h of zones is refused for a namespace without them",
                           {"ID-CNS-005c"}, has_no_zoned_structure));
}

void add_in_flight(std::vector<Case>& cases) {
  cases.push_back(nvm_case("overlapping-writes", "Each block that two Writes in flight share holds the data of one",
                           {"ZNS-ORD-001", "ZNS-ORD-006"}, settles_overlapping_writes, {Need::QueueDepth}));
  cases.push_back(nvm_case("writes-side-by-side", "Writes in flight to different blocks all land", {"ZNS-ORD-001"},
                           settles_writes_side_by_side, {Need::QueueDepth}));
  cases.push_back(nvm_case("beside-a-zone", "Writes in flight to both namespaces both land", {"ZNS-ORD-001"},
                           goes_beside_zones, {Need::QueueDepth}));
}

void add_resets(std::vector<Case>& cases) {
  const auto kept = [](Reset kind) { return [=](Bench& bench) { is_kept_over(bench, kind); }; };
  cases.push_back(nvm_case("kept-over-controller-reset", "Flushed blocks are kept over a Controller Reset",
                           {"ZNS-IO-054"}, kept(Reset::Controller), {Need::ControllerReset}));
  cases.push_back(nvm_case("kept-over-shutdown", "Flushed blocks are kept over a shutdown", {"ZNS-IO-054"},
                           kept(Reset::Shutdown), {Need::Shutdown}));
  cases.push_back(nvm_case("kept-over-power-cycle", "Flushed blocks are kept over a power cycle", {"ZNS-IO-054"},
                           kept(Reset::PowerCycle), {Need::PowerCycle}));
}

}  // namespace

std::vector<Case> nvm_namespace_cases() {
  std::vector<Case> cases;
  add_blocks(cases);
  add_ends(cases);
  add_commands_of_zones(cases);
  add_two(cases);
  add_in_flight(cases);
  add_resets(cases);
  return cases;
}

}  // namespace zns::suites
