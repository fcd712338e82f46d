#include "harness/targets/host_memory.hpp"

#include <algorithm>

#include "reference/device/step.hpp"

namespace zns::harness {
namespace {

constexpr std::size_t kMostSent = std::size_t{512} << 20;

}  // namespace

HostMemory::HostMemory(const Geometry& geometry, const Command& command, const suites::Submission& submission) {
  const std::size_t sent = bytes_to_device(geometry, command);
  if (submission.to_device.size() >= sent) {
    to_device_ = submission.to_device.first(sent);
  } else {
    if (submission.to_device.size() < suites::kBoundedBytes || sent > kMostSent)
      throw suites::NotCarried("the host buffer is smaller than what the command sends");
    // NOLINTNEXTLINE(cppcoreguidelines-no-malloc)
    padded_.reset(static_cast<std::byte*>(std::calloc(sent, 1)));
    if (padded_ == nullptr) throw suites::NotCarried("there is no memory for what the command sends");
    std::copy(submission.to_device.begin(), submission.to_device.end(), padded_.get());
    to_device_ = {padded_.get(), sent};
  }
  too_small_ = submission.from_device.size() < bytes_from_device(geometry, command);
  if (too_small_ && submission.from_device.size() < suites::kBoundedBytes)
    throw suites::NotCarried("the host buffer is smaller than what the command returns");
}

}  // namespace zns::harness
