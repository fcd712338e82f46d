#include "harness/report/json_reader.hpp"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "harness/report/json.hpp"
#include "harness/report/text.hpp"

namespace zns::harness {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kShown = 40;  // characters of a wrong value

// The value of an enumeration whose name the text is.
template <class Value, class NameOf>
Value named(const JsonPlace& place, Value last, const std::string& what, NameOf name_of) {
  const std::string text = place.text();
  for (unsigned i = 0; i <= static_cast<unsigned>(last); ++i)
    if (name_of(static_cast<Value>(i)) == text) return static_cast<Value>(i);
  place.refuse("'" + printable(std::string_view{text}.substr(0, kShown)) + "' is no " + what);
}

ZoneState zone_state(const JsonPlace& place) {
  return named(place, ZoneState::Offline, "zone state", [](ZoneState zs) { return letters(zs); });
}

std::uint8_t byte(const JsonPlace& place) {
  return static_cast<std::uint8_t>(place.number(std::numeric_limits<std::uint8_t>::max()));
}

std::optional<ZoneDescriptor> descriptor(const JsonPlace& zone, const char* which) {
  if (!zone.has(which)) return std::nullopt;
  const JsonPlace from = zone[which];
  return ZoneDescriptor{.zt = byte(from["zt"]),
                        .zs = zone_state(from["zs"]),
                        .za = byte(from["za"]),
                        .zai = byte(from["zai"]),
                        .zcap = from["zcap"].number(),
                        .zslba = from["zslba"].number(),
                        .wp = from["wp"].number(),
                        .reserved_bits = from["reserved_bits"].flag()};
}

suites::Failure failure(const JsonPlace& from, const std::vector<std::string>& of_the_case) {
  suites::Failure failure{.expected = from["expected"].texts(),
                          .observed = from["observed"].text(),
                          .zones = from["zones"].texts(),
                          .commands = from["commands"].texts(),
                          .clauses = from["clauses"].texts(),
                          .seen = {},
                          .what = from["kind"].text(),
                          .aside = from["aside"].flag()};
  if (failure.clauses == of_the_case) failure.clauses.clear();  // violated_clauses()
  for (const JsonPlace& zone : from["zone_values"].elements())
    failure.seen.push_back(
        {.index = zone["index"].number(), .before = descriptor(zone, "before"), .after = descriptor(zone, "after")});
  return failure;
}

void read_device(const JsonPlace& from, Report& report) {
  suites::Facts& facts = report.facts;
  facts.controller.mn = from["mn"].text();
  facts.controller.sn = from["sn"].text();
  facts.controller.fr = from["fr"].text();
  facts.nsid = static_cast<std::uint32_t>(from["nsid"].number(std::numeric_limits<std::uint32_t>::max()));
  facts.lba_bytes = from["lba_bytes"].number();
  facts.nsze = from["nsze"].number();
  facts.zsze = from["zsze"].number();
  facts.zone_count = from["zones"].number();
  facts.max_active = from["max_active"].number_or_null();
  facts.max_open = from["max_open"].number_or_null();
  facts.extension_bytes = from["extension_bytes"].number();
  facts.mdts_bytes = from["mdts_bytes"].number_or_null();
  facts.append_limit_bytes = from["append_limit_bytes"].number_or_null();
  facts.write_zeroes_limit_bytes = from["write_zeroes_limit_bytes"].number_or_null();
  facts.append = from["append"].flag();
  facts.write_zeroes = from["write_zeroes"].flag();
  facts.read_across = from["read_across"].flag();
  facts.variable_capacity = from["variable_capacity"].flag();
  facts.active_excursions = from["active_excursions"].flag();
  const auto least = from["zcap_least"].number_or_null();
  const auto most = from["zcap_most"].number_or_null();
  if (least && most) report.zcap = CapacityRange{.least = *least, .most = *most};
}

Scope scope(const JsonPlace& from) {
  Scope scope{.limits = from["limits"].texts(),
              .left_out = from["left_out"].texts(),
              .ended = from["ended"].text(),
              .applicable = from["applicable"].number(),
              .random_commands = from["random_commands"].number(),
              .resumed = from["resumed"].text()};
  for (const JsonPlace& list : from["deviations"].elements())
    scope.lists.push_back(
        {.file = list["file"].text(), .entries = list["entries"].number(), .accepted = list["accepted"].number()});
  return scope;
}

Provenance provenance(const JsonPlace& from) {
  return {.date = from["date"].text(),
          .host = from["host"].text(),
          .kernel = from["kernel"].text(),
          .emulator = from["emulator"].text(),
          .command_line = from["command_line"].text(),
          .commit = from.has("commit") ? from["commit"].text() : std::string{}};
}

}  // namespace

