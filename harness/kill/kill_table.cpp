#include <algorithm>
#include <sstream>

#include "harness/kill/kill_matrix.hpp"
#include "harness/report/text.hpp"

namespace zns::harness {
namespace {

constexpr std::size_t kMostIdWidth = 44;

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(text.size() < width ? width - text.size() : 0, ' ') + "  ";
}

std::string number_of(const Witness& witness) {
  if (!witness.error.empty()) return "!";
  return witness.objects ? std::to_string(witness.commands) : "-";
}

std::size_t id_width(const KillMatrix& matrix) {
  std::size_t width = 0;
  for (const KillRow& row : matrix.rows) width = std::max(width, row.specimen.id.size());
  return std::min(width, kMostIdWidth);
}

void print_errors(const KillMatrix& matrix, std::ostream& out) {
  for (const KillRow& row : matrix.rows)
    for (const Witness* each : {&row.suite, &row.diff, &row.depth})
      if (!each->error.empty()) out << "  ! " << row.specimen.id << ": " << each->error << "\n";
}

std::string diffs_of(const KillPlan& plan) {
  return "diff: " + std::to_string(plan.commands) + " commands; depth: " + std::to_string(plan.depth_commands) +
         " commands, up to " + std::to_string(plan.depth) + " in flight together; seed " + std::to_string(plan.seed);
}

}  // namespace

std::string render_mutants(const KillMatrix& matrix, bool list_redundant) {
  std::ostringstream out;
  const std::size_t width = id_width(matrix);
  out << diffs_of(matrix.plan) << "\nNumbers: commands until it was noticed (suite: of the first case that failed)\n\n";
  out << padded("mutant", width) << "      suite    diff   depth  first case\n";
  for (const KillRow& row : matrix.rows) {
    std::ostringstream numbers;
    for (const Witness* each : {&row.suite, &row.diff, &row.depth}) {
      numbers.width(each == &row.suite ? 7 : 8);
      numbers << number_of(*each);
    }
    const bool survives = !row.killed() && !row.failed_to_run();
    out << padded(row.specimen.id, width) << (row.specimen.hard.empty() ? "    " : "hard") << numbers.str() << "  "
        << (survives ? "SURVIVES: " + row.specimen.what : row.suite.by) << "\n";
  }
  print_errors(matrix, out);
  const KillCounts counts = count_kills(matrix);
  const auto line = [&](const char* who, std::size_t count) {
    out << padded(who, 10) << count << " of " << counts.devices << "  " << percent(count, counts.devices) << "\n";
  };
  out << "\n";
  line("killed", counts.noticed);
  line("by suite", counts.by_suite);
  line("by diff", counts.by_diff_or_depth);
  out << matrix.redundant.size() << " cases kill no mutant that the others do not kill"
      << (list_redundant ? ":" : " (--redundant lists them)") << "\n";
  if (list_redundant)
    for (const std::string& id : matrix.redundant) out << "  " << id << "\n";
  out << wall_time(matrix.wall_ms) << "\n";
  return out.str();
}

std::string render_variants(const KillMatrix& matrix) {
  std::ostringstream out;
  const std::size_t width = id_width(matrix);
  out << diffs_of(matrix.plan) << "\n\n";
  for (const KillRow& row : matrix.rows) {
    out << padded(row.specimen.id, width) << (row.killed() ? "FLAGGED  " : "in peace  ") << row.specimen.what << "\n";
    for (const Witness* each : {&row.suite, &row.diff, &row.depth})
      if (each->objects) out << "    by " << each->by << "\n";
  }
  print_errors(matrix, out);
  out << "\n"
      << matrix.rows.size() << " permitted devices, " << count_kills(matrix).noticed << " flagged\n"
      << wall_time(matrix.wall_ms) << "\n";
  return out.str();
}

}  // namespace zns::harness
