// What is measured is the device that was named, and nothing but the expected answers counts as a command done.
#include "harness/bench/bench.hpp"

#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/nvme/fake_controller.hpp"
#include "harness/targets/in_process.hpp"
#include "harness/targets/ref_options.hpp"

namespace zns::harness {
namespace {

const BenchTimes kShort{.round = std::chrono::milliseconds{1}, .rounds = 3};

InProcessTarget device(const std::string& options = "") {
  const RefOptions ref = parse_ref_options(options);
  return {"ref:" + options, ref.geometry, ref.policy};
}

// The reference device, with no target round it.
class ReferenceLoop final : public BareLoop {
 public:
  void send(std::span<const BareCommand> commands, std::span<Status> answers) override {
    most_together = std::max(most_together, commands.size());
    for (std::size_t i = 0; i < commands.size(); ++i) {
      ++sent;
      most_bytes = std::max(most_bytes, commands[i].data_bytes);
      answers[i] =
          device_.submit({.queue = Queue::Io, .sqe = commands[i].sqe, .to_device = data_, .from_device = data_}).status;
    }
  }
  std::size_t sent = 0;
  std::size_t most_together = 0;
  std::size_t most_bytes = 0;

 private:
  InProcessTarget device_ = device();
  std::vector<std::byte> data_ = std::vector<std::byte>(kBareBytes);
};

TEST(Bench, MeasuresEachWayOfEachWorkload) {
  InProcessTarget target = device();
  ReferenceLoop bare;
  const std::vector<BenchRow> rows = bench(target, bare, kShort);
  ASSERT_EQ(rows.size(), 5U);
  for (const BenchRow& row : rows) {
    EXPECT_GT(row.bare, 0) << row.workload;
    EXPECT_GT(row.target_ratio, 0) << row.workload;
    EXPECT_GT(row.judged_ratio, 0) << row.workload;
    EXPECT_NE(to_table(rows).find(row.workload), std::string::npos);
  }
  EXPECT_GT(bare.sent, 15U);
  EXPECT_LE(bare.most_bytes, kBareBytes);
}

TEST(Bench, HasAsManyInFlightAsTheDepthSays) {
  InProcessTarget target = device();
  ReferenceLoop bare;
  BenchTimes times = kShort;
  times.depth = 7;
  const std::vector<BenchRow> rows = bench(target, bare, times);
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_EQ(bare.most_together, 7U);
  EXPECT_NE(to_table(rows, 7).find("7 commands together"), std::string::npos);
  EXPECT_EQ(to_table(rows, 7).find("judged"), std::string::npos) << "an order is searched for, at any cost";
}

TEST(Bench, EmptiesTheZoneThatItWrites) {
  InProcessTarget target = device();
  const Command finish{.body = ZoneManagementSend{.slba = 0, .zsa = ZoneSendAction::Finish}};
  target.submit({.queue = Queue::Io, .sqe = encode(finish)});
  ReferenceLoop bare;
  EXPECT_EQ(bench(target, bare, kShort).size(), 5U) << "no zone that is Full opens";
  EXPECT_EQ(target.state().zone(0).zs, ZoneState::Empty);
}

TEST(Bench, RefusesBlocksThatTheBareLoopHasNoRoomFor) {
  InProcessTarget target = device("lba=8192");
  ReferenceLoop bare;
  EXPECT_THROW(static_cast<void>(bench(target, bare, kShort)), HarnessError);
  EXPECT_EQ(bare.sent, 0U);
}

TEST(Bench, CountsNoCommandThatIsAnsweredOtherwise) {
  class Broken final : public BareLoop {
    void send(std::span<const BareCommand> /*commands*/, std::span<Status> answers) override {
      std::fill(answers.begin(), answers.end(), Status::InternalError);
    }
  } bare;
  InProcessTarget target = device();
  EXPECT_THROW(static_cast<void>(bench(target, bare, kShort)), HarnessError);
}

TEST(BareQueueLoop, SendsCommandsToAController) {
  nvme::FakeController controller;
  const auto bare = bare_queue_loop(controller);
  const Command open{.body = ZoneManagementSend{.slba = 0, .zsa = ZoneSendAction::Open}};
  const Command bad{.body = ZoneManagementSend{.slba = 1, .zsa = ZoneSendAction::Open}};
  std::vector<BareCommand> commands;
  std::vector<Status> expected;
  for (std::size_t i = 0; i < kMostOfBareQueue; ++i) {
    commands.push_back({encode(i % 3 == 0 ? bad : open), 0});
    expected.push_back(i % 3 == 0 ? Status::InvalidFieldInCommand : kSuccess);
  }
  std::vector<Status> answers(commands.size());
  for (int i = 0; i < 4; ++i) {  // more than the queue has entries
    bare->send(commands, answers);
    ASSERT_EQ(answers, expected);
    std::fill(answers.begin(), answers.end(), Status::InternalError);
  }
  EXPECT_EQ(controller.io_entries.size(), 4 * kMostOfBareQueue);
}

}  // namespace
}  // namespace zns::harness
