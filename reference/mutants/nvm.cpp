// Defects of a namespace without zones beside the zoned one, and of what the two have in common.
#include <algorithm>

#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/effects.hpp"
#include "reference/mutants/parts.hpp"
#include "reference/spec/footprint.hpp"

namespace zns::mutants {
namespace {

constexpr std::string_view kTwo = "ns2.csi=nvm,ns2.nsze=2048";
constexpr std::string_view kZonedHabits = "plausible: the code of zoned namespaces was there first";

bool writes(const Situation& s) {
  return footprint(s.command).writes();
}

std::uint64_t held(const Situation& s) {
  return s.state.media(0) ? s.state.media(0)->blocks() : 0;
}

bool is_held(const Situation& s, std::uint64_t lba) {
  return s.state.block(s.geometry, lba).content != BlockMap::Content::Unwritten;
}

bool overwrites(const Situation& s) {
  const Footprint named = footprint(s.command);
  for (std::uint64_t i = 0; named.writes() && i < named.blocks; ++i)
    if (is_held(s, named.slba + i)) return true;
  return false;
}

bool is_done(const Effect& effect) {
  return effect.status == kSuccess && !effect.media.empty();
}

// ---- blocks ---------------------------------------------------------------------------------------------------------

void is_written_once(const Situation& s, Effect& effect) {
  if (is_done(effect) && overwrites(s)) refuse(effect, Status::ZoneInvalidWrite);
}

void keeps_what_is_there(const Situation& s, Effect& effect) {
  if (sent<Write>(s) != nullptr && is_done(effect) && overwrites(s)) effect.media = {};
}

// All that is held, and then what the command wrote; what lies behind it is gone.
void ends_behind_what_is_written(const Situation& s, Effect& effect) {
  if (!is_done(effect) || !overwrites(s)) return;
  const BlockChange written = effect.media[0];
  effect.media = {};
  effect.media.push_back({.dropped = s.state.media(0)});
  copy_blocks(s.state.media(0), 0, written.first, 0, 0, effect);
  effect.media.push_back(written);
}

void goes_up_only(const Situation& s, Effect& effect) {
  if (is_done(effect) && footprint(s.command).slba < held(s) && !overwrites(s))
    refuse(effect, Status::InvalidFieldInCommand);
}

void has_one_block_less(const Situation& s, Effect& effect) {
  const Footprint named = footprint(s.command);
  if (is_done(effect) && named.slba + named.blocks == s.geometry.nsze()) refuse(effect, Status::LbaOutOfRange);
}

template <class Body>
void takes_what_is_beyond(const Situation& s, Effect& effect) {
  if (sent<Body>(s) != nullptr && effect.status == Status::LbaOutOfRange) start_over(effect);
}

void zeroes_nothing(const Situation& s, Effect& effect) {
  if (sent<WriteZeroes>(s) != nullptr && is_done(effect)) effect.media = {};
}

void zeroes_one_more(const Situation& s, Effect& effect) {
  if (sent<WriteZeroes>(s) == nullptr || !is_done(effect)) return;
  if (effect.media[0].first + effect.media[0].count < s.geometry.nsze()) ++effect.media[0].count;
}

void keeps_zeroes(const Situation& s, Effect& effect) {
  if (sent<Write>(s) == nullptr || !is_done(effect)) return;
  const bool zero = s.state.block(s.geometry, effect.media[0].first).content == BlockMap::Content::Zeroes;
  if (zero) effect.media = {};
}

void flush_drops(const Situation& s, Effect& effect) {
  if (sent<Flush>(s) != nullptr && s.state.media(0)) effect.media.push_back({.dropped = s.state.media(0)});
}

// ---- commands of zones ----------------------------------------------------------------------------------------------

void appends(const Situation& s, Effect& effect) {
  const auto* append = sent<ZoneAppend>(s);
  if (append == nullptr || effect.status == kSuccess) return;
  start_over(effect);
  effect.result = append->zslba;
}

template <class Body>
void takes(const Situation& s, Effect& effect) {
  if (sent<Body>(s) != nullptr && effect.status == Status::InvalidCommandOpcode) start_over(effect);
}

void says_no_such_field(const Situation& s, Effect& effect) {
  const bool of_zones = sent<ZoneManagementSend>(s) != nullptr || sent<ZoneAppend>(s) != nullptr;
  if (of_zones && effect.status == Status::InvalidCommandOpcode) refuse(effect, Status::InvalidFieldInCommand);
}

// ---- the other namespace --------------------------------------------------------------------------------------------

// What is written here lands at the same LBAs there.
void lands_in_zones(const Situation& s, const Namespace& other, Effect& effect) {
  const Footprint named = footprint(s.command);
  if (!named.writes() || !other.geometry.is_zoned() || named.slba >= other.geometry.nsze()) return;
  const auto zone = static_cast<ZoneId>(named.slba / other.geometry.zsze);
  const Zone before = other.state.zone(zone);
  const std::uint64_t end = other.geometry.zslba(zone) + before.zcap;
  if (!is_active(before.zs) || named.slba + named.blocks <= before.wp || before.wp + 1 >= end) return;
  Zone after = before;
  ++after.wp;
  effect.change(zone, before, after);
  effect.media.push_back({.zone = zone,
                          .first = before.wp - other.geometry.zslba(zone),
                          .count = 1,
                          .content = BlockMap::Content::Zeroes});
}

template <ZoneSendAction Action>
void drops_the_other(const Situation& s, const Namespace& other, Effect& effect) {
  const auto* send = sent<ZoneManagementSend>(s);
  if (send == nullptr || send->zsa != Action || other.geometry.is_zoned() || !other.state.media(0)) return;
  effect.media.push_back({.dropped = other.state.media(0)});
}

// What is written to a zone shows at the same LBAs of the other namespace.
void writes_both(const Situation& s, const Namespace& other, Effect& effect) {
  const Footprint named = footprint(s.command);
  if (sent<Write>(s) == nullptr || other.geometry.is_zoned() || named.slba >= other.geometry.nsze()) return;
  effect.media.push_back({.first = named.slba, .count = 1, .content = BlockMap::Content::Zeroes});
}

void counts_open_zones(const Situation& s, Effect& effect) {
  for (const Namespace& each : s.all) {
    const auto limit = each.geometry.max_open;
    if (writes(s) && limit && each.state.opened() >= *limit) refuse(effect, Status::TooManyOpenZones);
  }
}

// ---- what Identify says ---------------------------------------------------------------------------------------------

template <Cns List>
void forgets_the_second(const Situation& s, std::span<std::byte> out) {
  const auto* identify = sent<Identify>(s);
  if (identify == nullptr || identify->cns != List || out.size() < 8) return;
  std::fill(out.begin() + 4, out.begin() + 8, std::byte{0});
}

void lists_all_as_zoned(const Situation& s, std::span<std::byte> out) {
  const auto* identify = sent<Identify>(s);
  if (identify == nullptr || identify->cns != Cns::CommandSetActiveNamespaces || out.size() < 12) return;
  if (identify->csi == Csi::Zoned && out[0] != std::byte{0}) out[4] = std::byte{2};
}

void has_a_zoned_structure(const Situation& s, Effect& effect) {
  const auto* identify = sent<Identify>(s);
  if (identify != nullptr && identify->cns == Cns::CommandSetNamespace && effect.status != kSuccess) start_over(effect);
}

// ---- in flight ------------------------------------------------------------------------------------------------------

bool shares_blocks(const Command& a, const Command& b) {
  const Footprint x = footprint(a);
  const Footprint y = footprint(b);
  return a.nsid == b.nsid && x.writes() && y.writes() && x.slba < y.slba + y.blocks && y.slba < x.slba + x.blocks;
}

// The blocks of both are neither's.
void tears_what_is_shared(const Situation& s, Effect& effect) {
  if (!is_done(effect)) return;
  for (const Command& earlier : s.earlier)
    if (shares_blocks(earlier, s.command)) {
      effect.media[0].content = BlockMap::Content::Unwritten;
      effect.media[0].payload = {};
      return;
    }
}

template <bool OfZones>
void loses_a_write_beside(const Situation& s, Effect& effect) {
  const auto is_beside = [&](const Command& earlier) {
    return footprint(earlier).writes() && (earlier.nsid != s.command.nsid) == OfZones;
  };
  if (is_done(effect) && std::any_of(s.earlier.begin(), s.earlier.end(), is_beside)) effect.media = {};
}

// ---- resets ---------------------------------------------------------------------------------------------------------

template <Reset Kind>
void loses_all(const RestartSituation& s, std::optional<Effect>& effect) {
  if (s.kind != Kind || s.geometry.is_zoned() || !s.state.media(s.zone)) return;
  effect.emplace();
  effect->media.push_back({.zone = s.zone, .dropped = s.state.media(s.zone)});
}

Mutant beside(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
              std::string_view origin, Conduct defect) {
  defect.beside = true;
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = origin,
          .geometry = kTwo,
          .defect = defect};
}

Mutant of_the_first(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
                    std::string_view origin, const Conduct& defect) {
  Mutant mutant = beside(id, wrong, right, std::move(clauses), origin, defect);
  mutant.defect.beside = false;
  return mutant;
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
Topic nvm_mutants() {
  constexpr std::string_view kEnd = "plausible: a bound that is off by one, or not asked";
  constexpr std::string_view kShared = "plausible: both namespaces share the tables of one device";
  constexpr std::string_view kUpdate = "plausible: a lost update";
  constexpr std::string_view kMap = "plausible: a map that is not written, or thrown away too early";
  const std::vector<ClauseId> data{"ZNS-IO-023"};
  return {
      beside("nvm-written-once", "a block that was written is refused with Zone Invalid Write",
             "without zones blocks are written over one another", data, kZonedHabits, {.does = is_written_once}),
      beside("nvm-keeps-old-data", "a Write over blocks that hold data succeeds, and changes nothing",
             "the block holds what was written last", data, kMap, {.does = keeps_what_is_there}),
      beside("nvm-overwrite-ends-the-data", "a Write over blocks drops what lies behind them",
             "blocks that it does not name stay as they are", data, kZonedHabits,
             {.does = ends_behind_what_is_written}),
      beside("nvm-ascending-only", "a Write below the highest block that was written is refused",
             "blocks are written in any order", data, kZonedHabits, {.does = goes_up_only}),
      beside("nvm-last-block-refused", "what ends at the last block is LBA Out of Range", "NSZE blocks are there",
             {"ZNS-IO-027"}, kEnd, {.does = has_one_block_less}),
      beside("nvm-write-beyond-the-end", "a Write behind the last block succeeds", "it ends with LBA Out of Range",
             {"ZNS-IO-027"}, kEnd, {.does = takes_what_is_beyond<Write>}),
      beside("nvm-zeroes-beyond-the-end", "a Write Zeroes behind the last block succeeds",
             "it ends with LBA Out of Range", {"ZNS-IO-027"}, kEnd, {.does = takes_what_is_beyond<WriteZeroes>}),
      beside("nvm-read-beyond-the-end", "a Read behind the last block succeeds", "it ends with LBA Out of Range",
             {"ZNS-IO-012"}, kEnd, {.does = takes_what_is_beyond<Read>}),
      beside("nvm-zeroes-nothing", "Write Zeroes leaves the data", "the blocks read as 00h", {"ZNS-IO-024"}, kMap,
             {.does = zeroes_nothing}),
      beside("nvm-zeroes-one-more", "Write Zeroes clears the block behind the last one, too",
             "only the blocks that it names", {"ZNS-IO-024"}, kEnd, {.does = zeroes_one_more}),
      beside("nvm-keeps-zeroes", "a Write over blocks that Write Zeroes cleared is lost", "the data is there", data,
             kMap, {.does = keeps_zeroes}),
      beside("nvm-flush-drops", "Flush drops what the namespace holds", "Flush makes it durable", {"ZNS-IO-054"}, kMap,
             {.does = flush_drops}),
      beside("nvm-append-succeeds", "a Zone Append succeeds, and writes nothing",
             "without zones there is no such command", {"GEN-002"}, kZonedHabits, {.does = appends}),
      beside("nvm-zone-management-succeeds", "a Zone Management Send succeeds",
             "without zones there is no such command", {"GEN-002"}, kZonedHabits, {.does = takes<ZoneManagementSend>}),
      beside("nvm-report-succeeds", "a Zone Management Receive succeeds", "without zones there is no such command",
             {"GEN-002"}, kZonedHabits, {.does = takes<ZoneManagementReceive>}),
      beside("nvm-commands-of-zones-are-invalid-fields", "commands of zones end with Invalid Field in Command",
             "a command that is not there ends with Invalid Command Opcode", {"GEN-002"}, kZonedHabits,
             {.does = says_no_such_field}),
      beside("nvm-write-moves-a-zone", "a Write moves the write pointer of the zone at the same LBA",
             "namespaces have nothing to do with one another", data, kShared, {.spills = lands_in_zones}),
      of_the_first("zoned-reset-drops-the-other", "Reset Zone drops what the namespace without zones holds",
                   "namespaces have nothing to do with one another", data, kShared,
                   {.spills = drops_the_other<ZoneSendAction::Reset>}),
      of_the_first("zoned-finish-drops-the-other", "Finish Zone drops what the namespace without zones holds",
                   "namespaces have nothing to do with one another", data, kShared,
                   {.spills = drops_the_other<ZoneSendAction::Finish>}),
      of_the_first("zoned-write-shows-in-the-other", "a Write to a zone clears the block of the other namespace",
                   "namespaces have nothing to do with one another", data, kShared, {.spills = writes_both}),
      beside("nvm-counts-open-zones", "where the open limit is reached a Write ends with Too Many Open Zones",
             "blocks without zones need no resource", {"ZNS-RES-002"}, kShared, {.does = counts_open_zones}),
      of_the_first("nvm-not-listed", "the list of active namespaces has the first alone",
                   "it has every active namespace", {"ID-CNS-002a"}, kShared,
                   {.returns = forgets_the_second<Cns::ActiveNamespaces>}),
      of_the_first("nvm-listed-as-zoned", "the list of zoned namespaces has the other one, too",
                   "a list of one command set has its own namespaces", {"ID-CNS-007a"}, kShared,
                   {.returns = lists_all_as_zoned}),
      beside("nvm-has-a-zoned-structure", "Identify CNS 05h of zones succeeds with zeroes",
             "it is refused for a namespace of another command set", {"ID-CNS-005c"}, "an earlier emulator's",
             {.does = has_a_zoned_structure}),
      beside("nvm-shared-blocks-are-neither", "blocks that two Writes in flight share hold the data of neither",
             "each block holds what one of them wrote", {"ZNS-ORD-006"}, kUpdate, {.does = tears_what_is_shared}),
      beside("nvm-loses-a-write-in-flight", "a Write in flight beside another one is lost", "both land",
             {"ZNS-ORD-001"}, kUpdate, {.does = loses_a_write_beside<false>}),
      beside("nvm-loses-a-write-beside-a-zone", "a Write in flight beside one to a zone is lost", "both land",
             {"ZNS-ORD-001"}, kUpdate, {.does = loses_a_write_beside<true>}),
      beside("nvm-controller-reset-drops", "a Controller Reset drops what is held", "it changes no data",
             {"ZNS-IO-054"}, kMap, {.restarts = loses_all<Reset::Controller>}),
      beside("nvm-shutdown-drops", "a shutdown drops what is held", "it changes no data", {"ZNS-IO-054"}, kMap,
             {.restarts = loses_all<Reset::Shutdown>}),
      beside("nvm-power-cycle-drops", "a power cycle drops what was flushed", "what was flushed is kept",
             {"ZNS-IO-054"}, kMap, {.restarts = loses_all<Reset::PowerCycle>}),
  };
}

}  // namespace zns::mutants
