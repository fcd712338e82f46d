// Geometries and policies from the keyword arguments of Python.
#pragma once

#include "python/src/bindings.hpp"
#include "reference/device/geometry.hpp"
#include "reference/device/policy.hpp"

namespace zns::python {

// Throws py::value_error that says which field makes no sense.
void check(const Geometry& geometry);

}  // namespace zns::python
