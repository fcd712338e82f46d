#include "python/src/port.hpp"

#include <cstring>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "harness/run/subject.hpp"
#include "harness/witness/geometry.hpp"
#include "python/src/way.hpp"
#include "reference/device/step.hpp"
#include "reference/spec/pattern.hpp"
#include "reference/spec/text.hpp"

namespace zns::python {
namespace {

// The memory that a command needs while it is under way.
struct Memory {
  py::bytes sent;
  py::object returned;  // bytes that nobody else has seen yet; None where nothing returns
};

py::object new_buffer(std::size_t bytes) {
  if (bytes == 0) return py::none();
  PyObject* made = PyBytes_FromStringAndSize(nullptr, static_cast<Py_ssize_t>(bytes));
  if (made == nullptr) throw py::error_already_set();
  std::memset(PyBytes_AS_STRING(made), std::to_integer<int>(kUntouched), bytes);
  return py::reinterpret_steal<py::object>(made);
}

void check_data(const HostCommand& host, const Command& command, std::size_t needed) {
  if (!host.data || bytes_of(*host.data).size() == needed || std::holds_alternative<OtherCommand>(command.body)) return;
  if (host.bounded) return;  // the engine gives what memory it likes
  throw py::value_error(to_text(command) + ": it sends " + std::to_string(needed) + " bytes, its data has " +
                        std::to_string(bytes_of(*host.data).size()));
}

void check_controller(suites::Target& target, std::size_t controller) {
  if (controller == 0) return;
  if (const std::size_t most = target.carries().controllers; controller >= most)
    throw py::value_error(target.name() + " has the controllers 0 to " + std::to_string(most - 1) + ", not " +
                          std::to_string(controller));
}

void check_carried(suites::Target& target, const HostCommand& host) {
  check_controller(target, host.controller);
  const bool prps = host.prps != suites::PrpLayout{};
  if (!prps && !host.cid) return;
  const suites::Carries carries = target.carries();
  if (prps && !carries.prp_layout) throw suites::NotCarried(target.name() + " chooses PRPs by itself");
  if (host.cid && !carries.command_ids) throw suites::NotCarried(target.name() + " chooses CIDs by itself");
}

// Whose completion it is, the CID says.
void check_cids(std::span<const suites::Submission> submissions) {
  std::set<std::pair<Queue, std::uint16_t>> taken;
  for (const suites::Submission& each : submissions)
    if (each.cid && !taken.emplace(each.queue, *each.cid).second)
      throw py::value_error("two of the commands in flight together have CID " + hex(*each.cid));
}

// Takes commands out of Python's objects. Made once for a batch: making one looks the type up.
class CommandCaster {
 public:
  const HostCommand& operator()(const py::handle& object) {
    if (!object.is_none() && caster_.load(object, false)) return caster_;
    throw py::type_error("a znspec.Command is submitted (znspec.write() makes one), not a " +
                         std::string{Py_TYPE(object.ptr())->tp_name});
  }

