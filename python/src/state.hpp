// The state of a device as Python looks at it.
#pragma once

#include <memory>

#include "python/src/bindings.hpp"
#include "reference/device/namespace/state.hpp"

namespace zns::python {

// A moment of a device: nothing changes it. Its zones and blocks are shared with the device until that writes.
struct Snapshot {
  Geometry geometry;
  std::shared_ptr<const State> state;
};

// One zone of it. `contents` is made when it is asked for.
struct ZoneView {
  Snapshot snapshot;
  ZoneId id = 0;
  std::shared_ptr<std::vector<std::byte>> contents = {};
  [[nodiscard]] const Zone& zone() const { return snapshot.state->zone(id); }
};

}  // namespace zns::python
