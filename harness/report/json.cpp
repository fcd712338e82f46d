#include "harness/report/json.hpp"

#include <optional>

#include "harness/coverage/coverage.hpp"
#include "harness/report/causes.hpp"
#include "harness/report/headline.hpp"
#include "harness/report/json_summary.hpp"
#include "harness/report/json_values.hpp"

namespace zns::harness {
namespace {

using Json = nlohmann::ordered_json;

Json scope(const Report& report) {
  Json scope{{"outcome", name(outcome_of(report))}, {"headline", headline(report)}, {"tested", tested_cases(report)}};
  scope.update(scope_json(report.scope));
  return scope;
}

Json cause(const CaseReport& entry, const std::vector<const CaseReport*>& others) {
  Json cases = Json::array({entry.result.id});
  for (const CaseReport* other : others) cases.push_back(other->result.id);
  const std::vector<std::string>& violated = violated_clauses(entry);
  return {{"clause", violated.empty() ? "" : violated.front()},
          {"observed", entry.result.failure ? entry.result.failure->observed : ""},
          {"cases", std::move(cases)}};
}

Json one_case(const SectionReport& section, const CaseReport& entry, const Causes& causes) {
  Json json = case_json(section, entry);
  if (entry.result.failure) json["failure"]["told_by"] = causes.told_by(entry).result.id;
  return json;
}

}  // namespace

std::string render_json(const Report& report) {
  const Causes causes{report};
  Json cases = Json::array();
  Json told = Json::array();
  for (const SectionReport& section : report.sections)
    for (const CaseReport& entry : section.cases) {
      cases.push_back(one_case(section, entry, causes));
      if (entry.result.verdict == suites::Verdict::Failed && &causes.told_by(entry) == &entry)
        told.push_back(cause(entry, causes.others(entry)));
    }
  const Exercised coverage = exercised(report.clauses);
  const Counts all = counts_of(report);
  const Json json{{"schema", kJsonSchema},
                  {"version", report.version},
                  {"target", report.target},
                  {"device", device_json(report)},
                  {"seed", report.seed},
                  {"wall_ms", report.wall_ms},
                  {"commands", report.commands},
                  {"written_bytes", report.written_bytes},
                  {"summary", counts(summarize(report))},
                  {"cases", std::move(cases)},
                  {"freedoms", Json(all.freedoms)},
                  {"clauses", clauses_json(all)},
                  {"transitions", transitions_json(all)},
                  {"coverage", {{"exercised", coverage.clauses}, {"of", coverage.of}}},
                  {"causes", std::move(told)},
                  {"scope", scope(report)},
                  {"provenance", provenance_json(report.provenance)},
                  {"stopped", report.stopped},
                  {"unsaved", report.unsaved}};
  // A device may put any byte into its serial number: what is not UTF-8 is replaced, never thrown over.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace zns::harness
