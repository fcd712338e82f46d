// What cases about Identify share: requests, pages and the namespaces that there are.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "suites/bench.hpp"

namespace zns::suites {

// Parts of identify_cases(), each in the file of its name.
std::vector<Case> identify_page_cases();
std::vector<Case> identify_list_cases();
std::vector<Case> identify_field_cases();

namespace identify {

struct IdentifyRequest {
  Cns cns{};
  std::uint32_t nsid = 0;
  Csi csi = Csi::Nvm;
  std::uint16_t cntid = 0;
};

// The structure, which the device returns.
inline IdentifyPage ask(Bench& bench, const IdentifyRequest& request) {
  IdentifyPage page;
  bench.expect_success(bench.identify(request.cns, request.nsid, request.csi, &page, request.cntid));
  return page;
}

inline void expect_zeros(Bench& bench, const IdentifyPage& page, std::size_t from = 0,
                         std::size_t until = kIdentifyBytes) {
  for (std::size_t at = from; at < until; ++at)
    if (page[at] != std::byte{0})
      bench.fail({"zeros in bytes " + std::to_string(until - 1) + ":" + std::to_string(from)},
                 "byte " + std::to_string(at) + " is " + std::to_string(std::to_integer<unsigned>(page[at])));
}

// A list of NSIDs (CNS 02h or 07h): ascending, above `start`, within 1..NN, and nothing after its end.
inline std::vector<std::uint32_t> ask_list(Bench& bench, Cns cns, std::uint32_t start, Csi csi = Csi::Nvm) {
  const IdentifyPage page = ask(bench, {.cns = cns, .nsid = start, .csi = csi});
  std::vector<std::uint32_t> nsids = decode_namespace_list(page);
  expect_zeros(bench, page, 4 * nsids.size());
  std::uint32_t previous = start;
  for (const std::uint32_t nsid : nsids) {
    bench.expect(nsid > previous, "NSIDs in ascending order above " + std::to_string(previous), std::to_string(nsid));
    bench.expect(nsid <= bench.facts().controller.nn, "NSIDs up to NN, " + std::to_string(bench.facts().controller.nn),
                 std::to_string(nsid));
    previous = nsid;
  }
  return nsids;
}

inline constexpr std::size_t kMostNamespaces = 1U << 16;  // that a case looks through

// All of them, in as many commands as it takes.
inline std::vector<std::uint32_t> all_nsids(Bench& bench, Cns cns, Csi csi = Csi::Nvm) {
  constexpr std::size_t kListEntries = kIdentifyBytes / 4;
  std::vector<std::uint32_t> nsids = ask_list(bench, cns, 0, csi);
  for (std::size_t more = nsids.size(); more == kListEntries && nsids.back() < kBroadcastNsid - 2;) {
    const std::vector<std::uint32_t> next = ask_list(bench, cns, nsids.back(), csi);
    nsids.insert(nsids.end(), next.begin(), next.end());
    bench.needs(nsids.size() <= kMostNamespaces, "lists more namespaces than a case looks through");
    more = next.size();
  }
  return nsids;
}

inline bool contains(const std::vector<std::uint32_t>& nsids, std::uint32_t nsid) {
  return std::find(nsids.begin(), nsids.end(), nsid) != nsids.end();
}

// ---- NSIDs by the standard's vocabulary (NSID-001 to 006) ----

inline std::uint32_t nsid_zero(Bench&) {
  return 0;
}
inline std::uint32_t nsid_broadcast(Bench&) {
  return kBroadcastNsid;
}
inline std::uint32_t nsid_own(Bench& bench) {
  return bench.facts().nsid;
}

inline std::uint32_t nsid_beyond_nn(Bench& bench) {
  bench.needs(bench.facts().controller.nn < kBroadcastNsid - 1, "every NSID is valid (NN)");
  return bench.facts().controller.nn + 1;
}

// Beyond NN, and the namespace's own in its lower half: taken for it where an NSID is looked at in too few bits.
inline std::uint32_t nsid_in_low_half(Bench& bench) {
  const std::uint32_t nsid = bench.facts().nsid | 0x10000;
  bench.needs(bench.facts().nsid <= 0xFFFF && bench.facts().controller.nn < nsid, "such an NSID is valid (NN)");
  return nsid;
}

inline std::uint32_t nsid_inactive(Bench& bench) {
  const std::vector<std::uint32_t> active = all_nsids(bench, Cns::ActiveNamespaces);
  std::uint32_t nsid = 1;
  while (contains(active, nsid)) ++nsid;
  bench.needs(nsid <= bench.facts().controller.nn, "every valid NSID is active (NN)");
  return nsid;
}

inline bool supports_namespace_management(const Facts& facts) {
  return (facts.controller.oacs & 1U << 3) != 0;
}

// The I/O command sets as bits, one for each CSI: those of some combination, and those of every combination. A set that
// is not in every combination may be one that is not enabled.
struct CommandSets {
  std::uint64_t some = 0;
  std::uint64_t every = 0;
};

inline CommandSets command_sets(Bench& bench) {
  CommandSets sets;
  IdentifyPage page;
  if (bench.identify(Cns::CommandSets, 0, Csi::Nvm, &page, 0xFFFF).status == kSuccess) {
    sets.every = UINT64_MAX;
    for (const std::uint64_t vector : decode_command_set_vectors(page)) {
      sets.some |= vector;
      sets.every &= vector;
    }
  }
  sets.some |= 1U << static_cast<unsigned>(Csi::Zoned);  // it is enabled: the namespace works
  sets.every = (sets.every & sets.some) | 1U << static_cast<unsigned>(Csi::Zoned);
  return sets;
}

inline bool has(std::uint64_t sets, Csi csi) {
  return static_cast<unsigned>(csi) < 64 && (sets >> static_cast<unsigned>(csi) & 1U) != 0;
}

}  // namespace identify
}  // namespace zns::suites
