#include "suites/target.hpp"

#include <algorithm>
#include <thread>

namespace zns::suites {

bool is_permissible(const PrpLayout& layout, std::size_t bytes) {
  constexpr std::size_t kDword = 4;
  const bool has_prp2 = layout.offset % kPrpPageBytes + bytes > kPrpPageBytes;
  return layout.offset % kDword == 0 && (!has_prp2 || layout.prp2_offset == 0);
}

std::size_t data_bytes(const Submission& submission) {
  return std::max(submission.to_device.size(), submission.from_device.size());
}

bool is_overrun(const Submission& submission, const Completion& cqe) {
  return cqe.overran && is_permissible(submission.prps, data_bytes(submission));
}

std::vector<Completion> Target::submit_together(std::span<const Submission> submissions) {
  std::vector<Completion> completions;
  completions.reserve(submissions.size());
  for (const Submission& submission : submissions) {
    completions.push_back(submit(submission));
    completions.back().place = completions.size() - 1;
  }
  return completions;
}

void Target::reset(Reset /*kind*/) {
  throw NotCarried{name() + " cannot be reset that way"};
}

void Target::wait(std::chrono::milliseconds delay) {
  std::this_thread::sleep_for(delay);
}

void Target::inject(std::uint64_t /*zslba*/, ZoneState /*state*/) {
  throw NotCarried{"zones of " + name() + " cannot be made Read Only or Offline"};
}

void Target::advise(std::uint64_t /*zslba*/, std::uint8_t /*za*/) {
  throw NotCarried{name() + " does nothing to its zones on demand"};
}

}  // namespace zns::suites
