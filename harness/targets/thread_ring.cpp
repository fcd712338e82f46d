#include "harness/targets/thread_ring.hpp"

#include <condition_variable>
#include <csignal>
#include <deque>
#include <iterator>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "harness/base/error.hpp"
#include "harness/targets/cpu_pin.hpp"

namespace zns::harness {

struct ThreadRing::Shared {
  Shared(std::shared_ptr<Passthru> way, int where) : passthru{std::move(way)}, cpu{where} {}
  const std::shared_ptr<Passthru> passthru;
  const int cpu;
  std::mutex mutex;  // of all below
  std::condition_variable work;
  std::condition_variable progress;
  std::deque<std::unique_ptr<Flight>> waiting;
  Flights back;
  std::size_t threads = 0;
  std::size_t busy = 0;  // of them, in the kernel
  bool closing = false;
};

namespace {

// A signal is for the thread that the run is in.
class NoSignals {
 public:
  NoSignals() {
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  NoSignals(const NoSignals&) = delete;
  NoSignals& operator=(const NoSignals&) = delete;
  ~NoSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

void work(const std::shared_ptr<ThreadRing::Shared>& shared) {
  stay_on(shared->cpu);
  std::unique_lock lock{shared->mutex};
  for (;;) {
    shared->work.wait(lock, [&] { return shared->closing || !shared->waiting.empty(); });
    if (shared->closing) break;
    std::unique_ptr<Flight> flight = std::move(shared->waiting.front());
    shared->waiting.pop_front();
    ++shared->busy;
    lock.unlock();
    flight->result = shared->passthru->execute(Queue::Io, flight->sqe, flight->data, flight->data_len, flight->needs);
    lock.lock();
    --shared->busy;
    shared->back.push_back(std::move(flight));
    shared->progress.notify_one();
  }
  --shared->threads;
  shared->progress.notify_one();
}

// With the lock held.
void start_a_thread(const std::shared_ptr<ThreadRing::Shared>& shared) {
  const NoSignals inherited;
  try {
    std::thread{work, shared}.detach();
  } catch (const std::system_error& error) {
    throw HarnessError(std::string{"no thread for a command in flight: "} + error.what());
  }
  ++shared->threads;
}

}  // namespace

ThreadRing::ThreadRing(std::shared_ptr<Passthru> passthru)
    : shared_{std::make_shared<Shared>(std::move(passthru), this_cpu())} {}

ThreadRing::~ThreadRing() {
  std::unique_lock lock{shared_->mutex};
  shared_->closing = true;
  shared_->work.notify_all();
  shared_->progress.wait(lock, [this] { return shared_->threads <= shared_->busy; });
}

void ThreadRing::send(Flights flights) {
  const std::lock_guard lock{shared_->mutex};
  while (shared_->threads < shared_->busy + shared_->waiting.size() + flights.size()) start_a_thread(shared_);
  std::move(flights.begin(), flights.end(), std::back_inserter(shared_->waiting));
  shared_->work.notify_all();
}

Flights ThreadRing::collect(std::size_t at_least, std::chrono::milliseconds patience) {
  std::unique_lock lock{shared_->mutex};
  shared_->progress.wait_for(lock, patience, [&] { return shared_->back.size() >= at_least; });
  return std::exchange(shared_->back, {});
}

}  // namespace zns::harness
