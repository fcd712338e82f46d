// The sub-commands, each in the file of its name. Each adds itself to `app`, and sets `action` when it is the one asked
// for.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/cli/world.hpp"

namespace CLI {
class App;
}

namespace zns::harness {

using Action = std::function<int()>;

void add_run_command(CLI::App& app, World& world, Action& action);
void add_bench_command(CLI::App& app, World& world, Action& action);
void add_diff_command(CLI::App& app, World& world, Action& action);
void add_matrix_command(CLI::App& app, World& world, Action& action);
void add_mutants_command(CLI::App& app, World& world, Action& action);
void add_replay_command(CLI::App& app, World& world, Action& action);
void add_list_command(CLI::App& app, World& world, Action& action);
void add_exhaust_command(CLI::App& app, World& world, Action& action);
void add_explain_command(CLI::App& app, World& world, Action& action);
// `after_dashes` is what stands behind `--` on the command line: the arguments for the guest.
void add_guest_command(CLI::App& app, World& world, Action& action, const std::vector<std::string>& after_dashes);

}  // namespace zns::harness
