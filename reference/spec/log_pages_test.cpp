// Log pages: what is written is read again, at the standard's offsets, and no bytes lead a reader astray.
#include "reference/spec/log_pages.hpp"

#include <gmock/gmock.h>

#include "reference/spec/bytes.hpp"

namespace zns {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(LogPages, HaveTheirFieldsWhereTheStandardHasThem) {
  SmartHealth smart{.critical_warning = 1, .composite_temperature = 0x0102, .available_spare = 3};
  smart.data_units_written = {.high = 1, .low = 2};
  smart.error_log_entries = {.low = 7};
  const LogBytes health = encode(smart);
  ASSERT_THAT(health, SizeIs(kSmartHealthBytes));
  EXPECT_EQ(load_le<std::uint16_t>(health, 1), 0x0102);
  EXPECT_EQ(load_le<std::uint64_t>(health, 48), 2U);
  EXPECT_EQ(load_le<std::uint64_t>(health, 56), 1U);
  EXPECT_EQ(load_le<std::uint64_t>(health, 176), 7U);

  const ErrorEntry entry{.count = 9, .sqid = 1, .cid = 2, .status_field = 0x4004, .lba = 5, .nsid = 6, .version = 1};
  const LogBytes errors = encode(std::vector{entry, ErrorEntry{}});
  ASSERT_THAT(errors, SizeIs(128));
  EXPECT_EQ(load_le<std::uint16_t>(errors, 12), 0x4004);
  EXPECT_EQ(load_le<std::uint64_t>(errors, 16), 5U);
  EXPECT_EQ(load_le<std::uint32_t>(errors, 24), 6U);
  EXPECT_EQ(load_le<std::uint8_t>(errors, 63), 1U);
  EXPECT_EQ(entry.status(), Status::InvalidFieldInCommand) << "the phase tag and More are no part of it";

  CommandEffects effects;
  effects.acs[0x06] = 1;
  effects.iocs[0x7D] = 3;
  const LogBytes supported = encode(effects);
  EXPECT_EQ(load_le<std::uint32_t>(supported, 4 * 0x06), 1U);
  EXPECT_EQ(load_le<std::uint32_t>(supported, 1024 + 4 * 0x7D), 3U);

  SupportedLogPages pages;
  pages.lids[5] = {.lsupp = true, .specific = 0xABCD};
  EXPECT_EQ(load_le<std::uint32_t>(encode(pages), 20), 0xABCD'0001);
  EXPECT_EQ(load_le<std::uint16_t>(encode(SanitizeStatus{}), 0), 0xFFFF) << "SPROG: no sanitize operation";
}

TEST(LogPages, ReadShortBytesAsZeroes) {
  const LogBytes nothing;
  EXPECT_EQ(decode_smart_health(nothing), SmartHealth{});
  EXPECT_EQ(decode_command_effects(nothing), CommandEffects{});
  EXPECT_EQ(decode_supported_log_pages(nothing), SupportedLogPages{});
  EXPECT_THAT(decode_error_entries(LogBytes(kErrorEntryBytes - 1)), IsEmpty());
  EXPECT_THAT(decode_changed_namespaces(LogBytes(3, std::byte{1})), IsEmpty());
  EXPECT_EQ(decode_changed_zones(LogBytes(1, std::byte{1})), ChangedZones{});
}

TEST(LogPages, ListNoMoreZonesThanThereAre) {
  LogBytes page(kChangedZonesBytes, std::byte{0x11});
  EXPECT_THAT(decode_changed_zones(page).zones, SizeIs(kMostChangedZones)) << "NRZID 1111h is more than the page holds";
  EXPECT_THAT(decode_changed_zones(std::span{page}.first(24)).zones, SizeIs(2)) << "of a partial read";
  store_le<std::uint16_t>(page, 0, kNotEnumerated);
  EXPECT_THAT(decode_changed_zones(page).zones, IsEmpty()) << "NRZID FFFFh lists none";
}

TEST(LogPages, NameRevisionsWithoutPadding) {
  const FirmwareSlots slots{.afi = 1, .frs = {"1.0", "", "12345678"}};
  EXPECT_EQ(decode_firmware_slots(encode(slots)), slots);
  EXPECT_EQ(encode(slots)[16], std::byte{0}) << "a slot without firmware is 0";
}

TEST(LogPages, ListChangedNamespacesUpToTheFirstZero) {
  const std::vector<std::uint32_t> nsids{1, 5};
  EXPECT_THAT(decode_changed_namespaces(encode_changed_namespaces(nsids)), ElementsAre(1U, 5U));
  const std::vector<std::uint32_t> many(2000, 7);
  EXPECT_THAT(decode_changed_namespaces(encode_changed_namespaces(many)), SizeIs(kMostChangedNamespaces));
}

}  // namespace
}  // namespace zns
