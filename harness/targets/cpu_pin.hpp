// A thread that stays on one CPU: the kernel gives each CPU a hardware queue, so that what the thread sends goes
// through one queue, in the order in which it is sent.
#pragma once

#include <sched.h>

namespace zns::harness {

// Where the calling thread is.
[[nodiscard]] int this_cpu();
// Keeps the calling thread on that CPU from now on; where the kernel refuses, it stays free.
void stay_on(int cpu);

// Keeps the calling thread on the CPU where it is, while this lives.
class CpuPin {
 public:
  CpuPin();
  CpuPin(const CpuPin&) = delete;
  CpuPin& operator=(const CpuPin&) = delete;
  ~CpuPin();

 private:
  cpu_set_t before_{};
  bool pinned_ = false;
};

}  // namespace zns::harness
