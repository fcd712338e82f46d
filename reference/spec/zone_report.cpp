#include "reference/spec/zone_report.hpp"

#include <algorithm>

#include "reference/spec/bytes.hpp"

namespace zns {
namespace {

bool any_set(std::span<const std::byte, 32> bytes) {
  std::uint64_t bits = 0;
  for (std::size_t at = 0; at < bytes.size(); at += 8) bits |= load_le<std::uint64_t>(bytes, at);
  return bits != 0;
}

}  // namespace

void encode(const ZoneDescriptor& descriptor, std::span<std::byte, kZoneDescriptorBytes> bytes) {
  std::fill(bytes.begin(), bytes.end(), std::byte{0});
  store_le(bytes, 0, descriptor.zt);
  store_le(bytes, 1, static_cast<std::uint8_t>(static_cast<unsigned>(descriptor.zs) << 4));
  store_le(bytes, 2, descriptor.za);
  store_le(bytes, 3, descriptor.zai);
  store_le(bytes, 8, descriptor.zcap);
  store_le(bytes, 16, descriptor.zslba);
  store_le(bytes, 24, descriptor.wp);
}

ZoneDescriptor decode_zone_descriptor(std::span<const std::byte, kZoneDescriptorBytes> bytes) {
  const auto zt = load_le<std::uint8_t>(bytes, 0);
  const auto zs = load_le<std::uint8_t>(bytes, 1);
  const auto attributes = load_le<std::uint8_t>(bytes, 2);
  const auto zai = load_le<std::uint8_t>(bytes, 3);
  return {.zt = static_cast<std::uint8_t>(zt & 0xF),
          .zs = static_cast<ZoneState>(zs >> 4),
          .za = attributes,
          .zai = zai,
          .zcap = load_le<std::uint64_t>(bytes, 8),
          .zslba = load_le<std::uint64_t>(bytes, 16),
          .wp = load_le<std::uint64_t>(bytes, 24),
          .reserved_bits = (zt & 0xF0) != 0 || (zs & 0x0F) != 0 || (attributes & za::kReserved) != 0 ||
                           (zai & 0xF0) != 0 || load_le<std::uint32_t>(bytes, 4) != 0 || any_set(bytes.subspan<32>())};
}

ZoneReport parse_zone_report(std::span<const std::byte> bytes, std::size_t extension_bytes) {
  ZoneReport report;
  if (bytes.size() < kReportHeaderBytes) return report;
  report.number_of_zones = load_le<std::uint64_t>(bytes, 0);
  const std::size_t entry = kZoneDescriptorBytes + extension_bytes;
  const std::uint64_t complete = (bytes.size() - kReportHeaderBytes) / entry;
  const auto count = static_cast<std::size_t>(std::min(complete, report.number_of_zones));
  report.zones.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto at = bytes.subspan(kReportHeaderBytes + i * entry, entry);
    report.zones.push_back(
        {decode_zone_descriptor(at.first<kZoneDescriptorBytes>()), at.subspan(kZoneDescriptorBytes)});
  }
  return report;
}

}  // namespace zns
