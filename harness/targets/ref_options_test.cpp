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

}  // namespace
}  // namespace zns::harness
