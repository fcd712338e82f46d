#include "suites/target.hpp"

namespace zns::suites {

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

void Target::inject(std::uint64_t /*zslba*/, ZoneState /*state*/) {
  throw NotCarried{"zones of " + name() + " cannot be made Read Only or Offline"};
}

}  // namespace zns::suites
