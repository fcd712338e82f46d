#include "harness/select/shard.hpp"

#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/diff/diff.hpp"
#include "harness/select/select.hpp"

namespace zns::harness {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string complaint(const std::string& text) {
  try {
    static_cast<void>(parse_shard(text));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "none";
}

TEST(Shard, IsNumberedFromZero) {
  EXPECT_EQ(parse_shard("0/4").index, 0U);
  EXPECT_EQ(parse_shard("3/4").index, 3U);
  EXPECT_EQ(parse_shard("3/4").count, 4U);
  EXPECT_EQ(parse_shard("").count, 1U);
}

TEST(Shard, IsRefusedInOneLine) {
  EXPECT_EQ(complaint("4/4"), "--shard: '4/4' is no share: they are numbered from 0/4 to 3/4");
  EXPECT_EQ(complaint("0/0"), "--shard: '0/0' is a share of nothing: N is at least 1");
  for (const char* text : {"1", "/", "1/", "/2", "-1/2", "1/2/3", "a/b", " 0/1", "0/18446744073709551616"})
    EXPECT_EQ(complaint(text), "--shard: '" + std::string{text} + "' is no share like 0/4");
}

TEST(Shard, RepeatsItselfInReplayLines) {
  EXPECT_EQ(shard_option(parse_shard("1/4")), " --shard 1/4");
  EXPECT_EQ(shard_option(parse_shard("0/1")), "");
}

suites::Case named(const std::string& id) {
  return {.id = id, .title = "", .clauses = {}, .level = Level::Shall, .needs = {}, .run = {}};
}

std::vector<std::string> ids(const std::vector<suites::Section>& sections) {
  std::vector<std::string> all;
  for (const suites::Section& section : sections)
    for (const suites::Case& each : section.cases) all.push_back(section.title + ":" + each.id);
  return all;
}

TEST(Shard, DealsCasesOutAcrossSections) {
  // given two sections
  const std::vector<suites::Section> sections{
      {"1", "A", {named("a"), named("b"), named("c")}}, {"2", "B", {named("d")}}, {"3", "C", {named("e"), named("f")}}};
  // when they are dealt out to two, then each gets every second case, and sections without a case are gone
  EXPECT_THAT(ids(deal_out(sections, {.index = 0, .count = 2})), ElementsAre("A:a", "A:c", "C:e"));
  EXPECT_THAT(ids(deal_out(sections, {.index = 1, .count = 2})), ElementsAre("A:b", "B:d", "C:f"));
  EXPECT_EQ(ids(deal_out(sections, {})), ids(sections));
  // when there are more shares than cases, then some are empty
  EXPECT_THAT(ids(deal_out(sections, {.index = 6, .count = 7})), IsEmpty());
}

TEST(Shard, DealsProgramsOutByTheHandSoThatEveryShareHasEveryKind) {
  for (std::uint64_t program = 0; program < 4; ++program) {
    EXPECT_TRUE(plays({.index = 0, .count = 3}, program));
    EXPECT_TRUE(plays({.index = 1, .count = 3}, program + 4));
    EXPECT_FALSE(plays({.index = 1, .count = 3}, program));
    EXPECT_TRUE(plays({.index = 0, .count = 3}, program + 12));
    EXPECT_TRUE(plays({}, program + 4));
  }
}

}  // namespace
}  // namespace zns::harness
