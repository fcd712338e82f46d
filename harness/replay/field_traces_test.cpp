// What devices in the field were seen to do, and its right verdict: corpora/field/*.trace and verdicts.txt.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "harness/replay/replay.hpp"
#include "harness/replay/trace_file.hpp"
#include "harness/targets/ref_options.hpp"
#include "reference/trace/geometry_text.hpp"

namespace zns::harness {
namespace {

namespace fs = std::filesystem;

struct Expected {
  std::string verdict;
  std::vector<std::string> clauses;  // each is cited by some finding
};

fs::path field() {
  return fs::path{ZNSPEC_SOURCE_DIR} / "corpora" / "field";
}

// Lines of "NAME VERDICT CLAUSE...".
std::map<std::string, Expected> verdicts() {
  std::map<std::string, Expected> all;
  std::ifstream file{field() / "verdicts.txt"};
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words{line};
    std::string name;
    Expected expected;
    words >> name >> expected.verdict;
    for (std::string clause; words >> clause;) expected.clauses.push_back(clause);
    all.emplace(name, expected);
  }
  return all;
}

std::string said_of(const Rejudgement& judged) {
  switch (verdict_of(judged)) {
    case TraceVerdict::NotPermitted:
      return "not-permitted";
    case TraceVerdict::Inconclusive:
      return "inconclusive";
    case TraceVerdict::Permitted:
      return judged.findings.empty() ? "permitted" : "noteworthy";
  }
  return "";
}

bool cites(const Rejudgement& judged, const std::string& clause) {
  return std::any_of(judged.findings.begin(), judged.findings.end(), [&](const TraceFinding& each) {
    const auto& clauses = each.finding.clauses;
    return std::find(clauses.begin(), clauses.end(), clause) != clauses.end();
  });
}

std::string words_of(const Rejudgement& judged) {
  std::string text;
  for (const TraceFinding& each : judged.findings) {
    text += "\n  " + each.finding.command + ": " + each.finding.observed;
    for (const std::string& clause : each.finding.clauses) text += ' ' + clause;
  }
  return text;
}

TEST(FieldTraces, HaveTheRightVerdict) {
  for (const auto& [name, expected] : verdicts()) {
    const Rejudgement judged = rejudge(load_trace((field() / (name + ".trace")).string()));
    EXPECT_EQ(said_of(judged), expected.verdict) << name << words_of(judged);
    for (const std::string& clause : expected.clauses)
      EXPECT_TRUE(cites(judged, clause)) << name << " cites no " << clause << words_of(judged);
  }
}

TEST(FieldTraces, EachFitsTheReferenceThatIsNamed) {
  for (const auto& entry : fs::directory_iterator{field()}) {
    if (entry.path().extension() != ".trace") continue;
    const Geometry recorded = load_trace(entry.path().string()).geometry;
    const std::string spelling = fitting_reference(recorded);
    if (inconsistency(recorded)) continue;
    Geometry fitting = parse_ref_options(spelling.substr(4)).geometry;
    fitting.sgls = recorded.sgls;  // `ref:` has none, and knows its pages
    fitting.mpsmin = recorded.mpsmin;
    EXPECT_EQ(to_text(fitting), to_text(recorded)) << entry.path() << ": " << spelling;
  }
}

TEST(FieldTraces, EachHasAVerdict) {
  const std::map<std::string, Expected> known = verdicts();
  for (const fs::directory_entry& entry : fs::directory_iterator{field()}) {
    if (entry.path().extension() != ".trace") continue;
    EXPECT_TRUE(known.contains(entry.path().stem().string())) << entry.path() << " is not in verdicts.txt";
  }
}

}  // namespace
}  // namespace zns::harness
