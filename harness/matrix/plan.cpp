#include "harness/matrix/plan.hpp"

#include <utility>

namespace zns::harness {
namespace {

using Words = std::vector<std::string>;

constexpr const char* kNvmet = "nvmet";

void append(Words& words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
}

// "znspec COMMAND TARGET ...", in the guest or here, up to what is said of deviations.
Words begin_of(const MatrixTarget& target, const char* command) {
  Words words;
  const bool nvmet = target.guest == kNvmet;
  if (target.guest) words = {"guest"};
  if (target.guest && nvmet) append(words, {"--target", kNvmet});
  if (target.guest && !nvmet && !target.guest->empty()) append(words, {"--device", *target.guest});
  if (target.guest && !target.qemu.empty()) append(words, {"--qemu", target.qemu});
  if (target.guest)
    append(words, {"--", command, nvmet ? "/dev/nvme1n1" : "/dev/nvme0n1", "--destroy-data"});
  else
    append(words, {command, target.spelling});
  if (!target.guest && !target.qemu.empty()) append(words, {"--qemu", target.qemu});
  if (!target.deviations.empty()) append(words, {"--deviations", target.deviations});
  return words;
}

}  // namespace

std::string device_of(const MatrixTarget& target) {
  if (!target.guest) return target.spelling;
  return target.guest->empty() ? "guest" : "guest " + *target.guest;
}

std::vector<MatrixJob> plan_jobs(const std::vector<MatrixTarget>& targets, const MatrixRequest& request) {
  std::vector<MatrixJob> jobs;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const MatrixTarget& target = targets[i];
    if (request.suite_matches) {
      Words words = begin_of(target, "run");
      append(words, request.words);
      jobs.push_back({i, target.name, std::move(words)});
    }
    if (request.diff_matches && target.diff) {
      Words words = begin_of(target, "diff");
      append(words, {"--commands", std::to_string(target.diff->commands), "--seed", std::to_string(target.diff->seed),
                     "--depth", std::to_string(target.diff->depth)});
      jobs.push_back({i, target.name + " (diff)", std::move(words)});
    }
  }
  return jobs;
}

}  // namespace zns::harness
