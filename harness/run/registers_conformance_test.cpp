// The cases that need registers, on devices in this process: the reference device, permitted variants and mutants of a
// controller's life. No permitted device is called wrong, and each mutant is noticed by one of these cases.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/run/run.hpp"
#include "harness/targets/open.hpp"
#include "reference/mutants/catalogue.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/identify.hpp"
#include "reference/variants/catalogue.hpp"
#include "suites/contents.hpp"

namespace zns::harness {
namespace {

using suites::Verdict;

struct Outcome {
  std::string complaints;                // a line each
  std::set<std::string> failed;          // ids
  std::set<std::string> not_applicable;  // "id: reason"
  std::set<std::string> warned;          // ids
  std::size_t passed = 0;
};

Outcome outcome_of(const std::string& spelling) {
  std::vector<suites::Section> sections;
  for (auto* cases : {suites::controller_life_cases, suites::controllers_cases})
    sections.push_back({.number = "", .title = "", .cases = cases()});
  const auto opened = open_target(spelling, {});
  const Report report = run(*opened, sections, {});
  Outcome outcome;
  outcome.complaints = report.stopped;
  for (const auto& section : report.sections)
    for (const auto& entry : section.cases) {
      const suites::Result& result = entry.result;
      outcome.passed += result.verdict == Verdict::Passed ? 1 : 0;
      if (result.verdict == Verdict::NotApplicable) outcome.not_applicable.insert(result.id + ": " + result.reason);
      if (result.verdict == Verdict::Warned) outcome.warned.insert(result.id);
      if (result.verdict != Verdict::Failed && result.verdict != Verdict::Error) continue;
      outcome.failed.insert(result.id);
      outcome.complaints += result.id + ": " + result.reason +
                            (result.failure ? " observed " + result.failure->observed : std::string{}) + "\n";
    }
  return outcome;
}

class Permitted : public testing::TestWithParam<const char*> {};

TEST_P(Permitted, IsConformant) {
  const Outcome outcome = outcome_of(GetParam());
  EXPECT_EQ(outcome.complaints, "");
  EXPECT_GT(outcome.passed, 30U);
}

INSTANTIATE_TEST_SUITE_P(Registers, Permitted,
                         testing::Values("ref:", "ref:controllers=2", "ref:controllers=2,unusable=listed,status=last",
                                         "ref:controllers=2,vwc=yes,power-loss=chance,status=highest",
                                         "ref:controllers=3,close=eager,exceptions=yes,implicit-close=refuse",
                                         "ref:zones=4,zsze=8,zcap=4,mar=2,mor=2,controllers=2"));

// What is left out on the usual two controllers needs what these do not have, and no registers.
TEST(Registers, EveryCaseAppliesToTwoControllers) {
  const Outcome outcome = outcome_of("ref:controllers=2");
  for (const std::string& each : outcome.not_applicable) {
    EXPECT_EQ(each.find("registers"), std::string::npos) << each;
    EXPECT_EQ(each.find("CC.CSS"), std::string::npos) << each;
  }
}

TEST(Registers, NoVariantOfThemIsFlagged) {
  for (const variants::Variant& each : variants::controller_variants())
    EXPECT_EQ(outcome_of("variant:" + std::string{each.id}).complaints, "") << each.id;
}

// What a host sees of a device by its properties, by whether it has to wait, and by what the cases make of it.
struct Seen {
  std::uint64_t cap = 0;
  bool is_ready_at_once = false;
  bool lists_zones = false;
  std::set<std::string> warned;
  friend bool operator==(const Seen&, const Seen&) = default;
};

Seen seen_of(const std::string& spelling) {
  const auto opened = open_target(spelling, {});
  suites::Target& target = opened->target();
  suites::Registers& registers = *target.registers();
  Seen seen{.cap = registers.read64(0, property::kCap), .warned = outcome_of(spelling).warned};
  registers.disable(0);
  registers.enable(0, CommandSets::Nvm);
  std::vector<std::byte> page(kIdentifyBytes);
  static_cast<void>(target.submit(
      {.queue = Queue::Admin,
       .sqe = encode(Command{.queue = Queue::Admin, .nsid = 0, .body = Identify{.cns = Cns::ActiveNamespaces}}),
       .from_device = page}));
  seen.lists_zones = page.front() != std::byte{0};
  registers.disable(0);
  registers.write32(0, property::kCc, encode(Cc{.en = true, .css = CommandSets::AllSupported}));
  seen.is_ready_at_once = decode_csts(registers.read32(0, property::kCsts)).rdy;
  return seen;
}

TEST(Registers, EveryVariantOfThemIsSeen) {
  const Seen usual = seen_of("ref:");
  for (const variants::Variant& each : variants::controller_variants())
    EXPECT_FALSE(seen_of("variant:" + std::string{each.id}) == usual) << each.id;
}

TEST(Registers, EveryMutantOfThemIsNoticed) {
  for (const auto topic : {mutants::property_mutants, mutants::controller_life_mutants, mutants::queue_mutants})
    for (const mutants::Mutant& each : topic())
      EXPECT_FALSE(outcome_of("mutant:" + std::string{each.id}).failed.empty()) << each.id;
}

}  // namespace
}  // namespace zns::harness
