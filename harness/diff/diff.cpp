#include "harness/diff/diff.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <iterator>
#include <utility>

#include "harness/base/error.hpp"
#include "harness/diff/defects.hpp"
#include "harness/diff/finding_case.hpp"
#include "harness/diff/player.hpp"
#include "harness/diff/playground.hpp"
#include "harness/replay/differing_data.hpp"
#include "harness/replay/recorder.hpp"
#include "harness/report/text.hpp"
#include "harness/run/subject.hpp"
#include "harness/witness/refusal.hpp"
#include "suites/patience.hpp"
#include "suites/properties/generate.hpp"

namespace zns::harness {
namespace {

using suites::Program;
using suites::Verdict;

constexpr std::size_t kShrinkQuestions = 600;
constexpr int kRaceTries = 16;  // before a race counts as one that does not show itself again
constexpr int kRaceTriesOfACandidate = 2;
constexpr std::size_t kOperations = 200;  // of a program; one of a hand is short, for what needs a fresh device
constexpr std::size_t kShortOperations = 25;
constexpr std::uint64_t kProgramsOfAWear = 256;  // one of them wears a zone out
constexpr std::uint8_t kWear = 150;              // 1,200 resets
constexpr unsigned kRestarts = 7;                // among a thousand operations
constexpr unsigned kShortRestarts = 60;

Finding finding_of(const suites::Failure& failure) {
  return {.warning = false,
          .clauses = failure.clauses,
          .command = "",
          .expected = failure.expected,
          .observed = failure.observed,
          .zones = {},
          .wrong = {{.expected = failure.expected, .observed = failure.observed}}};
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
    monitor_.guard_run(true);
    if (options.personality != nullptr) monitor_.show(*options.personality);
    report_.version = ZNSPEC_VERSION;
    report_.target = target_.name();
    report_.facts = std::move(facts);
    report_.seed = options.seed;
    report_.scope = options.scope;
    report_.zcap = capacities(monitor_.oracle());
  }

  [[nodiscard]] const Report& head() const { return report_; }

  void search() {
    try {
      player_.put_back();
      for (const Finding& finding : monitor_.take_findings()) remember(finding, {});
      for (std::uint64_t index = 0; searching_commands_ < commands_ && report_.stopped.empty() && !first_at_; ++index) {
        if (!plays(options_.shard, index)) continue;
        if (options_.interrupted()) stop("interrupted");
        if (player_.playground().zones.empty()) {
          if (defects_.any_failed()) break;  // that is why
          throw HarnessError("no zone is left that can be made Empty");
        }
        options_.progress(searching_commands_, commands_);
        search_one(index);
      }
    } catch (const suites::DeviceWrong& wrong) {
      remember(finding_of(failure_of(wrong, {})), {});
    } catch (const std::exception& error) {
      stop(error.what());
    }
  }

