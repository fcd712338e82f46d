// Write Zeroes.
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {
namespace {

void keeps_write_pointer(const Situation& situation, Effect& effect) {
  if (sent<WriteZeroes>(situation) == nullptr || effect.status != kSuccess) return;
  ZoneChange* change = change_of(effect, *named_zone(situation));
  change->after.wp = change->before.wp;
  if (change->after.zs == ZoneState::Full) change->after.zs = ZoneState::ImplicitlyOpened;
}

void deallocates(const Situation& situation, Effect& effect) {
  if (sent<WriteZeroes>(situation) != nullptr && !effect.media.empty())
    effect.media[0].content = BlockMap::Content::Unwritten;
}

void clears_anywhere_below(const Situation& situation, Effect& effect) {
  const auto* zeroes = sent<WriteZeroes>(situation);
  const auto blocks = blocks_written(situation);
  if (zeroes == nullptr || !blocks || effect.status != Status::ZoneInvalidWrite) return;
  if (blocks->lba + blocks->count > situation.state.zone(blocks->zone).wp) return;
  start_over(effect);
  effect.media.push_back({.zone = blocks->zone,
                          .first = blocks->lba - situation.geometry.zslba(blocks->zone),
                          .count = blocks->count,
                          .content = blocks->content});
}

void limited_by_mdts(const Situation& situation, Effect& effect) {
  if (sent<WriteZeroes>(situation) != nullptr && effect.status == kSuccess &&
      exceeds(byte_count(situation), situation.geometry.mdts))
    refuse(effect, Status::InvalidFieldInCommand);
}

Geometry without_wzsl(const Situation& situation) {
  Geometry believed = situation.geometry;
  believed.wzsl = 0;
  return believed;
}

void counts_in_16_bits(const Situation& situation, Effect& effect) {
  const auto* zeroes = sent<WriteZeroes>(situation);
  if (zeroes != nullptr && zeroes->nlb.count() == 0x10000 && effect.status == kSuccess) start_over(effect);
}

void past_zcap(const Situation& situation, Effect& effect) {
  const auto blocks = blocks_written(situation);
  if (sent<WriteZeroes>(situation) == nullptr || !blocks || effect.status != Status::ZoneBoundaryError) return;
  const Zone& zone = situation.state.zone(blocks->zone);
  const std::uint64_t end = situation.geometry.zslba(blocks->zone) + situation.geometry.zsze;
  if (is_writable(zone.zs) && blocks->lba == zone.wp && blocks->lba + blocks->count <= end)
    write_anyway(situation, effect, *blocks);
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
Topic write_zeroes_mutants() {
  using enum ZoneState;
  return {
      {.id = "write-zeroes-keeps-wp",
       .wrong = "Write Zeroes does not move the write pointer",
       .right = "it moves as by a Write",
       .clauses = {"ZNS-IO-024", "ZNS-ZM-062"},
       .origin = "plausible: the command is handed to the function that deallocates",
       .defect = {.does = keeps_write_pointer}},
      {.id = "write-zeroes-deallocates",
       .wrong = "after Write Zeroes the blocks read as FFh, as deallocated blocks do there",
       .right = "they read as 00h",
       .clauses = {"ZNS-IO-024"},
       .origin = "plausible: the command is handed to the function that deallocates",
       .geometry = "dlfeat=ones",
       .hard = "only where deallocated blocks do not read as zeroes",
       .defect = {.does = deallocates}},
      {.id = "write-zeroes-below-wp",
       .wrong = "Write Zeroes below the write pointer clears what is there",
       .right = "it is aborted with Zone Invalid Write",
       .clauses = {"ZNS-IO-020", "ZNS-IO-024"},
       .origin = "plausible: the rules of writing were added to Write alone",
       .defect = {.does = clears_anywhere_below}},
      {.id = "write-zeroes-past-zcap",
       .wrong = "Write Zeroes goes on between ZCAP and ZSZE",
       .right = "what does not fit the capacity is aborted with Zone Boundary Error",
       .clauses = {"ZNS-IO-021", "ZNS-ZM-007"},
       .origin = "fio issue 1323 (published bug 62)",
       .hard = "only with ZCAP < ZSZE",
       .defect = {.does = past_zcap}},
      {.id = "write-zeroes-limited-by-mdts",
       .wrong = "a Write Zeroes larger than MDTS is aborted",
       .right = "it transfers no data: MDTS does not limit it",
       .clauses = {"ZNS-IO-025"},
       .origin = "plausible: one check for all that writes",
       .defect = {.does = limited_by_mdts}},
      {.id = "write-zeroes-wzsl-ignored",
       .wrong = "a Write Zeroes larger than WZSL is carried out",
       .right = "it is aborted with Invalid Field in Command",
       .clauses = {"ZNS-IO-025"},
       .origin = "plausible: a limit that is told by another structure than all others",
       .geometry = "wzsl=3",
       .defect = {.believes = without_wzsl}},
      {.id = "write-zeroes-65536-is-none",
       .wrong = "a Write Zeroes of 65,536 blocks writes nothing",
       .right = "NLB is 0's based: FFFFh is 65,536",
       .clauses = {"ZNS-IO-024", "ZNS-ZM-062"},
       .origin = "plausible: NLB + 1 in a 16-bit variable",
       .geometry = "lba=512,zones=4,zsze=131072,zcap=70000,mor=2,mar=3",
       .hard = "only with the largest NLB",
       .defect = {.does = counts_in_16_bits}},
      {.id = "write-zeroes-to-full-is-invalid-write",
       .wrong = "Write Zeroes to a Full zone ends with Zone Invalid Write",
       .right = "it ends with Zone Is Full",
       .clauses = {"ZNS-IO-022", "ZNS-SM-044"},
       .origin = kNeighbour,
       .defect = {.does = says<WriteZeroes, Status::ZoneIsFull, Status::ZoneInvalidWrite>}},
      {.id = "write-zeroes-to-read-only-is-full",
       .wrong = "Write Zeroes to a Read Only zone ends with Zone Is Full",
       .right = "it ends with Zone Is Read Only",
       .clauses = {"ZNS-IO-022", "ZNS-SM-044"},
       .origin = kNeighbour,
       .defect = {.does = says<WriteZeroes, Status::ZoneIsReadOnly, Status::ZoneIsFull>}},
      {.id = "write-zeroes-demotes-explicitly-opened",
       .wrong = "Write Zeroes to an explicitly opened zone makes it implicitly opened",
       .right = "it stays explicitly opened",
       .clauses = {"ZNS-SM-047"},
       .origin = kTable,
       .defect = {.does = leaves_zone<WriteZeroes, ExplicitlyOpened, ImplicitlyOpened>}},
      {.id = "write-zeroes-unsupported",
       .wrong = "Write Zeroes ends with Invalid Command Opcode though ONCS tells it",
       .right = "what ONCS tells is supported",
       .clauses = {"ZNS-IO-024", "IDC-007"},
       .origin = "FEMU: no such command in a zoned namespace",
       .defect = {.does = says<WriteZeroes, kSuccess, Status::InvalidCommandOpcode>}},
  };
}

}  // namespace zns::mutants
