#include "python/src/python_port.hpp"

#include <array>

#include "python/src/carries.hpp"

namespace zns::python {
namespace {

struct NeededBy {
  const char* method;
  bool suites::Carries::*carried;
};
constexpr std::array<NeededBy, 4> kMethods{{{"reset", &suites::Carries::controller_reset},
                                            {"reset", &suites::Carries::shutdown},
                                            {"reset", &suites::Carries::power_cycle},
                                            {"inject", &suites::Carries::zone_events}}};

void check_methods(const py::handle& self, const std::string& type, const suites::Carries& carries) {
  if (!overrides(self, "submit"))
    throw py::type_error(type + " has no submit(): a target is a class that derives from znspec.Target and has one");
  for (const NeededBy& each : kMethods)
    if (carries.*each.carried && !overrides(self, each.method))
      throw py::type_error(type + " has no " + each.method + "(): its carries say that it has one");
}

void construct(py::detail::value_and_holder& place, const std::optional<std::string>& name, std::uint32_t nsid,
               const CarriesDict& said) {
  const py::handle self{reinterpret_cast<PyObject*>(place.inst)};
  const std::string type = Py_TYPE(self.ptr())->tp_name;
  const suites::Carries carries = carries_of(said, carries_of_python());
  check_methods(self, type, carries);
  place.value_ptr() = static_cast<Port*>(new PythonPort{self, name.value_or(type), nsid, carries});
}

class Asking {
 public:
  explicit Asking(bool& asking) : asking_{asking} { asking_ = true; }
  Asking(const Asking&) = delete;
  Asking& operator=(const Asking&) = delete;
  ~Asking() { asking_ = false; }

 private:
  bool& asking_;
};

}  // namespace

const Geometry& PythonPort::geometry() const {
  if (geometry_) return *geometry_;
  if (asking_) throw py::value_error(nothing_.name() + ": submit() asks for the geometry, which is asked of submit()");
  const Asking asking{asking_};
  const Way way{py::reinterpret_borrow<py::object>(self_)};
  geometry_ = geometry_of_device(way.target());
  return *geometry_;
}

suites::Completion PythonPort::Nothing::submit(const suites::Submission& /*submission*/) {
  throw py::type_error("znspec.Target has no submit() of its own");
}

void PythonPort::Nothing::reset(Reset /*kind*/) {
  throw suites::NotCarried("znspec.Target has no reset() of its own");
}

void PythonPort::Nothing::inject(std::uint64_t /*zslba*/, ZoneState /*state*/) {
  throw suites::NotCarried("znspec.Target has no inject() of its own");
}

void define_subclassing(py::class_<Port, std::shared_ptr<Port>>& target) {
  target.def("__init__", &construct, py::detail::is_new_style_constructor(), py::kw_only(),
             py::arg("name") = py::none(), py::arg("nsid") = 1, py::arg("carries") = CarriesDict{},
             "For a class that derives from it and has a submit(command) that returns a Completion; submit_together(), "
             "reset() and inject() as the device has them. name: of reports; None: of the class. carries: what is "
             "otherwise than usual. Raises TypeError where a method is missing, ValueError for unknown carries.");
}

}  // namespace zns::python
