// What a search does to a belief, written down: so that it can be taken back, and recognised when it is met again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "reference/device/effect.hpp"
#include "reference/oracle/belief/unknowns.hpp"

namespace zns {

// The effects since it began, and a number for where they led.
class Journal {
 public:
  explicit Journal(const State& start);
  void record(const Effect& applied);
  void rewind(State& state, std::size_t effects);  // until so many are left
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  // States that effects led to from the same start differ in zones, extensions or blocks only if their keys do.
  [[nodiscard]] std::uint64_t key() const { return key_; }

 private:
  struct Entry {
    Effect effect;
    std::uint64_t key_before = 0;
    std::size_t contents_before = 0;  // length of old_contents_
  };
  void record_media(const BlockChange& change);

  std::vector<Entry> entries_;
  std::vector<std::uint64_t> contents_;  // by zone: of what is written
  std::vector<std::pair<ZoneId, std::uint64_t>> old_contents_;
  std::uint64_t key_ = 0;
};

// The key of a belief that a journal led to: beliefs differ only if their keys do.
[[nodiscard]] std::uint64_t key_of(const Journal& journal, const Unknowns& unknowns);

}  // namespace zns
