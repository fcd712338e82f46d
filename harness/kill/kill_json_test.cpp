#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "harness/kill/kill_matrix_for_tests.hpp"

namespace zns::harness {
namespace {

using Json = nlohmann::ordered_json;

Json json_for_tests() {
  KillMatrix matrix = kill_matrix_for_tests();
  matrix.rows[0].cases = {"append/first", "append/other"};
  matrix.rows[4].diff.error = matrix.rows[4].depth.error = "crashed: SIGSEGV";
  return Json::parse(render_kill_json(matrix, Catalogue::Mutants));
}

TEST(KillJson, SaysWhoNoticedWhat) {
  const Json json = json_for_tests();
  EXPECT_EQ(json["catalogue"], "mutants");
  EXPECT_EQ(
      json["summary"],
      (Json{
          {"devices", 5}, {"noticed", 3}, {"by_suite", 2}, {"by_diff", 2}, {"by_depth", 1}, {"by_diff_or_depth", 2}}));
  const Json& device = json["devices"][3];
  EXPECT_EQ(device["id"], "by-diff");
  EXPECT_EQ(device["right"], "by-diff should do this");
  EXPECT_EQ(device["hard"], true);
  EXPECT_EQ(device["clauses"], Json::array({"ZNS-APPEND-005"}));
  EXPECT_EQ(device["suite"], (Json{{"objects", false}, {"by", ""}, {"commands", 0}}));
  EXPECT_EQ(device["diff"], (Json{{"objects", true}, {"by", "diff/ZNS-ZMR-014/deadbeef"}, {"commands", 77}}));
  EXPECT_EQ(json["devices"][0]["hard"], false);
  EXPECT_EQ(json["devices"][4]["suite"]["error"], "crashed: SIGSEGV");
}

void flatten(const Json& json, const std::string& path, std::set<std::string>& keys) {
  if (json.is_object()) {
    for (const auto& [key, value] : json.items()) flatten(value, path.empty() ? key : path + "." + key, keys);
  } else if (json.is_array()) {
    for (const Json& value : json) flatten(value, path + "[]", keys);
  } else {
    keys.insert(path);
  }
}

TEST(KillJson, IsWhatTheSchemaSays) {
  std::set<std::string> written;
  flatten(json_for_tests(), "", written);
  std::set<std::string> documented;
  std::ifstream schema{ZNSPEC_SOURCE_DIR "/harness/kill/SCHEMA.md"};
  for (std::string line; std::getline(schema, line);)
    if (line.rfind("| `", 0) == 0) documented.insert(line.substr(3, line.find('`', 3) - 3));
  EXPECT_EQ(written, documented);
}

}  // namespace
}  // namespace zns::harness
