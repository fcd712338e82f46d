// The shared decoder: bytes are a header (geometry, policy, defect) and fixed-size records, each a command said
// relative to the state that it meets. Every string of bytes is some program, and nothing here allocates.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "reference/device/event.hpp"
#include "reference/device/namespace/geometry.hpp"
#include "reference/device/namespace/state.hpp"
#include "reference/device/policy.hpp"
#include "reference/mutants/mutant.hpp"
#include "reference/spec/command.hpp"

namespace zns::fuzz {

using Bytes = std::span<const std::uint8_t>;

inline constexpr std::size_t kHeaderBytes = 16;
inline constexpr std::size_t kRecordBytes = 8;
inline constexpr std::size_t kMostRecords = 64;  // a longer program finds nothing that this does not, and is slow
inline constexpr std::size_t kMostBlocks = 160;  // of a command; more than a zone and than any limit has
inline constexpr std::uint32_t kLbaBytes = 512;
inline constexpr ZoneId kMostZones = 16;

// Values are stored; they may be appended to, and never change their meaning: old seeds go on saying what they said.
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
  Report,
  ExtendedReport,
  Flush,
  Identify,
  Unknown,    // an opcode that nobody has defined
  ZoneFails,  // no command: ReadOnly, Offline, or Empty again; with kUnseen in the detail no host knows of it
  ZoneMoves,  // no command: what a controller does by itself: CloseZone, Excursion
  Restart,
};
inline constexpr std::uint8_t kActs = 18;
inline constexpr std::uint8_t kUnseen = 0x80;

// Which zone: the k-th, or the k-th of those in that state.
enum class Pick : std::uint8_t { Any, Empty, ImplicitlyOpened, ExplicitlyOpened, Closed, Full, Writable, NotWritable };
inline constexpr std::uint8_t kPicks = 8;

// Which LBA; `shift` is added.
enum class Place : std::uint8_t { WritePointer, Start, Capacity, End, NamespaceEnd, FarBeyond };
inline constexpr std::uint8_t kPlaces = 6;

enum class Twist : std::uint8_t {
  None,
  SelectAll,
  ReservedValue,
  NoNsid,
  InactiveNsid,
  Broadcast,
  ReservedBit,
  Cdw0,
  Answered,      // with a status that speaks of something beside the command (fate.hpp)
  WrongPointer,  // its PRP entries break a rule
  Lie,           // something of the answer is told otherwise
};
inline constexpr std::uint8_t kTwists = 11;

// Eight bytes of a program, as they are stored.
struct Record {
  Act act = Act::Write;
  Pick pick = Pick::Any;
  std::uint8_t zone = 0;  // k
  Place place = Place::WritePointer;
  std::int8_t shift = 0;    // blocks
  std::uint8_t extent = 0;  // below 128: blocks - 1; else which bound, and how far from it (extent_to)
  Twist twist = Twist::None;
  std::uint8_t detail = 0;  // of the act and of the twist
  friend bool operator==(const Record&, const Record&) = default;
};

enum class Bound : std::uint8_t { Capacity, End, Mdts, Zasl, Wzsl };
inline constexpr std::uint8_t kBounds = 5;
// `blocks` (-8 to 7) more than there are up to the bound.
[[nodiscard]] constexpr std::uint8_t extent_to(Bound bound, int blocks) {
  return static_cast<std::uint8_t>(128 + static_cast<int>(bound) * 16 + blocks + 8);
}

struct Header {
  Geometry geometry = {};
  Policy policy = {};
  std::uint16_t defect = 0;      // 0: none; else the defect-th mutant of the catalogue, modulo their number
  bool remembers_blocks = true;  // whether fuzz_step's device does, kRemembered bytes of each
  std::uint8_t variant = 0;      // 0: none; else the variant-th permitted variant of device.cpp, modulo their number
  // The host looks where the oracle supposes something, and after each reset, as a run of the suite does. It does
  // not look after commands in flight together, and what their order leaves open stays open.
  bool looks = false;
};
inline constexpr std::size_t kRemembered = 8;

struct Program {
  Header header;
  Bytes records;  // whole records only, kMostRecords at most
  [[nodiscard]] std::size_t size() const { return records.size() / kRecordBytes; }
  [[nodiscard]] Record at(std::size_t i) const;
};

[[nodiscard]] Program decode(Bytes bytes);
[[nodiscard]] Record decode_record(std::span<const std::uint8_t, kRecordBytes> bytes);
[[nodiscard]] std::array<std::uint8_t, kRecordBytes> encode(const Record& record);
// The header nearest to `header`: sizes are bounded, limits scaled to blocks of kLbaBytes.
[[nodiscard]] std::array<std::uint8_t, kHeaderBytes> encode(const Header& header);

// What befalls a command beside what it says: fate.hpp.
struct Fate {
  Twist kind = Twist::None;  // or Answered, WrongPointer, Lie
  std::uint8_t detail = 0;
  std::uint8_t which = 0;  // of several things that a lie may be about
};

// What a record means in a state.
struct Deed {
  enum class Kind : std::uint8_t { Send, Happen, Restart };
  Kind kind = Kind::Send;
  Command command = {};
  Event event = {};
  Reset restart{};
  bool unseen = false;  // the event
  Fate fate = {};       // of the command
};
[[nodiscard]] Deed deed(const Geometry& geometry, const State& state, const Record& record);

}  // namespace zns::fuzz
