#include "reference/spec/clause.hpp"

namespace zns {
namespace {

constexpr std::array<Clause, kClauseCount> kClauses{{
#define ZNS_CLAUSE(id, section, level, confidence, text) {id, section, Level::level, Confidence::confidence, text},
// In the catalogue's order:
// clang-format off
#include "reference/spec/clauses_zns_io.inc"
#include "reference/spec/clauses_nvme_admin.inc"
#undef ZNS_CLAUSE
}};
// clang-format on

}  // namespace

std::string_view name(Level level) {
  switch (level) {
    case Level::Shall:
      return "shall";
    case Level::ShallNot:
      return "shall not";
    case Level::Should:
      return "should";
    case Level::May:
      return "may";
    case Level::VendorChoice:
      return "vendor choice";
    case Level::Host:
      return "host rule";
    case Level::Fact:
      return "fact";
    case Level::Linux:
      return "Linux";
    case Level::Undefined:
      return "undefined";
  }
  return "?";
}

std::string_view name(Confidence confidence) {
  switch (confidence) {
    case Confidence::High:
      return "high";
    case Confidence::Medium:
      return "medium";
    case Confidence::Low:
      return "low";
  }
  return "?";
}

const Clause& clause(ClauseId id) {
  return kClauses[id.index()];
}

const Clause* find_clause(std::string_view id) {
  for (const Clause& candidate : kClauses)
    if (candidate.id == id) return &candidate;
  return nullptr;
}

const std::array<Clause, kClauseCount>& clauses() {
  return kClauses;
}

}  // namespace zns
