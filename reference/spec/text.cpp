#include "reference/spec/text.hpp"

namespace zns {
namespace {

std::string action(ZoneSendAction zsa) {
  switch (zsa) {
    case ZoneSendAction::Close: return "close";
    case ZoneSendAction::Finish: return "finish";
    case ZoneSendAction::Open: return "open";
    case ZoneSendAction::Reset: return "reset";
    case ZoneSendAction::Offline: return "offline";
    case ZoneSendAction::SetZoneDescriptorExtension: return "set-zde";
  }
  return "zsa=" + hex(static_cast<std::uint8_t>(zsa));
}

struct Describe {
  static std::string blocks(const char* verb, const char* lba, std::uint64_t slba, Nlb nlb, bool fua) {
    return std::string(verb) + " " + lba + "=" + hex(slba) + " nlb=" + std::to_string(nlb.raw()) + (fua ? " fua" : "");
  }
  std::string operator()(const Flush&) const { return "flush"; }
  std::string operator()(const Write& c) const { return blocks("write", "slba", c.slba, c.nlb, c.fua); }
  std::string operator()(const Read& c) const { return blocks("read", "slba", c.slba, c.nlb, c.fua); }
  std::string operator()(const WriteZeroes& c) const { return blocks("write-zeroes", "slba", c.slba, c.nlb, c.fua) + (c.deac ? " deac" : ""); }
  std::string operator()(const ZoneAppend& c) const { return blocks("zone-append", "zslba", c.zslba, c.nlb, c.fua) + (c.piremap ? " piremap" : ""); }
  std::string operator()(const ZoneManagementSend& c) const {
    return "zone-mgmt-send " + action(c.zsa) + (c.select_all ? " select-all" : "") + " slba=" + hex(c.slba) + (c.zsaso ? " zsaso" : "");
  }
  std::string operator()(const ZoneManagementReceive& c) const {
    return "zone-mgmt-receive slba=" + hex(c.slba) + " numd=" + std::to_string(c.numd.raw()) + " zra=" + hex(static_cast<std::uint8_t>(c.zra)) +
           " zrasf=" + hex(static_cast<std::uint8_t>(c.zrasf)) + (c.partial ? " partial" : "");
  }
  std::string operator()(const Identify& c) const {
    return "identify cns=" + hex(static_cast<std::uint8_t>(c.cns)) + " csi=" + hex(static_cast<std::uint8_t>(c.csi)) +
           (c.cntid != 0 ? " cntid=" + hex(c.cntid) : "");
  }
  std::string operator()(const OtherCommand& c) const { return "opcode=" + hex(c.opcode); }
};

}  // namespace

std::string hex(std::uint64_t value) {
  std::string digits;
  do {
    digits.insert(digits.begin(), "0123456789abcdef"[value & 0xF]);
    value >>= 4;
  } while (value != 0);
  return "0x" + digits;
}

std::string to_text(const Command& command) {
  const std::string text = std::visit(Describe{}, command.body);
  const bool usual_nsid = command.queue == Queue::Io && command.nsid == 1;
  return (command.queue == Queue::Admin ? "admin " : "") + text + (usual_nsid ? "" : " nsid=" + hex(command.nsid)) +
         (command.reserved_bits ? " +reserved" : "");
}

}  // namespace zns
