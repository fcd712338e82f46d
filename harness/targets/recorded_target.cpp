#include "harness/targets/recorded_target.hpp"

#include <memory>
#include <utility>

#include "harness/store/posix_disk.hpp"

namespace zns::harness {

template class DeviceTarget<RecordedDevice>;

RecordedTarget::RecordedTarget(std::string name, std::string file, std::string_view options)
    : DeviceTarget{std::move(name), std::make_shared<PosixDisk>(), std::move(file), options} {}

}  // namespace zns::harness
