#include "harness/report/json_reader.hpp"

#include <gmock/gmock.h>

#include "harness/report/json.hpp"
#include "harness/report/report_for_tests.hpp"

namespace zns::harness {
namespace {

using ::testing::HasSubstr;

// A report in which everything is there, and nothing is what it is by default.
Report whole_report() {
  Report report = report_for_tests();
  report.facts.controller.sn = "S<1>\x01\xC3\xA9";
  report.facts.nsid = 3;
  report.facts.max_open = report.facts.mdts_bytes = report.facts.append_limit_bytes =
      report.facts.write_zeroes_limit_bytes = 4096;
  report.facts.extension_bytes = 64;
  report.facts.append = false;
  report.facts.write_zeroes = report.facts.read_across = report.facts.variable_capacity =
      report.facts.active_excursions = true;
  report.scope.limits = {"--suite zns", "--filter 'a*'"};
  report.scope.ended = "at the first failure";
  report.scope.resumed = "3 cases of r.json";
  report.scope.random_commands = 5;
  report.scope.left_out = {"write/last-block"};
  report.stopped = "interrupted (1 of 2 cases were run)";
  report.unsaved = "the disk is full";
  report.provenance.commit = "1a2b3c4";
  CaseReport& failed = report.sections[1].cases[0];
  failed.level = Level::ShallNot;
  failed.trace = "d/send.failed.trace";
  failed.cause = {.clause = "ZNS-ZMS-021", .what = "abort|success"};
  failed.result.failure->what = "# of #";
  failed.result.failure->aside = true;
  failed.result.failure->clauses = {"QUE-003"};
  failed.result.failure->seen.front().before->za = 2;
  failed.result.failure->seen.front().before->zai = 3;
  failed.result.failure->seen.front().before->zt = 4;
  failed.result.failure->seen.front().before->reserved_bits = true;
  failed.result.failure->seen.front().after.reset();
  return report;
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what << " is not in the report";
  return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

std::string refusal(const std::string& text) {
  try {
    static_cast<void>(report_from_json(text));
  } catch (const NotAReport& error) {
    return error.what();
  }
  return "(taken)";
}

TEST(JsonReader, ReadsBackAllThatIsWritten) {
  // given a report with everything in it, and one with as little as there can be
  for (const Report& report : {whole_report(), report_for_tests(), Report{}}) {
    const std::string written = render_json(report);
    // when it is read back, and written again, then it is the same text
    EXPECT_EQ(render_json(report_from_json(written)), written);
  }
}

TEST(JsonReader, ReadsEveryPartOfACase) {
  // given the failed case of a report
  const Report report = whole_report();
  const CaseReport& then = report.sections[1].cases[0];
  // when it is read back
  const Report read = report_from_json(render_json(report));
  const CaseReport& now = read.sections.at(1).cases.at(0);
  // then also that is there which no other text shows
  EXPECT_EQ(now.level, then.level);
  EXPECT_EQ(now.cause, then.cause);
  EXPECT_EQ(now.result.failure->what, then.result.failure->what);
  EXPECT_EQ(now.result.failure->clauses, then.result.failure->clauses);
  EXPECT_EQ(now.result.failure->seen.front().before, then.result.failure->seen.front().before);
  EXPECT_EQ(now.result.failure->seen.front().after, std::nullopt);
  EXPECT_EQ(read.sections.at(2).number, "") << "the section of what is not the suite's";
  EXPECT_EQ(report_from_json(render_json(report)).sections.at(1).cases.at(1).result.failure->clauses,
            std::vector<std::string>{})
      << "the clauses of the case itself are not named twice";
}

TEST(JsonReader, SaysWhatIsWrongAndWhere) {
  const std::string text = render_json(whole_report());
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"", "this is no JSON, or not all of it"},
      {text.substr(0, text.size() / 2), "this is no JSON, or not all of it"},
      {"[]", "this is no object"},
      {"{}", "schema: it is missing"},
      {replaced(text, "\"schema\": 1", "\"schema\": 2"), "schema: 2 is not known, only 1"},
      {replaced(text, "\"seed\": 7", "\"seed\": -7"), "seed: this is no number from 0 to 18446744073709551615"},
      {replaced(text, "\"nsid\": 3", "\"nsid\": 4294967296"), "device.nsid: this is no number from 0 to 4294967295"},
      {replaced(text, "\"verdict\": \"passed\"", "\"verdict\": \"good\\u001b\""),
       "cases[0].verdict: 'good?' is no verdict"},
      {replaced(text, "\"level\": \"shall\"", "\"level\": 3"), "cases[0].level: this is no text"},
      {replaced(text, "\"zs\": \"ZSF\"", "\"zs\": \"ZSX\""),
       "cases[1].failure.zone_values[0].before.zs: 'ZSX' is no zone state"},
      {replaced(text, "\"exercised\": 6", "\"exercised\": null"),
       "clauses.ZNS-ZMS-021.exercised: this is no number from 0 to 18446744073709551615"},
      {replaced(text, "\"append\": false", "\"append\": 0"), "device.append: this is neither true nor false"}};
  for (const auto& [changed, why] : rows) EXPECT_EQ(refusal(changed), why);
}

TEST(JsonReader, TakesNoReportThatIsCutAnywhere) {
  const std::string text = render_json(whole_report());
  for (std::size_t size = 0; size + 2 < text.size(); size += 7)
    EXPECT_THAT(refusal(text.substr(0, size)), HasSubstr("no JSON")) << size << " bytes of it";
}

}  // namespace
}  // namespace zns::harness
