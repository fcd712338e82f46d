#include "python/src/bindings.hpp"

PYBIND11_MODULE(_core, m) {
  using namespace zns::python;
  m.doc() = "The engine of znspec. Private: import znspec.";
  m.attr("__version__") = ZNSPEC_VERSION;
  register_errors(m);
  register_spec(m);
  register_geometry(m);
  register_commands(m);
  register_admin_commands(m);
  register_results(m);
  register_state(m);
  register_oracle(m);
  register_targets(m);
  register_findings(m);
  register_traces(m);
  register_reports(m);
  register_session(m);
  explain_misuse(m);
}
