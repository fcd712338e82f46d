// Long random programs on devices of any shape, whose power is lost at random operations of the disk: the image must
// open as the device after some step, none earlier than the last that was promised. Some images are gone on with.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "harness/store/crash_states.hpp"

namespace zns::harness {

struct RandomCrashPlan {
  std::uint64_t seed = 1;        // of the first program; each has its own
  std::uint64_t points = 10000;  // operations of the disk after which power was lost
  unsigned threads = 2;
  // What the store stands on, in place of the disk itself.
  std::function<std::unique_ptr<Disk>(FakeDisk&)> disk = {};
};

// What failed first is told with the seed of its program.
[[nodiscard]] CrashReport try_random_crashes(const RandomCrashPlan& plan);

}  // namespace zns::harness
