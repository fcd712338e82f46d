#include "reference/spec/text.hpp"

#include <string_view>
#include <variant>

namespace zns {
namespace {

std::string blocks(Nlb nlb) {
  return " nlb=" + std::to_string(nlb.raw()) + " (" + std::to_string(nlb.count()) +
         (nlb.count() == 1 ? " block)" : " blocks)");
}

std::string flag(bool set, std::string_view word) {
  return set ? ' ' + std::string{word} : std::string{};
}

std::string field(std::string_view name, unsigned value) {
  return value == 0 ? std::string{} : ' ' + std::string{name} + '=' + std::to_string(value);
}

struct Text {
  Queue queue;

  std::string operator()(const Flush&) const { return "flush"; }
  std::string operator()(const Write& c) const {
    return "write slba=" + hex(c.slba) + blocks(c.nlb) + flag(c.fua, "fua");
  }
  std::string operator()(const Read& c) const {
    return "read slba=" + hex(c.slba) + blocks(c.nlb) + flag(c.fua, "fua");
  }
  std::string operator()(const WriteZeroes& c) const {
    return "write-zeroes slba=" + hex(c.slba) + blocks(c.nlb) + flag(c.deac, "deac") + flag(c.fua, "fua");
  }
  std::string operator()(const ZoneAppend& c) const {
    return "zone-append zslba=" + hex(c.zslba) + blocks(c.nlb) + flag(c.fua, "fua") + flag(c.piremap, "piremap");
  }
  std::string operator()(const ZoneManagementSend& c) const {
    const std::string zone = c.select_all && c.slba == 0 ? "" : " zslba=" + hex(c.slba);
    return "zone-mgmt-send " + to_text(c.zsa) + zone + flag(c.select_all, "select-all") + flag(c.zsaso, "zsaso");
  }
  std::string operator()(const ZoneManagementReceive& c) const {
    return "zone-mgmt-recv " + to_text(c.zra) + " slba=" + hex(c.slba) +
           " option=" + hex(static_cast<std::uint64_t>(c.zrasf)) + " bytes=" + std::to_string(c.numd.count() * 4) +
           flag(c.partial, "partial");
  }
  std::string operator()(const Identify& c) const {
    return "identify cns=" + hex(static_cast<std::uint64_t>(c.cns)) + " csi=" + hex(static_cast<std::uint64_t>(c.csi)) +
           (c.cntid != 0 ? " cntid=" + hex(c.cntid) : "");
  }
  std::string operator()(const OtherCommand& c) const {
    return (queue == Queue::Admin ? "admin opcode=" : "io opcode=") + hex(c.opcode);
  }

  // ---- what a controller answers
  std::string operator()(const GetLogPage& c) const {
    return "get-log-page lid=" + hex(c.lid) + " bytes=" + std::to_string(c.numd.count() * 4) +
           (c.lpo != 0 ? " lpo=" + std::to_string(c.lpo) : "") + field("csi", static_cast<unsigned>(c.csi)) +
           field("lsp", c.lsp) + flag(c.rae, "rae") + flag(c.ot, "ot");
  }
  std::string operator()(const GetFeatures& c) const {
    return "get-features fid=" + hex(c.fid) + field("sel", static_cast<unsigned>(c.sel)) + dword("dw11", c.dw11);
  }
  std::string operator()(const SetFeatures& c) const {
    return "set-features fid=" + hex(c.fid) + dword("dw11", c.dw11) + dword("dw12", c.dw12) + dword("dw13", c.dw13) +
           flag(c.save, "save");
  }
  std::string operator()(const AsyncEventRequest& c) const {
    return "async-event-request" + field("request-cid", c.cid);
  }
  std::string operator()(const Abort& c) const {
    return "abort sqid=" + std::to_string(c.sqid) + " abort-cid=" + std::to_string(c.cid);
  }
  std::string operator()(const NamespaceManagement& c) const {
    return "ns-mgmt sel=" + std::to_string(static_cast<unsigned>(c.sel)) + field("csi", static_cast<unsigned>(c.csi));
  }
  std::string operator()(const NamespaceAttachment& c) const {
    return "ns-attach sel=" + std::to_string(static_cast<unsigned>(c.sel));
  }
  std::string operator()(const FormatNvm& c) const {
    return "format lbaf=" + std::to_string(c.lbaf) + field("pi", c.pi) + field("ses", c.ses) + flag(c.mset, "mset") +
           flag(c.pil, "pil");
  }
  std::string operator()(const Sanitize& c) const {
    return "sanitize sanact=" + std::to_string(static_cast<unsigned>(c.sanact)) + field("owpass", c.owpass) +
           dword("ovrpat", c.ovrpat) + flag(c.ause, "ause") + flag(c.oipbp, "oipbp") + flag(c.ndas, "ndas");
  }
  std::string operator()(const KeepAlive& /*c*/) const { return "keep-alive"; }
  std::string operator()(const DeviceSelfTest& c) const { return "self-test stc=" + std::to_string(c.stc); }

