#include "harness/kill/kill_matrix.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <set>

#include "harness/base/error.hpp"
#include "harness/matrix/child_report.hpp"
#include "harness/report/exit_status.hpp"

namespace zns::harness {
namespace {

constexpr std::size_t kWays = 3;

// The exit status must be that of the report, or else a crash could pass for a verdict.
std::string no_verdict(const JobEnd& end) {
  if (!end.status) return "interrupted";
  if (end.status->signal != 0) return "crashed: " + end.status->describe();
  const bool verdict = end.status->code == kConformant || end.status->code == kNotConformant;
  if (verdict && !end.report.empty()) return {};
  return end.complaint.empty() ? end.status->describe() : end.complaint;
}

std::vector<ChildCase> failures_of(const ChildReport& report) {
  std::vector<ChildCase> failed;
  std::copy_if(report.cases.begin(), report.cases.end(), std::back_inserter(failed),
               [](const ChildCase& entry) { return entry.verdict == suites::Verdict::Failed; });
  return failed;
}

Witness witness_of(const JobEnd& end, std::vector<std::string>* cases) {
  Witness witness;
  witness.error = no_verdict(end);
  if (!witness.error.empty()) return witness;
  try {
    const ChildReport report = parse_child_report(end.report);
    const std::vector<ChildCase> failed = failures_of(report);
    witness.objects = !failed.empty();
    if (failed.empty()) return witness;
    witness.by = failed.front().id;
    witness.commands = cases == nullptr ? report.commands : failed.front().commands;
    if (cases == nullptr) return witness;
    for (const ChildCase& entry : failed) cases->push_back(entry.id);
  } catch (const HarnessError& error) {
    witness.error = error.what();
  }
  return witness;
}

// Case after case, last first: one is redundant if each mutant that it kills is killed by another that stays.
std::vector<std::string> redundant_cases(const std::vector<KillRow>& rows, const std::vector<std::string>& cases) {
  std::vector<std::size_t> killers;
  std::map<std::string, std::vector<std::size_t>> kills;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    killers.push_back(rows[row].cases.size());
    for (const std::string& id : rows[row].cases) kills[id].push_back(row);
  }
  std::vector<std::string> redundant;
  for (const std::string& id : std::vector<std::string>{cases.rbegin(), cases.rend()}) {
    const std::vector<std::size_t>& killed = kills[id];
    if (std::any_of(killed.begin(), killed.end(), [&](std::size_t row) { return killers[row] == 1; })) continue;
    for (const std::size_t row : killed) --killers[row];
    redundant.push_back(id);
  }
  std::reverse(redundant.begin(), redundant.end());
  return redundant;
}

bool is_incomplete(const KillMatrix& matrix) {
  return !matrix.interrupted.empty() ||
         std::any_of(matrix.rows.begin(), matrix.rows.end(), [](const KillRow& row) { return row.failed_to_run(); });
}

}  // namespace

std::vector<MatrixJob> plan_kills(const std::vector<Specimen>& specimens, const KillPlan& plan) {
  const std::string seed = std::to_string(plan.seed);
  std::vector<MatrixJob> jobs;
  for (std::size_t i = 0; i < specimens.size(); ++i) {
    const std::string& target = specimens[i].target;
    jobs.push_back({i, specimens[i].id, {"run", target, "--seed", seed}});
    jobs.push_back(
        {i, specimens[i].id, {"diff", target, "--seed", seed, "--first", "--commands", std::to_string(plan.commands)}});
    jobs.push_back({i,
                    specimens[i].id,
                    {"diff", target + ",order=shuffled", "--seed", seed, "--first", "--commands",
                     std::to_string(plan.depth_commands), "--depth", std::to_string(plan.depth)}});
  }
  return jobs;
}

KillMatrix kill_matrix(const std::vector<Specimen>& specimens, const KillPlan& plan, const JobsEnd& ends,
                       const std::vector<std::string>& cases) {
  KillMatrix matrix;
  matrix.plan = plan;
  matrix.interrupted = ends.interrupted;
  for (std::size_t i = 0; i < specimens.size(); ++i) {
    KillRow row;
    row.specimen = specimens[i];
    row.suite = witness_of(ends.jobs[kWays * i], &row.cases);
    row.diff = witness_of(ends.jobs[kWays * i + 1], nullptr);
    row.depth = witness_of(ends.jobs[kWays * i + 2], nullptr);
    matrix.rows.push_back(std::move(row));
  }
  matrix.redundant = redundant_cases(matrix.rows, cases);
  return matrix;
}

KillCounts count_kills(const KillMatrix& matrix) {
  KillCounts counts{.devices = matrix.rows.size()};
  for (const KillRow& row : matrix.rows) {
    counts.noticed += row.killed() ? 1 : 0;
    counts.by_suite += row.suite.objects ? 1 : 0;
    counts.by_diff += row.diff.objects ? 1 : 0;
    counts.by_depth += row.depth.objects ? 1 : 0;
    counts.by_diff_or_depth += row.diff.objects || row.depth.objects ? 1 : 0;
  }
  return counts;
}

int mutants_status(const KillMatrix& matrix) {
  if (is_incomplete(matrix)) return kHarnessError;
  const bool all = std::all_of(matrix.rows.begin(), matrix.rows.end(), [](const KillRow& row) { return row.killed(); });
  return all ? kConformant : kNotConformant;
}

int variants_status(const KillMatrix& matrix) {
  if (is_incomplete(matrix)) return kHarnessError;
  const bool any = std::any_of(matrix.rows.begin(), matrix.rows.end(), [](const KillRow& row) { return row.killed(); });
  return any ? kNotConformant : kConformant;
}

}  // namespace zns::harness
