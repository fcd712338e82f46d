// An image in words: a frame a line, then the state. The same for the same bytes, for ever: golden images are compared
// by it.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "reference/device/policy.hpp"
#include "reference/device/subsystem.hpp"

namespace zns::image {

// Whatever the bytes are: of an image that is not loaded the frames that are good, and why.
[[nodiscard]] std::string dump(std::span<const std::byte> bytes);

// The state alone.
[[nodiscard]] std::string to_text(const Policy& policy);
[[nodiscard]] std::string to_text(const Subsystem& subsystem);

}  // namespace zns::image
