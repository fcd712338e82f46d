// What happened between a host and a device: a value that a file holds (its text: FORMAT.md), that can be sent to a
// device again, and whose verdict can be recomputed with no device.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "reference/device/namespace/geometry.hpp"
#include "reference/device/namespace/state.hpp"
#include "reference/spec/opcode.hpp"
#include "reference/spec/reset.hpp"
#include "reference/spec/sqe.hpp"
#include "reference/trace/data.hpp"

namespace zns {

// Version 2 has namespaces beside the first, and controllers; what has neither is written as version 1.
inline constexpr std::uint32_t kTraceVersion = 2;

// Where the data of a command lay in the host's pages, in bytes; zeros: at the start of a page.
struct TracePrps {
  std::uint16_t offset = 0;
  std::uint16_t prp2_offset = 0;
  std::uint16_t list_offset = 0;
  friend bool operator==(const TracePrps&, const TracePrps&) = default;
};

struct TraceCompletion {
  Status status = kSuccess;  // eleven bits
  std::uint64_t result = 0;  // CQE DW1:DW0
  std::uint8_t crd = 0;      // two bits
  bool more = false;
  bool dnr = false;
  bool overran = false;     // bytes outside of the host's buffer were changed
  bool wrong_sqhd = false;  // its SQHD cannot be (QUE-003)
  TraceData data = {};      // the host's buffer afterwards; empty for an aborted command
  friend bool operator==(const TraceCompletion&, const TraceCompletion&) = default;
};

struct TraceEntry {
  Queue queue = Queue::Io;
  Sqe sqe = {};
  TracePrps prps = {};
  std::optional<std::uint16_t> cid = {};  // where the host chose it
  std::size_t controller = 0;             // of the subsystem, from 0 on: the one that got it
  TraceData to_device = {};
  std::uint64_t buffer = 0;  // bytes that the host had ready for the data that the command returns
  std::optional<TraceCompletion> completion = {};  // absent: the device never completed it
  std::size_t place = 0;  // among the completions of the batch, 0 for the first: each entry has another one
  friend bool operator==(const TraceEntry&, const TraceEntry&) = default;
};

using TraceBatch = std::vector<TraceEntry>;  // commands in flight together; never none

// The host made a zone Read Only, Offline, or Empty again (Format NVM).
struct TraceInjection {
  std::uint64_t zslba = 0;
  ZoneState state = ZoneState::ReadOnly;
  friend bool operator==(const TraceInjection&, const TraceInjection&) = default;
};

using TraceStep = std::variant<TraceBatch, Reset, TraceInjection>;

// A zone that was not Empty at the start, or not as the geometry says. What its blocks held is not known.
struct TraceZone {
  ZoneId id = 0;
  Zone zone = {};
  TraceData extension = {};  // empty: none, or not known
  friend bool operator==(const TraceZone&, const TraceZone&) = default;
};

struct Trace {
  Geometry geometry = {};
  std::vector<Geometry> beside = {};  // further namespaces of the same controller; what their blocks held is not known
  std::uint64_t seed = 1;             // of the patterns in the data
  std::string target = {};
  std::string note = {};
  std::vector<TraceZone> start = {};  // ascending ids; all other zones are Empty
  std::vector<TraceStep> steps = {};
  friend bool operator==(const Trace&, const Trace&) = default;
};

struct TraceError {
  std::size_t line = 0;    // from 1
  std::size_t column = 0;  // from 1, in bytes
  std::string text;        // one sentence: "'nlb' is no number from 0 to 65535: 'x'"
  friend bool operator==(const TraceError&, const TraceError&) = default;
};

[[nodiscard]] std::string print(const Trace& trace);

// The text that a human wrote, or anybody. What it allocates is bounded by the size of the text; text of more than
// kMostTraceText bytes, data of more than kMostDataBytes and devices of more than kMostTraceZones are errors. The
// geometry of a trace is consistent, and its zones exist.
[[nodiscard]] std::variant<Trace, TraceError> parse_trace(std::string_view text);

inline constexpr std::size_t kMostTraceText = std::size_t{256} << 20;
inline constexpr std::uint32_t kMostTraceZones = 1U << 24;
inline constexpr std::size_t kMostTraceNamespaces = 1024;
inline constexpr std::size_t kMostTraceControllers = 0x1'0000;
inline constexpr std::uint32_t kMostLbaBytes = 1U << 24;

[[nodiscard]] std::string to_string(const TraceError& error);  // "line 7: 'nlb' is no number ..."

// The command of an entry as its line says it, without the data: "write slba=0x0 nlb=7 (8 blocks)".
[[nodiscard]] std::string command_text(const Geometry& geometry, const TraceEntry& entry);
// "Zone Is Full (SCT 1h, SC B9h) dnr", "no completion".
[[nodiscard]] std::string completion_text(const TraceEntry& entry);

}  // namespace zns
