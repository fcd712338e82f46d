// Beside appends in flight to one zone: what is reported of the others, and read of them, is exact (ZNS-ORD-013,
// ZNS-ORD-014); and a Read of the blocks that an append writes finds all of them or none (ZNS-ORD-006).
#include <algorithm>
#include <string>
#include <vector>

#include "reference/spec/bytes.hpp"
#include "reference/spec/text.hpp"
#include "suites/zns/concurrency_parts.hpp"

namespace zns::suites {
namespace {

using namespace concurrency;

// Zones that nothing is sent to, as they are, and one that appends go to.
struct Scene {
  std::vector<ZoneRef> untouched;
  std::vector<ZoneDescriptor> before;
  ZoneRef touched;
};

Scene a_scene(Bench& bench, std::uint64_t blocks) {
  Scene scene;
  for (const ZoneState zs : {ZoneState::Full, ZoneState::Closed}) {
    scene.untouched.push_back(bench.a_zone_in(zs, 1));
    scene.before.push_back(bench.descriptor(scene.untouched.back()));
  }
  scene.touched = bench.a_zone_in(ZoneState::ExplicitlyOpened);  // so that the appends need no resource
  bench.needs(scene.touched.zcap > blocks, "needs zones of more blocks");
  if (bench.free_zones() == 0) return scene;
  scene.untouched.push_back(bench.a_zone_in(ZoneState::Empty));
  scene.before.push_back(bench.descriptor(scene.untouched.back()));
  return scene;
}

// Rounds that the way to the device carries, of `commands` each.
std::uint64_t rounds(Bench& bench, const Scene& scene, std::size_t commands) {
  constexpr std::uint64_t kMost = 6;
  const std::uint64_t carried = bench.target().carries().queue_depth / commands;
  bench.needs(carried >= 1, "needs more commands in flight");
  return std::min({kMost, carried, scene.touched.zcap - 1});
}

// `seen` is the zone as it was. If it is not, and the zone has changed by itself, that decides nothing.
void expect_same(Bench& bench, const ZoneRef& zone, const ZoneDescriptor& before, const ZoneDescriptor& seen) {
  const bool same = seen.zs == before.zs && seen.zcap == before.zcap && seen.zslba == before.zslba &&
                    seen.zt == before.zt && (!is_writable(before.zs) || seen.wp == before.wp) &&
                    (seen.za & za::kDescriptorExtensionValid) == (before.za & za::kDescriptorExtensionValid);
  if (same) return;
  bench.expect_unchanged(zone, before);
  const std::string name = "zone " + std::to_string(zone.index);
  bench.fail({name + ", which no command in flight touches, is reported as it is: " + std::string{letters(before.zs)} +
              ", WP " + hex(before.wp)},
             "it is reported in " + std::string{letters(seen.zs)} + ", WP " + hex(seen.wp));
}

void report_each(Bench& bench) {
  const Scene scene = a_scene(bench, 2);
  const std::uint64_t count = rounds(bench, scene, scene.untouched.size() + 1);
  Batch batch{bench};
  std::vector<Append> appends;
  std::vector<std::vector<Batch::Place>> reports(scene.untouched.size());
  for (std::uint64_t i = 0; i < count; ++i) {
    appends.push_back(add_appends(batch, scene.touched, {1}, i).front());
    for (std::size_t n = 0; n < reports.size(); ++n) reports[n].push_back(batch.report(scene.untouched[n]));
  }

  batch.run();

  for (const Append& append : appends) bench.expect_success(batch.cqe(append.place));
  for (std::size_t n = 0; n < reports.size(); ++n)
    for (const Batch::Place report : reports[n]) {
      bench.expect_success(batch.cqe(report));
      expect_same(bench, scene.untouched[n], scene.before[n], batch.reported(report));
    }
  expect_tiled(bench, batch, appends, scene.touched.zslba);
}

// One report of all of them, and of what lies between.
void report_all(Bench& bench) {
  const Scene scene = a_scene(bench, 2);
  std::vector<ZoneRef> all = scene.untouched;
  all.push_back(scene.touched);
  const auto [lowest, highest] =
      std::minmax_element(all.begin(), all.end(), [](const ZoneRef& a, const ZoneRef& b) { return a.index < b.index; });
  const std::uint64_t zones = highest->index - lowest->index + 1;
  bench.needs(report_bytes(zones, 0) <= bench.max_blocks_per_command() * bench.facts().lba_bytes,
              "needs reports of more zones");
  const ZoneRef first = *lowest;
  const std::uint64_t count = rounds(bench, scene, 2);
  Batch batch{bench};
  std::vector<Append> appends;
  std::vector<Batch::Place> reports;
  for (std::uint64_t i = 0; i < count; ++i) {
    appends.push_back(add_appends(batch, scene.touched, {1}, i).front());
    reports.push_back(batch.report(first, zones));
  }

  batch.run();

  for (const Append& append : appends) bench.expect_success(batch.cqe(append.place));
  const std::uint64_t end = expect_tiled(bench, batch, appends, scene.touched.zslba);
  for (const Batch::Place place : reports) {
    bench.expect_success(batch.cqe(place));
    const ZoneReport report = parse_zone_report(batch.returned(place), 0);
    const std::uint64_t to_the_end = bench.facts().zone_count - first.index;
    bench.expect(report.number_of_zones == to_the_end && report.zones.size() == zones,
                 "Number of Zones " + std::to_string(to_the_end), std::to_string(report.number_of_zones));
    const auto of = [&](const ZoneRef& zone) {
      return report.zones[static_cast<std::size_t>(zone.index - first.index)].descriptor;
    };
    for (std::size_t n = 0; n < scene.untouched.size(); ++n)
      expect_same(bench, scene.untouched[n], scene.before[n], of(scene.untouched[n]));
    const ZoneDescriptor touched = of(scene.touched);
    bench.expect(touched.zslba == scene.touched.zslba && touched.wp >= touched.zslba && touched.wp <= end,
                 "a write pointer from " + hex(scene.touched.zslba) + " to " + hex(end),
                 "zone at " + hex(touched.zslba) + ", WP " + hex(touched.wp));
  }
}

// What a namespace does not change in an Identify page while it exists: sizes and formats.
bool same_namespace(std::span<const std::byte> a, std::span<const std::byte> b) {
  constexpr std::size_t kSizes = 16;  // NSZE and NCAP; NUSE may move (IDN-015)
  constexpr std::size_t kFormats = 128;
  constexpr std::size_t kFormatsEnd = 192;  // the first 16 of them
  return std::equal(a.begin(), a.begin() + kSizes, b.begin()) &&
         std::equal(a.begin() + kFormats, a.begin() + kFormatsEnd, b.begin() + kFormats);
}

void read_and_identify(Bench& bench) {
  const Scene scene = a_scene(bench, 2);
  IdentifyPage page;
  bench.expect_success(bench.identify(Cns::Namespace, bench.facts().nsid, Csi::Nvm, &page));
  const std::uint64_t count = rounds(bench, scene, 5);
  Batch batch{bench};
  std::vector<Append> appends;
  std::vector<Batch::Place> reads;
  std::vector<Batch::Place> identifies;
  std::vector<Batch::Place> flushes;
  const ZoneRef& full = scene.untouched[0];
  const ZoneRef& closed = scene.untouched[1];
  for (std::uint64_t i = 0; i < count; ++i) {
    appends.push_back(add_appends(batch, scene.touched, {1}, i).front());
    for (const ZoneRef* zone : {&full, &closed}) reads.push_back(batch.read(zone->zslba, 1));
    identifies.push_back(batch.identify());
    flushes.push_back(batch.flush());
  }

  batch.run();

  for (const Append& append : appends) bench.expect_success(batch.cqe(append.place));
  for (std::size_t i = 0; i < reads.size(); ++i) {
    bench.expect_success(batch.cqe(reads[i]));
    batch.expect_read(reads[i], (i % 2 == 0 ? full : closed).zslba);
  }
  for (const Batch::Place place : identifies) {
    bench.expect_success(batch.cqe(place));
    bench.expect(same_namespace(batch.returned(place), page), "the page that Identify gives without commands in flight",
                 "other sizes or formats");
  }
  for (const Batch::Place place : flushes) bench.expect_success(batch.cqe(place));
  expect_tiled(bench, batch, appends, scene.touched.zslba);
}

// How many blocks the device writes at once (AWUN, or NAWUN), as far as reads are concerned; one is so always.
std::uint64_t atomic_blocks(Bench& bench) {
  constexpr std::uint8_t kOwnAtomicity = 1U << 1;  // NSFEAT.NSABP: NAWUN and NABSN are those of the namespace
  constexpr std::size_t kNawun = 34;
  constexpr std::size_t kNabsn = 40;
  if ((bench.facts().ns.nsfeat & kOwnAtomicity) == 0) return std::uint64_t{bench.facts().controller.awun} + 1;
  IdentifyPage page;
  bench.expect_success(bench.identify(Cns::Namespace, bench.facts().nsid, Csi::Nvm, &page));
  if (load_le<std::uint16_t>(page, kNabsn) != 0) return 1;  // boundaries, which a zone need not keep to
  return std::uint64_t{load_le<std::uint16_t>(page, kNawun)} + 1;
}

void reads_cover_an_append(Bench& bench) {
  const Facts& facts = bench.facts();
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  std::uint64_t blocks =
      std::min({atomic_blocks(bench), std::uint64_t{8}, zone.zcap - 1, bench.max_blocks_per_command()});
  if (facts.append_limit_bytes) blocks = std::min(blocks, *facts.append_limit_bytes / facts.lba_bytes);
  bench.needs(blocks >= 1, "needs zones of at least 2 blocks");
  const unsigned dlfeat = facts.ns.dlfeat & 7U;
  bench.needs(dlfeat == 1 || dlfeat == 2, "the device does not say what deallocated blocks read as (DLFEAT)");
  const auto count = std::min<std::uint64_t>(8, bench.target().carries().queue_depth / 2);
  Batch batch{bench};
  std::vector<Batch::Place> reads;
  for (std::uint64_t i = 0; i < count; ++i) reads.push_back(batch.read(zone.zslba, blocks));
  const Append append = add_appends(batch, zone, {blocks}).front();
  for (std::uint64_t i = 1; i < count; ++i) reads.push_back(batch.read(zone.zslba, blocks));

  batch.run();

  bench.expect_success(batch.cqe(append.place));
  const Bytes old(static_cast<std::size_t>(blocks) * facts.lba_bytes, dlfeat == 1 ? std::byte{0x00} : std::byte{0xFF});
  const Bytes fresh = bench.pattern(append.pattern_lba, blocks);
  for (const Batch::Place read : reads) {
    bench.expect_status(batch.cqe(read), {kSuccess, Status::DeallocatedOrUnwrittenLogicalBlock});
    const bool whole =
        batch.cqe(read).status != kSuccess || batch.returned(read) == old || batch.returned(read) == fresh;
    bench.expect(whole, "all blocks of the append, or none of them", "some of them, or parts of one");
  }
  bench.expect_pattern(zone.zslba, blocks, append.pattern_lba);
}

Case a_case(const char* id, const char* title, std::vector<ClauseId> clauses, void (*run)(Bench&)) {
  return {.id = std::string{"concurrency/"} + id,
          .title = title,
          .clauses = std::move(clauses),
          .level = Level::Shall,
          .needs = {Need::QueueDepth, Need::Append},
          .run = run};
}

}  // namespace

std::vector<Case> untouched_zone_cases() {
  return {
      a_case("reports-of-untouched-zones",
             "Reports in flight with appends to another zone show their zones exactly as they are", {"ZNS-ORD-013"},
             report_each),
      a_case("report-of-all-beside-appends",
             "A report of many zones in flight with appends to one shows all the others exactly as they are",
             {"ZNS-ORD-013"}, report_all),
      a_case("reads-of-untouched-zones",
             "Reads of other zones, Identify and Flush in flight with appends do what they do alone",
             {"ZNS-ORD-014", "ZNS-IO-004"}, read_and_identify),
      a_case("reads-cover-an-append",
             "A read of the blocks of an append in flight, within AWUN, finds all of them or none", {"ZNS-ORD-006"},
             reads_cover_an_append),
  };
}

}  // namespace zns::suites
