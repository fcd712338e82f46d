// The handlers of step() and transfer(), one file for each command. Each collects every fault that applies, lets the
// choices settle them, and only then builds an effect: an aborted command changes nothing, by construction.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "reference/device/choices.hpp"
#include "reference/device/effect.hpp"
#include "reference/device/namespace/geometry.hpp"
#include "reference/device/namespace/state.hpp"
#include "reference/device/step.hpp"
#include "reference/spec/command.hpp"

namespace zns {

struct Call {
  const Geometry& geometry;
  const State& state;
  const Command& command;  // the entry, for what is beside the body
  std::span<const std::byte> data;
  Choices& choices;
  Faults faults;  // so far

  // The status to abort with; nothing: carry the command out.
  [[nodiscard]] std::optional<Status> refusal() {
    if (!faults.any()) return std::nullopt;
    const auto chosen = choices.abort_with(faults);
    ZNS_ASSERT(chosen || !faults.must_abort());
    if (!chosen) return std::nullopt;
    return faults.all()[*chosen].status;
  }

  // The command is about more than 2^limit minimum pages, or may be if their size is not known (IDC-023).
  void add_size_fault(std::uint64_t bytes, std::uint8_t limit, ClauseId clause) {
    const std::uint8_t least = geometry.mpsmin.value_or(kUsualMpsmin);
    const std::uint8_t most = geometry.mpsmin.value_or(kLargestUsualMpsmin);
    const bool surely = exceeds(bytes, limit, most);
    faults.add_if(surely, Status::InvalidFieldInCommand, clause);
    faults.permit_if(!surely && exceeds(bytes, limit, least), Status::InvalidFieldInCommand, clause,
                     Freedom::MinimumPage);
  }
};

Effect handle(const Flush& command, Call& call);
Effect handle(const Write& command, Call& call);
Effect handle(const WriteZeroes& command, Call& call);
Effect handle(const ZoneAppend& command, Call& call);
Effect handle(const Read& command, Call& call);
Effect handle(const ZoneManagementSend& command, Call& call);
Effect handle(const ZoneManagementReceive& command, Call& call);
Effect handle(const Identify& command, Call& call);
inline Effect handle(const OtherCommand&, Call&) {
  return {};
}  // step() has aborted it
inline Effect handle(const ControllerCommand auto&, Call&) {
  return {};
}  // likewise: admin.hpp

// A command that succeeded, and has data to return.
struct Reply {
  const Geometry& geometry;
  const State& state;
  const Command& command;
  Choices& choices;
  std::span<std::byte> out;
  const Surroundings& surroundings;
};

// Writes the data to `out`, as far as it goes; how many bytes were written.
std::size_t reply(const Read& command, const Reply& to);
std::size_t reply(const ZoneManagementReceive& command, const Reply& to);
std::size_t reply(const Identify& command, const Reply& to);
inline std::size_t reply(const Flush&, const Reply&) {
  return 0;
}
inline std::size_t reply(const Write&, const Reply&) {
  return 0;
}
inline std::size_t reply(const WriteZeroes&, const Reply&) {
  return 0;
}
inline std::size_t reply(const ZoneAppend&, const Reply&) {
  return 0;
}
inline std::size_t reply(const ZoneManagementSend&, const Reply&) {
  return 0;
}
inline std::size_t reply(const OtherCommand&, const Reply&) {
  return 0;
}
inline std::size_t reply(const ControllerCommand auto&, const Reply&) {
  return 0;
}

}  // namespace zns
