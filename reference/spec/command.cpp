#include "reference/spec/command.hpp"

#include <array>
#include <type_traits>

#include "reference/spec/footprint.hpp"

namespace zns {
namespace {

constexpr std::uint32_t kNlbMask = 0xFFFF;
constexpr std::uint32_t kFua = 1U << 30;
constexpr std::uint32_t kDeac = 1U << 25;     // Write Zeroes
constexpr std::uint32_t kPiremap = 1U << 25;  // Zone Append
constexpr std::uint32_t kSelectAll = 1U << 8;
constexpr std::uint32_t kZsaso = 1U << 9;
constexpr std::uint32_t kPartialReport = 1U << 16;

Nlb nlb_of(const Sqe& sqe) {
  return Nlb::wire(static_cast<std::uint16_t>(sqe.cdw12 & kNlbMask));
}
bool fua_of(const Sqe& sqe) {
  return (sqe.cdw12 & kFua) != 0;
}

Command::Body decode_io(const Sqe& sqe) {
  const std::uint64_t slba = sqe.cdw10_11();
  switch (static_cast<IoOpcode>(sqe.opcode)) {
    case IoOpcode::Flush:
      return Flush{};
    case IoOpcode::Write:
      return Write{.slba = slba, .nlb = nlb_of(sqe), .fua = fua_of(sqe)};
    case IoOpcode::Read:
      return Read{.slba = slba, .nlb = nlb_of(sqe), .fua = fua_of(sqe)};
    case IoOpcode::WriteZeroes:
      return WriteZeroes{.slba = slba, .nlb = nlb_of(sqe), .deac = (sqe.cdw12 & kDeac) != 0, .fua = fua_of(sqe)};
    case IoOpcode::ZoneAppend:
      return ZoneAppend{.zslba = slba, .nlb = nlb_of(sqe), .fua = fua_of(sqe), .piremap = (sqe.cdw12 & kPiremap) != 0};
    case IoOpcode::ZoneManagementSend:
      return ZoneManagementSend{.slba = slba,
                                .zsa = static_cast<ZoneSendAction>(sqe.cdw13 & 0xFF),
                                .select_all = (sqe.cdw13 & kSelectAll) != 0,
                                .zsaso = (sqe.cdw13 & kZsaso) != 0};
    case IoOpcode::ZoneManagementReceive:
      return ZoneManagementReceive{.slba = slba,
                                   .numd = NumberOfDwords::wire(sqe.cdw12),
                                   .zra = static_cast<ZoneReceiveAction>(sqe.cdw13 & 0xFF),
                                   .zrasf = static_cast<ReportingOption>(sqe.cdw13 >> 8 & 0xFF),
                                   .partial = (sqe.cdw13 & kPartialReport) != 0};
  }
  return OtherCommand{sqe.opcode};
}

// Bits of CDW10 where the standard has a field of its own.
constexpr std::uint32_t kRae = 1U << 15;          // Get Log Page
constexpr std::uint32_t kOffsetType = 1U << 23;   // Get Log Page, in CDW14
constexpr std::uint32_t kSave = 1U << 31;         // Set Features
constexpr std::uint32_t kMset = 1U << 4;          // Format NVM
constexpr std::uint32_t kPil = 1U << 8;           // Format NVM
constexpr std::uint32_t kAuse = 1U << 3;          // Sanitize
constexpr std::uint32_t kOipbp = 1U << 8;         // Sanitize
constexpr std::uint32_t kNoDeallocate = 1U << 9;  // Sanitize

constexpr std::uint32_t bits(std::uint32_t dword, unsigned first, unsigned count) {
  return dword >> first & ((1U << count) - 1);
}
constexpr std::uint8_t byte(std::uint32_t dword, unsigned first, unsigned count = 8) {
  return static_cast<std::uint8_t>(bits(dword, first, count));
}

GetLogPage decode_get_log_page(const Sqe& sqe) {
  return {.lpo = std::uint64_t{sqe.cdw13} << 32 | sqe.cdw12,
          .numd = NumberOfDwords::wire(bits(sqe.cdw11, 0, 16) << 16 | bits(sqe.cdw10, 16, 16)),
          .lid = static_cast<Lid>(byte(sqe.cdw10, 0)),
          .lsp = byte(sqe.cdw10, 8, 7),
          .csi = static_cast<Csi>(byte(sqe.cdw14, 24)),
          .rae = (sqe.cdw10 & kRae) != 0,
          .ot = (sqe.cdw14 & kOffsetType) != 0};
}

FormatNvm decode_format(const Sqe& sqe) {
  return {.lbaf = static_cast<std::uint8_t>(bits(sqe.cdw10, 12, 2) << 4 | bits(sqe.cdw10, 0, 4)),
          .mset = (sqe.cdw10 & kMset) != 0,
          .pi = byte(sqe.cdw10, 5, 3),
          .pil = (sqe.cdw10 & kPil) != 0,
          .ses = byte(sqe.cdw10, 9, 3)};
}

Sanitize decode_sanitize(const Sqe& sqe) {
  return {.ovrpat = sqe.cdw11,
          .sanact = static_cast<SanitizeAction>(bits(sqe.cdw10, 0, 3)),
          .ause = (sqe.cdw10 & kAuse) != 0,
          .owpass = byte(sqe.cdw10, 4, 4),
          .oipbp = (sqe.cdw10 & kOipbp) != 0,
          .ndas = (sqe.cdw10 & kNoDeallocate) != 0};
}

Command::Body decode_admin(const Sqe& sqe) {
  const auto sel = byte(sqe.cdw10, 0, 4);
  switch (static_cast<AdminOpcode>(sqe.opcode)) {
    case AdminOpcode::GetLogPage:
      return decode_get_log_page(sqe);
    case AdminOpcode::Identify:
      return Identify{.cns = static_cast<Cns>(byte(sqe.cdw10, 0)),
                      .csi = static_cast<Csi>(byte(sqe.cdw11, 24)),
                      .cntid = static_cast<std::uint16_t>(sqe.cdw10 >> 16)};
    case AdminOpcode::Abort:
      return Abort{.sqid = static_cast<std::uint16_t>(bits(sqe.cdw10, 0, 16)),
                   .cid = static_cast<std::uint16_t>(sqe.cdw10 >> 16)};
    case AdminOpcode::SetFeatures:
      return SetFeatures{.dw11 = sqe.cdw11,
                         .dw12 = sqe.cdw12,
                         .dw13 = sqe.cdw13,
                         .fid = static_cast<Fid>(byte(sqe.cdw10, 0)),
                         .save = (sqe.cdw10 & kSave) != 0};
    case AdminOpcode::GetFeatures:
      return GetFeatures{.dw11 = sqe.cdw11,
                         .fid = static_cast<Fid>(byte(sqe.cdw10, 0)),
                         .sel = static_cast<Select>(bits(sqe.cdw10, 8, 3))};
    case AdminOpcode::AsyncEventRequest:
      return AsyncEventRequest{.cid = sqe.cid};
    case AdminOpcode::NamespaceManagement:
      return NamespaceManagement{.sel = static_cast<NamespaceManagementAction>(sel),
                                 .csi = static_cast<Csi>(byte(sqe.cdw11, 24))};
    case AdminOpcode::DeviceSelfTest:
      return DeviceSelfTest{.stc = sel};
    case AdminOpcode::NamespaceAttachment:
      return NamespaceAttachment{.sel = static_cast<NamespaceAttachmentAction>(sel)};
    case AdminOpcode::KeepAlive:
      return KeepAlive{};
    case AdminOpcode::FormatNvm:
      return decode_format(sqe);
    case AdminOpcode::Sanitize:
      return decode_sanitize(sqe);
    case AdminOpcode::DeleteIoSubmissionQueue:  // queue_commands.hpp
    case AdminOpcode::CreateIoSubmissionQueue:
    case AdminOpcode::DeleteIoCompletionQueue:
    case AdminOpcode::CreateIoCompletionQueue:
    case AdminOpcode::DoorbellBufferConfig:
      break;
  }
  return OtherCommand{sqe.opcode};
}

struct EntryWriter {
  Sqe& sqe;

