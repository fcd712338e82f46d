// The device as a function: what a command does to a namespace in some state, given how the controller uses its
// freedom. subsystem.hpp says which namespace a command is about.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "reference/device/choices.hpp"
#include "reference/device/effect.hpp"
#include "reference/device/namespace/geometry.hpp"
#include "reference/device/namespace/state.hpp"
#include "reference/spec/command.hpp"

namespace zns {

// What `command` does. `data` is what the host sends with it: state.block_bytes() for each block of a Write or Zone
// Append (any length where the state remembers no blocks), geometry.extension_bytes() for Set Zone Descriptor
// Extension. An effect with a status other than success changes nothing. The effect refers to `data`.
[[nodiscard]] Effect step(const Geometry& geometry, const State& state, const Command& command,
                          std::span<const std::byte> data, Choices& choices);

// Whether a namespace of this geometry has the command at all; if not, it is aborted with Invalid Command Opcode.
[[nodiscard]] bool has_command(const Geometry& geometry, const Command& command);

// A namespace that the controller has attached, as lists of Identify name it.
struct Listed {
  std::uint32_t nsid = 0;
  Csi csi = Csi::Zoned;
};

// What is around a namespace, as Identify of its controller tells it. Where nothing is said it is alone.
struct Surroundings {
  std::optional<std::vector<Listed>> active =
      {};  // the namespaces of the controller, ascending; absent: this one alone
  std::uint16_t cntlid = 1;
  bool shared = false;  // the namespace may be attached to several at once (NMIC)
  std::uint64_t total_bytes = 0;
  std::uint64_t unallocated_bytes = 0;
  std::uint32_t sanicap = 0;
};

// The data that the successful `command` returns, written to `out`; the rest of `out` is untouched. Returns how many
// bytes were written: at most out.size(), and 0 for a command that returns none. Blocks of content Unknown are left
// untouched.
std::size_t transfer(const Geometry& geometry, const State& state, const Command& command, Choices& choices,
                     std::span<std::byte> out, const Surroundings& surroundings = {});

// How many bytes a command moves from the host, and to the host at most.
[[nodiscard]] std::size_t bytes_to_device(const Geometry& geometry, const Command& command);
[[nodiscard]] std::size_t bytes_from_device(const Geometry& geometry, const Command& command);

}  // namespace zns
