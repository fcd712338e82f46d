// What a controller has to tell in log pages: what changed and was not read since, what it counts of the commands that
// it completes, and which of these it aborted.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "reference/spec/log_pages.hpp"

namespace zns {

inline constexpr const char* kFirmwareRevision = "1";

// The Changed Namespace List and the Changed Zone List. Whatever changes a namespace or a zone adds it here; Get Log
// Page reads the lists, and clears them.
struct ChangeLogs {
  void add_namespace(std::uint32_t nsid) { insert(namespaces, nsid); }
  void add_zone(std::uint32_t nsid, std::uint64_t zslba) { insert(zones[nsid], zslba); }
  void clear_namespaces() { namespaces.clear(); }
  void clear_zones(std::uint32_t nsid) { zones.erase(nsid); }

  // More than the page holds: it says so, and names none (CNS-LOG-001).
  [[nodiscard]] std::vector<std::uint32_t> changed_namespaces() const {
    if (namespaces.size() > kMostChangedNamespaces) return {kTooManyNamespaces};
    return namespaces;
  }
  [[nodiscard]] ChangedZones changed_zones(std::uint32_t nsid) const {  // ZCL-002
    const auto found = zones.find(nsid);
    if (found == zones.end()) return {};
    if (found->second.size() > kMostChangedZones) return {.nrzid = kNotEnumerated};
    return {.nrzid = static_cast<std::uint16_t>(found->second.size()), .zones = found->second};
  }
  friend bool operator==(const ChangeLogs&, const ChangeLogs&) = default;

  std::vector<std::uint32_t> namespaces = {};                      // ascending
  std::map<std::uint32_t, std::vector<std::uint64_t>> zones = {};  // of each namespace: ZSLBAs, ascending

 private:
  template <class T>
  static void insert(std::vector<T>& list, T value) {
    const auto place = std::lower_bound(list.begin(), list.end(), value);
    if (place == list.end() || *place != value) list.insert(place, value);
  }
};

// What SMART / Health Information counts, over the life of the controller.
struct Counters {
  std::uint64_t sectors_read = 0;  // of 512 bytes
  std::uint64_t sectors_written = 0;
  std::uint64_t reads = 0;  // commands of the host
  std::uint64_t writes = 0;
  std::uint64_t power_cycles = 0;
  std::uint64_t unsafe_shutdowns = 0;

  Counters& operator+=(const Counters& more) {
    sectors_read += more.sectors_read;
    sectors_written += more.sectors_written;
    reads += more.reads;
    writes += more.writes;
    power_cycles += more.power_cycles;
    unsafe_shutdowns += more.unsafe_shutdowns;
    return *this;
  }
  Counters& operator-=(const Counters& less) {
    sectors_read -= less.sectors_read;
    sectors_written -= less.sectors_written;
    reads -= less.reads;
    writes -= less.writes;
    power_cycles -= less.power_cycles;
    unsafe_shutdowns -= less.unsafe_shutdowns;
    return *this;
  }
  friend bool operator==(const Counters&, const Counters&) = default;
};

// The Error Information log: the latest entries. Memory is taken as the first ones are made.
class ErrorLog {
 public:
  explicit ErrorLog(std::size_t entries) : most_{entries} {}
  // As it is after `count` entries. `latest` are the last of them, the oldest first: as many as there is room for.
  ErrorLog(std::size_t entries, std::uint64_t count, std::span<const ErrorEntry> latest)
      : most_{entries}, ring_(latest.size()), count_{count - latest.size()} {
    for (const ErrorEntry& each : latest) add(each);
  }

  // The entry gets the next Error Count. Returns the one that makes room; nothing: there was room.
  std::optional<ErrorEntry> add(ErrorEntry entry) {
    entry.count = ++count_;
    const std::size_t at = place();
    if (at == ring_.size()) {
      ring_.push_back(entry);
      return std::nullopt;
    }
    return std::exchange(ring_[at], entry);
  }
  // Takes the latest add() back; `before` is what it returned.
  void take_back(const std::optional<ErrorEntry>& before) {
    if (before)
      ring_[place()] = *before;
    else
      ring_.pop_back();
    --count_;
  }
  [[nodiscard]] std::uint64_t count() const { return count_; }  // of all entries ever made
  // The newest first, and behind them those that are not used (ERR-001).
  [[nodiscard]] std::vector<ErrorEntry> newest_first() const {
    std::vector<ErrorEntry> entries(most_);
    for (std::size_t i = 0; i < ring_.size(); ++i) entries[i] = ring_[(place() + most_ - i) % most_];
    return entries;
  }
  friend bool operator==(const ErrorLog&, const ErrorLog&) = default;

 private:
  // Where the latest entry is.
  [[nodiscard]] std::size_t place() const { return static_cast<std::size_t>((count_ + most_ - 1) % most_); }

  std::size_t most_;
  std::vector<ErrorEntry> ring_;
  std::uint64_t count_ = 0;
};

// What a controller notes of the commands that it completes. It changes with each of them, and so is no part of
// Controller, which is copied as it changes.
struct CommandNotes {
  explicit CommandNotes(std::size_t error_entries) : errors{error_entries} {}
  ErrorLog errors;
  Counters counters = {};
  friend bool operator==(const CommandNotes&, const CommandNotes&) = default;
};

}  // namespace zns
