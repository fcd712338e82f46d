// The reference device as a target.
#pragma once

#include <cstddef>
#include <string>

#include "harness/targets/device_target.hpp"

namespace zns::harness {

extern template class DeviceTarget<Device>;

class InProcessTarget final : public DeviceTarget<Device> {
 public:
  // `undo_depth` is that of Device.
  InProcessTarget(std::string name, const Geometry& geometry, const Policy& policy, std::size_t undo_depth = 0);
  InProcessTarget(std::string name, const SubsystemShape& shape, const Policy& policy, std::size_t undo_depth = 0);

  [[nodiscard]] const State& state() const { return device().state(); }
};

}  // namespace zns::harness
