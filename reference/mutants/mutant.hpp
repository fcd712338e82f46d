// Mutants: devices with one seeded defect each: a conduct (conduct.hpp) that the standard does not permit, with its
// story.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "reference/mutants/conduct.hpp"

namespace zns::mutants {

struct Mutant {
  std::string_view id;     // stable: "append-past-zcap"
  std::string_view wrong;  // what it does, in one sentence
  std::string_view right;  // what it should do
  std::vector<ClauseId> clauses;
  std::string_view origin;         // where it was met, or why firmware may well have it
  std::string_view geometry = {};  // options of ref: with which it shows; empty: the default ones
  std::string_view hard = {};      // what it takes to see it; empty: an ordinary one
  Conduct defect = {};
};

std::span<const Mutant> mutants();  // all of them, in the catalogue's order
const Mutant* find_mutant(std::string_view id);

}  // namespace zns::mutants
