// Commands of every kind at their plainest, as submission queue entries: what cases of CDW0 and of NSIDs change one
// field of.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "suites/bench.hpp"

namespace zns::suites::plain {

enum class Kind : std::uint8_t { Write, WriteZeroes, Append, Read, Flush, Close, Reset, Report, Identify };

inline constexpr Kind kKinds[] = {Kind::Write, Kind::WriteZeroes, Kind::Append, Kind::Read,    Kind::Flush,
                                  Kind::Close, Kind::Reset,       Kind::Report, Kind::Identify};

struct KindWords {
  const char* slug;
  const char* name;
};
[[nodiscard]] const KindWords& words(Kind kind);
[[nodiscard]] std::vector<Need> needs_of(Kind kind);
[[nodiscard]] bool writes(Kind kind);
[[nodiscard]] bool moves_data(Kind kind);

// A zone on which the command succeeds: an Empty one to write to, an open one to close, else one that holds a block.
ZoneRef zone_for(Bench& bench, Kind kind);
[[nodiscard]] ZoneState state_after(Kind kind, ZoneState before);
// It moves one block, if any; at the start of the zone.
[[nodiscard]] Command command(const Bench& bench, Kind kind, std::uint64_t zslba);
// With its data; `cid` where it is not the target's choice.
Completion submit(Bench& bench, Kind kind, const Sqe& sqe, std::uint64_t zslba, std::optional<std::uint16_t> cid = {});
// The aborted command changed nothing of the zone, nor of its first block.
void expect_nothing_done(Bench& bench, Kind kind, const ZoneRef& zone, const ZoneDescriptor& before);
// The same of a write that was aborted for its data pointer: the zone may have been opened before (ZNS-AMB-14).
void expect_nothing_written(Bench& bench, const ZoneRef& zone);
// The successful one did what it does.
void expect_done(Bench& bench, Kind kind, const ZoneRef& zone, const ZoneDescriptor& before);

}  // namespace zns::suites::plain
