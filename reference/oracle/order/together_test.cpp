#include "reference/oracle/order/together.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "reference/device/step.hpp"
#include "reference/oracle/order/every_order_for_tests.hpp"
#include "reference/oracle/order/histories_for_tests.hpp"
#include "reference/oracle/order/history.hpp"
#include "reference/spec/sampled_for_tests.hpp"
#include "reference/spec/text.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns {
namespace {

Geometry three_zones() {
  return {.lba_bytes = 512, .zones = 3, .zsze = 8, .zcap = 8, .max_active = 3, .max_open = 2};
}

const Command kWrites{.body = Write{.slba = 0, .nlb = Nlb::of_count(1)}};
const Command kAppends{.body = ZoneAppend{.zslba = 0, .nlb = Nlb::of_count(1)}};
const Command kWritesElsewhere{.body = Write{.slba = 8, .nlb = Nlb::of_count(1)}};
const Command kResetsElsewhere{.body = ZoneManagementSend{.slba = 8, .zsa = ZoneSendAction::Reset}};

// A batch that no order explains: after a Write of one block an append is said to have gone to the sixth.
Together impossible() {
  const std::vector<std::byte> block(512, std::byte{0x77});
  Together batch;
  batch.add(kWrites, block, {.status = kSuccess, .data = {}}, 0);
  batch.add(kAppends, block, {.status = kSuccess, .result = 5, .data = {}}, 1);
  return batch;
}

TEST(Together, ThatNoOrderExplainsIsAFinding) {
  Oracle oracle{three_zones()};
  Together batch = impossible();
  const Together::Outcome outcome = batch.judge(oracle);
  EXPECT_EQ(outcome.verdict.judgement, Judgement::NotPermitted);
  EXPECT_EQ(outcome.stuck, 1U);
  EXPECT_EQ(outcome.command, kAppends);
  EXPECT_EQ(outcome.in_flight, 2U);
}

TEST(Together, ThatNoOrderExplainsLeavesNoDataBelieved) {
  // given a zone that was written by such a batch, and adopted as it is reported
  Oracle oracle{three_zones()};
  static_cast<void>(impossible().judge(oracle));
  ASSERT_TRUE(oracle.needs_whole_report());
  oracle.adopt(0, {.zs = ZoneState::ImplicitlyOpened, .zcap = 8, .zslba = 0, .wp = 1}, {});
  // when its first block is read, then it may hold anything
  const std::vector<std::byte> zeroes(512);
  const Command reads{.body = Read{.slba = 0, .nlb = Nlb::of_count(1)}};
  const Verdict verdict = oracle.observe(reads, {}, {.status = kSuccess, .data = zeroes});
  EXPECT_NE(verdict.judgement, Judgement::NotPermitted) << verdict.observed;
}

TEST(Together, WithAStatusThatDecidesNothingProvesNothing) {
  Together batch = impossible();
  batch.add(kWritesElsewhere, std::vector<std::byte>(512), {.status = Status::NamespaceNotReady, .data = {}}, 2);
  Oracle oracle{three_zones()};
  const Verdict verdict = batch.judge(oracle).verdict;
  EXPECT_EQ(verdict.judgement, Judgement::Inconclusive);
  EXPECT_EQ(verdict.clauses, (std::vector<ClauseId>{"ZNS-GEN-014"}));
}

TEST(Together, WithAResetThatMayChangeACapacityProvesNothing) {
  for (const bool variable : {false, true}) {
    Geometry geometry = three_zones();
    geometry.variable_capacity = variable;
    Together batch = impossible();
    batch.add(kResetsElsewhere, {}, {.status = kSuccess, .data = {}}, 2);
    Oracle oracle{geometry};
    EXPECT_EQ(batch.judge(oracle).verdict.judgement, variable ? Judgement::Inconclusive : Judgement::NotPermitted);
  }
}

TEST(Together, LooksAtZonesThatMayHaveBeenClosedForRoom) {
  // given an implicitly opened zone
  Oracle oracle{three_zones()};
  const Command opens{.body = Write{.slba = 16, .nlb = Nlb::of_count(1)}};
  ASSERT_EQ(oracle.observe(opens, std::vector<std::byte>(512), {.status = kSuccess, .data = {}}).judgement,
            Judgement::Permitted);
  // when a batch is about other zones, then it is looked at, too
  EXPECT_EQ(impossible().reports(oracle).size(), 2U);
  // and not where there is no limit: nothing is closed for room
  Geometry unlimited = three_zones();
  unlimited.max_open.reset();
  Oracle free{unlimited};
  static_cast<void>(free.observe(opens, std::vector<std::byte>(512), {.status = kSuccess, .data = {}}));
  EXPECT_EQ(impossible().reports(free).size(), 1U);
}

// A device in flight, by hand: commands in a batch, or by themselves, and whether each is permitted.
class Host {
 public:
  explicit Host(const Geometry& geometry = three_zones()) : oracle_{geometry} {}

