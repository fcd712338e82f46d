// Queue depth by io_uring.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "harness/targets/ring.hpp"
#include "harness/targets/uring_queue.hpp"

namespace zns::harness {

// A command keeps its place until its answer came, however late, so that no answer is taken for that of a later
// command.
class UringRing final : public Ring {
 public:
  explicit UringRing(std::unique_ptr<UringQueue> queue) : queue_{std::move(queue)} {}
  ~UringRing() override;

  void send(Flights flights) override;
  Flights collect(std::size_t at_least, std::chrono::milliseconds patience) override;

 private:
  std::uint64_t keep(std::unique_ptr<Flight> flight);
  void push(std::uint64_t tag);
  void submit();
  void take_answers();
  [[noreturn]] void fail(const std::string& why);

  std::unique_ptr<UringQueue> queue_;
  Flights in_flight_;                // by their tags; null: a free place
  std::vector<std::uint64_t> free_;  // of those places
  Flights back_;
  std::size_t pushed_ = 0;  // and not yet submitted
  std::string failed_;      // why nothing goes any more
};

}  // namespace zns::harness
