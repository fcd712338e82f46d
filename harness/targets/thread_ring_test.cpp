// Threads over the fake kernel: true depth, and commands that hang.
#include "harness/targets/thread_ring.hpp"

#include <gtest/gtest.h>
#include <sched.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>

#include "harness/targets/libnvme_fixture.hpp"

namespace zns::harness::testing {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLong{20'000};

// Where commands wait for each other, or for the test.
class Gate {
 public:
  void open() {
    const std::lock_guard lock{mutex_};
    open_ = true;
    changed_.notify_all();
  }
  // Until `together` commands are inside, or the gate is opened.
  void pass(std::size_t together) {
    std::unique_lock lock{mutex_};
    most = std::max(most, ++inside_);
    if (inside_ >= together) open_ = true;
    changed_.notify_all();
    changed_.wait_for(lock, kLong, [&] { return open_; });
    --inside_;
  }
  std::size_t most = 0;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t inside_ = 0;
  bool open_ = false;
};

Flights flights(std::size_t count) {
  Flights all;
  for (std::size_t i = 0; i < count; ++i) {
    all.push_back(std::make_unique<Flight>());
    all.back()->sqe = {.opcode = 0x02, .nsid = 1, .cdw10 = static_cast<std::uint32_t>(i)};
    all.back()->index = i;
  }
  return all;
}

class ThreadRingTest : public LibnvmeTest {};

TEST_F(ThreadRingTest, HasAllInTheKernelAtOnce) {
  Gate gate;
  kernel.answer = [&](nvme_passthru_cmd64& command) {
    gate.pass(16);
    command.result = 1000 + command.cdw10;
    return 0x4002;
  };
  ThreadRing ring{make_passthru()};
  ring.send(flights(16));
  const Flights came = ring.collect(16, kLong);
  ASSERT_EQ(came.size(), 16U);
  EXPECT_EQ(gate.most, 16U);
  std::set<std::size_t> indices;
  for (const auto& flight : came) {
    indices.insert(flight->index);
    EXPECT_EQ(flight->result.status, 0x4002);
    EXPECT_EQ(flight->result.result, 1000 + flight->index);
  }
  EXPECT_EQ(indices.size(), 16U);
}

TEST_F(ThreadRingTest, ReportsTheErrorOfEachCommand) {
  kernel.answer = [&](nvme_passthru_cmd64& command) {
    if (command.cdw10 != 1) return 0;
    errno = ENODEV;
    return -1;
  };
  ThreadRing ring{make_passthru()};
  ring.send(flights(3));
  for (const auto& flight : ring.collect(3, kLong)) EXPECT_EQ(flight->result.error, flight->index == 1 ? ENODEV : 0);
}

TEST_F(ThreadRingTest, ACommandThatHangsHoldsUpNoOther) {
  Gate gate;
  Gate second;  // the commands of the second batch wait for each other
  std::atomic<bool> is_first = true;
  kernel.answer = [&](nvme_passthru_cmd64& command) {
    if (!is_first)
      second.pass(4);
    else if (command.cdw10 == 0)
      gate.pass(2);
    return 0;
  };
  ThreadRing ring{make_passthru()};
  ring.send(flights(4));
  EXPECT_EQ(ring.collect(4, milliseconds{100}).size(), 3U);
  is_first = false;
  ring.send(flights(4));
  EXPECT_EQ(ring.collect(4, kLong).size(), 4U);
  EXPECT_EQ(second.most, 4U) << "as many at once as before";
  gate.open();
  const Flights late = ring.collect(1, kLong);
  ASSERT_EQ(late.size(), 1U);
  EXPECT_EQ(late.front()->index, 0U);
}

TEST_F(ThreadRingTest, EndsWithACommandInTheKernelWhoseMemoryLivesOn) {
  Gate gate;
  std::atomic<bool> wrote = false;
  kernel.answer = [&](nvme_passthru_cmd64& command) {
    gate.pass(2);
    memory(command, 1)[0] = std::byte{0xEE};
    wrote = true;
    return 0;
  };
  const std::weak_ptr<Passthru> passthru = [&] {
    const std::shared_ptr<Passthru> way = make_passthru();
    ThreadRing ring{way};
    Flights one = flights(1);
    one.front()->buffer.prepare(4096);
    one.front()->data = one.front()->buffer.data().data();
    one.front()->data_len = 4096;
    ring.send(std::move(one));
    EXPECT_TRUE(ring.collect(1, milliseconds{50}).empty());
    return std::weak_ptr{way};
  }();
  EXPECT_FALSE(passthru.expired()) << "a thread is in the kernel with it";
  gate.open();
  const auto deadline = std::chrono::steady_clock::now() + kLong;
  while (!passthru.expired() && std::chrono::steady_clock::now() < deadline) sched_yield();
  EXPECT_TRUE(passthru.expired());
  EXPECT_TRUE(wrote);
}

TEST_F(ThreadRingTest, StaysOnOneCpu) {
  std::mutex mutex;
  std::set<int> cpus;
  kernel.answer = [&](nvme_passthru_cmd64&) {
    cpu_set_t set;
    ::sched_getaffinity(0, sizeof set, &set);
    const std::lock_guard lock{mutex};
    EXPECT_EQ(CPU_COUNT(&set), 1);
    cpus.insert(::sched_getcpu());
    return 0;
  };
  ThreadRing ring{make_passthru()};
  for (int round = 0; round < 20; ++round) {
    ring.send(flights(8));
    EXPECT_EQ(ring.collect(8, kLong).size(), 8U);
  }
  EXPECT_EQ(cpus.size(), 1U);
}

}  // namespace
}  // namespace zns::harness::testing
