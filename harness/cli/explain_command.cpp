// znspec explain ID: a case, a clause or a freedom.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <numeric>

#include "harness/cli/commands.hpp"
#include "harness/coverage/citations.hpp"
#include "harness/error.hpp"
#include "harness/exit_status.hpp"
#include "reference/device/freedom.hpp"
#include "reference/spec/clause.hpp"

namespace zns::harness {
namespace {

void print_clause(const Clause& clause, std::ostream& out) {
  out << clause.id << "  " << name(clause.level) << ", confidence " << name(clause.confidence);
  if (!clause.section.empty()) out << ", " << clause.section;
  out << "\n  " << clause.text << "\n";
}

void print_cases(std::string_view clause, const std::vector<suites::Section>& contents, std::ostream& out) {
  const Citations cited = citations(contents);
  const auto found = cited.find(clause);
  if (found == cited.end()) {
    out << "cited by no case\n";
    return;
  }
  out << "cited by\n";
  for (const std::string& id : found->second) out << "  " << id << "\n";
}

void explain_case(const suites::Section& section, const suites::Case& subject, std::ostream& out) {
  out << subject.id << "  case, " << name(subject.level) << ", " << section.number << " " << section.title << "\n  "
      << subject.title << "\n";
  out << "clauses\n";
  for (const ClauseId id : subject.clauses) {
    const Clause& cited = clause(id);
    out << "  " << cited.id << " (" << name(cited.level) << ", confidence " << name(cited.confidence) << ")  "
        << cited.section << "\n    " << cited.text << "\n";
  }
  out << "run it\n  znspec run TARGET --filter " << subject.id << "\n";
}

void explain_clause(const Clause& subject, const std::vector<suites::Section>& contents, std::ostream& out) {
  print_clause(subject, out);
  for (const FreedomRow& freedom : kFreedoms)
    if (freedom.clause.str() == subject.id) out << "freedom " << freedom.id << "\n  " << freedom.text << "\n";
  print_cases(subject.id, contents, out);
}

void explain_freedom(const FreedomRow& subject, const std::vector<suites::Section>& contents, std::ostream& out) {
  out << subject.id << "  freedom: what a device may do as it likes\n  " << subject.text << "\nby clause ";
  print_clause(clause(subject.clause), out);
  print_cases(subject.clause.str(), contents, out);
}

// Levenshtein's, in one row.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

std::string nearest(const std::string& id, const std::vector<suites::Section>& contents) {
  std::string best;
  std::size_t best_distance = id.size() / 2 + 1;  // further away is no help
  const auto consider = [&](std::string_view candidate) {
    const std::size_t d = distance(id, candidate);
    if (d >= best_distance) return;
    best_distance = d;
    best = candidate;
  };
  for (const suites::Section& section : contents)
    for (const suites::Case& each : section.cases) consider(each.id);
  for (const Clause& clause : clauses()) consider(clause.id);
  for (const FreedomRow& freedom : kFreedoms) consider(freedom.id);
  return best;
}

int execute(const std::string& id, World& world) {
  const std::vector<suites::Section> contents = world.contents();
  for (const suites::Section& section : contents)
    for (const suites::Case& each : section.cases)
      if (each.id == id) return explain_case(section, each, world.out), kConformant;
  if (const Clause* clause = find_clause(id)) return explain_clause(*clause, contents, world.out), kConformant;
  for (const FreedomRow& freedom : kFreedoms)
    if (freedom.id == id) return explain_freedom(freedom, contents, world.out), kConformant;
  const std::string near = nearest(id, contents);
  throw UsageError("no case, clause or freedom has the id '" + id + "'" +
                   (near.empty() ? " (see znspec list)" : "; the nearest is '" + near + "'"));
}

}  // namespace

void add_explain_command(CLI::App& app, World& world, Action& action) {
  const auto id = std::make_shared<std::string>();
  CLI::App& explain = *app.add_subcommand("explain", "What an id stands for: a case, a clause or a freedom");
  explain.add_option("ID", *id, "as `list` prints it")->required()->type_name("");
  explain.callback([id, &world, &action] { action = [id, &world] { return execute(*id, world); }; });
}

}  // namespace zns::harness