 private:
  template <class Id>
  static std::string hex(Id id) {
    return zns::hex(static_cast<std::uint64_t>(id));
  }
  static std::string dword(std::string_view name, std::uint32_t value) {
    return value == 0 ? std::string{} : ' ' + std::string{name} + '=' + hex(value);
  }
};

}  // namespace

std::string hex(std::uint64_t value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  do {
    text.insert(text.begin(), kDigits[value & 0xF]);
    value >>= 4;
  } while (value != 0);
  return "0x" + text;
}

std::string to_text(ZoneSendAction zsa) {
  switch (zsa) {
    case ZoneSendAction::Close:
      return "close";
    case ZoneSendAction::Finish:
      return "finish";
    case ZoneSendAction::Open:
      return "open";
    case ZoneSendAction::Reset:
      return "reset";
    case ZoneSendAction::Offline:
      return "offline";
    case ZoneSendAction::SetZoneDescriptorExtension:
      return "set-zone-descriptor-extension";
  }
  return "zsa=" + hex(static_cast<std::uint64_t>(zsa));
}

std::string to_text(ZoneReceiveAction zra) {
  switch (zra) {
    case ZoneReceiveAction::ReportZones:
      return "report";
    case ZoneReceiveAction::ExtendedReportZones:
      return "extended-report";
  }
  return "zra=" + hex(static_cast<std::uint64_t>(zra));
}

std::string to_text(const Command& command) {
  const bool usual_nsid = command.queue == Queue::Io && command.nsid == 1;
  return std::visit(Text{command.queue}, command.body) + (usual_nsid ? "" : " nsid=" + hex(command.nsid)) +
         field("fuse", static_cast<unsigned>(command.fuse)) + field("psdt", static_cast<unsigned>(command.psdt));
}

std::string to_text(Queue queue, const Sqe& sqe) {
  const Command command = decode(queue, sqe);
  std::string text = to_text(command);
  Sqe known = encode(command);
  known.cid = sqe.cid;  // not a matter of the command's meaning
  known.prp1 = sqe.prp1;
  known.prp2 = sqe.prp2;
  if (known == sqe) return text;
  const auto add = [&text](std::string_view field, std::uint64_t value, std::uint64_t told) {
    if (value != told) text += ' ' + std::string{field} + '=' + hex(value);
  };
  add("flags", sqe.flags, known.flags);
  add("cdw2", sqe.cdw2, known.cdw2);
  add("cdw3", sqe.cdw3, known.cdw3);
  add("mptr", sqe.mptr, known.mptr);
  add("cdw10", sqe.cdw10, known.cdw10);
  add("cdw11", sqe.cdw11, known.cdw11);
  add("cdw12", sqe.cdw12, known.cdw12);
  add("cdw13", sqe.cdw13, known.cdw13);
  add("cdw14", sqe.cdw14, known.cdw14);
  add("cdw15", sqe.cdw15, known.cdw15);
  return text;
}

}  // namespace zns
