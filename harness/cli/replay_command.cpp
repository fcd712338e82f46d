// znspec replay FILE [TARGET]
#include <algorithm>
#include <filesystem>
#include <iterator>
#include <memory>

#include "harness/cli/commands.hpp"
#include "harness/cli/device_arguments.hpp"
#include "harness/replay/differing_data.hpp"
#include "harness/replay/replay.hpp"
#include "harness/replay/trace_file.hpp"
#include "harness/report/exit_status.hpp"
#include "harness/targets/open.hpp"
#include "reference/trace/geometry_text.hpp"

namespace zns::harness {
namespace {

struct ReplayArguments : TargetArguments {
  std::vector<std::string> words;  // files, and last perhaps a target
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
    if (const std::string fitting = fitting_reference(trace_.geometry); !fitting.empty())
      out_ << "reference " << fitting << "\n";
    for (const TraceFinding& each : rejudged_.findings)
      if (each.of_device) finding(each.finding, 0);
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
      if (concerns(each)) finding(each.finding, i + 1);
    for (const TraceFinding& each : rejudged_.undecided)
      if (concerns(each)) out_ << "    undecided " << each.finding.clauses.front() << "\n";
  }

  // It came up after so many commands.
  void finding(const Finding& finding, std::size_t commands) {
    out_ << (finding.warning ? "    warning   " : "    violates  ");
    for (const std::string& id : finding.clauses) out_ << id << " ";
    out_ << "\n";
    for (const std::string& each : finding.expected) out_ << "    expected  " << each << "\n";
    out_ << "    observed  " << finding.observed << differing_data(trace_, commands, finding) << "\n";
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

bool is_target(const std::string& word) {
  constexpr std::string_view kPrefixes[] = {"ref:", "qemu:", "mutant:", "variant:", "/dev/"};
  return std::any_of(std::begin(kPrefixes), std::end(kPrefixes),
                     [&](std::string_view prefix) { return word.rfind(prefix, 0) == 0; });
}

int judge_one(const Trace& recorded, const ReplayArguments& arguments, World& world) {
  if (arguments.target.empty()) return Page{world, recorded, recorded, false}.print(arguments.verbose);
  const auto opened = world.open_target(arguments.target, {.destroy_data = arguments.destroy_data,
                                                           .timeout = std::chrono::seconds{arguments.timeout},
                                                           .resets = parse_reset_ways(arguments.resets, arguments.power_cycle),
                                                           .power_cycle = arguments.power_cycle,
                                                           .qemu = arguments.qemu});
  if (!opened->banner().empty()) world.err << "znspec: " << opened->banner() << "\n" << std::flush;
  const Trace now = replay(recorded, opened->target());
  return Page{world, recorded, now, true}.print(arguments.verbose);
}

// A violation in one of the traces is one of all; else what was not decided is.
int execute(ReplayArguments arguments, World& world) {
  std::vector<std::string>& files = arguments.words;
  std::error_code error;
  const bool names_target = is_target(files.back()) || !std::filesystem::exists(files.back(), error);
  if (files.size() > 1 && names_target) {
    arguments.target = files.back();
    files.pop_back();
  }
  std::vector<Trace> traces;
  for (const std::string& file : files) traces.push_back(load_trace(file));  // all of them, before one is sent
  int worst = kConformant;
  for (std::size_t i = 0; i < traces.size(); ++i) {
    if (traces.size() > 1) world.out << (i == 0 ? "" : "\n") << "trace     " << files[i] << "\n";
    const int status = judge_one(traces[i], arguments, world);
    if (worst != kNotConformant && status != kConformant) worst = status;
  }
  return worst;
}

}  // namespace

void add_replay_command(CommandLine& app, World& world, Action& action) {
  const auto arguments = std::make_shared<ReplayArguments>();  // the callback outlives this function
  arguments->target.clear();
  SubCommand replay = app.add_subcommand("replay", "Judge a trace again, or send it to a device again");
  replay
      .add_option("FILE", arguments->words,
                  "traces, as run --save keeps them, and last perhaps a TARGET: where to "
                  "send them; without one only what was recorded is judged")
      .required()
      .type_name("");
  add_target_options(replay, *arguments);
  add_reset_options(replay, *arguments);
  replay.add_flag("--verbose", arguments->verbose, "every command, and not only those that differ or violate a clause");
  replay.callback(
      [arguments, &world, &action] { action = [arguments, &world] { return execute(*arguments, world); }; });
}

}  // namespace zns::harness
