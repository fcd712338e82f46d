#include "reference/spec/log_pages.hpp"

#include <algorithm>
#include <type_traits>

#include "reference/spec/bytes.hpp"

namespace zns {
namespace {

// Each structure has one table of its fields, as a function that visits them: writing and reading share it.
class Writer {
 public:
  explicit Writer(std::span<std::byte> bytes) : bytes_{bytes} {}
  template <class T>
  void operator()(std::size_t offset, T value) {
    store_le(bytes_, offset, value);
  }
  void operator()(std::size_t offset, const LargeCount& count) {
    store_le(bytes_, offset, count.low);
    store_le(bytes_, offset + 8, count.high);
  }
  void text(std::size_t offset, std::size_t width, const std::string& value) {
    for (std::size_t i = 0; i < width; ++i)
      bytes_[offset + i] = static_cast<std::byte>(i < value.size() ? value[i] : ' ');
  }

 private:
  std::span<std::byte> bytes_;
};

class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : bytes_{bytes} {}
  template <class T>
  void operator()(std::size_t offset, T& value) const {
    value = offset + sizeof(T) <= bytes_.size() ? load_le<T>(bytes_, offset) : T{};
  }
  void operator()(std::size_t offset, LargeCount& count) const {
    (*this)(offset, count.low);
    (*this)(offset + 8, count.high);
  }
  void text(std::size_t offset, std::size_t width, std::string& value) const {
    value.clear();
    for (std::size_t i = offset; i < offset + width && i < bytes_.size() && bytes_[i] != std::byte{0}; ++i)
      value += static_cast<char>(bytes_[i]);
    while (!value.empty() && value.back() == ' ') value.pop_back();
  }

 private:
  std::span<const std::byte> bytes_;
};

template <class Visitor, class Structure>
void visit_entry(Visitor& field, Structure& s, std::size_t at) {
  field(at, s.count);
  field(at + 8, s.sqid);
  field(at + 10, s.cid);
  field(at + 12, s.status_field);
  field(at + 14, s.pel);
  field(at + 16, s.lba);
  field(at + 24, s.nsid);
  field(at + 28, s.vsia);
  field(at + 29, s.trtype);
  field(at + 30, s.csi);
  field(at + 31, s.opcode);
  field(at + 32, s.csinfo);
  field(at + 40, s.ttsi);
  field(at + 63, s.version);
}

template <class Visitor, class Structure>
void visit_smart(Visitor& field, Structure& s) {
  field(0, s.critical_warning);
  field(1, s.composite_temperature);
  field(3, s.available_spare);
  field(4, s.available_spare_threshold);
  field(5, s.percentage_used);
  field(6, s.endurance_group_critical_warning);
  field(32, s.data_units_read);
  field(48, s.data_units_written);
  field(64, s.host_read_commands);
  field(80, s.host_write_commands);
  field(96, s.controller_busy_time);
  field(112, s.power_cycles);
  field(128, s.power_on_hours);
  field(144, s.unsafe_shutdowns);
  field(160, s.media_errors);
  field(176, s.error_log_entries);
}

template <class Visitor, class Structure>
void visit_firmware(Visitor& field, Structure& s) {
  field(0, s.afi);
  for (std::size_t i = 0; i < s.frs.size(); ++i) field.text(8 + 8 * i, 8, s.frs[i]);
}

template <class Visitor, class Structure>
void visit_sanitize(Visitor& field, Structure& s) {
  field(0, s.sprog);
  field(2, s.sstat);
  field(4, s.scdw10);
  for (std::size_t i = 0; i < s.seconds.size(); ++i) field(8 + 4 * i, s.seconds[i]);
}

template <class Visitor, class Dwords>
void visit_dwords(Visitor& field, Dwords& dwords, std::size_t from) {
  for (std::size_t i = 0; i < dwords.size(); ++i) field(from + 4 * i, dwords[i]);
}

constexpr std::size_t kIocs = 1024;  // of LID 05h

template <class Structure, class Visit>
LogBytes written(std::size_t bytes, const Structure& structure, Visit visit) {
  LogBytes page(bytes);
  Writer writer{page};
  visit(writer, structure);
  return page;
}

template <class Structure, class Visit>
Structure read(std::span<const std::byte> bytes, Visit visit) {
  Structure structure;
  Reader reader{bytes};
  visit(reader, structure);
  return structure;
}

constexpr auto kVisitSmart = [](auto& field, auto& s) { visit_smart(field, s); };
constexpr auto kVisitFirmware = [](auto& field, auto& s) { visit_firmware(field, s); };
constexpr auto kVisitSanitize = [](auto& field, auto& s) { visit_sanitize(field, s); };
constexpr auto kVisitFeatures = [](auto& field, auto& s) { visit_dwords(field, s.fids, 0); };
constexpr auto kVisitEffects = [](auto& field, auto& s) {
  visit_dwords(field, s.acs, 0);
  visit_dwords(field, s.iocs, kIocs);
};

constexpr std::uint32_t kLsupp = 1U << 0;
constexpr std::uint32_t kIos = 1U << 1;

constexpr std::size_t kZoneIdentifiers = 8;  // of LID BFh: where they begin

}  // namespace

