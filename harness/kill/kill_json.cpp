#include <nlohmann/json.hpp>

#include "harness/kill/kill_matrix.hpp"
#include "harness/report/json.hpp"

namespace zns::harness {
namespace {

using Json = nlohmann::ordered_json;

Json one_way(const Witness& witness) {
  Json json{{"objects", witness.objects}, {"by", witness.by}, {"commands", witness.commands}};
  if (!witness.error.empty()) json["error"] = witness.error;
  return json;
}

}  // namespace

std::string render_kill_json(const KillMatrix& matrix, std::string_view catalogue) {
  Json rows = Json::array();
  std::size_t noticed = 0;
  for (const KillRow& row : matrix.rows) {
    noticed += row.killed() ? 1 : 0;
    rows.push_back({{"id", row.specimen.id},
                    {"target", row.specimen.target},
                    {"what", row.specimen.what},
                    {"hard", row.specimen.hard},
                    {"noticed", row.killed()},
                    {"suite", one_way(row.suite)},
                    {"diff", one_way(row.diff)},
                    {"depth", one_way(row.depth)},
                    {"cases", row.cases}});
  }
  const Json json{{"schema", kJsonSchema},
                  {"version", matrix.version},
                  {"catalogue", catalogue},
                  {"seed", matrix.plan.seed},
                  {"commands", matrix.plan.commands},
                  {"depth_commands", matrix.plan.depth_commands},
                  {"depth", matrix.plan.depth},
                  {"wall_ms", matrix.wall_ms},
                  {"interrupted", matrix.interrupted},
                  {"summary",
                   {{"devices", matrix.rows.size()},
                    {"noticed", noticed},
                    {"by_suite", killed_by(matrix, &KillRow::suite)},
                    {"by_diff", killed_by(matrix, &KillRow::diff)},
                    {"by_depth", killed_by(matrix, &KillRow::depth)}}},
                  {"devices", std::move(rows)},
                  {"redundant_cases", matrix.redundant}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace zns::harness
