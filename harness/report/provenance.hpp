// Where a report comes from, and of how much it tells. The command line fills it in: no rendering looks at a clock or a
// host, so that the same report is always the same text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace zns::harness {

// Each may be empty, and is then left out.
struct Provenance {
  std::string date = {};          // "2026-11-29T23:04:33Z", when the run began
  std::string host = {};          // "build7"
  std::string kernel = {};        // "Linux 6.1.0-18-amd64 x86_64"
  std::string emulator = {};      // "QEMU 7.2.13", where there is one
  std::string command_line = {};  // "znspec run qemu: --seed 7"
  std::string commit = {};        // of the sources that znspec was built from: "1a2b3c4", "1a2b3c4-dirty" with changes
};

// One list of deviations that the user accepts.
struct AcceptedList {
  std::string file = {};
  std::size_t entries = 0;
  std::size_t accepted = 0;  // cases that failed, and were forgiven for one of them
};

struct Scope {
  std::vector<std::string> limits = {};    // options that leave something out, as they are spelt: "--suite zns"
  std::vector<std::string> left_out = {};  // ids of cases that --budget has no room for
  std::string ended = {};                  // why the user's own option ended the run early; empty: it did not
  std::size_t applicable = 0;              // cases of all suites that make sense for the device, selected or not
  std::uint64_t random_commands = 0;       // that a search sent; 0: it is a run of cases
  std::vector<AcceptedList> lists = {};    // of deviations
  std::string resumed = {};                // "312 cases of r.json, begun 2026-11-29T23:04:33Z"; empty: all were run now
};

}  // namespace zns::harness
