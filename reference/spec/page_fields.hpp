// Fields of the 4,096 byte structures, by offset. Each structure has one table of its fields, as a function that visits
// them: writing and reading share it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "reference/spec/bytes.hpp"
#include "reference/spec/identify.hpp"

namespace zns {

class PageWriter {
 public:
  template <class T>
  void operator()(std::size_t offset, T value) {
    store_le(std::span<std::byte>{page_}, offset, value);
  }
  template <std::size_t N>
  void operator()(std::size_t offset, const std::array<std::uint8_t, N>& bytes) {
    std::transform(bytes.begin(), bytes.end(), page_.begin() + static_cast<std::ptrdiff_t>(offset),
                   [](std::uint8_t b) { return std::byte{b}; });
  }
  void text(std::size_t offset, std::size_t width, const std::string& value, char padding) {
    for (std::size_t i = 0; i < width; ++i)
      page_[offset + i] = static_cast<std::byte>(i < value.size() ? value[i] : padding);
  }
  // A capacity in bytes, of 128 bits.
  void bytes(std::size_t offset, std::uint64_t value) { (*this)(offset, value); }
  [[nodiscard]] const IdentifyPage& page() const { return page_; }

 private:
  IdentifyPage page_{};
};

class PageReader {
 public:
  explicit PageReader(IdentifyView page) : page_{page} {}
  template <class T>
  void operator()(std::size_t offset, T& value) const {
    value = load_le<T>(page_, offset);
  }
  template <std::size_t N>
  void operator()(std::size_t offset, std::array<std::uint8_t, N>& bytes) const {
    for (std::size_t i = 0; i < N; ++i) bytes[i] = load_le<std::uint8_t>(page_, offset + i);
  }
  void text(std::size_t offset, std::size_t width, std::string& value, char padding) const {
    value.clear();
    for (std::size_t i = 0; i < width && page_[offset + i] != std::byte{0}; ++i)
      value += static_cast<char>(page_[offset + i]);
    while (!value.empty() && value.back() == padding) value.pop_back();
  }

  // What does not fit 64 bits is as much as these can say.
  void bytes(std::size_t offset, std::uint64_t& value) const {
    (*this)(offset, value);
    if (load_le<std::uint64_t>(page_, offset + 8) != 0) value = UINT64_MAX;
  }

 private:
  IdentifyView page_;
};

}  // namespace zns
