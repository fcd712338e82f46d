// The memory that a device may read or write, with a canary on both sides.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <span>

namespace zns::harness {

inline constexpr std::size_t kPageBytes =
    4096;  // of the controller, as Linux sets it, whatever the host's own pages are

// A page of canary, the data from a page boundary on, canary up to the page's end, and one more page of it.
class HostBuffer {
 public:
  // Room for `bytes` of data, whatever they hold, with canaries around it that are as new.
  void prepare(std::size_t bytes);
  [[nodiscard]] std::span<std::byte> data() { return {pages_.get() + kPageBytes, bytes_}; }
  // True while nobody has written outside of data().
  [[nodiscard]] bool intact();

 private:
  struct Free {
    void operator()(std::byte* pages) const { ::operator delete[](pages, std::align_val_t{kPageBytes}); }
  };
  std::unique_ptr<std::byte[], Free> pages_;
  std::size_t capacity_ = 0;
  std::size_t total_ = 0;  // of the pages in use, canaries included
  std::size_t bytes_ = 0;
  bool found_intact_ = false;  // by the last look since prepare(): the canaries need not be made again
};

[[nodiscard]] constexpr std::size_t pages_of(std::size_t bytes) {
  return (bytes + kPageBytes - 1) / kPageBytes;
}

// The data length to give to the kernel for a command that makes the device write `bytes` > 0 into a HostBuffer: as
// much more as lets the canary, and not memory that happens to be elsewhere, take what a device writes beyond its
// command. The kernel builds the PRP entries from this length and the device reads them by its command's: one page
// takes none of PRP2, two take it as an address, three and more as a list, so that the longer length must not change
// that. `limit`: of one command.
[[nodiscard]] constexpr std::size_t guarded_bytes(std::size_t bytes, std::size_t limit) {
  const std::size_t pages = pages_of(bytes);
  const std::size_t beyond = (pages == 2 ? 2 : pages + 1) * kPageBytes;
  if (beyond <= limit) return beyond;
  return pages * kPageBytes <= limit ? pages * kPageBytes : bytes;
}

}  // namespace zns::harness
