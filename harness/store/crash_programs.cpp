#include "harness/store/crash_programs.hpp"

#include <algorithm>
#include <atomic>
#include <sstream>
#include <thread>
#include <utility>

namespace zns::harness {

std::string to_text(const Program& program) {
  std::string text = std::string{"cache="} + kCacheNames[static_cast<std::size_t>(program.cache)];
  for (const Act each : program.acts) text += std::string{" "} + kActNames[static_cast<std::size_t>(each)];
  return text;
}

// All of them, the shorter ones first.
std::vector<Program> programs_of(const CrashPlan& plan) {
  std::vector<Program> programs;
  std::size_t count = 1;
  for (std::size_t length = 0; length <= plan.longest; ++length, count *= kActs)
    for (std::size_t number = 0; number < count; number += length == plan.longest ? plan.every : 1)
      for (const Cache cache : {Cache::None, Cache::Written, Cache::Waiting}) {
        Program program{.cache = cache, .acts = {}};
        for (std::size_t i = 0, rest = number; i < length; ++i, rest /= kActs)
          program.acts.insert(program.acts.begin(), static_cast<Act>(rest % kActs));
        programs.push_back(std::move(program));
      }
  return programs;
}

std::optional<Program> parse_program(const std::string& words) {
  std::istringstream in{words};
  std::string word;
  in >> word;
  const auto* const cache = std::find_if(kCacheNames.begin(), kCacheNames.end(),
                                         [&](const char* name) { return word == std::string{"cache="} + name; });
  if (cache == kCacheNames.end()) return std::nullopt;
  Program program{.cache = static_cast<Cache>(cache - kCacheNames.begin()), .acts = {}};
  while (in >> word) {
    const auto* const found = std::find(kActNames.begin(), kActNames.end(), word);
    if (found == kActNames.end()) return std::nullopt;
    program.acts.push_back(static_cast<Act>(found - kActNames.begin()));
  }
  return program;
}

void for_each_on_threads(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  const auto work_on = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::thread> others;
  for (unsigned i = 1; i < threads; ++i) others.emplace_back(work_on);
  work_on();
  for (std::thread& each : others) each.join();
}

}  // namespace zns::harness
