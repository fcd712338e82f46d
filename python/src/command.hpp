// A command as Python holds it: an entry, and the host's data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "python/src/bindings.hpp"
#include "reference/device/namespace/geometry.hpp"
#include "reference/spec/command.hpp"
#include "reference/trace/trace.hpp"
#include "suites/target.hpp"

namespace zns::python {

struct HostCommand {
  Queue queue = Queue::Io;
  Sqe sqe = {};
  std::optional<py::bytes> data = {};       // absent: pattern data where the command sends some
  std::optional<std::size_t> receive = {};  // bytes of the host's buffer; absent: what the command returns at most
  suites::PrpLayout prps = {};
  std::optional<std::uint16_t> cid = {};  // absent: the target's choice
  std::size_t controller = 0;             // of the subsystem: which one gets it
  bool bounded = false;                   // by the engine, which may bound what a command of any length moves
  [[nodiscard]] Command decoded() const { return decode(queue, sqe); }
};

[[nodiscard]] std::span<const std::byte> bytes_of(const py::bytes& bytes);
[[nodiscard]] py::bytes to_bytes(std::span<const std::byte> bytes);
// The bytes of any object with the buffer protocol. Raises TypeError.
[[nodiscard]] py::bytes copy_of_buffer(const py::object& buffer);

// What a host sends that was given no data: Pattern{} of the LBAs that the command names.
[[nodiscard]] py::bytes pattern_data(const Geometry& geometry, const Command& command);

// The command as an entry of a trace, and such an entry as a command.
[[nodiscard]] TraceEntry entry_of(const HostCommand& command, const Geometry& geometry);
[[nodiscard]] HostCommand command_of(const TraceEntry& entry, const Trace& trace);

// Guesses what the text of a trace needs of the geometry: the size of a block.
[[nodiscard]] Geometry text_geometry(const HostCommand& command, std::size_t returned_bytes = 0);

// By which Target.request_event() asks.
[[nodiscard]] HostCommand async_event_request();

// The lines of a trace that say this entry: "> write ...", "< Zone Is Full ...".
[[nodiscard]] std::string command_line(const TraceEntry& entry, const Geometry& geometry);
[[nodiscard]] std::string completion_line(const TraceEntry& entry, const Geometry& geometry);

}  // namespace zns::python
