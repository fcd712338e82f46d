#include "harness/diff/diff.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <map>
#include <utility>

#include "harness/diff/finding_case.hpp"
#include "harness/diff/player.hpp"
#include "harness/error.hpp"
#include "harness/recorder.hpp"
#include "harness/report/text.hpp"
#include "harness/subject.hpp"
#include "harness/together.hpp"
#include "suites/properties/generate.hpp"

namespace zns::harness {
namespace {

using suites::Program;
using suites::Verdict;

constexpr std::size_t kMostZones = 24;  // that play along
constexpr std::size_t kShrinkQuestions = 600;
constexpr int kRaceTries = 16;  // before a race counts as one that does not show itself again
constexpr int kRaceTriesOfACandidate = 2;
constexpr std::size_t kOperations = 200;  // of a program; one of a hand is short, for what needs a fresh device
constexpr std::size_t kShortOperations = 25;

suites::Playground playground_of(suites::Target& target, const suites::Facts& facts,
                                 const std::optional<ZoneRange>& zones) {
  const suites::Carries carries = target.carries();
  const std::uint64_t first = zones ? zones->first : 0;
  const std::uint64_t last = zones ? zones->last : facts.zone_count - 1;
  suites::Playground playground{.zones = {},
                                .max_transfer_bytes = std::min<std::uint64_t>(carries.max_transfer_bytes, 1U << 20U),
                                .append = facts.append,
                                .write_zeroes = facts.write_zeroes,
                                .foreign_nsid = carries.foreign_nsid,
                                .over_mdts = carries.over_mdts,
                                .unaligned_report = carries.unaligned_report,
                                .select_all = !zones || (first == 0 && last + 1 == facts.zone_count),
                                .zone_events = carries.zone_events};
  const std::uint64_t wanted =
      std::max<std::uint64_t>(8, std::max(facts.max_active.value_or(0), facts.max_open.value_or(0)) + 2);
  const std::uint64_t count = std::min({wanted, std::uint64_t{kMostZones}, last - first + 1});
  for (std::uint64_t i = 0; i + 1 < count; ++i) playground.zones.push_back(static_cast<ZoneId>(first + i));
  playground.zones.push_back(static_cast<ZoneId>(last));  // the end of the namespace is a place of its own
  return playground;
}

Finding finding_of(const suites::Failure& failure) {
  return {.warning = false,
          .clauses = failure.clauses,
          .command = "",
          .expected = failure.expected,
          .observed = failure.observed,
          .zones = {}};
}

class Search {
 public:
  Search(OpenedTarget& opened, suites::Facts facts, const DiffOptions& options)
      : options_{options},
        opened_{opened},
        commands_{(options.commands + options.shard.count - 1) / options.shard.count},
        target_{opened.target()},
        recorder_{target_},
        monitor_{recorder_, facts},
        player_{monitor_,
                playground_of(target_, facts, options.zones),
                {.seed = options.seed,
                 .depth = options.depth,
                 .last_zone = static_cast<ZoneId>(options.zones ? options.zones->last : facts.zone_count - 1),
                 .on_finding = [this](const Finding& finding) { note(finding); }}} {
    monitor_.look_after_aborts(true);
    report_.version = ZNSPEC_VERSION;
    report_.target = target_.name();
    report_.facts = std::move(facts);
    report_.seed = options.seed;
  }

  void search() {
    try {
      player_.put_back();
      remember(monitor_.take_findings(), {});
      for (std::uint64_t index = 0; searching_commands_ < commands_ && report_.stopped.empty() && !first_at_; ++index) {
        if (!plays(options_.shard, index)) continue;
        if (options_.interrupted()) stop("interrupted");
        if (player_.playground().zones.empty()) {
          if (has_failed()) break;  // that is why
          throw HarnessError("no zone is left that can be made Empty");
        }
        options_.progress(searching_commands_, commands_);
        search_one(index);
      }
    } catch (const suites::DeviceWrong& wrong) {
      remember({finding_of(failure_of(wrong, {}))}, {});
    } catch (const std::exception& error) {
      stop(error.what());
    }
  }

  Report take(std::uint64_t wall_ms) {
    report_.wall_ms = wall_ms;
    report_.commands = first_at_.value_or(monitor_.commands());
    report_.freedoms = monitor_.freedoms();
    report_.clauses = monitor_.clause_counts();
    report_.transitions = monitor_.transitions();
    SectionReport section{.number = "", .title = kDiffSection, .cases = {}};
    for (auto& [signature, entry] : known_) section.cases.push_back(std::move(entry));
    if (monitor_.undecided() != 0) section.cases.push_back(undecided());
    const bool nothing = std::none_of(section.cases.begin(), section.cases.end(),
                                      [](const CaseReport& entry) { return entry.result.verdict == Verdict::Failed; });
    if (nothing && report_.stopped.empty()) {
      CaseReport entry;
      entry.title = std::to_string(searching_commands_) + " random commands, and nothing that is not permitted";
      entry.result.id = kDiffId;
      entry.replay = replay();
      section.cases.insert(section.cases.begin(), std::move(entry));
    }
    if (!section.cases.empty()) report_.sections.push_back(std::move(section));
    return std::move(report_);
  }

