#include "harness/report/json.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "harness/report/report_for_tests.hpp"

namespace zns::harness {
namespace {

using Json = nlohmann::ordered_json;
using Types = std::map<std::string, std::string>;

std::string type_of(const Json& json) {
  return json.is_number_unsigned() ? "number" : json.type_name();
}

// Every path of the report and its type: "cases[].id" -> "string".
void flatten(const Json& json, const std::string& path, Types& types) {
  if (json.is_object()) {
    const bool ids = path == "freedoms" || path == "clauses";
    for (const auto& [key, value] : json.items())
      flatten(value, (path.empty() ? "" : path + ".") + (ids ? "<id>" : key), types);
  } else if (json.is_array()) {
    for (const Json& value : json) flatten(value, path + "[]", types);
  } else {
    std::string& type = types[path];
    const std::string now = type_of(json);
    if (type.empty() || type == now)
      type = now;
    else
      type = "number or null";
  }
}

// Rows of the table: | `cases[].id` | string | ... |
Types documented() {
  std::ifstream file{std::string{ZNSPEC_SOURCE_DIR} + "/harness/report/SCHEMA.md"};
  Types types;
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("| `", 0) != 0) continue;
    const std::size_t key_end = line.find('`', 3);
    const std::size_t type_begin = key_end + 4;
    types[line.substr(3, key_end - 3)] = line.substr(type_begin, line.find(" |", type_begin) - type_begin);
  }
  return types;
}

TEST(Json, IsWhatTheSchemaDocuments) {
  Report limited = report_for_tests();
  limited.facts.max_active = limited.facts.max_open = limited.facts.mdts_bytes = limited.facts.append_limit_bytes =
      limited.facts.write_zeroes_limit_bytes = 4;
  limited.scope.limits = {"--suite zns"};
  limited.scope.left_out = {"write/last-block"};
  Report unlimited = report_for_tests();
  unlimited.facts.max_active = unlimited.facts.max_open = unlimited.facts.mdts_bytes =
      unlimited.facts.append_limit_bytes = unlimited.facts.write_zeroes_limit_bytes = std::nullopt;
  unlimited.zcap = std::nullopt;
  Types written;
  flatten(Json::parse(render_json(limited)), "", written);
  flatten(Json::parse(render_json(unlimited)), "", written);
  EXPECT_EQ(written, documented());
}

TEST(Json, HasTheTopLevelThatScriptsRelyOn) {
  std::vector<std::string> keys;
  const Json json = Json::parse(render_json(report_for_tests()));
  for (const auto& [key, value] : json.items()) keys.push_back(key);
  EXPECT_THAT(keys, ::testing::ElementsAre("schema", "version", "target", "device", "seed", "wall_ms", "commands",
                                           "written_bytes", "summary", "cases", "freedoms", "clauses", "transitions",
                                           "coverage", "causes", "scope", "provenance", "stopped", "unsaved"));
}

TEST(Json, CarriesTheFailure) {
  const Json json = Json::parse(render_json(report_for_tests()));
  const Json expected = Json::parse(R"json({
    "id": "send/failed", "verdict": "failed", "level": "shall", "clauses": ["ZNS-ZMS-021"], "title": "What send/failed expects",
    "section": "ZNS 1.1 3.4.3", "section_title": "Zone Management Send command", "reason": "witnesses disagree",
    "wall_ms": 12, "replay": "znspec run ref: --filter send/failed --seed 7", "trace": "",
    "failure": {
      "expected": ["Zone Is Full (SCT 1h, SC B9h)", "Zone Boundary Error (SCT 1h, SC B8h)"],
      "observed": "Successful Completion (SCT 0h, SC 00h)",
      "zones": ["zone 3  ZSF -> ZSIO  zslba 0x30"],
      "commands": ["write slba=0x30 nlb=0 -> Successful Completion (SCT 0h, SC 00h)"],
      "clauses": ["ZNS-ZMS-021"],
      "replay": "znspec run ref: --filter send/failed --seed 7",
      "trace": "",
      "zone_values": [{"index": 3, "before": {"zs": "ZSF", "zt": 2, "za": 0, "zai": 0, "zcap": 48, "zslba": 48, "wp": 0,
                                                "reserved_bits": false},
                       "after": {"zs": "ZSIO", "zt": 2, "za": 0, "zai": 0, "zcap": 48, "zslba": 48, "wp": 64,
                                 "reserved_bits": false}}],
      "aside": false, "kind": "", "cause": {"clause": "", "kind": ""}, "told_by": "send/failed"}})json");
  EXPECT_EQ(json["cases"][1], expected);
  EXPECT_FALSE(json["cases"][0].contains("failure"));
  EXPECT_EQ(json["cases"][6]["section"], "Listed deviations");
}

TEST(Json, CountsFreedomsAndClauses) {
  const Json json = Json::parse(render_json(report_for_tests()));
  EXPECT_EQ(json["freedoms"]["implicit-close"], 12);
  EXPECT_EQ(json["coverage"]["exercised"], 1);
  EXPECT_EQ(json["clauses"]["ZNS-ZMS-021"], Json::parse(R"json({"exercised": 6, "violated": 1})json"));
  EXPECT_EQ(json["summary"]["cases"], 7);
  EXPECT_EQ(json["summary"]["stale"], 1);
}

TEST(Json, HasEmptyObjectsWhereNothingWasCounted) {
  const Json json = Json::parse(render_json(Report{}));
  EXPECT_TRUE(json["freedoms"].is_object());
  EXPECT_TRUE(json["clauses"].is_object());
  EXPECT_TRUE(json["cases"].is_array());
}

TEST(Json, SurvivesBytesThatAreNotUtf8) {
  EXPECT_EQ(Json::parse(render_json(report_for_tests()))["device"]["sn"], "S<1>\x01\xEF\xBF\xBD");
}

}  // namespace
}  // namespace zns::harness