  void blocks(IoOpcode opcode, std::uint64_t slba, Nlb nlb, bool fua) const {
    sqe.opcode = static_cast<std::uint8_t>(opcode);
    sqe.set_cdw10_11(slba);
    sqe.cdw12 = std::uint32_t{nlb.raw()} | (fua ? kFua : 0);
  }
  void operator()(const Flush&) const { sqe.opcode = static_cast<std::uint8_t>(IoOpcode::Flush); }
  void operator()(const Write& c) const { blocks(IoOpcode::Write, c.slba, c.nlb, c.fua); }
  void operator()(const Read& c) const { blocks(IoOpcode::Read, c.slba, c.nlb, c.fua); }
  void operator()(const WriteZeroes& c) const {
    blocks(IoOpcode::WriteZeroes, c.slba, c.nlb, c.fua);
    if (c.deac) sqe.cdw12 |= kDeac;
  }
  void operator()(const ZoneAppend& c) const {
    blocks(IoOpcode::ZoneAppend, c.zslba, c.nlb, c.fua);
    if (c.piremap) sqe.cdw12 |= kPiremap;
  }
  void operator()(const ZoneManagementSend& c) const {
    sqe.opcode = static_cast<std::uint8_t>(IoOpcode::ZoneManagementSend);
    sqe.set_cdw10_11(c.slba);
    sqe.cdw13 = static_cast<std::uint32_t>(c.zsa) | (c.select_all ? kSelectAll : 0) | (c.zsaso ? kZsaso : 0);
  }
  void operator()(const ZoneManagementReceive& c) const {
    sqe.opcode = static_cast<std::uint8_t>(IoOpcode::ZoneManagementReceive);
    sqe.set_cdw10_11(c.slba);
    sqe.cdw12 = c.numd.raw();
    sqe.cdw13 =
        static_cast<std::uint32_t>(c.zra) | static_cast<std::uint32_t>(c.zrasf) << 8 | (c.partial ? kPartialReport : 0);
  }
  void operator()(const Identify& c) const {
    sqe.opcode = static_cast<std::uint8_t>(AdminOpcode::Identify);
    sqe.cdw10 = static_cast<std::uint32_t>(c.cns) | std::uint32_t{c.cntid} << 16;
    sqe.cdw11 = static_cast<std::uint32_t>(c.csi) << 24;
  }
  void operator()(const OtherCommand& c) const { sqe.opcode = c.opcode; }

