#include "harness/matrix/matrix_json.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "harness/matrix/matrix_for_tests.hpp"

namespace zns::harness {
namespace {

using Json = nlohmann::ordered_json;
using suites::Verdict;

MatrixReport report_of_two() {
  MatrixReport report =
      matrix_of({reported(1, {matrix_case("zsm/a", Verdict::Failed, "x")}), complained(3, "no QEMU")});
  report.version = "0.1";
  report.file = "m.toml";
  report.provenance.host = "build7";
  return report;
}

TEST(MatrixJson, HoldsTheTargetsAndTheirReports) {
  const Json json = Json::parse(render_matrix_json(report_of_two()));
  EXPECT_EQ(json["schema"], 1);
  EXPECT_EQ(json["exit"], 3);
  EXPECT_EQ(json["provenance"]["host"], "build7");
  const Json& first = json["targets"][0];
  EXPECT_EQ(first["name"], "t0");
  EXPECT_EQ(first["target"], "ref:zones=0");
  EXPECT_EQ(first["exit"], 1);
  EXPECT_EQ(first["summary"]["failed"], 1);
  EXPECT_EQ(first["areas"].size(), 1U);
  EXPECT_EQ(first["areas"][0]["head"], "ZSM");
  EXPECT_EQ(first["areas"][0]["summary"]["failed"], 1);
  EXPECT_EQ(first["reports"][0]["cases"][0]["failure"]["observed"], "x");
  EXPECT_EQ(json["targets"][1]["remark"], "no QEMU");
  EXPECT_TRUE(json["targets"][1]["reports"].empty());
}

// Keys as the schema writes them; what another schema explains is left alone.
void flatten(const Json& json, const std::string& path, std::set<std::string>& keys) {
  const bool explained = path == "provenance" || path == "targets[].summary" || path == "targets[].areas[].summary" ||
                         path == "targets[].reports[]";
  if (json.is_object() && !explained) {
    for (const auto& [key, value] : json.items()) flatten(value, path.empty() ? key : path + "." + key, keys);
  } else if (json.is_array()) {
    for (const Json& value : json) flatten(value, path + "[]", keys);
  } else {
    keys.insert(path);
  }
}

TEST(MatrixJson, IsWhatTheSchemaSays) {
  std::set<std::string> written;
  flatten(Json::parse(render_matrix_json(report_of_two())), "", written);
  std::set<std::string> documented;
  std::ifstream schema{ZNSPEC_SOURCE_DIR "/harness/matrix/SCHEMA.md"};
  for (std::string line; std::getline(schema, line);)
    if (line.rfind("| `", 0) == 0) documented.insert(line.substr(3, line.find('`', 3) - 3));
  EXPECT_EQ(written, documented);
}

}  // namespace
}  // namespace zns::harness
