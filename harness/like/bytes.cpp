// Structures as they came from a drive. Nothing in them says which one it is.
#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <vector>

#include "harness/base/error.hpp"
#include "harness/like/attachment.hpp"
#include "reference/spec/bytes.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::harness {
namespace {

constexpr std::string_view kCount = "nr_zones:";  // nvme-cli writes a line of text before a report

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
  throw UsageError(file + ": " + why);
}

bool is_zero(IdentifyView page, std::size_t first, std::size_t end) {
  return std::all_of(page.begin() + static_cast<std::ptrdiff_t>(first), page.begin() + static_cast<std::ptrdiff_t>(end),
                     [](std::byte byte) { return byte == std::byte{0}; });
}

// ---- a page of Identify ---------------------------------------------------------------------------------------------

// SQES and CQES have one permitted value for I/O queues that are not larger than needed.
bool may_be_controller(IdentifyView page) {
  constexpr unsigned kRequiredSqes = 6;
  constexpr unsigned kRequiredCqes = 4;
  const IdentifyController controller = decode_identify_controller(page);
  return (controller.sqes & 0xFU) == kRequiredSqes && (controller.cqes & 0xFU) == kRequiredCqes;
}

// Bytes 384 to 3839 are reserved.
bool may_be_namespace(IdentifyView page) {
  constexpr unsigned kLeastLbads = 9;
  const IdentifyNamespace ns = decode_identify_namespace(page);
  return is_zero(page, 384, 3840) && ns.nsze != 0 && ns.ncap <= ns.nsze &&
         ns.lbaf[ns.format_index()].lbads >= kLeastLbads;
}

// Bytes 53 to 2815 are reserved.
bool may_be_zoned_namespace(IdentifyView page) {
  const IdentifyZonedNamespace zoned = decode_identify_zoned_namespace(page);
  return is_zero(page, 53, 2816) && std::any_of(zoned.lbafe.begin(), zoned.lbafe.end(),
                                                [](const LbaFormatExtension& each) { return each.zsze != 0; });
}

// Only ZASL is defined.
bool may_be_zoned_controller(IdentifyView page) {
  return is_zero(page, 1, kIdentifyBytes);
}

bool may_be_nvm_controller(IdentifyView page) {
  constexpr std::size_t kFields = 32;
  return is_zero(page, kFields, kIdentifyBytes);
}

