// What a run learns of how a device uses its freedom, and a reference that uses it likewise.
#include "harness/personality/personality.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "harness/base/error.hpp"
#include "harness/personality/observer.hpp"
#include "harness/run/run.hpp"
#include "harness/select/select.hpp"
#include "harness/targets/ref_options.hpp"
#include "reference/spec/sampled_for_tests.hpp"
#include "suites/contents.hpp"

namespace zns::harness {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string file_named(const std::string& name, const std::string& content) {
  std::string file = ::testing::TempDir() + "personality-" + std::to_string(::getpid()) + "-" + name;
  std::ofstream{file} << content;
  return file;
}

Personality learnt(const std::string& spelling) {
  const auto opened = open_target(spelling, {});
  PersonalityObserver observer;
  // One case goes on for a time, and not for a number of commands.
  const auto contents = select(suites::contents(), Suite::All, Filter{"!zone-mgmt-send/reset-many-times"});
  const Report report = run(*opened, contents, {.personality = &observer});
  EXPECT_EQ(report.stopped, "") << spelling;
  return observer.personality();
}

const TraitKind& kind_of(std::string_view key) {
  for (const TraitKind& kind : trait_kinds())
    if (kind.key == key) return kind;
  throw std::logic_error{"no such trait"};
}

std::string value(const Personality& personality, std::string_view key) {
  return value_of(kind_of(key), personality.trait(key)).value_or("nothing");
}

std::string text(const Personality& personality) {
  return render_personality(personality, "1", "ref:");
}

// A value of an option, and what else the reference needs so that it shows.
struct Learnt {
  const char* key;
  const char* value;
  const char* beside = "";
};
std::ostream& operator<<(std::ostream& out, const Learnt& learnt) {
  return out << learnt.key << "=" << learnt.value;
}

// All of them, or some under sanitizers.
std::vector<Learnt> policies() {
  const std::vector<Learnt> all{

      Learnt{"status", "first"},
      Learnt{"status", "last"},
      Learnt{"status", "lowest"},
      Learnt{"status", "highest"},
      Learnt{"implicit-close", "oldest"},
      Learnt{"implicit-close", "newest"},
      Learnt{"implicit-close", "lowest"},
      Learnt{"implicit-close", "highest"},
      Learnt{"implicit-close", "any"},
      Learnt{"implicit-close", "refuse"},
      Learnt{"wp", "ones"},
      Learnt{"wp", "zslba"},
      Learnt{"wp", "cap"},
      Learnt{"wp", "end"},
      Learnt{"deallocated", "zeroes", ",dlfeat=unsaid"},
      Learnt{"deallocated", "ones", ",dlfeat=unsaid"},
      Learnt{"deallocated", "alternating", ",dlfeat=unsaid"},
      Learnt{"order", "submitted"},
      Learnt{"order", "reversed"},
      Learnt{"order", "shuffled"},
      Learnt{"exceptions", "no"},
      Learnt{"exceptions", "yes"},
      Learnt{"close", "lazy"},
      Learnt{"close", "eager"},
      Learnt{"power-loss", "all", ",vwc=yes"},
      Learnt{"power-loss", "nothing", ",vwc=yes"},
      Learnt{"power-loss", "prefix", ",vwc=yes"},
      Learnt{"power-loss", "chance", ",vwc=yes"},
      Learnt{"power-full", "no"},
      Learnt{"power-full", "yes"},
      Learnt{"rubbish", "0"},
      Learnt{"rubbish", "170"}};
  std::vector<Learnt> some;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (is_sampled(i)) some.push_back(all[i]);
  return some;
}

class PersonalityOf : public ::testing::TestWithParam<Learnt> {};
INSTANTIATE_TEST_SUITE_P(Policies, PersonalityOf, ::testing::ValuesIn(policies()), [](const auto& tested) {
  std::string name = std::string{tested.param.key} + "_" + tested.param.value;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

TEST_P(PersonalityOf, IsLearntAndTakenOn) {
  // given a reference with this policy, and a run of the suite on it
  const auto& [key, wanted, beside] = GetParam();
  const Personality first = learnt(std::string{"ref:"} + key + "=" + wanted + beside);
  // then the run says so
  EXPECT_EQ(value(first, key), wanted) << text(first);
  EXPECT_THAT(first.inconsistent(), IsEmpty()) << text(first);
  // and a reference that takes it on is seen to do the same
  const std::string file = file_named(std::string{key} + wanted, text(first));
  EXPECT_EQ(text(learnt("ref:personality=" + file + beside)), text(first));
}

TEST(Personality, IsOfSeveralPoliciesTogether) {
  const Personality personality = learnt("ref:status=highest,exceptions=yes,implicit-close=newest,wp=cap");
  EXPECT_EQ(value(personality, "status"), "highest") << text(personality);
  EXPECT_EQ(value(personality, "exceptions"), "yes");
  EXPECT_EQ(value(personality, "implicit-close"), "newest");
  EXPECT_EQ(value(personality, "wp"), "cap");
}

struct Fickle {
  const char* variant;
  const char* key;
};
class FickleDevice : public ::testing::TestWithParam<Fickle> {};
INSTANTIATE_TEST_SUITE_P(Variants, FickleDevice,
                         ::testing::Values(Fickle{"status-rotates", "status"}, Fickle{"closes-every-third", "close"},
                                           Fickle{"write-pointer-anything", "wp"},
                                           Fickle{"extension-anything", "rubbish"},
                                           Fickle{"deallocated-mixed", "deallocated"}),
                         [](const auto& tested) {
                           std::string name = tested.param.variant;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST_P(FickleDevice, IsSaidNotToBeConsistent) {
  const Personality personality = learnt(std::string{"variant:"} + GetParam().variant);
  EXPECT_THAT(personality.inconsistent(), ElementsAre(GetParam().key)) << text(personality);
}

TEST(Personality, HasAValueForEachThatAnOptionHas) {
  for (const TraitKind& kind : trait_kinds())
    for (const std::string_view value : kind.values)
      EXPECT_NO_THROW(static_cast<void>(parse_ref_options(std::string{kind.key} + "=" + std::string{value})))
          << kind.key << "=" << value;
}

TEST(Personality, IsWhatExplainsMostAndTheUsualFirst) {
  // given three observations, of which one value explains two, and another one the same two
  Personality personality;
  personality.observe("wp", std::vector<std::string>{"end", "cap"});
  personality.observe("wp", std::vector<std::string>{"end", "cap"});
  personality.observe("wp", std::vector<std::string>{});
  // then
  EXPECT_EQ(value(personality, "wp"), "cap");
  EXPECT_THAT(personality.inconsistent(), ElementsAre("wp"));
  EXPECT_EQ(personality.trait("wp").unexplained, 1U);
  EXPECT_EQ(value(personality, "status"), "nothing");
}

TEST(Personality, GoesBelowTheOptionsBesideIt) {
  const std::string file =
      file_named("below", R"({"schema": 1, "traits": {"wp": {"value": "cap"}, "status": {"value": "last"}}})");
  const Policy policy = parse_ref_options("wp=end,personality=" + file).policy;
  EXPECT_EQ(policy.write_pointer, Policy::WritePointer::End);
  EXPECT_EQ(policy.statuses, Policy::Statuses::Last);
}

TEST(Personality, SaysInOneLineWhatIsWrongWithAFile) {
  const std::map<std::string, std::string> wrong{
      {"", "an empty file"},
      {"[", "no personality: a JSON object with 'schema' and 'traits'"},
      {"{\"traits\": {}}", "no personality: "},
      {"{\"schema\": 2, \"traits\": {}}", "a personality of schema 2, not 1"},
      {R"({"schema": 1, "traits": {"wp": 5}})", "trait 'wp' has no 'value' that is a string or null"},
      {R"({"schema": 1, "traits": {"wp": {"value": 5}}})", "trait 'wp' has no 'value' that is a string or null"},
      {R"({"schema": 1, "traits": {"wp": {"value": "x"}}})", "ref: option wp=x: one of cap, end, ones, zslba"},
  };
  for (const auto& [content, expected] : wrong) {
    try {
      static_cast<void>(parse_ref_options("personality=" + file_named("wrong", content)));
      ADD_FAILURE() << "no error: " << content;
    } catch (const UsageError& error) {
      EXPECT_THAT(error.what(), HasSubstr("-wrong: " + expected));
      EXPECT_THAT(error.what(), Not(HasSubstr("\n")));
    }
  }
}

TEST(Personality, IsWrittenAsTheSchemaSays) {
  // given a personality with one observation
  Personality personality;
  personality.observe("wp", std::vector<std::string>{"cap"});
  const auto json = nlohmann::json::parse(text(personality));
  // when its keys are named as the table names them
  std::set<std::string> keys;
  for (const auto& [key, unused] : json.items())
    if (key != "traits") keys.insert(key);
  for (const auto& [option, trait] : json["traits"].items())
    for (const auto& [key, content] : trait.items())
      keys.insert("traits.<option>." + key + (key == "explains" ? ".<value>" : ""));
  // then
  std::ifstream schema{ZNSPEC_SOURCE_DIR "/harness/personality/SCHEMA.md"};
  std::set<std::string> documented;
  std::set<std::string> options;
  for (std::string line; std::getline(schema, line);)
    if (line.rfind("| `", 0) == 0) {
      const std::string name = line.substr(3, line.find('`', 3) - 3);
      const bool is_option = json["traits"].contains(name);
      (is_option ? options : documented).insert(name);
    }
  EXPECT_EQ(keys, documented);
  EXPECT_EQ(options.size(), trait_kinds().size());
}

}  // namespace
}  // namespace zns::harness
