#include "python/src/command.hpp"

#include <utility>
#include <variant>

#include "reference/device/step.hpp"
#include "reference/spec/footprint.hpp"
#include "reference/spec/pattern.hpp"

namespace zns::python {
namespace {

constexpr std::uint64_t kSeed = Pattern{}.seed;

// The LBA and the number of blocks that a command names; no blocks where it moves none.
struct Range {
  std::uint64_t lba = 0;
  std::uint64_t blocks = 0;
};

Range range_of(const Command& command) {
  const Footprint named = footprint(command);
  if (!named.carries_blocks() && named.does != Does::Read) return {};
  return {named.slba, named.blocks};
}

std::string print_one(const TraceEntry& entry, const Geometry& geometry) {
  return print(Trace{.geometry = geometry, .seed = kSeed, .steps = {TraceBatch{entry}}});
}

}  // namespace

std::span<const std::byte> bytes_of(const py::bytes& bytes) {
  return {reinterpret_cast<const std::byte*>(PyBytes_AS_STRING(bytes.ptr())),
          static_cast<std::size_t>(PyBytes_GET_SIZE(bytes.ptr()))};
}

py::bytes to_bytes(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

py::bytes copy_of_buffer(const py::object& buffer) {
  if (PyBytes_CheckExact(buffer.ptr()) != 0) return py::reinterpret_borrow<py::bytes>(buffer);  // never changes
  if (PyObject_CheckBuffer(buffer.ptr()) == 0) throw py::type_error("data is bytes, or an object with a buffer");
  PyObject* copied = PyBytes_FromObject(buffer.ptr());
  if (copied == nullptr) throw py::error_already_set();
  return py::reinterpret_steal<py::bytes>(copied);
}

py::bytes pattern_data(const Geometry& geometry, const Command& command) {
  const Range range = range_of(command);
  const std::size_t count = bytes_to_device(geometry, command);
  PyObject* made = PyBytes_FromStringAndSize(nullptr, static_cast<Py_ssize_t>(count));
  if (made == nullptr) throw py::error_already_set();
  auto* data = reinterpret_cast<std::byte*>(PyBytes_AS_STRING(made));
  for (std::size_t at = 0; at < count; at += geometry.lba_bytes) {
    const std::size_t size = std::min<std::size_t>(geometry.lba_bytes, count - at);
    Pattern{}.fill_block({data + at, size}, range.lba + at / geometry.lba_bytes);
  }
  return py::reinterpret_steal<py::bytes>(made);
}

TraceEntry entry_of(const HostCommand& command, const Geometry& geometry) {
  const suites::PrpLayout& prps = command.prps;
  TraceEntry entry{.queue = command.queue,
                   .sqe = command.sqe,
                   .prps = {.offset = prps.offset, .prp2_offset = prps.prp2_offset, .list_offset = prps.list_offset},
                   .cid = command.cid,
                   .controller = command.controller};
  if (command.data) entry.to_device = shorten(bytes_of(*command.data), kSeed, geometry.lba_bytes);
  entry.buffer = command.receive.value_or(bytes_from_device(geometry, command.decoded()));
  return entry;
}

HostCommand command_of(const TraceEntry& entry, const Trace& trace) {
  HostCommand command{.queue = entry.queue,
                      .sqe = entry.sqe,
                      .prps = {.offset = entry.prps.offset,
                               .prp2_offset = entry.prps.prp2_offset,
                               .list_offset = entry.prps.list_offset},
                      .cid = entry.cid,
                      .controller = entry.controller};
  if (!entry.to_device.empty()) command.data = to_bytes(expand(entry.to_device, trace.seed, trace.geometry.lba_bytes));
  if (entry.buffer != bytes_from_device(trace.geometry, command.decoded())) command.receive = entry.buffer;
  return command;
}

Geometry text_geometry(const HostCommand& command, std::size_t returned_bytes) {
  Geometry geometry;
  const std::uint64_t blocks = range_of(command.decoded()).blocks;
  const std::size_t bytes = command.data ? bytes_of(*command.data).size() : returned_bytes;
  if (blocks != 0 && bytes != 0 && bytes % blocks == 0 && bytes / blocks % 8 == 0 && bytes / blocks >= 32)
    geometry.lba_bytes = static_cast<std::uint32_t>(bytes / blocks);
  return geometry;
}

std::string command_line(const TraceEntry& entry, const Geometry& geometry) {
  const std::string text = print_one(entry, geometry);
  const std::size_t begin = text.find("\n> ") + 1;
  return text.substr(begin, text.find("\n< ", begin) - begin);
}

std::string completion_line(const TraceEntry& entry, const Geometry& geometry) {
  const std::string text = print_one(entry, geometry);
  const std::size_t begin = text.find("\n< ") + 1;
  std::string line = text.substr(begin, text.find("\n#", begin) - begin);
  while (!line.empty() && line.back() == '\n') line.pop_back();
  return line;
}

}  // namespace zns::python
