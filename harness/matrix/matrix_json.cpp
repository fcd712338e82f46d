#include "harness/matrix/matrix_json.hpp"

#include <array>

#include "harness/base/error.hpp"
#include "harness/report/json.hpp"
#include "harness/report/json_summary.hpp"
#include "harness/report/json_values.hpp"

namespace zns::harness {
namespace {

using Json = nlohmann::ordered_json;
using suites::Verdict;

constexpr std::array kVerdicts = {Verdict::Passed, Verdict::Failed,        Verdict::Known, Verdict::Stale,
                                  Verdict::Warned, Verdict::NotApplicable, Verdict::Error};

Verdict verdict_named(const std::string& name) {
  for (const Verdict verdict : kVerdicts)
    if (suites::name(verdict) == name) return verdict;
  throw HarnessError("its report has a verdict '" + name + "'");
}

ChildCase to_case(const Json& json) {
  ChildCase entry;
  entry.id = json.at("id").get<std::string>();
  entry.verdict = verdict_named(json.at("verdict").get<std::string>());
  entry.title = json.at("title").get<std::string>();
  entry.section = json.at("section").get<std::string>();
  entry.reason = json.at("reason").get<std::string>();
  if (!json.contains("failure")) return entry;
  const Json& failure = json.at("failure");
  entry.expected = failure.at("expected").get<std::vector<std::string>>();
  entry.observed = failure.at("observed").get<std::string>();
  entry.replay = failure.at("replay").get<std::string>();
  entry.commands = failure.at("commands").size();
  return entry;
}

Json one_target(const MatrixReport& report, const MatrixRow& row) {
  Json areas = Json::array();
  for (std::size_t i = 0; i < report.areas.size(); ++i) {
    const MatrixArea& area = report.areas[i];
    if (row.areas[i].cases == 0) continue;
    areas.push_back(
        {{"head", area.head}, {"section", area.number}, {"title", area.title}, {"summary", counts(row.areas[i])}});
  }
  Json reports = Json::array();
  for (const std::string& text : row.reports) reports.push_back(Json::parse(text));
  return {{"name", row.name},          {"target", row.target},
          {"exit", row.exit},          {"remark", row.remark},
          {"replay", row.replay},      {"wall_ms", row.wall_ms},
          {"commands", row.commands},  {"summary", counts(row.summary)},
          {"areas", std::move(areas)}, {"reports", std::move(reports)}};
}

}  // namespace

ChildReport parse_child_report(const std::string& text) {
  try {
    const Json json = Json::parse(text);
    if (json.at("schema") != kJsonSchema) throw HarnessError("its report has schema " + json.at("schema").dump());
    ChildReport report;
    report.commands = json.at("commands").get<std::uint64_t>();
    for (const Json& entry : json.at("cases")) report.cases.push_back(to_case(entry));
    return report;
  } catch (const Json::exception& error) {
    throw HarnessError(std::string{"its report cannot be read: "} + error.what());
  }
}

std::string render_matrix_json(const MatrixReport& report) {
  Json targets = Json::array();
  for (const MatrixRow& row : report.rows) targets.push_back(one_target(report, row));
  const Json json{{"schema", kJsonSchema},
                  {"version", report.version},
                  {"provenance", provenance_json(report.provenance)},
                  {"file", report.file},
                  {"interrupted", report.interrupted},
                  {"wall_ms", report.wall_ms},
                  {"exit", exit_status(report)},
                  {"targets", std::move(targets)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace zns::harness
