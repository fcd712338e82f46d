// Queue depth by threads, each of which sends one command at a time by libnvme.
#pragma once

#include <memory>

#include "harness/targets/passthru.hpp"
#include "harness/targets/ring.hpp"

namespace zns::harness {

// As many threads as commands were in flight at most, all of them on one CPU.
class ThreadRing final : public Ring {
 public:
  explicit ThreadRing(std::shared_ptr<Passthru> passthru);
  // Threads whose command does not come back live on until it does, and so do the command's memory and the Passthru.
  ~ThreadRing() override;

  void send(Flights flights) override;
  Flights collect(std::size_t at_least, std::chrono::milliseconds patience) override;

  struct Shared;  // with the threads

 private:
  std::shared_ptr<Shared> shared_;
};

}  // namespace zns::harness
