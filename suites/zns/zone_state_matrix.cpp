// Every cell of the zone state table (zone_state_table.hpp) as a case: given a zone in the column's state, when the
// row's command is sent, then its status, the zone afterwards and the data are what the cell says.
#include <algorithm>
#include <string>
#include <vector>

#include "suites/bench.hpp"
#include "suites/contents.hpp"
#include "suites/zns/reports.hpp"
#include "suites/zns/zone_state_table.hpp"
#include "suites/zns/zone_state_trial.hpp"
#include "suites/zns/zone_state_words.hpp"

namespace zns::suites {
namespace {

using matrix::Cell;
using matrix::is_write_operation;
using matrix::Row;
using matrix::Sent;
using matrix::Trial;
using matrix::Where;

// A write sends the pattern of an LBA that no zone has: what it must not overwrite looks different.
std::uint64_t sent_pattern(const Trial& trial) {
  return trial.wp + (std::uint64_t{1} << 62);
}

// ---- when ----------------------------------------------------------------------------------------------------------

std::optional<ZoneSendAction> action(Sent sent) {
  switch (sent) {
    case Sent::Close:
      return ZoneSendAction::Close;
    case Sent::Finish:
      return ZoneSendAction::Finish;
    case Sent::Open:
      return ZoneSendAction::Open;
    case Sent::Reset:
      return ZoneSendAction::Reset;
    case Sent::Offline:
      return ZoneSendAction::Offline;
    default:
      return std::nullopt;
  }
}

Completion write(Bench& bench, const Trial& trial) {
  const Bytes data = bench.pattern(sent_pattern(trial), trial.blocks.count);
  const Write body{.slba = trial.blocks.slba, .nlb = Nlb::of_count(trial.blocks.count)};
  return bench.submit(
      {.sqe = encode(Command{.nsid = bench.facts().nsid, .body = body}), .to_device = data, .from_device = {}});
}

Completion send(Bench& bench, const Trial& trial, Bytes& data) {
  const auto& [row, zone, wp, blocks, before] = trial;
  const bool select_all = row.where == Where::SelectAll;
  if (const auto zsa = action(row.sent)) return bench.zone_mgmt_send(select_all ? 0 : zone.zslba, *zsa, select_all);
  switch (row.sent) {
    case Sent::Write:
      return write(bench, trial);
    case Sent::WriteZeroes:
      return bench.write_zeroes(blocks.slba, blocks.count);
    case Sent::Append:
      return bench.zone_append(row.where == Where::NotZoneStart ? blocks.slba : zone.zslba, blocks.count,
                               sent_pattern(trial));
    case Sent::Read:
      return bench.read(blocks.slba, blocks.count, &data);
    case Sent::Flush:
      return bench.flush();
    case Sent::SetExtension:
      return bench.set_zone_descriptor_extension(select_all ? 0 : zone.zslba, bench.extension_pattern(1), select_all);
    default:
      return bench.zone_mgmt_receive({.slba = zone.zslba, .numd = NumberOfDwords::of_count(report_bytes(1, 0) / 4)},
                                     &data);
  }
}

// ---- then ----------------------------------------------------------------------------------------------------------

std::vector<Status> permitted(Bench& bench, const Trial& trial, const Cell& cell) {
  std::vector<Status> statuses{cell.permitted().begin(), cell.permitted().end()};
  // LBA Out of Range applies to every range that ends beyond the namespace (ZNS-IO-027, ZNS-GEN-001).
  if (!cell.may_succeed() && trial.blocks.end() > bench.facts().nsze) statuses.push_back(Status::LbaOutOfRange);
  // Counted from a wrong ZSLBA the blocks may pass the zone's capacity (ZNS-GEN-045).
  if (trial.row.where == Where::NotZoneStart && trial.blocks.end() > trial.zone.cap())
    statuses.push_back(Status::ZoneBoundaryError);
  // A host may have asked for errors on deallocated blocks (ZNS-IO-007); whether these are is the device's to know.
  const bool unwritten = trial.row.sent == Sent::Read && trial.row.where != Where::BelowWp;
  if (unwritten && cell.may_succeed() && (bench.facts().ns.nsfeat & 1U << 2) != 0)
    statuses.push_back(Status::DeallocatedOrUnwrittenLogicalBlock);
  // Which zone Flush would mean is unknown: any Offline zone will do, but only with a volatile write cache
  // (ZNS-AMB-06).
  if (trial.row.sent == Sent::Flush) {
    statuses = {kSuccess};
    if ((bench.facts().controller.vwc & 1U) != 0 && bench.zones_found_in(ZoneState::Offline) > 0)
      statuses.push_back(Status::ZoneIsOffline);
  }
  return statuses;
}

void expect_read(Bench& bench, const Trial& trial, const Bytes& data) {
  const auto& [row, zone, wp, blocks, before] = trial;
  if (row.where == Where::BelowWp) bench.expect_pattern(blocks.slba, 1);
  if (row.where == Where::AtWp) bench.expect_deallocated(blocks.slba, 1);
  if (row.where != Where::AcrossEndRazb) return;
  Bytes one_by_one;  // a read across zones returns of each block what a read of that block does (ZNS-IO-003)
  for (std::uint64_t lba = blocks.slba; lba < blocks.end(); ++lba) {
    Bytes block;
    const Completion cqe = bench.read(lba, 1, &block);
    if (cqe.status == Status::DeallocatedOrUnwrittenLogicalBlock)
      return;  // the reads across did not fail: not comparable
    bench.expect_success(cqe);
    one_by_one.insert(one_by_one.end(), block.begin(), block.end());
  }
  bench.expect_bytes(one_by_one, data, "the data of both blocks, as single reads return it");
}

void expect_report(Bench& bench, const Trial& trial, const Bytes& data) {
  const ZoneReport report = parse_zone_report(data, 0);
  bench.expect(report.zones.size() == 1 && report.zones[0].descriptor.zslba == trial.zone.zslba,
               "the zone's descriptor", "none");
  const ZoneState seen = report.zones[0].descriptor.zs;
  bench.expect(seen == trial.before.zs || (trial.before.zs == ZoneState::ImplicitlyOpened && seen == ZoneState::Closed),
               std::string{letters(trial.before.zs)}, std::string{letters(seen)});
}

// What a zone holds that was written below `wp` and is now in `zs`. Blocks of a ZSRO zone may be unreadable
// (ZNS-SM-045).
void expect_contents(Bench& bench, const Trial& trial, ZoneState zs) {
  const auto& [row, zone, wp, blocks, before] = trial;
  if (zs == ZoneState::Offline) bench.expect_status(bench.read(zone.zslba, 1), {Status::ZoneIsOffline});
  if (zs == ZoneState::Offline || zs == ZoneState::ReadOnly || wp == zone.zslba) return;
  if (zs == ZoneState::Empty) return bench.expect_deallocated(zone.zslba, 1);
  bench.expect_pattern(zone.zslba, 1);
  bench.expect_pattern(wp - 1, 1);
}

void expect_written(Bench& bench, const Trial& trial, const Completion& cqe) {
  const auto& [row, zone, wp, blocks, before] = trial;
  if (row.sent == Sent::Append)
    bench.expect(cqe.result == wp, "ALBA " + std::to_string(wp), "ALBA " + std::to_string(cqe.result));
  for (const std::uint64_t offset : {std::uint64_t{0}, blocks.count - 1}) {
    if (row.sent == Sent::WriteZeroes)
      bench.expect_zeroes(wp + offset, 1);
    else
      bench.expect_pattern(wp + offset, 1, sent_pattern(trial) + offset);
  }
}

void expect_success(Bench& bench, const Trial& trial, const Cell& cell, const Completion& cqe, const Bytes& data) {
  const auto& [row, zone, wp, blocks, before] = trial;
  // Open with Select All finds a zone closed that the controller closed after we looked (ZNS-SM-008).
  const bool opens_all = row.sent == Sent::Open && row.where == Where::SelectAll;
  const bool opened =
      opens_all && before.zs == ZoneState::ImplicitlyOpened && bench.descriptor(zone).zs == ZoneState::ExplicitlyOpened;
  const ZoneState after = opened ? ZoneState::ExplicitlyOpened : cell.after().value_or(before.zs);
  const std::uint64_t wp_after = after == ZoneState::Empty      ? zone.zslba
                                 : is_write_operation(row.sent) ? blocks.end()
                                                                : wp;
  if (cell.after() || opened)
    bench.expect_zone(zone, after, is_writable(after) ? std::optional{wp_after} : std::nullopt);
  else
    bench.expect_unchanged(zone, before);

  if (row.sent == Sent::Read) expect_read(bench, trial, data);
  if (row.sent == Sent::Report) expect_report(bench, trial, data);
  if (is_write_operation(row.sent)) expect_written(bench, trial, cqe);
  if (row.sent == Sent::SetExtension) bench.expect_extension(zone, bench.extension_pattern(1));
  if (cell.after() == ZoneState::Empty || cell.after() == ZoneState::Offline)
    bench.expect_zdev(zone, false);  // ZNS-ZM-051
  expect_contents(bench, trial, after);
}

void expect_nothing_changed(Bench& bench, const Trial& trial) {
  const auto& [row, zone, wp, blocks, before] = trial;
  bench.expect_unchanged(zone, before);
  if (row.where == Where::WithExtensions && (before.za & za::kDescriptorExtensionValid) != 0)
    bench.expect_extension(zone, bench.extension_pattern());
  expect_contents(bench, trial, before.zs);
  const bool readable = before.zs != ZoneState::ReadOnly && before.zs != ZoneState::Offline;
  if (!is_write_operation(row.sent) || !readable) return;
  bench.expect_deallocated(wp, 1);
  bench.expect_deallocated(std::max(wp, blocks.slba), 1);
}

void run(Bench& bench, const Row& row, ZoneState from) {
  const Trial trial = set_up(bench, row, from);
  bench.expect(column(trial.before.zs) < kZoneStateCount, "a zone state", "a reserved value");
  const Cell& cell =
      row.cells[column(trial.before.zs)];  // that of ZSC for a zone in ZSIO which the controller has closed

  Bytes data;
  const Completion cqe = send(bench, trial, data);

  if (from == ZoneState::ReadOnly && cell.may_succeed() && is_media_error(cqe.status))
    throw CaseInconclusive{"a block of the Read Only zone is unreadable (ZNS-SM-045)"};
  bench.expect_status(cqe, permitted(bench, trial, cell));
  if (cqe.status == kSuccess)
    expect_success(bench, trial, cell, cqe, data);
  else
    expect_nothing_changed(bench, trial);
}

// The rows of Write are followed by the same for Write Zeroes.
std::vector<Row> with_write_zeroes(std::span<const Row> matrix) {
  std::vector<Row> rows{matrix.begin(), matrix.end()};
  const auto after_write =
      std::find_if(rows.begin(), rows.end(), [](const Row& row) { return row.sent != Sent::Write; });
  std::vector<Row> copies{rows.begin(), after_write};
  for (Row& row : copies) row.sent = Sent::WriteZeroes;
  rows.insert(after_write, copies.begin(), copies.end());
  return rows;
}

}  // namespace

std::vector<Case> zone_state_matrix_cases() {
  std::vector<Case> cases;
  for (const Row& row : with_write_zeroes(matrix::kMatrix)) {
    for (const ZoneState from : kZoneStates) {
      if (!row.cells[column(from)].exists()) continue;
      cases.push_back({.id = id_of(row, from),
                       .title = title_of(row, from),
                       .clauses = clauses_of(row, from),
                       .level = level_of(row, from),
                       .needs = needs_of(row, from),
                       .run = [row, from](Bench& bench) { run(bench, row, from); }});
    }
  }
  return cases;
}

}  // namespace zns::suites
