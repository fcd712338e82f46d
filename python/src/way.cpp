#include "python/src/way.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "harness/base/error.hpp"
#include "reference/device/step.hpp"

namespace zns::python {
namespace {

thread_local Unheard* innermost = nullptr;

// What Python code calls in its turn is its own: it may well catch what that raises.
class Deaf {
 public:
  Deaf() : outer_{std::exchange(innermost, nullptr)} {}
  Deaf(const Deaf&) = delete;
  Deaf& operator=(const Deaf&) = delete;
  ~Deaf() { innermost = outer_; }

 private:
  Unheard* outer_;
};

template <class Error>
class As final : public Error, public RaisedInPython {
 public:
  explicit As(const py::error_already_set& original) : Error{text(original)}, RaisedInPython{original} {}

 private:
  static std::string text(const py::error_already_set& original) { return py::str(original.value()); }
};

bool is(const py::error_already_set& error, const char* name) {
  return error.matches(py::module_::import("znspec._errors").attr(name));
}

[[noreturn]] void rethrow(const py::error_already_set& error) {
  if (is(error, "NotCarried")) throw As<suites::NotCarried>{error};
  if (is(error, "DeviceLost")) throw As<suites::DeviceLost>{error};
  if (is(error, "HarnessError")) throw As<harness::HarnessError>{error};
  Unheard::note(error);
  throw error;
}

[[noreturn]] void raise(PyObject* type, const std::string& text) {
  PyErr_SetString(type, text.c_str());
  throw py::error_already_set();
}

template <class Action>
auto in_python(Action action) {
  const py::gil_scoped_acquire gil;
  try {
    const Deaf deaf;
    return action();
  } catch (const py::error_already_set& error) {
    rethrow(error);
  }
}

class PythonTarget final : public suites::Target {
 public:
  PythonTarget(const py::handle& object, Port& port)
      : object_{object},
        port_{port},
        submit_{overrides(object, "submit")},
        submit_together_{overrides(object, "submit_together")},
        reset_{overrides(object, "reset")},
        inject_{overrides(object, "inject")},
        events_overridden_{overrides(object, "request_event") || overrides(object, "next_event")} {}

  [[nodiscard]] std::string name() const override { return port_.target().name(); }
  [[nodiscard]] std::uint32_t nsid() const override { return port_.target().nsid(); }
  [[nodiscard]] suites::Carries carries() const override { return port_.target().carries(); }

  suites::Completion submit(const suites::Submission& submission) override {
    if (!submit_) return port_.target().submit(submission);
    return in_python([&] { return completed("submit", submission, object_.attr("submit")(command_of(submission))); });
  }

  std::vector<suites::Completion> submit_together(std::span<const suites::Submission> submissions) override {
    if (submit_together_) return in_python([&] { return together_in_python(submissions); });
    if (submit_) return suites::Target::submit_together(submissions);
    return port_.target().submit_together(submissions);
  }

  void reset(Reset kind) override {
    if (!reset_) return port_.target().reset(kind);
    in_python([&] { object_.attr("reset")(kind); });
  }

  void inject(std::uint64_t zslba, ZoneState state) override {
    if (!inject_) return port_.target().inject(zslba, state);
    in_python([&] { object_.attr("inject")(zslba, state); });
  }

  suites::EventRequests* events() override { return events_overridden_ ? &events_ : port_.target().events(); }

  void wait(std::chrono::milliseconds delay) override { port_.target().wait(delay); }

 private:
  class Events final : public suites::EventRequests {
   public:
    explicit Events(PythonTarget& target) : target_{target} {}
    std::optional<suites::Completion> request(std::size_t controller) override {
      return target_.event("request_event", controller);
    }
    std::optional<suites::Completion> next(std::size_t controller) override {
      return target_.event("next_event", controller);
    }

   private:
    PythonTarget& target_;
  };

  std::optional<suites::Completion> event(const char* by, std::size_t controller) {
    return in_python([&]() -> std::optional<suites::Completion> {
      const py::object returned = object_.attr(by)(controller);
      if (returned.is_none()) return std::nullopt;
      return completed(by, {}, returned);
    });
  }

