// How a controller is brought back to its beginning.
#pragma once

#include <cstdint>

namespace zns {

enum class Reset : std::uint8_t {
  Controller,  // CC.EN to 0 and to 1 again: zones and data stay as they are (REG-016, ZNS-RST-007)
  Shutdown,    // a normal shutdown (CC.SHN), then enabled again
  PowerCycle,  // power taken away, and given back; an emulator may have lost everything (its process starts anew)
};

}  // namespace zns
