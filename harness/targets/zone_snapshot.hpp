// What the zones outside of a range look like: their descriptors, and samples of their data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "reference/spec/zone_report.hpp"
#include "suites/target.hpp"

namespace zns::harness {

// --zones A-B: both ends belong to it.
struct ZoneRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
};

// Where the zones of a namespace are, in logical blocks.
struct ZoneLayout {
  std::size_t lba_bytes = 0;
  std::uint64_t zsze = 0;
  std::uint64_t zone_count = 0;
};

// A block outside of the range that has been written.
struct Sample {
  std::uint64_t lba = 0;
  Status status = kSuccess;    // of reading it
  std::uint64_t checksum = 0;  // of its data, if it could be read
};

// The zones outside of a range at one time.
struct ZoneSnapshot {
  std::vector<ZoneDescriptor> zones;
  std::vector<Sample> samples;
};

// Asks the device by Identify. Throws HarnessError for a namespace that is not zoned.
ZoneLayout zone_layout(suites::Target& target);

// Reports all zones outside of `range` and reads the first, the middle and the last written block of up to 64 of them.
// Throws HarnessError if the device does not let itself be looked at.
ZoneSnapshot take_snapshot(suites::Target& target, const ZoneLayout& layout, const ZoneRange& range);

// Looks again, at the same blocks, and says what has changed, a line for each zone and block. Permitted, and not said:
// the controller closed an implicitly opened zone, or recommends a reset or a finish.
std::vector<std::string> changes_since(const ZoneSnapshot& before, suites::Target& target, const ZoneLayout& layout,
                                       const ZoneRange& range);

}  // namespace zns::harness
