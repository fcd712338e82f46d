// What a restart may leave: with a volatile write cache, or beside other controllers.
#include "reference/device/restart.hpp"
#include "reference/mutants/restart_effects.hpp"
#include "reference/variants/catalogue.hpp"
#include "reference/variants/parts.hpp"

namespace zns::variants {
namespace {

using mutants::Conduct;
using mutants::RestartSituation;
using mutants::Situation;

bool is_cached(const RestartSituation& s, std::uint64_t block) {
  for (const LbaRange& range : s.cache.blocks(s.zone))
    if (range.holds(s.geometry.zslba(s.zone) + block)) return true;
  return false;
}

bool loses(const RestartSituation& s) {
  return s.kind == Reset::PowerCycle && !s.cache.blocks(s.zone).empty() && s.state.media(s.zone);
}

// The write pointer is saved as power goes, and blocks are not.
void keeps_write_pointer(const RestartSituation& s, std::optional<Effect>& effect) {
  if (!loses(s)) return;
  effect.reset();
  const Zone& before = s.state.zone(s.zone);
  if (is_active(before.zs)) mutants::set(s, effect, initialized(s.geometry, s.zone, before));
  mutants::keep_blocks(s, effect, s.state.media(s.zone)->blocks(),
                       [&](std::uint64_t block) { return is_cached(s, block); });
}

// A zone that lost something is not written any more.
void fills_what_lost(const RestartSituation& s, std::optional<Effect>& effect) {
  if (!loses(s) || !is_active(s.state.zone(s.zone).zs)) return;
  Zone after = mutants::zone_after(s, effect);
  after.zs = ZoneState::Full;
  mutants::set(s, effect, after);
}

// A block that is missing below the write pointer is told of, and does not read as unwritten.
void refuses_lost_blocks(const Situation& situation, Effect& effect) {
  const auto* read = mutants::sent<Read>(situation);
  if (read == nullptr || effect.status != kSuccess) return;
  for (std::uint64_t lba = read->slba; lba < read->slba + read->nlb.count(); ++lba) {
    const Zone& zone = situation.state.zone(static_cast<ZoneId>(lba / situation.geometry.zsze));
    const bool is_missing =
        lba < zone.wp && situation.state.block(situation.geometry, lba).content == BlockMap::Content::Unwritten;
    if (is_missing) return mutants::refuse(effect, Status::UnrecoveredReadError);
  }
}

void makes_all_durable_with_fua(const Situation& situation, const Effect& effect, WriteCache& cache) {
  cache.carried_out(situation.command, effect);
  if (is_fua(situation.command)) cache.commit();
}

template <std::uint64_t Commands>
void flushes_by_itself(const Situation& situation, const Effect& effect, WriteCache& cache) {
  cache.carried_out(situation.command, effect);
  if (situation.past.commands % Commands == 0) cache.commit();
}

// Appends go to the medium; what was cached before them in their zone goes first.
void writes_appends_through(const Situation& situation, const Effect& effect, WriteCache& cache) {
  cache.carried_out(situation.command, effect);
  if (mutants::sent<ZoneAppend>(situation) == nullptr) return;
  for (std::size_t i = 0; i < effect.zones.size(); ++i) cache.forget(effect.zones[i].zone);
}

void ignores_own_shutdown(const RestartSituation& s, std::optional<Effect>& effect) {
  if (s.kind == Reset::Shutdown) effect.reset();
}

void initializes_every_other_zone(const RestartSituation& s, std::optional<Effect>& effect) {
  if (s.zone % 2 == 0) ignores_own_shutdown(s, effect);
}

Variant cached(std::string_view id, std::string_view what, std::string_view options, Conduct conduct = {},
               std::optional<Freedom> freedom = Freedom::CacheLoss) {
  return {.id = id,
          .what = what,
          .clauses = {"ZNS-RST-014", "ZNS-RST-057"},
          .freedom = freedom,
          .options = options,
          .conduct = conduct};
}

Variant one_of_several(std::string_view id, std::string_view what, Conduct conduct) {
  return {.id = id,
          .what = what,
          .clauses = {"ZNS-RST-008"},
          .freedom = Freedom::OneOfSeveralShutdowns,
          .options = "several-controllers=yes",
          .conduct = conduct};
}

}  // namespace

Topic durability_variants() {
  return {
      cached("cache-lost", "Power takes all that is in the volatile write cache.", "vwc=yes"),
      cached("cache-lost-but-a-prefix", "Power leaves the first half of what is in the cache for each zone.",
             "vwc=yes,power-loss=prefix"),
      cached("cache-lost-by-chance", "Power leaves some blocks of the cache, with holes between them.",
             "vwc=yes,power-loss=chance"),
      cached("cache-kept", "Power takes nothing of the volatile write cache.", "vwc=yes,power-loss=nothing", {}, {}),
      cached("cache-lost-below-write-pointer", "Power takes the blocks of the cache, and leaves the write pointer.",
             "vwc=yes", {.restarts = keeps_write_pointer}, Freedom::CacheHoles),
      cached("cache-lost-makes-full", "A zone that lost blocks of the cache is Full.", "vwc=yes",
             {.restarts = fills_what_lost}, Freedom::FullAtPowerLoss),
      cached("cache-lost-and-full", "Power takes the cache, and makes active zones Full.", "vwc=yes,power-full=yes", {},
             Freedom::FullAtPowerLoss),
      cached("lost-blocks-refused", "Blocks that power took below the write pointer are Unrecovered Read Errors.",
             "vwc=yes", {.does = refuses_lost_blocks, .restarts = keeps_write_pointer}, Freedom::CacheHoles),
      cached("fua-flushes-all", "A write with FUA makes all durable that was written before.", "vwc=yes",
             {.caches = makes_all_durable_with_fua}),
      cached("cache-flushes-itself", "After every fifth command all is durable.", "vwc=yes",
             {.caches = flushes_by_itself<5>}),
      cached("appends-written-through", "What is appended is durable, and what was written before it in the zone.",
             "vwc=yes", {.caches = writes_appends_through}),
      one_of_several("others-go-on", "A shutdown of this controller initializes no zone: others go on.",
                     {.restarts = ignores_own_shutdown}),
      one_of_several("others-go-on-in-some-zones", "A shutdown of this controller initializes every other zone.",
                     {.restarts = initializes_every_other_zone}),
  };
}

}  // namespace zns::variants
