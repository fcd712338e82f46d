// The way from the engine to a target of Python. Where a class of Python overrides submit() and so on, the engine calls
// that; otherwise what the port has of its own.
#pragma once

#include <memory>
#include <optional>

#include "python/src/port.hpp"

namespace zns::python {

// An exception of Python on its way through the engine, as the engine's own of the same meaning.
class RaisedInPython {
 public:
  explicit RaisedInPython(py::error_already_set original) : original_{std::move(original)} {}
  [[nodiscard]] const py::error_already_set& original() const { return original_; }

 private:
  py::error_already_set original_;
};

// A run keeps no exception to itself: what a target raises, and is none of znspec's, ends the run and is raised by it.
// One of these lives for as long as the run does.
class Unheard {
 public:
  Unheard();
  Unheard(const Unheard&) = delete;
  Unheard& operator=(const Unheard&) = delete;
  ~Unheard();
  // Raises the first exception that a target raised in this thread.
  void raise();
  // Notes it, if a run is under way in this thread.
  static void note(const py::error_already_set& error);
  // Whether one was noted: the run ends early.
  [[nodiscard]] static bool any();

 private:
  Unheard* outer_;
  std::optional<py::error_already_set> first_;
};

class Way {
 public:
  // Raises TypeError for anything but a znspec.Target.
  explicit Way(py::object target);
  [[nodiscard]] Port& port() const { return *port_; }
  [[nodiscard]] const py::object& object() const { return object_; }
  [[nodiscard]] suites::Target& target() const { return overridden_ ? *overridden_ : port_->target(); }
  [[nodiscard]] bool is_overridden() const { return overridden_ != nullptr; }

 private:
  py::object object_;
  Port* port_;
  std::unique_ptr<suites::Target> overridden_;
};

// Whether the class of `object` has a method of that name that is not znspec's.
[[nodiscard]] bool overrides(const py::handle& object, const char* method);

}  // namespace zns::python
