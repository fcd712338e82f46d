// The reference device in a file of this system as a target: ref:image=FILE.
#pragma once

#include <string>
#include <string_view>

#include "harness/targets/device_target.hpp"
#include "harness/targets/recorded_device.hpp"

namespace zns::harness {

extern template class DeviceTarget<RecordedDevice>;

class RecordedTarget final : public DeviceTarget<RecordedDevice> {
 public:
  // As RecordedDevice takes them.
  RecordedTarget(std::string name, std::string file, std::string_view options);
};

}  // namespace zns::harness