  void batch(const std::vector<std::pair<Command, std::uint64_t>>& done) {
    std::size_t place = 0;
    for (const auto& [command, result] : done)
      together_.add(command, sent(command), {.status = kSuccess, .result = result, .data = {}}, place++);
    EXPECT_EQ(together_.judge(oracle_).verdict.judgement, Judgement::Permitted);
  }
  Judgement alone(const Command& command, Status status = kSuccess, std::span<const std::byte> data = {}) {
    return together_.observe(oracle_, command, sent(command), {.status = status, .data = data}).judgement;
  }
  Judgement reports(const ZoneDescriptor& zone, Status status = kSuccess) {
    std::vector<std::byte> data(report_bytes(1, 0));
    data[0] = std::byte{1};
    encode(zone, std::span{data}.subspan(kReportHeaderBytes).first<kZoneDescriptorBytes>());
    return alone({.body =
                      ZoneManagementReceive{
                          .slba = zone.zslba, .numd = NumberOfDwords::of_count(data.size() / 4), .partial = true}},
                 status, data);
  }
  Judgement reads(std::uint64_t slba, std::uint8_t fill) {
    return alone({.body = Read{.slba = slba, .nlb = Nlb::of_count(1)}}, kSuccess,
                 std::vector<std::byte>(512, std::byte{fill}));
  }
  void fill(std::uint8_t fill) { fill_ = std::byte{fill}; }
  [[nodiscard]] bool is_unsettled() const { return together_.is_unsettled(); }
  [[nodiscard]] Oracle& oracle() { return oracle_; }

 private:
  [[nodiscard]] std::vector<std::byte> sent(const Command& command) const {
    return std::vector<std::byte>(bytes_to_device(oracle_.geometry(), command), fill_);
  }

