// Everything worth doing to a small subsystem, or having happen to it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "reference/device/admin.hpp"
#include "reference/device/event.hpp"
#include "reference/exhaustion/subsystem/bounds.hpp"
#include "reference/spec/command.hpp"

namespace zns {

struct Sent {
  At at;
  Command command;
  std::vector<std::byte> data = {};
};
struct Happened {  // to the zone of the namespace in that place, by itself
  std::size_t which = 0;
  EventKind kind{};
};
enum class Turn : std::uint8_t { Disable, ShutDown, Enable };
struct Turned {
  At at;
  Turn turn{};
};

struct Deed {
  std::variant<Sent, Happened, Turned> what;
  std::string words;
};

[[nodiscard]] std::vector<Deed> deeds(const SubsystemBounds& bounds);

// What every block of the namespace is written with.
[[nodiscard]] constexpr std::byte content_of(std::uint32_t nsid) {
  return static_cast<std::byte>(0x50 + nsid);
}

}  // namespace zns
