#include "harness/select/select.hpp"

#include <gmock/gmock.h>

#include "harness/base/error.hpp"

namespace zns::harness {
namespace {

using ::testing::ElementsAre;

TEST(Glob, StandsForAnyRunOfCharacters) {
  EXPECT_TRUE(glob_matches("*", ""));
  EXPECT_TRUE(glob_matches("read/*", "read/at-wp"));
  EXPECT_TRUE(glob_matches("*wp", "read/at-wp"));
  EXPECT_TRUE(glob_matches("r*/*-wp*", "read/at-wp"));
  EXPECT_TRUE(glob_matches("*a*a*b", "xaaab"));
  EXPECT_FALSE(glob_matches("read/*", "write/at-wp"));
  EXPECT_FALSE(glob_matches("*a*a*b", "xab"));
  EXPECT_FALSE(glob_matches("", "x"));
}

TEST(Glob, QuestionMarkStandsForOneCharacter) {
  EXPECT_TRUE(glob_matches("a?c", "abc"));
  EXPECT_FALSE(glob_matches("a?c", "ac"));
  EXPECT_FALSE(glob_matches("abc?", "abc"));
}

TEST(Filter, SelectsAllWhenItSaysNothing) {
  EXPECT_TRUE(Filter{}.selects("read/at-wp"));
}

TEST(Filter, NamesTopicsAndGlobs) {
  const Filter filter{"read,write/*zeroes*"};
  EXPECT_TRUE(filter.selects("read/at-wp"));
  EXPECT_TRUE(filter.selects("write/zeroes-after"));
  EXPECT_FALSE(filter.selects("write/at-wp"));
  EXPECT_FALSE(filter.selects("reader/at-wp"));
}

TEST(Filter, ExclusionsWinWhereverTheyStand) {
  const Filter filter{"!read/at-wp,read"};
  EXPECT_TRUE(filter.selects("read/below-wp"));
  EXPECT_FALSE(filter.selects("read/at-wp"));
}

TEST(Filter, WithExclusionsOnlySelectsEverythingElse) {
  const Filter filter{"!read"};
  EXPECT_TRUE(filter.selects("write/at-wp"));
  EXPECT_FALSE(filter.selects("read/at-wp"));
}

TEST(Filter, RefusesEmptyPatterns) {
  for (const char* pattern : {"", ",", "a,", "!", "a,,b"}) EXPECT_THROW(Filter{pattern}, UsageError) << pattern;
}

TEST(Suite, RefusesUnknownNames) {
  EXPECT_THROW(static_cast<void>(parse_suite("nvme")), UsageError);
}

std::vector<std::string> ids(const std::vector<suites::Section>& sections) {
  std::vector<std::string> all;
  for (const suites::Section& section : sections)
    for (const suites::Case& each : section.cases) all.push_back(each.id);
  return all;
}

suites::Case a_case(const std::string& id) {
  suites::Case result;
  result.id = id;
  return result;
}

TEST(Select, KeepsTheOrderAndDropsEmptySections) {
  const std::vector<suites::Section> contents{
      {"Base 2.0 5.17", "Identify command", {a_case("identify/a"), a_case("identify/b")}},
      {"NVM 1.0 3.2.4", "Read command", {a_case("read/a")}},
      {"ZNS 1.1 3.4.1", "Zone Append command", {a_case("zone-append/a"), a_case("zone-append/b")}}};
  EXPECT_THAT(ids(select(contents, Suite::All, Filter{})),
              ElementsAre("identify/a", "identify/b", "read/a", "zone-append/a", "zone-append/b"));
  EXPECT_THAT(ids(select(contents, Suite::Base, Filter{})), ElementsAre("identify/a", "identify/b"));
  EXPECT_THAT(ids(select(contents, Suite::Zns, Filter{"*/a"})), ElementsAre("read/a", "zone-append/a"));
  EXPECT_EQ(select(contents, Suite::All, Filter{"*/b"}).size(), 2U);
  EXPECT_TRUE(select(contents, Suite::Base, Filter{"read"}).empty());
  EXPECT_EQ(case_count(contents), 5U);
}

TEST(Selection, IsByClausesAndSectionsAsWell) {
  const auto citing = [](const std::string& id, std::vector<ClauseId> clauses) {
    return suites::Case{
        .id = id, .title = "", .clauses = std::move(clauses), .level = Level::Shall, .needs = {}, .run = {}};
  };
  const std::vector<suites::Section> contents = {
      {"Base 2.0 7.1", "Flush command", {citing("flush/a", {"ZNS-GEN-001"})}},
      {"ZNS 1.1 3.4.1",
       "Zone Append command",
       {citing("append/a", {"ZNS-GEN-001", "ZNS-RES-011"}), citing("append/b", {"ZNS-ZMS-021"})}}};
  const auto ids_by = [&contents](const char* clauses, const char* sections) {
    std::string found;
    for (const suites::Section& section :
         select(contents, Selection{.clauses = Filter{clauses, "--clause"}, .sections = Filter{sections, "--section"}}))
      for (const suites::Case& each : section.cases) found += each.id + " ";
    return found;
  };
  // a case is found by any clause that it cites, a section by its number, with and without the standard, and its title
  EXPECT_EQ(ids_by("ZNS-RES-*", "*"), "append/a ");
  EXPECT_EQ(ids_by("ZNS-GEN-001", "*"), "flush/a append/a ");
  EXPECT_EQ(ids_by("!ZNS-GEN-001", "*"), "append/b ");
  EXPECT_EQ(ids_by("*", "3.4.1"), "append/a append/b ");
  EXPECT_EQ(ids_by("*", "ZNS 1.1*"), "append/a append/b ");
  EXPECT_EQ(ids_by("*", "Flush*"), "flush/a ");
  EXPECT_EQ(ids_by("ZNS-RES-*", "Flush*"), "") << "both have to select it";
  try {
    static_cast<void>(Filter{"a,,b", "--clause"});
    ADD_FAILURE() << "an empty pattern";
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "--clause: empty pattern in 'a,,b'");
  }
}

}  // namespace
}  // namespace zns::harness
