// Long random programs on devices of any shape, whose power is lost at random operations of the disk: the image must
// open as the device after some step, none earlier than the last that was promised. Some images are gone on with.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "harness/store/fake_disk.hpp"

namespace zns::harness {

struct RandomCrashPlan {
  std::uint64_t seed = 1;        // of the first program; each has its own
  std::uint64_t points = 10000;  // operations of the disk after which power was lost
  unsigned threads = 2;
  // What the store stands on, in place of the disk itself.
  std::function<std::unique_ptr<Disk>(FakeDisk&)> disk = {};
};

struct RandomCrashReport {
  std::uint64_t programs = 0;
  std::uint64_t points = 0;
  std::uint64_t loads = 0;
  std::uint64_t gone_on = 0;  // with
  std::uint64_t lost = 0;     // what was promised is not there
  std::uint64_t wrong = 0;    // no step led to what was opened
  std::string first;          // of those: the seed of its program, and where
  [[nodiscard]] bool is_clean() const { return lost + wrong == 0; }
};

[[nodiscard]] RandomCrashReport try_random_crashes(const RandomCrashPlan& plan);

// In one line, and the first failure in another.
[[nodiscard]] std::string to_text(const RandomCrashReport& report);

}  // namespace zns::harness
