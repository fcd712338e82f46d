// Where a controller is in its life, as far as the others of its subsystem, and the namespaces, have to do with it:
// its registers (registers.hpp) say the rest.
#pragma once

#include <cstdint>

namespace zns {

enum class Life : std::uint8_t {
  Enabled,   // it takes commands
  Disabled,  // CC.EN = 0
  ShutDown,  // CSTS.SHST: complete; it is enabled still, and takes no command (REG-012)
};

}  // namespace zns
