// Several commands at once: their order, their memory, and what it means if some of them fail.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <map>
#include <string>

#include "harness/base/error.hpp"
#include "harness/targets/fake_ring.hpp"
#include "harness/targets/libnvme_fixture.hpp"

namespace zns::harness::testing {
namespace {

using suites::Completion;
using suites::Submission;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class TogetherTest : public LibnvmeTest {
 protected:
  TogetherTest() {
    target.use({.ring = std::make_unique<FakeRing>(script),
                .commands = 8,
                .patience = std::chrono::milliseconds{20},
                .way = "a fake"});
  }
  // A read of one block at each of `lbas`, into data[i].
  std::vector<Submission> reads(std::vector<std::uint64_t> lbas) {
    data.assign(lbas.size(), Bytes(kBlock, std::byte{0xA5}));
    std::vector<Submission> all;
    for (std::size_t i = 0; i < lbas.size(); ++i)
      all.push_back(
          {.sqe = encode(Command{.body = Read{.slba = lbas[i], .nlb = Nlb::of_count(1)}}), .from_device = data[i]});
    return all;
  }
  // The error that the command at each LBA has; the others succeed.
  std::string end_of(const std::map<std::uint32_t, int>& errors) {
    script.answer = [&](Flight& flight) {
      const auto found = errors.find(flight.sqe.cdw10);
      return PassthruResult{.error = found == errors.end() ? 0 : found->second};
    };
    return reason_of(reads({0, 1, 2, 3}));
  }
  std::string reason_of(const std::vector<Submission>& submissions) {
    try {
      target.submit_together(submissions);
    } catch (const suites::NotCarried& refusal) {
      return std::string{"not carried: "} + refusal.what();
    } catch (const suites::DeviceLost& lost) {
      return std::string{"lost: "} + lost.what();
    } catch (const HarnessError& error) {
      return std::string{"harness: "} + error.what();
    }
    return "carried";
  }

  FakeRing::Script script;
  LibnvmeTarget target = make_target();
  std::vector<Bytes> data;
};

TEST_F(TogetherTest, SaysHowManyItTakes) {
  EXPECT_EQ(target.carries().queue_depth, 8U);
  EXPECT_EQ(target.way_together(), "a fake");
  EXPECT_EQ(make_target().carries().queue_depth, 1U) << "without a ring";
}

TEST_F(TogetherTest, SendsInOrderAndSaysInWhichOrderTheyCame) {
  script.order = {{2, 0, 1}};
  script.answer = [](Flight& flight) {
    flight.buffer.data()[0] = static_cast<std::byte>(flight.sqe.cdw10);
    return PassthruResult{.status = 0, .result = flight.sqe.cdw10};
  };
  const std::vector<Completion> cqes = target.submit_together(reads({10, 11, 12}));
  ASSERT_EQ(cqes.size(), 3U);
  EXPECT_EQ(script.at_once, 3U) << "all are sent before any is waited for";
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(script.sent[i].cdw10, 10 + i);
    EXPECT_EQ(cqes[i].result, 10 + i);
    EXPECT_EQ(data[i][0], static_cast<std::byte>(10 + i));
    EXPECT_EQ(data[i][1], std::byte{0xA5});
  }
  EXPECT_THAT((std::vector{cqes[0].place, cqes[1].place, cqes[2].place}), ElementsAre(1U, 2U, 0U));
}

TEST_F(TogetherTest, GuardsTheMemoryOfEachCommand) {
  script.answer = [](Flight& flight) {
    if (flight.sqe.cdw10 == 1) flight.buffer.data().data()[kBlock] ^= std::byte{1};
    return PassthruResult{};
  };
  for (int round = 0; round < 2; ++round) {
    const std::vector<Completion> cqes = target.submit_together(reads({0, 1, 2}));
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(cqes[i].overran, i == 1) << i << ", round " << round;
  }
}

TEST_F(TogetherTest, AdminCommandsGoByIoctlWhileTheOthersAreInFlight) {
  std::vector<Submission> batch = reads({0, 1});
  Bytes page(4096);
  batch.insert(batch.begin() + 1,
               {.queue = Queue::Admin,
                .sqe = encode(Command{.queue = Queue::Admin, .nsid = 0, .body = Identify{.cns = Cns::Controller}}),
                .from_device = page});
  const std::size_t before = kernel.seen.size();
  const std::vector<Completion> cqes = target.submit_together(batch);
  EXPECT_EQ(script.sent.size(), 2U);
  ASSERT_EQ(kernel.seen.size(), before + 1);
  EXPECT_EQ(kernel.last().request, NVME_IOCTL_ADMIN64_CMD);
  EXPECT_NE(page, Bytes(4096));
  EXPECT_THAT((std::vector{cqes[0].place, cqes[1].place, cqes[2].place}), ElementsAre(1U, 0U, 2U));
}

TEST_F(TogetherTest, OneCommandGoesByIoctl) {
  const std::size_t before = kernel.seen.size();
  EXPECT_EQ(target.submit_together(reads({3})).size(), 1U);
  EXPECT_EQ(kernel.seen.size(), before + 1);
  EXPECT_TRUE(script.sent.empty());
}

TEST_F(TogetherTest, SendsNothingOfABatchWithACommandThatItRefuses) {
  std::vector<Submission> batch = reads({0, 1});
  batch[1].from_device = batch[1].from_device.first(8);
  EXPECT_THAT(reason_of(batch), HasSubstr("not carried: "));
  EXPECT_TRUE(script.sent.empty());
}

TEST_F(TogetherTest, ErrorsMeanWhatTheyMeanOneByOne) {
  EXPECT_THAT(end_of({{2, ENODEV}}), HasSubstr("harness: /dev/nvme0n1: the device went away during I/O command 02h"));
  EXPECT_THAT(end_of({{2, EPERM}}), HasSubstr("run as root"));
  EXPECT_THAT(end_of({{2, EAGAIN}}), HasSubstr("not ready"));
  EXPECT_THAT(end_of({{2, EINTR}}),
              HasSubstr("lost: I/O command 02h, of 4 in flight together, did not complete: the kernel gave it up"));
  EXPECT_EQ(end_of({}), "carried");
}

TEST_F(TogetherTest, ADeviceThatWentAwayIsNotBlamedForWhatItLeft) {
  EXPECT_THAT(end_of({{0, EINTR}, {1, EINTR}, {3, ENODEV}}), HasSubstr("harness: /dev/nvme0n1: the device went away"));
  EXPECT_THAT(end_of({{0, EINVAL}, {1, EINTR}}), HasSubstr("lost: "));
}

TEST_F(TogetherTest, IsNotCarriedOnlyWhereNothingWasSent) {
  EXPECT_THAT(end_of({{0, EINVAL}, {1, EINVAL}, {2, EINVAL}, {3, EINVAL}}), HasSubstr("not carried: the kernel"));
  EXPECT_THAT(end_of({{1, EINVAL}}), HasSubstr("harness: /dev/nvme0n1: the kernel carried some commands, but not "
                                               "I/O command 02h, of 4 in flight together"));
}

TEST_F(TogetherTest, AStatusThatTheKernelMadeIsNoVerdict) {
  script.answer = [](Flight& flight) {
    return PassthruResult{.status = flight.sqe.cdw10 == 1 ? std::uint16_t{0x371} : std::uint16_t{0}};
  };
  EXPECT_THAT(reason_of(reads({0, 1})), HasSubstr("lost: I/O command 02h did not complete: the kernel gave it up"));
}

TEST_F(TogetherTest, ACommandThatDoesNotComeBackIsALostDevice) {
  script.order = {{0, 2}};
  EXPECT_THAT(reason_of(reads({0, 1, 2})),
              HasSubstr("lost: I/O command 02h, of 3 in flight together, did not complete"));
  EXPECT_EQ(script.held.size(), 1U);
  script.order = {{0, 2}};
  script.answer = [](Flight& flight) { return PassthruResult{.error = flight.sqe.cdw10 == 2 ? ENODEV : 0}; };
  EXPECT_THAT(reason_of(reads({0, 1, 2})), HasSubstr("harness: /dev/nvme0n1: the device went away"));
}

TEST_F(TogetherTest, ACommandThatComesLateIsNotTakenForAnother) {
  script.order = {{0}};
  EXPECT_THAT(reason_of(reads({0, 1})), HasSubstr("lost: "));
  Bytes first_data = data[1];
  ASSERT_EQ(script.held.size(), 1U);
  Flight* const late = script.held.front().get();
  // The device writes at last: the memory is the command's own still.
  std::fill(late->buffer.data().begin(), late->buffer.data().end(), std::byte{0xEE});
  late->result = {.status = 0x4004};
  script.back = std::move(script.held);
  script.held.clear();
  script.order.reset();
  const std::vector<Completion> cqes = target.submit_together(reads({5, 6}));
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(cqes[i].status, kSuccess);
    EXPECT_EQ(cqes[i].place, i);
    EXPECT_EQ(data[i][0], std::byte{0xA5});
  }
}

}  // namespace
}  // namespace zns::harness::testing
