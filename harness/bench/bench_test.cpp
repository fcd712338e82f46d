// What is measured is the device that was named, and nothing but the expected answers counts as a command done.
#include "harness/bench/bench.hpp"

#include <gtest/gtest.h>

#include "harness/error.hpp"
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
  Status send(const Sqe& sqe, std::size_t data_bytes) override {
    ++sent;
    most_bytes = std::max(most_bytes, data_bytes);
    return device_.submit({.queue = Queue::Io, .sqe = sqe, .to_device = data_, .from_device = data_}).status;
  }
  std::size_t sent = 0;
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
    Status send(const Sqe& /*sqe*/, std::size_t /*data_bytes*/) override { return Status::InternalError; }
  } bare;
  InProcessTarget target = device();
  EXPECT_THROW(static_cast<void>(bench(target, bare, kShort)), HarnessError);
}

TEST(BareQueueLoop, SendsCommandsToAController) {
  nvme::FakeController controller;
  const auto bare = bare_queue_loop(controller);
  const Command open{.body = ZoneManagementSend{.slba = 0, .zsa = ZoneSendAction::Open}};
  const Command bad{.body = ZoneManagementSend{.slba = 1, .zsa = ZoneSendAction::Open}};
  for (int i = 0; i < 100; ++i) {  // more than the queue has entries
    ASSERT_EQ(bare->send(encode(open), 0), kSuccess);
    ASSERT_EQ(bare->send(encode(bad), 0), Status::InvalidFieldInCommand);
  }
  EXPECT_EQ(controller.io_entries.size(), 200U);
}

}  // namespace
}  // namespace zns::harness
