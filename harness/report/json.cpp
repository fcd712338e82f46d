#include "harness/report/json.hpp"

#include <optional>

#include "harness/coverage/coverage.hpp"
#include "harness/report/causes.hpp"
#include "harness/report/headline.hpp"
#include "harness/report/json_summary.hpp"
#include "harness/report/json_values.hpp"

namespace zns::harness {

using Json = nlohmann::ordered_json;

namespace {

Json or_null(const std::optional<std::uint64_t>& value) {
  return value ? Json(*value) : Json(nullptr);
}

}  // namespace

Json device_json(const Report& report) {
  const suites::Facts& facts = report.facts;
  const std::optional<CapacityRange>& zcap = report.zcap;
  return {{"mn", facts.controller.mn},
          {"sn", facts.controller.sn},
          {"fr", facts.controller.fr},
          {"nsid", facts.nsid},
          {"lba_bytes", facts.lba_bytes},
          {"nsze", facts.nsze},
          {"zsze", facts.zsze},
          {"zones", facts.zone_count},
          {"zcap_least", or_null(zcap ? std::optional{zcap->least} : std::nullopt)},
          {"zcap_most", or_null(zcap ? std::optional{zcap->most} : std::nullopt)},
          {"max_active", or_null(facts.max_active)},
          {"max_open", or_null(facts.max_open)},
          {"extension_bytes", facts.extension_bytes},
          {"mdts_bytes", or_null(facts.mdts_bytes)},
          {"append_limit_bytes", or_null(facts.append_limit_bytes)},
          {"write_zeroes_limit_bytes", or_null(facts.write_zeroes_limit_bytes)},
          {"append", facts.append},
          {"write_zeroes", facts.write_zeroes},
          {"read_across", facts.read_across},
          {"variable_capacity", facts.variable_capacity},
          {"active_excursions", facts.active_excursions}};
}

Json provenance_json(const Provenance& from) {
  return {{"date", from.date},
          {"host", from.host},
          {"kernel", from.kernel},
          {"emulator", from.emulator},
          {"command_line", from.command_line}};
}

namespace {

Json scope(const Report& report) {
  Json lists = Json::array();
  for (const AcceptedList& list : report.scope.lists)
    lists.push_back({{"file", list.file}, {"entries", list.entries}, {"accepted", list.accepted}});
  return {{"outcome", name(outcome_of(report))},
          {"headline", headline(report)},
          {"tested", tested_cases(report)},
          {"applicable", report.scope.applicable},
          {"random_commands", report.scope.random_commands},
          {"limits", report.scope.limits},
          {"ended", report.scope.ended},
          {"deviations", std::move(lists)}};
}

Json descriptor(const ZoneDescriptor& zone) {
  return {{"zs", letters(zone.zs)}, {"za", zone.za}, {"zcap", zone.zcap}, {"zslba", zone.zslba}, {"wp", zone.wp}};
}

Json zone_values(const std::vector<suites::SeenZone>& zones) {
  Json list = Json::array();
  for (const suites::SeenZone& zone : zones) {
    Json values{{"index", zone.index}};
    if (zone.before) values["before"] = descriptor(*zone.before);
    if (zone.after) values["after"] = descriptor(*zone.after);
    list.push_back(std::move(values));
  }
  return list;
}

Json failure(const CaseReport& entry, const Causes& causes) {
  const suites::Failure& failure = *entry.result.failure;
  return {{"expected", failure.expected},
          {"observed", failure.observed},
          {"zones", failure.zones},
          {"commands", failure.commands},
          {"clauses", violated_clauses(entry)},
          {"replay", entry.replay},
          {"trace", entry.trace},
          {"zone_values", zone_values(failure.seen)},
          {"aside", failure.aside},
          {"told_by", causes.told_by(entry).result.id}};
}

Json transition_list(const Transitions& transitions) {
  Json list = Json::array();
  for (const auto& [transition, count] : transitions)
    list.push_back({{"before", letters(transition.before)},
                    {"by", transition.by},
                    {"after", letters(transition.after)},
                    {"count", count}});
  return list;
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
  Json json{{"id", entry.result.id},         {"verdict", suites::name(entry.result.verdict)},
            {"level", name(entry.level)},    {"clauses", entry.clauses},
            {"title", entry.title},          {"section", section.number.empty() ? section.title : section.number},
            {"reason", entry.result.reason}, {"wall_ms", entry.wall_ms}};
  if (entry.result.failure) json["failure"] = failure(entry, causes);
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
  Json clauses = Json::object();
  for (const auto& [id, count] : report.clauses)
    clauses[id] = {{"exercised", count.exercised}, {"violated", count.violated}};
  const Exercised coverage = exercised(report.clauses);
  Json freedoms = Json::object();
  for (const auto& [id, count] : report.freedoms) freedoms[id] = count;
  const Json json{{"schema", kJsonSchema},
                  {"version", report.version},
                  {"target", report.target},
                  {"device", device_json(report)},
                  {"seed", report.seed},
                  {"wall_ms", report.wall_ms},
                  {"commands", report.commands},
                  {"summary", counts(summarize(report))},
                  {"cases", std::move(cases)},
                  {"freedoms", std::move(freedoms)},
                  {"clauses", std::move(clauses)},
                  {"transitions", transition_list(report.transitions)},
                  {"coverage", {{"exercised", coverage.clauses}, {"of", coverage.of}}},
                  {"causes", std::move(told)},
                  {"scope", scope(report)},
                  {"provenance", provenance_json(report.provenance)}};
  // A device may put any byte into its serial number: what is not UTF-8 is replaced, never thrown over.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace zns::harness