  std::vector<suites::Completion> together_in_python(std::span<const suites::Submission> submissions) {
    py::list commands;
    for (const suites::Submission& each : submissions) commands.append(command_of(each));
    const py::object returned = object_.attr("submit_together")(commands);
    std::vector<suites::Completion> all;
    for (const py::handle each : py::iter(returned)) {
      if (all.size() == submissions.size()) break;
      all.push_back(completed("submit_together", submissions[all.size()], py::reinterpret_borrow<py::object>(each)));
    }
    const auto given = static_cast<std::size_t>(py::len_hint(returned));
    if (all.size() != submissions.size() || given > all.size())
      raise(PyExc_ValueError, method("submit_together") + " was given " + std::to_string(submissions.size()) +
                                  " commands and returned " + std::to_string(std::max(given, all.size())) +
                                  " completions");
    number(all);
    return all;
  }

  // Completions that say nothing of their order came in that of the submissions.
  static void number(std::vector<suites::Completion>& all) {
    const bool unsaid = std::all_of(all.begin(), all.end(), [](const auto& each) { return each.place == 0; });
    for (std::size_t i = 0; unsaid && i < all.size(); ++i) all[i].place = i;
  }

  // As the host wrote it: what is usual for the device is not said.
  HostCommand command_of(const suites::Submission& submission) const {
    HostCommand host{.queue = submission.queue,
                     .sqe = submission.sqe,
                     .prps = submission.prps,
                     .cid = submission.cid,
                     .controller = submission.controller,
                     .bounded = true};
    if (!submission.to_device.empty()) host.data = to_bytes(submission.to_device);
    const Geometry* const known = port_.known_geometry();
    const std::size_t room = submission.from_device.size();
    if (room != 0 && (known == nullptr || room != bytes_from_device(*known, host.decoded()))) host.receive = room;
    return host;
  }

  suites::Completion completed(const char* by, const suites::Submission& submission, const py::object& returned) const {
    if (!py::isinstance<HostCompletion>(returned))
      raise(PyExc_TypeError, method(by) + " returns " +
                                 (by == std::string_view{"submit_together"} ? "an iterable of" : "a") +
                                 " znspec.Completion, not a " + Py_TYPE(returned.ptr())->tp_name);
    const auto& completion = returned.cast<const HostCompletion&>();
    if (!completion.data || completion.cqe.status != kSuccess) return completion.cqe;
    const auto data = bytes_of(*completion.data);
    if (data.size() > submission.from_device.size())
      raise(PyExc_ValueError, method(by) + " returned " + std::to_string(data.size()) +
                                  " bytes of data, the command has room for " +
                                  std::to_string(submission.from_device.size()));
    std::copy(data.begin(), data.end(), submission.from_device.begin());
    return completion.cqe;
  }

  [[nodiscard]] std::string method(const char* name) const {
    return std::string{Py_TYPE(object_.ptr())->tp_name} + "." + name + "()";
  }

  py::handle object_;  // of the Way
  Port& port_;
  bool submit_;
  bool submit_together_;
  bool reset_;
  bool inject_;
  bool events_overridden_;
  Events events_{*this};
};

Port* port_of(const py::object& target) {
  if (!py::isinstance<Port>(target))
    throw py::type_error("target is a znspec.Target (open_target() gives one), not a " +
                         std::string{Py_TYPE(target.ptr())->tp_name});
  return target.cast<Port*>();
}

}  // namespace

Unheard::Unheard() : outer_{std::exchange(innermost, this)} {}

Unheard::~Unheard() {
  innermost = outer_;
}

void Unheard::raise() {
  if (first_) throw *std::exchange(first_, std::nullopt);
}

void Unheard::note(const py::error_already_set& error) {
  if (innermost != nullptr && !innermost->first_) innermost->first_ = error;
}

bool Unheard::any() {
  return innermost != nullptr && innermost->first_.has_value();
}

bool overrides(const py::handle& object, const char* method) {
  const py::object found = py::type::of(object).attr(method);
  return PyInstanceMethod_Check(found.ptr()) == 0;  // every method of the module is one, and no method of Python's
}

Way::Way(py::object target) : object_{std::move(target)}, port_{port_of(object_)} {
  for (const char* const method : {"submit", "submit_together", "reset", "inject", "request_event", "next_event"})
    if (overrides(object_, method)) {
      overridden_ = std::make_unique<PythonTarget>(object_, *port_);
      return;
    }
}

}  // namespace zns::python
