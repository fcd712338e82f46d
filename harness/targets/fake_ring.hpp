// For tests: a ring with no kernel behind it, and an io_uring of which every answer is made up.
#pragma once

#include <algorithm>
#include <cerrno>
#include <deque>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "harness/targets/ring.hpp"
#include "harness/targets/uring_queue.hpp"

namespace zns::harness::testing {

// Answers each flight as `answer` says, in the order of `order`, places of the flights that were sent; those that are
// not named there do not come back before `release`.
class FakeRing final : public Ring {
 public:
  struct Script {
    std::function<PassthruResult(Flight&)> answer = [](Flight&) { return PassthruResult{}; };
    std::optional<std::vector<std::size_t>> order;  // absent: as they were sent
    std::vector<Sqe> sent;
    std::size_t at_once = 0;  // most flights of one send()
    Flights held;             // those that did not come back
    Flights back;
  };
  explicit FakeRing(Script& script) : script_{script} {}

  void send(Flights flights) override {
    script_.at_once = std::max(script_.at_once, flights.size());
    for (const auto& flight : flights) script_.sent.push_back(flight->sqe);
    for (auto& flight : flights) flight->result = script_.answer(*flight);
    for (std::size_t i = 0; i < flights.size(); ++i) {
      const std::size_t next = script_.order ? (i < script_.order->size() ? (*script_.order)[i] : flights.size()) : i;
      if (next < flights.size()) script_.back.push_back(std::move(flights[next]));
    }
    for (auto& flight : flights)
      if (flight) script_.held.push_back(std::move(flight));
  }
  Flights collect(std::size_t /*at_least*/, std::chrono::milliseconds /*patience*/) override {
    return std::exchange(script_.back, {});
  }

 private:
  Script& script_;
};

// The kernel's side of an io_uring. It takes `room` commands between two submit()s, and remembers where their memory
// is.
class FakeUring final : public UringQueue {
 public:
  struct Script {
    std::size_t room = 64;
    std::deque<int> submit_errors;                       // of the next submit()s; 0: none
    std::optional<std::size_t> takes;                    // most of one submit()
    int wait_error = 0;                                  // where there is nothing to wait for
    std::function<void(std::uint64_t)> taken = nullptr;  // a command of that tag was submitted
    std::vector<Sqe> sent;
    std::deque<UringAnswer> answers;
    std::vector<std::uint64_t> tags;  // of what was pushed, in order
    std::size_t submits = 0;
    bool alive = true;
  };
  explicit FakeUring(Script& script) : script_{script} {}
  ~FakeUring() override { script_.alive = false; }

  bool push(const Flight& flight, std::uint64_t tag) override {
    if (pushed_.size() == script_.room) return false;
    script_.tags.push_back(tag);
    pushed_.emplace_back(tag, flight.sqe);
    return true;
  }
  Submitted submit() override {
    ++script_.submits;
    if (!script_.submit_errors.empty()) {
      const int error = script_.submit_errors.front();
      script_.submit_errors.pop_front();
      if (error != 0) return {.error = error};
    }
    const std::size_t taken = std::min(pushed_.size(), script_.takes.value_or(pushed_.size()));
    for (std::size_t i = 0; i < taken; ++i) {
      script_.sent.push_back(pushed_.front().second);
      if (script_.taken) script_.taken(pushed_.front().first);
      pushed_.pop_front();
    }
    return {.taken = taken};
  }
  int wait(std::size_t answers, std::chrono::milliseconds /*patience*/) override {
    if (script_.answers.size() >= answers) return 0;
    return script_.wait_error != 0 ? script_.wait_error : ETIME;
  }
  std::optional<UringAnswer> pop() override {
    if (script_.answers.empty()) return std::nullopt;
    const UringAnswer answer = script_.answers.front();
    script_.answers.pop_front();
    return answer;
  }

 private:
  Script& script_;
  std::deque<std::pair<std::uint64_t, Sqe>> pushed_;
};

}  // namespace zns::harness::testing
