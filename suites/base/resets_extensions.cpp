// Zone Descriptor Extensions over a reset: of zones in every state that keeps one, byte for byte.
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "suites/base/resets_parts.hpp"

namespace zns::suites {
namespace {

using namespace resets;
using enum ZoneState;

struct Holder {
  const char* slug;
  ZoneState zs;
  std::uint64_t written;
  const char* text;
};
constexpr Holder kHolders[] = {
    {"extension", Closed, 0, "that holds nothing else"},
    {"extension-zsc", Closed, 2, "that was written to"},
    {"extension-zseo-unwritten", ExplicitlyOpened, 0, "that holds nothing else"},
    {"extension-zsio", ImplicitlyOpened, 2, "that was written to"},
    {"extension-zsf", Full, 2, "that was finished"},
    {"extension-zsf-unwritten", Full, 0, "that was finished while it held nothing else"},
    {"extension-zsro", ReadOnly, 2, "that was written to"},
    {"extension-zsro-unwritten", ReadOnly, 0, "that holds nothing else"},
};

// An Empty zone with its extension (it is in ZSC then) into the state.
void bring_into(Bench& bench, const ZoneRef& zone, const Holder& holder) {
  bench.needs(zone.zcap > holder.written, "needs zones of more than 2 blocks");
  bench.fill(zone, zone.zslba, zone.zslba + holder.written);
  const auto act = [&](ZoneSendAction zsa) { bench.expect_success(bench.zone_mgmt_send(zone, zsa)); };
  if (holder.zs == ExplicitlyOpened) act(ZoneSendAction::Open);
  if (holder.zs == Closed && holder.written > 0) act(ZoneSendAction::Close);
  if (holder.zs == Full) act(ZoneSendAction::Finish);
  if (holder.zs == ReadOnly) bench.inject(zone, ReadOnly);
}

void set_extension(Bench& bench, const ZoneRef& zone, const Bytes& extension) {
  bench.expect_success(bench.set_zone_descriptor_extension(zone.zslba, extension));
}

void keeps_extension(Bench& bench, const Kind& kind, const Holder& holder) {
  const ZoneRef zone = bench.a_zone_in(Empty);
  const Bytes extension = bench.extension_pattern();
  set_extension(bench, zone, extension);
  bring_into(bench, zone, holder);
  const ZonesBefore before{bench};

  reset_durably(bench, kind);

  before.expect_kept(bench, kind.reset);
  bench.expect_extension(zone, extension);
  if (holder.written > 0) bench.expect_pattern(zone.zslba, holder.written);
}

// As many zones as may be active, each with an extension of its own.
void keeps_all_extensions(Bench& bench, const Kind& kind) {
  std::vector<ZoneRef> zones = bench.zones_in(Empty, room_left(bench).active);
  for (const ZoneRef& zone : zones) set_extension(bench, zone, bench.extension_pattern(zone.index));
  const ZonesBefore before{bench};

  reset_durably(bench, kind);

  before.expect_kept(bench, kind.reset);
  for (const ZoneRef& zone : zones) bench.expect_extension(zone, bench.extension_pattern(zone.index));
}

// The extension goes as the zone is reset, and no restart brings it back; a new one is the new one.
void forgets_old_extension(Bench& bench, const Kind& kind) {
  const auto zones = bench.zones_in(Empty, 2);
  for (const ZoneRef& zone : zones) {
    set_extension(bench, zone, bench.extension_pattern());
    bench.expect_success(bench.zone_mgmt_send(zone, ZoneSendAction::Reset));
  }
  const Bytes second = bench.extension_pattern(1);
  set_extension(bench, zones[1], second);
  const ZonesBefore before{bench};

  reset_durably(bench, kind);

  before.expect_kept(bench, kind.reset);
  bench.expect_zdev(zones[0], false);
  bench.expect_extension(zones[1], second);
}

std::vector<ClauseId> clauses_of(const Kind& kind) {
  return {"ZNS-RST-011", either(kind.reset == Reset::Controller, "ZNS-RST-007", "ZNS-ZM-053"), "ZNS-ZM-051"};
}

Case a_case(const Kind& kind, const std::string& what, const std::string& title, std::vector<Need> needs,
            std::function<void(Bench&)> run) {
  needs.push_back(Need::Extension);
  return {.id = std::string{"resets/"} + kind.slug + "-keeps-" + what,
          .title = title + " after " + kind.text,
          .clauses = clauses_of(kind),
          .needs = needs_of(kind, std::move(needs)),
          .run = std::move(run)};
}

}  // namespace

std::vector<Case> reset_extension_cases() {
  std::vector<Case> cases;
  for (const Kind& kind : kKinds) {
    for (const Holder& holder : kHolders)
      cases.push_back(a_case(kind, holder.slug,
                             std::string{"A zone in "} + std::string{letters(holder.zs)} + ' ' + holder.text +
                                 " has its Zone Descriptor Extension",
                             holder.zs == ReadOnly ? std::vector<Need>{Need::ZoneEvents} : std::vector<Need>{},
                             [&kind, &holder](Bench& bench) { keeps_extension(bench, kind, holder); }));
    cases.push_back(a_case(kind, "all-extensions", "As many zones as may be active have each its own extension", {},
                           [&kind](Bench& bench) { keeps_all_extensions(bench, kind); }));
    cases.push_back(a_case(kind, "no-old-extension", "An extension that a Reset Zone took away is gone", {},
                           [&kind](Bench& bench) { forgets_old_extension(bench, kind); }));
  }
  return cases;
}

}  // namespace zns::suites
