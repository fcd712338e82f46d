#include "harness/kill/kill_html.hpp"

#include <algorithm>

#include "harness/kill/kill_matrix.hpp"
#include "harness/report/html/parts.hpp"
#include "harness/report/text.hpp"

namespace zns::harness {
namespace {

using html::cell;
using html::code;
using html::element;
using html::escaped;

struct Way {
  Witness KillRow::*witness;
  const char* name;
};
constexpr Way kWays[] = {{&KillRow::suite, "suite"}, {&KillRow::diff, "diff"}, {&KillRow::depth, "depth"}};

// What a selection shows: the words, and the rows as the script selects them.
struct Selection {
  const char* words;
  const char* rows;
};
constexpr Selection kSelections[] = {
    {"all", "tr"},
    {"noticed by nobody", "[data-by=\"\"]"},
    {"not by the suite", ":not([data-by~=\"suite\"])"},
    {"not by diff", ":not([data-by~=\"diff\"])"},
    {"not by depth", ":not([data-by~=\"depth\"])"},
    {"by neither diff nor depth", ":not([data-by~=\"diff\"]):not([data-by~=\"depth\"])"},
    {"by the suite alone", "[data-by=\"suite\"]"},
    {"by diff or depth alone", ":not([data-by~=\"suite\"]):not([data-by=\"\"])"},
    {"without a verdict", ".error"},
};

// Which rows are bad news: mutants that survive, or permitted devices that are flagged. No verdict is neither.
const char* css_of(const KillRow& row, Catalogue catalogue) {
  const bool variant = catalogue == Catalogue::Variants;
  if (row.failed_to_run() && !(variant && row.killed())) return "error";
  return row.killed() == variant ? "failed" : "passed";
}

std::size_t count_of(const KillMatrix& matrix, Catalogue catalogue, std::string_view css) {
  return static_cast<std::size_t>(std::count_if(matrix.rows.begin(), matrix.rows.end(),
                                                [&](const KillRow& row) { return css_of(row, catalogue) == css; }));
}

std::string headline(const KillMatrix& matrix, Catalogue catalogue) {
  const std::size_t bad = count_of(matrix, catalogue, "failed");
  const bool mutants = catalogue == Catalogue::Mutants;
  const std::string all = std::to_string(matrix.rows.size()) + (mutants ? " mutants" : " permitted devices");
  if (bad != 0) return std::to_string(bad) + " of " + all + (mutants ? " survive" : " flagged");
  if (!matrix.interrupted.empty() || count_of(matrix, catalogue, "error") != 0) return "Incomplete";
  return all + (mutants ? ", all killed" : ", none flagged");
}

const char* verdict_css(const KillMatrix& matrix, Catalogue catalogue) {
  if (count_of(matrix, catalogue, "failed") != 0) return "failed";
  return matrix.interrupted.empty() && count_of(matrix, catalogue, "error") == 0 ? "passed" : "error";
}

std::string facts(const KillMatrix& matrix) {
  const KillPlan& plan = matrix.plan;
  return html::facts({{"suite", "every case"},
                      {"diff", std::to_string(plan.commands) + " random commands, one after the other"},
                      {"depth", std::to_string(plan.depth_commands) + " random commands, up to " +
                                    std::to_string(plan.depth) + " in flight together"},
                      {"seed", std::to_string(plan.seed)},
                      {"time", wall_time(matrix.wall_ms)},
                      {"stopped", matrix.interrupted}});
}

std::string rates(const KillMatrix& matrix, Catalogue catalogue) {
  const KillCounts counts = count_kills(matrix);
  const struct {
    const char* who;
    std::size_t count;
  } lines[] = {{"suite", counts.by_suite},
               {"diff", counts.by_diff},
               {"depth", counts.by_depth},
               {"diff or depth", counts.by_diff_or_depth},
               {"together", counts.noticed}};
  const std::string noticed = catalogue == Catalogue::Mutants ? "noticed" : "flagged";
  std::string rows = "<tr><th>by</th><th class=\"n\">" + noticed + "</th><th class=\"n\">rate</th><th></th></tr>\n";
  for (const auto& line : lines) {
    const std::string meter = "<meter min=\"0\" max=\"" + std::to_string(counts.devices) + "\" value=\"" +
                              std::to_string(line.count) + "\"></meter>";
    rows += element("tr", "",
                    cell(line.who) +
                        cell(std::to_string(line.count) + " of " + std::to_string(counts.devices), "class=\"n\"") +
                        cell(percent(line.count, counts.devices), "class=\"n\"") + element("td", "", meter)) +
            "\n";
  }
  return element("table", "class=\"rates\"", rows) + "\n";
}

// Sorted by the number of commands; what was not noticed comes last.
std::string way_cell(const Witness& witness, const char* way) {
  const std::string attributes = "class=\"way\" data-way=\"" + std::string{way} + "\" data-n=\"";
  if (!witness.error.empty())
    return element("td", attributes + "Infinity\"", element("span", "class=\"error\"", "! " + escaped(witness.error)));
  if (!witness.objects) return element("td", attributes + "Infinity\"", "&ndash;");
  const std::string commands = std::to_string(witness.commands);
  return element("td", attributes + commands + "\"",
                 element("b", "", commands) + " " + element("span", "class=\"by\"", code(witness.by)));
}

std::string story(const Specimen& specimen) {
  std::string cited;
  for (const ClauseId id : specimen.clauses)
    cited += element("code", "title=\"" + escaped(clause(id).text) + "\"", escaped(id.str())) + " ";
  std::string html = element("p", "", escaped(specimen.what));
  if (!specimen.right.empty()) html += element("p", "class=\"right\"", "&rarr; " + escaped(specimen.right));
  if (!specimen.hard.empty()) html += element("p", "class=\"hard\"", "hard: " + escaped(specimen.hard));
  return element("td", "", html + element("p", "class=\"clauses\"", cited));
}

std::string row(const KillRow& entry, const char* css) {
  std::string by;
  std::string cells = element("td", "", code(entry.specimen.id));
  for (const Way& way : kWays) {
    const Witness& witness = entry.*way.witness;
    if (witness.objects) by += (by.empty() ? "" : " ") + std::string{way.name};
    cells += way_cell(witness, way.name);
  }
  const std::string attributes = "id=\"device-" + escaped(entry.specimen.id) + "\" class=\"" + css + "\" data-by=\"" +
                                 by + "\"" + (entry.specimen.hard.empty() ? "" : " data-hard");
  return element("tr", attributes, cells + story(entry.specimen)) + "\n";
}

std::string controls() {
  std::string options;
  for (const Selection& each : kSelections)
    options += element("option", "value=\"" + escaped(each.rows) + "\"", each.words);
  return element("div", "id=\"controls\" class=\"controls\" role=\"search\" hidden",
                 "<label>Find <input id=\"text\" type=\"search\" placeholder=\"words, a clause, a case\"></label> " +
                     element("label", "", "Noticed " + element("select", "id=\"who\"", options)) +
                     " <label><input id=\"hard\" type=\"checkbox\"> hard ones only</label> "
                     "<output id=\"shown\"></output>") +
         "\n";
}

std::string matrix_table(const KillMatrix& matrix, Catalogue catalogue) {
  std::string rows;
  for (const char* css : {"failed", "error", "passed"})  // bad news first
    for (const KillRow& entry : matrix.rows)
      if (css_of(entry, catalogue) == std::string_view{css}) rows += row(entry, css);
  const bool mutants = catalogue == Catalogue::Mutants;
  std::string heads = element("th", "", mutants ? "mutant" : "device");
  for (const Way& way : kWays) heads += element("th", "class=\"way\"", way.name);
  heads += element("th", "", mutants ? "wrong &rarr; right" : "what it does otherwise");
  return element("p", "class=\"note\"",
                 "Numbers: commands until it was noticed (suite: of the first case that failed).") +
         controls() +
         element("table", "id=\"matrix\" class=\"kill\"",
                 element("thead", "", element("tr", "", heads)) + "\n" + element("tbody", "", "\n" + rows));
}

std::string redundant(const KillMatrix& matrix) {
  std::string items;
  for (const std::string& id : matrix.redundant) items += element("li", "", code(id)) + "\n";
  return html::section(
      "redundant", "Cases that nobody would miss",
      html::details(std::to_string(matrix.redundant.size()) + " cases kill no mutant that the others do not kill",
                    element("ul", "class=\"redundant\"", items)));
}

}  // namespace

std::string render_kill_html(const KillMatrix& matrix, Catalogue catalogue) {
  const bool mutants = catalogue == Catalogue::Mutants;
  const std::string verdict = headline(matrix, catalogue);
  const std::string title =
      element("span", "class=\"verdict " + std::string{verdict_css(matrix, catalogue)} + "\"", escaped(verdict));
  const std::string header =
      element(
          "header", "",
          element("h1", "", title) + "\n" + facts(matrix) +
              html::counts({{count_of(matrix, catalogue, "failed"), "failed", mutants ? "survive" : "flagged", true},
                            {count_of(matrix, catalogue, "error"), "error", "without a verdict"},
                            {count_of(matrix, catalogue, "passed"), "passed", mutants ? "killed" : "in peace", true}}) +
              html::navigation({{"rates", "Rates"},
                                {"devices", mutants ? "Mutants" : "Permitted devices"},
                                {"redundant", "Redundant cases", mutants}})) +
      "\n";
  const std::string body =
      header + "<main>\n" + html::section("rates", "Rates", rates(matrix, catalogue)) +
      html::section("devices", mutants ? "Mutants" : "Permitted devices", matrix_table(matrix, catalogue)) +
      (mutants ? redundant(matrix) : "") + "</main>\n" + element("footer", "", "znspec " + escaped(matrix.version)) +
      "\n";
  return html::page({.title = verdict + " - znspec",
                     .body = body,
                     .style = std::string{html::kStyle} + html::kKillStyle,
                     .script = html::kKillScript,
                     .script_hash = html::kKillScriptHash});
}

}  // namespace zns::harness
