// What the way to a device carries, as a dict of Python.
#pragma once

#include <map>
#include <string>

#include "python/src/bindings.hpp"
#include "suites/target.hpp"

namespace zns::python {

using CarriesDict = std::map<std::string, py::object>;

[[nodiscard]] CarriesDict to_dict(const suites::Carries& carries);
// What a device in Python carries unless it says otherwise: all that lies in the entry and its data.
[[nodiscard]] suites::Carries carries_of_python();
// `defaults`, but for what `said` says. Raises ValueError for another name, TypeError for another type.
[[nodiscard]] suites::Carries carries_of(const CarriesDict& said, suites::Carries defaults);

}  // namespace zns::python
