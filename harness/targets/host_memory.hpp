// The memory of a command at a device in this process: as much as the command moves, or kBoundedBytes of it at least.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <span>

#include "reference/device/namespace/geometry.hpp"
#include "reference/spec/command.hpp"
#include "suites/target.hpp"

namespace zns::harness {

class HostMemory {
 public:
  // Throws suites::NotCarried where the memory holds less than the command moves, and less than kBoundedBytes.
  HostMemory(const Geometry& geometry, const Command& command, const suites::Submission& submission);

  // All that the command sends; zeros behind the end of the host's memory.
  [[nodiscard]] std::span<const std::byte> to_device() const { return to_device_; }
  // The command returns more than the host has room for: where it succeeds, it has written beyond the memory.
  [[nodiscard]] bool too_small() const { return too_small_; }

 private:
  struct Free {
    void operator()(std::byte* bytes) const { std::free(bytes); }  // NOLINT(cppcoreguidelines-no-malloc)
  };
  std::unique_ptr<std::byte[], Free> padded_;  // zeros that nobody looks at take no memory
  std::span<const std::byte> to_device_;
  bool too_small_ = false;
};

}  // namespace zns::harness
