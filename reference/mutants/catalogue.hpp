// The topics of the catalogue, one file each.
#pragma once

#include <vector>

#include "reference/mutants/mutant.hpp"

namespace zns::mutants {

using Topic = std::vector<Mutant>;

Topic append_mutants();
Topic depth_mutants();
Topic identify_mutants();
Topic reset_mutants();
Topic transition_mutants();

}  // namespace zns::mutants