  Oracle oracle_;
  Together together_;
  std::byte fill_{0x77};
};

const Command kResets{.body = ZoneManagementSend{.slba = 0, .zsa = ZoneSendAction::Reset}};
const Command kCloses{.body = ZoneManagementSend{.slba = 0, .zsa = ZoneSendAction::Close}};
const Command kOpens{.body = ZoneManagementSend{.slba = 0, .zsa = ZoneSendAction::Open}};
constexpr ZoneDescriptor kEmpty{.zs = ZoneState::Empty, .zcap = 8, .zslba = 0, .wp = 0};
constexpr ZoneDescriptor kOneWritten{.zs = ZoneState::ImplicitlyOpened, .zcap = 8, .zslba = 0, .wp = 1};
constexpr ZoneDescriptor kClosed{.zs = ZoneState::Closed, .zcap = 8, .zslba = 0, .wp = 1};

// ZNS-ORD-008: which came first, is told by what comes next, whatever lies between.
TEST(Together, AnAppendAndAResetStayOpenUntilAReport) {
  for (const ZoneDescriptor& said : {kEmpty, kOneWritten}) {
    Host host;
    host.batch({{kAppends, 0}, {kResets, 0}});
    EXPECT_TRUE(host.is_unsettled());
    EXPECT_EQ(host.alone({.body = Flush{}}), Judgement::Permitted);
    EXPECT_EQ(host.alone(kWritesElsewhere), Judgement::Permitted);
    EXPECT_EQ(host.reports({.zs = ZoneState::ImplicitlyOpened, .zcap = 8, .zslba = 8, .wp = 9}), Judgement::Permitted);
    host.reports(said, Status::CommandInterrupted);
    EXPECT_TRUE(host.is_unsettled());
    EXPECT_EQ(host.reports(said), Judgement::Permitted) << letters(said.zs);
    EXPECT_FALSE(host.is_unsettled());
    // then it is as reported, and nothing else
    EXPECT_EQ(host.reports(said.zs == ZoneState::Empty ? kOneWritten : kEmpty), Judgement::NotPermitted);
  }
}

TEST(Together, ThatIsOpenIsDecidedByACommandToTheZone) {
  for (const std::uint64_t wp : {0U, 1U}) {
    Host host;
    host.batch({{kAppends, 0}, {kResets, 0}});
    const auto write_at = [](std::uint64_t slba) {
      return Command{.body = Write{.slba = slba, .nlb = Nlb::of_count(1)}};
    };
    EXPECT_EQ(host.alone(write_at(wp)), Judgement::Permitted);
    EXPECT_FALSE(host.is_unsettled());
    EXPECT_EQ(host.alone(write_at(wp)), Judgement::NotPermitted);
  }
}

TEST(Together, ThatIsOpenIsNoExcuseForWhatNoOrderGives) {
  const ZoneDescriptor two{.zs = ZoneState::ImplicitlyOpened, .zcap = 8, .zslba = 0, .wp = 2};
  const ZoneDescriptor opened{.zs = ZoneState::ExplicitlyOpened, .zcap = 8, .zslba = 0, .wp = 1};
  for (const ZoneDescriptor& said : {two, opened}) {
    Host host;
    host.batch({{kAppends, 0}, {kResets, 0}});
    EXPECT_EQ(host.reports(said), Judgement::NotPermitted);
    EXPECT_FALSE(host.is_unsettled());
  }
  Host host;
  host.batch({{kAppends, 0}, {kResets, 0}});
  EXPECT_EQ(host.reports(kOneWritten), Judgement::Permitted);
  EXPECT_EQ(host.reads(0, 0x78), Judgement::NotPermitted) << "neither the append's data, nor none";
}

TEST(Together, DataMayBeThoseOfEitherOrder) {
  for (const std::uint8_t last : {std::uint8_t{0x11}, std::uint8_t{0x22}, std::uint8_t{0x33}}) {
    Host host;
    // given two appends, each of which may have been the last: both are told LBA 0
    Together batch;
    const std::vector<std::byte> ones(512, std::byte{0x11});
    const std::vector<std::byte> twos(512, std::byte{0x22});
    batch.add(kAppends, ones, {.status = kSuccess, .data = {}}, 0);
    batch.add(kResets, {}, {.status = kSuccess, .data = {}}, 1);
    batch.add(kAppends, twos, {.status = kSuccess, .data = {}}, 2);
    Oracle oracle{three_zones()};
    ASSERT_EQ(batch.judge(oracle).verdict.judgement, Judgement::Permitted);
    // when the block is read, then it is one of the two
    const std::vector<std::byte> data(512, std::byte{last});
    const Command reads{.body = Read{.slba = 0, .nlb = Nlb::of_count(1)}};
    const Verdict verdict = batch.observe(oracle, reads, {}, {.status = kSuccess, .data = data});
    EXPECT_EQ(verdict.judgement == Judgement::NotPermitted, last == 0x33) << verdict.observed;
    EXPECT_FALSE(batch.is_unsettled());
  }
}

TEST(Together, AWriteAndACloseStayOpenUntilAReport) {
  for (const ZoneDescriptor& said : {kClosed, kOneWritten}) {
    Host host;
    EXPECT_EQ(host.alone(kOpens), Judgement::Permitted);
    host.batch({{kWrites, 0}, {kCloses, 0}});
    EXPECT_EQ(host.alone(kWritesElsewhere), Judgement::Permitted);
    EXPECT_EQ(host.reports(said), Judgement::Permitted) << letters(said.zs);
  }
}

TEST(Together, FurtherBatchesBelongToTheSameHistory) {
  for (const bool empty : {false, true}) {
    Host host;
    host.batch({{kAppends, 0}, {kResets, 0}});
    host.batch({{kWritesElsewhere, 0}, {{.body = Flush{}}, 0}});
    EXPECT_TRUE(host.is_unsettled());
    EXPECT_EQ(host.reports(empty ? kEmpty : kOneWritten), Judgement::Permitted);
    EXPECT_FALSE(host.is_unsettled());
  }
}

// Nothing is believed of what stays open for too long.
TEST(Together, EndsInDoubtAfterSoManyCommands) {
  Host host;
  host.batch({{kAppends, 0}, {kResets, 0}});
  const Command too_far{.body = Write{.slba = 12, .nlb = Nlb::of_count(1)}};
  for (int i = 0; i < 300; ++i) ASSERT_EQ(host.alone(too_far, Status::ZoneInvalidWrite), Judgement::Permitted);
  EXPECT_FALSE(host.is_unsettled());
  EXPECT_EQ(host.oracle().needs_report(), (std::vector<ZoneId>{0}));
}

TEST(Together, ThatWritesAloneTellTheirOrder) {
  Host host;
  host.batch({{kAppends, 1}, {kAppends, 0}});
  EXPECT_FALSE(host.is_unsettled());
  EXPECT_EQ(host.reports(kOneWritten), Judgement::NotPermitted);
}

// Small histories, some with a wrong report at their end: a batch, what follows, and no report before.
struct Answers {
  std::uint64_t explained = 0;
  std::uint64_t refused = 0;
};

void compare_with_every_order(std::uint64_t seed, Answers& answers) {
  Random random{seed};
  Geometry geometry{.lba_bytes = 512, .zones = 2, .zsze = 16, .zcap = 16};
  if (random.one_in(2)) geometry.max_open = 1;
  if (geometry.max_open && random.one_in(2)) geometry.max_active = 1 + static_cast<std::uint32_t>(random.below(2));
  geometry.zdes = random.one_in(4) ? 1 : 0;
  Recorder device{geometry, some_policy(random), seed};
  const Traffic one{
      .depth = 1, .restless = random.one_in(4), .report_after_batch = false, .management = 2, .longest = 2};
  Traffic many = one;
  many.depth = 2 + random.below(2);
  for (std::uint64_t i = random.below(3); i != 0; --i) device.batch(one);
  const std::size_t first = device.history().size();
  device.batch(many);
  const std::size_t after = device.history().size();
  for (std::uint64_t i = random.below(4); i != 0; --i) device.batch(one);
  device.alone(device.whole_report());
  if (random.one_in(2)) device.corrupt_last_report();
  const std::vector<HistoryEntry>& history = device.history();
  const auto is_report = [](const HistoryEntry& each) {
    return std::holds_alternative<ZoneManagementReceive>(each.command.body);
  };
  if (std::any_of(history.begin() + static_cast<std::ptrdiff_t>(first),
                  history.begin() + static_cast<std::ptrdiff_t>(after), is_report))
    return;
  const std::vector<Item> items = items_of(geometry, history);
  if (items.size() > 9) return;
  const bool expected = some_order_explains(Belief{geometry}, items);

  Oracle oracle{geometry};
  Together together;
  bool permitted = true;
  const auto observe = [&](const HistoryEntry& each) {
    const Verdict verdict = together.observe(oracle, each.command, each.to_device, each.seen);
    permitted = permitted && verdict.judgement != Judgement::NotPermitted;
  };
  for (std::size_t i = 0; i < first && permitted; ++i) observe(history[i]);
  for (std::size_t i = first; i < after; ++i)
    together.add(history[i].command, history[i].to_device, history[i].seen, i - first);
  permitted = permitted && together.judge(oracle).verdict.judgement != Judgement::NotPermitted;
  for (std::size_t i = after; i < history.size() && permitted; ++i) observe(history[i]);
  std::string text;
  for (const HistoryEntry& each : history) text += to_text(each.command) + " -> " + to_string(each.seen.status) + "\n";
  ASSERT_EQ(permitted, expected) << "ZNSPEC_TEST_SEED=" << seed << "\n" << text;
  ++(expected ? answers.explained : answers.refused);
}

TEST(Together, AgreesWithTryingEveryOrderWhenTheReportComesLate) {
  const char* given = std::getenv("ZNSPEC_TEST_SEED");
  const std::uint64_t first = given != nullptr ? std::stoull(given) : 1;
  const std::uint64_t last = given != nullptr ? first : sampled(20000);
  Answers answers;
  for (std::uint64_t seed = first; seed <= last && !testing::Test::HasFatalFailure(); ++seed)
    compare_with_every_order(seed, answers);
  if (given != nullptr) return;
  EXPECT_GT(answers.explained, sampled(1000));
  EXPECT_GT(answers.refused, sampled(1000));
}

// The reference device in flight: batches, what follows them, reports that come late, are interrupted, or in flight.
void expect_permitted_throughout(std::uint64_t seed) {
  Random random{seed};
  Geometry geometry{.lba_bytes = 512, .zones = 3, .zsze = 8, .zcap = 1 + random.below(8)};
  if (random.one_in(2)) geometry.max_open = static_cast<std::uint32_t>(1 + random.below(2));
  if (geometry.max_open && random.one_in(2))
    geometry.max_active = *geometry.max_open + static_cast<std::uint32_t>(random.below(2));
  geometry.zdes = random.one_in(3) ? 1 : 0;
  geometry.variable_capacity = random.one_in(6);
  geometry.read_across = random.one_in(2);
  Recorder device{geometry, some_policy(random), seed};
  Traffic traffic{.failing = random.one_in(4),
                  .restless = random.one_in(3),
                  .report_after_batch = false,
                  .management = 1 + random.below(4),
                  .longest = 1 + random.below(4)};
  Oracle oracle{geometry};
  Together together;
  for (int round = 0; round < 12; ++round) {
    const std::size_t first = device.history().size();
    const bool interrupted = random.one_in(4);
    const bool report = interrupted || random.one_in(4);
    traffic.depth = 1 + random.below(random.one_in(2) ? 1 : 6);
    report ? device.alone(device.whole_report()) : device.batch(traffic);
    std::vector<HistoryEntry> entries(device.history().begin() + static_cast<std::ptrdiff_t>(first),
                                      device.history().end());
    if (interrupted) entries.back().seen = {.status = Status::CommandInterrupted, .data = {}};
    std::string text;
    for (const HistoryEntry& each : device.history())
      text += std::to_string(each.called) + " " + to_text(each.command) + " -> " + to_string(each.seen.status) + "\n";
    if (entries.size() == 1) {
      const HistoryEntry& each = entries.front();
      const Verdict verdict = together.observe(oracle, each.command, each.to_device, each.seen);
      ASSERT_NE(verdict.judgement, Judgement::NotPermitted) << "ZNSPEC_TEST_SEED=" << seed << "\n"
                                                            << text << verdict.observed;
      continue;
    }
    for (std::size_t i = 0; i < entries.size(); ++i)
      together.add(entries[i].command, entries[i].to_device, entries[i].seen, i);
    const Together::Outcome outcome = together.judge(oracle);
    ASSERT_NE(outcome.verdict.judgement, Judgement::NotPermitted)
        << "ZNSPEC_TEST_SEED=" << seed << "\n"
        << text << to_text(outcome.command) << ": " << outcome.verdict.observed;
  }
}

TEST(Together, PermitsWhateverTheReferenceDid) {
  const char* given = std::getenv("ZNSPEC_TEST_SEED");
  const std::uint64_t first = given != nullptr ? std::stoull(given) : 1;
  const std::uint64_t last = given != nullptr ? first : sampled(5000);
  for (std::uint64_t seed = first; seed <= last && !testing::Test::HasFatalFailure(); ++seed)
    expect_permitted_throughout(seed);
}

}  // namespace
}  // namespace zns
