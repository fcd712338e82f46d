#include "harness/deviations/deviations.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "harness/base/error.hpp"

namespace zns::harness {
namespace {

using suites::Verdict;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// ---- the file -------------------------------------------------------------------------------------------------------

TEST(DeviationsFile, HoldsEntries) {
  const auto all = parse_deviations(R"(# a drive
[[deviation]]
case = "zone-append/*"
reason = "why"

[[deviation]]
clause = "ZNS-GEN-001"
reason = 'other'
link = "https://example.org"
observed = "Internal"
)",
                                    "d.toml");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].where(), "d.toml:2");
  EXPECT_EQ(all[0].case_glob, "zone-append/*");
  EXPECT_EQ(all[0].reason, "why");
  EXPECT_EQ(all[1].where(), "d.toml:6");
  EXPECT_EQ(all[1].clause, "ZNS-GEN-001");
  EXPECT_EQ(all[1].link, "https://example.org");
  EXPECT_EQ(all[1].observed, "Internal");
}

TEST(DeviationsFile, MayBeEmpty) {
  EXPECT_THAT(parse_deviations("", "d"), IsEmpty());
  EXPECT_THAT(parse_deviations("# nothing yet\n", "d"), IsEmpty());
}

std::string error_of(const std::string& text) {
  try {
    static_cast<void>(parse_deviations(text, "d.toml"));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no error";
}

TEST(DeviationsFile, NamesTheLineOfEveryMistake) {
  EXPECT_EQ(error_of("[[deviation]]\nreason = \"r\"\n"), "d.toml:1: a deviation names a 'case' or a 'clause'");
  EXPECT_EQ(error_of("\n[[deviation]]\ncase = \"c\"\n"), "d.toml:2: a deviation gives its 'reason'");
  EXPECT_EQ(error_of("[[deviation]]\ncase = \"c\"\nreason = \"\"\n"),
            "d.toml:3: 'reason' must be a string that is not empty");
  EXPECT_EQ(error_of("[[deviation]]\ncase = 3\n"), "d.toml:2: 'case' must be a string that is not empty");
  EXPECT_EQ(error_of("[[deviation]]\nclause = \"ZNS-NO-1\"\n"),
            "d.toml:2: 'ZNS-NO-1' is no clause (znspec list clauses)");
  EXPECT_EQ(error_of("[[deviation]]\ncase = \"c\"\nexpires = \"x\"\n"),
            "d.toml:3: unknown key 'expires' (case, clause, reason, link, observed, trace, shows)");
  EXPECT_EQ(error_of("[[deviation]]\ncase = \"c\"\nshows = \"often\"\n"),
            "d.toml:3: 'shows' is \"sometimes\", or is left out");
  EXPECT_EQ(error_of("[deviation]\ncase = \"c\"\n"), "d.toml:1: entries are [[deviation]], in double brackets");
  EXPECT_EQ(error_of("\n\n[[deviations]]\n"), "d.toml:3: unknown key 'deviations'; entries are [[deviation]]");
  EXPECT_EQ(error_of("deviation = [1]\n"), "d.toml:1: entries are [[deviation]] tables");
  EXPECT_THAT(error_of("[[deviation]]\ncase = \"c\nreason = \"r\"\n"), HasSubstr("d.toml:2: "));
  EXPECT_THAT(error_of("[[deviation]]\ncase = \"a\"\ncase = \"b\"\n"), HasSubstr("d.toml:3: "));
}

TEST(DeviationsFile, ThatIsOnlyATextLeavesItsTracesAlone) {
  const auto all = parse_deviations("[[deviation]]\ncase = \"c\"\nreason = \"r\"\ntrace = \"no/such.trace\"\n", "d");
  EXPECT_EQ(all.at(0).trace, "no/such.trace");
}

TEST(DeviationsFile, NamesATraceBesideItself) {
  const std::filesystem::path folder = std::filesystem::path{testing::TempDir()} / "deviations_test";
  std::filesystem::create_directories(folder / "traces");
  std::ofstream{folder / "traces" / "a.trace"} << "znspec-trace 1\n";
  const std::string file = (folder / "d.toml").string();
  const auto with = [&file](const std::string& trace) {
    std::ofstream{file} << "[[deviation]]\ncase = \"c\"\nreason = \"r\"\ntrace = \"" + trace + "\"\n";
    return load_deviations(file);
  };
  EXPECT_EQ(with("traces/a.trace").at(0).trace, (folder / "traces" / "a.trace").string());
  EXPECT_EQ(with((folder / "traces" / "a.trace").string()).at(0).trace, (folder / "traces" / "a.trace").string());
  for (const char* wrong : {"traces/b.trace", "traces"}) {
    try {
      static_cast<void>(with(wrong));
      ADD_FAILURE() << wrong;
    } catch (const UsageError& error) {
      EXPECT_EQ(error.what(), file + ":4: there is no trace " + (folder / wrong).string());
    }
  }
  std::filesystem::remove_all(folder);
}

TEST(DeviationsFile, ThatIsMissingIsAUsageError) {
  EXPECT_THROW(static_cast<void>(load_deviations("/nonexistent/d.toml")), UsageError);
  EXPECT_THROW(static_cast<void>(load_deviations("/")), UsageError);
  EXPECT_THAT(load_deviations("/dev/null"), IsEmpty());
}

// ---- what it forgives -----------------------------------------------------------------------------------------------

suites::Case a_case(const std::string& id, std::vector<ClauseId> clauses) {
  suites::Case result;
  result.id = id;
  result.clauses = std::move(clauses);
  return result;
}

std::vector<suites::Section> suite() {
  return {
      {"ZNS",
       "Zones",
       {a_case("append/a", {"ZNS-GEN-001"}), a_case("append/b", {"ZNS-GEN-002"}), a_case("read/a", {"ZNS-GEN-002"})}}};
}

CaseReport ran(const suites::Case& subject, Verdict verdict, const std::string& observed) {
  CaseReport entry;
  for (const ClauseId id : subject.clauses) entry.clauses.emplace_back(id.str());
  entry.result.id = subject.id;
  entry.result.verdict = verdict;
  if (verdict == Verdict::Failed)
    entry.result.failure =
        suites::Failure{.expected = {}, .observed = observed, .zones = {}, .commands = {}, .clauses = {}};
  return entry;
}

// The suite's cases with these verdicts; fewer verdicts than cases: the rest was filtered out.
Report report_of(const std::vector<Verdict>& verdicts, const std::string& observed = "Internal Error") {
  Report report;
  report.sections.resize(1);
  for (std::size_t i = 0; i < verdicts.size(); ++i)
    report.sections[0].cases.push_back(ran(suite()[0].cases[i], verdicts[i], observed));
  return report;
}

std::vector<std::string> verdicts_after(Report report, const std::string& toml) {
  apply_deviations(report, parse_deviations(toml, "d"), suite());
  std::vector<std::string> all;
  for (const SectionReport& section : report.sections)
    for (const CaseReport& entry : section.cases)
      all.push_back((section.title == kDeviationsSection ? entry.result.id + " " : "") +
                    std::string{name(entry.result.verdict)});
  return all;
}

constexpr const char* kByCase = "[[deviation]]\ncase = \"append/*\"\nreason = \"why\"\n";
constexpr const char* kByClause = "[[deviation]]\nclause = \"ZNS-GEN-002\"\nreason = \"why\"\n";
constexpr const char* kByBoth = "[[deviation]]\ncase = \"append\"\nclause = \"ZNS-GEN-002\"\nreason = \"why\"\n";
constexpr const char* kByText = "[[deviation]]\ncase = \"append/a\"\nobserved = \"Internal\"\nreason = \"why\"\n";

TEST(Deviations, MakeFailuresKnown) {
  const Report failed = report_of({Verdict::Failed, Verdict::Failed, Verdict::Failed});
  EXPECT_THAT(verdicts_after(failed, kByCase), ElementsAre("known", "known", "failed"));
  EXPECT_THAT(verdicts_after(failed, kByClause), ElementsAre("failed", "known", "known"));
  EXPECT_THAT(verdicts_after(failed, kByBoth), ElementsAre("failed", "known", "failed"));
  EXPECT_THAT(verdicts_after(failed, kByText), ElementsAre("known", "failed", "failed"));
}

TEST(Deviations, GiveTheirReasonAndPlace) {
  Report report = report_of({Verdict::Failed});
  apply_deviations(report, parse_deviations(std::string{kByCase} + "link = \"https://x\"\n", "d"), suite());
  EXPECT_EQ(report.sections[0].cases[0].result.reason, "why (d:1, https://x)");
  EXPECT_TRUE(report.sections[0].cases[0].result.failure);
}

TEST(Deviations, ByClauseLookAtWhatTheFailureNames) {
  Report report = report_of({Verdict::Passed, Verdict::Passed, Verdict::Failed});
  report.sections[0].cases[2].result.failure->clauses = {"ZNS-GEN-004"};
  EXPECT_THAT(verdicts_after(report, "[[deviation]]\nclause = \"ZNS-GEN-004\"\nreason = \"why\"\n"),
              ElementsAre("passed", "passed", "known"));
  EXPECT_THAT(verdicts_after(report, kByClause), ElementsAre("passed", "passed", "failed", "deviation/d:1 stale"));
}

TEST(Deviations, ByClauseForgiveACaseWhicheverOfItsClausesIsViolated) {
  Report report = report_of({Verdict::Passed, Verdict::Passed, Verdict::Failed});
  report.sections[0].cases[2].clauses = {"ZNS-GEN-002", "ZNS-GEN-004"};
  report.sections[0].cases[2].result.failure->clauses = {"ZNS-GEN-004"};
  EXPECT_THAT(verdicts_after(report, kByClause), ElementsAre("passed", "passed", "known"));
}

TEST(Deviations, AreStaleWhenTheirCasesPass) {
  EXPECT_THAT(verdicts_after(report_of({Verdict::Passed, Verdict::Passed, Verdict::Failed}), kByCase),
              ElementsAre("passed", "passed", "failed", "deviation/d:1 stale"));
  EXPECT_THAT(verdicts_after(report_of({Verdict::Warned, Verdict::NotApplicable, Verdict::Passed}), kByCase),
              ElementsAre("warned", "not_applicable", "passed", "deviation/d:1 stale"));
}

TEST(Deviations, OfARaceAreNotStaleWhenItIsNotMet) {
  EXPECT_THAT(verdicts_after(report_of({Verdict::Passed, Verdict::Passed, Verdict::Passed}),
                             std::string{kByCase} + "shows = \"sometimes\"\n"),
              ElementsAre("passed", "passed", "passed"));
}

TEST(Deviations, AreStaleWhenTheFailureIsAnotherOne) {
  EXPECT_THAT(verdicts_after(report_of({Verdict::Failed}, "Zone Is Full"), kByText),
              ElementsAre("failed", "deviation/d:1 stale"));
}

TEST(Deviations, AreNotStaleWhenOneOfTheirCasesStillFails) {
  EXPECT_THAT(verdicts_after(report_of({Verdict::Passed, Verdict::Failed}), kByCase), ElementsAre("passed", "known"));
}

TEST(Deviations, AreNotStaleWhenTheirCasesCannotTell) {
  // Filtered out, wholly or in part: the one that deviates may be among those that did not run.
  EXPECT_THAT(verdicts_after(report_of({}), kByCase), IsEmpty());
  EXPECT_THAT(verdicts_after(report_of({Verdict::Passed}), kByCase), ElementsAre("passed"));
  EXPECT_THAT(verdicts_after(report_of({Verdict::NotApplicable, Verdict::NotApplicable}), kByCase),
              ElementsAre("not_applicable", "not_applicable"));
  EXPECT_THAT(verdicts_after(report_of({Verdict::Passed, Verdict::Error}), kByCase), ElementsAre("passed", "error"));
}

TEST(Deviations, CoverACaseThatTheDeviceNeverDecidesOnlyByWhatItAnswers) {
  Report report = report_of({Verdict::Error, Verdict::Error});
  for (CaseReport& entry : report.sections[0].cases)
    entry.result.reason = "inconclusive 4 times: the device answers Internal Error";
  EXPECT_THAT(verdicts_after(report, kByText), ElementsAre("known", "error"));
  EXPECT_THAT(verdicts_after(report, kByCase), ElementsAre("error", "error"));
  report.sections[0].cases[0].result.reason = "the device is gone";
  EXPECT_THAT(verdicts_after(report, kByText), ElementsAre("error", "error"));
}

TEST(Deviations, CountAsUsedWhereTwoCoverOneCase) {
  EXPECT_THAT(verdicts_after(report_of({Verdict::Failed, Verdict::Failed}), std::string{kByCase} + kByCase),
              ElementsAre("known", "known"));
}

TEST(Deviations, ForCasesThatDoNotExistAreAUsageError) {
  EXPECT_NO_THROW(check_deviations(parse_deviations(kByCase, "d"), suite()));
  EXPECT_NO_THROW(
      check_deviations(parse_deviations("[[deviation]]\ncase = \"run/prepare\"\nreason = \"why\"\n", "d"), suite()));
  try {
    check_deviations(parse_deviations("\n[[deviation]]\ncase = \"apend/*\"\nreason = \"why\"\n", "d"), suite());
    ADD_FAILURE();
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "d:2: no case matches 'apend/*' (znspec list cases)");
  }
}

}  // namespace
}  // namespace zns::harness
