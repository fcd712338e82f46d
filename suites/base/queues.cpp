// Queues: they are filled, emptied and wrapped, and every command is completed once, as itself.
#include <algorithm>
#include <string>
#include <vector>

#include "suites/base/identify_structures.hpp"
#include "suites/batch.hpp"
#include "suites/contents.hpp"

namespace zns::suites {
namespace {

constexpr std::size_t kWholeQueue = 0;        // as many as the queue holds
constexpr std::size_t kMostCommands = 9'000;  // of one case

std::size_t in_flight(const Bench& bench, const Carries& carries, std::size_t wanted) {
  const std::size_t depth = wanted == kWholeQueue ? carries.queue_depth : wanted;
  bench.needs(depth <= carries.queue_depth, "needs " + std::to_string(depth) + " commands in flight");
  bench.needs(2 * carries.queue_depth <= kMostCommands, "the queues are too long to go round twice");
  return depth;
}

// How many batches it takes to send more than two queues full.
std::size_t rounds(const Carries& carries, std::size_t depth) {
  return (2 * carries.queue_depth + 4) / std::max<std::size_t>(depth, 1) + 1;
}

// A zone with blocks that differ, for reads that show which command a completion is of.
struct Blocks {
  ZoneRef zone;
  std::uint64_t count = 0;
};
Blocks some_blocks(Bench& bench) {
  constexpr std::uint64_t kMostBlocks = 16;
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  const std::uint64_t count = std::min(zone.zcap, kMostBlocks);
  bench.fill(zone, zone.zslba, zone.zslba + count);
  return {zone, count};
}

void reads_round_the_queue(Bench& bench, std::size_t wanted) {
  const Carries carries = bench.target().carries();
  const std::size_t depth = in_flight(bench, carries, wanted);
  const Blocks blocks = some_blocks(bench);
  for (std::size_t round = 0; round < rounds(carries, depth); ++round) {
    Batch batch{bench};
    const auto lba = [&](std::size_t i) { return blocks.zone.zslba + (round + i) % blocks.count; };
    for (std::size_t i = 0; i < depth; ++i) batch.read(lba(i), 1);
    batch.run();
    for (std::size_t i = 0; i < depth; ++i) {
      bench.expect_success(batch.cqe(i));
      batch.expect_read(i, lba(i));
    }
  }
}

// One of the commands that are mixed, with the status that it has.
Status add_one(Batch& batch, const Blocks& blocks, const Bench& bench, std::size_t which) {
  constexpr std::uint8_t kReservedOpcode = 0x7B;
  switch (which % 5) {
    case 0:
      batch.read(blocks.zone.zslba, 1);
      return kSuccess;
    case 1:
      batch.read(bench.facts().nsze, 1);
      return Status::LbaOutOfRange;
    case 2:
      batch.add({.nsid = bench.facts().nsid, .body = OtherCommand{kReservedOpcode}}, {}, 0);
      return Status::InvalidCommandOpcode;
    case 3:
      batch.report(blocks.zone);
      return kSuccess;
    default:
      break;
  }
  batch.add({.nsid = bench.facts().nsid,
             .body = ZoneManagementSend{.slba = blocks.zone.zslba, .zsa = static_cast<ZoneSendAction>(0x7F)}},
            {}, 0);
  return Status::InvalidFieldInCommand;
}

void mixed_statuses(Bench& bench, std::size_t wanted) {
  const Carries carries = bench.target().carries();
  const std::size_t depth = in_flight(bench, carries, wanted);
  const Blocks blocks = some_blocks(bench);
  const ZoneDescriptor before = bench.descriptor(blocks.zone);
  for (std::size_t round = 0; round < rounds(carries, depth); ++round) {
    Batch batch{bench};
    std::vector<Status> expected;
    for (std::size_t i = 0; i < depth; ++i) expected.push_back(add_one(batch, blocks, bench, round + 3 * i));
    batch.run();
    for (std::size_t i = 0; i < depth; ++i) bench.expect_status(batch.cqe(i), {expected[i]});
  }
  bench.expect_unchanged(blocks.zone, before);
  bench.expect_pattern(blocks.zone.zslba, blocks.count);
}

void expect_same_page(Bench& bench, const Bytes& returned, const IdentifyPage& right) {
  identify::expect_same(bench, identify::structure_of("namespace"), right, returned, "with other commands in flight");
}

void identify_round_the_queue(Bench& bench, std::size_t wanted) {
  const Carries carries = bench.target().carries();
  const std::size_t depth = in_flight(bench, carries, wanted);
  IdentifyPage right;
  bench.expect_success(bench.identify(Cns::Namespace, bench.facts().nsid, Csi::Nvm, &right));
  for (std::size_t round = 0; round < rounds(carries, depth); ++round) {
    Batch batch{bench};
    for (std::size_t i = 0; i < depth; ++i) batch.identify();
    batch.run();
    for (std::size_t i = 0; i < depth; ++i) {
      bench.expect_success(batch.cqe(i));
      expect_same_page(bench, batch.returned(i), right);
    }
  }
}

void both_queues(Bench& bench) {
  constexpr std::size_t kEach = 8;
  constexpr int kRounds = 20;
  in_flight(bench, bench.target().carries(), 2 * kEach);
  const Blocks blocks = some_blocks(bench);
  IdentifyPage right;
  bench.expect_success(bench.identify(Cns::Namespace, bench.facts().nsid, Csi::Nvm, &right));
  for (int round = 0; round < kRounds; ++round) {
    Batch batch{bench};
    for (std::size_t i = 0; i < kEach; ++i) {
      batch.read(blocks.zone.zslba + i % blocks.count, 1);
      batch.identify();
    }
    batch.run();
    for (std::size_t i = 0; i < kEach; ++i) {
      bench.expect_success(batch.cqe(2 * i));
      bench.expect_success(batch.cqe(2 * i + 1));
      batch.expect_read(2 * i, blocks.zone.zslba + i % blocks.count);
      expect_same_page(bench, batch.returned(2 * i + 1), right);
    }
  }
}

// Appends that return their place: each completion has its own result.
void results_of_their_own(Bench& bench, std::size_t wanted) {
  const std::size_t depth = in_flight(bench, bench.target().carries(), wanted);
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.needs(zone.zcap >= 2 * depth, "needs zones of " + std::to_string(2 * depth) + " blocks");
  Batch batch{bench};
  for (std::size_t i = 0; i < depth; ++i) {
    batch.append(zone, 1, zone.zslba + depth + i);
    batch.read(bench.facts().nsze, 1);
  }
  bench.needs(batch.size() <= bench.target().carries().queue_depth, "needs more commands in flight");
  batch.run();
  for (std::size_t i = 0; i < depth; ++i) {
    bench.expect_success(batch.cqe(2 * i));
    bench.expect_status(batch.cqe(2 * i + 1), {Status::LbaOutOfRange});
    bench.expect_pattern(batch.cqe(2 * i).result, 1, zone.zslba + depth + i);
  }
}

void tells_the_head(Bench& bench, std::size_t wanted) {
  const Carries carries = bench.target().carries();
  bench.needs(carries.sq_heads, "the way to the device does not show what completions tell of the queue's head");
  const std::size_t depth = in_flight(bench, carries, wanted);
  for (std::size_t round = 0; round < rounds(carries, depth); ++round) {
    Batch batch{bench};
    for (std::size_t i = 0; i < depth; ++i) batch.add({.nsid = bench.facts().nsid, .body = Flush{}}, {}, 0);
    batch.run();
    for (std::size_t i = 0; i < depth; ++i)
      bench.expect(!batch.cqe(i).wrong_sqhd,
                   "SQHD past the slot of the completed command, not behind an earlier one, and not past the tail",
                   "another SQHD");
  }
}

struct Depth {
  std::size_t commands;
  const char* slug;
  const char* text;
};
constexpr Depth kDepths[] = {
    {1, "1", "one command"}, {2, "2", "2 commands"}, {16, "16", "16 commands"}, {kWholeQueue, "full", "a full queue"}};

void append_depth(std::vector<Case>& cases, const Depth& depth) {
  const std::string at = std::string{"-depth-"} + depth.slug;
  const std::string with = std::string{", with "} + depth.text + " in flight";
  cases.push_back({.id = "queues/reads" + at,
                   .title = "Reads go twice round the I/O queues and have each its own completion and data" + with,
                   .clauses = {"QUE-003", "QUE-001", "QUE-002"},
                   .level = Level::Shall,
                   .needs = {Need::QueueDepth},
                   .run = [depth](Bench& bench) { reads_round_the_queue(bench, depth.commands); }});
  cases.push_back({.id = "queues/identify" + at,
                   .title = "Identify commands go twice round the admin queues" + with,
                   .clauses = {"QUE-003", "QUE-001", "QUE-002"},
                   .level = Level::Shall,
                   .needs = {Need::QueueDepth},
                   .run = [depth](Bench& bench) { identify_round_the_queue(bench, depth.commands); }});
  cases.push_back({.id = "queues/sq-head" + at,
                   .title = "Completions tell how far the controller has fetched commands" + with,
                   .clauses = {"QUE-003"},
                   .level = Level::Shall,
                   .needs = {Need::QueueDepth},
                   .run = [depth](Bench& bench) { tells_the_head(bench, depth.commands); }});
  cases.push_back({.id = "queues/mixed" + at,
                   .title = "Of commands that succeed and commands that are aborted each has its own status" + with,
                   .clauses = {"QUE-003", "QUE-004"},
                   .level = Level::Shall,
                   .needs = {Need::QueueDepth},
                   .run = [depth](Bench& bench) { mixed_statuses(bench, depth.commands); }});
}

}  // namespace

std::vector<Case> queue_cases() {
  std::vector<Case> cases;
  for (const Depth& depth : kDepths) append_depth(cases, depth);
  cases.push_back({.id = "queues/both-at-once",
                   .title = "Admin and I/O commands in flight together are each completed in their own queue",
                   .clauses = {"QUE-003", "QUE-023"},
                   .level = Level::Shall,
                   .needs = {Need::QueueDepth},
                   .run = both_queues});
  cases.push_back({.id = "queues/results",
                   .title = "Appends in flight with commands that fail return each its own assigned LBA",
                   .clauses = {"QUE-003", "ZNS-APPEND-001"},
                   .level = Level::Shall,
                   .needs = {Need::QueueDepth, Need::Append},
                   .run = [](Bench& bench) { results_of_their_own(bench, 8); }});
  return cases;
}

}  // namespace zns::suites
