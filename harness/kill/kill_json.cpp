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

Json ids_of(const std::vector<ClauseId>& clauses) {
  Json ids = Json::array();
  for (const ClauseId id : clauses) ids.push_back(id.str());
  return ids;
}

}  // namespace

std::string_view name(Catalogue catalogue) {
  return catalogue == Catalogue::Mutants ? "mutants" : "variants";
}

std::string render_kill_json(const KillMatrix& matrix, Catalogue catalogue) {
  Json rows = Json::array();
  const KillCounts counts = count_kills(matrix);
  for (const KillRow& row : matrix.rows) {
    rows.push_back({{"id", row.specimen.id},
                    {"target", row.specimen.target},
                    {"what", row.specimen.what},
                    {"right", row.specimen.right},
                    {"hard", !row.specimen.hard.empty()},
                    {"clauses", ids_of(row.specimen.clauses)},
                    {"noticed", row.killed()},
                    {"suite", one_way(row.suite)},
                    {"diff", one_way(row.diff)},
                    {"depth", one_way(row.depth)},
                    {"cases", row.cases}});
  }
  const Json json{{"schema", kJsonSchema},
                  {"version", matrix.version},
                  {"catalogue", name(catalogue)},
                  {"seed", matrix.plan.seed},
                  {"commands", matrix.plan.commands},
                  {"depth_commands", matrix.plan.depth_commands},
                  {"depth", matrix.plan.depth},
                  {"wall_ms", matrix.wall_ms},
                  {"interrupted", matrix.interrupted},
                  {"summary",
                   {{"devices", counts.devices},
                    {"noticed", counts.noticed},
                    {"by_suite", counts.by_suite},
                    {"by_diff", counts.by_diff},
                    {"by_depth", counts.by_depth},
                    {"by_diff_or_depth", counts.by_diff_or_depth}}},
                  {"devices", std::move(rows)},
                  {"redundant_cases", matrix.redundant}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace zns::harness
