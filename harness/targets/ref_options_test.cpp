// The options of ref: are the fields of a geometry, by the names that traces have, and those of a policy.
#include "harness/targets/ref_options.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "harness/base/error.hpp"
#include "reference/trace/geometry_text.hpp"

namespace zns::harness {
namespace {

using ::testing::HasSubstr;

std::string complaint_about(const std::string& text) {
  try {
    static_cast<void>(parse_ref_options(text));
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

TEST(RefOptions, HaveEveryFieldOfAGeometry) {
  // given: a geometry that says all its fields
  const Geometry unusual{
      .append = false, .write_zeroes = false, .several_controllers = true, .mpsmin = std::uint8_t{1}, .awun = 2};
  std::istringstream fields{to_text(unusual)};
  int count = 0;
  // when, then
  for (std::string field; fields >> field; ++count) {
    const std::string name = field.substr(0, field.find('='));
    if (name == "sgls") continue;  // no device in this process takes any
    EXPECT_THAT(ref_options_help(), HasSubstr("  " + name + " "));
  }
  EXPECT_EQ(count, 26);
}

TEST(RefOptions, TakeTheSpellingsOfTracesAndThoseThatPeopleType) {
  EXPECT_EQ(parse_ref_options("zsze=0x80").geometry.zsze, 128U);
  EXPECT_EQ(parse_ref_options("zsze=0X80").geometry.zsze, 128U);
  EXPECT_EQ(parse_ref_options("mar=none,mor=none").geometry.max_open, std::nullopt);
  EXPECT_TRUE(parse_ref_options("vwc=yes").geometry.write_cache);
  EXPECT_TRUE(parse_ref_options("vwc=1").geometry.write_cache);
  EXPECT_FALSE(parse_ref_options("append=0").geometry.append);
  EXPECT_EQ(parse_ref_options("mpsmin=unknown").geometry.mpsmin, std::nullopt);
  EXPECT_EQ(parse_ref_options("dlfeat=ones").geometry.deallocated, DeallocatedValue::Ones);
}

TEST(RefOptions, SayWhatAValueCanBe) {
  EXPECT_EQ(complaint_about("zdes=256"), "ref: option zdes=256: not a number from 0 to 255");
  EXPECT_EQ(complaint_about("mor=some"), "ref: option mor=some: not a number from 0 to 4294967295, or none");
  EXPECT_EQ(complaint_about("vwc=2"), "ref: option vwc=2: yes or no");
  EXPECT_EQ(complaint_about("dlfeat=twos"), "ref: option dlfeat=twos: one of unsaid, zeroes, ones");
}

TEST(RefOptions, HaveFurtherNamespaces) {
  // given, when
  const RefOptions options =
      parse_ref_options("ns3.nsze=4096,ns2.zones=8,mdts=3,zasl=2,ns3.csi=nvm,ns3.lba=512,zones=4");
  // then
  ASSERT_EQ(options.beside.size(), 2U);
  const Geometry& blocks = options.beside[0];
  EXPECT_EQ(blocks.nsid, 3U);
  EXPECT_EQ(blocks.csi, Csi::Nvm);
  EXPECT_EQ(blocks.nsze(), 4096U);
  EXPECT_EQ(blocks.lba_bytes, 512U);
  EXPECT_EQ(blocks.mdts, 3U) << "it is the controller's";
  EXPECT_EQ(options.beside[1].zones, 8U);
  EXPECT_TRUE(options.beside[1].is_zoned());
  EXPECT_EQ(options.geometry.zones, 4U);
  EXPECT_EQ(namespaces_of(options).size(), 3U);
}

TEST(RefOptions, SayWhatAFurtherNamespaceCannotHave) {
  EXPECT_EQ(complaint_about("ns2.nsze=4"), "ref: option ns2.nsze=4: a zoned namespace has none (nsze is of csi=nvm)");
  EXPECT_EQ(complaint_about("ns2.csi=nvm,ns2.zones=4"), "ref: option ns2.zones=4: a namespace without zones has none");
  EXPECT_EQ(complaint_about("ns2.csi=kv"), "ref: option ns2.csi=kv: one of nvm, zoned");
  EXPECT_THAT(complaint_about("ns2.mdts=4"), HasSubstr("no option 'ns2.mdts'"));
  EXPECT_THAT(complaint_about("ns0.zones=4"), HasSubstr("no option 'ns0.zones'"));
  EXPECT_EQ(complaint_about("ns9.csi=nvm"), "ref: namespace 9: nsid must be from 1 to nn");
  EXPECT_EQ(complaint_about("ns1.csi=nvm"), "ref: namespace 1: another one has that nsid");
  EXPECT_EQ(complaint_about("ns2.csi=nvm,ns2.csi=nvm"), "ref: option 'ns2.csi' is given twice");
}

}  // namespace
}  // namespace zns::harness
