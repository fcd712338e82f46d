// One command of a random sequence, said relative to the state that it meets: "append to the second closed zone, one
// block more than it has room for". So a sequence from which commands were left out still means something.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace zns::suites {

enum class Act : std::uint8_t {
  Write,
  Append,
  WriteZeroes,
  Read,
  Close,
  Finish,
  Open,
  Reset,
  Offline,
  SetExtension,
  CloseAll,
  FinishAll,
  OpenAll,
  ResetAll,
  OfflineAll,
  Report,
  Flush,
  Identify,
  Unknown,         // an opcode that nobody has defined
  BecomeReadOnly,  // no command: the zone's media fails, where the way to the device can make it so
  BecomeOffline,
  ControllerReset,  // no commands either
  Shutdown,
  PowerCycle,
  Wear,  // many commands: a block of the zone is written, and the zone is reset, again and again
};
inline constexpr std::uint8_t kActs = 25;

// Which zone: the k-th of those that play along, or of those of them in that state.
enum class Pick : std::uint8_t { Any, Empty, Opened, Closed, Full, Writable, NotWritable };
inline constexpr std::uint8_t kPicks = 7;

// Which LBA of it.
enum class Place : std::uint8_t { WritePointer, Start, Capacity, End, NamespaceEnd, FarBeyond };
inline constexpr std::uint8_t kPlaces = 6;

// How many blocks: up to the place named, or as many as one command may carry.
enum class Extent : std::uint8_t { One, Few, ToCapacity, ToEnd, Limit };
inline constexpr std::uint8_t kExtents = 5;

// What else is odd about it.
enum class Twist : std::uint8_t {
  None,
  NoNamespace,
  InvalidNamespace,
  Broadcast,
  ReservedBit,
  ReservedValue,
  HighHalf,    // its LBA 2^32 blocks on
  FieldEnd,    // NLB, NUMD or the LBA at the end of what the field holds
  DataLayout,  // where its data and its PRP list lie in their pages
  EntryFlags   // FUSE and PSDT
};
inline constexpr std::uint8_t kTwists = 10;

struct Operation {
  Act act = Act::Write;
  Pick pick = Pick::Any;
  std::uint8_t zone = 0;  // k
  Place place = Place::WritePointer;
  std::int8_t shift = 0;  // blocks, added to the place
  Extent extent = Extent::One;
  std::int8_t stretch = 0;  // blocks, added to the extent
  Twist twist = Twist::None;
  std::uint8_t detail = 0;  // of the act and of the twist: which option, which bit, which value
  bool together = false;    // in flight at the same time as the one before
  friend bool operator==(const Operation&, const Operation&) = default;
};

using Program = std::vector<Operation>;

// Operations that say less than `operation`, the least first.
std::vector<Operation> simpler(const Operation& operation);

}  // namespace zns::suites
