// znspec exhaust [NAME]... [--jobs N]
#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <iomanip>
#include <memory>
#include <thread>

#include "harness/base/error.hpp"
#include "harness/cli/commands.hpp"
#include "harness/exhaustion/bounds.hpp"
#include "harness/exhaustion/state_table.hpp"
#include "harness/report/exit_status.hpp"

namespace zns::harness {
namespace {

using Names = std::vector<std::string>;

struct ExhaustArguments {
  Names names;
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
};

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

struct Search {
  Exhaustion found;
  std::unique_ptr<StateTable> table = std::make_unique<StateTable>();
  double seconds = 0;
};

Search search(const Bounds& bounds) {
  Search made;
  const auto start = std::chrono::steady_clock::now();
  made.found = exhaust(bounds, made.table.get());
  made.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return made;
}

// Searches that share nothing, so many at a time; each is printed when its turn comes.
class Searches {
 public:
  Searches(const std::vector<NamedBounds>& all, unsigned jobs) {
    for (const NamedBounds& named : all) tasks_.emplace_back([bounds = named.bounds] { return search(bounds); });
    for (auto& task : tasks_) ends_.push_back(task.get_future());
    for (unsigned i = 0; i < jobs; ++i) workers_.emplace_back([this] { work(); });
  }
  Search wait_for(std::size_t i) { return ends_[i].get(); }

 private:
  void work() {
    for (std::size_t i = next_++; i < tasks_.size(); i = next_++) tasks_[i]();
  }

  std::vector<std::packaged_task<Search()>> tasks_;
  std::vector<std::future<Search>> ends_;
  std::atomic<std::size_t> next_ = 0;
  std::vector<std::jthread> workers_;  // ends before what it uses
};

void print(const NamedBounds& named, const Exhaustion& found, double seconds, std::ostream& out) {
  out << std::left << std::setw(kNameWidth) << named.name << std::right;
  for (const std::uint64_t number :
       {found.states, found.cells, found.transitions, found.choices, found.refused, found.excused, found.failures})
    out << std::setw(kWidth) << number;
  out << std::setw(kWidth) << std::fixed << std::setprecision(1) << seconds << '\n' << std::flush;
  for (const Disagreement& each : found.disagreements) out << "\n" << to_text(each);
}

int execute(const ExhaustArguments& arguments, World& world) {
  const std::vector<NamedBounds> all = chosen(arguments.names);
  Searches searches{all, arguments.jobs};
  StateTable table;
  std::uint64_t failures = 0;
  print_heading(world.out);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Search made = searches.wait_for(i);
    print(all[i], made.found, made.seconds, world.out);
    table.add(*made.table);
    failures += made.found.failures;
  }
  world.out << "The suite's zone state table was compared " << table.compared() << " times.\n";
  if (!arguments.names.empty()) return failures == 0 ? kConformant : kNotConformant;
  for (const std::string& id : table.unmet()) {
    world.out << "No state and command met " << id << ".\n";
    ++failures;
  }
  return failures == 0 ? kConformant : kNotConformant;
}

}  // namespace

void add_exhaust_command(CommandLine& app, World& world, Action& action) {
  const auto arguments = std::make_shared<ExhaustArguments>();  // the callback outlives this function
  SubCommand exhaust = app.add_subcommand(
      "exhaust",
      "Every command in every state of tiny reference devices, under every choice: reference, oracle and "
      "suite agree");
  exhaust.add_option("bounds", arguments->names, "names of the first column (default: all)").type_name("");
  exhaust.add_option("--jobs", arguments->jobs, "how many at a time")
      .within(1U, 1024U)
      .capture_default_str()
      .type_name("N");
  exhaust.callback(
      [arguments, &world, &action] { action = [arguments, &world] { return execute(*arguments, world); }; });
}

}  // namespace zns::harness