 private:
  py::detail::make_caster<HostCommand> caster_;
};

Memory prepare(Port& port, const HostCommand& host, suites::Submission& submission) {
  const Geometry& geometry = port.geometry();
  check_carried(port.target(), host);
  const Command command = host.decoded();
  const std::size_t sends = bytes_to_device(geometry, command);
  check_data(host, command, sends);
  Memory memory{.sent = host.data ? *host.data : py::reinterpret_borrow<py::bytes>(py::none()),
                .returned = new_buffer(host.receive.value_or(bytes_from_device(geometry, command)))};
  if (!host.data && sends != 0) memory.sent = pattern_data(geometry, command);
  submission.queue = host.queue;
  submission.sqe = host.sqe;
  submission.prps = host.prps;
  submission.cid = host.cid;
  submission.controller = host.controller;
  if (!memory.sent.is_none()) submission.to_device = bytes_of(memory.sent);
  if (!memory.returned.is_none())
    submission.from_device = {reinterpret_cast<std::byte*>(PyBytes_AS_STRING(memory.returned.ptr())),
                              static_cast<std::size_t>(PyBytes_GET_SIZE(memory.returned.ptr()))};
  return memory;
}

std::optional<py::bytes> data_of(const Memory& memory, const suites::Completion& cqe) {
  if (cqe.status != kSuccess || memory.returned.is_none()) return std::nullopt;
  return py::reinterpret_borrow<py::bytes>(memory.returned);
}

}  // namespace

HostCompletion submit(Port& port, const py::object& command) {
  suites::Target& target = port.target();
  suites::Submission submission;
  const Memory memory = prepare(port, CommandCaster{}(command), submission);
  const suites::Completion cqe = without_gil(port, [&] { return target.submit(submission); });
  port.look_at_findings();
  return {command, cqe, data_of(memory, cqe)};
}

HostCompletions submit_together(Port& port, const py::iterable& commands) {
  suites::Target& target = port.target();
  HostCompletions all;
  CommandCaster command_in;
  std::vector<Memory> memories;
  std::vector<suites::Submission> submissions;
  if (const auto hint = static_cast<std::size_t>(py::len_hint(commands)); hint != 0) {
    all.commands.reserve(hint);
    memories.reserve(hint);
    submissions.reserve(hint);
  }
  for (const py::handle command : commands) {
    memories.push_back(prepare(port, command_in(command), submissions.emplace_back()));
    all.commands.push_back(py::reinterpret_borrow<py::object>(command));
  }
  if (submissions.size() > target.carries().queue_depth)
    throw py::value_error("at most " + std::to_string(target.carries().queue_depth) +
                          " commands are in flight together on " + target.name());
  check_cids(submissions);
  all.cqes = without_gil(port, [&] { return target.submit_together(submissions); });
  all.data.reserve(memories.size());
  for (std::size_t i = 0; i < memories.size(); ++i) all.data.push_back(data_of(memories[i], all.cqes[i]));
  port.look_at_findings();
  return all;
}

namespace {

std::optional<HostCompletion> event_of(Port& port, std::size_t controller,
                                       std::optional<suites::Completion> (suites::EventRequests::*ask)(std::size_t)) {
  suites::Target& target = port.target();
  check_controller(target, controller);
  suites::EventRequests* const events = target.events();
  if (events == nullptr) throw suites::NotCarried(target.name() + " carries no Asynchronous Event Requests");
  const auto cqe = without_gil(port, [&] { return (events->*ask)(controller); });
  port.look_at_findings();
  if (!cqe) return std::nullopt;
  HostCommand command = async_event_request();
  command.controller = controller;
  return HostCompletion{py::cast(std::move(command)), *cqe};
}

}  // namespace

std::optional<HostCompletion> request_event(Port& port, std::size_t controller) {
  return event_of(port, controller, &suites::EventRequests::request);
}

std::optional<HostCompletion> next_event(Port& port, std::size_t controller) {
  return event_of(port, controller, &suites::EventRequests::next);
}

void reset(Port& port, Reset kind) {
  suites::Target& target = port.target();
  const suites::Carries carries = target.carries();
  const bool carried = kind == Reset::Controller ? carries.controller_reset
                       : kind == Reset::Shutdown ? carries.shutdown
                                                 : carries.power_cycle;
  if (!carried) throw suites::NotCarried(target.name() + " has no such reset");
  without_gil(port, [&] { target.reset(kind); });
  port.look_at_findings();
}

void inject(Port& port, std::uint64_t zslba, ZoneState state) {
  suites::Target& target = port.target();
  const Geometry& geometry = port.geometry();
  if (!target.carries().zone_events) throw suites::NotCarried(target.name() + " cannot make a zone fail");
  if (zslba % geometry.zsze != 0 || zslba >= geometry.nsze()) throw py::value_error("no zone begins at that LBA");
  if (state != ZoneState::ReadOnly && state != ZoneState::Offline && state != ZoneState::Empty)
    throw py::value_error("a zone is made READ_ONLY, OFFLINE, or EMPTY again");
  without_gil(port, [&] { target.inject(zslba, state); });
  port.look_at_findings();
}

std::vector<ZoneDescriptor> report_zones(const py::object& self) {
  const Way way{self};
  Port& port = way.port();
  suites::Target& target = way.target();
  const Geometry& geometry = port.geometry();
  std::vector<ZoneDescriptor> zones;
  std::vector<std::byte> buffer(kMinimumPageBytes);
  without_gil(port, [&] {
    harness::read_zones(target, geometry, 0, geometry.zones, buffer,
                        [&](const ZoneDescriptor& zone) { zones.push_back(zone); });
  });
  return zones;
}

Geometry geometry_of_device(suites::Target& target) {
  const suites::Facts facts = harness::facts_of(target);
  Geometry geometry = harness::geometry_of(facts);
  std::vector<std::byte> buffer(kMinimumPageBytes);
  harness::read_zones(target, geometry, 0, 1, buffer, [&](const ZoneDescriptor& zone) { geometry.zcap = zone.zcap; });
  return geometry;
}

}  // namespace zns::python