void JsonPlace::refuse(const std::string& what) const {
  throw NotAReport((where_.empty() ? "" : where_ + ": ") + what);
}

bool JsonPlace::has(const std::string& key) const {
  return value_.is_object() && value_.contains(key);
}

JsonPlace JsonPlace::operator[](const std::string& key) const {
  const JsonPlace member{value_, where_.empty() ? key : where_ + "." + key};
  if (!value_.is_object()) refuse("this is no object");
  if (!value_.contains(key)) member.refuse("it is missing");
  return {value_[key], member.where_};
}

std::string JsonPlace::text() const {
  if (!value_.is_string()) refuse("this is no text");
  return value_.get<std::string>();
}

bool JsonPlace::flag() const {
  if (!value_.is_boolean()) refuse("this is neither true nor false");
  return value_.get<bool>();
}

std::uint64_t JsonPlace::number(std::uint64_t most) const {
  if (!value_.is_number_unsigned() || value_.get<std::uint64_t>() > most)
    refuse("this is no number from 0 to " + std::to_string(most));
  return value_.get<std::uint64_t>();
}

std::optional<std::uint64_t> JsonPlace::number_or_null() const {
  return value_.is_null() ? std::nullopt : std::optional{number()};
}

std::vector<JsonPlace> JsonPlace::elements() const {
  if (!value_.is_array()) refuse("this is no list");
  std::vector<JsonPlace> all;
  for (std::size_t i = 0; i < value_.size(); ++i) all.emplace_back(value_[i], where_ + "[" + std::to_string(i) + "]");
  return all;
}

std::vector<std::pair<std::string, JsonPlace>> JsonPlace::members() const {
  if (!value_.is_object()) refuse("this is no object");
  std::vector<std::pair<std::string, JsonPlace>> all;
  for (const auto& [key, value] : value_.items())
    all.emplace_back(key, JsonPlace{value, where_ + "." + printable(std::string_view{key}.substr(0, kShown))});
  return all;
}

std::vector<std::string> JsonPlace::texts() const {
  std::vector<std::string> all;
  for (const JsonPlace& each : elements()) all.push_back(each.text());
  return all;
}

Report head_of(const JsonPlace& root) {
  Report report;
  report.version = root["version"].text();
  report.target = root["target"].text();
  read_device(root["device"], report);
  report.seed = root["seed"].number();
  report.scope = scope(root["scope"]);
  report.provenance = provenance(root["provenance"]);
  return report;
}

Counts counts_of(const JsonPlace& root) {
  Counts counts{.wall_ms = root["wall_ms"].number(),
                .commands = root["commands"].number(),
                .written_bytes = root["written_bytes"].number()};
  for (const auto& [id, count] : root["freedoms"].members()) counts.freedoms[id] = count.number();
  for (const auto& [id, count] : root["clauses"].members())
    counts.clauses[id] = {.exercised = count["exercised"].number(), .violated = count["violated"].number()};
  for (const JsonPlace& each : root["transitions"].elements())
    counts.transitions[{zone_state(each["before"]), each["by"].text(), zone_state(each["after"])}] =
        each["count"].number();
  return counts;
}

void add_case(Report& report, const JsonPlace& place) {
  CaseReport entry;
  entry.title = place["title"].text();
  entry.level = named(place["level"], Level::Undefined, "level", [](Level level) { return name(level); });
  entry.clauses = place["clauses"].texts();
  entry.result.id = place["id"].text();
  entry.result.verdict = named(place["verdict"], suites::Verdict::Error, "verdict",
                               [](suites::Verdict verdict) { return suites::name(verdict); });
  entry.result.reason = place["reason"].text();
  entry.replay = place["replay"].text();
  entry.trace = place["trace"].text();
  entry.wall_ms = place["wall_ms"].number();
  if (place.has("failure")) {
    entry.result.failure = failure(place["failure"], entry.clauses);
    const JsonPlace cause = place["failure"]["cause"];
    entry.cause = {.clause = cause["clause"].text(), .what = cause["kind"].text()};
  }
  const std::string section = place["section"].text();
  const std::string title = place["section_title"].text();
  section_for(report, section == title ? "" : section, title).cases.push_back(std::move(entry));
}

Report report_from_json(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  const JsonPlace root{json, ""};
  if (json.is_discarded()) root.refuse("this is no JSON, or not all of it");
  if (const std::uint64_t schema = root["schema"].number(); schema != kJsonSchema)
    root["schema"].refuse(std::to_string(schema) + " is not known, only " + std::to_string(kJsonSchema));
  Report report = head_of(root);
  add_counts(report, counts_of(root));
  for (const JsonPlace& place : root["cases"].elements()) add_case(report, place);
  report.stopped = root["stopped"].text();
  report.unsaved = root["unsaved"].text();
  return report;
}

}  // namespace zns::harness
