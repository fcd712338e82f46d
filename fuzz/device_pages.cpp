#include "fuzz/device_pages.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "fuzz/last_words.hpp"
#include "reference/device/device.hpp"
#include "reference/device/step.hpp"
#include "reference/spec/async_event.hpp"
#include "reference/spec/features.hpp"
#include "reference/spec/identify.hpp"
#include "reference/spec/log_pages.hpp"
#include "reference/spec/namespace_structures.hpp"

namespace zns::fuzz {
namespace {

using Bytes = std::span<const std::byte>;

IdentifyPage whole_page(Bytes bytes) {
  IdentifyPage page{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), page.size()), page.begin());
  return page;
}

std::uint64_t first_bits(Bytes bytes, std::size_t most) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < std::min(bytes.size(), most); ++i)
    value |= std::to_integer<std::uint64_t>(bytes[i]) << 8 * i;
  return value;
}

// ---- Identify: a page is never cut ----------------------------------------------------------------------------------

// A structure survives being written.
template <auto Decode>
void read_identify(Bytes bytes) {
  const auto structure = Decode(whole_page(bytes));
  expect(Decode(encode(structure)) == structure, "a structure survives being written");
}

template <auto Decode, auto Encode>
void read_list(Bytes bytes) {
  const auto list = Decode(whole_page(bytes));
  expect(Decode(Encode(list)) == list, "a list survives being written");
}

void read_identification(Bytes bytes) {
  const NamespaceIdentification list = decode_namespace_identification(whole_page(bytes));
  NamespaceIdentification again = decode_namespace_identification(encode(list));
  again.repeated = list.repeated;
  again.malformed = list.malformed;
  expect(again == list, "the descriptors of a namespace survive being written");
}

void read_controllers(Bytes bytes) {
  const ControllerList list = decode_controller_list(whole_page(bytes));
  expect(list.ids.size() <= kMostListedControllers && list.ids.size() <= list.count, "no more than fit, and are said");
  expect(decode_controller_list(encode_controller_list(list.ids)).ids == list.ids, "a list survives being written");
}

// ---- log pages: one may be cut anywhere -----------------------------------------------------------------------------

template <auto Decode>
void read_log(Bytes bytes) {
  const auto structure = Decode(bytes);
  expect(Decode(encode(structure)) == structure, "a log page survives being written");
}

void read_changed_namespaces(Bytes bytes) {
  const auto nsids = decode_changed_namespaces(bytes);
  expect(nsids.size() * 4 <= bytes.size(), "no namespace beyond the bytes");
  expect(decode_changed_namespaces(encode_changed_namespaces(nsids)) == nsids, "a list survives being written");
}

void read_changed_zones(Bytes bytes) {
  const ChangedZones zones = decode_changed_zones(bytes);
  expect(zones.zones.size() <= kMostChangedZones && 8 * zones.zones.size() <= bytes.size(), "no zone beyond the page");
  if (bytes.size() >= kChangedZonesBytes) read_log<decode_changed_zones>(bytes);
}

// ---- what completions and features say ------------------------------------------------------------------------------

void read_event(Bytes bytes) {
  const AsyncEvent event = decode_async_event(first_bits(bytes, 8));
  expect(decode_async_event(encode(event)) == event, "an event survives being written");
}

void read_feature_capabilities(Bytes bytes) {
  const auto found = decode_feature_capabilities(static_cast<std::uint32_t>(first_bits(bytes, 4)));
  expect(decode_feature_capabilities(encode(found)) == found, "what a feature can survives being written");
}

void read_temperature_threshold(Bytes bytes) {
  const auto found = decode_temperature_threshold(static_cast<std::uint32_t>(first_bits(bytes, 4)));
  expect(decode_temperature_threshold(encode(found)) == found, "a threshold survives being written");
}

void read_number_of_queues(Bytes bytes) {
  const auto found = decode_number_of_queues(static_cast<std::uint32_t>(first_bits(bytes, 4)));
  expect(decode_number_of_queues(encode(found)) == found, "a number of queues survives being written");
}

void read_timestamp(Bytes bytes) {
  const Timestamp found = decode_timestamp(first_bits(bytes, 8));
  expect(decode_timestamp(encode(found)) == found, "a timestamp survives being written");
}

// ---- how each is asked for ------------------------------------------------------------------------------------------

template <Cns cns, Csi csi = Csi::Nvm>
Command::Body identify() {
  return Identify{.cns = cns, .csi = csi, .cntid = static_cast<std::uint16_t>(cns == Cns::CommandSets ? 0xFFFF : 0)};
}
template <Lid lid, std::size_t bytes, Csi csi = Csi::Nvm>
Command::Body log() {
  return GetLogPage{.numd = NumberOfDwords::of_count(bytes / 4), .lid = lid, .csi = csi};
}
template <Fid fid, Select sel = Select::Current>
Command::Body feature() {
  return GetFeatures{.fid = fid, .sel = sel};
}
Command::Body event() {
  return AsyncEventRequest{};
}

// ---- what the reference does not return -----------------------------------------------------------------------------

