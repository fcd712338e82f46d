// znspec explain ID: a case, a clause, a freedom, a mutant or a permitted variant.

#include "harness/base/error.hpp"
#include "harness/base/nearest.hpp"
#include "harness/cli/commands.hpp"
#include "harness/coverage/citations.hpp"
#include "harness/report/exit_status.hpp"
#include "reference/device/freedom.hpp"
#include "reference/mutants/mutant.hpp"
#include "reference/spec/clause.hpp"
#include "reference/variants/variant.hpp"

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
  out << subject.id << "  "
      << (subject.of_order ? "freedom of order: what a device may make of commands in flight together"
                           : "freedom: what a device may do as it likes")
      << "\n  " << subject.text << "\nby clause ";
  print_clause(clause(subject.clause), out);
  print_cases(subject.clause.str(), contents, out);
}

void explain_mutant(const mutants::Mutant& subject, std::ostream& out) {
  out << subject.id << "  mutant: the reference device with one seeded defect\n";
  out << "wrong  " << subject.wrong << "\nright  " << subject.right << "\n";
  out << "from   " << subject.origin << "\n";
  if (!subject.hard.empty()) out << "hard   " << subject.hard << "\n";
  for (const ClauseId id : subject.clauses) {
    out << "clause ";
    print_clause(clause(id), out);
  }
  out << "meet it\n  znspec run mutant:" << subject.id << "\n";
  if (!subject.geometry.empty()) out << "  (which is ref:" << subject.geometry << " with the defect)\n";
}

void explain_variant(const variants::Variant& subject, std::ostream& out) {
  out << subject.id << "  variant: a device that differs from the default within the standard\n";
  out << "what   " << subject.what << "\n";
  if (subject.freedom) out << "by freedom " << id(*subject.freedom) << ": " << row(*subject.freedom).text << "\n";
  for (const ClauseId id : subject.clauses) {
    out << "clause ";
    print_clause(clause(id), out);
  }
  out << "meet it\n  znspec run variant:" << subject.id << "\n";
  if (!subject.options.empty()) out << "  (with the options of ref:" << subject.options << ")\n";
}

std::string advice(const std::string& id, const std::vector<suites::Section>& contents) {
  Nearest nearest{id};
  for (const suites::Section& section : contents)
    for (const suites::Case& each : section.cases) nearest.consider(each.id);
  for (const Clause& clause : clauses()) nearest.consider(clause.id);
  for (const FreedomRow& freedom : kFreedoms) nearest.consider(freedom.id);
  for (const mutants::Mutant& mutant : mutants::mutants()) nearest.consider(mutant.id);
  for (const variants::Variant& variant : variants::variants()) nearest.consider(variant.id);
  return nearest.advice("see znspec list");
}

int execute(const std::string& id, World& world) {
  const std::vector<suites::Section> contents = world.contents();
  for (const suites::Section& section : contents)
    for (const suites::Case& each : section.cases)
      if (each.id == id) return explain_case(section, each, world.out), kConformant;
  if (const Clause* clause = find_clause(id)) return explain_clause(*clause, contents, world.out), kConformant;
  for (const FreedomRow& freedom : kFreedoms)
    if (freedom.id == id) return explain_freedom(freedom, contents, world.out), kConformant;
  if (const mutants::Mutant* mutant = mutants::find_mutant(id)) return explain_mutant(*mutant, world.out), kConformant;
  if (const variants::Variant* variant = variants::find_variant(id))
    return explain_variant(*variant, world.out), kConformant;
  throw UsageError("no case, clause, freedom, mutant or variant has the id '" + id + "'" + advice(id, contents));
}

}  // namespace

void add_explain_command(CommandLine& app, World& world, Action& action) {
  const auto id = std::make_shared<std::string>();
  SubCommand explain = app.add_subcommand(
      "explain", "What an id stands for: a case, a clause, a freedom, a mutant or a permitted variant");
  explain.add_option("ID", *id, "as `list` prints it").required().type_name("");
  explain.callback([id, &world, &action] { action = [id, &world] { return execute(*id, world); }; });
}

}  // namespace zns::harness
