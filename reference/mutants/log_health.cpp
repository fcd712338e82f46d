// The Error Information log, SMART / Health Information, Firmware Slot Information, Sanitize Status.
#include <algorithm>

#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/log_parts.hpp"

namespace zns::mutants {
namespace {

// ---- Error Information ---------------------------------------------------------------------------------------------

constexpr std::size_t kEntries = 64;

// The entries, those behind the last used one included, are changed.
template <void (*change)(const AdminSituation&, std::vector<ErrorEntry>&)>
void errors(const AdminSituation& situation, AdminEffect& effect) {
  if (asked(situation, Lid::ErrorInformation) == nullptr || effect.status != kSuccess) return;
  std::vector<ErrorEntry> entries = decode_error_entries(whole(situation, kEntries * kErrorEntryBytes));
  change(situation, entries);
  reply_with(situation, effect, encode(entries));
}

void oldest_first(const AdminSituation& /*situation*/, std::vector<ErrorEntry>& entries) {
  const auto used =
      std::find_if(entries.begin(), entries.end(), [](const ErrorEntry& each) { return each.count == 0; });
  std::reverse(entries.begin(), used);
}
void without_status(const AdminSituation& /*situation*/, std::vector<ErrorEntry>& entries) {
  for (ErrorEntry& each : entries) each.status_field &= 1U;
}
void status_not_shifted(const AdminSituation& /*situation*/, std::vector<ErrorEntry>& entries) {
  for (ErrorEntry& each : entries) each.status_field = static_cast<std::uint16_t>(each.status_field >> 1);
}
void one_count_for_all(const AdminSituation& /*situation*/, std::vector<ErrorEntry>& entries) {
  for (ErrorEntry& each : entries)
    if (each.count != 0) each.count = entries.front().count;
}
void each_twice(const AdminSituation& /*situation*/, std::vector<ErrorEntry>& entries) {
  for (std::size_t i = entries.size(); i-- > 0;) {
    entries[i] = entries[i / 2];
    if (entries[i].count != 0) entries[i].count = 2 * entries[i].count - i % 2;
  }
}
void unused_are_marked(const AdminSituation& /*situation*/, std::vector<ErrorEntry>& entries) {
  for (ErrorEntry& each : entries)
    if (each.count == 0) each.sqid = 0xFFFF;
}
void all_lost(const AdminSituation& /*situation*/, std::vector<ErrorEntry>& entries) {
  std::fill(entries.begin(), entries.end(), ErrorEntry{});
}
void on_admin_queue(const AdminSituation& /*situation*/, std::vector<ErrorEntry>& entries) {
  for (ErrorEntry& each : entries) each.sqid = 0;
}
// The command before this one, whatever became of it.
void previous_too(const AdminSituation& situation, std::vector<ErrorEntry>& entries) {
  if (!situation.past.previous || situation.past.previous_status != kSuccess) return;
  std::rotate(entries.begin(), entries.end() - 1, entries.end());
  entries.front() = {.count = entries[1].count + 1, .sqid = 1, .nsid = situation.past.previous->nsid};
}

void fewer_entries(const AdminSituation& situation, AdminEffect& effect) {
  const GetLogPage* const get = asked(situation, Lid::ErrorInformation);
  if (get != nullptr && get->lpo >= 16 * kErrorEntryBytes) refuse(effect, Status::InvalidFieldInCommand);
}

// ---- SMART / Health Information ------------------------------------------------------------------------------------

template <void (*change)(const AdminSituation&, SmartHealth&)>
void health(const AdminSituation& situation, AdminEffect& effect) {
  if (asked(situation, Lid::SmartHealth) == nullptr || effect.status != kSuccess) return;
  SmartHealth log = decode_smart_health(whole(situation, kSmartHealthBytes));
  change(situation, log);
  reply_with(situation, effect, encode(log));
}

void wraps_writes(const AdminSituation& /*situation*/, SmartHealth& log) {
  log.host_write_commands.low &= 3U;
}
void counts_reads_down(const AdminSituation& /*situation*/, SmartHealth& log) {
  log.host_read_commands.low = 1'000'000 - log.host_read_commands.low;
}
// What was counted since a while before the latest reset is lost with it.
std::uint64_t left_after_resets(const AdminSituation& situation) {
  constexpr std::uint64_t kFar = 1'000'000'000;
  constexpr std::uint64_t kLost = 10'000;
  return kFar - kLost * situation.past.restarts;
}
void writes_lost_at_reset(const AdminSituation& situation, SmartHealth& log) {
  log.host_write_commands.low += left_after_resets(situation);
}
void units_lost_at_reset(const AdminSituation& situation, SmartHealth& log) {
  log.data_units_written.low += left_after_resets(situation);
}
void entries_lost_at_reset(const AdminSituation& situation, SmartHealth& log) {
  log.error_log_entries.low += left_after_resets(situation);
}
void counts_lost_at_reset(const AdminSituation& situation, std::vector<ErrorEntry>& entries) {
  for (ErrorEntry& each : entries)
    if (each.count != 0) each.count += left_after_resets(situation);
}
void errors_lost_at_reset(const AdminSituation& situation, AdminEffect& effect) {
  health<entries_lost_at_reset>(situation, effect);
  errors<counts_lost_at_reset>(situation, effect);
}
void loses_cycles(const AdminSituation& situation, SmartHealth& log) {
  log.power_cycles.low += left_after_resets(situation);
}
void low_spare_unsaid(const AdminSituation& /*situation*/, SmartHealth& log) {
  log.available_spare = 5;
}
void warns_of_spare(const AdminSituation& /*situation*/, SmartHealth& log) {
  log.critical_warning |= kSpareBelowThreshold;
}
void spare_in_permille(const AdminSituation& /*situation*/, SmartHealth& log) {
  log.available_spare = 250;
}
void misses_last_part(const AdminSituation& situation, AdminEffect& effect) {
  if (asked(situation, Lid::SmartHealth) != nullptr && effect.reply.size() > 256) effect.reply.resize(256);
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
Topic health_log_mutants() {
  return {
      log("errors-oldest-first", "the Error Information log has its oldest entry first", "it has its newest first",
          {"ERR-001"}, errors<oldest_first>),
      log("errors-without-status", "entries have no status: as if the commands had succeeded", "they have it",
          {"ERR-002"}, errors<without_status>),
      log("errors-status-unshifted", "the status of an entry is where the phase tag is", "it begins at bit 1",
          {"ERR-002"}, errors<status_not_shifted>),
      log("errors-one-count", "all entries have the Error Count of the newest", "each has its own",
          {"ERR-001", "ERR-004"}, errors<one_count_for_all>),
      log("errors-twice", "each aborted command makes two entries", "it makes one", {"ERR-004"}, errors<each_twice>,
          "plausible: one where it is found, one where it is completed"),
      log("errors-unused-marked", "entries that are not used have SQID FFFFh", "they are zeroes", {"ERR-001"},
          errors<unused_are_marked>, kField, "error-log=none"),
      log("errors-more-and-none", "completions have More set, and the Error Information log is empty",
          "there is an entry for each", {"ERR-003"}, errors<all_lost>,
          "plausible: More is set in the common path of errors", "error-log=told"),
      log("errors-lost-at-reset", "the Error Count goes back with a Controller Reset", "it goes on",
          {"LOG-015", "ERR-004"}, errors_lost_at_reset, "plausible: saved now and then, and read back at a reset"),
      log("errors-on-admin-queue", "entries name the admin queue", "they name the queue of the command", {"ERR-002"},
          errors<on_admin_queue>),
      log("errors-of-success", "a command that succeeds makes an entry", "only aborted ones do", {"ERR-002"},
          errors<previous_too>, "plausible: entered before the status is known"),
      log("errors-fewer-than-elpe", "the Error Information log has fewer entries than ELPE says", "it has as many",
          {"IDC-010"}, fewer_entries),
      log("smart-writes-wrap", "Host Write Commands wraps after three", "it has 128 bits", {"SMR-002"},
          health<wraps_writes>, kTruncated),
      log("smart-reads-count-down", "Host Read Commands goes down", "it goes up", {"SMR-002"},
          health<counts_reads_down>),
      log("smart-writes-lost-at-reset", "Host Write Commands goes back with a Controller Reset", "it goes on",
          {"LOG-015"}, health<writes_lost_at_reset>, "plausible: saved now and then, and read back at a reset"),
      log("smart-units-lost-at-reset", "Data Units Written goes back with a Controller Reset", "it goes on",
          {"LOG-015"}, health<units_lost_at_reset>, "plausible: saved now and then, and read back at a reset"),
      log("smart-loses-power-cycles", "Power Cycles goes back with a Controller Reset", "it never goes back",
          {"LOG-015"}, health<loses_cycles>),
      log("smart-low-spare-unsaid", "Available Spare is below its threshold, and no warning says so", "one does",
          {"SMR-004"}, health<low_spare_unsaid>),
      log("smart-warns-of-spare", "a warning of low spare, and there is enough", "there is no warning", {"SMR-004"},
          health<warns_of_spare>),
      log("smart-spare-in-permille", "Available Spare is 250", "it is a percentage", {"SMR-004"},
          health<spare_in_permille>),
      log("smart-half", "half of SMART / Health Information is returned", "all 512 bytes are", {"SMR-001"},
          misses_last_part),
      log("firmware-no-slot", "no firmware slot is active", "the one that runs is", {"FWS-001"},
          says<Lid::FirmwareSlot, 0, std::uint8_t, 0>, "Linux nvmet: zeroes"),
      log("firmware-other", "the active slot holds another revision than Identify Controller names",
          "it holds that one", {"FWS-001"}, says<Lid::FirmwareSlot, 8, std::uint8_t, 'X'>),
      log("sanitize-in-progress", "Sanitize Progress is 0 and nothing is in progress", "it is FFFFh then", {"SAN-002"},
          says<Lid::SanitizeStatus, 0, std::uint16_t, 0>),
  };
}

}  // namespace zns::mutants
