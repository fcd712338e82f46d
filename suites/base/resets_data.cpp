// Data over a reset: every way to write, to the last block below ZCAP, and what lies above the write pointer. With or
// without a cache nothing is flushed here but before a power loss that would empty the cache.
#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "suites/base/resets_parts.hpp"

namespace zns::suites {
namespace {

using namespace resets;
using enum ZoneState;

// How a zone came by what it holds.
struct Way {
  const char* slug;
  const char* text;
  std::uint64_t least_zcap;
  std::vector<Need> needs;
  void (*make)(Bench& bench, Contents& zone);
};

void act(Bench& bench, const Contents& zone, ZoneSendAction zsa) {
  bench.expect_success(bench.zone_mgmt_send(zone.zone(), zsa));
}

// Another life of the zone, whose data must not come back: they are those of other LBAs.
void lived_before(Bench& bench, const Contents& zone, bool finished) {
  constexpr std::uint64_t kMost = 64;
  const std::uint64_t blocks = std::min({zone.zone().zcap, bench.max_blocks_per_command(), kMost});
  const Bytes data = bench.pattern(zone.zone().zslba + (std::uint64_t{1} << 48), blocks);
  const Command command{.nsid = bench.facts().nsid,
                        .body = Write{.slba = zone.zone().zslba, .nlb = Nlb::of_count(blocks)}};
  bench.expect_success(bench.submit({.sqe = encode(command), .to_device = data}));
  if (finished && blocks < zone.zone().zcap) act(bench, zone, ZoneSendAction::Finish);
  act(bench, zone, ZoneSendAction::Reset);
}

const std::vector<Way>& ways() {
  static const std::vector<Way> kWays{
      {"written",
       "written to in several commands",
       4,
       {},
       [](Bench& bench, Contents& zone) {
         zone.write(bench, 1);
         zone.write(bench, 2);
       }},
      {"appended",
       "appended to in several commands",
       4,
       {Need::Append},
       [](Bench& bench, Contents& zone) {
         zone.append(bench, 1);
         zone.append(bench, 2);
       }},
      {"appended-and-written",
       "written and appended to in turn",
       5,
       {Need::Append},
       [](Bench& bench, Contents& zone) {
         zone.append(bench, 1);
         zone.write(bench, 1);
         zone.append(bench, 1);
         zone.write(bench, 1);
       }},
      {"zeroed",
       "that Write Zeroes wrote to",
       3,
       {Need::WriteZeroes},
       [](Bench& bench, Contents& zone) { zone.zero(bench, 2); }},
      {"zeroed-and-written",
       "written to, with zeroes in between",
       5,
       {Need::WriteZeroes},
       [](Bench& bench, Contents& zone) {
         zone.write(bench, 1);
         zone.zero(bench, 2);
         zone.write(bench, 1);
       }},
      {"opened",
       "opened by the host and written to",
       3,
       {},
       [](Bench& bench, Contents& zone) {
         act(bench, zone, ZoneSendAction::Open);
         zone.write(bench, 2);
       }},
      {"closed",
       "written to and closed",
       3,
       {},
       [](Bench& bench, Contents& zone) {
         zone.write(bench, 2);
         act(bench, zone, ZoneSendAction::Close);
       }},
      {"one-block-left",
       "written to but for the last block",
       2,
       {},
       [](Bench& bench, Contents& zone) { zone.write(bench, zone.left() - 1); }},
      {"filled-by-write",
       "filled by writes",
       1,
       {},
       [](Bench& bench, Contents& zone) { zone.write(bench, zone.left()); }},
      {"filled-by-append",
       "filled by appends",
       1,
       {Need::Append},
       [](Bench& bench, Contents& zone) { zone.append(bench, zone.left()); }},
      {"filled-by-zeroes",
       "filled by Write Zeroes",
       1,
       {Need::WriteZeroes},
       [](Bench& bench, Contents& zone) { zone.zero(bench, zone.left()); }},
      {"finished",
       "written to and finished",
       3,
       {},
       [](Bench& bench, Contents& zone) {
         zone.write(bench, 2);
         act(bench, zone, ZoneSendAction::Finish);
       }},
      {"finished-empty",
       "finished while it held nothing",
       1,
       {},
       [](Bench& bench, Contents& zone) { act(bench, zone, ZoneSendAction::Finish); }},
      {"finished-at-last-block",
       "finished with one block left",
       2,
       {},
       [](Bench& bench, Contents& zone) {
         zone.write(bench, zone.left() - 1);
         act(bench, zone, ZoneSendAction::Finish);
       }},
      {"emptied",
       "written to and reset",
       2,
       {},
       [](Bench& bench, Contents& zone) { lived_before(bench, zone, false); }},
      {"emptied-full",
       "finished and reset",
       2,
       {},
       [](Bench& bench, Contents& zone) { lived_before(bench, zone, true); }},
      {"written-anew",
       "written to again after a reset of the zone",
       3,
       {},
       [](Bench& bench, Contents& zone) {
         lived_before(bench, zone, false);
         zone.write(bench, 1);
       }},
      {"appended-anew",
       "appended to after a reset of the full zone",
       3,
       {Need::Append},
       [](Bench& bench, Contents& zone) {
         lived_before(bench, zone, true);
         zone.append(bench, 2);
       }},
  };
  return kWays;
}

Contents a_zone(Bench& bench, const Way& way) {
  Contents contents{bench.a_zone_in(Empty)};
  bench.needs(contents.zone().zcap >= way.least_zcap,
              "needs zones of at least " + std::to_string(way.least_zcap) + " blocks");
  way.make(bench, contents);
  return contents;
}

void keeps_data(Bench& bench, const Kind& kind, const Way& way) {
  Contents contents = a_zone(bench, way);
  const ZonesBefore before{bench};

  reset_durably(bench, kind);

  before.expect_kept(bench, kind.reset);
  contents.expect(bench);
  contents.expect_goes_on(bench);
  expect_resets(bench, contents.zone());
}

// Twice the same reset, with writes in between: what the first one kept is not what the second one finds.
void keeps_data_again(Bench& bench, const Kind& kind) {
  constexpr int kTimes = 3;
  Contents contents{bench.a_zone_in(Empty)};
  bench.needs(contents.zone().zcap > 2 * kTimes, "needs zones of more than " + std::to_string(2 * kTimes) + " blocks");
  for (int n = 0; n < kTimes; ++n) {
    contents.write(bench, 2);
    const ZonesBefore before{bench};
    reset_durably(bench, kind);
    before.expect_kept(bench, kind.reset);
    bench.needs(bench.descriptor(contents.zone()).zs != Full, "the device made the zone Full as power was lost");
    contents.expect(bench);
  }
  contents.expect_goes_on(bench);
}

// ---- the cases ------------------------------------------------------------------------------------------------------

void append_case(std::vector<Case>& cases, const Kind& kind, const std::string& what, const std::string& title,
                 std::vector<Need> needs, std::function<void(Bench&)> run) {
  cases.push_back({.id = std::string{"resets/"} + kind.slug + "-keeps-" + what,
                   .title = title + " after " + kind.text,
                   .clauses = clauses_of_data(kind),
                   .needs = needs_of(kind, std::move(needs)),
                   .run = std::move(run)});
}

}  // namespace

std::vector<Case> reset_data_cases() {
  std::vector<Case> cases;
  for (const Kind& kind : kKinds) {
    for (const Way& way : ways())
      append_case(cases, kind, std::string{"zone-"} + way.slug,
                  std::string{"A zone "} + way.text + " holds what it held, and goes on,", way.needs,
                  [&kind, &way](Bench& bench) { keeps_data(bench, kind, way); });
    append_case(cases, kind, "zone-again-and-again", "A zone written to between resets holds all of it", {},
                [&kind](Bench& bench) { keeps_data_again(bench, kind); });
  }
  return cases;
}

}  // namespace zns::suites