std::vector<std::byte> bytes_of(const IdentifyPage& page) {
  return {page.begin(), page.end()};
}
std::vector<std::byte> creation() {
  return bytes_of(encode(NamespaceCreation{.nsze = 64, .ncap = 64, .rar = 3, .ror = 2}));
}
std::vector<std::byte> granularities() {
  return bytes_of(encode(NamespaceGranularities{.list = {{.nsze = 4096, .ncap = 4096}, {.nsze = 8192, .ncap = 4096}}}));
}
std::vector<std::byte> uuids() {
  Uuid first{};
  first.fill(0xA5);
  return bytes_of(encode_uuid_list(std::array{first, Uuid{1}}));
}

constexpr auto kReadNsids = read_list<decode_namespace_list, encode_namespace_list>;

constexpr std::array kPages{
    DevicePage{"identify-namespace", read_identify<decode_identify_namespace>, identify<Cns::Namespace>, true},
    DevicePage{"identify-controller", read_identify<decode_identify_controller>, identify<Cns::Controller>},
    DevicePage{"identify-active-namespaces", kReadNsids, identify<Cns::ActiveNamespaces>},
    DevicePage{"identify-descriptors", read_identification, identify<Cns::NamespaceIdentificationDescriptors>, true},
    DevicePage{"identify-zoned-namespace", read_identify<decode_identify_zoned_namespace>,
               identify<Cns::CommandSetNamespace, Csi::Zoned>, true},
    DevicePage{"identify-zoned-controller", read_identify<decode_identify_zoned_controller>,
               identify<Cns::CommandSetController, Csi::Zoned>},
    DevicePage{"identify-nvm-controller", read_identify<decode_identify_nvm_controller>,
               identify<Cns::CommandSetController>},
    DevicePage{"identify-independent-namespace", read_identify<decode_independent_namespace>,
               identify<Cns::IndependentNamespace>, true},
    DevicePage{"identify-controllers", read_controllers, identify<Cns::Controllers>},
    DevicePage{"identify-attached-controllers", read_controllers, identify<Cns::AttachedControllers>, true},
    DevicePage{
        .name = "identify-granularities", .read = read_identify<decode_namespace_granularities>, .made = granularities},
    DevicePage{.name = "identify-uuids", .read = read_list<decode_uuid_list, encode_uuid_list>, .made = uuids},
    DevicePage{"identify-command-sets", read_list<decode_command_set_vectors, encode_command_set_vectors>,
               identify<Cns::CommandSets>},
    DevicePage{"identify-allocated-namespaces", kReadNsids, identify<Cns::AllocatedNamespaces>},
    DevicePage{.name = "creation", .read = read_identify<decode_namespace_creation>, .made = creation},
    DevicePage{"log-supported-pages", read_log<decode_supported_log_pages>,
               log<Lid::SupportedLogPages, kSupportedLogPagesBytes>},
    DevicePage{"log-errors", read_log<decode_error_entries>, log<Lid::ErrorInformation, 4 * kErrorEntryBytes>},
    DevicePage{"log-smart-health", read_log<decode_smart_health>, log<Lid::SmartHealth, kSmartHealthBytes>},
    DevicePage{"log-firmware-slots", read_log<decode_firmware_slots>, log<Lid::FirmwareSlot, kFirmwareSlotBytes>},
    DevicePage{"log-changed-namespaces", read_changed_namespaces,
               log<Lid::ChangedNamespaceList, kChangedNamespacesBytes>},
    DevicePage{"log-command-effects", read_log<decode_command_effects>,
               log<Lid::CommandsSupportedAndEffects, kEffectsBytes, Csi::Zoned>},
    DevicePage{"log-feature-effects", read_log<decode_feature_effects>,
               log<Lid::FeatureIdentifiersSupported, kFeatureEffectsBytes>},
    DevicePage{"log-sanitize-status", read_log<decode_sanitize_status>, log<Lid::SanitizeStatus, kSanitizeStatusBytes>},
    DevicePage{"log-changed-zones", read_changed_zones, log<Lid::ChangedZoneList, kChangedZonesBytes>, true},
    DevicePage{"event", read_event, event},
    DevicePage{"feature-capabilities", read_feature_capabilities, feature<Fid::ErrorRecovery, Select::Supported>, true},
    DevicePage{"feature-temperature-threshold", read_temperature_threshold, feature<Fid::TemperatureThreshold>},
    DevicePage{"feature-number-of-queues", read_number_of_queues, feature<Fid::NumberOfQueues>},
    DevicePage{"feature-timestamp", read_timestamp, feature<Fid::Timestamp>},
};

Device reference() {
  return Device{
      SubsystemShape{.namespaces = {{.geometry = {.zones = 4, .zsze = 16, .zcap = 12, .namespace_management = true}}},
                     .controllers = controllers_of(2)},
      Policy{}};
}

}  // namespace

std::span<const DevicePage> device_pages() {
  return kPages;
}

std::vector<std::byte> right_page(const DevicePage& page) {
  if (page.asked == nullptr) return page.made();
  Device device = reference();
  const Command command{.queue = Queue::Admin, .nsid = page.of_namespace ? 1U : 0U, .body = page.asked()};
  std::vector<std::byte> data(bytes_from_device(device.geometry(), command));
  const Device::Done done = device.submit(command, {}, data);
  expect(done.status == kSuccess, page.name);
  if (!data.empty()) return data;
  for (std::size_t i = 0; i < 8; ++i) data.push_back(static_cast<std::byte>(done.result >> 8 * i));
  return data;
}

}  // namespace zns::fuzz
