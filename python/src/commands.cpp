#include <string>
#include <variant>

#include "python/src/command.hpp"
#include "python/src/values.hpp"
#include "reference/spec/text.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::python {
namespace {

using Data = std::optional<py::object>;

HostCommand make(Command::Body body, std::uint32_t nsid, const Data& data = {}) {
  HostCommand command{.sqe = encode(Command{.nsid = nsid, .body = std::move(body)})};
  if (data) command.data = copy_of_buffer(*data);
  return command;
}

// NLB as in the entry, or what `data` of blocks of 4 KiB or 512 bytes cannot say: it is never guessed.
Nlb nlb_of(std::uint32_t nlb) {
  if (nlb > 0xFFFF) throw py::value_error("nlb is 0's based: 0 to 65535");
  return Nlb::wire(static_cast<std::uint16_t>(nlb));
}

HostCommand raw(const py::object& sqe, Queue queue, const Data& data, std::optional<std::size_t> receive) {
  const py::bytes entry = copy_of_buffer(sqe);
  const auto bytes = bytes_of(entry);
  if (bytes.size() != kSqeBytes)
    throw py::value_error("a submission queue entry has 64 bytes, not " + std::to_string(bytes.size()));
  HostCommand command{.queue = queue, .sqe = decode_sqe(bytes.first<kSqeBytes>()), .receive = receive};
  if (data) command.data = copy_of_buffer(*data);
  return command;
}

HostCommand receive(std::uint64_t slba, std::optional<std::uint64_t> zones, std::optional<std::uint32_t> numd,
                    ZoneReceiveAction zra, ReportingOption zrasf, bool partial, std::size_t extension_bytes,
                    std::uint32_t nsid) {
  if (zones && numd) throw py::value_error("zones or numd, not both");
  const std::size_t each = zra == ZoneReceiveAction::ExtendedReportZones ? extension_bytes : 0;
  const std::uint64_t dwords = report_bytes(zones.value_or(16), each) / 4;
  const auto count = numd ? NumberOfDwords::wire(*numd) : NumberOfDwords::of_count(dwords);
  return make(ZoneManagementReceive{.slba = slba, .numd = count, .zra = zra, .zrasf = zrasf, .partial = partial}, nsid);
}

void define_moving(py::module_& m) {
  m.def(
      "write",
      [](std::uint64_t slba, std::uint32_t nlb, const Data& data, bool fua, std::uint32_t nsid) {
        return make(Write{.slba = slba, .nlb = nlb_of(nlb), .fua = fua}, nsid, data);
      },
      py::kw_only(), py::arg("slba"), py::arg("nlb") = 0, py::arg("data") = py::none(), py::arg("fua") = false,
      py::arg("nsid") = 1,
      "Write. nlb is 0's based; data is (nlb + 1) blocks, or None for a pattern that each LBA has its own of.");
  m.def(
      "zone_append",
      [](std::uint64_t zslba, std::uint32_t nlb, const Data& data, bool fua, std::uint32_t nsid) {
        return make(ZoneAppend{.zslba = zslba, .nlb = nlb_of(nlb), .fua = fua}, nsid, data);
      },
      py::kw_only(), py::arg("zslba"), py::arg("nlb") = 0, py::arg("data") = py::none(), py::arg("fua") = false,
      py::arg("nsid") = 1, "Zone Append. The completion's alba says where the data went. nlb and data as in write().");
  m.def(
      "read",
      [](std::uint64_t slba, std::uint32_t nlb, bool fua, std::uint32_t nsid) {
        return make(Read{.slba = slba, .nlb = nlb_of(nlb), .fua = fua}, nsid);
      },
      py::kw_only(), py::arg("slba"), py::arg("nlb") = 0, py::arg("fua") = false, py::arg("nsid") = 1,
      "Read. nlb is 0's based; the completion's data is (nlb + 1) blocks.");
  m.def(
      "write_zeroes",
      [](std::uint64_t slba, std::uint32_t nlb, bool deac, bool fua, std::uint32_t nsid) {
        return make(WriteZeroes{.slba = slba, .nlb = nlb_of(nlb), .deac = deac, .fua = fua}, nsid);
      },
      py::kw_only(), py::arg("slba"), py::arg("nlb") = 0, py::arg("deac") = false, py::arg("fua") = false,
      py::arg("nsid") = 1, "Write Zeroes. nlb is 0's based.");
  m.def(
      "flush", [](std::uint32_t nsid) { return make(Flush{}, nsid); }, py::kw_only(), py::arg("nsid") = 1, "Flush.");
}

void define_managing(py::module_& m) {
  m.def(
      "zone_management_send",
      [](ZoneSendAction zsa, std::uint64_t slba, bool select_all, const Data& data, std::uint32_t nsid) {
        return make(ZoneManagementSend{.slba = slba, .zsa = zsa, .select_all = select_all}, nsid, data);
      },
      py::kw_only(), py::arg("zsa"), py::arg("slba") = 0, py::arg("select_all") = false, py::arg("data") = py::none(),
      py::arg("nsid") = 1, "Zone Management Send. data: the extension of Set Zone Descriptor Extension.");
  m.def("zone_management_receive", &receive, py::kw_only(), py::arg("slba") = 0, py::arg("zones") = py::none(),
        py::arg("numd") = py::none(), py::arg("zra") = ZoneReceiveAction::ReportZones,
        py::arg("zrasf") = ReportingOption::All, py::arg("partial") = false, py::arg("extension_bytes") = 0,
        py::arg("nsid") = 1,
        "Zone Management Receive, with room for `zones` descriptors (16), or for numd (0's based) dwords. "
        "extension_bytes: of the geometry, for an extended report.");
  m.def(
      "identify",
      [](std::uint8_t cns, std::uint8_t csi, std::uint32_t nsid) {
        HostCommand command = make(Identify{.cns = static_cast<Cns>(cns), .csi = static_cast<Csi>(csi)}, nsid);
        command.queue = Queue::Admin;
        return command;
      },
      py::kw_only(), py::arg("cns"), py::arg("csi") = 0, py::arg("nsid") = 0, "Identify; the data is 4,096 bytes.");
  m.def("raw", &raw, py::arg("sqe"), py::kw_only(), py::arg("queue") = Queue::Io, py::arg("data") = py::none(),
        py::arg("receive") = py::none(),
        "Any submission queue entry of 64 bytes. receive: bytes of the host's buffer for what it returns. The target "
        "chooses CID (but for replace()) and data pointer. Raises ValueError for any other length.");
}

using Offset = std::optional<std::uint16_t>;

HostCommand replaced(HostCommand command, Offset cid, Offset prp_offset, Offset prp2_offset, Offset list_offset,
                     std::optional<std::size_t> controller) {
  if (list_offset && *list_offset % 8 != 0) throw py::value_error("list_offset is a multiple of 8");
  for (const Offset offset : {prp_offset, prp2_offset, list_offset})
    if (offset && *offset >= suites::kPrpPageBytes) throw py::value_error("an offset in a page is 0 to 4095");
  if (cid) command.cid = cid;
  if (controller) command.controller = *controller;
  command.prps = {.offset = prp_offset.value_or(command.prps.offset),
                  .prp2_offset = prp2_offset.value_or(command.prps.prp2_offset),
                  .list_offset = list_offset.value_or(command.prps.list_offset)};
  return command;
}

}  // namespace

