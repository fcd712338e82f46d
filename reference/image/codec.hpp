// Fields one behind the other, little endian, without gaps. Writer and Reader have the same functions, so that one
// description of a structure (fields.hpp) serves both ways.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "reference/device/assert.hpp"
#include "reference/spec/bytes.hpp"

namespace zns::image {

class Writer {
 public:
  template <std::unsigned_integral T>
  void number(const T& value) {
    bytes_.resize(bytes_.size() + sizeof value);
    store_le(bytes_, bytes_.size() - sizeof value, value);
  }
  void flag(const bool& value) { number(static_cast<std::uint8_t>(value)); }
  // One of an enumeration, in one byte.
  template <class E>
  void choice(const E& value, std::initializer_list<E> /*of*/) {
    number(static_cast<std::uint8_t>(value));
  }
  // ... from 0 to the last one.
  template <class E>
  void up_to(const E& value, E /*last*/) {
    number(static_cast<std::uint8_t>(value));
  }
  // One of a controller (spec/registers.hpp), as it is read.
  template <class Property, class Decode>
  void property(const Property& value, Decode /*decode*/) {
    number(encode(value));
  }
  // The place of a controller or of a namespace in the subsystem.
  void place(const std::size_t& value) { number(static_cast<std::uint32_t>(value)); }
  // A byte says whether there is one. The number is there always: 0 for none.
  template <std::unsigned_integral T>
  void optional(const std::optional<T>& value) {
    flag(value.has_value());
    number(value.value_or(T{0}));
  }
  // How many there are, then each. `least`: bytes of the shortest one.
  template <class List, class Each>
  void list(const List& elements, std::size_t least, Each each) {
    number(static_cast<std::uint32_t>(elements.size()));
    for (const auto& element : elements) {
      const std::size_t before = size();
      each(element);
      ZNS_ASSERT(size() - before >= least);  // or a reader would refuse the list
    }
  }
  void bytes(std::span<const std::byte> some) { bytes_.insert(bytes_.end(), some.begin(), some.end()); }

  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] std::span<const std::byte> written() const { return bytes_; }
  void pad(std::size_t size) { bytes_.resize(size); }
  void clear() { bytes_.clear(); }

 private:
  std::vector<std::byte> bytes_;
};

// What it reads may be anything. Once something is wrong it is so for good: every number is 0 from then on.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : left_{bytes} {}

  template <std::unsigned_integral T>
  void number(T& into) {
    const std::span<const std::byte> field = bytes(sizeof into);
    into = field.empty() ? T{0} : load_le<T>(field, 0);
  }
  template <std::unsigned_integral T>
  [[nodiscard]] T number() {
    T value{};
    number(value);
    return value;
  }
  void flag(bool& into) {
    const auto value = number<std::uint8_t>();
    require(value <= 1, "a flag is 0 or 1");
    into = value == 1;
  }
  template <class E>
  void choice(E& into, std::initializer_list<E> of) {
    const auto value = static_cast<E>(number<std::uint8_t>());
    require(std::find(of.begin(), of.end(), value) != of.end(), "a value that means nothing");
    if (good()) into = value;
  }
  template <class E>
  void up_to(E& into, E last) {
    const auto value = number<std::uint8_t>();
    require(value <= static_cast<std::uint8_t>(last), "a value that means nothing");
    if (good()) into = static_cast<E>(value);
  }
  template <class Property, class Decode>
  void property(Property& into, Decode decode) {
    const auto raw = number<decltype(encode(into))>();
    into = decode(raw);
    require(encode(into) == raw, "a property with reserved bits");
  }
  void place(std::size_t& into) { into = number<std::uint32_t>(); }
  template <std::unsigned_integral T>
  void optional(std::optional<T>& into) {
    bool there = false;
    flag(there);
    const T value = number<T>();
    require(there || value == 0, "a number where there is none");
    into = there ? std::optional{value} : std::nullopt;
  }
  // No more elements are made than the bytes have room for.
  template <class T, class Each>
  void list(std::vector<T>& into, std::size_t least, Each each) {
    const auto count = number<std::uint32_t>();
    require(count <= left() / least, "a list longer than its bytes");
    for (std::uint32_t i = 0; i < count && good(); ++i) each(into.emplace_back());
  }
  [[nodiscard]] std::span<const std::byte> bytes(std::size_t count) {
    require(count <= left_.size(), "it ends too soon");
    if (!good()) return {};
    const auto some = left_.first(count);
    left_ = left_.subspan(count);
    return some;
  }

  void require(bool condition, std::string_view otherwise) {
    if (!condition && good()) wrong_ = otherwise;
  }
  [[nodiscard]] bool good() const { return wrong_.empty(); }
  [[nodiscard]] std::string_view wrong() const { return wrong_; }  // why not: a literal
  [[nodiscard]] std::size_t left() const { return left_.size(); }

 private:
  std::span<const std::byte> left_;
  std::string_view wrong_;
};

}  // namespace zns::image
