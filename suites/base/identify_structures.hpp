// The structures that Identify returns, and which bits of each may differ between two reads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "suites/bench.hpp"

namespace zns::suites::identify {

// Bits that may differ between two reads: these, of each byte from `from` up to `until`.
struct MayVary {
  std::size_t from = 0;
  std::size_t until = 0;
  std::uint8_t bits = 0xFF;
};

// A structure, and how to ask for it.
struct Structure {
  const char* slug;
  const char* title;
  Cns cns{};
  bool own_nsid = false;  // NSID is the namespace's own, else 0
  Csi csi = Csi::Nvm;
  std::uint16_t cntid = 0;
  std::vector<MayVary> may_vary = {};  // ID-005, IDN-015, IDZ-012
};

// Every structure that is the same whenever it is asked for.
[[nodiscard]] const std::vector<Structure>& structures();
[[nodiscard]] const Structure& structure_of(std::string_view slug);

// The bits of each byte that may not differ.
[[nodiscard]] std::vector<std::uint8_t> compared_bits(const Structure& structure);

// Asks for it. The command may fail.
Completion ask_for(Bench& bench, const Structure& structure, IdentifyPage& page);

// All bytes that may not vary are the same in both; `second` is `when`, such as "after a shutdown".
void expect_same(Bench& bench, const Structure& structure, IdentifyView first, std::span<const std::byte> second,
                 std::string_view when);

}  // namespace zns::suites::identify