template <>
struct Pack<Sqe> {
  static py::object pack(const Sqe& sqe) { return to_bytes(encode(sqe)); }
  static Sqe unpack(const py::handle& from) {
    const auto entry = from.cast<py::bytes>();
    if (bytes_of(entry).size() != kSqeBytes) throw py::value_error("a submission queue entry has 64 bytes");
    return decode_sqe(bytes_of(entry).first<kSqeBytes>());
  }
};

template <>
struct Members<suites::PrpLayout> {
  static auto of(suites::PrpLayout& p) { return std::tie(p.offset, p.prp2_offset, p.list_offset); }
};

template <>
struct Members<HostCommand> {
  static auto of(HostCommand& c) {
    return std::tie(c.queue, c.sqe, c.data, c.receive, c.prps, c.cid, c.controller, c.bounded);
  }
};

namespace {

py::ssize_t hash_of(HostCommand command) {
  command.bounded = false;  // equal() does not look at it either
  return py::hash(Pack<HostCommand>::pack(command));
}

bool equal(const HostCommand& a, const HostCommand& b) {
  const bool same_data = a.data.has_value() == b.data.has_value() && (!a.data || a.data->equal(*b.data));
  return a.queue == b.queue && a.sqe == b.sqe && a.receive == b.receive && a.prps == b.prps && a.cid == b.cid &&
         a.controller == b.controller && same_data;
}

std::optional<std::uint64_t> slba_of(const HostCommand& host) {
  const Command command = host.decoded();
  if (std::holds_alternative<Flush>(command.body) || std::holds_alternative<Identify>(command.body) ||
      std::holds_alternative<OtherCommand>(command.body) || is_of_controller(command))
    return std::nullopt;
  return host.sqe.cdw10_11();
}

std::string name_of(const HostCommand& command) {
  const std::string text = to_text(command.decoded());
  return text.substr(0, text.find(' '));
}

}  // namespace

