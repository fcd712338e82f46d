// An image read again. What is loaded is the state as of the last good frame, open zones included. That power came back
// is an event of its own: whoever opens the image after a stop restarts the device (Device::restart with PowerCycle);
// the loader does not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <variant>

#include "reference/device/policy.hpp"
#include "reference/device/subsystem.hpp"
#include "reference/image/frame.hpp"
#include "reference/image/header.hpp"
#include "reference/image/load_error.hpp"

namespace zns::image {

struct Loaded {
  Subsystem subsystem;
  Policy policy;
  About about;
  std::uint64_t unknown_read_only = 0;  // feature bits: not 0 forbids to write
  Position next;                        // where the next frame goes: so many bytes are good
  std::uint64_t torn_bytes = 0;         // behind them: to be cut off before anything is written
  bool stopped_cleanly = false;
};

// A tail that was never durable is left out (Loaded::torn_bytes); damage to what was durable is an error.
[[nodiscard]] std::variant<Loaded, LoadError> load(std::span<const std::byte> bytes, const Limits& limits = {});

// What is good of an image that load() refuses: up to the first frame that is not. An error: not even the snapshot is.
[[nodiscard]] std::variant<Loaded, LoadError> recover(std::span<const std::byte> bytes, const Limits& limits = {});

}  // namespace zns::image
