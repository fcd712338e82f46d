// The commands that a controller answers, and what goes with them: data that the host sends, and events.
#include <string>
#include <vector>

#include "python/src/command.hpp"
#include "python/src/values.hpp"
#include "reference/device/admin.hpp"
#include "reference/spec/async_event.hpp"
#include "reference/spec/namespace_structures.hpp"

namespace zns::python {

template <>
struct Members<AsyncEvent> {
  static auto of(AsyncEvent& e) { return std::tie(e.type, e.info, e.log, e.nsid); }
};

namespace {

using Data = std::optional<py::object>;

// A field of so many bits.
template <class Field = std::uint8_t>
Field bits(const char* name, std::uint8_t value, unsigned width) {
  const unsigned most = (1U << width) - 1;
  if (value > most) throw py::value_error(std::string{name} + " is 0 to " + std::to_string(most));
  return static_cast<Field>(value);
}

// What the command sends, where nothing is said of it, is zeros.
HostCommand make(Command::Body body, std::uint32_t nsid, const Data& data = {}) {
  const Command command{.queue = Queue::Admin, .nsid = nsid, .body = std::move(body)};
  HostCommand host{.queue = Queue::Admin, .sqe = encode(command)};
  if (data)
    host.data = copy_of_buffer(*data);
  else if (const std::size_t sends = admin_bytes_to_device(command); sends != 0)
    host.data = to_bytes(std::vector<std::byte>(sends));
  return host;
}

HostCommand get_log_page(std::uint8_t lid, std::uint32_t numd, std::uint64_t lpo, std::uint8_t lsp, std::uint8_t csi,
                         bool rae, bool ot, std::uint32_t nsid) {
  GetLogPage body{.lpo = lpo, .numd = NumberOfDwords::wire(numd), .lid = static_cast<Lid>(lid)};
  body.lsp = bits("lsp", lsp, 7);
  body.csi = static_cast<Csi>(csi);
  body.rae = rae;
  body.ot = ot;
  return make(body, nsid);
}

HostCommand namespace_attachment(std::uint32_t nsid, std::uint8_t sel, const std::vector<std::uint16_t>& controllers) {
  if (controllers.size() > kMostListedControllers) throw py::value_error("a list has 2047 controllers at most");
  HostCommand command = make(NamespaceAttachment{.sel = bits<NamespaceAttachmentAction>("sel", sel, 4)}, nsid);
  command.data = to_bytes(encode_controller_list(controllers));
  return command;
}

void define_logs_and_features(py::module_& m) {
  m.def("get_log_page", &get_log_page, py::kw_only(), py::arg("lid"), py::arg("numd"), py::arg("lpo") = 0,
        py::arg("lsp") = 0, py::arg("csi") = 0, py::arg("rae") = false, py::arg("ot") = false, py::arg("nsid") = 0,
        "Get Log Page. numd is 0's based: the data is (numd + 1) dwords, from byte lpo on.");
  m.def(
      "get_features",
      [](std::uint8_t fid, std::uint8_t sel, std::uint32_t dw11, std::uint32_t nsid) {
        return make(GetFeatures{.dw11 = dw11, .fid = static_cast<Fid>(fid), .sel = bits<Select>("sel", sel, 3)}, nsid);
      },
      py::kw_only(), py::arg("fid"), py::arg("sel") = 0, py::arg("dw11") = 0, py::arg("nsid") = 0,
      "Get Features: the completion's result, or its data. sel: 0 current, 1 default, 2 saved, 3 capabilities.");
  m.def(
      "set_features",
      [](std::uint8_t fid, std::uint32_t dw11, std::uint32_t dw12, std::uint32_t dw13, bool save, const Data& data,
         std::uint32_t nsid) {
        return make(SetFeatures{.dw11 = dw11, .dw12 = dw12, .dw13 = dw13, .fid = static_cast<Fid>(fid), .save = save},
                    nsid, data);
      },
      py::kw_only(), py::arg("fid"), py::arg("dw11") = 0, py::arg("dw12") = 0, py::arg("dw13") = 0,
      py::arg("save") = false, py::arg("data") = py::none(), py::arg("nsid") = 0,
      "Set Features. data: of a feature whose value is no dword; None: zeros.");
}

void define_namespaces(py::module_& m) {
  m.def(
      "namespace_management",
      [](std::uint8_t sel, std::uint8_t csi, const Data& data, std::uint32_t nsid) {
        return make(
            NamespaceManagement{.sel = bits<NamespaceManagementAction>("sel", sel, 4), .csi = static_cast<Csi>(csi)},
            nsid, data);
      },
      py::kw_only(), py::arg("sel"), py::arg("csi") = 0, py::arg("data") = py::none(), py::arg("nsid") = 0,
      "Namespace Management. sel: 0 creates what `data` says (namespace_creation() makes it), and the completion's "
      "result is its NSID; 1 deletes nsid.");
  m.def(
      "namespace_creation",
      [](std::uint64_t nsze, std::uint64_t ncap, std::uint8_t flbas, std::uint8_t nmic, std::uint32_t rar,
         std::uint32_t ror) {
        return to_bytes(encode(
            NamespaceCreation{.nsze = nsze, .ncap = ncap, .flbas = flbas, .nmic = nmic, .rar = rar, .ror = ror}));
      },
      py::kw_only(), py::arg("nsze"), py::arg("ncap"), py::arg("flbas") = 0, py::arg("nmic") = 0, py::arg("rar") = 0,
      py::arg("ror") = 0,
      "The data of namespace_management(sel=0): 4,096 bytes. nsze and ncap are logical blocks; nmic 1: it may be "
      "attached to several controllers; rar and ror: active and open resources of a zoned one, 0: as usual.");
  m.def("namespace_attachment", &namespace_attachment, py::kw_only(), py::arg("nsid"), py::arg("sel") = 0,
        py::arg("controllers"),
        "Namespace Attachment. sel: 0 attaches, 1 detaches. controllers: the CNTLIDs, as they stand in the list.");
  m.def(
      "format_nvm",
      [](std::uint8_t lbaf, bool mset, std::uint8_t pi, bool pil, std::uint8_t ses, std::uint32_t nsid) {
        return make(FormatNvm{.lbaf = bits("lbaf", lbaf, 6),
                              .mset = mset,
                              .pi = bits("pi", pi, 3),
                              .pil = pil,
                              .ses = bits("ses", ses, 3)},
                    nsid);
      },
      py::kw_only(), py::arg("lbaf") = 0, py::arg("mset") = false, py::arg("pi") = 0, py::arg("pil") = false,
      py::arg("ses") = 0, py::arg("nsid") = 1, "Format NVM. ses: 0 none, 1 user data erase, 2 cryptographic erase.");
  m.def(
      "sanitize",
      [](std::uint8_t sanact, bool ause, std::uint8_t owpass, bool oipbp, bool ndas, std::uint32_t ovrpat) {
        return make(Sanitize{.ovrpat = ovrpat,
                             .sanact = bits<SanitizeAction>("sanact", sanact, 3),
                             .ause = ause,
                             .owpass = bits("owpass", owpass, 4),
                             .oipbp = oipbp,
                             .ndas = ndas},
                    0);
      },
      py::kw_only(), py::arg("sanact"), py::arg("ause") = false, py::arg("owpass") = 0, py::arg("oipbp") = false,
      py::arg("ndas") = false, py::arg("ovrpat") = 0,
      "Sanitize. sanact: 1 exits failure mode, 2 block erase, 3 overwrite, 4 cryptographic erase.");
}

void define_controller(py::module_& m) {
  m.def(
      "abort", [](std::uint16_t sqid, std::uint16_t cid) { return make(Abort{.sqid = sqid, .cid = cid}, 0); },
      py::kw_only(), py::arg("sqid"), py::arg("cid"),
      "Abort. Bit 0 of the completion's result: the command was not aborted.");
  m.def(
      "keep_alive", [] { return make(KeepAlive{}, 0); }, "Keep Alive.");
  m.def(
      "device_self_test",
      [](std::uint8_t stc, std::uint32_t nsid) { return make(DeviceSelfTest{.stc = bits("stc", stc, 4)}, nsid); },
      py::kw_only(), py::arg("stc"), py::arg("nsid") = 0,
      "Device Self-test. stc: 1 short, 2 extended, 15 aborts the one that runs.");
}

}  // namespace

HostCommand async_event_request() {
  return make(AsyncEventRequest{}, 0);
}

void register_admin_commands(py::module_& m) {
  py::class_<AsyncEvent> event(m, "AsyncEvent", "What the completion of an Asynchronous Event Request tells.");
  define_value<AsyncEvent>(event);
  event
      .def_property_readonly(
          "type", [](const AsyncEvent& e) { return static_cast<unsigned>(e.type); },
          "0 error, 1 SMART / health, 2 notice, 3 immediate, 4 one-shot, 6 of the command set, 7 vendor specific.")
      .def_readonly("info", &AsyncEvent::info, "What of that type; EFh of a notice: a zone descriptor changed.")
      .def_property_readonly(
          "lid", [](const AsyncEvent& e) { return static_cast<unsigned>(e.log); }, "The log page to read.")
      .def_readonly("nsid", &AsyncEvent::nsid, "The namespace; 0 where it is of none.")
      .def("__repr__", [](const AsyncEvent& e) {
        return "event type=" + std::to_string(static_cast<unsigned>(e.type)) + " info=" + std::to_string(e.info) +
               " lid=" + std::to_string(static_cast<unsigned>(e.log)) + " nsid=" + std::to_string(e.nsid);
      });
  define_logs_and_features(m);
  define_namespaces(m);
  define_controller(m);
}

}  // namespace zns::python
