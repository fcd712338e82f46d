// "Conformant" is a word for a device of which everything was tested, and nothing but that.
#include "harness/report/headline.hpp"

#include <gmock/gmock.h>

#include "harness/report/console.hpp"
#include "harness/report/github.hpp"
#include "harness/report/html/html.hpp"
#include "harness/report/json.hpp"
#include "harness/report/junit.hpp"
#include "harness/report/report_for_tests.hpp"
#include "harness/report/tap.hpp"
#include "harness/report/text.hpp"

namespace zns::harness {
namespace {

using suites::Verdict;
using ::testing::HasSubstr;
using ::testing::Not;

Report report_of_verdicts(const std::vector<Verdict>& verdicts) {
  Report report;
  report.sections = {{"Base 2.0 7.1", "Flush command", {}}};
  for (const Verdict verdict : verdicts) report.sections[0].cases.push_back(case_for_tests("a/case", verdict));
  report.scope.applicable = 9;
  return report;
}

std::string value_of(const std::vector<Particular>& all, const std::string& name) {
  for (const Particular& each : all)
    if (each.name == name) return each.value;
  return "(not there)";
}

TEST(Headline, SaysConformantWhereAllWasTested) {
  EXPECT_EQ(headline(report_of_verdicts({Verdict::Passed, Verdict::NotApplicable})), "Conformant");
  EXPECT_EQ(headline(report_of_verdicts({Verdict::Passed, Verdict::Failed})), "Not conformant");
  EXPECT_EQ(headline(report_of_verdicts({Verdict::Passed, Verdict::Error})), "Incomplete");
}

TEST(Headline, SaysHowManyDeviationsWereAccepted) {
  const Report report = report_of_verdicts({Verdict::Passed, Verdict::Known, Verdict::Known});
  EXPECT_EQ(headline(report), "Conformant, but for 2 accepted deviations");
}

TEST(Headline, IsNotConformantWhereNothingWasTested) {
  // given a run in which no case made sense for the device, and one with no case at all
  EXPECT_EQ(headline(report_of_verdicts({Verdict::NotApplicable})), "Nothing was tested");
  EXPECT_EQ(headline(report_of_verdicts({})), "Nothing was tested");
  // and one of which only the preparation has something to say
  Report report = report_of_verdicts({});
  report.sections.push_back({"", kRunSection, {case_for_tests(kPrepareId, Verdict::Warned)}});
  EXPECT_EQ(headline(report), "Nothing was tested");
}

TEST(Headline, IsNotConformantWhereTheUserLeftSomethingOut) {
  Report report = report_of_verdicts({Verdict::Passed});
  report.scope.limits = {"--filter 'flush/*'", "--zones 2-5"};
  EXPECT_EQ(headline(report), "No failure in what was tested");
  EXPECT_EQ(value_of(extent(report), "tested"), "1 of at most 9 applicable cases, with --filter 'flush/*' --zones 2-5");
  Report ended = report_of_verdicts({Verdict::Passed});
  ended.scope.ended = "--fail-fast: 1 of 9 cases were run";
  EXPECT_EQ(headline(ended), "No failure in what was tested");
}

TEST(Headline, OfASearchNeverSaysConformant) {
  Report report = report_of_verdicts({Verdict::Passed});
  report.scope.random_commands = 10'016;
  EXPECT_EQ(headline(report), "No failure in what was tested");
  EXPECT_EQ(value_of(extent(report), "tested"), "10016 random commands");
}

TEST(Headline, NamesTheListOfEachAcceptedDeviation) {
  Report report = report_of_verdicts({Verdict::Passed});
  EXPECT_EQ(value_of(extent(report), "accepted"), "no deviation");
  report.scope.lists = {{.file = "a.deviations", .entries = 1, .accepted = 2}, {.file = "b", .entries = 3}};
  EXPECT_EQ(value_of(extent(report), "accepted"),
            "2 deviations, as listed in a.deviations (1 entry); 0 deviations, as listed in b (3 entries)");
}

TEST(Headline, CountsAsTestedWhatCameToAVerdict) {
  Report report = report_of_verdicts({Verdict::Passed, Verdict::Passed});
  EXPECT_EQ(value_of(extent(report), "tested"), "2 of at most 9 applicable cases")
      << "others may find out that they are none";
  report.scope.applicable = 2;
  EXPECT_EQ(value_of(extent(report), "tested"), "2 of 2 applicable cases");
}

TEST(Headline, StandsBesideTheCommitThatZnspecWasBuiltFrom) {
  Report report = report_for_tests();
  EXPECT_EQ(value_of(particulars(report), "znspec"), "0.1.0");
  report.provenance.commit = "1a2b3c4-dirty";
  EXPECT_EQ(value_of(particulars(report), "znspec"), "0.1.0 (1a2b3c4-dirty)");
}

// ---- in every form --------------------------------------------------------------------------------------------------

struct Form {
  const char* name;
  std::string (*render)(const Report&);
  std::string (*escaped)(std::string_view);
};

class EveryForm : public ::testing::TestWithParam<Form> {};

TEST_P(EveryForm, SaysWhatWasTestedWhereWhenAndHow) {
  Report report = report_for_tests();
  report.scope.limits = {"--suite zns"};
  const std::string text = GetParam().render(report);
  std::vector<Particular> all = particulars(report);
  for (const Particular& each : extent(report)) all.push_back(each);
  all.push_back({"headline", headline(report)});
  EXPECT_EQ(all.size(), 14U);
  for (const Particular& each : all)
    EXPECT_THAT(text, HasSubstr(GetParam().escaped(each.value))) << each.name << " is missing";
}

TEST_P(EveryForm, LeavesOutWhatIsNotKnown) {
  Report report = report_for_tests();
  report.provenance = {};
  EXPECT_THAT(GetParam().render(report), Not(HasSubstr("emulator:")));
}

// As JSON has them, they are in fields of their own (json_test).
INSTANTIATE_TEST_SUITE_P(
    Reports, EveryForm,
    ::testing::Values(Form{"console", [](const Report& r) { return render_console(r, false); },
                           [](std::string_view text) { return printable(text); }},
                      Form{"junit", render_junit, xml_escaped},
                      Form{"tap", render_tap, [](std::string_view text) { return printable(text); }},
                      Form{"html", render_html, xml_escaped}, Form{"github", render_github, markdown_escaped}),
    [](const auto& form) { return std::string{form.param.name}; });

}  // namespace
}  // namespace zns::harness
