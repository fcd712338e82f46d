// znspec list cases|clauses|freedoms|mutants|variants|sections: one line each, for eyes and for grep.
#include <algorithm>

#include "harness/base/error.hpp"
#include "harness/cli/commands.hpp"
#include "harness/coverage/citations.hpp"
#include "harness/coverage/coverage.hpp"
#include "harness/coverage/reach.hpp"
#include "harness/report/exit_status.hpp"
#include "harness/select/select.hpp"
#include "reference/device/freedom.hpp"
#include "reference/mutants/mutant.hpp"
#include "reference/spec/clause.hpp"
#include "reference/variants/variant.hpp"

namespace zns::harness {
namespace {

struct ListArguments {
  std::string what;
  bool coverage = false;
  std::string suite = "all";
  std::string filter;
};

std::string padded(std::string_view text, std::size_t width) {
  std::string result{text};
  result.resize(std::max(width, result.size()) + 2, ' ');
  return result;
}

std::size_t list_cases(const std::vector<suites::Section>& selected, std::ostream& out) {
  std::size_t width = 0;
  for (const suites::Section& section : selected)
    for (const suites::Case& each : section.cases) width = std::max(width, each.id.size());
  for (const suites::Section& section : selected)
    for (const suites::Case& each : section.cases)
      out << padded(each.id, width) << padded(name(each.level), 9) << each.title << "\n";
  return case_count(selected);
}

std::size_t list_sections(const std::vector<suites::Section>& selected, std::ostream& out) {
  for (const suites::Section& section : selected)
    out << padded(section.number, 22) << padded(section.title, 40) << section.cases.size()
        << (section.cases.size() == 1 ? " case\n" : " cases\n");
  return selected.size();
}

std::size_t list_clauses(const Filter& filter, const std::vector<suites::Section>& contents, std::ostream& out) {
  const Citations cited = citations(contents);
  std::size_t count = 0;
  for (const Clause& clause : clauses()) {
    if (!filter.selects(clause.id)) continue;
    ++count;
    const auto found = cited.find(clause.id);
    const std::size_t cases = found == cited.end() ? 0 : found->second.size();
    out << padded(clause.id, 14) << padded(name(clause.level), 13) << padded(name(clause.confidence), 6)
        << padded(std::to_string(cases) + (cases == 1 ? " case" : " cases"), 9) << clause.text << "\n";
  }
  return count;
}

std::size_t list_freedoms(const Filter& filter, std::ostream& out) {
  std::size_t count = 0;
  for (const FreedomRow& freedom : kFreedoms) {
    if (!filter.selects(freedom.id)) continue;
    ++count;
    out << padded(freedom.id, 24) << padded(freedom.clause.str(), 13) << freedom.text << "\n";
  }
  return count;
}

std::size_t list_mutants(const Filter& filter, std::ostream& out) {
  std::size_t width = 0;
  for (const mutants::Mutant& mutant : mutants::mutants()) width = std::max(width, mutant.id.size());
  std::size_t count = 0;
  for (const mutants::Mutant& mutant : mutants::mutants()) {
    if (!filter.selects(mutant.id)) continue;
    ++count;
    out << padded(mutant.id, width) << padded(mutant.hard.empty() ? "" : "hard", 4) << mutant.wrong << "\n";
  }
  return count;
}

std::size_t list_variants(const Filter& filter, std::ostream& out) {
  std::size_t width = 0;
  for (const variants::Variant& variant : variants::variants()) width = std::max(width, variant.id.size());
  std::size_t count = 0;
  for (const variants::Variant& variant : variants::variants()) {
    if (!filter.selects(variant.id)) continue;
    ++count;
    out << padded(variant.id, width) << padded(variant.freedom ? id(*variant.freedom) : "", 24) << variant.what << "\n";
  }
  return count;
}

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

// The cases of a clause, those that matter most first; or why there are none.
std::string cases_or_reason(std::string_view clause, const Citations& cited) {
  constexpr std::size_t kShown = 2;
  const auto found = cited.find(clause);
  if (found == cited.end()) {
    const Reason* reason = reason_of(clause);
    return reason == nullptr ? "no reason is given" : std::string{name(reason->why)} + ": " + std::string{reason->text};
  }
  const std::vector<std::string>& cases = found->second;
  std::string text = cases.front();
  for (std::size_t i = 1; i < std::min(kShown, cases.size()); ++i) text += ", " + cases[i];
  return cases.size() > kShown ? text + ", ..." : text;
}

std::size_t list_coverage(const Filter& filter, const std::vector<suites::Section>& contents, World& world) {
  const Citations cited = citations(contents);
  const Reach reach = measure_reach(world.open_target, contents);
  std::size_t count = 0;
  std::size_t with_cases = 0;
  for (const Clause& clause : clauses()) {
    if (!filter.selects(clause.id)) continue;
    ++count;
    const auto found = cited.find(clause.id);
    const std::size_t cases = found == cited.end() ? 0 : found->second.size();
    with_cases += cases != 0 ? 1 : 0;
    world.out << padded(clause.id, 14) << padded(name(clause.level), 13)
              << padded(in_model(clause.id) ? "model" : "-", 5)
              << padded(reach.suite.contains(std::string{clause.id}) ? "suite" : "-", 5)
              << padded(reach.diff.contains(std::string{clause.id}) ? "diff" : "-", 4)
              << padded(counted(cases, "case"), 9) << cases_or_reason(clause.id, cited) << "\n";
  }
  if (count != 0)
    world.out << counted(count, "clause") << ": " << with_cases << " with cases, " << count - with_cases
              << " with a reason\n";
  return count;
}

std::size_t print(const ListArguments& arguments, World& world) {
  const Filter filter = arguments.filter.empty() ? Filter{} : Filter{arguments.filter};
  const std::vector<suites::Section> contents = world.contents();
  if (arguments.coverage && arguments.what != "clauses") throw UsageError("--coverage is of clauses");
  if (arguments.coverage) return list_coverage(filter, contents, world);
  if (arguments.what == "clauses") return list_clauses(filter, contents, world.out);
  if (arguments.what == "freedoms") return list_freedoms(filter, world.out);
  if (arguments.what == "mutants") return list_mutants(filter, world.out);
  if (arguments.what == "variants") return list_variants(filter, world.out);
  const std::vector<suites::Section> selected = select(contents, parse_suite(arguments.suite), filter);
  return arguments.what == "cases" ? list_cases(selected, world.out) : list_sections(selected, world.out);
}

int execute(const ListArguments& arguments, World& world) {
  if (print(arguments, world) > 0) return kConformant;
  world.err << "znspec: nothing in " << arguments.what << " matches '" << arguments.filter << "'\n";
  return kNothingMatched;
}

}  // namespace

void add_list_command(CommandLine& app, World& world, Action& action) {
  const auto arguments = std::make_shared<ListArguments>();
  SubCommand list =
      app.add_subcommand("list", "What there is: cases, clauses, freedoms, mutants, variants or sections");
  list.add_option("WHAT", arguments->what, "cases, clauses, freedoms, mutants, variants or sections")
      .required()
      .type_name("")
      .one_of({"cases", "clauses", "freedoms", "mutants", "variants", "sections"});
  list.add_option("--suite", arguments->suite, "zns, base or all: of cases and sections")
      .type_name("SUITE")
      .capture_default_str();
  list.add_option("--filter", arguments->filter, "globs over ids, with commas; !GLOB leaves out").type_name("GLOB");
  list.add_flag("--coverage", arguments->coverage,
                "of clauses: their cases, or why there are none; whether the model carries them; and whether the suite "
                "and diff, on reference devices, exercise them");
  list.callback([arguments, &world, &action] { action = [arguments, &world] { return execute(*arguments, world); }; });
}

}  // namespace zns::harness
