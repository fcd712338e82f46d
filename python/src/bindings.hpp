// The parts of the extension module znspec._core, one function each; module.cpp is their table of contents, in which a
// class comes before the functions whose docstrings name it.
#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>
#include "python/src/integers.hpp"

namespace zns::python {

namespace py = pybind11;

void register_errors(py::module_& m);          // errors.cpp
void register_spec(py::module_& m);            // spec.cpp: Status, ZoneState, clauses, freedoms, mutants
void register_geometry(py::module_& m);        // geometry.cpp: Geometry, Policy
void register_commands(py::module_& m);        // commands.cpp: Command and a function for each
void register_admin_commands(py::module_& m);  // admin_commands.cpp: those that a controller answers, AsyncEvent
void register_results(py::module_& m);         // results.cpp: Completion, Completions, ZoneDescriptor
void register_state(py::module_& m);           // state.cpp: State, Zone
void register_oracle(py::module_& m);          // oracle.cpp: Oracle, Verdict
void register_targets(py::module_& m);         // targets.cpp: Target, OpenTarget, Device, open_target
void register_findings(py::module_& m);        // session.cpp: Finding
void register_traces(py::module_& m);          // traces.cpp
void register_reports(py::module_& m);         // reports.cpp: run, diff, Report
void register_session(py::module_& m);         // session.cpp: Session

void explain_misuse(const py::module_& m);  // misuse.cpp: after all others

// What `name` of the package's Python module `module` gives for these arguments.
template <class... Arguments>
py::object call_python(const char* module, const char* name, Arguments&&... arguments) {
  return py::module_::import(module).attr(name)(std::forward<Arguments>(arguments)...);
}

}  // namespace zns::python
