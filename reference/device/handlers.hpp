// The handlers of step(), one file for each command. Each collects every fault that applies, lets the choices settle
// them, and only then builds an effect: an aborted command changes nothing, by construction.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "reference/device/choices.hpp"
#include "reference/device/effect.hpp"
#include "reference/device/geometry.hpp"
#include "reference/device/state.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/identify.hpp"

namespace zns {

struct Call {
  const Geometry& geometry;
  const State& state;
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
Effect handle_identify(const Identify& command, std::uint32_t nsid, Call& call);

IdentifyPage identify_page(const Geometry& geometry, const Identify& command, std::uint32_t nsid);
std::size_t read_blocks(const Geometry& geometry, const State& state, const Read& command, Choices& choices,
                        std::span<std::byte> out);
std::size_t report_zones(const Geometry& geometry, const State& state, const ZoneManagementReceive& command,
                         Choices& choices, std::span<std::byte> out);

}  // namespace zns
