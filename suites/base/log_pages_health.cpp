// SMART / Health Information, Firmware Slot Information and Sanitize Status: fields that contradict each other, or what
// the device did.
#include <string>
#include <vector>

#include "suites/base/log_page_parts.hpp"

namespace zns::suites {
namespace {

using namespace logs;

std::string text_of(const LargeCount& count) {
  return count.high == 0 ? std::to_string(count.low) : hex(count.high) + ':' + hex(count.low);
}

struct Counter {
  const char* name;
  LargeCount SmartHealth::*value;
};
constexpr Counter kCounters[] = {
    {"Data Units Read", &SmartHealth::data_units_read},
    {"Data Units Written", &SmartHealth::data_units_written},
    {"Host Read Commands", &SmartHealth::host_read_commands},
    {"Host Write Commands", &SmartHealth::host_write_commands},
    {"Controller Busy Time", &SmartHealth::controller_busy_time},
    {"Power Cycles", &SmartHealth::power_cycles},
    {"Power On Hours", &SmartHealth::power_on_hours},
    {"Unsafe Shutdowns", &SmartHealth::unsafe_shutdowns},
    {"Media and Data Integrity Errors", &SmartHealth::media_errors},
    {"Number of Error Information Log Entries", &SmartHealth::error_log_entries},
};

void expect_no_less(Bench& bench, const SmartHealth& before) {
  const SmartHealth after = health(bench);
  for (const Counter& counter : kCounters)
    bench.expect(after.*counter.value >= before.*counter.value,
                 std::string{counter.name} + " does not go back, from " + text_of(before.*counter.value),
                 text_of(after.*counter.value));
}

// The case writes, reads, appends and resets between two looks.
void use(Bench& bench, const ZoneRef& zone) {
  bench.needs(zone.zcap >= 3, "needs a zone of at least 3 blocks");
  bench.expect_success(bench.write(zone.zslba, 1));
  bench.expect_success(bench.read(zone.zslba, 1));
  if (bench.facts().append) bench.expect_success(bench.zone_append(zone, 1, zone.zslba + 1));
  bench.expect_status(bench.write(zone.zslba, 1), {Status::ZoneInvalidWrite});
  bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Reset));
}

void never_go_back(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  for (int i = 0; i < 4; ++i) {
    const SmartHealth before = health(bench);
    use(bench, zone);
    expect_no_less(bench, before);
  }
}

void outlive(Bench& bench, Reset kind) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  use(bench, zone);
  const SmartHealth before = health(bench);
  bench.reset(kind);
  expect_no_less(bench, before);
}

// Written in units of 512 bytes whatever the size of a block; counting may lag, and so this only warns.
void count_written(Bench& bench) {
  constexpr std::uint64_t kUnit = 1000ULL * 512;
  const SmartHealth before = health(bench);
  std::uint64_t bytes = 0;
  while (bytes < 2 * kUnit) {
    bench.needs(bench.free_zones() > 0, "needs zones of 1,024,000 bytes together");
    const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
    const std::uint64_t blocks = std::min<std::uint64_t>(zone.zcap, (2 * kUnit - bytes) / bench.facts().lba_bytes + 1);
    bench.fill(zone, zone.zslba, zone.zslba + blocks);
    bytes += blocks * bench.facts().lba_bytes;
    bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Reset));
  }
  const SmartHealth after = health(bench);
  bench.expect(after.data_units_written.low >= before.data_units_written.low + 1,
               "Data Units Written grows by 2, for 1,024,000 bytes",
               text_of(before.data_units_written) + " and then " + text_of(after.data_units_written));
  bench.expect(after.host_write_commands > before.host_write_commands, "Host Write Commands grows",
               text_of(after.host_write_commands));
}

// Appends are writes of the host: a vendor may see that otherwise.
void count_appended(Bench& bench) {
  const SmartHealth before = health(bench);
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.expect_success(bench.zone_append(zone, 1, zone.zslba));
  bench.expect(health(bench).host_write_commands > before.host_write_commands,
               "Host Write Commands counts a Zone Append", text_of(before.host_write_commands) + " as before");
}

