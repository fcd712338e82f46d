// The sub-commands, each in the file of its name. Each adds itself to `app`, and sets `action` when it is the one asked
// for.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/cli/command_line.hpp"
#include "harness/cli/world.hpp"

namespace zns::harness {

using Action = std::function<int()>;

void add_run_command(CommandLine& app, World& world, Action& action);
void add_bench_command(CommandLine& app, World& world, Action& action);
void add_describe_command(CommandLine& app, World& world, Action& action);
void add_diff_command(CommandLine& app, World& world, Action& action);
void add_matrix_command(CommandLine& app, World& world, Action& action);
void add_mutants_command(CommandLine& app, World& world, Action& action);
void add_replay_command(CommandLine& app, World& world, Action& action);
void add_list_command(CommandLine& app, World& world, Action& action);
void add_exhaust_command(CommandLine& app, World& world, Action& action);
void add_image_command(CommandLine& app, World& world, Action& action);
void add_powerfail_command(CommandLine& app, World& world, Action& action);
void add_explain_command(CommandLine& app, World& world, Action& action);
// `after_dashes` is what stands behind `--` on the command line: the arguments for the guest.
void add_guest_command(CommandLine& app, World& world, Action& action, const std::vector<std::string>& after_dashes);

}  // namespace zns::harness
