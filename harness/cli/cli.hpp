// The command line of znspec.
#pragma once

#include <string>
#include <vector>

#include "harness/cli/world.hpp"

namespace zns::harness {

// Does what the arguments say (without the program's name) and returns the exit status. Throws nothing: what goes wrong
// is one line on `world.err`.
int run_cli(const std::vector<std::string>& arguments, World& world);

}  // namespace zns::harness
