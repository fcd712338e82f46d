// A finding of the oracle in the words of the console report.
#pragma once

#include <string>

#include "harness/witness/finding.hpp"

namespace zns::python {

[[nodiscard]] std::string text_of(const harness::Finding& finding);

}  // namespace zns::python
