// What the cases of Format NVM share.
#pragma once

#include <cstdint>
#include <vector>

#include "suites/bench.hpp"

namespace zns::suites {

// A part of format_cases(), in the file of its name.
std::vector<Case> format_other_cases();

namespace format {

inline constexpr std::uint8_t kAllNamespaces = 1U << 0;  // FNA: a Format is of all namespaces, ...
inline constexpr std::uint8_t kErasesAll = 1U << 1;      // ... or one with an erase is
inline constexpr std::uint8_t kCryptoErase = 1U << 2;
inline constexpr std::uint8_t kNoBroadcast = 1U << 3;

// The format that the namespace has, as a command that formats it again.
inline FormatNvm again(const Bench& bench) {
  const IdentifyNamespace& ns = bench.facts().ns;
  return {.lbaf = static_cast<std::uint8_t>(ns.format_index()),
          .mset = (ns.flbas & 1U << 4) != 0,
          .pi = static_cast<std::uint8_t>(ns.dps & 0x7U),
          .pil = (ns.dps & 1U << 3) != 0};
}

inline Completion send(Bench& bench, const FormatNvm& command, std::uint32_t nsid) {
  return bench.admin(command, {.nsid = nsid});
}

// Invalid Format may say that a format, also the one there is, is not available in the current configuration.
inline void format_one(Bench& bench, std::uint32_t nsid, std::uint8_t ses = 0) {
  FormatNvm command = again(bench);
  command.ses = ses;
  const Completion cqe = send(bench, command, nsid);
  bench.needs(cqe.status != Status::InvalidFormat, "Format NVM to the format there is ends with Invalid Format");
  bench.expect_success(cqe);
}

inline void needs_a_format_of_one(Bench& bench, std::uint8_t ses = 0) {
  const std::uint8_t wider = ses == 0 ? kAllNamespaces : kErasesAll;
  bench.needs((bench.facts().controller.fna & wider) == 0, "the device formats all namespaces at once (FNA)");
}

}  // namespace format
}  // namespace zns::suites