  Report take(std::uint64_t wall_ms) {
    report_.wall_ms = wall_ms;
    report_.commands = first_at_.value_or(monitor_.commands());
    report_.written_bytes = monitor_.written_bytes();
    report_.scope.random_commands = searching_commands_;
    report_.freedoms = monitor_.freedoms();
    report_.clauses = monitor_.clause_counts();
    report_.transitions = monitor_.transitions();
    SectionReport section{.number = "", .title = kDiffSection, .cases = {}};
    section.cases = defects_.take();
    section.cases.insert(section.cases.end(), std::make_move_iterator(others_.begin()),
                         std::make_move_iterator(others_.end()));
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

  void look_into_logs() {
    if (auto told = harness::look_into_logs(opened_)) others_.push_back(std::move(*told));
  }

  void look_outside() {
    if (!options_.zones) return;
    try {
      if (auto changes = harness::look_outside(opened_)) others_.push_back(std::move(*changes));
    } catch (const std::exception& error) {
      stop(error.what());
    }
  }

 private:
  // The smallest program so far that shows a finding.
  struct Smallest {
    Finding finding;
    std::vector<std::string> log;
    Kind last = 0;
    Kind before = 0;
    std::optional<Trace> trace;
  };

  void search_one(std::uint64_t index) {
    const std::size_t operations = index % kProgramsOfAHand == 3 ? kShortOperations : kOperations;
    Program program =
        suites::random_program(options_.seed, index, operations,
                               {.illegal_percent = options_.illegal_percent,
                                .depth = static_cast<unsigned>(options_.depth),
                                .restarts_permille = operations == kShortOperations ? kShortRestarts : kRestarts});
    if (index % kProgramsOfAWear == kProgramsOfAHand - 1)
      program.insert(program.begin() + program.size() / 2,
                     {.act = suites::Act::Wear, .zone = static_cast<std::uint8_t>(index), .detail = kWear});
    record();
    const Played played = play(program, Looks::AtTheEnd);
    const std::optional<Trace> trace = std::exchange(trace_, std::nullopt);  // of the first that is new
    searching_commands_ += std::max<std::uint64_t>(1, played.sent);
    const Found* first_new = nullptr;
    for (const Found& found : played.found) {
      if (found.follows) continue;
      if (options_.first_only && !found.finding.warning) return remember(found.finding, played.log);
      if (Defect* known = defects_.find(found.finding)) {
        ++known->times;
        continue;
      }
      if (first_new == nullptr) first_new = &found;
      investigate(found, played, &found == first_new ? trace : std::nullopt);
    }
  }

  void add_defect(Defect defect) {
    options_.on_finding({.number = "", .title = kDiffSection, .cases = {}}, defect.entry);
    defects_.add(std::move(defect));
  }

  // A death while another finding is shrunk is not what is being looked for, and must not be forgotten for it.
  void note_death(const Finding& finding) {
    if (!wanted_ || explains(*wanted_, finding) || defects_.know(finding)) return;
    Smallest death{finding, {}, 0, 0, std::nullopt};
    add_defect({.shown_by = {finding}, .entry = entry_of(death, false), .times = 1});
  }

  void record() {
    if (options_.save || wanted_)
      recorder_.begin(trace_head(monitor_.oracle(), monitor_.beside().geometries(), report_.target, options_.seed, ""));
  }

  // A device that dies is a finding of the program that killed it; a fresh one takes its place.
  Played play(const Program& program, Looks looks) {
    try {
      return player_.play(program, looks);
    } catch (const suites::DeviceLost& lost) {
      const Finding finding = finding_of(failure_of(lost, {}));
      note(finding);
      note_death(finding);
      if (!target_.carries().power_cycle) {  // the end of the search, but not of what is known
        remember(finding, {});
        throw;
      }
      monitor_.reset(Reset::PowerCycle);
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

  [[nodiscard]] static Program up_to(const Program& program, std::size_t operation) {
    return {program.begin(), program.begin() + static_cast<std::ptrdiff_t>(std::min(operation + 1, program.size()))};
  }

  void investigate(const Found& found, const Played& played, const std::optional<Trace>& trace) {
    const Program prefix = up_to(played.pinned, found.operation);
    Smallest smallest{found.finding, played.log, found.command, found.before, trace};
    if (found.finding.warning) return add(smallest, {}, true);
    if (found.finding.in_flight > 1) {
      if (!is_seen_one_by_one(found, prefix)) shrink(std::move(smallest), {}, prefix, Looks::AtTheEnd);
      return;
    }
    // Whoever looks more often sees earlier what went wrong.
    wanted_ = found.finding;
    const Played looked = play(prefix, Looks::AfterEach);
    wanted_.reset();
    trace_.reset();
    const Found* root = root_of(found.finding, looked);
    if (root == nullptr) return shrink(std::move(smallest), {}, prefix, Looks::AtTheEnd);
    if (Defect* known = defects_.find(root->finding)) {
      ++known->times;
      return known->shown_by.push_back(found.finding);
    }
    const bool same = explains(root->finding, found.finding);
    shrink({root->finding, looked.log, root->command, root->before, same ? trace : std::nullopt}, found.finding,
           up_to(looked.pinned, root->operation), Looks::AfterEach);
  }

  // The first finding that shows what `finding` does, or from which it follows: one that shows itself no more where
  // somebody looked in between, and saw what is wrong. None if nothing was seen.
  [[nodiscard]] static const Found* root_of(const Finding& finding, const Played& played) {
    for (const Found& each : played.found) {
      const bool alike = explains(each.finding, finding) || explains(finding, each.finding);
      if (alike) return each.follows ? &played.found[*each.follows] : &each;
    }
    const auto cause = played.left.cause(finding.wrong.front(), played.last_about_all);
    return cause ? &played.found[*cause] : nullptr;
  }

  // What a device does wrong one command at a time, it does in flight, too: then it is investigated there.
  bool is_seen_one_by_one(const Found& found, Program program) {
    std::size_t first = std::min(found.operation, program.size() - 1);  // of those in flight
    while (first != 0 && program[first].together) --first;
    for (suites::Operation& operation : program) operation.together = false;
    const Played alone = play(program, Looks::AfterEach);
    trace_.reset();
    const std::optional<ZoneId> zone = found.finding.wrong.front().zone;
    for (const Found& each : alone.found) {
      const std::optional<ZoneId> other = each.finding.wrong.front().zone;
      const bool related = !zone || !other || zone == other;
      if (each.follows || each.finding.warning || each.operation < first || !related) continue;
      if (Defect* known = defects_.find(each.finding))
        ++known->times;
      else
        investigate(each, alone, std::nullopt);
      return true;
    }
    return false;
  }

  // Takes away from the program what it does not need to show this finding, or one that is a part of it.
  void shrink(Smallest smallest, std::optional<Finding> shown_before, const Program& program, Looks looks) {
    bool shown_again = false;
    wanted_ = smallest.finding;
    const auto fails = [&](const Program& candidate) {
      if (options_.interrupted()) return false;
      options_.progress(searching_commands_, commands_);  // as far as before, but alive
      record();
      const Played again = play(candidate, looks);
      std::optional<Trace> shorter = std::exchange(trace_, std::nullopt);
      for (const Found& each : again.found) {
        if (each.follows || !explains(each.finding, *wanted_)) continue;
        smallest = Smallest{each.finding, again.log, each.command, each.before, std::move(shorter)};
        wanted_ = each.finding;
        return shown_again = true;
      }
      return false;
    };
    // Who comes first in a race may be another one the next time.
    const bool race = smallest.finding.in_flight > 1;
    const auto fails_within = [&](int tries, const Program& candidate) {
      while (tries-- > 0)
        if (fails(candidate)) return true;
      return false;
    };
    if (fails_within(race ? kRaceTries : 1, program))
      suites::shrink(
          program, [&](const Program& candidate) { return fails_within(race ? kRaceTriesOfACandidate : 1, candidate); },
          kShrinkQuestions);
    wanted_.reset();
    add(smallest, std::move(shown_before), shown_again);
  }

  void add(Smallest& smallest, std::optional<Finding> shown_before, bool reproducible) {
    std::vector<Finding> shown_by{smallest.finding};
    if (shown_before) shown_by.push_back(std::move(*shown_before));
    const bool alone = reproducible && smallest.finding.in_flight == 1;
    if (Defect* alike = alone ? defects_.find_alike(smallest.finding, smallest.last, smallest.before) : nullptr) {
      ++alike->times;
      alike->shown_by.insert(alike->shown_by.end(), shown_by.begin(), shown_by.end());
      return;
    }
    add_defect({.shown_by = std::move(shown_by),
                .command = alone ? smallest.last : 0,
                .before = alone ? smallest.before : 0,
                .entry = entry_of(smallest, reproducible),
                .times = 1});
  }

  void note(const Finding& finding) {
    if (options_.first_only && !finding.warning && !first_at_) first_at_ = monitor_.commands();
    keep_trace(finding);
  }

  // A trace ends with what shows its finding: the one that is being shrunk, or else any that is new.
  void keep_trace(const Finding& finding) {
    const bool wanted = wanted_ ? explains(finding, *wanted_) : !defects_.know(finding);
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

  void remember(const Finding& whole, const std::vector<std::string>& commands) {
    for (const Finding& finding : apart(whole)) {
      if (defects_.know(finding)) continue;
      CaseReport entry = case_of(finding, commands);
      entry.replay = replay();
      add_defect({.shown_by = {finding}, .entry = std::move(entry), .times = 1});
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
      if (entry.result.failure)
        entry.result.failure->observed += differing_data(*smallest.trace, SIZE_MAX, smallest.finding);
      smallest.trace->note = entry.result.id;
      entry.trace = save(entry.result.id, *smallest.trace);
    }
    entry.replay = entry.trace.empty() ? replay() : replay_of_trace(entry.trace);
    return entry;
  }

  [[nodiscard]] std::string replay_of_trace(const std::string& file) const {
    return options_.replay_command + " replay " + shell_word(file) + " " + shell_word(report_.target) +
           options_.opening_options;
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
    others_.push_back(std::move(entry));
  }

  const DiffOptions& options_;
  OpenedTarget& opened_;
  std::uint64_t commands_;  // of this shard
  suites::Target& target_;
  Recorder recorder_;
  Monitor monitor_;
  Player player_;
  Report report_;
  Defects defects_;
  std::vector<CaseReport> others_;  // what is no finding of the search
  std::uint64_t searching_commands_ = 0;
  std::optional<std::uint64_t> first_at_;  // with first_only: after so many commands there was a violation
  std::optional<Finding> wanted_;          // the one that is being shrunk
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
    check_admission(target, facts, options.zones);
    opened.snapshot();
    opened.watch();
    Search search{opened, facts, options};
    options.begin(search.head());
    search.search();
    search.look_outside();
    search.look_into_logs();
    const auto wall = std::chrono::steady_clock::now() - start;
    return search.take(static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(wall).count()));
  } catch (const suites::DeviceWrong& wrong) {
    return report_of(wrong, target, options.seed);
  } catch (const suites::NeverDecides& error) {
    throw HarnessError(target.name() + ": " + error.what());
  } catch (const suites::DeviceLost& lost) {  // before there was anything to report on
    throw HarnessError(target.name() + ": " + lost.what());
  }
}

}  // namespace zns::harness
