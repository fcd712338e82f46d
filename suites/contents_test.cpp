#include "suites/contents.hpp"

#include <gmock/gmock.h>

#include <set>
#include <string>
#include <vector>

namespace zns::suites {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

constexpr const char* kIdForm = "[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*";

// What is wrong with the cases of a suite: "ID: what".
std::vector<std::string> mistakes(const std::vector<Section>& contents) {
  std::vector<std::string> all;
  std::set<std::string> ids;
  for (const Section& section : contents) {
    for (const Case& each : section.cases) {
      if (!::testing::Matches(MatchesRegex(kIdForm))(each.id)) all.push_back(each.id + ": not a slug, topic/what");
      if (!ids.insert(each.id).second) all.push_back(each.id + ": twice");
      if (each.title.empty()) all.push_back(each.id + ": no title");
      if (each.clauses.empty()) all.push_back(each.id + ": cites no clause");
      if (!each.run) all.push_back(each.id + ": nothing to run");
    }
  }
  return all;
}

TEST(Contents, AreWellFormed) {
  EXPECT_THAT(mistakes(contents()), IsEmpty());
}

TEST(Contents, AreInSectionsWithATitleAndCases) {
  EXPECT_FALSE(contents().empty());
  for (const Section& section : contents()) {
    EXPECT_FALSE(section.number.empty()) << section.title;
    EXPECT_FALSE(section.title.empty()) << section.number;
    EXPECT_FALSE(section.cases.empty()) << section.number;
  }
}

Case good(const std::string& id) {
  Case result;
  result.id = id;
  result.title = "A device does it";
  result.clauses = {"ZNS-GEN-001"};
  result.run = [](Bench&) {};
  return result;
}

std::vector<std::string> mistakes_of(const std::vector<Case>& cases) {
  return mistakes({{"1", "A section", cases}});
}

TEST(Contents, AreRefusedForEachMistake) {
  EXPECT_THAT(mistakes_of({good("a/b"), good("a/b-2")}), IsEmpty());
  EXPECT_THAT(mistakes_of({good("a/b"), good("a/b")}), ElementsAre("a/b: twice"));
  for (const char* id : {"a", "a/", "/a", "A/b", "a/b c", "a/b_c", "a/-b", "a/b-", "a/b/c"})
    EXPECT_THAT(mistakes_of({good(id)}), ElementsAre(std::string{id} + ": not a slug, topic/what"));
  Case bare;
  bare.id = "a/b";
  EXPECT_THAT(mistakes_of({bare}), ElementsAre("a/b: no title", "a/b: cites no clause", "a/b: nothing to run"));
}

}  // namespace
}  // namespace zns::suites
