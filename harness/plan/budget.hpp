// A run that may take so long, or write so much: which cases it is worth to run.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/plan/cost.hpp"
#include "suites/case.hpp"

namespace zns::harness {

struct Budget {
  std::optional<std::chrono::seconds> time;
  std::optional<std::uint64_t> bytes;  // that may be written
};

// "10m", "90s", "2h", "50G", "1.5T": powers of 1024 bytes. Throws UsageError.
[[nodiscard]] Budget parse_budget(const std::string& text);

// The drive, as it was measured.
struct Rates {
  double seconds_per_command = 0;
  double bytes_per_second = 0;  // of large writes; 0: not known
};

[[nodiscard]] double seconds_of(const Cost& cost, const Rates& rates);

struct Choice {
  std::vector<suites::Section> selected;  // in the order in which they were given; no section is empty
  std::vector<std::string> left_out;      // ids
};

// First the cheapest case for each clause that none is about yet, then the others, cheapest first, as long as they fit.
[[nodiscard]] Choice choose(const std::vector<suites::Section>& cases, const Costs& costs, const Budget& budget,
                            const Rates& rates);

// "about 12 min, 53.7 GiB to write"
[[nodiscard]] std::string words_for(const Cost& cost, const Rates& rates);

}  // namespace zns::harness
