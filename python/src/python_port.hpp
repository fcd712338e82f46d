// The port of a class of Python that derives from znspec.Target: all that it has of its own is a name.
#pragma once

#include <string>

#include "python/src/way.hpp"

namespace zns::python {

class PythonPort final : public Port {
 public:
  PythonPort(py::handle self, std::string name, std::uint32_t nsid, const suites::Carries& carries)
      : self_{self}, nothing_{std::move(name), nsid, carries} {}

  [[nodiscard]] suites::Target& target() override { return nothing_; }
  [[nodiscard]] const Geometry& geometry() const override;  // asked of the device, the first time
  [[nodiscard]] const Geometry* known_geometry() const override { return geometry_ ? &*geometry_ : nullptr; }

 private:
  // What is left where nothing is overridden.
  class Nothing final : public suites::Target {
   public:
    Nothing(std::string name, std::uint32_t nsid, const suites::Carries& carries)
        : name_{std::move(name)}, nsid_{nsid}, carries_{carries} {}
    [[nodiscard]] std::string name() const override { return name_; }
    [[nodiscard]] std::uint32_t nsid() const override { return nsid_; }
    [[nodiscard]] suites::Carries carries() const override { return carries_; }
    suites::Completion submit(const suites::Submission& submission) override;
    void reset(Reset kind) override;
    void inject(std::uint64_t zslba, ZoneState state) override;

   private:
    std::string name_;
    std::uint32_t nsid_;
    suites::Carries carries_;
  };

  py::handle self_;  // in which this port lies
  Nothing nothing_;
  mutable std::optional<Geometry> geometry_;
  mutable bool asking_ = false;
};

void define_subclassing(py::class_<Port, std::shared_ptr<Port>>& target);

}  // namespace zns::python
