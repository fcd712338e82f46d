// The rules of the house (CONTRIBUTING.md) that a machine can see, as functions over the text of one file. Each finding
// reads "FILE:LINE: rule". They are heuristics over lines, not a compiler: they are to catch a slip, not a saboteur.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace zns::harness {

struct SourceFile {
  std::string path;  // from the root of the tree: "reference/device/step.cpp"
  std::string text;
};

using Findings = std::vector<std::string>;

// The text with comments and the contents of literals blanked, line for line.
[[nodiscard]] std::string code_of(std::string_view text);

// Dependencies run one way, and reference/ uses of the standard library only what is pure.
[[nodiscard]] Findings check_includes(const SourceFile& source);
// reference/ throws nothing, catches nothing and keeps no mutable global.
[[nodiscard]] Findings check_purity(const SourceFile& source);
// A header says in its first line what it is about, and is guarded by #pragma once.
[[nodiscard]] Findings check_header(const SourceFile& source);
// Nothing is left for later.
[[nodiscard]] Findings check_markers(const SourceFile& source);
// Subject first: no sentence of a comment opens with "Of".
[[nodiscard]] Findings check_prose(const SourceFile& source);
// Each header is included by somebody, and each source is in a list of CMake's, or below a pattern there.
[[nodiscard]] Findings check_unused(const std::vector<SourceFile>& tree);
// packages.txt: "KIND PACKAGE", no package twice.
[[nodiscard]] Findings check_packages(const SourceFile& list);

}  // namespace zns::harness
