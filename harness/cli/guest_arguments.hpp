// What runs in the guest, made of what the user said.
#pragma once

#include <string>
#include <vector>

namespace zns::harness {

struct GuestRequest {
  std::vector<std::string> arguments;      // behind `--`; empty: the whole suite on QEMU's drive
  std::vector<std::string> guest_options;  // before it, as the user gave them: replay lines repeat them
  bool colours = false;
};

// The arguments of znspec in there. A `run` on QEMU's drive that says nothing about deviations gets the shipped file.
[[nodiscard]] std::vector<std::string> guest_arguments(const GuestRequest& request);

}  // namespace zns::harness