std::string words_of(const std::string& file) {
  std::string name = file.substr(file.find_last_of('/') + 1);
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

bool names_zoned_controller(const std::string& name) {
  return name.find("zns-id-ctrl") != std::string::npos;
}
bool names_nvm_controller(const std::string& name) {
  return name.find("nvm-id-ctrl") != std::string::npos;
}

struct Kind {
  bool (*may_be)(IdentifyView page);
  Content (*decode)(IdentifyView page);
  bool (*is_named)(const std::string& name);  // that settles it where the page may be of several kinds
};

constexpr auto kNoName = [](const std::string&) { return false; };
constexpr std::array kKinds{
    Kind{may_be_controller, [](IdentifyView page) -> Content { return decode_identify_controller(page); }, kNoName},
    Kind{may_be_namespace, [](IdentifyView page) -> Content { return decode_identify_namespace(page); }, kNoName},
    Kind{may_be_zoned_namespace, [](IdentifyView page) -> Content { return decode_identify_zoned_namespace(page); },
         kNoName},
    Kind{may_be_zoned_controller, [](IdentifyView page) -> Content { return decode_identify_zoned_controller(page); },
         names_zoned_controller},
    Kind{may_be_nvm_controller, [](IdentifyView page) -> Content { return decode_identify_nvm_controller(page); },
         names_nvm_controller}};

Content content_of_page(const std::string& file, IdentifyView page) {
  std::vector<const Kind*> candidates;
  for (const Kind& kind : kKinds)
    if (kind.may_be(page)) candidates.push_back(&kind);
  if (candidates.empty()) refuse(file, "4096 bytes, but no id-ctrl, id-ns, zns id-ns, zns id-ctrl or nvm-id-ctrl");
  if (candidates.size() == 1) return candidates.front()->decode(page);
  const std::string name = words_of(file);
  const auto named = std::find_if(candidates.begin(), candidates.end(),
                                  [&name](const Kind* candidate) { return candidate->is_named(name); });
  if (named != candidates.end()) return (*named)->decode(page);
  std::string kinds;
  for (const Kind* candidate : candidates)
    kinds += (kinds.empty() ? "" : " or ") + std::string{name_of(candidate->decode(page))};
  refuse(file,
         "it cannot be told whether this is " + kinds + ": name the file zns-id-ctrl or nvm-id-ctrl, or give JSON");
}

// ---- a report of zones ----------------------------------------------------------------------------------------------

using Slot = std::span<const std::byte, kZoneDescriptorBytes>;

bool is_header(Slot slot) {
  return std::all_of(slot.begin() + 8, slot.end(), [](std::byte byte) { return byte == std::byte{0}; });
}

bool is_descriptor(Slot slot) {
  const ZoneDescriptor zone = decode_zone_descriptor(slot);
  return zone.zt == kSequentialWriteRequired && zone.zs != ZoneState{} && zone.zcap != 0;
}

// A long report comes in pieces, each with its header.
Content content_of_report(const std::string& file, std::span<const std::byte> bytes) {
  ZonesListed zones;
  std::optional<std::uint64_t> previous;
  for (std::size_t at = 0; at + kZoneDescriptorBytes <= bytes.size(); at += kZoneDescriptorBytes) {
    const Slot slot = bytes.subspan(at).first<kZoneDescriptorBytes>();
    if (is_header(slot)) {
      zones.number = std::max(zones.number, load_le<std::uint64_t>(slot, 0));
    } else if (is_descriptor(slot)) {
      const ZoneDescriptor zone = decode_zone_descriptor(slot);
      list_zone(zones, previous, zone.zslba, zone.zcap, file);
      previous = zone.zslba;
    } else {
      refuse(file,
             "byte " + std::to_string(at) + " of the report begins no zone (of an extended report? make it without)");
    }
  }
  if (!previous) refuse(file, "a report with no zones");
  return zones;
}

}  // namespace

void list_zone(ZonesListed& zones, std::optional<std::uint64_t> previous, std::uint64_t zslba, std::uint64_t zcap,
               const std::string& file) {
  if (previous && zslba <= *previous)
    refuse(file, "the zone at " + std::to_string(zslba) + " comes after the zone at " + std::to_string(*previous));
  if (previous) zones.zsze = std::min(zones.zsze.value_or(UINT64_MAX), zslba - *previous);
  zones.zcap = std::max(zones.zcap, zcap);
}

std::string_view name_of(const Content& content) {
  constexpr std::array<std::string_view, std::variant_size_v<Content>> kNames{
      "a description", "a report of a run", "id-ctrl",     "id-ns",
      "zns id-ns",     "zns id-ctrl",       "nvm-id-ctrl", "zns report-zones"};
  return kNames[content.index()];
}

Content content_of_bytes(const std::string& file, std::string_view bytes) {
  const bool counted = bytes.starts_with(kCount);
  if (counted) bytes.remove_prefix(std::min(bytes.size(), bytes.find('\n') + 1));
  const std::span<const std::byte> data = std::as_bytes(std::span{bytes.data(), bytes.size()});
  // A report of 63 zones has the size of a page, too: only it has a zone behind its header.
  const bool is_report = data.size() >= 2 * kZoneDescriptorBytes && data.size() % kZoneDescriptorBytes == 0 &&
                         is_header(data.first<kZoneDescriptorBytes>()) &&
                         is_descriptor(data.subspan<kZoneDescriptorBytes, kZoneDescriptorBytes>());
  if (is_report || counted) return content_of_report(file, data);
  if (data.size() == kIdentifyBytes) return content_of_page(file, data.first<kIdentifyBytes>());
  refuse(file,
         "neither JSON, nor a page of 4096 bytes, nor a report of zones: " + std::to_string(data.size()) + " bytes");
}

}  // namespace zns::harness