void spare_fits_warning(Bench& bench) {
  const SmartHealth found = health(bench);
  bench.expect(found.available_spare <= 100, "Available Spare of at most 100 %", std::to_string(found.available_spare));
  const bool below = found.available_spare < found.available_spare_threshold;
  const bool warned = (found.critical_warning & kSpareBelowThreshold) != 0;
  bench.expect(below == warned,
               std::string{"Critical Warning bit 0 is "} + (below ? "1" : "0") + ": Available Spare " +
                   std::to_string(found.available_spare) + ", threshold " +
                   std::to_string(found.available_spare_threshold),
               std::string{"it is "} + (warned ? "1" : "0"));
}

void whole_structure(Bench& bench) {
  const Bytes data = read(bench, page(Lid::SmartHealth, kSmartHealthBytes), kBroadcastNsid);
  const bool untouched =
      std::all_of(data.end() - 16, data.end(), [](std::byte each) { return each == std::byte{0xA5}; });
  bench.expect(!untouched, "512 bytes of SMART / Health Information", "the last bytes of the buffer as they were");
}

void running_slot(Bench& bench) {
  const FirmwareSlots slots =
      decode_firmware_slots(read(bench, page(Lid::FirmwareSlot, kFirmwareSlotBytes), kBroadcastNsid));
  const unsigned active = slots.afi & 7U;
  bench.expect(active >= 1, "Active Firmware Info names a slot from 1 to 7", std::to_string(active));
  const std::string& revision = slots.frs[active - 1];
  bench.expect(
      revision == bench.facts().controller.fr,
      "the active slot holds the firmware revision of Identify Controller, '" + bench.facts().controller.fr + "'",
      "'" + revision + "'");
}

// SSTAT 2:0 and SPROG.
void sanitize_fits(Bench& bench) {
  constexpr unsigned kInProgress = 2;
  const SanitizeStatus found = decode_sanitize_status(read_optional(
      bench, page(Lid::SanitizeStatus, kSanitizeStatusBytes), false, "Sanitize Status log page", kBroadcastNsid));
  const unsigned status = found.sstat & 7U;
  if (status != kInProgress)
    bench.expect(found.sprog == kNotSanitizing, "Sanitize Progress FFFFh while no sanitize operation is in progress",
                 hex(found.sprog));
}

}  // namespace

std::vector<Case> log_page_health_cases() {
  return {
      {.id = "log-pages/smart-whole",
       .title = "SMART / Health Information has 512 bytes",
       .clauses = {"SMR-001"},
       .run = whole_structure},
      {.id = "log-pages/smart-spare",
       .title = "Available Spare and its warning agree",
       .clauses = {"SMR-004"},
       .run = spare_fits_warning},
      {.id = "log-pages/smart-counters",
       .title = "No counter of SMART / Health Information goes back",
       .clauses = {"SMR-002", "SMR-001"},
       .run = never_go_back},
      {.id = "log-pages/smart-over-reset",
       .title = "No counter of SMART / Health Information goes back over a Controller Reset",
       .clauses = {"LOG-015"},
       .level = Level::Shall,
       .needs = {Need::ControllerReset, Need::WholeNamespace},
       .run = [](Bench& bench) { outlive(bench, Reset::Controller); }},
      {.id = "log-pages/smart-over-power-cycle",
       .title = "No counter of SMART / Health Information goes back over a power cycle",
       .clauses = {"LOG-015"},
       .level = Level::Should,
       .needs = {Need::PowerCycle, Need::WholeNamespace},
       .run = [](Bench& bench) { outlive(bench, Reset::PowerCycle); }},
      {.id = "log-pages/smart-units",
       .title = "Data Units Written counts thousands of 512 bytes",
       .clauses = {"SMR-002", "SMR-005"},
       .level = Level::Should,
       .run = count_written},
      {.id = "log-pages/smart-append",
       .title = "Host Write Commands counts a Zone Append",
       .clauses = {"SMR-003"},
       .level = Level::Should,
       .needs = {Need::Append},
       .run = count_appended},
      {.id = "log-pages/firmware-running",
       .title = "Firmware Slot Information names the firmware that runs",
       .clauses = {"FWS-001"},
       .run = running_slot},
      {.id = "log-pages/sanitize-progress",
       .title = "Sanitize Status has no progress while no sanitize operation is in progress",
       .clauses = {"SAN-002"},
       .run = sanitize_fits},
  };
}

}  // namespace zns::suites
