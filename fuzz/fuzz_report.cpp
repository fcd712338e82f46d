// What a hostile device returns, read by the host's side: whatever the bytes, parsers stay within them, and what they
// understood survives being written and read again.
#include "fuzz/last_words.hpp"
#include "fuzz/told_oracle.hpp"
#include "reference/spec/identify.hpp"
#include "reference/spec/log_pages.hpp"
#include "reference/spec/zone_report.hpp"

#include <algorithm>
#include <array>

namespace {

using namespace zns;
using namespace zns::fuzz;

void read_identify(std::span<const std::byte> bytes) {
  IdentifyPage page{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), page.size()), page.begin());
  const auto same_again = [&](auto decode_it) {
    const auto structure = decode_it(page);
    expect(decode_it(encode(structure)) == structure, "a structure survives being written");
  };
  same_again(decode_identify_controller);
  same_again(decode_identify_namespace);
  same_again(decode_identify_zoned_namespace);
  same_again(decode_identify_zoned_controller);
  same_again(decode_identify_nvm_controller);
  static_cast<void>(decode_namespace_identification(page));
  const auto nsids = decode_namespace_list(page);
  expect(decode_namespace_list(encode_namespace_list(nsids)) == nsids, "a list of namespaces survives being written");
  const auto vectors = decode_command_set_vectors(page);
  expect(decode_command_set_vectors(encode_command_set_vectors(vectors)) == vectors, "so does one of command sets");
}

void read_report(std::span<const std::byte> bytes, std::size_t zdes) {
  const ZoneReport report = parse_zone_report(bytes, zdes * kZdesUnitBytes);
  expect(report.zones.size() <= report.number_of_zones, "no more entries than the header says");
  expect(report.zones.empty() || report_bytes(report.zones.size(), zdes * kZdesUnitBytes) <= bytes.size(),
         "no entry beyond the bytes");
  for (const ReportedZone& zone : report.zones) {
    std::array<std::byte, kZoneDescriptorBytes> again{};
    encode(zone.descriptor, again);
    ZoneDescriptor twice = decode_zone_descriptor(again);
    twice.reserved_bits = zone.descriptor.reserved_bits;  // those in reserved fields are not written
    expect(twice == zone.descriptor, "a descriptor survives being written");
  }
}

// A page may be cut anywhere.
void read_log_page(std::span<const std::byte> bytes) {
  const auto same_again = [&](auto decode_it) {
    const auto structure = decode_it(bytes);
    expect(decode_it(encode(structure)) == structure, "a log page survives being written");
  };
  same_again(decode_supported_log_pages);
  same_again(decode_error_entries);
  same_again(decode_smart_health);
  same_again(decode_firmware_slots);
  same_again(decode_command_effects);
  same_again(decode_feature_effects);
  same_again(decode_sanitize_status);
  const auto nsids = decode_changed_namespaces(bytes);
  expect(nsids.size() * 4 <= bytes.size(), "no namespace beyond the bytes");
  expect(decode_changed_namespaces(encode_changed_namespaces(nsids)) == nsids, "a list of namespaces survives");
  const ChangedZones zones = decode_changed_zones(bytes);
  expect(zones.zones.size() <= kMostChangedZones && 8 * zones.zones.size() <= bytes.size(), "no zone beyond the page");
  if (bytes.size() >= kChangedZonesBytes) same_again(decode_changed_zones);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Execution execution{"fuzz_report", hex_words, data, size};
  if (size < 2) return 0;
  const auto bytes = std::as_bytes(execution.input().subspan(2));
  if (data[0] % 3 == 0) read_identify(bytes);
  if (data[0] % 3 == 1) read_report(bytes, data[1]);
  if (data[0] % 3 == 2) tell_oracle(bytes, data[0] / 3U, data[1]);
  if (data[0] % 3 == 0 && (data[1] & 1U) != 0) read_log_page(bytes);
  return 0;
}
