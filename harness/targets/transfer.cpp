#include "harness/targets/transfer.hpp"

#include <algorithm>
#include <array>
#include <variant>

#include "reference/spec/command.hpp"
#include "reference/spec/identify.hpp"
#include "suites/target.hpp"

namespace zns::harness {
namespace {

using suites::NotCarried;

std::size_t block_bytes(const BlockShape& shape, Nlb nlb) {
  if (shape.metadata_bytes != 0)
    throw NotCarried("the namespace has metadata: this target carries no metadata buffers");
  if (shape.lba_bytes == 0) throw NotCarried("the size of a block is not known");
  return static_cast<std::size_t>(nlb.count()) * shape.lba_bytes;
}

// Bits 1:0 of an opcode say which way data goes; only "no data" is safe without knowing the command.
Transfer unknown(Queue queue, const Sqe& sqe) {
  if ((sqe.opcode & 3) == 0) return {};
  throw NotCarried("how much data " + describe(queue, sqe) + " moves is not known");
}

struct AdminTransfer {
  const Sqe& sqe;

  Transfer operator()(const Identify&) const { return {Direction::FromDevice, kIdentifyBytes}; }
  Transfer operator()(const GetLogPage& c) const {
    return {Direction::FromDevice, static_cast<std::size_t>(c.numd.count()) * 4};
  }
  Transfer operator()(const GetFeatures& c) const { return of(Direction::FromDevice, feature_bytes(c.fid)); }
  Transfer operator()(const SetFeatures& c) const { return of(Direction::ToDevice, feature_bytes(c.fid)); }
  Transfer operator()(const NamespaceManagement& c) const {
    return of(Direction::ToDevice, c.sel == NamespaceManagementAction::Create ? kIdentifyBytes : 0);
  }
  Transfer operator()(const NamespaceAttachment&) const { return {Direction::ToDevice, kIdentifyBytes}; }
  Transfer operator()(const ControllerCommand auto&) const { return {}; }
  Transfer operator()(const auto&) const { return unknown(Queue::Admin, sqe); }

 private:
  static Transfer of(Direction direction, std::size_t bytes) {
    return bytes == 0 ? Transfer{} : Transfer{direction, bytes};
  }
};

// Delete I/O Submission Queue, Delete I/O Completion Queue and Doorbell Buffer Config take the queues from under the
// kernel's driver; an Asynchronous Event Request does not complete while nothing happens.
constexpr std::array<std::uint8_t, 4> kBreakTheDriver{0x00, 0x04, 0x0C, 0x7C};

Transfer admin_transfer(const Sqe& sqe) {
  if (std::find(kBreakTheDriver.begin(), kBreakTheDriver.end(), sqe.opcode) != kBreakTheDriver.end())
    throw NotCarried(describe(Queue::Admin, sqe) + " would break the kernel's driver");
  return std::visit(AdminTransfer{sqe}, decode(Queue::Admin, sqe).body);
}

struct IoTransfer {
  const Sqe& sqe;
  const BlockShape& shape;

  Transfer operator()(const Write& c) const { return {Direction::ToDevice, block_bytes(shape, c.nlb)}; }
  Transfer operator()(const ZoneAppend& c) const { return {Direction::ToDevice, block_bytes(shape, c.nlb)}; }
  Transfer operator()(const Read& c) const { return {Direction::FromDevice, block_bytes(shape, c.nlb)}; }
  Transfer operator()(const Flush&) const { return {}; }
  Transfer operator()(const WriteZeroes&) const { return {}; }
  Transfer operator()(const ZoneManagementSend& c) const {
    if (c.zsa != ZoneSendAction::SetZoneDescriptorExtension) return {};
    return {Direction::ToDevice, shape.extension_bytes};
  }
  Transfer operator()(const ZoneManagementReceive& c) const {
    return {Direction::FromDevice, static_cast<std::size_t>(c.numd.count()) * 4};
  }
  Transfer operator()(const Identify&) const { return unknown(Queue::Io, sqe); }
  Transfer operator()(const ControllerCommand auto&) const { return unknown(Queue::Io, sqe); }
  Transfer operator()(const OtherCommand&) const { return unknown(Queue::Io, sqe); }
};

}  // namespace

Transfer transfer_of(Queue queue, const Sqe& sqe, const BlockShape& shape) {
  if (queue == Queue::Admin) return admin_transfer(sqe);
  return std::visit(IoTransfer{sqe, shape}, decode(queue, sqe).body);
}

std::string describe(Queue queue, const Sqe& sqe) {
  constexpr std::array kHex{'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'};
  return std::string{queue == Queue::Admin ? "admin" : "I/O"} + " command " + kHex[sqe.opcode >> 4] +
         kHex[sqe.opcode & 0xF] + "h";
}

}  // namespace zns::harness
