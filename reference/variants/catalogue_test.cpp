// Each entry of the catalogue is well-formed, and says what a reader wants to know.
#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <string>

#include "reference/variants/variant.hpp"

namespace zns::variants {
namespace {

bool has_a_hook(const mutants::Conduct& c) {
  return c.believes != nullptr || c.tells != nullptr || c.reads != nullptr || c.does != nullptr ||
         c.returns != nullptr || c.answers != nullptr || c.meddles != nullptr || c.races != nullptr ||
         c.completes != nullptr || c.caches != nullptr || c.administers != nullptr || c.sanitizes != nullptr ||
         c.resets_features != nullptr || c.restarts != nullptr || c.notices != nullptr || c.tells_event != nullptr ||
         c.resets_events != nullptr || c.shows != nullptr || c.controls != nullptr;
}

TEST(Variants, HaveIdsThatAreSlugsAndDiffer) {
  std::set<std::string_view> seen;
  const std::regex slug{"[a-z0-9]+(-[a-z0-9]+)*"};
  for (const Variant& variant : variants()) {
    EXPECT_TRUE(std::regex_match(std::string{variant.id}, slug)) << variant.id;
    EXPECT_TRUE(seen.insert(variant.id).second) << variant.id << " twice";
    EXPECT_EQ(find_variant(variant.id), &variant);
  }
  EXPECT_EQ(find_variant("no-such-variant"), nullptr);
}

TEST(Variants, SayWhatTheyDoInOneSentence) {
  std::set<std::string_view> seen;
  for (const Variant& variant : variants()) {
    ASSERT_FALSE(variant.what.empty()) << variant.id;
    EXPECT_EQ(variant.what.back(), '.') << variant.id;
    EXPECT_TRUE(seen.insert(variant.what).second) << variant.id << " does what another one does";
  }
}

TEST(Variants, CiteTheClausesThatLeaveItOpen) {
  for (const Variant& variant : variants()) EXPECT_FALSE(variant.clauses.empty()) << variant.id;
}

TEST(Variants, DoSomethingOfTheirOwn) {
  for (const Variant& variant : variants())
    EXPECT_TRUE(!variant.options.empty() || has_a_hook(variant.conduct)) << variant.id;
}

}  // namespace
}  // namespace zns::variants
