#include "harness/report/json_values.hpp"

#include <nlohmann/json.hpp>
#include <optional>

namespace zns::harness {
namespace {

using Json = nlohmann::ordered_json;

Json or_null(const std::optional<std::uint64_t>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json descriptor(const ZoneDescriptor& zone) {
  return {{"zs", letters(zone.zs)}, {"zt", zone.zt},       {"za", zone.za}, {"zai", zone.zai},
          {"zcap", zone.zcap},      {"zslba", zone.zslba}, {"wp", zone.wp}, {"reserved_bits", zone.reserved_bits}};
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

Json failure(const CaseReport& entry) {
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
          {"kind", failure.what},
          {"cause", {{"clause", entry.cause.clause}, {"kind", entry.cause.what}}}};
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
          {"command_line", from.command_line},
          {"commit", from.commit}};
}

Json scope_json(const Scope& scope) {
  Json lists = Json::array();
  for (const AcceptedList& list : scope.lists)
    lists.push_back({{"file", list.file}, {"entries", list.entries}, {"accepted", list.accepted}});
  return {{"applicable", scope.applicable}, {"random_commands", scope.random_commands},
          {"limits", scope.limits},         {"left_out", scope.left_out},
          {"ended", scope.ended},           {"resumed", scope.resumed},
          {"deviations", std::move(lists)}};
}

Json case_json(const SectionReport& section, const CaseReport& entry) {
  Json json{{"id", entry.result.id},
            {"verdict", suites::name(entry.result.verdict)},
            {"level", name(entry.level)},
            {"clauses", entry.clauses},
            {"title", entry.title},
            {"section", section.number.empty() ? section.title : section.number},
            {"section_title", section.title},
            {"reason", entry.result.reason},
            {"wall_ms", entry.wall_ms},
            {"replay", entry.replay},
            {"trace", entry.trace}};
  if (entry.result.failure) json["failure"] = failure(entry);
  return json;
}

Json clauses_json(const Counts& counts) {
  Json clauses = Json::object();
  for (const auto& [id, count] : counts.clauses)
    clauses[id] = {{"exercised", count.exercised}, {"violated", count.violated}};
  return clauses;
}

Json transitions_json(const Counts& counts) {
  Json list = Json::array();
  for (const auto& [transition, count] : counts.transitions)
    list.push_back({{"before", letters(transition.before)},
                    {"by", transition.by},
                    {"after", letters(transition.after)},
                    {"count", count}});
  return list;
}

}  // namespace zns::harness
