// What runs in the guest, made of what the user said.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/qemu/arguments.hpp"
#include "harness/qemu/guest.hpp"

namespace zns::harness {

struct GuestRequest {
  std::vector<std::string> arguments;      // behind `--`; empty: the whole suite on the target's drive
  std::vector<std::string> guest_options;  // before it, as the user gave them: replay lines repeat them
  bool colours = false;
  GuestTarget target = GuestTarget::Qemu;
  std::string qemu_version = {};          // "7.2.13"; empty: not known
  std::string device = Drive{}.device;    // of QEMU's
  bool has_driver = false;                // a module of the user's makes a second drive
  std::vector<std::string> kernels = {};  // the packages that were asked for
};

// The node of a drive that the arguments name first; empty: none.
[[nodiscard]] std::string node_in(const std::vector<std::string>& arguments);

// "FILE.ko:PARAMETERS" or "FILE.ko". Throws UsageError where there is no such file.
[[nodiscard]] GuestModule parse_module(const std::string& text);

// The arguments of znspec in there. A `run` or `diff` on a drive of the guest's that says nothing about
// deviations gets the shipped file, if there is one for this version of it.
[[nodiscard]] std::vector<std::string> guest_arguments(const GuestRequest& request);

// The traces that the deviations files among these arguments name: znspec looks for them in there. Throws UsageError.
[[nodiscard]] std::vector<std::filesystem::path> traces_of_deviations(const std::vector<std::string>& arguments);

}  // namespace zns::harness
