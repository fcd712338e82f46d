// What is in a volatile write cache, and should not be, or is lost where it should not.
#include "reference/device/policy.hpp"
#include "reference/device/restart.hpp"
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"
#include "reference/mutants/restart_effects.hpp"
#include "reference/spec/footprint.hpp"

namespace zns::mutants {
namespace {

// ---- what is taken for durable --------------------------------------------------------------------------------------

void ignores_fua(const Situation& situation, const Effect& effect, WriteCache& cache) {
  Command command = situation.command;
  if (bool* const fua = footprint_fields(command).fua) *fua = false;
  cache.carried_out(command, effect);
}

void ignores_fua_of_appends(const Situation& situation, const Effect& effect, WriteCache& cache) {
  if (sent<ZoneAppend>(situation) != nullptr)
    ignores_fua(situation, effect, cache);
  else
    cache.carried_out(situation.command, effect);
}

void ignores_flush(const Situation& situation, const Effect& effect, WriteCache& cache) {
  if (sent<Flush>(situation) == nullptr) cache.carried_out(situation.command, effect);
}

void ignores_broadcast_flush(const Situation& situation, const Effect& effect, WriteCache& cache) {
  if (sent<Flush>(situation) == nullptr || situation.command.nsid != kBroadcastNsid)
    cache.carried_out(situation.command, effect);
}

// A Flush writes the dirty blocks of the lowest zone that has some.
void flushes_one_zone(const Situation& situation, const Effect& effect, WriteCache& cache) {
  if (sent<Flush>(situation) == nullptr) return cache.carried_out(situation.command, effect);
  for (ZoneId zone = 0; zone < situation.geometry.zones; ++zone)
    if (!cache.blocks(zone).empty()) return cache.forget(zone);
}

// ---- what a restart loses -------------------------------------------------------------------------------------------

void loses_cache(const RestartSituation& s, std::optional<Effect>& effect) {
  PolicyChoices choices;
  effect = restart(s.geometry, s.state, s.cache, Reset::PowerCycle, s.zone, choices);
}

void shutdown_does_not_flush(const RestartSituation& s, std::optional<Effect>& effect) {
  if (s.kind == Reset::Shutdown) loses_cache(s, effect);
}

bool is_cached(const RestartSituation& s, std::uint64_t block) {
  for (const LbaRange& range : s.cache.blocks(s.zone))
    if (range.holds(s.geometry.zslba(s.zone) + block)) return true;
  return false;
}

// The write pointer and the state stay.
void controller_reset_loses_blocks(const RestartSituation& s, std::optional<Effect>& effect) {
  if (s.kind != Reset::Controller || s.cache.blocks(s.zone).empty()) return;
  keep_blocks(s, effect, s.state.media(s.zone)->blocks(), [&](std::uint64_t block) { return is_cached(s, block); });
}

// The write pointer is behind what is durable, and the last durable block is not there.
void loses_the_last_durable_block(const RestartSituation& s, std::optional<Effect>& effect) {
  if (s.kind != Reset::PowerCycle || s.cache.blocks(s.zone).empty() || !s.state.media(s.zone)) return;
  const std::uint64_t zslba = s.geometry.zslba(s.zone);
  const std::uint64_t blocks = zone_after(s, effect).wp - zslba;
  if (blocks == 0) return;
  const auto is_lost = [&](std::uint64_t block) { return is_cached(s, block) || block + 1 == blocks; };
  keep_blocks(s, effect, blocks, is_lost);
}

// A cached block holds what the block before it holds.
void tears_a_block(const RestartSituation& s, std::optional<Effect>& effect) {
  const auto cached = s.cache.blocks(s.zone);
  if (s.kind != Reset::PowerCycle || cached.empty() || !is_active(s.state.zone(s.zone).zs)) return;
  const std::uint64_t zslba = s.geometry.zslba(s.zone);
  const std::uint64_t torn = cached.back().end() - 1 - zslba;
  if (torn == 0 || torn >= s.state.media(s.zone)->blocks()) return;
  Zone after = s.state.zone(s.zone);
  set(s, effect, initialized(s.geometry, s.zone, after));
  Effect& changed = *effect;
  changed.media = {};
  drop_data(s, effect);
  const SharedBlocks& media = s.state.media(s.zone);
  copy_blocks(media, 0, media->blocks(), s.zone, 0, changed);
  copy_blocks(media, torn - 1, torn, s.zone, torn, changed);
}

Mutant caching(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
               std::string_view hard, const Conduct& defect) {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = "plausible: durability shows only as power goes, which few tests take away",
          .geometry = "vwc=yes",
          .hard = hard,
          .defect = defect};
}

constexpr std::string_view kDurable = "it is durable once the command is complete";

}  // namespace

Topic write_cache_mutants() {
  return {
      caching("fua-ignored", "FUA makes nothing durable", kDurable, {"ZNS-RST-055"},
              "only over a power cycle with nothing flushed since a write with FUA", {.caches = ignores_fua}),
      caching("fua-of-append-ignored", "FUA of Zone Append makes nothing durable", kDurable, {"ZNS-RST-055"},
              "only over a power cycle with nothing flushed since an append with FUA",
              {.caches = ignores_fua_of_appends}),
      caching("flush-ignored", "Flush makes nothing durable", kDurable, {"ZNS-RST-013", "ZNS-IO-054"},
              "only over a power cycle after Flush", {.caches = ignores_flush}),
      caching("flush-of-all-namespaces-ignored", "Flush with NSID FFFFFFFFh makes nothing durable", kDurable,
              {"ZNS-RST-013", "IDC-012"}, "only over a power cycle after such a Flush",
              {.caches = ignores_broadcast_flush}),
      caching("flush-of-one-zone", "Flush makes one zone durable", "all zones are", {"ZNS-RST-013", "ZNS-IO-054"},
              "only over a power cycle after a Flush with data of two zones in the cache",
              {.caches = flushes_one_zone}),
      caching("shutdown-does-not-flush", "a shutdown loses what is in the cache", "an orderly shutdown keeps it",
              {"ZNS-RST-056"}, "only over a shutdown without Flush", {.restarts = shutdown_does_not_flush}),
      caching("controller-reset-loses-cached-blocks", "CC.EN = 0 loses the blocks in the cache", "it changes nothing",
              {"ZNS-RST-007"}, "only over a controller reset without Flush, and then a read",
              {.restarts = controller_reset_loses_blocks}),
      caching("power-cycle-loses-last-durable-block",
              "the write pointer is behind the last durable block, and that block is lost", kDurable,
              {"ZNS-RST-055", "ZNS-RST-013"},
              "only over a power cycle with durable and cached blocks in a zone, and then a read",
              {.restarts = loses_the_last_durable_block}),
      caching("power-cycle-tears-a-block", "a cached block comes back with the data of the block before it",
              "it is as written, or unwritten", {"ZNS-RST-057"},
              "only over a power cycle without Flush, and then a read", {.restarts = tears_a_block}),
  };
}

}  // namespace zns::mutants