LogBytes encode(const SupportedLogPages& log) {
  LogBytes page(kSupportedLogPagesBytes);
  for (std::size_t lid = 0; lid < log.lids.size(); ++lid) {
    const SupportedLogPage& each = log.lids[lid];
    store_le(std::span{page}, 4 * lid,
             (each.lsupp ? kLsupp : 0U) | (each.ios ? kIos : 0U) | std::uint32_t{each.specific} << 16);
  }
  return page;
}

SupportedLogPages decode_supported_log_pages(std::span<const std::byte> bytes) {
  SupportedLogPages log;
  const Reader reader{bytes};
  for (std::size_t lid = 0; lid < log.lids.size(); ++lid) {
    std::uint32_t entry = 0;
    reader(4 * lid, entry);
    log.lids[lid] = {.lsupp = (entry & kLsupp) != 0,
                     .ios = (entry & kIos) != 0,
                     .specific = static_cast<std::uint16_t>(entry >> 16)};
  }
  return log;
}

LogBytes encode(std::span<const ErrorEntry> entries) {
  LogBytes page(entries.size() * kErrorEntryBytes);
  Writer writer{page};
  for (std::size_t i = 0; i < entries.size(); ++i) visit_entry(writer, entries[i], i * kErrorEntryBytes);
  return page;
}

std::vector<ErrorEntry> decode_error_entries(std::span<const std::byte> bytes) {
  std::vector<ErrorEntry> entries(bytes.size() / kErrorEntryBytes);
  const Reader reader{bytes};
  for (std::size_t i = 0; i < entries.size(); ++i) visit_entry(reader, entries[i], i * kErrorEntryBytes);
  return entries;
}

LogBytes encode(const SmartHealth& log) {
  return written(kSmartHealthBytes, log, kVisitSmart);
}
SmartHealth decode_smart_health(std::span<const std::byte> bytes) {
  return read<SmartHealth>(bytes, kVisitSmart);
}

LogBytes encode(const FirmwareSlots& log) {
  LogBytes page = written(kFirmwareSlotBytes, log, kVisitFirmware);
  for (std::size_t i = 0; i < log.frs.size(); ++i)  // a slot without firmware is 0, not blank
    if (log.frs[i].empty()) std::fill_n(page.begin() + 8 + 8 * static_cast<std::ptrdiff_t>(i), 8, std::byte{0});
  return page;
}
FirmwareSlots decode_firmware_slots(std::span<const std::byte> bytes) {
  return read<FirmwareSlots>(bytes, kVisitFirmware);
}

LogBytes encode_changed_namespaces(std::span<const std::uint32_t> nsids) {
  LogBytes page(kChangedNamespacesBytes);
  for (std::size_t i = 0; i < std::min(nsids.size(), kMostChangedNamespaces); ++i)
    store_le(std::span{page}, 4 * i, nsids[i]);
  return page;
}
std::vector<std::uint32_t> decode_changed_namespaces(std::span<const std::byte> bytes) {
  std::vector<std::uint32_t> nsids;
  for (std::size_t at = 0; at + 4 <= std::min(bytes.size(), kChangedNamespacesBytes); at += 4) {
    const auto nsid = load_le<std::uint32_t>(bytes, at);
    if (nsid == 0) break;
    nsids.push_back(nsid);
  }
  return nsids;
}

LogBytes encode(const CommandEffects& log) {
  return written(kEffectsBytes, log, kVisitEffects);
}
CommandEffects decode_command_effects(std::span<const std::byte> bytes) {
  return read<CommandEffects>(bytes, kVisitEffects);
}

LogBytes encode(const FeatureEffects& log) {
  return written(kFeatureEffectsBytes, log, kVisitFeatures);
}
FeatureEffects decode_feature_effects(std::span<const std::byte> bytes) {
  return read<FeatureEffects>(bytes, kVisitFeatures);
}

LogBytes encode(const SanitizeStatus& log) {
  return written(kSanitizeStatusBytes, log, kVisitSanitize);
}
SanitizeStatus decode_sanitize_status(std::span<const std::byte> bytes) {
  return read<SanitizeStatus>(bytes, kVisitSanitize);
}

LogBytes encode(const ChangedZones& log) {
  LogBytes page(kChangedZonesBytes);
  store_le(std::span{page}, 0, log.nrzid);
  for (std::size_t i = 0; i < std::min(log.zones.size(), kMostChangedZones); ++i)
    store_le(std::span{page}, kZoneIdentifiers + 8 * i, log.zones[i]);
  return page;
}
ChangedZones decode_changed_zones(std::span<const std::byte> bytes) {
  ChangedZones log;
  const Reader reader{bytes};
  reader(0, log.nrzid);
  if (log.nrzid == kNotEnumerated) return log;
  for (std::size_t i = 0; i < std::min<std::size_t>(log.nrzid, kMostChangedZones); ++i) {
    if (kZoneIdentifiers + 8 * (i + 1) > bytes.size()) break;
    log.zones.push_back(load_le<std::uint64_t>(bytes, kZoneIdentifiers + 8 * i));
  }
  return log;
}

}  // namespace zns
