// What a namespace without zones may hold, block by block.
#include "reference/oracle/block_oracle.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "reference/device/device.hpp"
#include "reference/device/random_for_tests.hpp"

namespace zns {
namespace {

using Bytes = std::vector<std::byte>;

Geometry blocks(bool write_cache = false) {
  Geometry geometry{.nsid = 2, .lba_bytes = 512, .zones = 1, .zsze = 16, .zcap = 16, .write_cache = write_cache};
  geometry.csi = Csi::Nvm;
  return geometry;
}

Bytes filled(std::uint64_t count, unsigned value) {
  return Bytes(static_cast<std::size_t>(count) * 512, std::byte{static_cast<std::uint8_t>(value)});
}

Command write(std::uint64_t slba, std::uint64_t count = 1, bool fua = false) {
  return {.nsid = 2, .body = Write{.slba = slba, .nlb = Nlb::of_count(count), .fua = fua}};
}
Command read(std::uint64_t slba, std::uint64_t count = 1) {
  return {.nsid = 2, .body = Read{.slba = slba, .nlb = Nlb::of_count(count)}};
}

class BlockOracleTest : public testing::Test {
 protected:
  Judgement wrote(std::uint64_t slba, unsigned value, std::uint64_t count = 1, Status status = kSuccess) {
    return oracle.observe(write(slba, count), filled(count, value), {.status = status, .data = {}}).judgement;
  }
  Judgement has_read(std::uint64_t slba, unsigned value) {
    const Bytes data = filled(1, value);
    return oracle.observe(read(slba), {}, {.data = data}).judgement;
  }
  BlockOracle oracle{blocks()};
};

TEST_F(BlockOracleTest, BelievesWhatItReadsFirst) {
  EXPECT_EQ(has_read(3, 7), Judgement::Permitted) << "nothing is known of the block";
  EXPECT_EQ(has_read(3, 8), Judgement::NotPermitted) << "it was read, and not written since";
}

TEST_F(BlockOracleTest, ExpectsWhatWasWrittenLast) {
  EXPECT_EQ(wrote(2, 1, 3), Judgement::Permitted);
  EXPECT_EQ(wrote(3, 2), Judgement::Permitted);
  EXPECT_EQ(has_read(2, 1), Judgement::Permitted);
  EXPECT_EQ(has_read(3, 1), Judgement::NotPermitted);
  EXPECT_EQ(has_read(3, 2), Judgement::Permitted);
  EXPECT_EQ(has_read(4, 1), Judgement::Permitted);
}

TEST_F(BlockOracleTest, KnowsWhereItEnds) {
  EXPECT_EQ(wrote(15, 1), Judgement::Permitted);
  EXPECT_EQ(wrote(15, 1, 2), Judgement::NotPermitted);
  EXPECT_EQ(wrote(15, 1, 2, Status::LbaOutOfRange), Judgement::Permitted);
  EXPECT_EQ(wrote(14, 1, 2, Status::LbaOutOfRange), Judgement::NotPermitted);
}

TEST_F(BlockOracleTest, KnowsNoCommandOfZones) {
  const Command reset{.nsid = 2, .body = ZoneManagementSend{.zsa = ZoneSendAction::Reset}};
  EXPECT_EQ(oracle.observe(reset, {}, {}).judgement, Judgement::NotPermitted);
  EXPECT_EQ(oracle.observe(reset, {}, {.status = Status::InvalidCommandOpcode, .data = {}}).judgement,
            Judgement::Permitted);
}

TEST_F(BlockOracleTest, KnowsNothingOfBlocksWhoseWriteFailed) {
  EXPECT_EQ(wrote(2, 1, 2), Judgement::Permitted);
  EXPECT_EQ(wrote(2, 2, 1, Status::WriteFault), Judgement::Inconclusive);
  EXPECT_EQ(has_read(2, 1), Judgement::Permitted);
  EXPECT_EQ(has_read(3, 2), Judgement::NotPermitted) << "that Write did not name the block";
}

TEST_F(BlockOracleTest, TakesEitherOfTwoWritesInFlightForEachBlock) {
  // given
  const Bytes first = filled(2, 1);
  const Bytes second = filled(2, 2);
  const std::vector<BlockOracle::Sent> both{{.command = write(4, 2), .to_device = first, .seen = {}},
                                            {.command = write(5, 2), .to_device = second, .seen = {}}};
  // when
  for (const Verdict& verdict : oracle.observe_together(both)) EXPECT_EQ(verdict.judgement, Judgement::Permitted);
  // then
  EXPECT_EQ(has_read(4, 2), Judgement::NotPermitted) << "the first alone wrote it";
  EXPECT_EQ(has_read(6, 1), Judgement::NotPermitted) << "the second alone wrote it";
  EXPECT_EQ(has_read(5, 3), Judgement::NotPermitted);
  EXPECT_EQ(has_read(5, 1), Judgement::Permitted);
  EXPECT_EQ(has_read(5, 2), Judgement::NotPermitted) << "it was read as the other's, and not written since";
}

TEST_F(BlockOracleTest, TakesDataOfBeforeOrOnItsWayForAReadInFlight) {
  EXPECT_EQ(wrote(4, 1), Judgement::Permitted);
  const Bytes now = filled(1, 2);
  for (const unsigned seen : {1U, 2U, 3U}) {
    BlockOracle asked = oracle;
    const Bytes data = filled(1, seen);
    const std::vector<BlockOracle::Sent> both{{.command = write(4), .to_device = now, .seen = {}},
                                              {.command = read(4), .seen = {.data = data}}};
    EXPECT_EQ(asked.observe_together(both)[1].judgement, seen == 3 ? Judgement::NotPermitted : Judgement::Permitted)
        << seen;
  }
}

TEST_F(BlockOracleTest, KnowsNotWhetherAWriteInFlightWasDoneThatFailed) {
  EXPECT_EQ(wrote(4, 1), Judgement::Permitted);
  const Bytes now = filled(1, 2);
  const std::vector<BlockOracle::Sent> both{
      {.command = write(4), .to_device = now, .seen = {.status = Status::WriteFault, .data = {}}},
      {.command = write(9), .to_device = now, .seen = {}}};
  static_cast<void>(oracle.observe_together(both));
  EXPECT_EQ(has_read(4, 1), Judgement::Permitted);
}

TEST(BlockOracleWithACache, LetsPowerTakeWhatWasNotFlushed) {
  for (const unsigned seen : {1U, 2U, 3U, 4U}) {
    // given: one is durable, two came after it
    BlockOracle oracle{blocks(true)};
    const Command flush{.nsid = 2, .body = Flush{}};
    oracle.observe(write(0), filled(1, 1), {});
    oracle.observe(flush, {}, {});
    oracle.observe(write(0), filled(1, 2), {});
    oracle.observe(write(0), filled(1, 3), {});
    // when
    oracle.restart(Reset::PowerCycle);
    // then
    const Bytes data = filled(1, seen);
    EXPECT_EQ(oracle.observe(read(0), {}, {.data = data}).judgement,
              seen == 4 ? Judgement::NotPermitted : Judgement::Permitted)
        << seen;
  }
}

// What a Read shows need not be what power leaves: the cache may hold the one, and the medium the other.
TEST(BlockOracleWithACache, LetsPowerTakeAWriteThatFailedAndWasReadBack) {
  for (const unsigned seen : {1U, 2U, 3U}) {
    // given
    BlockOracle oracle{blocks(true)};
    const Bytes failed = filled(1, 2);
    oracle.observe(write(0), filled(1, 1), {});
    oracle.observe({.nsid = 2, .body = Flush{}}, {}, {});
    oracle.observe(write(0), failed, {.status = Status::WriteFault, .data = {}});
    EXPECT_EQ(oracle.observe(read(0), {}, {.data = failed}).judgement, Judgement::Permitted);
    // when
    oracle.restart(Reset::PowerCycle);
    // then
    const Bytes data = filled(1, seen);
    EXPECT_EQ(oracle.observe(read(0), {}, {.data = data}).judgement,
              seen == 3 ? Judgement::NotPermitted : Judgement::Permitted)
        << seen;
  }
}

TEST(BlockOracleWithACache, LetsPowerTakeTheLaterOfTwoWritesInFlight) {
  for (const bool fua : {false, true}) {
    // given: the Read shows the first of the two, so it was the later one
    BlockOracle oracle{blocks(true)};
    const Bytes one = filled(1, 1);
    const Bytes two = filled(1, 2);
    oracle.observe(write(0), filled(1, 3), {});
    oracle.flushed();
    const std::vector<BlockOracle::Sent> both{{.command = write(0, 1, fua), .to_device = one, .seen = {}},
                                              {.command = write(0, 1, fua), .to_device = two, .seen = {}}};
    static_cast<void>(oracle.observe_together(both));
    EXPECT_EQ(oracle.observe(read(0), {}, {.data = one}).judgement, Judgement::Permitted);
    // when
    oracle.restart(Reset::PowerCycle);
    // then
    EXPECT_EQ(oracle.observe(read(0), {}, {.data = two}).judgement,
              fua ? Judgement::NotPermitted : Judgement::Permitted);
  }
}

TEST(BlockOracleWithACache, KnowsNotWhatWasDurableBeforeItWatched) {
  const Bytes seen = filled(1, 1);
  const Bytes older = filled(1, 2);
  for (const bool flushes : {false, true}) {
    // given: a block that was read, and not written since
    BlockOracle oracle{blocks(true)};
    oracle.observe(read(0), {}, {.data = seen});
    if (flushes) oracle.observe({.nsid = 2, .body = Flush{}}, {}, {});
    // when
    oracle.restart(Reset::PowerCycle);
    // then
    EXPECT_EQ(oracle.observe(read(0), {}, {.data = older}).judgement,
              flushes ? Judgement::NotPermitted : Judgement::Permitted);
  }
}

TEST(BlockOracleWithACache, KeepsWhatIsDurable) {
  for (const std::string how : {"flush", "flush of all", "fua", "shutdown", "controller reset"}) {
    BlockOracle oracle{blocks(true)};
    oracle.flushed();  // of what was written before
    oracle.observe(write(0), filled(1, 1), {});
    oracle.observe(write(0, 1, how == "fua"), filled(1, 2), {});
    if (how == "flush") oracle.observe({.nsid = 2, .body = Flush{}}, {}, {});
    if (how == "flush of all") oracle.flushed();
    if (how == "shutdown") oracle.restart(Reset::Shutdown);
    if (how == "controller reset")
      oracle.restart(Reset::Controller);
    else
      oracle.restart(Reset::PowerCycle);
    const Bytes data = filled(1, 1);
    EXPECT_EQ(oracle.observe(read(0), {}, {.data = data}).judgement, Judgement::NotPermitted) << how;
  }
}

// ---- a device, and any program --------------------------------------------------------------------------------------

Command random_command(Random& random) {
  const std::uint64_t slba = random.below(17);
  const Nlb nlb = Nlb::of_count(1 + random.below(3));
  switch (random.below(6)) {
    case 0:
      return {.nsid = 2, .body = WriteZeroes{.slba = slba, .nlb = nlb}};
    case 1:
    case 2:
      return {.nsid = 2, .body = Read{.slba = slba, .nlb = nlb}};
    case 3:
      return {.nsid = 2, .body = Flush{}};
    default:
      return {.nsid = 2, .body = Write{.slba = slba, .nlb = nlb, .fua = random.one_in(4)}};
  }
}

TEST(BlockOracle, PermitsWhatTheReferenceDoes) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Random random{seed};
    std::vector<Geometry> namespaces{Geometry{.lba_bytes = 512, .zones = 2}, blocks(random.one_in(2))};
    Device device{namespaces, {}};
    BlockOracle oracle{namespaces[1]};
    for (unsigned step = 0; step < 100; ++step) {
      if (random.one_in(20)) {
        const auto kind = static_cast<Reset>(random.below(3));
        device.restart(kind);
        oracle.restart(kind);
      }
      const Command command = random_command(random);
      const Bytes sent = filled(bytes_to_device(namespaces[1], command) / 512, step);
      Bytes returned(bytes_from_device(namespaces[1], command));
      const Device::Done done = device.submit(command, sent, returned);
      const Verdict verdict = oracle.observe(command, sent, {.status = done.status, .data = returned});
      ASSERT_EQ(verdict.judgement, Judgement::Permitted)
          << "seed " << seed << ", step " << step << ": " << verdict.observed;
    }
  }
}

}  // namespace
}  // namespace zns
