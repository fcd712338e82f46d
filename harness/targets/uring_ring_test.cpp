// Every way in which an io_uring can fail, and the real one where this machine has it.
#include "harness/targets/uring_ring.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "harness/base/error.hpp"
#include "harness/targets/fake_ring.hpp"

namespace zns::harness::testing {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

constexpr milliseconds kSoon{5};

class UringRingTest : public ::testing::Test {
 protected:
  UringRingTest() { answer_at_once(); }
  void answer_at_once() {
    script.taken = [this](std::uint64_t tag) { script.answers.push_back({.tag = tag}); };
  }
  // Commands with these numbers in CDW10.
  static Flights flights(const std::vector<std::uint32_t>& numbers) {
    Flights all;
    for (const std::uint32_t number : numbers) {
      all.push_back(std::make_unique<Flight>());
      all.back()->sqe.cdw10 = number;
    }
    return all;
  }
  static std::vector<std::uint32_t> numbers(const Flights& came) {
    std::vector<std::uint32_t> all;
    for (const auto& flight : came) all.push_back(flight->sqe.cdw10);
    return all;
  }
  std::string failure(const std::vector<std::uint32_t>& commands) {
    try {
      ring->send(flights(commands));
      ring->collect(commands.size(), kSoon);
    } catch (const HarnessError& error) {
      return error.what();
    }
    return "none";
  }

  using Numbers = std::vector<std::uint32_t>;
  FakeUring::Script script;
  std::unique_ptr<UringRing> ring = std::make_unique<UringRing>(std::make_unique<FakeUring>(script));
};

TEST_F(UringRingTest, SendsAllWithOneCallAndGivesThemBackAsTheyCome) {
  script.taken = [this](std::uint64_t tag) {
    script.answers.push_front({.tag = tag, .result = {.status = 0x4002, .result = tag}});
  };
  ring->send(flights({7, 8, 9}));
  EXPECT_EQ(script.submits, 1U);
  const Flights came = ring->collect(3, kSoon);
  EXPECT_EQ(numbers(came), (Numbers{9, 8, 7}));
  for (const auto& flight : came) EXPECT_EQ(flight->result.status, 0x4002);
}

TEST_F(UringRingTest, AShortRingIsEmptiedFirst) {
  script.room = 2;
  ring->send(flights({1, 2, 3, 4, 5}));
  EXPECT_EQ(numbers(ring->collect(5, kSoon)), (Numbers{1, 2, 3, 4, 5}));
  script.room = 0;
  EXPECT_THAT(failure({6}), HasSubstr("io_uring: there is no free entry"));
}

TEST_F(UringRingTest, AKernelThatTakesFewerIsAskedAgain) {
  script.takes = 2;
  script.submit_errors = {EINTR, EAGAIN, EBUSY};
  EXPECT_EQ(failure({1, 2, 3}), "none");
  EXPECT_EQ(script.sent.size(), 3U);
  EXPECT_EQ(script.submits, 5U);
}

TEST_F(UringRingTest, AKernelThatTakesNothingIsNotAskedForEver) {
  script.takes = 0;
  EXPECT_THAT(failure({1}), HasSubstr("io_uring: the kernel takes no command any more"));
}

TEST_F(UringRingTest, ARingThatFailedSendsNothingAnyMore) {
  script.submit_errors = {EBADF};
  const std::string why = failure({1, 2});
  EXPECT_THAT(why, HasSubstr("io_uring: Bad file descriptor"));
  EXPECT_EQ(failure({3}), why);
  EXPECT_TRUE(script.sent.empty()) << "what was left unsent is not sent with a later command";
}

TEST_F(UringRingTest, AWaitThatFailsIsTheWorldsFailure) {
  script.taken = nullptr;
  script.wait_error = EBADR;
  EXPECT_THAT(failure({1}), HasSubstr("io_uring: "));
}

TEST_F(UringRingTest, ASignalDoesNotEndTheWait) {
  script.taken = nullptr;
  script.wait_error = EINTR;
  ring->send(flights({1}));
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(ring->collect(1, kSoon).empty());
  EXPECT_GE(std::chrono::steady_clock::now() - start, kSoon);
}

TEST_F(UringRingTest, ALateAnswerHasItsPlaceUntilItComes) {
  script.taken = nullptr;
  ring->send(flights({1}));
  EXPECT_TRUE(ring->collect(1, kSoon).empty());
  const std::uint64_t late = script.tags.front();
  answer_at_once();
  for (std::uint32_t i = 0; i < 10; ++i) EXPECT_EQ(failure({100 + i}), "none");
  for (std::size_t i = 1; i < script.tags.size(); ++i)
    EXPECT_EQ(script.tags[i], late + 1) << "the next place, over and over: " << i;
  script.answers.push_back({.tag = late, .result = {.error = EINTR}});
  const Flights came = ring->collect(1, kSoon);
  ASSERT_EQ(numbers(came), (Numbers{1}));
  EXPECT_EQ(came.front()->result.error, EINTR);
}

TEST_F(UringRingTest, AnAnswerToNothingIsNoAnswer) {
  script.answers.push_back({.tag = 3});
  EXPECT_THROW(ring->collect(1, kSoon), HarnessError);
  ring = std::make_unique<UringRing>(std::make_unique<FakeUring>(script));
  EXPECT_EQ(failure({1}), "none");
  script.answers.push_back({.tag = script.tags.back()});
  EXPECT_THROW(ring->collect(1, kSoon), HarnessError) << "a second answer to the same command";
}

// So much memory is given back to the kernel as soon as it is freed: a write to it then ends the test.
TEST_F(UringRingTest, TheMemoryOfWhatIsInFlightOutlivesTheRing) {
  script.taken = nullptr;
  Flights one = flights({1});
  one.front()->buffer.prepare(std::size_t{64} << 20);
  const std::span<std::byte> memory = one.front()->buffer.data();
  ring->send(std::move(one));
  ring.reset();
  EXPECT_FALSE(script.alive);
  std::fill(memory.begin(), memory.end(), std::byte{0x5A});
}

// /dev/null takes io_uring commands of any kind, or none, by the version of the kernel.
TEST(KernelUring, SendsToARealRing) {
  OpenedUring uring = open_uring(UniqueFd{::open("/dev/null", O_RDWR | O_CLOEXEC)}, 4, milliseconds{0});
  if (!uring.queue) GTEST_SKIP() << "no io_uring here: errno " << uring.error;
  UringRing ring{std::move(uring.queue)};
  for (int round = 0; round < 20; ++round) {
    Flights flights;
    for (std::size_t i = 0; i < 10; ++i) {  // more than the ring has entries
      flights.push_back(std::make_unique<Flight>());
      flights.back()->index = i;
    }
    ring.send(std::move(flights));
    const Flights came = ring.collect(10, milliseconds{2000});
    ASSERT_EQ(came.size(), 10U);
    for (const auto& flight : came)
      EXPECT_TRUE(flight->result.error == 0 || flight->result.error == EOPNOTSUPP) << flight->result.error;
  }
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(ring.collect(1, milliseconds{30}).empty());
  EXPECT_GE(std::chrono::steady_clock::now() - start, milliseconds{30});
}

}  // namespace
}  // namespace zns::harness::testing
