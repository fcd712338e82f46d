// Geometries and policies from the keyword arguments of Python.
#pragma once

#include "python/src/values.hpp"
#include "reference/device/namespace/geometry.hpp"
#include "reference/device/policy.hpp"

namespace zns::python {

// Throws py::value_error that says which field makes no sense.
void check(const Geometry& geometry);

// As the line of a trace says it.
template <>
struct Pack<Geometry> {
  static py::object pack(const Geometry& geometry);
  static Geometry unpack(const py::handle& from);
};

}  // namespace zns::python
