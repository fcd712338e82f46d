// Physical region pages: data that begins anywhere, on one page, two, or a list of them; and entries that break the
// rules.
#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reference/spec/pattern.hpp"
#include "reference/spec/text.hpp"
#include "suites/base/identify_structures.hpp"
#include "suites/base/plain_commands.hpp"
#include "suites/bench.hpp"
#include "suites/contents.hpp"
#include "suites/slug.hpp"

namespace zns::suites {
namespace {

enum class Mover : std::uint8_t { Read, Write, Append, Report, Identify };
constexpr Mover kMovers[] = {Mover::Read, Mover::Write, Mover::Append, Mover::Report, Mover::Identify};

const char* slug_of(Mover mover) {
  constexpr const char* kSlugs[] = {"read", "write", "append", "report", "identify"};
  return kSlugs[static_cast<std::size_t>(mover)];
}
const char* name_of(Mover mover) {
  constexpr const char* kNames[] = {"Read", "Write", "Zone Append", "Report Zones", "Identify"};
  return kNames[static_cast<std::size_t>(mover)];
}
bool is_write(Mover mover) {
  return mover == Mover::Write || mover == Mover::Append;
}

// A command that moves `bytes`, and what it needs to succeed.
struct Scene {
  Mover mover{};
  ZoneRef zone = {};
  std::uint64_t blocks = 0;  // of a read or a write
  std::size_t bytes = 0;
  Command command = {};
};

Scene scene(Bench& bench, Mover mover, std::size_t bytes) {
  const Facts& facts = bench.facts();
  Scene made{.mover = mover, .bytes = bytes};
  bench.needs(!facts.mdts_bytes || bytes <= *facts.mdts_bytes,
              "needs transfers of " + std::to_string(bytes) + " bytes");
  bench.needs(bytes <= bench.target().carries().max_transfer_bytes, "needs a way that carries as much");
  if (mover == Mover::Append)
    bench.needs(!facts.append_limit_bytes || bytes <= *facts.append_limit_bytes, "needs a larger ZASL");
  if (mover == Mover::Report || mover == Mover::Identify) {
    if (mover == Mover::Identify) made.bytes = kIdentifyBytes;
    made.command =
        mover == Mover::Identify
            ? Command{.queue = Queue::Admin, .nsid = facts.nsid, .body = Identify{.cns = Cns::Namespace}}
            : Command{.nsid = facts.nsid, .body = ZoneManagementReceive{.numd = NumberOfDwords::of_count(bytes / 4)}};
    return made;
  }
  bench.needs(bytes % facts.lba_bytes == 0, "needs blocks of which some make " + std::to_string(bytes) + " bytes");
  made.blocks = bytes / facts.lba_bytes;
  made.zone = bench.a_zone_in(ZoneState::Empty);
  bench.needs(made.zone.zcap > made.blocks, "needs zones of more than " + std::to_string(made.blocks) + " blocks");
  const Nlb nlb = Nlb::of_count(made.blocks);
  if (mover == Mover::Read) {
    bench.fill(made.zone, made.zone.zslba, made.zone.zslba + made.blocks);
    made.command = {.nsid = facts.nsid, .body = Read{.slba = made.zone.zslba, .nlb = nlb}};
  } else if (mover == Mover::Write) {
    made.command = {.nsid = facts.nsid, .body = Write{.slba = made.zone.zslba, .nlb = nlb}};
  } else {
    made.command = {.nsid = facts.nsid, .body = ZoneAppend{.zslba = made.zone.zslba, .nlb = nlb}};
  }
  return made;
}

// The beginning of a report of all zones, from reports of a page each: as far as it lists zones.
Bytes right_report(Bench& bench, std::size_t bytes) {
  Bytes right;
  for (std::uint64_t zone = 0; zone < bench.facts().zone_count && right.size() < bytes;) {
    Bytes page;
    const ZoneReport report =
        bench.report({.slba = zone * bench.facts().zsze, .numd = NumberOfDwords::of_count(kPrpPageBytes / 4)}, page);
    bench.expect(!report.zones.empty(), "a report of at least one zone", "a report of none");
    const std::size_t header = right.empty() ? 0 : kReportHeaderBytes;
    right.insert(right.end(), page.begin() + static_cast<std::ptrdiff_t>(header),
                 page.begin() + static_cast<std::ptrdiff_t>(report_bytes(report.zones.size(), 0)));
    zone += report.zones.size();
  }
  right.resize(std::min(right.size(), bytes));
  return right;
}

// What the command returns, asked for so that it lies in one page.
Bytes right_data(Bench& bench, const Scene& scene) {
  if (scene.mover == Mover::Read) return bench.pattern(scene.zone.zslba, scene.blocks);
  if (scene.mover == Mover::Report) return right_report(bench, scene.bytes);
  IdentifyPage page;
  bench.expect_success(bench.identify(Cns::Namespace, bench.facts().nsid, Csi::Nvm, &page));
  return {page.begin(), page.end()};
}

Completion send(Bench& bench, const Scene& scene, const PrpLayout& layout, Bytes& data) {
  data = is_write(scene.mover) ? bench.pattern(scene.zone.zslba, scene.blocks) : Bytes(scene.bytes, kUntouched);
  Submission submission{.queue = scene.command.queue, .sqe = encode(scene.command), .prps = layout};
  (is_write(scene.mover) ? void(submission.to_device = data) : void(submission.from_device = data));
  return bench.submit(submission);
}

// The bits of what a command returns that are the same whenever it is sent: in zones without a valid write pointer that
// field may hold anything (ZNS-ZM-061), and some of Identify Namespace may vary (IDN-015).
std::vector<std::uint8_t> compared_bits(Mover mover, std::span<const std::byte> right) {
  constexpr std::size_t kWritePointer = 24;
  constexpr std::size_t kWritePointerBytes = 8;
  if (mover == Mover::Identify) return identify::compared_bits(identify::structure_of("namespace"));
  std::vector<std::uint8_t> bits(right.size(), 0xFF);
  if (mover != Mover::Report) return bits;
  for (std::size_t at = kReportHeaderBytes; at + kZoneDescriptorBytes <= right.size(); at += kZoneDescriptorBytes) {
    const ZoneDescriptor zone = decode_zone_descriptor(right.subspan(at).first<kZoneDescriptorBytes>());
    if (!is_writable(zone.zs)) std::fill_n(&bits[at + kWritePointer], kWritePointerBytes, std::uint8_t{0});
  }
  return bits;
}

// `data` begins with `right` without its first `low` bytes.
void expect_data(Bench& bench, Mover mover, std::span<const std::byte> data, std::span<const std::byte> right,
                 std::size_t low, const std::string& what) {
  const std::vector<std::uint8_t> compared = compared_bits(mover, right);
  for (std::size_t at = low; at < right.size(); ++at)
    if ((std::to_integer<unsigned>(right[at] ^ data[at - low]) & compared[at]) != 0)
      bench.fail({what}, "the data differs from byte " + std::to_string(at - low) + " of " +
                             std::to_string(right.size() - low) + " on");
}

// ---- what hosts may do ----------------------------------------------------------------------------------------------

void moves_all(Bench& bench, Mover mover, std::size_t bytes, const PrpLayout& layout) {
  const Scene made = scene(bench, mover, bytes);
  const Bytes right = is_write(mover) ? Bytes{} : right_data(bench, made);
  Bytes data;

  const Completion cqe = send(bench, made, layout, data);

  bench.expect_success(cqe);
  if (!is_write(mover)) return expect_data(bench, mover, data, right, 0, "the data is returned byte for byte");
  if (mover == Mover::Append)
    bench.expect(cqe.result == made.zone.zslba, "assigned LBA " + hex(made.zone.zslba),
                 "assigned LBA " + hex(cqe.result));
  bench.expect_zone(made.zone, ZoneState::ImplicitlyOpened, made.zone.zslba + made.blocks);
  bench.expect_pattern(made.zone.zslba, made.blocks);
  bench.expect_deallocated(made.zone.zslba + made.blocks, 1);
}

void append_offsets(std::vector<Case>& cases) {
  constexpr std::uint16_t kOffsets[] = {0x004, 0x200, 0x800, 0xFFC};
  for (const Mover mover : kMovers)
    for (const std::uint16_t offset : kOffsets)
      cases.push_back(
          {.id = std::string{"data-pointers/"} + slug_of(mover) + "-offset-" + hex_slug(offset),
           .title = std::string{name_of(mover)} + " moves data that begins at " + hex_slug(offset) +
                    " of a page, and touches nothing else",
           .clauses = {"PRP-001"},
           .level = Level::Shall,
           .needs =
               mover == Mover::Append ? std::vector{Need::PrpLayouts, Need::Append} : std::vector{Need::PrpLayouts},
           .run = [mover, offset](Bench& bench) { moves_all(bench, mover, kPrpPageBytes, {.offset = offset}); }});
}

struct Shape {
  const char* slug;
  const char* text;
  std::size_t pages;
  PrpLayout layout;
};
constexpr Shape kShapes[] = {
    {"2-pages", "two pages, the second of which PRP2 names", 2, {}},
    {"3-pages", "three pages, of which a list names two", 3, {}},
    {"2-pages-with-offset",
     "two pages of data that begins in the middle of a page: three, by a list",
     2,
     {.offset = 0x800}},
    {"5-pages-with-offset", "five pages of data that ends in the middle of a page", 5, {.offset = 0xE00}},
    {"list-at-8", "a list that begins with the second entry of its page", 4, {.list_offset = 8}},
    {"list-in-the-middle", "a list that begins in the middle of its page", 4, {.offset = 0x204, .list_offset = 0x800}},
    {"list-up-to-the-end",
     "a list of two entries that ends with its page: the last entry is no pointer",
     3,
     {.list_offset = 0xFF0}},
    {"list-of-two-pages", "a list that goes on in a second page after one entry", 4, {.list_offset = 0xFF0}},
    {"list-that-begins-with-a-pointer",
     "a list that has nothing in its first page but where it goes on",
     3,
     {.list_offset = 0xFF8}},
    {"list-of-two-pages-with-offset",
     "data with an offset, by a list that goes on in a second page",
     5,
     {.offset = 0x10C, .list_offset = 0xFE8}},
    {"513-pages", "513 pages: 512 entries fill a page of the list", 513, {}},
    {"514-pages", "514 pages: more entries than a page of the list holds", 514, {}},
    {"600-pages-with-offset",
     "600 pages of data with an offset, by a list of two pages",
     600,
     {.offset = 0x404, .list_offset = 0x10}},
};

void append_shapes(std::vector<Case>& cases) {
  for (const Mover mover : {Mover::Read, Mover::Write, Mover::Append, Mover::Report})
    for (const Shape& shape : kShapes) {
      if ((mover == Mover::Append || mover == Mover::Report) && shape.pages > 8) continue;  // they move less
      cases.push_back({.id = std::string{"data-pointers/"} + slug_of(mover) + '-' + shape.slug,
                       .title = std::string{name_of(mover)} + " moves " + shape.text,
                       .clauses = {"PRP-002", "PRP-003", "PRP-004"},
                       .level = Level::Shall,
                       .needs = mover == Mover::Append ? std::vector{Need::PrpLayouts, Need::Append}
                                                       : std::vector{Need::PrpLayouts},
                       .run = [mover, shape](Bench& bench) {
                         moves_all(bench, mover, shape.pages * kPrpPageBytes, shape.layout);
                       }});
    }
}

// ---- what they may not ----------------------------------------------------------------------------------------------

// The command is aborted and does nothing, or the low bits of an address, `low`, are taken for 0.
void refuse_or_ignore(Bench& bench, Mover mover, std::size_t bytes, const PrpLayout& layout, std::size_t low) {
  const Scene made = scene(bench, mover, bytes);
  const Bytes right = is_write(mover) ? bench.pattern(made.zone.zslba, made.blocks) : right_data(bench, made);
  Bytes data;

  const Completion cqe = send(bench, made, layout, data);

  bench.expect_status(cqe, {kSuccess, Status::PrpOffsetInvalid});
  if (cqe.status != kSuccess && !is_write(mover)) return;
  if (cqe.status != kSuccess) return plain::expect_nothing_written(bench, made.zone);
  const std::string what = "the data is moved as if the low bits of the address were 0";
  if (!is_write(mover)) return expect_data(bench, mover, data, right, low, what);
  bench.expect_zone(made.zone, ZoneState::ImplicitlyOpened, made.zone.zslba + made.blocks);
  bench.expect_success(bench.read(made.zone.zslba, made.blocks, &data));
  expect_data(bench, mover, right, data, low, what);  // the device's first byte is before the host's
}

struct Wrong {
  const char* slug;
  const char* text;
  std::size_t pages;
  PrpLayout layout;
  std::size_t low;
  ClauseId clause;
};
constexpr Wrong kWrong[] = {
    {"prp2-offset", "a PRP2 that is no page address", 2, {.prp2_offset = 0x200}, 0, "GEN-018"},
    {"prp2-offset-4", "a PRP2 that is no page address, but for 4 bytes", 2, {.prp2_offset = 4}, 0, "GEN-018"},
    {"list-entry-offset", "entries of a list that are no page addresses", 3, {.prp2_offset = 0x800}, 0, "GEN-018"},
    {"prp1-unaligned", "a PRP1 that is no dword address", 1, {.offset = 0x102}, 2, "GEN-017"},
    {"prp1-odd", "an odd PRP1", 1, {.offset = 0x201}, 1, "GEN-017"},
};

void append_wrong(std::vector<Case>& cases) {
  for (const Mover mover : {Mover::Read, Mover::Write, Mover::Append, Mover::Report})
    for (const Wrong& wrong : kWrong)
      cases.push_back({.id = std::string{"data-pointers/"} + slug_of(mover) + '-' + wrong.slug,
                       .title = std::string{name_of(mover)} + " with " + wrong.text +
                                " is aborted with PRP Offset Invalid, or its low bits are ignored",
                       .clauses = {wrong.clause, "ZNS-AMB-14"},
                       .level = Level::Should,
                       .needs = mover == Mover::Append ? std::vector{Need::PrpLayouts, Need::Append}
                                                       : std::vector{Need::PrpLayouts},
                       .run = [mover, wrong](Bench& bench) {
                         refuse_or_ignore(bench, mover, wrong.pages * kPrpPageBytes, wrong.layout, wrong.low);
                       }});
}

// ---- MDTS, and more
// --------------------------------------------------------------------------------------------------

// An offset in the first page makes a PRP entry more, and no byte more.
void move_mdts(Bench& bench, Mover mover) {
  const Facts& facts = bench.facts();
  const auto limit = mover == Mover::Append ? facts.append_limit_bytes : facts.mdts_bytes;
  bench.needs(limit.has_value(), "the device does not limit the size of a transfer (MDTS = 0)");
  moves_all(bench, mover, static_cast<std::size_t>(*limit), {.offset = 0x804});
}

void append_at_mdts(std::vector<Case>& cases) {
  for (const Mover mover : {Mover::Read, Mover::Write, Mover::Append, Mover::Report})
    cases.push_back(
        {.id = std::string{"data-pointers/"} + slug_of(mover) + "-at-mdts-with-offset",
         .title = std::string{name_of(mover)} + " of exactly MDTS moves data that begins in the middle of a page",
         .clauses = {"IDC-022", "PRP-001"},
         .level = Level::Shall,
         .needs = mover == Mover::Append ? std::vector{Need::PrpLayouts, Need::Append} : std::vector{Need::PrpLayouts},
         .run = [mover](Bench& bench) { move_mdts(bench, mover); }});
}

void refuse_over_mdts(Bench& bench, Mover mover) {
  const Facts& facts = bench.facts();
  bench.needs(facts.mdts_bytes.has_value(), "the device does not limit the size of a transfer (MDTS = 0)");
  const std::size_t bytes = *facts.mdts_bytes * facts.limit_doubt + std::max(facts.lba_bytes, kPrpPageBytes);
  bench.needs(bytes <= bench.target().carries().max_transfer_bytes, "needs a way that carries more than MDTS");
  bench.needs(bytes / facts.lba_bytes <= 65'536, "MDTS is more than a command can name");
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  const std::uint64_t blocks = bytes / facts.lba_bytes;
  bench.needs(blocks <= zone.zcap, "needs zones of more blocks than MDTS");
  const Nlb nlb = Nlb::of_count(blocks);
  Bytes data(bytes, kUntouched);
  Submission submission{.sqe = {}, .prps = {.offset = 0x800, .list_offset = 0xFF0}};
  if (mover == Mover::Write) {
    data = bench.pattern(zone.zslba, blocks);
    submission.to_device = data;
    submission.sqe = encode(Command{.nsid = facts.nsid, .body = Write{.slba = zone.zslba, .nlb = nlb}});
  } else {
    submission.from_device = data;
    submission.sqe = mover == Mover::Read
                         ? encode(Command{.nsid = facts.nsid, .body = Read{.slba = zone.zslba, .nlb = nlb}})
                         : encode(Command{.nsid = facts.nsid,
                                          .body = ZoneManagementReceive{.numd = NumberOfDwords::of_count(bytes / 4)}});
  }

  bench.expect_status(bench.submit(submission), {Status::InvalidFieldInCommand});

  bench.expect_zone(zone, ZoneState::Empty, zone.zslba);
  bench.expect_deallocated(zone.zslba, 1);
}

void append_over_mdts(std::vector<Case>& cases) {
  for (const Mover mover : {Mover::Read, Mover::Write, Mover::Report})
    cases.push_back({.id = std::string{"data-pointers/"} + slug_of(mover) + "-over-mdts",
                     .title = std::string{name_of(mover)} +
                              " of a page more than MDTS, with pages for all of it, is aborted and changes nothing",
                     .clauses = {"ZNS-GEN-012", "IDC-005"},
                     .level = Level::Shall,
                     .needs = {Need::PrpLayouts, Need::OverMdts},
                     .run = [mover](Bench& bench) { refuse_over_mdts(bench, mover); }});
}

}  // namespace

std::vector<Case> data_pointer_cases() {
  std::vector<Case> cases;
  append_offsets(cases);
  append_shapes(cases);
  append_wrong(cases);
  append_at_mdts(cases);
  append_over_mdts(cases);
  return cases;
}

}  // namespace zns::suites
