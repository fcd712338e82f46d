// One defect is one finding, however many commands show it and whatever follows from it.
#include <gtest/gtest.h>

#include <string>

#include "harness/diff/diff.hpp"
#include "harness/targets/open.hpp"

namespace zns::harness {
namespace {

struct Row {
  const char* mutant;
  std::size_t most;  // findings
};

// Two where the one defect is two things that the device does: what it reports, and what it does by that.
class OneDefect : public testing::TestWithParam<Row> {};

constexpr Row kRows[] = {{"append-past-zcap", 1},          {"report-conventional", 1},
                         {"report-zcap-is-zsze", 2},       {"report-zcap-is-what-is-left", 2},
                         {"report-zcap-changes", 1},       {"wp-one-short", 2},  // a report shows it, or a restart
                         {"write-below-wp-overwrites", 1}, {"zone-full-one-block-early", 1},
                         {"append-tells-zslba", 1},        {"finish-loses-data", 1},
                         {"reset-next-zone-too", 2},       {"close-rounds-write-pointer", 1}};

TEST_P(OneDefect, IsOneFinding) {
  const std::string target = std::string{"mutant:"} + GetParam().mutant;
  const auto opened = open_target(target, {});
  const Report report = diff(*opened, {.seed = 1, .commands = 20'000});
  std::string found;
  std::size_t failed = 0;
  for (const SectionReport& section : report.sections)
    for (const CaseReport& entry : section.cases) {
      if (entry.result.verdict != suites::Verdict::Failed) continue;
      ++failed;
      found += "\n  " + entry.result.id + "  " + entry.title + ": " + entry.result.failure->observed;
    }
  EXPECT_GE(failed, 1U);
  EXPECT_LE(failed, GetParam().most) << target << " shows" << found;
}

INSTANTIATE_TEST_SUITE_P(Mutants, OneDefect, testing::ValuesIn(kRows), [](const auto& row) {
  std::string name = row.param.mutant;
  for (char& c : name)
    if (c == '-') c = '_';
  return name;
});

}  // namespace
}  // namespace zns::harness
