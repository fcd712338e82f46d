// Every command worth sending to a device of a few small zones: each kind, with each argument on both sides of each
// bound.
#pragma once

#include <cstddef>
#include <vector>

#include "reference/device/namespace/geometry.hpp"
#include "reference/spec/command.hpp"

namespace zns {

struct Letter {
  Command command;
  std::vector<std::byte> data;        // what the host sends
  std::vector<std::byte> remembered;  // the same as the oracle remembers it (digest.hpp)
};

[[nodiscard]] std::vector<Letter> alphabet(const Geometry& geometry);

}  // namespace zns
