// Everything that the command line reaches out to, in one place, so that a test can put something else there.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "harness/report/provenance.hpp"
#include "suites/case.hpp"

namespace zns::harness {

class OpenedTarget;
struct GuestOptions;
struct TargetOptions;

struct World {
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool no_color = false;  // NO_COLOR is set
  std::function<std::vector<suites::Section>()> contents;
  std::function<std::unique_ptr<OpenedTarget>(const std::string& spelling, const TargetOptions&)> open_target;
  std::function<int(const GuestOptions&, const std::vector<std::string>& arguments)> run_guest;
  std::function<std::chrono::steady_clock::time_point()> now = std::chrono::steady_clock::now;
  Provenance provenance = {};          // of what is run now, but for the emulator, which the target knows
  std::filesystem::path program = {};  // this one, for sub-commands that start it again
};

}  // namespace zns::harness
