// The ways in which Linux can reset a drive, as --resets names them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reference/spec/reset.hpp"

namespace zns::harness {

enum class ResetWay {
  Controller,  // the kernel clears CC.EN and sets it again
  Subsystem,   // NSSR
  Flr,         // a Function Level Reset of PCI Express
  Hot,         // the drive is taken off its bus, which is then searched again
  Shutdown,    // its driver lets it go, and takes it again
  Suspend,     // the machine's devices are suspended and resumed at once
  Power,       // a command of the user's takes the power away, and gives it back
};

struct ResetWayFacts {
  ResetWay way;
  std::string_view name;   // "flr"
  std::string_view words;  // "a function level reset"
  Reset effect;            // what it does to zones (ZNS-RST-001, ZNS-RST-007)
  bool node_goes;          // the kernel takes the node away meanwhile
  bool leaves_bus;         // the drive may be taken for gone from its bus meanwhile
};

[[nodiscard]] const ResetWayFacts& facts_of(ResetWay way);

// "controller,flr", or "none". Each is there once, in the order of the text. Throws UsageError.
[[nodiscard]] std::vector<ResetWay> parse_reset_ways(const std::string& text);
// The same, with the command of --power-cycle, which is there if and only if power is. Throws UsageError.
[[nodiscard]] std::vector<ResetWay> parse_reset_ways(const std::string& text, const std::string& power_cycle);

// "controller, subsystem, ..."
[[nodiscard]] std::string all_reset_ways();

}  // namespace zns::harness
