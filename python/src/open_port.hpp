// A target of the harness, for Python.
#pragma once

#include <memory>
#include <optional>

#include "harness/targets/open.hpp"
#include "python/src/port.hpp"

namespace zns::python {

class OpenPort final : public Port {
 public:
  OpenPort(std::unique_ptr<harness::OpenedTarget> opened, std::optional<harness::ZoneRange> zones)
      : opened_{std::move(opened)}, zones_{zones}, geometry_{geometry_of_device(opened_->target())} {}

  [[nodiscard]] bool is_open() const { return opened_ != nullptr; }
  [[nodiscard]] harness::OpenedTarget& opened() {
    if (!opened_) throw py::value_error("the target is closed");
    return *opened_;
  }
  [[nodiscard]] suites::Target& target() override { return opened().target(); }
  [[nodiscard]] const Geometry& geometry() const override { return geometry_; }
  [[nodiscard]] const std::optional<harness::ZoneRange>& zones() const { return zones_; }
  void close() override {
    const py::gil_scoped_release free;
    const std::lock_guard lock{one_at_a_time()};
    opened_.reset();
  }

 private:
  std::unique_ptr<harness::OpenedTarget> opened_;
  std::optional<harness::ZoneRange> zones_;
  Geometry geometry_;
};

}  // namespace zns::python
