// znspec replay FILE [TARGET]
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <memory>

#include "harness/cli/commands.hpp"
#include "harness/cli/device_arguments.hpp"
#include "harness/exit_status.hpp"
#include "harness/replay.hpp"
#include "harness/targets/open.hpp"
#include "harness/trace_file.hpp"
#include "reference/trace/geometry_text.hpp"

namespace zns::harness {
namespace {

struct ReplayArguments : TargetArguments {
  std::string file;
  bool verbose = false;
};

std::vector<const TraceEntry*> entries_of(const Trace& trace) {
  std::vector<const TraceEntry*> entries;
  for (const TraceStep& step : trace.steps)
    if (const auto* batch = std::get_if<TraceBatch>(&step))
      for (const TraceEntry& entry : *batch) entries.push_back(&entry);
  return entries;
}

class Page {
 public:
  Page(World& world, const Trace& recorded, const Trace& judged, bool replayed)
      : out_{world.out},
        recorded_{entries_of(recorded)},
        entries_{entries_of(judged)},
        trace_{judged},
        rejudged_{rejudge(judged)},
        replayed_{replayed} {}

  int print(bool verbose) {
    if (!trace_.target.empty()) out_ << "target    " << trace_.target << "\n";
    if (!trace_.note.empty()) out_ << "note      " << trace_.note << "\n";
    out_ << "device    " << to_text(trace_.geometry) << "\n";
    for (const TraceFinding& each : rejudged_.findings)
      if (each.of_device) finding(each.finding);
    out_ << "\n";
    for (std::size_t i = 0; i < entries_.size(); ++i) command(i, verbose);
    for (std::size_t i = entries_.size(); replayed_ && i < recorded_.size(); ++i)
      out_ << i << ": " << command_text(trace_.geometry, *recorded_[i])
           << "\n    not sent: the device died before it\n";
    return summary();
  }

 private:
  void command(std::size_t i, bool verbose) {
    const auto concerns = [i](const TraceFinding& each) { return each.command == i && !each.of_device; };
    const bool found = std::any_of(rejudged_.findings.begin(), rejudged_.findings.end(), concerns) ||
                       std::any_of(rejudged_.undecided.begin(), rejudged_.undecided.end(), concerns);
    const std::string other = replayed_ ? difference(*recorded_[i], *entries_[i]) : "";
    if (!other.empty()) ++different_;
    if (!verbose && !found && other.empty()) return;
    out_ << i << ": " << command_text(trace_.geometry, *entries_[i]) << "\n    -> " << completion_text(*entries_[i])
         << "\n";
    if (!other.empty()) out_ << "    differs   " << other << "\n";
    for (const TraceFinding& each : rejudged_.findings)
      if (concerns(each)) finding(each.finding);
    for (const TraceFinding& each : rejudged_.undecided)
      if (concerns(each)) out_ << "    undecided " << each.finding.clauses.front() << "\n";
  }

  void finding(const Finding& finding) {
    out_ << (finding.warning ? "    warning   " : "    violates  ");
    for (const std::string& id : finding.clauses) out_ << id << " ";
    out_ << "\n";
    for (const std::string& each : finding.expected) out_ << "    expected  " << each << "\n";
    out_ << "    observed  " << finding.observed << "\n";
    for (const std::string& zone : finding.zones) out_ << "    zone      " << zone << "\n";
  }

  int summary() {
    std::size_t violations = 0;
    for (const TraceFinding& each : rejudged_.findings) violations += each.finding.warning ? 0 : 1;
    out_ << entries_.size() << " commands, " << rejudged_.not_judged << " not judged, " << violations << " violations, "
         << rejudged_.findings.size() - violations << " warnings";
    if (!rejudged_.undecided.empty()) out_ << ", " << rejudged_.undecided.size() << " undecided";
    if (replayed_) out_ << ", " << different_ << " completed otherwise than recorded";
    out_ << "\n";
    const TraceVerdict verdict = verdict_of(rejudged_);
    if (verdict == TraceVerdict::NotPermitted) return kNotConformant;
    if (verdict == TraceVerdict::Permitted) return kConformant;
    const Finding& first = rejudged_.undecided.front().finding;
    out_ << "inconclusive: " << first.clauses.front() << ", " << first.observed << "\n";
    return kHarnessError;
  }

  std::ostream& out_;
  std::vector<const TraceEntry*> recorded_;
  std::vector<const TraceEntry*> entries_;
  const Trace& trace_;
  Rejudgement rejudged_;
  bool replayed_;
  std::size_t different_ = 0;
};

int execute(const ReplayArguments& arguments, World& world) {
  const Trace recorded = load_trace(arguments.file);
  if (arguments.target.empty()) return Page{world, recorded, recorded, false}.print(arguments.verbose);
  const auto opened =
      world.open_target(arguments.target, {.destroy_data = arguments.destroy_data, .qemu = arguments.qemu});
  if (!opened->banner().empty()) world.err << "znspec: " << opened->banner() << "\n" << std::flush;
  const Trace now = replay(recorded, opened->target());
  return Page{world, recorded, now, true}.print(arguments.verbose);
}

}  // namespace

void add_replay_command(CLI::App& app, World& world, Action& action) {
  const auto arguments = std::make_shared<ReplayArguments>();  // the callback outlives this function
  arguments->target.clear();
  CLI::App& replay = *app.add_subcommand("replay", "Judge a trace again, or send it to a device again");
  replay.add_option("FILE", arguments->file, "a trace, as run --save keeps it")->required()->type_name("");
  replay.add_option("TARGET", arguments->target, "where to send it; without one only what was recorded is judged")
      ->type_name("");
  add_target_options(replay, *arguments);
  replay.add_flag("--verbose", arguments->verbose, "every command, and not only those that differ or violate a clause");
  replay.callback(
      [arguments, &world, &action] { action = [arguments, &world] { return execute(*arguments, world); }; });
}

}  // namespace zns::harness