  // What a controller answers: the opcode, and the fields of each.
  void operator()(const ControllerCommand auto& c) const {
    sqe.opcode = static_cast<std::uint8_t>(c.kOpcode);
    fields(c);
  }

 private:
  void fields(const GetLogPage& c) const {
    sqe.cdw10 = static_cast<std::uint32_t>(c.lid) | bits(c.lsp, 0, 7) << 8 | (c.rae ? kRae : 0) | c.numd.raw() << 16;
    sqe.cdw11 = c.numd.raw() >> 16;
    sqe.cdw12 = static_cast<std::uint32_t>(c.lpo);
    sqe.cdw13 = static_cast<std::uint32_t>(c.lpo >> 32);
    sqe.cdw14 = static_cast<std::uint32_t>(c.csi) << 24 | (c.ot ? kOffsetType : 0);
  }
  void fields(const GetFeatures& c) const {
    sqe.cdw10 = static_cast<std::uint32_t>(c.fid) | bits(static_cast<std::uint32_t>(c.sel), 0, 3) << 8;
    sqe.cdw11 = c.dw11;
  }
  void fields(const SetFeatures& c) const {
    sqe.cdw10 = static_cast<std::uint32_t>(c.fid) | (c.save ? kSave : 0);
    sqe.cdw11 = c.dw11;
    sqe.cdw12 = c.dw12;
    sqe.cdw13 = c.dw13;
  }
  void fields(const AsyncEventRequest& c) const { sqe.cid = c.cid; }
  void fields(const Abort& c) const { sqe.cdw10 = std::uint32_t{c.cid} << 16 | c.sqid; }
  void fields(const NamespaceManagement& c) const {
    sqe.cdw10 = bits(static_cast<std::uint32_t>(c.sel), 0, 4);
    sqe.cdw11 = static_cast<std::uint32_t>(c.csi) << 24;
  }
  void fields(const NamespaceAttachment& c) const { sqe.cdw10 = bits(static_cast<std::uint32_t>(c.sel), 0, 4); }
  void fields(const FormatNvm& c) const {
    sqe.cdw10 = bits(c.lbaf, 0, 4) | bits(c.lbaf, 4, 2) << 12 | (c.mset ? kMset : 0) | bits(c.pi, 0, 3) << 5 |
                (c.pil ? kPil : 0) | bits(c.ses, 0, 3) << 9;
  }
  void fields(const Sanitize& c) const {
    sqe.cdw10 = bits(static_cast<std::uint32_t>(c.sanact), 0, 3) | (c.ause ? kAuse : 0) | bits(c.owpass, 0, 4) << 4 |
                (c.oipbp ? kOipbp : 0) | (c.ndas ? kNoDeallocate : 0);
    sqe.cdw11 = c.ovrpat;
  }
  void fields(const KeepAlive& /*c*/) const {}
  void fields(const DeviceSelfTest& c) const { sqe.cdw10 = bits(c.stc, 0, 4); }
};

// The dwords of an entry that a command may use.
auto cdws(const Sqe& sqe) {
  return std::array{sqe.cdw2, sqe.cdw3, sqe.cdw10, sqe.cdw11, sqe.cdw12, sqe.cdw13, sqe.cdw14, sqe.cdw15};
}

// Bits that the project's revision of the standards gives no meaning to, in the entries that have one. Fields that only
// protection information or directives use have a meaning and are ignored on the namespaces that we know.
bool has_reserved_bits(const Command& command, const Sqe& sqe) {
  if ((sqe.flags & 0x3C) != 0) return true;  // CDW0 13:10
  const auto reserved_in = [&](const auto& body) {
    using Body = std::decay_t<decltype(body)>;
    if constexpr (std::is_same_v<Body, ZoneManagementSend>)
      return (sqe.cdw2 | sqe.cdw3 | sqe.cdw12 | sqe.cdw14 | sqe.cdw15) != 0 || (sqe.cdw13 & ~0x1FFU) != 0;
    else if constexpr (std::is_same_v<Body, ZoneManagementReceive>)
      return (sqe.cdw2 | sqe.cdw3 | sqe.cdw14 | sqe.cdw15) != 0 || (sqe.cdw13 & 0xFFFE'0000U) != 0;
    else if constexpr (std::is_same_v<Body, Flush>)
      return (sqe.cdw2 | sqe.cdw3 | sqe.cdw10 | sqe.cdw11 | sqe.cdw12 | sqe.cdw13 | sqe.cdw14 | sqe.cdw15) != 0;
    else if constexpr (std::is_same_v<Body, ZoneAppend> || std::is_same_v<Body, Read> || std::is_same_v<Body, Write> ||
                       std::is_same_v<Body, WriteZeroes>)
      return (sqe.cdw12 & 0x000F'0000U) != 0;
    else if constexpr (std::is_same_v<Body, Identify>)
      return (sqe.cdw2 | sqe.cdw3 | sqe.cdw12 | sqe.cdw13 | sqe.cdw14 | sqe.cdw15) != 0 || (sqe.cdw10 & 0xFF00U) != 0 ||
             (sqe.cdw11 & 0x00FF'FFFFU) != 0;
    else if constexpr (ControllerCommand<Body>)  // whatever its fields do not say again
      return cdws(encode(command)) != cdws(sqe);
    else
      return false;
  };
  return std::visit(reserved_in, command.body);
}

}  // namespace

bool is_write_operation(const Command& command) {
  return footprint(command).writes();
}

bool is_fua(const Command& command) {
  const Footprint named = footprint(command);
  return named.writes() && named.fua;
}

bool is_reset(const Command& command) {
  const auto* send = std::get_if<ZoneManagementSend>(&command.body);
  return send != nullptr && send->zsa == ZoneSendAction::Reset;
}

bool is_passing(Queue queue, Status status) {
  return is_transient(status) || (queue == Queue::Admin && status == Status::AdminCommandMediaNotReady);
}

Command decode(Queue queue, const Sqe& sqe) {
  Command command{.queue = queue,
                  .nsid = sqe.nsid,
                  .body = queue == Queue::Io ? decode_io(sqe) : decode_admin(sqe),
                  .fuse = static_cast<Fuse>(sqe.flags & 0x3),
                  .psdt = static_cast<Psdt>(sqe.flags >> 6)};
  command.reserved_bits = has_reserved_bits(command, sqe);
  return command;
}

Sqe encode(const Command& command) {
  Sqe sqe{.flags =
              static_cast<std::uint8_t>(static_cast<unsigned>(command.fuse) | static_cast<unsigned>(command.psdt) << 6),
          .nsid = command.nsid};
  std::visit(EntryWriter{sqe}, command.body);
  return sqe;
}

}  // namespace zns
