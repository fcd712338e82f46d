#include "harness/targets/host_buffer.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace zns::harness {
namespace {

// Bytes that no device writes by chance: neither constant nor counting.
constexpr std::array<std::byte, kPageBytes> canary() {
  std::array<std::byte, kPageBytes> page{};
  std::uint32_t x = 0x5A4E'5350;
  for (std::byte& byte : page) {
    x = x * 1'664'525 + 1'013'904'223;
    byte = static_cast<std::byte>(x >> 24);
  }
  return page;
}

constexpr std::array<std::byte, kPageBytes> kCanary = canary();

}  // namespace

void HostBuffer::prepare(std::size_t bytes) {
  bytes_ = bytes;
  total_ = (pages_of(bytes) + 2) * kPageBytes;
  if (total_ > capacity_) {
    pages_.reset();
    pages_.reset(static_cast<std::byte*>(::operator new[](total_, std::align_val_t{kPageBytes})));
    capacity_ = total_;
  }
  std::copy(kCanary.begin(), kCanary.end(), pages_.get());
  for (std::size_t at = kPageBytes + bytes_; at < total_; ++at) pages_[at] = kCanary[at % kPageBytes];
}

bool HostBuffer::intact() const {
  if (total_ == 0) return true;
  if (!std::equal(kCanary.begin(), kCanary.end(), pages_.get())) return false;
  for (std::size_t at = kPageBytes + bytes_; at < total_; ++at)
    if (pages_[at] != kCanary[at % kPageBytes]) return false;
  return true;
}

}  // namespace zns::harness
