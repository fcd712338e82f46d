// Which clauses of the standard the run exercised, which it did not, and why some have no case.
#include "harness/coverage/coverage.hpp"

#include <array>

#include "harness/report/html/parts.hpp"
#include "harness/report/text.hpp"

namespace zns::harness::html {
namespace {

std::string clause_cells(const Clause& clause) {
  return element("td", "", code(clause.id)) + cell(name(clause.level)) + cell(clause.text);
}

ClauseCount count_of(const Report& report, const Clause& clause) {
  const auto found = report.clauses.find(std::string{clause.id});
  return found == report.clauses.end() ? ClauseCount{} : found->second;
}

// The rows of those that are selected, with their number in the heading.
template <class Selects>
std::string counted_table(const Report& report, const std::string& heading, Selects selects) {
  std::string rows =
      "<tr><th>clause</th><th>level</th><th>text</th><th class=\"n\">exercised</th><th "
      "class=\"n\">violated</th></tr>\n";
  std::size_t count = 0;
  for (const Clause& clause : clauses()) {
    const ClauseCount counts = count_of(report, clause);
    if (!selects(clause, counts)) continue;
    ++count;
    rows += element("tr", counts.violated != 0 ? "class=\"failed\"" : "",
                    clause_cells(clause) + cell(std::to_string(counts.exercised), "class=\"n\"") +
                        cell(std::to_string(counts.violated), "class=\"n\"")) +
            "\n";
  }
  return count == 0 ? "" : details(std::to_string(count) + " " + heading, element("table", "class=\"clauses\"", rows));
}

std::string reasons_table() {
  std::string rows = "<tr><th>clause</th><th>level</th><th>text</th><th>why it has no case</th></tr>\n";
  std::size_t count = 0;
  for (const Clause& clause : clauses()) {
    const Reason* reason = reason_of(clause.id);
    if (reason == nullptr) continue;
    ++count;
    rows += element("tr", "",
                    clause_cells(clause) + cell(std::string{name(reason->why)} + ": " + std::string{reason->text})) +
            "\n";
  }
  return details(std::to_string(count) + " without a case, and why", element("table", "class=\"clauses\"", rows));
}

}  // namespace

std::string coverage(const Report& report) {
  const Exercised all = exercised(report.clauses);
  const std::string meter = element("p", "", escaped(coverage_line(report))) + "<meter min=\"0\" max=\"" +
                            std::to_string(all.of) + "\" value=\"" + std::to_string(all.clauses) + "\"></meter>\n";
  const auto has_case = [](const Clause& clause) { return reason_of(clause.id) == nullptr; };
  return section("coverage", "Coverage of the standard",
                 meter + counted_table(report, "violated", [](const Clause&, const ClauseCount& c) {
                   return c.violated != 0;
                 }) + counted_table(report, "not exercised", [&](const Clause& clause, const ClauseCount& c) {
                   return has_case(clause) && c.exercised == 0;
                 }) + counted_table(report, "exercised", [](const Clause&, const ClauseCount& c) {
                   return c.exercised != 0;
                 }) + reasons_table());
}

}  // namespace zns::harness::html
