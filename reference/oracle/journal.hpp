// What a search does to a belief, written down: so that it can be taken back, and recognised when it is met again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "reference/device/effect.hpp"
#include "reference/oracle/oracle.hpp"

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

// Observations of an oracle that can be taken back. While it lives the oracle counts nothing, and says no more than
// whether something is permitted. A refused observation may leave the belief changed: rewind().
class Trial {
 public:
  explicit Trial(Oracle& oracle);
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;
  ~Trial();

  struct Mark {
    std::size_t effects = 0;
    Oracle::Unknowns unknowns;
  };
  [[nodiscard]] Mark mark() const;
  void rewind(const Mark& mark);

  // `payload`: remembered() of what the host sent.
  Judgement observe(const Command& command, std::span<const std::byte> payload, const Observed& seen);
  [[nodiscard]] std::uint64_t key() const;  // of the belief: beliefs differ only if their keys do
  [[nodiscard]] bool is_in_doubt() const;   // of some zone nothing is known

 private:
  Oracle& oracle_;
  Journal journal_;
};

}  // namespace zns
