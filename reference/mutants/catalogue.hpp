// The topics of the catalogue.
#pragma once

#include <vector>

#include "reference/mutants/mutant.hpp"

namespace zns::mutants {

using Topic = std::vector<Mutant>;

Topic append_mutants();            // append.cpp
Topic write_mutants();             // writes.cpp
Topic close_mutants();             // transitions.cpp
Topic finish_mutants();            // ...
Topic open_mutants();              // ...
Topic reset_transition_mutants();  // ...
Topic offline_mutants();           // ...
Topic action_mutants();            // actions.cpp
Topic select_all_mutants();        // select_all.cpp
Topic limit_mutants();             // resources.cpp
Topic resource_mutants();          // ...
Topic leak_mutants();              // leaks.cpp
Topic extension_mutants();         // extensions.cpp
Topic reset_mutants();             // reset.cpp
Topic identify_mutants();          // identify.cpp
Topic depth_mutants();             // depth.cpp

}  // namespace zns::mutants
