#include "harness/base/error.hpp"
#include "python/src/way.hpp"
#include "suites/patience.hpp"
#include "suites/target.hpp"

namespace zns::python {
namespace {

void set_error(const char* name, const char* text) {
  const py::object type = py::module_::import("znspec._errors").attr(name);
  PyErr_SetString(type.ptr(), text);
}

void translate(std::exception_ptr thrown) {
  if (!thrown) return;
  try {
    std::rethrow_exception(thrown);
  } catch (const RaisedInPython& raised) {  // itself, not what it was for the engine
    py::error_already_set{raised.original()}.restore();
  } catch (const harness::UsageError& error) {
    set_error("UsageError", error.what());
  } catch (const harness::HarnessError& error) {
    set_error("HarnessError", error.what());
  } catch (const suites::NeverDecides& error) {
    set_error("HarnessError", error.what());
  } catch (const suites::DeviceLost& error) {
    set_error("DeviceLost", error.what());
  } catch (const suites::NotCarried& error) {
    set_error("NotCarried", error.what());
  }
}

}  // namespace

void register_errors(py::module_& /*m*/) {
  py::register_exception_translator(&translate);
}

}  // namespace zns::python
