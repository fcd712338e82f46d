// What a restart loses of zones and their data, where nothing was in a volatile write cache.
#include <algorithm>
#include <iterator>

#include "reference/device/namespace/transition.hpp"
#include "reference/device/restart.hpp"
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"
#include "reference/mutants/restart_effects.hpp"

namespace zns::mutants {
namespace {

using enum ZoneState;

using Wrong = void(const RestartSituation&, std::optional<Effect>&);

const Zone& zone_of(const RestartSituation& s) {
  return s.state.zone(s.zone);
}

std::uint64_t blocks_of(const RestartSituation& s) {
  return zone_of(s).wp - s.geometry.zslba(s.zone);
}

bool is_filled(const RestartSituation& s) {
  return zone_of(s).zs == Full && blocks_of(s) == zone_of(s).zcap;
}

// ---- write pointers -------------------------------------------------------------------------------------------------

// A checkpoint is written with every page of four blocks.
void goes_back_to_a_page(const RestartSituation& s, std::optional<Effect>& effect) {
  if (s.kind == Reset::PowerCycle && is_active(zone_of(s).zs)) move_back(s, effect, blocks_of(s) / 4 * 4);
}

template <Reset Kind>
void loses_the_last_block(const RestartSituation& s, std::optional<Effect>& effect) {
  if (s.kind == Kind && is_active(zone_of(s).zs) && blocks_of(s) > 1) move_back(s, effect, blocks_of(s) - 1);
}

void goes_forward(const RestartSituation& s, std::optional<Effect>& effect) {
  if (s.kind != Reset::PowerCycle || !is_active(zone_of(s).zs) || blocks_of(s) + 2 > zone_of(s).zcap) return;
  Zone after = zone_of(s);
  after.zs = Closed;
  ++after.wp;
  set(s, effect, after);
}

void loses_the_third_active_zone(const RestartSituation& s, std::optional<Effect>& effect) {
  if (s.kind != Reset::PowerCycle || !is_active(zone_of(s).zs)) return;
  int before = 0;  // Closed by now, or active still
  for (ZoneId id = 0; id < s.zone; ++id) before += is_active(s.state.zone(id).zs) ? 1 : 0;
  if (before == 2) move_back(s, effect, 0);
}

// ---- data -----------------------------------------------------------------------------------------------------------

void makes_a_hole(const RestartSituation& s, std::optional<Effect>& effect) {
  const std::uint64_t middle = blocks_of(s) / 2;
  if (s.kind == Reset::PowerCycle && is_active(zone_of(s).zs) && blocks_of(s) > 2)
    keep_blocks(s, effect, blocks_of(s), [=](std::uint64_t block) { return block == middle; });
}

void loses_the_end_of_a_filled_zone(const RestartSituation& s, std::optional<Effect>& effect) {
  const std::uint64_t last = blocks_of(s) - 1;
  if (s.kind == Reset::PowerCycle && is_filled(s))
    keep_blocks(s, effect, last + 1, [=](std::uint64_t block) { return block == last; });
}

void loses_finished_data(const RestartSituation& s, std::optional<Effect>& effect) {
  if (s.kind == Reset::PowerCycle && zone_of(s).zs == Full && !is_filled(s))
    keep_blocks(s, effect, blocks_of(s), [](std::uint64_t) { return true; });
}

// What a Body wrote is remembered until its zone is Empty.
template <class Body>
void marks(const Situation& situation, const Effect& effect, Past& past) {
  for (std::size_t i = 0; i < effect.zones.size(); ++i) {
    const ZoneChange& change = effect.zones[i];
    std::vector<LbaRange> left;
    const auto is_elsewhere = [&](const LbaRange& range) {
      return range.first / situation.geometry.zsze != change.zone || change.after.zs != Empty;
    };
    std::copy_if(past.marked.begin(), past.marked.end(), std::back_inserter(left), is_elsewhere);
    past.marked = std::move(left);
    if (sent<Body>(situation) != nullptr && change.after.wp > change.before.wp)
      past.marked.push_back({change.before.wp, change.after.wp - change.before.wp});
  }
}

void loses_what_is_marked(const RestartSituation& s, std::optional<Effect>& effect) {
  const std::uint64_t zslba = s.geometry.zslba(s.zone);
  const auto is_lost = [&](std::uint64_t block) {
    return std::any_of(s.past.marked.begin(), s.past.marked.end(),
                       [&](const LbaRange& range) { return range.holds(zslba + block); });
  };
  if (s.kind == Reset::PowerCycle) keep_blocks(s, effect, blocks_of(s), is_lost);
}

// Both hold data; the one above then holds that of its neighbour, as far as it is written.
void takes_the_neighbours_data(const RestartSituation& s, std::optional<Effect>& effect) {
  if (s.kind != Reset::PowerCycle || s.zone == 0 || !s.state.media(s.zone) || !s.state.media(s.zone - 1)) return;
  const SharedBlocks& other = s.state.media(s.zone - 1);
  Effect& changed = begun(effect);
  changed.media = {};
  drop_data(s, effect);
  const std::uint64_t blocks = s.state.media(s.zone)->blocks();
  const std::uint64_t written = std::min(blocks, other->blocks());
  copy_blocks(other, 0, written, s.zone, 0, changed);
  if (written < blocks)
    changed.media.push_back(
        {.zone = s.zone, .first = written, .count = blocks - written, .content = BlockMap::Content::Unwritten});
}

// ---- extensions, capacities, states ---------------------------------------------------------------------------------

template <ZoneState State>
void loses_extension_in(const RestartSituation& s, std::optional<Effect>& effect) {
  if (s.kind == Reset::Controller || !s.state.extension(s.zone) || zone_after(s, effect).zs != State) return;
  Zone after = zone_after(s, effect);
  after.za &= static_cast<std::uint8_t>(~za::kDescriptorExtensionValid);
  drop_extension(s, effect);
  set(s, effect, after);
}

void clears_extension_bytes(const RestartSituation& s, std::optional<Effect>& effect) {
  const SharedExtension extension = s.state.extension(s.zone);
  if (s.kind != Reset::PowerCycle || !extension) return;
  begun(effect).extensions.push_back(
      {.zone = s.zone, .before = extension, .after = std::make_shared<const Extension>(extension->size())});
}

template <Reset Kind>
void shrinks_capacity(const RestartSituation& s, std::optional<Effect>& effect) {
  if (s.kind != Kind || !is_active(zone_of(s).zs) || blocks_of(s) + 2 > zone_of(s).zcap) return;
  Zone after = zone_after(s, effect);
  --after.zcap;
  set(s, effect, after);
}

void claims_extension(const RestartSituation& s, std::optional<Effect>& effect) {
  if (s.kind != Reset::PowerCycle || s.geometry.zdes == 0 || s.state.extension(s.zone) || blocks_of(s) == 0) return;
  Zone after = zone_after(s, effect);
  if (after.zs != Closed) return;
  after.za |= za::kDescriptorExtensionValid;
  begun(effect).extensions.push_back(
      {.zone = s.zone, .after = std::make_shared<const Extension>(s.geometry.extension_bytes())});
  set(s, effect, after);
}

template <Reset Kind, ZoneState From, ZoneState To>
void turns(const RestartSituation& s, std::optional<Effect>& effect) {
  if (s.kind != Kind || zone_of(s).zs != From) return;
  Zone after = zone_of(s);
  after.zs = To;
  after.za = attributes_in(To, after.za);
  if (To == Empty) {
    after.wp = s.geometry.zslba(s.zone);
    drop_data(s, effect);
  }
  set(s, effect, after);
}

// A zone that was active when power went holds its resource for ever.
Geometry remembers_a_resource(const Situation& situation) {
  Geometry believed = situation.geometry;
  if (situation.past.restarts != 0 && believed.max_active && *believed.max_active > 1) --*believed.max_active;
  return believed;
}

Mutant losing(std::string_view id, std::string_view wrong, std::vector<ClauseId> clauses, std::string_view hard,
              Wrong* restarts, std::string_view geometry = {}) {
  return {.id = id,
          .wrong = wrong,
          .right = "it is there as it was",
          .clauses = std::move(clauses),
          .origin = "plausible: what is saved as power goes, and what is restored, are two lists",
          .geometry = geometry,
          .hard = hard,
          .defect = {.restarts = restarts}};
}

template <class Body>
Mutant losing_what_was(std::string_view id, std::string_view wrong, std::string_view hard,
                       std::string_view geometry = {}) {
  Mutant mutant = losing(id, wrong, {"ZNS-RST-054", "ZNS-RST-058"}, hard, loses_what_is_marked, geometry);
  mutant.defect.remembers = marks<Body>;
  return mutant;
}

constexpr std::string_view kPower = "only over a power cycle";
constexpr std::string_view kReads = "only over a power cycle, and then a read";

}  // namespace

Topic durability_mutants() {
  return {
      losing("power-cycle-wp-back-to-a-page", "without power the write pointer goes back to a multiple of 4 blocks",
             {"ZNS-RST-054", "ZNS-RST-003"}, kPower, goes_back_to_a_page),
      losing("power-cycle-wp-forward", "without power the write pointer goes on by a block that nobody wrote",
             {"ZNS-RST-003"}, kPower, goes_forward),
      losing("power-cycle-loses-third-active-zone", "of the zones that are active as power goes the third is lost",
             {"ZNS-RST-054", "ZNS-RST-003"}, "only with three active zones over a power cycle",
             loses_the_third_active_zone),
      losing("power-cycle-makes-a-hole", "without power a block in the middle of an active zone is lost",
             {"ZNS-RST-054", "ZNS-RST-013"}, kReads, makes_a_hole),
      losing("power-cycle-loses-end-of-filled", "without power the last block of a zone that was filled is lost",
             {"ZNS-RST-058"}, "only over a power cycle, and then a read of the last block of a filled zone",
             loses_the_end_of_a_filled_zone),
      losing("power-cycle-loses-finished-data", "without power the data of a zone that was finished is lost",
             {"ZNS-RST-058"}, "only over a power cycle, and then a read of a finished zone", loses_finished_data),
      losing_what_was<ZoneAppend>("power-cycle-loses-appended-data", "without power what was appended is lost", kReads),
      losing_what_was<WriteZeroes>("power-cycle-loses-zeroes", "without power what Write Zeroes wrote is lost", kReads,
                                   "dlfeat=ones"),
      losing("power-cycle-takes-neighbours-data", "after a power cycle a zone holds the data of the zone below it",
             {"ZNS-RST-054", "ZNS-RST-013"}, "only over a power cycle with data in two neighbouring zones",
             takes_the_neighbours_data),
      losing("restart-loses-extension-of-closed", "a restart takes the extensions of Closed zones away",
             {"ZNS-RST-011"}, "only over a restart", loses_extension_in<Closed>),
      losing("restart-loses-extension-of-full", "a restart takes the extensions of Full zones away", {"ZNS-RST-011"},
             "only over a restart", loses_extension_in<Full>),
      losing("restart-loses-extension-of-read-only", "a restart takes the extensions of Read Only zones away",
             {"ZNS-RST-011"}, "only over a restart with a Read Only zone", loses_extension_in<ReadOnly>),
      losing("power-cycle-clears-extension-bytes", "without power the bytes of extensions become 0", {"ZNS-RST-011"},
             "only over a power cycle, and then an extended report", clears_extension_bytes),
      losing("power-cycle-claims-extension", "after a power cycle Closed zones claim an extension that nobody set",
             {"ZNS-ZM-051"}, kPower, claims_extension),
      losing("power-cycle-shrinks-capacity", "without power the capacity of active zones shrinks", {"ZNS-ZM-067"},
             kPower, shrinks_capacity<Reset::PowerCycle>),
      losing("controller-reset-shrinks-capacity", "CC.EN = 0 shrinks the capacity of active zones", {"ZNS-ZM-067"},
             "only over a controller reset", shrinks_capacity<Reset::Controller>),
      losing("controller-reset-loses-last-block",
             "CC.EN = 0 closes active zones, and takes their last block and the write pointer back", {"ZNS-RST-007"},
             "only over a controller reset", loses_the_last_block<Reset::Controller>),
      losing("controller-reset-fills-closed", "CC.EN = 0 makes Closed zones Full", {"ZNS-RST-007"},
             "only over a controller reset", turns<Reset::Controller, Closed, Full>),
      losing("shutdown-loses-last-block", "a shutdown takes the last block of active zones", {"ZNS-RST-056"},
             "only over a shutdown", loses_the_last_block<Reset::Shutdown>),
      losing("shutdown-revives-offline", "a shutdown makes Offline zones Empty", {"ZNS-RST-005"},
             "only over a shutdown with an Offline zone", turns<Reset::Shutdown, Offline, Empty>),
      losing("power-cycle-fills-read-only", "without power Read Only zones become Full", {"ZNS-RST-005"},
             "only over a power cycle with a Read Only zone", turns<Reset::PowerCycle, ReadOnly, Full>),
      {.id = "restart-leaks-a-resource",
       .wrong = "after the first restart one zone fewer can be active",
       .right = "resources are as the zones are reported",
       .clauses = {"ZNS-RST-016"},
       .origin = kLeak,
       .hard = "only over a restart, and then at the active limit",
       .defect = {.believes = remembers_a_resource}},
  };
}

}  // namespace zns::mutants
