// The items of which snapshots and effects consist: a state, or what changes in one, piece by piece (IMAGE.md, 4).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "reference/device/device.hpp"
#include "reference/image/codec.hpp"

namespace zns::image {

enum class ItemType : std::uint8_t {
  Zone = 1,
  Blocks = 2,    // a run of them
  Truncate = 3,  // the blocks of a zone behind the first ones are dropped
  Extension = 4,
  Namespace = 5,      // but for features and what it holds
  NamespaceGone = 6,  // and its place with it: it is the last
  Features = 7,       // of a namespace
  Controller = 8,
  Sanitize = 9,
  Counters = 10,    // of a controller: so much more
  ErrorLog = 11,    // of a controller: all of it
  ErrorEntry = 12,  // ... one more
};

// How a run of blocks is held.
enum class RunForm : std::uint8_t { Unwritten = 0, Bytes = 1, Zeroes = 2, Unknown = 3, Repeated = 4, Patterns = 5 };

// An item of blocks has no more bytes, and a batch not many more: half a frame, so that it fits into one.
inline constexpr std::size_t kBatchBytes = 1U << 19;

using Put = std::function<void(std::span<const std::byte>)>;
// What makes the subsystem of a fresh one (header.hpp), in batches.
void write_snapshot(const Subsystem& subsystem, const Put& put);
// What makes `after` of the subsystem before the step.
void write_effect(const Device::Step& step, const Subsystem& after, Writer& w);

}  // namespace zns::image
