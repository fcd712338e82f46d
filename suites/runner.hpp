// Runs one case and says what became of it.
#pragma once

#include "suites/bench.hpp"
#include "suites/case.hpp"
#include "suites/result.hpp"

namespace zns::suites {

// A deviation from a case that is no "shall", or whose clause we are not sure of, is a warning. Exceptions that are not
// the bench's own (the world went wrong) pass through: the run is over.
Result run_case(const Case& test, Bench& bench);

}  // namespace zns::suites
