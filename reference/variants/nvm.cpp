// What a namespace without zones may do that the reference does not.
#include <algorithm>

#include "reference/device/policy.hpp"
#include "reference/device/step.hpp"
#include "reference/mutants/effects.hpp"
#include "reference/spec/footprint.hpp"
#include "reference/variants/catalogue.hpp"
#include "reference/variants/parts.hpp"

namespace zns::variants {
namespace {

using mutants::Conduct;
using mutants::Past;
using mutants::RestartSituation;
using mutants::Situation;

constexpr std::string_view kTwo = "ns2.csi=nvm";
constexpr std::string_view kCached = "ns2.csi=nvm,vwc=yes,flush-all=refused";  // a Flush of all would not be seen here

bool writes(const Situation& situation, const Effect& effect) {
  return footprint(situation.command).writes() && effect.status == kSuccess && !effect.media.empty();
}

template <std::uint64_t N>
void fails_to_write(const Situation& situation, Effect& effect) {
  if (!is_due<N>(situation) || !writes(situation, effect)) return;
  effect.status = Status::WriteFault;
  BlockChange& blocks = effect.media[0];
  blocks.count /= 2;
  if (blocks.count == 0) effect.media = {};
  if (!blocks.payload.empty())
    blocks.payload = blocks.payload.first(static_cast<std::size_t>(blocks.count) * situation.state.block_bytes());
}

template <std::uint64_t N>
void is_interrupted(const Situation& situation, Effect& effect) {
  if (is_due<N>(situation) && effect.status == kSuccess) mutants::refuse(effect, Status::CommandInterrupted);
}

void may_be_retried(const Situation&, mutants::Outcome& outcome) {
  outcome.may_retry = true;
}

// A Write all of whose blocks another one in flight wrote took effect before it.
void comes_first(const Situation& situation, Effect& effect) {
  if (!writes(situation, effect)) return;
  const Footprint own = footprint(situation.command);
  const auto covers = [&](const Command& earlier) {
    const Footprint other = footprint(earlier);
    PolicyChoices choices;
    const bool is_done = step(situation.geometry, situation.state, earlier, {}, choices).status == kSuccess;
    return is_done && earlier.nsid == situation.command.nsid && other.writes() && other.slba <= own.slba &&
           own.slba + own.blocks <= other.slba + other.blocks;
  };
  if (std::any_of(situation.earlier.begin(), situation.earlier.end(), covers)) effect.media = {};
}

// By LBA: what was durable before the Writes that no Flush followed, and no restart. scars[0] says since which.
void remembers_what_is_durable(const Situation& situation, const Effect& effect, Past& past) {
  if (effect.status != kSuccess) return;
  if (past.scars[0] != past.restarts) past.cached.clear();
  past.scars[0] = past.restarts;
  if (footprint(situation.command).does == Does::Commit) past.cached.clear();
  if (!writes(situation, effect)) return;
  const BlockChange& blocks = effect.media[0];
  for (std::uint64_t lba = blocks.first; lba < blocks.first + blocks.count; ++lba) {
    if (is_fua(situation.command)) {
      past.cached.erase(lba);
      continue;
    }
    std::vector<std::byte> before(situation.state.block_bytes());
    const BlockMap::Block held = situation.state.block(situation.geometry, lba);
    if (held.content == BlockMap::Content::Payload) held.bytes(before);
    past.cached.try_emplace(lba, std::move(before));
  }
}

void loses_what_is_not(const RestartSituation& s, std::optional<Effect>& effect) {
  const auto since = s.past.scars.find(0);
  const bool is_known = since != s.past.scars.end() && since->second == s.past.restarts;
  if (s.kind != Reset::PowerCycle || s.geometry.is_zoned() || !is_known || s.past.restarts % 2 == 1) return;
  for (const auto& [lba, before] : s.past.cached) {
    if (!effect) effect.emplace();
    effect->media.push_back(
        {.zone = s.zone, .first = lba, .count = 1, .content = BlockMap::Content::Payload, .payload = before});
  }
}

Conduct of_the_other(Conduct conduct) {
  conduct.beside = true;
  return conduct;
}

}  // namespace

Topic nvm_variants() {
  return {
      {.id = "nvm-write-faults",
       .what = "One command in 41 to a namespace without zones, if it writes, fails after half of its blocks.",
       .clauses = {"ZNS-GEN-014"},
       .options = kTwo,
       .conduct = of_the_other({.does = fails_to_write<41>})},
      {.id = "nvm-interrupted",
       .what = "One command in 61 to a namespace without zones ends with Command Interrupted, and does nothing.",
       .clauses = {"ZNS-GEN-014"},
       .options = kTwo,
       .conduct = of_the_other({.does = is_interrupted<61>, .answers = may_be_retried})},
      {.id = "nvm-first-write-stays",
       .what = "A Write to blocks that another one in flight writes, too, took effect before that one.",
       .clauses = {"ZNS-ORD-001"},
       .freedom = Freedom::LastWriteInFlight,
       .options = kTwo,
       .conduct = of_the_other({.does = comes_first})},
      {.id = "nvm-power-takes-writes",
       .what = "Every other loss of power takes the blocks that no Flush followed, of a namespace without zones.",
       .clauses = {"ZNS-RST-014"},
       .freedom = Freedom::CacheLoss,
       .options = kCached,
       .conduct = of_the_other({.remembers = remembers_what_is_durable, .restarts = loses_what_is_not})},
      {.id = "nvm-deallocated-ones",
       .what = "Blocks of a namespace without zones that nobody wrote read as FFh.",
       .clauses = {"ZNS-IO-005"},
       .freedom = Freedom::DeallocatedRead,
       .options = "ns2.csi=nvm,ns2.dlfeat=ones"},
  };
}

}  // namespace zns::variants
