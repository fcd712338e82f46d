// The features of the reference device: a table, and the values that hosts have given them. What a feature does is
// said where it is done: commands/read.cpp (DULBE), step.cpp (write protection), device.cpp (the write cache).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "reference/spec/clause.hpp"
#include "reference/spec/features.hpp"
#include "reference/spec/log_page.hpp"
#include "reference/spec/log_pages.hpp"

namespace zns {

enum class FeatureScope : std::uint8_t { Controller, Namespace };

struct FeatureRow {
  Fid fid{};
  FeatureScope scope{};
  bool saveable = false;
  bool changeable = true;
  bool persistent = false;      // what is set outlives every reset (FEA-012)
  std::uint32_t initial = 0;    // the default value
  std::uint32_t value = 0;      // the bits of CDW11 that are the value; 0: it is in the data
  std::uint32_t parameter = 0;  // the bits that say which of several values is meant
  ClauseId clause;
};

inline constexpr std::uint16_t kInterruptVectors = 65;        // of the admin queue, and of each I/O queue
inline constexpr NumberOfQueues kQueuesAllocated = {63, 63};  // 0's based
inline constexpr std::uint8_t kPowerStates = 0;               // NPSS, 0's based
inline constexpr std::uint16_t kKeepAliveGranularity = 10;    // KAS, in units of 100 ms
inline constexpr std::uint32_t kEventsOffered = oaes::kNamespaceAttribute | oaes::kZoneDescriptorChanged;  // OAES
inline constexpr std::uint8_t kWriteProtections = nwpc::kProtected | nwpc::kUntilPowerCycle;               // NWPC
inline constexpr std::uint16_t kOverThreshold = 343;  // of the composite temperature, in kelvin

// The combinations of I/O Command Sets, by index (NST-011): NVM and Zoned together; NVM alone.
inline constexpr std::array<std::uint64_t, 2> kCommandSetCombinations{0b101, 0b001};

// Null: no such feature here. `write_cache`: VWC bit 0.
[[nodiscard]] const FeatureRow* find_feature(Fid fid, bool write_cache);
[[nodiscard]] std::span<const FeatureRow> features();

// A dword, or up to 8 bytes of data.
using FeatureValue = std::uint64_t;

// What hosts have set, of one controller or of one namespace: a value is its default until it is set.
class FeatureValues {
 public:
  struct Place {
    Fid fid{};
    std::uint32_t parameter = 0;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  using Values = std::map<Place, FeatureValue>;

  FeatureValues() = default;
  FeatureValues(Values current, Values saved) : current_{std::move(current)}, saved_{std::move(saved)} {}

  [[nodiscard]] FeatureValue current(Fid fid, std::uint32_t parameter = 0) const;
  [[nodiscard]] FeatureValue saved(Fid fid, std::uint32_t parameter = 0) const;  // the default one, if none is
  [[nodiscard]] static FeatureValue initial(Fid fid, std::uint32_t parameter = 0);
  void set(Fid fid, std::uint32_t parameter, FeatureValue value, bool save = false);
  // A Controller Level Reset (FEA-012).
  void reset();

  // Those that were set.
  [[nodiscard]] const Values& all_current() const { return current_; }
  [[nodiscard]] const Values& all_saved() const { return saved_; }

  friend bool operator==(const FeatureValues&, const FeatureValues&) = default;

 private:
  Values current_;
  Values saved_;
};

}  // namespace zns
