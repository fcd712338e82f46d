// What blocks read as that nobody wrote, and what fails.
#include <algorithm>

#include "reference/device/namespace/transition.hpp"
#include "reference/variants/parts.hpp"

namespace zns::variants {
namespace {

// Blocks that nobody wrote read as zeroes, others as ones: by LBA, and in no simple order.
void mixes_unwritten(const Situation& situation, std::span<std::byte> out) {
  const Read* read = sent<Read>(situation);
  if (read == nullptr) return;
  for (std::uint64_t i = 0; i < read->nlb.count(); ++i) {
    const std::uint64_t lba = read->slba + i;
    if (situation.state.block(situation.geometry, lba).content != BlockMap::Content::Unwritten) continue;
    const auto block = out.subspan(static_cast<std::size_t>(i) * situation.geometry.lba_bytes);
    std::fill_n(block.begin(), situation.geometry.lba_bytes, mix(lba) % 2 == 0 ? std::byte{0} : std::byte{0xFF});
  }
}

// Half of the blocks are written; the zone's write pointer says how far that was.
void write_half(const Situation& situation, Effect& effect, ZoneId id) {
  ZoneChange* change = mutants::change_of(effect, id);
  const std::uint64_t blocks = (change->after.wp - change->before.wp) / 2;
  change->after.wp = change->before.wp + blocks;
  if (change->after.zs == ZoneState::Full)
    change->after.zs =
        change->before.zs == ZoneState::ExplicitlyOpened ? ZoneState::ExplicitlyOpened : ZoneState::ImplicitlyOpened;
  change->after.za = attributes_in(change->after.zs, change->before.za);
  if (blocks == 0) {
    effect.media = {};
    if (change->after.zs == ZoneState::ImplicitlyOpened) change->after = change->before;
    return;
  }
  BlockChange& media = effect.media[0];
  media.count = blocks;
  if (!media.payload.empty())
    media.payload = media.payload.first(static_cast<std::size_t>(blocks) * situation.state.block_bytes());
}

template <std::uint64_t N>
void fails_to_write(const Situation& situation, Effect& effect) {
  const auto blocks = mutants::blocks_written(situation);
  if (!is_due<N>(situation) || !blocks || effect.status != kSuccess || effect.media.empty()) return;
  effect.status = Status::WriteFault;
  effect.result = 0;
  write_half(situation, effect, blocks->zone);
}

template <std::uint64_t N>
void fails_to_read(const Situation& situation, Effect& effect) {
  if (is_due<N>(situation) && sent<Read>(situation) != nullptr && effect.status == kSuccess)
    mutants::refuse(effect, Status::UnrecoveredReadError);
}

Variant unwritten(std::string_view id, std::string_view what, std::string_view options, Conduct conduct = {}) {
  return {.id = id,
          .what = what,
          .clauses = {"ZNS-IO-005"},
          .freedom = Freedom::DeallocatedRead,
          .options = options,
          .conduct = conduct};
}

}  // namespace

Topic data_variants() {
  return {
      unwritten("deallocated-ones", "Blocks that nobody wrote read as FFh, and DLFEAT says so.", "dlfeat=ones"),
      unwritten("deallocated-unsaid-zeroes", "DLFEAT does not say what deallocated blocks read as: 00h.",
                "dlfeat=unsaid"),
      unwritten("deallocated-unsaid-ones", "DLFEAT does not say what deallocated blocks read as: FFh.",
                "dlfeat=unsaid,deallocated=ones"),
      unwritten("deallocated-alternating", "DLFEAT does not say what deallocated blocks read as: 00h and FFh in turn.",
                "dlfeat=unsaid,deallocated=alternating"),
      unwritten("deallocated-mixed", "DLFEAT does not say what deallocated blocks read as: 00h or FFh, as it happens.",
                "dlfeat=unsaid", {.returns = mixes_unwritten}),
      {.id = "deallocated-error-offered",
       .what = "NSFEAT says that an error on deallocated blocks can be asked for.",
       .clauses = {"ZNS-IO-007", "IDN-010"},
       .freedom = Freedom::DeallocatedError,
       .options = "dae=yes"},
      {.id = "write-faults",
       .what = "One command in 200, if it writes, fails with Write Fault after half of its blocks.",
       .clauses = {"ZNS-ZM-063", "ZNS-AMB-14"},
       .conduct = {.does = fails_to_write<200>}},
      {.id = "read-errors",
       .what = "One command in 20,000, if it reads, fails with Unrecovered Read Error.",
       .clauses = {"ZNS-IO-008", "ZNS-GEN-014"},
       .conduct = {.does = fails_to_read<20000>}},
  };
}

}  // namespace zns::variants
