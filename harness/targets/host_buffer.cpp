#include "harness/targets/host_buffer.hpp"

#include <algorithm>

#include "harness/canary.hpp"

namespace zns::harness {

void HostBuffer::prepare(std::size_t bytes) {
  bytes_ = bytes;
  total_ = (pages_of(bytes) + 2) * kPageBytes;
  if (total_ > capacity_) {
    pages_.reset();
    pages_.reset(static_cast<std::byte*>(::operator new[](total_, std::align_val_t{kPageBytes})));
    capacity_ = total_;
  }
  std::copy(kCanaryPage.begin(), kCanaryPage.end(), pages_.get());
  for (std::size_t at = kPageBytes + bytes_; at < total_; ++at) pages_[at] = kCanaryPage[at % kPageBytes];
}

bool HostBuffer::intact() const {
  if (total_ == 0) return true;
  if (!std::equal(kCanaryPage.begin(), kCanaryPage.end(), pages_.get())) return false;
  for (std::size_t at = kPageBytes + bytes_; at < total_; ++at)
    if (pages_[at] != kCanaryPage[at % kPageBytes]) return false;
  return true;
}

}  // namespace zns::harness
