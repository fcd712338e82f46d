// How much data a command moves, and which way: what a host that does not trust the device must know beforehand.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "reference/spec/opcode.hpp"
#include "reference/spec/sqe.hpp"

namespace zns::harness {

// What Identify says of the namespace's units.
struct BlockShape {
  std::size_t lba_bytes = 0;        // 0: not known
  std::size_t metadata_bytes = 0;   // of each block
  std::size_t extension_bytes = 0;  // of a Zone Descriptor Extension; 0: there is none
};

enum class Direction : std::uint8_t { None, ToDevice, FromDevice };

struct Transfer {
  Direction direction = Direction::None;
  std::size_t bytes = 0;
};

// What the entry asks to move, by its opcode and its own length field. Throws suites::NotCarried where that is not
// known: such a command would let the device move data to and from memory that nobody gave it (PT-006, PT-007).
Transfer transfer_of(Queue queue, const Sqe& sqe, const BlockShape& shape);

// "I/O command 7Dh".
std::string describe(Queue queue, const Sqe& sqe);

}  // namespace zns::harness
