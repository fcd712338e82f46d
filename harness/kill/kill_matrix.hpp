// Who tests the tests: which mutants the suite and the random sequences notice, and which permitted devices they leave
// in peace. A value; the table, the JSON and the page for people are functions of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/matrix/job_runner.hpp"
#include "harness/matrix/plan.hpp"
#include "reference/spec/clause.hpp"

namespace zns::harness {

// A device of one of the two catalogues.
struct Specimen {
  std::string id;
  std::string target;  // "mutant:ID"
  std::string what;    // what it does otherwise, in one sentence
  std::string right;   // what it should do; empty if what it does is permitted
  std::string hard;    // what it takes to see it; empty: an ordinary one
  std::vector<ClauseId> clauses;
};

// How a device is looked at. All three are tried, whatever the others find.
struct KillPlan {
  std::uint64_t seed = 1;
  std::uint64_t commands = 20'000;        // of `diff`, one after the other
  std::uint64_t depth_commands = 20'000;  // of `diff --depth`
  std::size_t depth = 16;
};

// What one way found.
struct Witness {
  bool objects = false;
  std::string by;              // the first case that failed
  std::uint64_t commands = 0;  // sent by that case, or until it was noticed
  std::string error;           // why it came to no verdict; empty if it did
};

struct KillRow {
  Specimen specimen;
  Witness suite;
  Witness diff;
  Witness depth;
  std::vector<std::string> cases;  // of the suite, that failed
  [[nodiscard]] bool killed() const { return suite.objects || diff.objects || depth.objects; }
  [[nodiscard]] bool failed_to_run() const {
    return !suite.error.empty() || !diff.error.empty() || !depth.error.empty();
  }
};

struct KillMatrix {
  std::string version;
  KillPlan plan;
  std::vector<KillRow> rows;
  std::vector<std::string> redundant;  // cases without which the suite would kill the same mutants
  std::string interrupted;             // empty if it was not
  std::uint64_t wall_ms = 0;
};

// Three jobs for each, in this order: the suite, diff, diff at depth.
[[nodiscard]] std::vector<MatrixJob> plan_kills(const std::vector<Specimen>& specimens, const KillPlan& plan);

// `ends`: of the jobs of plan_kills(). `cases`: the ids of the suite.
[[nodiscard]] KillMatrix kill_matrix(const std::vector<Specimen>& specimens, const KillPlan& plan, const JobsEnd& ends,
                                     const std::vector<std::string>& cases);

// How many of the devices were noticed, by whom.
struct KillCounts {
  std::size_t devices = 0;
  std::size_t noticed = 0;
  std::size_t by_suite = 0;
  std::size_t by_diff = 0;
  std::size_t by_depth = 0;
  std::size_t by_diff_or_depth = 0;
};
[[nodiscard]] KillCounts count_kills(const KillMatrix& matrix);

// kConformant if every mutant is killed, or no permitted device is flagged; kNotConformant; kHarnessError.
[[nodiscard]] int mutants_status(const KillMatrix& matrix);
[[nodiscard]] int variants_status(const KillMatrix& matrix);

[[nodiscard]] std::string render_mutants(const KillMatrix& matrix, bool list_redundant);
[[nodiscard]] std::string render_variants(const KillMatrix& matrix);

enum class Catalogue : std::uint8_t { Mutants, Variants };
[[nodiscard]] std::string_view name(Catalogue catalogue);  // "mutants", "variants"

// The same document for both (SCHEMA.md).
[[nodiscard]] std::string render_kill_json(const KillMatrix& matrix, Catalogue catalogue);
// The page for people. It needs nothing else and no network; its one script, which sorts and filters, is not needed to
// read it.
[[nodiscard]] std::string render_kill_html(const KillMatrix& matrix, Catalogue catalogue);

}  // namespace zns::harness
