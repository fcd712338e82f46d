#include "harness/targets/uring_ring.hpp"

#include <cerrno>
#include <cstring>
#include <iterator>
#include <thread>
#include <utility>

#include "harness/base/error.hpp"
#include "harness/targets/cpu_pin.hpp"

namespace zns::harness {
namespace {

using Clock = std::chrono::steady_clock;

// A kernel that has no memory for a command just now, or no room for its answer, is asked again.
constexpr int kTries = 100;
constexpr std::chrono::milliseconds kPause{2};

bool passes(int error) {
  return error == EINTR || error == EAGAIN || error == EBUSY;
}

// The memory of what was in flight when its ring died: the device may write there still.
void keep_for_ever(std::unique_ptr<Flight> flight) {
  static Flights kept;
  kept.push_back(std::move(flight));
}

}  // namespace

UringRing::~UringRing() {
  queue_.reset();
  for (std::unique_ptr<Flight>& flight : in_flight_)
    if (flight) keep_for_ever(std::move(flight));
}

void UringRing::fail(const std::string& why) {
  failed_ = "io_uring: " + why;
  throw HarnessError(failed_);
}

std::uint64_t UringRing::keep(std::unique_ptr<Flight> flight) {
  if (free_.empty()) {
    in_flight_.push_back(std::move(flight));
    return in_flight_.size() - 1;
  }
  const std::uint64_t tag = free_.back();
  free_.pop_back();
  in_flight_[tag] = std::move(flight);
  return tag;
}

void UringRing::push(std::uint64_t tag) {
  if (!queue_->push(*in_flight_[tag], tag)) {
    submit();
    if (!queue_->push(*in_flight_[tag], tag)) fail("there is no free entry, although the kernel took all");
  }
  ++pushed_;
}

void UringRing::submit() {
  for (int tries = 0; pushed_ > 0;) {
    const UringQueue::Submitted submitted = queue_->submit();
    if (submitted.error != 0 && !passes(submitted.error)) fail(std::strerror(submitted.error));
    pushed_ -= submitted.taken;
    if (submitted.taken > 0) continue;
    if (++tries == kTries) fail("the kernel takes no command any more");
    take_answers();
    std::this_thread::sleep_for(kPause);
  }
}

void UringRing::send(Flights flights) {
  if (!failed_.empty()) throw HarnessError(failed_);
  const CpuPin pin;
  for (std::unique_ptr<Flight>& flight : flights) push(keep(std::move(flight)));
  submit();
}

void UringRing::take_answers() {
  while (const std::optional<UringAnswer> answer = queue_->pop()) {
    if (answer->tag >= in_flight_.size() || !in_flight_[answer->tag])
      fail("an answer to a command that is not in flight");
    in_flight_[answer->tag]->result = answer->result;
    back_.push_back(std::move(in_flight_[answer->tag]));
    free_.push_back(answer->tag);
  }
}

Flights UringRing::collect(std::size_t at_least, std::chrono::milliseconds patience) {
  const auto deadline = Clock::now() + patience;
  for (;;) {
    take_answers();
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    if (back_.size() >= at_least || left.count() <= 0) return std::exchange(back_, {});
    const int error = queue_->wait(at_least - back_.size(), left);
    if (error != 0 && error != ETIME && !passes(error)) fail(std::strerror(error));
  }
}

}  // namespace zns::harness
