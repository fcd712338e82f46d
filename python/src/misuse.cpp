// Arguments that do not fit: one line of ours, which names the argument, instead of pybind11's list of signatures.
#include <string>
#include <utility>

#include "python/src/bindings.hpp"

namespace zns::python {
namespace {

PyCFunction dispatch = nullptr;  // pybind11's, of every function of the module

bool is_theirs(PyObject* type, PyObject* value) {
  if (value == nullptr || PyErr_GivenExceptionMatches(type, PyExc_TypeError) == 0) return false;
  PyObject* const text = PyObject_Str(value);
  if (text == nullptr) {
    PyErr_Clear();
    return false;
  }
  const std::string said = py::str(py::reinterpret_steal<py::object>(text));
  return said.find("(): incompatible ") != std::string::npos &&
         said.find(" arguments. The following argument types are supported:\n    1. ") != std::string::npos;
}

// `text` begins with the signatures: "write(*, slba: int, ...) -> znspec._core.Command".
PyObject* explain(PyObject* args, PyObject* kwargs) {
  PyObject* type = nullptr;
  PyObject* value = nullptr;
  PyObject* where = nullptr;
  PyErr_Fetch(&type, &value, &where);
  if (!is_theirs(type, value)) {
    PyErr_Restore(type, value, where);
    return nullptr;
  }
  const auto theirs = py::reinterpret_steal<py::object>(value);
  Py_XDECREF(type);
  Py_XDECREF(where);
  try {
    const py::object named = kwargs == nullptr ? py::object{py::dict()} : py::reinterpret_borrow<py::object>(kwargs);
    const py::object odd =
        misfit.value == nullptr ? py::none() : py::reinterpret_borrow<py::object>(py::handle{misfit.value});
    const py::object error =
        call_python("znspec._misuse", "explain", py::str(theirs), py::handle{args}, named, odd, misfit.most);
    PyErr_SetObject(py::type::handle_of(error).ptr(), error.ptr());
  } catch (py::error_already_set& failed) {
    failed.restore();
  }
  return nullptr;
}

PyObject* call(PyObject* self, PyObject* args, PyObject* kwargs) {
  const Misfit outer = std::exchange(misfit, {});  // of a call whose text is made by calls like this one
  PyObject* result =
      reinterpret_cast<PyCFunctionWithKeywords>(reinterpret_cast<void (*)()>(dispatch))(self, args, kwargs);
  if (result == nullptr) result = explain(args, kwargs);
  set_misfit(nullptr, 0);
  misfit = outer;
  return result;
}

// A function of the module, below whatever makes a method of it; null for anything else.
PyCFunctionObject* function_in(PyObject* thing) {
  if (PyInstanceMethod_Check(thing) != 0) thing = PyInstanceMethod_GET_FUNCTION(thing);
  return PyCFunction_Check(thing) != 0 ? reinterpret_cast<PyCFunctionObject*>(thing) : nullptr;
}

void wrap(const py::handle& thing) {
  PyCFunctionObject* function = function_in(thing.ptr());
  if (function == nullptr && py::isinstance(thing, py::module_::import("builtins").attr("staticmethod")))
    function = function_in(py::object(thing.attr("__func__")).ptr());
  constexpr int kKind = METH_VARARGS | METH_KEYWORDS;
  if (function == nullptr || function->m_ml->ml_flags != kKind) return;
  if (dispatch == nullptr) dispatch = function->m_ml->ml_meth;
  if (function->m_ml->ml_meth == dispatch)
    function->m_ml->ml_meth = reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(&call));
}

}  // namespace

void explain_misuse(const py::module_& m) {
  for (const auto& [name, thing] : py::dict(m.attr("__dict__"))) {
    wrap(thing);
    if (!PyType_Check(thing.ptr())) continue;
    for (const py::handle part : py::list(py::dict(thing.attr("__dict__")).attr("values")())) wrap(part);
  }
}

}  // namespace zns::python