  void look_outside() {
    if (!options_.zones) return;
    try {
      if (auto changes = harness::look_outside(opened_)) known_.emplace("~outside", std::move(*changes));
    } catch (const std::exception& error) {
      stop(error.what());
    }
  }

 private:
  // The smallest program so far that shows a finding.
  struct Smallest {
    Finding finding;
    std::vector<std::string> log;
    std::optional<Trace> trace;
  };

  void search_one(std::uint64_t index) {
    const std::size_t operations = index % kProgramsOfAHand == 3 ? kShortOperations : kOperations;
    const Program program = suites::random_program(
        options_.seed, index, operations,
        {.illegal_percent = options_.illegal_percent, .depth = static_cast<unsigned>(options_.depth)});
    const std::uint64_t before = monitor_.commands();
    record();
    Played played = play(program);
    const std::optional<Trace> trace = std::exchange(trace_, std::nullopt);  // of the first that is new
    searching_commands_ += std::max<std::uint64_t>(1, monitor_.commands() - before);
    for (const Found& found : played.found) {
      if (options_.first_only && !found.finding.warning) return remember({found.finding}, played.log);
      if (!known_.contains(signature_of(found.finding)))
        investigate(found, played, &found == first_new(played) ? trace : std::nullopt);
      // What comes after a race that went wrong may be its consequence: there are other programs to find it in.
      if (found.finding.command.find(kInFlightTogether) != std::string::npos) return;
    }
  }

  // A death while another finding is shrunk is not what is being looked for, and must not be forgotten for it.
  void note_death(const Finding& finding) {
    const std::string signature = signature_of(finding);
    if (wanted_.empty() || signature == wanted_ || known_.contains(signature)) return;
    Smallest death{finding, {}, std::nullopt};
    known_.emplace(signature, entry_of(death, false));
  }

  [[nodiscard]] bool has_failed() const {
    return std::any_of(known_.begin(), known_.end(),
                       [](const auto& each) { return each.second.result.verdict == Verdict::Failed; });
  }

  // Of findings that are not known yet.
  [[nodiscard]] const Found* first_new(const Played& played) const {
    const auto found = std::find_if(played.found.begin(), played.found.end(),
                                    [&](const Found& each) { return !known_.contains(signature_of(each.finding)); });
    return found == played.found.end() ? nullptr : &*found;
  }

  void record() {
    if (options_.save) recorder_.begin(trace_head(monitor_.oracle(), report_.target, options_.seed, ""));
  }

  // A device that dies is a finding of the program that killed it; a fresh one takes its place.
  Played play(const Program& program) {
    try {
      return player_.play(program);
    } catch (const suites::DeviceLost& lost) {
      const Finding finding = finding_of(failure_of(lost, {}));
      note(finding);
      note_death(finding);
      if (!target_.carries().power_cycle) {  // the end of the search, but not of what is known
        remember({finding}, {});
        throw;
      }
      monitor_.reset(suites::Reset::PowerCycle);
      if (options_.zones) opened_.snapshot();  // nothing of the old device is left to compare with
      player_.put_back();
      monitor_.take_findings();
      return {.found = {{.finding = finding, .operation = program.size()}}, .pinned = program};
    } catch (const suites::DeviceWrong& wrong) {
      const Finding finding = finding_of(failure_of(wrong, {}));
      note(finding);
      monitor_.take_findings();
      return {.found = {{.finding = finding, .operation = program.size()}}, .pinned = program};
    }
  }

  // Shrinks the program as far as it still shows this finding, and remembers what is left.
  void investigate(const Found& found, const Played& played, const std::optional<Trace>& trace) {
    const std::string signature = signature_of(found.finding);
    const Program& pinned = played.pinned;
    const Program prefix{pinned.begin(),
                         pinned.begin() + static_cast<std::ptrdiff_t>(std::min(found.operation + 1, pinned.size()))};
    Smallest smallest{found.finding, played.log, trace};
    bool shown_again = false;
    wanted_ = signature;
    const auto fails = [&](const Program& candidate) {
      if (options_.interrupted()) return false;
      record();
      const Played again = play(candidate);
      std::optional<Trace> shorter = std::exchange(trace_, std::nullopt);
      for (const Found& each : again.found) {
        if (signature_of(each.finding) != signature) continue;
        smallest = Smallest{each.finding, again.log, std::move(shorter)};
        return shown_again = true;
      }
      return false;
    };
    // Who comes first in a race may be another one the next time.
    const bool race = found.finding.command.find(kInFlightTogether) != std::string::npos;
    const auto fails_within = [&](int tries, const Program& candidate) {
      while (tries-- > 0)
        if (fails(candidate)) return true;
      return false;
    };
    if (!found.finding.warning && fails_within(race ? kRaceTries : 1, prefix))
      suites::shrink(
          prefix, [&](const Program& candidate) { return fails_within(race ? kRaceTriesOfACandidate : 1, candidate); },
          kShrinkQuestions);
    wanted_.clear();
    known_.emplace(signature, entry_of(smallest, shown_again || found.finding.warning));
  }

