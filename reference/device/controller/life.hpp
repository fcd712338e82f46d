// Where a controller is in its life, as far as the others of its subsystem, and the namespaces, have to do with it:
// what its properties (registers.hpp) come to.
#pragma once

#include <cstdint>

namespace zns {

enum class Life : std::uint8_t {
  Enabled,   // it takes commands
  Disabled,  // CC.EN = 0, or it is not ready
  ShutDown,  // CSTS.SHST: complete; it takes no command (REG-012)
};

}  // namespace zns