void register_commands(py::module_& m) {
  py::class_<HostCommand> command(m, "Command", "A command: a submission queue entry and the host's data. A value.");
  define_pickle<HostCommand>(command);
  command.def_property_readonly("name", &name_of, "The word of traces and reports: 'zone-append'.")
      .def_readonly("queue", &HostCommand::queue, "Where it is submitted.")
      .def_property_readonly(
          "opcode", [](const HostCommand& c) { return c.sqe.opcode; }, "CDW0 7:0.")
      .def_property_readonly(
          "nsid", [](const HostCommand& c) { return c.sqe.nsid; }, "The namespace identifier.")
      .def_property_readonly("slba", &slba_of, "CDW11:CDW10, SLBA or ZSLBA; None for a command that has none.")
      .def_property_readonly(
          "sqe", [](const HostCommand& c) { return to_bytes(encode(c.sqe)); }, "The entry, 64 bytes.")
      .def_readonly("data", &HostCommand::data, "What the host sends; None where the target makes a pattern of it.")
      .def_readonly("receive", &HostCommand::receive, "Bytes of the host's buffer, where they were said.")
      .def_readonly("cid", &HostCommand::cid, "The Command Identifier; None: the target's choice.")
      .def_readonly("controller", &HostCommand::controller, "Of the subsystem, from 0 on: which one gets it.")
      .def_property_readonly(
          "prp_offset", [](const HostCommand& c) { return c.prps.offset; }, "Bytes, of the data in its first page.")
      .def_property_readonly(
          "prp2_offset", [](const HostCommand& c) { return c.prps.prp2_offset; },
          "Bytes, added to PRP2 where it names data, or else to each entry of the list.")
      .def_property_readonly(
          "list_offset", [](const HostCommand& c) { return c.prps.list_offset; }, "Bytes, of the list in its page.")
      .def("replace", &replaced, py::kw_only(), py::arg("cid") = py::none(), py::arg("prp_offset") = py::none(),
           py::arg("prp2_offset") = py::none(), py::arg("list_offset") = py::none(), py::arg("controller") = py::none(),
           "The same with another Command Identifier, other PRPs, or to another controller; None leaves what it was. "
           "Only targets whose carries['command_ids'] and carries['prp_layout'] say so take such a command, and of "
           "controllers those below carries['controllers']. Raises ValueError for no offset in a page, and a "
           "list_offset that is no multiple of 8.")
      .def("__eq__",
           [](const HostCommand& a, const py::object& other) {
             return py::isinstance<HostCommand>(other) && equal(a, other.cast<const HostCommand&>());
           })
      .def("__hash__", &hash_of)
      .def("__repr__", [](const HostCommand& c) {
        const Geometry geometry = text_geometry(c);
        return command_line(entry_of(c, geometry), geometry);
      });
  define_moving(m);
  define_managing(m);
}

}  // namespace zns::python