  void note(const Finding& finding) {
    if (options_.first_only && !finding.warning && !first_at_) first_at_ = monitor_.commands();
    keep_trace(finding);
  }

  // A trace ends with what shows its finding: the one that is being shrunk, or else any that is new.
  void keep_trace(const Finding& finding) {
    const std::string signature = signature_of(finding);
    const bool wanted = wanted_.empty() ? !known_.contains(signature) : signature == wanted_;
    if (wanted && !trace_) trace_ = recorder_.take();
  }

  // The name of the file; empty if there is none.
  std::string save(const std::string& id, const Trace& trace) {
    if (!options_.save || !report_.unsaved.empty()) return "";
    try {
      return options_.save(id, trace);
    } catch (const std::exception& error) {
      report_.unsaved = error.what();
      return "";
    }
  }

  void remember(const std::vector<Finding>& findings, const std::vector<std::string>& commands) {
    for (const Finding& finding : findings) {
      CaseReport entry = case_of(finding, commands);
      entry.replay = replay();
      known_.emplace(signature_of(finding), std::move(entry));
    }
  }

  [[nodiscard]] CaseReport undecided() const {
    CaseReport entry;
    entry.title = "Each batch has an order of its commands, or has none";
    entry.result = {.id = "diff/undecided",
                    .verdict = Verdict::Warned,
                    .reason = std::to_string(monitor_.undecided()) + " batches had too many orders to try them all",
                    .failure = std::nullopt};
    entry.replay = replay();
    return entry;
  }

  CaseReport entry_of(Smallest& smallest, bool reproducible) {
    CaseReport entry = case_of(smallest.finding, smallest.log);
    if (!reproducible)
      entry.result.reason = "the same program again did not show it: seed " + std::to_string(options_.seed);
    if (smallest.trace) {
      smallest.trace->note = entry.result.id;
      entry.trace = save(entry.result.id, *smallest.trace);
    }
    entry.replay = entry.trace.empty() ? replay() : replay_of_trace(entry.trace);
    return entry;
  }

  [[nodiscard]] std::string replay_of_trace(const std::string& file) const {
    return options_.replay_command + " replay " + shell_word(file) + " " + shell_word(report_.target) +
           options_.replay_options;
  }

  [[nodiscard]] std::string replay() const {
    std::string line = options_.replay_command + " diff " + shell_word(report_.target) + " --seed " +
                       std::to_string(options_.seed) + " --commands " + std::to_string(options_.commands);
    if (options_.depth > 1) line += " --depth " + std::to_string(options_.depth);
    if (options_.illegal_percent != DiffOptions{}.illegal_percent)
      line += " --illegal " + std::to_string(options_.illegal_percent);
    if (options_.first_only) line += " --first";
    if (options_.zones)
      line += " --zones " + std::to_string(options_.zones->first) + "-" + std::to_string(options_.zones->last);
    return line + shard_option(options_.shard) + options_.replay_options;
  }

  void stop(const std::string& why) {
    if (!report_.stopped.empty()) return;
    report_.stopped =
        why + " (" + std::to_string(searching_commands_) + " of " + std::to_string(commands_) + " commands were sent)";
    CaseReport entry;
    entry.title = "Every command is sent";
    entry.result = {.id = kStoppedId, .verdict = Verdict::Error, .reason = report_.stopped, .failure = std::nullopt};
    known_.emplace("~stopped", std::move(entry));
  }

  const DiffOptions& options_;
  OpenedTarget& opened_;
  std::uint64_t commands_;  // of this shard
  suites::Target& target_;
  Recorder recorder_;
  Monitor monitor_;
  Player player_;
  Report report_;
  std::map<std::string, CaseReport> known_;  // by signature
  std::uint64_t searching_commands_ = 0;
  std::optional<std::uint64_t> first_at_;  // with first_only: after so many commands there was a violation
  std::string wanted_;                     // the signature of the finding that is being shrunk
  std::optional<Trace> trace_;             // that ends with it
};

}  // namespace

Report diff(OpenedTarget& opened, const DiffOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  suites::Target& target = opened.target();
  if (options.depth > target.carries().queue_depth)
    throw UsageError("--depth: " + target.name() + " takes " + std::to_string(target.carries().queue_depth) +
                     " commands in flight together at most");
  try {
    const suites::Facts facts = facts_of(target);
    check_zones(options.zones, facts);
    opened.snapshot();
    Search search{opened, facts, options};
    search.search();
    search.look_outside();
    const auto wall = std::chrono::steady_clock::now() - start;
    return search.take(static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(wall).count()));
  } catch (const suites::DeviceWrong& wrong) {
    return report_of(wrong, target, options.seed);
  } catch (const suites::DeviceLost& lost) {  // before there was anything to report on
    throw HarnessError(target.name() + ": " + lost.what());
  }
}

}  // namespace zns::harness
