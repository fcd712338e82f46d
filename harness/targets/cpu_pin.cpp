#include "harness/targets/cpu_pin.hpp"

namespace zns::harness {

int this_cpu() {
  return ::sched_getcpu();
}

void stay_on(int cpu) {
  if (cpu < 0 || cpu >= CPU_SETSIZE) return;
  cpu_set_t only;
  CPU_ZERO(&only);
  CPU_SET(static_cast<unsigned>(cpu), &only);
  ::sched_setaffinity(0, sizeof only, &only);
}

CpuPin::CpuPin() {
  if (::sched_getaffinity(0, sizeof before_, &before_) != 0 || CPU_COUNT(&before_) < 2) return;
  stay_on(this_cpu());
  pinned_ = true;
}

CpuPin::~CpuPin() {
  if (pinned_) ::sched_setaffinity(0, sizeof before_, &before_);
}

}  // namespace zns::harness
