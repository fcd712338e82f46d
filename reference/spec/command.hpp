// Commands as values, and their submission queue entries. Decoding is total: every entry is some command.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <variant>

#include "reference/spec/commands/admin.hpp"
#include "reference/spec/opcode.hpp"
#include "reference/spec/sqe.hpp"
#include "reference/spec/status.hpp"
#include "reference/spec/units.hpp"
#include "reference/spec/zone_state.hpp"

namespace zns {

struct Flush {
  friend bool operator==(const Flush&, const Flush&) = default;
};

struct Write {
  std::uint64_t slba = 0;
  Nlb nlb = {};
  bool fua = false;
  friend bool operator==(const Write&, const Write&) = default;
};

struct Read {
  std::uint64_t slba = 0;
  Nlb nlb = {};
  bool fua = false;
  friend bool operator==(const Read&, const Read&) = default;
};

struct WriteZeroes {
  std::uint64_t slba = 0;
  Nlb nlb = {};
  bool deac = false;  // Deallocate
  bool fua = false;
  friend bool operator==(const WriteZeroes&, const WriteZeroes&) = default;
};

struct ZoneAppend {
  std::uint64_t zslba = 0;
  Nlb nlb = {};
  bool fua = false;
  bool piremap = false;
  friend bool operator==(const ZoneAppend&, const ZoneAppend&) = default;
};

struct ZoneManagementSend {
  std::uint64_t slba = 0;
  ZoneSendAction zsa{};
  bool select_all = false;
  bool zsaso = false;  // Zone Send Action Specific Option: reserved in ZNS 1.1
  friend bool operator==(const ZoneManagementSend&, const ZoneManagementSend&) = default;
};

struct ZoneManagementReceive {
  std::uint64_t slba = 0;
  NumberOfDwords numd = {};
  ZoneReceiveAction zra{};
  ReportingOption zrasf{};
  bool partial = false;
  friend bool operator==(const ZoneManagementReceive&, const ZoneManagementReceive&) = default;
};

struct Identify {
  Cns cns{};
  Csi csi{};
  std::uint16_t cntid = 0;
  friend bool operator==(const Identify&, const Identify&) = default;
};

// A command that this project gives no meaning to (yet).
struct OtherCommand {
  std::uint8_t opcode = 0;
  friend bool operator==(const OtherCommand&, const OtherCommand&) = default;
};

// CDW0 9:8: the command is one half of a fused operation.
enum class Fuse : std::uint8_t { Normal = 0, First = 1, Second = 2, Reserved = 3 };

// CDW0 15:14: what the data pointer is.
enum class Psdt : std::uint8_t { Prp = 0, Sgl = 1, SglAndMetadataSegment = 2, Reserved = 3 };

struct Command {
  using Body =
      std::variant<Flush, Write, Read, WriteZeroes, ZoneAppend, ZoneManagementSend, ZoneManagementReceive, Identify,
                   GetLogPage, GetFeatures, SetFeatures, AsyncEventRequest, Abort, NamespaceManagement,
                   NamespaceAttachment, FormatNvm, Sanitize, KeepAlive, DeviceSelfTest, OtherCommand>;

  Queue queue = Queue::Io;
  std::uint32_t nsid = 1;
  Body body = {};
  Fuse fuse = Fuse::Normal;
  Psdt psdt = Psdt::Prp;
  bool reserved_bits = false;  // a reserved bit or field of the entry is not zero
  friend bool operator==(const Command&, const Command&) = default;
};

static_assert(sizeof(Command) <= 40, "commands are copied by the thousand");

// std::visit calls through a table where there are so many alternatives, and nothing is inlined through that. This
// compares indices, those of the commands of namespaces first.
template <std::size_t I = 0, class Body, class Visitor>
constexpr decltype(auto) visit_body(Visitor&& visitor, Body& body) {
  if constexpr (I + 1 == std::variant_size_v<Command::Body>)
    return visitor(*std::get_if<I>(&body));
  else if (body.index() == I)
    return visitor(*std::get_if<I>(&body));
  else
    return visit_body<I + 1>(std::forward<Visitor>(visitor), body);
}

namespace detail {
template <class... Body>
constexpr auto answered_by_controller(const std::variant<Body...>* /*of*/) {
  return std::array<bool, sizeof...(Body)>{ControllerCommand<Body>...};
}
inline constexpr auto kOfController = answered_by_controller(static_cast<const Command::Body*>(nullptr));
}  // namespace detail

// Its controller answers the command, and no namespace (commands/admin.hpp).
[[nodiscard]] inline bool is_of_controller(const Command& command) {
  return detail::kOfController[command.body.index()];
}
// A write operation (ZNS section 2.1.1.2.1): a Write, Write Zeroes or Zone Append.
[[nodiscard]] bool is_write_operation(const Command& command);
// A write operation with Force Unit Access.
[[nodiscard]] bool is_fua(const Command& command);
// Reset Zone, of one zone or of all.
[[nodiscard]] bool is_reset(const Command& command);

// True if the status may take the place of whatever the command deserves, and decides nothing (ZNS-GEN-014).
[[nodiscard]] bool is_passing(Queue queue, Status status);

Command decode(Queue queue, const Sqe& sqe);
Sqe encode(const Command& command);  // reserved fields zero, whatever command.reserved_bits says

}  // namespace zns
