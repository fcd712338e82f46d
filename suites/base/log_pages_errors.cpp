// The Error Information log: a device need not enter what it aborts, but what it enters must have been aborted.
#include <algorithm>
#include <string>
#include <vector>

#include "suites/base/log_page_parts.hpp"

namespace zns::suites {
namespace {

using namespace logs;

std::string text_of(const ErrorEntry& entry) {
  return "entry " + std::to_string(entry.count) + ": " + to_string(entry.status()) + ", SQID " + hex(entry.sqid) +
         ", NSID " + hex(entry.nsid);
}

// The entry tells of a command to the namespace that the case may have sent: whoever looks at blocks meanwhile may
// read deallocated ones, with DULBE.
bool is_of_a_command(const Bench& bench, const ErrorEntry& entry) {
  constexpr std::uint16_t kNoCommand = 0xFFFF;
  return entry.sqid != kNoCommand && entry.nsid == bench.facts().nsid &&
         entry.status() != Status::DeallocatedOrUnwrittenLogicalBlock;
}

// Three commands that are aborted, each in its way.
std::vector<Completion> provoke(Bench& bench, const ZoneRef& zone) {
  bench.needs(zone.zcap >= 2, "needs a zone that one block does not fill");
  std::vector<Completion> cqes{bench.write(zone.zslba + 1, 1), bench.read(bench.facts().nsze, 1),
                               bench.zone_mgmt_send(zone.zslba + 1, ZoneSendAction::Close)};
  bench.expect_status(cqes[0], {Status::ZoneInvalidWrite});
  bench.expect_status(cqes[1], {Status::LbaOutOfRange});
  bench.needs(cqes[2].status != kSuccess, "the Close is not aborted");  // whether it is, is for other cases to say
  return cqes;
}

std::vector<ErrorEntry> newer_than(std::vector<ErrorEntry> entries, std::uint64_t count) {
  std::erase_if(entries, [=](const ErrorEntry& each) { return each.count <= count; });
  return entries;
}

// Newest first, each count once, and behind the last one nothing.
void keep_order(Bench& bench) {
  provoke(bench, bench.a_zone_in(ZoneState::Empty));
  const std::vector<ErrorEntry> entries = errors(bench);
  for (std::size_t i = 1; i < entries.size(); ++i) {
    const ErrorEntry& newer = entries[i - 1];
    const ErrorEntry& older = entries[i];
    if (older.count != 0)
      bench.expect(newer.count > older.count, "Error Counts that decrease from entry to entry",
                   std::to_string(newer.count) + " and then " + std::to_string(older.count));
  }
  for (const ErrorEntry& entry : entries)
    if (entry.count == 0) bench.expect(entry == ErrorEntry{}, "an entry that is not used holds zeros", text_of(entry));
}

// Commands that succeed make no entry. Whoever else uses the device may: entries that name no namespace, or another
// one, are not looked at.
void enter_no_success(Bench& bench) {
  const std::uint64_t before = latest(errors(bench));
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.expect_success(bench.write(zone.zslba, 1));
  bench.expect_success(bench.read(zone.zslba, 1));
  bench.expect_success(bench.flush());
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Reset));
  for (const ErrorEntry& entry : newer_than(errors(bench), before))
    bench.expect(!is_of_a_command(bench, entry), "no entry for commands that succeeded", text_of(entry));
}

// Each new entry about a command to this namespace names a status that one of them was aborted with.
void enter_what_was_aborted(Bench& bench) {
  const std::uint64_t before = latest(errors(bench));
  const std::vector<Completion> cqes = provoke(bench, bench.a_zone_in(ZoneState::Empty));
  for (const ErrorEntry& entry : newer_than(errors(bench), before)) {
    if (!is_of_a_command(bench, entry)) continue;
    const bool aborted =
        std::any_of(cqes.begin(), cqes.end(), [&entry](const Completion& cqe) { return cqe.status == entry.status(); });
    bench.expect(aborted, "entries with the statuses of the aborted commands", text_of(entry));
    bench.expect(entry.sqid != 0, "an I/O command's entry names an I/O Submission Queue", text_of(entry));
  }
}

// Not one entry twice, and not two for one command.
void enter_each_once(Bench& bench) {
  const std::uint64_t before = latest(errors(bench));
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.needs(zone.zcap >= 2, "needs a zone that one block does not fill");
  bench.expect_status(bench.write(zone.zslba + 1, 1), {Status::ZoneInvalidWrite});
  std::vector<ErrorEntry> entries = newer_than(errors(bench), before);
  std::erase_if(entries, [&](const ErrorEntry& each) { return !is_of_a_command(bench, each); });
  bench.expect(entries.size() <= 1, "one entry at most for one aborted command",
               std::to_string(entries.size()) + " entries");
}

