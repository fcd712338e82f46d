#include "harness/targets/host_buffer.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "harness/base/canary.hpp"

namespace zns::harness {
namespace {

// Like memcmp(), whose vector instructions an emulated CPU carries out one by one: there they are what a command takes
// most.
bool is_alike(const std::byte* a, const std::byte* b, std::size_t bytes) {
  constexpr std::size_t kWord = sizeof(std::uint64_t);
  std::uint64_t differs = 0;
  for (; bytes >= kWord; bytes -= kWord, a += kWord, b += kWord) {
    std::uint64_t left = 0;
    std::uint64_t right = 0;
    std::memcpy(&left, a, kWord);
    std::memcpy(&right, b, kWord);
    differs |= left ^ right;
  }
  return differs == 0 && std::memcmp(a, b, bytes) == 0;
}

}  // namespace

void HostBuffer::prepare(std::size_t bytes) {
  const std::size_t total = (pages_of(bytes) + 2) * kPageBytes;
  if (bytes == bytes_ && total == total_ && found_intact_) return;
  bytes_ = bytes;
  found_intact_ = false;
  total_ = total;
  if (total_ > capacity_) {
    pages_.reset();
    pages_.reset(static_cast<std::byte*>(::operator new[](total_, std::align_val_t{kPageBytes})));
    capacity_ = total_;
  }
  const std::size_t used = kPageBytes + bytes_;  // and then canary to the page's end, and a page of it
  std::copy(kCanaryPage.begin(), kCanaryPage.end(), pages_.get());
  std::copy(kCanaryPage.begin() + used % kPageBytes, kCanaryPage.end(), pages_.get() + used);
  std::copy(kCanaryPage.begin(), kCanaryPage.end(), pages_.get() + (total_ - kPageBytes));
}

bool HostBuffer::intact() {
  if (total_ == 0) return true;
  const std::size_t used = kPageBytes + bytes_;
  const auto holds = [this](std::size_t from, std::size_t at) {
    return is_alike(pages_.get() + at, kCanaryPage.data() + from, kPageBytes - from);
  };
  found_intact_ =
      holds(0, 0) && holds(used % kPageBytes, used) && (used % kPageBytes == 0 || holds(0, total_ - kPageBytes));
  return found_intact_;
}

}  // namespace zns::harness
