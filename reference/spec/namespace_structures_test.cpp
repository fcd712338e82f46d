// The structures about namespaces and controllers: their fields where the standard puts them, and hostile bytes.
#include "reference/spec/namespace_structures.hpp"

#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "reference/spec/bytes.hpp"

namespace zns {
namespace {

template <class T>
T at(const IdentifyPage& page, std::size_t offset) {
  return load_le<T>(page, offset);
}

TEST(IndependentNamespace, HasItsFieldsWhereTheStandardPutsThem) {
  const IndependentNamespace ns{.nsfeat = 8, .nmic = 1, .anagrpid = 5, .nsattr = 1, .endgid = 7, .nstat = 1};
  const IdentifyPage page = encode(ns);
  EXPECT_EQ(at<std::uint8_t>(page, 1), 1U);
  EXPECT_EQ(at<std::uint32_t>(page, 4), 5U);
  EXPECT_EQ(at<std::uint8_t>(page, 8), 1U);
  EXPECT_EQ(at<std::uint16_t>(page, 12), 7U);
  EXPECT_EQ(at<std::uint8_t>(page, 14), 1U);
  EXPECT_EQ(decode_independent_namespace(page), ns);
}

TEST(NamespaceCreation, HasItsFieldsWhereTheStandardPutsThem) {
  const NamespaceCreation creation{
      .nsze = 100, .ncap = 90, .flbas = 3, .nmic = 1, .nvmsetid = 2, .znsco = 1, .rar = 4, .ror = 5, .rnumzrwa = 6};
  const IdentifyPage page = encode(creation);
  EXPECT_EQ(at<std::uint64_t>(page, 0), 100U);
  EXPECT_EQ(at<std::uint64_t>(page, 8), 90U);
  EXPECT_EQ(at<std::uint8_t>(page, 26), 3U);
  EXPECT_EQ(at<std::uint8_t>(page, 30), 1U);
  EXPECT_EQ(at<std::uint8_t>(page, 499), 1U);
  EXPECT_EQ(at<std::uint32_t>(page, 500), 4U);
  EXPECT_EQ(at<std::uint32_t>(page, 504), 5U);
  EXPECT_EQ(at<std::uint32_t>(page, 508), 6U);
  EXPECT_EQ(decode_namespace_creation(page), creation);
  EXPECT_EQ((NamespaceCreation{.flbas = 0x21}.format_index()), 0x11U);
}

TEST(ControllerList, IsReadAsFarAsItGoes) {
  const std::vector<std::uint16_t> ids{1, 2, 0xFFEF};
  const IdentifyPage page = encode_controller_list(ids);
  EXPECT_EQ(at<std::uint16_t>(page, 0), 3U);
  EXPECT_EQ(decode_controller_list(page).ids, ids);
  EXPECT_TRUE(decode_controller_list(IdentifyPage{}).ids.empty());
  EXPECT_EQ(decode_controller_list(encode_controller_list(std::vector<std::uint16_t>(3000))).count, 2047U);
}

TEST(Granularities, AreOneAtLeast) {
  const NamespaceGranularities list{.only_first = true, .list = {{.nsze = 4096, .ncap = 512}}};
  EXPECT_EQ(decode_namespace_granularities(encode(list)), list);
  EXPECT_EQ(decode_namespace_granularities(IdentifyPage{}).list.size(), 1U);
}

TEST(Uuids, EndWithTheFirstThatIsZero) {
  const std::array uuids{Uuid{1}, Uuid{2, 3}};
  const IdentifyPage page = encode_uuid_list(uuids);
  EXPECT_EQ(at<std::uint8_t>(page, 48), 1U);
  EXPECT_EQ(at<std::uint8_t>(page, 81), 3U);
  EXPECT_EQ(decode_uuid_list(page), (std::vector<Uuid>{uuids[0], uuids[1]}));
  EXPECT_TRUE(decode_uuid_list(IdentifyPage{}).empty());
}

TEST(HostileBytes, AreReadWithinTheirPage) {
  for (unsigned value = 0; value < 256; ++value) {
    IdentifyPage page;
    page.fill(static_cast<std::byte>(value));
    EXPECT_LE(decode_controller_list(page).ids.size(), kMostListedControllers);
    EXPECT_LE(decode_namespace_granularities(page).list.size(), 16U);
    EXPECT_LE(decode_uuid_list(page).size(), 127U);
    EXPECT_EQ(decode_independent_namespace(page).nstat, value);
    EXPECT_EQ(decode_namespace_creation(page).flbas, value);
    EXPECT_EQ(decode_identify_controller(page).unvmcap, value == 0 ? 0U : UINT64_MAX);
  }
}

}  // namespace
}  // namespace zns
