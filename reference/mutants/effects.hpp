// What defects are made of: small changes of an effect. Whatever they do, the state stays well-formed: zones within
// the namespace, media within their zone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <variant>

#include "reference/mutants/mutant.hpp"

namespace zns::mutants {

// The command, if it is a Body.
template <class Body>
[[nodiscard]] const Body* sent(const Situation& situation) {
  return std::get_if<Body>(&situation.command.body);
}

// The zone that a Write, Write Zeroes, Zone Append, Read or Zone Management Send without Select All names; nothing if
// there is none at its LBA, or the command is wrong before its LBA is looked at.
[[nodiscard]] std::optional<ZoneId> named_zone(const Situation& situation);
// That zone.
[[nodiscard]] const Zone* zone_named(const Situation& situation);
// A write operation: its first LBA (of a Zone Append: the write pointer) and number of blocks.
struct Blocks {
  ZoneId zone = 0;
  std::uint64_t lba = 0;
  std::uint64_t count = 0;
  BlockMap::Content content = BlockMap::Content::Payload;
};
[[nodiscard]] std::optional<Blocks> blocks_written(const Situation& situation);
// A Zone Management Send with that action, to one zone or to all.
[[nodiscard]] bool is_sent(const Situation& situation, ZoneSendAction zsa);
[[nodiscard]] bool is_sent_to_all(const Situation& situation, ZoneSendAction zsa);

// The bytes of the blocks that a Write, Write Zeroes, Zone Append or Read names; 0 for other commands.
[[nodiscard]] std::uint64_t byte_count(const Situation& situation);

// Aborts: nothing changes.
void refuse(Effect& effect, Status status);
// Succeeds, and nothing changes so far.
void start_over(Effect& effect);
// The change that the effect makes to a zone; null if there is none.
[[nodiscard]] ZoneChange* change_of(Effect& effect, ZoneId zone);
// The zone after the effect.
[[nodiscard]] Zone after(const Situation& situation, const Effect& effect, ZoneId zone);
// The effect makes that of a zone: replaces the change that it made, or adds one.
void set_zone(const Situation& situation, Effect& effect, ZoneId zone, const Zone& after);
// The effect leaves that zone alone.
void spare(Effect& effect, ZoneId zone);
// Moves a zone as a Zone Management Send would, with what that does to its attributes, data and extension.
void move(const Situation& situation, Effect& effect, ZoneId zone, ZoneState to);
// Carries a write operation out whatever speaks against it: data at its LBA, the write pointer behind it, the zone
// Full at its capacity. Blocks beyond the zone are left out.
void write_anyway(const Situation& situation, Effect& effect, const Blocks& blocks);
// Adds blocks [from, to) of what some zone holds to a zone, from its block `first` on.
void copy_blocks(const SharedBlocks& media, std::uint64_t from, std::uint64_t to, ZoneId zone, std::uint64_t first,
                 Effect& effect);

}  // namespace zns::mutants