void have_what_more_says(Bench& bench) {
  const std::uint64_t before = latest(errors(bench));
  const std::vector<Completion> cqes = provoke(bench, bench.a_zone_in(ZoneState::Empty));
  bench.needs(std::any_of(cqes.begin(), cqes.end(), [](const Completion& cqe) { return cqe.more; }),
              "no completion says that there is more (More)");
  bench.needs(errors(bench).size() >= cqes.size(), "the Error Information log has fewer entries than were provoked");
  const std::vector<ErrorEntry> entries = newer_than(errors(bench), before);
  for (const Completion& cqe : cqes) {
    const bool entered = std::any_of(entries.begin(), entries.end(),
                                     [&cqe](const ErrorEntry& entry) { return entry.status() == cqe.status; });
    bench.expect(entered || !cqe.more, "an entry with " + to_string(cqe.status) + ", which was completed with More = 1",
                 std::to_string(entries.size()) + " new entries, and none of it");
  }
}

// SMART counts what the log has had in all.
void count_entries(Bench& bench) {
  const std::uint64_t before = latest(errors(bench));
  const SmartHealth found = health(bench);
  const std::uint64_t after = latest(errors(bench));
  const LargeCount least{.low = before};
  const LargeCount most{.low = after};
  bench.expect(found.error_log_entries >= least && found.error_log_entries <= most,
               "Number of Error Information Log Entries is the latest Error Count, " + std::to_string(before),
               std::to_string(found.error_log_entries.low));
}

void have_elpe_entries(Bench& bench) {
  const std::size_t bytes = error_log_bytes(bench);
  if (!bench.facts().mdts_bytes || bytes <= *bench.facts().mdts_bytes)
    static_cast<void>(read(bench, page(Lid::ErrorInformation, bytes), kBroadcastNsid));
  bench.needs(announces(bench, lpa::kExtendedData), "the device has no log page offsets (LPA bit 2)");
  const GetLogPage last = page(Lid::ErrorInformation, kErrorEntryBytes, {.lpo = bytes - kErrorEntryBytes});
  static_cast<void>(read(bench, last, kBroadcastNsid));
  const GetLogPage beyond = page(Lid::ErrorInformation, 4, {.lpo = bytes + 4});
  bench.expect_status(get(bench, beyond, nullptr, kBroadcastNsid), {Status::InvalidFieldInCommand});
}

// The count goes on where it was, over a reset.
void go_on_counting(Bench& bench) {
  provoke(bench, bench.a_zone_in(ZoneState::Empty));
  const std::uint64_t before = latest(errors(bench));
  bench.needs(before != 0, "the device enters no aborted command");
  bench.reset(Reset::Controller);
  const SmartHealth found = health(bench);
  bench.expect(found.error_log_entries >= LargeCount{.low = before},
               "the number of entries does not go back over a Controller Reset, from " + std::to_string(before),
               std::to_string(found.error_log_entries.low));
  provoke(bench, bench.a_zone_in(ZoneState::Empty));
  const std::uint64_t after = latest(errors(bench));
  bench.expect(after > before, "an Error Count above " + std::to_string(before) + ", which was before the reset",
               std::to_string(after));
}

}  // namespace

std::vector<Case> log_page_error_cases() {
  return {
      {.id = "log-pages/errors-newest-first",
       .title = "The Error Information log has its newest entry first, and zeros behind the last",
       .clauses = {"ERR-001", "ERR-004"},
       .run = keep_order},
      {.id = "log-pages/errors-of-no-success",
       .title = "A command that succeeds makes no entry in the Error Information log",
       .clauses = {"ERR-002", "ERR-001"},
       .run = enter_no_success},
      {.id = "log-pages/errors-as-aborted",
       .title = "Entries of the Error Information log name the statuses that commands were aborted with",
       .clauses = {"ERR-002", "ERR-007"},
       .run = enter_what_was_aborted},
      {.id = "log-pages/errors-once",
       .title = "An aborted command makes one entry at most",
       .clauses = {"ERR-004", "ERR-002"},
       .run = enter_each_once},
      {.id = "log-pages/errors-more",
       .title = "A completion with More = 1 has an entry in the Error Information log",
       .clauses = {"ERR-003"},
       .run = have_what_more_says},
      {.id = "log-pages/errors-counted",
       .title = "SMART / Health Information counts the entries of the Error Information log",
       .clauses = {"ERR-005"},
       .level = Level::Should,
       .run = count_entries},
      {.id = "log-pages/errors-elpe",
       .title = "The Error Information log has ELPE + 1 entries",
       .clauses = {"IDC-010", "LOG-006"},
       .run = have_elpe_entries},
      {.id = "log-pages/errors-over-reset",
       .title = "The Error Count goes on over a Controller Reset",
       .clauses = {"LOG-015", "ERR-004"},
       .level = Level::Shall,
       .needs = {Need::ControllerReset, Need::WholeNamespace},
       .run = go_on_counting},
  };
}

}  // namespace zns::suites
