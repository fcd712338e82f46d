// znspec exhaust [NAME]... [--bound 1|2] [--jobs N]
#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <iomanip>
#include <memory>
#include <thread>

#include "harness/base/error.hpp"
#include "harness/cli/commands.hpp"
#include "harness/exhaustion/bounds.hpp"
#include "harness/exhaustion/state_table.hpp"
#include "harness/exhaustion/subsystem_bounds.hpp"
#include "harness/report/exit_status.hpp"

namespace zns::harness {
namespace {

using Names = std::vector<std::string>;

constexpr unsigned kBoth = 0;
constexpr unsigned kOneNamespace = 1;
constexpr unsigned kSubsystem = 2;

struct ExhaustArguments {
  Names names;
  unsigned bound = kBoth;
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
};

struct NamedSearch {
  std::string_view name;
  unsigned bound = kOneNamespace;
  std::function<Exhaustion(StateTable& table)> run;
};

std::vector<NamedSearch> all_searches() {
  std::vector<NamedSearch> all;
  for (const NamedBounds& each : all_bounds())
    all.push_back({each.name, kOneNamespace, [=](StateTable& table) { return exhaust(each.bounds, &table); }});
  for (const NamedSubsystem& each : all_subsystems())
    all.push_back({each.name, kSubsystem, [=](StateTable&) { return exhaust(each.bounds); }});
  return all;
}

std::vector<NamedSearch> chosen(const ExhaustArguments& arguments) {
  const std::vector<NamedSearch> all = all_searches();
  std::vector<NamedSearch> some;
  for (const std::string& name : arguments.names) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const NamedSearch& each) { return each.name == name; });
    if (found == all.end()) {
      std::string known;
      for (const NamedSearch& each : all) known += ' ' + std::string{each.name};
      throw UsageError("exhaust: no bounds '" + name + "'; there are" + known);
    }
    some.push_back(*found);
  }
  if (arguments.names.empty()) some = all;
  const auto is_left_out = [&](const NamedSearch& each) {
    return arguments.bound != kBoth && each.bound != arguments.bound;
  };
  std::erase_if(some, is_left_out);
  if (some.empty()) throw UsageError("exhaust: none of these is of bound " + std::to_string(arguments.bound));
  return some;
}

constexpr int kNameWidth = 22;
constexpr int kWidth = 12;

void print_heading(unsigned bound, std::ostream& out) {
  out << std::left << std::setw(kNameWidth) << (bound == kOneNamespace ? "bounds" : "subsystem") << std::right;
  for (const char* head : {"states", "cells", "transitions", "choices", "refused", "excused", "failures", "seconds"})
    out << std::setw(kWidth) << head;
  out << '\n';
}

struct Search {
  Exhaustion found;
  std::unique_ptr<StateTable> table = std::make_unique<StateTable>();
  double seconds = 0;
};

Search search(const NamedSearch& named) {
  Search made;
  const auto start = std::chrono::steady_clock::now();
  made.found = named.run(*made.table);
  made.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return made;
}

// Searches that share nothing, so many at a time; each is printed when its turn comes.
class Searches {
 public:
  Searches(const std::vector<NamedSearch>& all, unsigned jobs) {
    for (const NamedSearch& named : all) tasks_.emplace_back([named] { return search(named); });
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

void print(const NamedSearch& named, const Exhaustion& found, double seconds, std::ostream& out) {
  out << std::left << std::setw(kNameWidth) << named.name << std::right;
  for (const std::uint64_t number : {found.states, found.cells, found.transitions, found.choices})
    out << std::setw(kWidth) << number;
  for (const std::uint64_t number : {found.refused, found.excused})  // by the oracle, which judges one namespace
    out << std::setw(kWidth) << (named.bound == kOneNamespace ? std::to_string(number) : "-");
  out << std::setw(kWidth) << found.failures << std::setw(kWidth) << std::fixed << std::setprecision(1) << seconds
      << '\n'
      << std::flush;
  for (const Disagreement& each : found.disagreements) out << "\n" << to_text(each);
}

// A search ends when nothing leads to a state that it does not know.
void print_fixed_point(std::uint64_t states, std::uint64_t transitions, std::ostream& out) {
  out << "Fixed point: " << states << " states, " << transitions << " transitions, none to another state.\n";
}

std::uint64_t print_table(const StateTable& table, bool is_whole, std::ostream& out) {
  out << "The suite's zone state table was compared " << table.compared() << " times.\n";
  if (!is_whole) return 0;
  for (const std::string& id : table.unmet()) out << "No state and command met " << id << ".\n";
  return table.unmet().size();
}

int execute(const ExhaustArguments& arguments, World& world) {
  const std::vector<NamedSearch> all = chosen(arguments);
  Searches searches{all, arguments.jobs};
  StateTable table;
  std::uint64_t failures = 0;
  std::uint64_t states = 0;
  std::uint64_t transitions = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i == 0 || all[i].bound != all[i - 1].bound) {
      print_heading(all[i].bound, world.out);
      states = transitions = 0;
    }
    const Search made = searches.wait_for(i);
    print(all[i], made.found, made.seconds, world.out);
    table.add(*made.table);
    failures += made.found.failures;
    states += made.found.states;
    transitions += made.found.transitions;
    if (i + 1 < all.size() && all[i + 1].bound == all[i].bound) continue;
    print_fixed_point(states, transitions, world.out);
    if (all[i].bound == kOneNamespace) failures += print_table(table, arguments.names.empty(), world.out);
  }
  return failures == 0 ? kConformant : kNotConformant;
}

}  // namespace

void add_exhaust_command(CommandLine& app, World& world, Action& action) {
  const auto arguments = std::make_shared<ExhaustArguments>();  // the callback outlives this function
  SubCommand exhaust = app.add_subcommand(
      "exhaust",
      "Every command in every state of tiny reference devices, under every choice: reference, oracle and "
      "suite agree; and all that goes on between two controllers and two namespaces");
  exhaust.add_option("bounds", arguments->names, "names of the first column (default: all)").type_name("");
  exhaust.add_option("--bound", arguments->bound, "1: one namespace, 2: a subsystem (default: both)")
      .within(kOneNamespace, kSubsystem)
      .type_name("N");
  exhaust.add_option("--jobs", arguments->jobs, "how many at a time")
      .within(1U, 1024U)
      .capture_default_str()
      .type_name("N");
  exhaust.callback(
      [arguments, &world, &action] { action = [arguments, &world] { return execute(*arguments, world); }; });
}

}  // namespace zns::harness
