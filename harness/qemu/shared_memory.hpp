// Memory that another process can have too, and that is gone with the last of them. No file system knows it.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "harness/base/unique_fd.hpp"

namespace zns::harness {

// A memfd. As a file it begins at offset 0, with all bytes 0.
class SharedMemory {
 public:
  SharedMemory() = default;
  SharedMemory(const char* name, std::size_t bytes);  // throws HarnessError

  [[nodiscard]] int fd() const { return fd_.get(); }
  [[nodiscard]] std::string path_in_child() const { return "/proc/self/fd/" + std::to_string(fd()); }

  void map();  // bytes() is the memory from now on
  [[nodiscard]] std::span<std::byte> bytes() const { return mapping_.bytes; }
  void clear() const;                                      // all bytes are 0 again; not while it is mapped
  [[nodiscard]] std::string tail(std::size_t most) const;  // the last bytes of the file, at most so many

 private:
  struct Mapping {
    std::span<std::byte> bytes;
    Mapping() = default;
    Mapping(Mapping&& other) noexcept;
    Mapping& operator=(Mapping&& other) noexcept;
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    ~Mapping();
  };
  UniqueFd fd_;
  std::size_t size_ = 0;
  Mapping mapping_;
};

}  // namespace zns::harness
