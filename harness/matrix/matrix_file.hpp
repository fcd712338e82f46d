// The file of a matrix: which devices, and how each is tested.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace zns::harness {

// Random sequences besides the suite: the options of `znspec diff`.
struct MatrixDiff {
  std::uint64_t commands = 10'000;
  std::uint64_t seed = 1;
  std::uint64_t depth = 1;
};

// One [[target]] of the file. It has a spelling, or it is a guest.
struct MatrixTarget {
  std::uint32_t line = 0;
  std::string name;
  std::string spelling;              // "qemu:...", "ref:..."
  std::optional<std::string> guest;  // "nvmet", or options KEY=VALUE,... of the guest's QEMU drive; may be empty
  std::string qemu;                  // the program; empty: what is in PATH
  std::string deviations;            // a path as the shell understands it; empty: what `znspec run` does without
  std::string refused;               // what the one line contains with which znspec refuses to test it; else empty
  std::optional<MatrixDiff> diff;
};

// Both throw UsageError, "FILE:LINE: what is wrong". Paths in `text` are relative to the folder of `file`.
[[nodiscard]] std::vector<MatrixTarget> parse_matrix(const std::string& text, const std::string& file);
[[nodiscard]] std::vector<MatrixTarget> load_matrix(const std::string& path);

}  // namespace zns::harness
