// Unsigned integers from Python, each with its range: what does not fit is remembered, so that misuse.cpp can say why.
// Every source of the module includes it, by bindings.hpp.
#pragma once

#include <pybind11/cast.h>

#include <cstdint>
#include <limits>

namespace zns::python {

// The last integer that did not fit, and the largest that would have.
struct Misfit {
  PyObject* value = nullptr;  // owned; null: none
  std::uint64_t most = 0;
};
inline thread_local Misfit misfit;

inline void set_misfit(PyObject* value, std::uint64_t most) {
  Py_XINCREF(value);
  Py_XDECREF(misfit.value);
  misfit = {value, most};
}

template <class T>
bool load_unsigned(pybind11::handle from, T& value) {
  if (!from || PyFloat_Check(from.ptr()) != 0) return false;
  PyObject* const number = PyNumber_Index(from.ptr());
  if (number == nullptr) {
    PyErr_Clear();
    return false;
  }
  const unsigned long long wide = PyLong_AsUnsignedLongLong(number);
  Py_DECREF(number);
  const bool fits = PyErr_Occurred() == nullptr && wide <= std::numeric_limits<T>::max();
  PyErr_Clear();
  if (!fits) set_misfit(from.ptr(), std::numeric_limits<T>::max());
  value = static_cast<T>(wide);
  return fits;
}

}  // namespace zns::python

namespace pybind11::detail {

template <class T>
struct zns_unsigned_caster {
  PYBIND11_TYPE_CASTER(T, const_name("int"));
  bool load(handle from, bool /*convert*/) { return zns::python::load_unsigned(from, value); }
  static handle cast(T from, return_value_policy /*policy*/, handle /*parent*/) {
    return PyLong_FromUnsignedLongLong(from);
  }
};

template <>
struct type_caster<std::uint8_t> : zns_unsigned_caster<std::uint8_t> {};
template <>
struct type_caster<std::uint16_t> : zns_unsigned_caster<std::uint16_t> {};
template <>
struct type_caster<std::uint32_t> : zns_unsigned_caster<std::uint32_t> {};
template <>
struct type_caster<std::uint64_t> : zns_unsigned_caster<std::uint64_t> {};

}  // namespace pybind11::detail
