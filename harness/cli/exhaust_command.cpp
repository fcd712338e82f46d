// znspec exhaust [NAME]...
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <chrono>
#include <iomanip>
#include <memory>

#include "harness/cli/commands.hpp"
#include "harness/error.hpp"
#include "harness/exhaustion/bounds.hpp"
#include "harness/exhaustion/state_table.hpp"
#include "harness/exit_status.hpp"

namespace zns::harness {
namespace {

using Names = std::vector<std::string>;

std::vector<NamedBounds> chosen(const Names& names) {
  std::vector<NamedBounds> all = all_bounds();
  if (names.empty()) return all;
  std::vector<NamedBounds> some;
  for (const std::string& name : names) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const NamedBounds& each) { return each.name == name; });
    if (found == all.end()) {
      std::string known;
      for (const NamedBounds& each : all) known += ' ' + std::string{each.name};
      throw UsageError("exhaust: no bounds '" + name + "'; there are" + known);
    }
    some.push_back(*found);
  }
  return some;
}

constexpr int kNameWidth = 22;
constexpr int kWidth = 12;

void print_heading(std::ostream& out) {
  out << std::left << std::setw(kNameWidth) << "bounds" << std::right;
  for (const char* head : {"states", "cells", "transitions", "choices", "refused", "excused", "failures", "seconds"})
    out << std::setw(kWidth) << head;
  out << '\n';
}

void print(const NamedBounds& named, const Exhaustion& found, double seconds, std::ostream& out) {
  out << std::left << std::setw(kNameWidth) << named.name << std::right;
  for (const std::uint64_t number :
       {found.states, found.cells, found.transitions, found.choices, found.refused, found.excused, found.failures})
    out << std::setw(kWidth) << number;
  out << std::setw(kWidth) << std::fixed << std::setprecision(1) << seconds << '\n' << std::flush;
  for (const Disagreement& each : found.disagreements) out << "\n" << to_text(each);
}

int execute(const Names& names, World& world) {
  const std::vector<NamedBounds> searches = chosen(names);
  StateTable table;
  std::uint64_t failures = 0;
  print_heading(world.out);
  for (const NamedBounds& named : searches) {
    const auto start = std::chrono::steady_clock::now();
    const Exhaustion found = exhaust(named.bounds, &table);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    print(named, found, took.count(), world.out);
    failures += found.failures;
  }
  world.out << "The suite's zone state table was compared " << table.compared() << " times.\n";
  if (!names.empty()) return failures == 0 ? kConformant : kNotConformant;
  for (const std::string& id : table.unmet()) {
    world.out << "No state and command met " << id << ".\n";
    ++failures;
  }
  return failures == 0 ? kConformant : kNotConformant;
}

}  // namespace

void add_exhaust_command(CLI::App& app, World& world, Action& action) {
  const auto names = std::make_shared<Names>();  // the callback outlives this function
  CLI::App& exhaust = *app.add_subcommand(
      "exhaust",
      "Every command in every state of tiny reference devices, under every choice: reference, oracle and "
      "suite agree");
  exhaust.add_option("bounds", *names, "names of the first column (default: all)")->type_name("");
  exhaust.callback([names, &world, &action] { action = [names, &world] { return execute(*names, world); }; });
}

}  // namespace zns::harness
