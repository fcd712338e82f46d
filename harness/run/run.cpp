#include "harness/run/run.hpp"

#include <algorithm>
#include <chrono>
#include <exception>

#include "harness/base/error.hpp"
#include "harness/replay/recorder.hpp"
#include "harness/report/text.hpp"
#include "harness/run/blame.hpp"
#include "harness/run/subject.hpp"
#include "harness/select/select.hpp"
#include "harness/witness/judge.hpp"
#include "harness/witness/refusal.hpp"
#include "suites/bench.hpp"
#include "suites/runner.hpp"

#ifndef ZNSPEC_VERSION
#error "the build defines ZNSPEC_VERSION"
#endif

namespace zns::harness {
namespace {

using suites::Verdict;

std::uint64_t ms_since(std::chrono::steady_clock::time_point start) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start).count());
}

// An event of the run that belongs to no case of the suite.
CaseReport run_event(const char* id, const char* title, suites::Result result) {
  result.id = id;
  CaseReport entry;
  entry.title = title;
  entry.result = std::move(result);
  return entry;
}

template <class Fault>
suites::Result failed(const Fault& fault, const std::vector<std::string>& commands) {
  suites::Result result;
  result.verdict = Verdict::Failed;
  result.failure = failure_of(fault, commands);
  return result;
}

class Runner {
 public:
  Runner(OpenedTarget& opened, suites::Facts facts, const RunOptions& options)
      : options_{options},
        opened_{opened},
        recorder_{opened.target()},
        monitor_{recorder_, facts},
        bench_{monitor_,
               facts,
               {.seed = options.seed,
                .first_zone = options.zones ? options.zones->first : 0,
                .last_zone = last_zone(options)}} {
    monitor_.look_after_aborts(true);
    monitor_.guard_run(true);
    if (options.personality != nullptr) monitor_.show(*options.personality);
    report_.version = ZNSPEC_VERSION;
    report_.target = opened.target().name();
    report_.facts = std::move(facts);
    report_.seed = options.seed;
    report_.scope = options.scope;
    report_.zcap = capacities(monitor_.oracle());
    report_.scope.applicable = applicable(options.contents);
    if (options.earlier != nullptr) take_over(*options.earlier);
  }

  [[nodiscard]] const Report& head() const { return report_; }

  // What the device does wrong here is a finding, before any case; every case then does what it can.
  void prepare() {
    suites::Result result;
    record(kPrepareId);
    try {
      bench_.prepare_run();
    } catch (const suites::NotTestable& error) {
      // A device whose zones cannot be made ready, by its own fault, has failed; otherwise nobody knows.
      result = judge(std::move(result), monitor_.take_findings(), bench_.log());
      if (result.verdict != Verdict::Failed) throw HarnessError(report_.target + ": " + error.what());
      result.reason = error.what();
      usable_ = false;
      return note_preparation(std::move(result));
    } catch (const suites::DeviceLost& lost) {
      usable_ = false;
      return note_preparation(failed(lost, bench_.log()));
    } catch (const suites::DeviceWrong& wrong) {
      usable_ = false;
      return note_preparation(failed(wrong, bench_.log()));
    }
    for (const std::string& note : bench_.notes()) {  // zones that no case gets: never silent
      result.verdict = Verdict::Warned;
      result.reason += (result.reason.empty() ? "" : "; ") + note;
    }
    result = judge(std::move(result), monitor_.take_findings(), bench_.log());
    if (result.verdict != Verdict::Passed) note_preparation(std::move(result));
  }

  void look_outside() {
    if (!options_.zones) return;
    try {
      auto changes = harness::look_outside(opened_);
      if (!changes) return;
      events_.cases.push_back(std::move(*changes));
      ended(events_, events_.cases.back());
    } catch (const std::exception& error) {
      stop(error.what());
    }
  }

  // What it takes to send a command, and to write much. What is not found out stays as it is for want of better.
  Rates measure() {
    Rates rates{.seconds_per_command = 0.001, .bytes_per_second = 100e6};
    suites::Case probe;
    probe.id = kMeasureId;
    probe.title = "The device is measured before the first case";
    probe.run = [&](suites::Bench& bench) { measure(bench, rates); };
    const std::size_t done_before = done_;
    CaseReport entry = run_once(probe);
    done_ = done_before;  // it is no case of the suite
    if (entry.result.verdict != Verdict::Failed) return rates;
    entry.result.id = kMeasureId;
    events_.cases.push_back(std::move(entry));
    ended(events_, events_.cases.back());
    return rates;
  }

  static void measure(suites::Bench& bench, Rates& rates) {
    constexpr int kReports = 64;
    constexpr std::uint64_t kBytes = 16U << 20U;
    const auto seconds_since = [](std::chrono::steady_clock::time_point start) {
      return std::max(1e-6, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    };
    auto start = std::chrono::steady_clock::now();
    const suites::ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
    for (int i = 0; i < kReports; ++i) static_cast<void>(bench.descriptor(zone));
    rates.seconds_per_command = seconds_since(start) / kReports;
    const std::uint64_t bytes = bench.facts().lba_bytes;
    const std::uint64_t blocks = std::min<std::uint64_t>(zone.zcap, kBytes / bytes);
    start = std::chrono::steady_clock::now();
    bench.fill(zone, zone.zslba, zone.zslba + blocks);
    rates.bytes_per_second = static_cast<double>(blocks * bytes) / seconds_since(start);
  }

  [[nodiscard]] std::vector<suites::Section> chosen(const std::vector<suites::Section>& selected) {
    if (!usable_ || !options_.choose) return selected;
    Choice choice = options_.choose(report_, [this] { return measure(); });
    report_.scope.left_out = std::move(choice.left_out);
    return std::move(choice.selected);
  }

  void look_into_logs() {
    auto told = harness::look_into_logs(opened_);
    if (!told) return;
    events_.cases.push_back(std::move(*told));
    ended(events_, events_.cases.back());
  }

  void run_all(const std::vector<suites::Section>& selected) {
    if (!usable_) return;
    total_ = case_count(selected);
    report_.scope.applicable = applicable(options_.contents.empty() ? selected : options_.contents);
    for (const suites::Section& section : selected) {
      report_.sections.push_back({.number = section.number, .title = section.title, .cases = {}});
      for (const suites::Case& next : section.cases) {
        if (options_.interrupted()) stop("interrupted");
        if (const std::string why = options_.enough(monitor_.written_bytes()); !why.empty()) {
          report_.scope.ended = why + ": " + how_far();
          return;
        }
        if (!report_.stopped.empty()) return;
        if (taken_over(next)) continue;
        options_.progress(done_, total_, next.id);
        run_one(next);
        if (!options_.on_case(report_.sections.back(), report_.sections.back().cases.back())) {
          report_.scope.ended = "at the first failure: " + how_far();
          return;
        }
      }
    }
    options_.progress(done_, total_, "");
  }

  Report take() {
    // A section that was reached but not begun says nothing.
    if (!report_.sections.empty() && report_.sections.back().cases.empty()) report_.sections.pop_back();
    if (undecided_ > decided_ && report_.stopped.empty())
      events_.cases.push_back(
          run_event(kUndecidedId, "Most cases come to a verdict",
                    {.id = "",
                     .verdict = Verdict::Error,
                     .reason = std::to_string(undecided_) + " of " + std::to_string(undecided_ + decided_) +
                               " cases are inconclusive; at last " + left_open_,
                     .failure = std::nullopt}));
    if (!events_.cases.empty()) report_.sections.push_back(std::move(events_));
    add_counts(report_, counted());
    return std::move(report_);
  }

 private:
  // By what they need of the device; those that find out more when they run are taken off then.
  [[nodiscard]] std::size_t applicable(const std::vector<suites::Section>& contents) const {
    std::size_t count = 0;
    for (const suites::Section& section : contents)
      count += static_cast<std::size_t>(std::count_if(section.cases.begin(), section.cases.end(),
                                                      [this](const suites::Case& each) { return meets_all(each); }));
    return count;
  }

  [[nodiscard]] bool meets_all(const suites::Case& next) const {
    std::string reason;
    return std::all_of(next.needs.begin(), next.needs.end(),
                       [&](const suites::Need need) { return bench_.meets(need, reason); });
  }

  static std::optional<std::uint64_t> last_zone(const RunOptions& options) {
    return options.zones ? std::optional{options.zones->last} : std::nullopt;
  }

  void note_preparation(suites::Result result) {
    const bool failed = result.verdict == Verdict::Failed;
    events_.cases.push_back(
        run_event(kPrepareId, "Zones that hold data are made Empty before the first case", std::move(result)));
    if (failed) events_.cases.back().trace = save(kPrepareId);
    ended(events_, events_.cases.back());
  }

  void take_over(const Report& earlier) {
    for (const SectionReport& section : earlier.sections)
      for (const CaseReport& entry : section.cases) {
        if (section.title == kRunSection)
          events_.cases.push_back(entry);
        else
          earlier_[entry.result.id] = &entry;
      }
    add_counts(report_, counts_of(earlier));
  }

  // True for a case that has its result from the earlier run.
  bool taken_over(const suites::Case& next) {
    const auto known = earlier_.find(next.id);
    if (known == earlier_.end()) return false;
    ++done_;
    const CaseReport& entry = *known->second;
    if (entry.result.verdict == Verdict::NotApplicable && meets_all(next)) --report_.scope.applicable;
    report_.sections.back().cases.push_back(entry);
    return true;
  }

  // What this run has counted so far.
  [[nodiscard]] Counts counted() const {
    Counts counts{.wall_ms = ms_since(start_),
                  .commands = monitor_.commands(),
                  .written_bytes = monitor_.written_bytes(),
                  .freedoms = monitor_.freedoms(),
                  .clauses = monitor_.clause_counts(),
                  .transitions = monitor_.transitions()};
    for (const auto& [id, count] : clauses_of_cases_) {
      counts.clauses[id].exercised += count.exercised;
      counts.clauses[id].violated += count.violated;
    }
    return counts;
  }

  void ended(const SectionReport& section, const CaseReport& entry) {
    count_clauses(entry, clauses_of_cases_);
    if (options_.journal == nullptr) return;
    Counts now = counted();
    options_.journal->end(section, entry, difference(now, in_the_journal_));
    in_the_journal_ = std::move(now);
  }

  // As often as it is asked for, up to the first time that it does not pass.
  void run_one(const suites::Case& next) {
    const auto start = std::chrono::steady_clock::now();
    const std::size_t done_before = done_;
    CaseReport entry = report_of(next);
    entry.replay = replay(next.id);
    if (options_.journal != nullptr) options_.journal->begin(report_.sections.back(), entry);
    std::size_t round = 0;
    do {
      ++round;
      done_ = done_before;
      entry = run_once(next);
    } while (round < options_.repeat && entry.result.verdict == Verdict::Passed);
    const Verdict verdict = entry.result.verdict;
    const bool bad = verdict == Verdict::Failed || verdict == Verdict::Error;
    if (bad && options_.repeat > 1)
      entry.result.reason += (entry.result.reason.empty() ? "" : "; ") + std::string{"in round "} +
                             std::to_string(round) + " of " + std::to_string(options_.repeat);
    if (bad && entry.trace.empty()) entry.trace = save(next.id);
    if (verdict == Verdict::NotApplicable && meets_all(next)) --report_.scope.applicable;
    entry.result.id = next.id;
    entry.replay = replay(next.id);
    entry.wall_ms = ms_since(start);
    report_.sections.back().cases.push_back(std::move(entry));
    ended(report_.sections.back(), report_.sections.back().cases.back());
  }

  CaseReport run_once(const suites::Case& next) {
    CaseReport entry = report_of(next);
    record(next.id);
    try {
      const suites::Result result = suites::run_case(next, bench_);
      const std::vector<Finding> findings = monitor_.take_findings();
      entry.result = judge(result, findings, bench_.log(), !monitor_.take_unjudged());
      blame(entry, findings);
      ++done_;
      note_decision(entry.result);
    } catch (const suites::DeviceLost& lost) {
      entry.result = failed(lost, bench_.log());
      blame(entry, {});
      ++done_;
      entry.trace = save(next.id);  // at once: what brings the device back is recorded, too
      revive(lost.what());
    } catch (const suites::DeviceWrong& wrong) {
      static_cast<void>(monitor_.take_findings());
      entry.result = failed(wrong, bench_.log());
      blame(entry, {});
      ++done_;
    } catch (const std::exception& error) {  // the world failed, or we did: no verdict, and no next case
      entry.result.verdict = Verdict::Error;
      entry.result.reason = error.what();
      stop(error.what());
    }
    return entry;
  }

  // A device that gives nothing but passing statuses is not asked in case after case (ZNS-GEN-014).
  void note_decision(const suites::Result& result) {
    constexpr std::size_t kInARow = 10;
    if (result.verdict == Verdict::NotApplicable) return;
    const bool open = result.verdict == Verdict::Error && !bench_.left_open().empty();
    ++(open ? undecided_ : decided_);
    if (open) left_open_ = bench_.left_open();
    if (!open || monitor_.decided() != decided_commands_) undecided_in_a_row_ = 0;
    decided_commands_ = monitor_.decided();
    if (open && ++undecided_in_a_row_ >= kInARow && bench_.patience_is_over())
      stop("inconclusive: " + left_open_ + ", and nothing else for a minute of waiting");
  }

  // A device that was lost is a new one once it has been without power: nothing is known of it, and nothing left of the
  // zones outside of --zones that could be compared.
  void revive(const std::string& why) {
    const suites::Carries carries = opened_.target().carries();
    if (!carries.power_cycle && !carries.comes_back) return stop("the device is lost: " + why);
    try {
      if (carries.power_cycle) {
        monitor_.reset(Reset::PowerCycle);
      } else {
        opened_.target().wait(std::chrono::seconds{1});
        monitor_.begin_anew();
      }
      static_cast<void>(monitor_.take_findings());  // of the case that has its verdict
      prepare();
      if (!usable_) return stop("the device does not come back: " + why);
      if (options_.zones) opened_.snapshot();
    } catch (const std::exception& error) {
      stop("the device does not come back: " + std::string{error.what()});
    }
  }

  void record(const std::string& id) {
    if (options_.save && report_.unsaved.empty())
      recorder_.begin(trace_head(monitor_.oracle(), monitor_.beside().geometries(), report_.target, options_.seed, id));
  }

  // The name of the file; empty if there is none.
  std::string save(const std::string& id) {
    if (!options_.save || !report_.unsaved.empty()) return "";
    try {
      if (const auto trace = recorder_.take()) return options_.save(id, *trace);
      report_.unsaved = "the trace of " + id + " is too long to be kept";
    } catch (const std::exception& error) {
      report_.unsaved = error.what();
    }
    return "";
  }

  [[nodiscard]] std::string how_far() const {
    return std::to_string(done_) + " of " + std::to_string(total_) + " cases were run";
  }

  void stop(const std::string& why) {
    if (!report_.stopped.empty()) return;  // the first reason is the cause of all others
    report_.stopped = why + " (" + how_far() + ")";
    events_.cases.push_back(
        run_event(kStoppedId, "Every selected case is run",
                  {.id = "", .verdict = Verdict::Error, .reason = report_.stopped, .failure = std::nullopt}));
  }

  [[nodiscard]] std::string replay(const std::string& id) const {
    std::string line = options_.replay_command + " run " + shell_word(report_.target) + " --filter " + shell_word(id) +
                       " --seed " + std::to_string(options_.seed);
    if (options_.repeat > 1) line += " --repeat " + std::to_string(options_.repeat);
    if (options_.zones)
      line += " --zones " + std::to_string(options_.zones->first) + "-" + std::to_string(options_.zones->last);
    return line + options_.replay_options;
  }

  const RunOptions& options_;
  OpenedTarget& opened_;
  Recorder recorder_;
  Monitor monitor_;
  suites::Bench bench_;
  Report report_;
  SectionReport events_{.number = "", .title = kRunSection, .cases = {}};
  bool usable_ = true;       // the zones could be made ready
  std::size_t decided_ = 0;  // cases; and those that passing statuses left open
  std::size_t undecided_ = 0;
  std::size_t undecided_in_a_row_ = 0;  // and no command in them was decided
  std::uint64_t decided_commands_ = 0;
  std::string left_open_;
  std::size_t done_ = 0;
  std::size_t total_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::map<std::string, const CaseReport*> earlier_;  // cases that are not run again
  std::map<std::string, ClauseCount> clauses_of_cases_;
  Counts in_the_journal_;
};

}  // namespace

Report run(OpenedTarget& opened, const std::vector<suites::Section>& selected, const RunOptions& options) {
  try {
    const suites::Facts facts = facts_of(opened.target());
    check_zones(options.zones, facts);
    check_admission(opened.target(), facts, options.zones);
    opened.snapshot();
    opened.watch();
    Runner runner{opened, facts, options};
    options.begin(runner.head());
    runner.prepare();
    runner.run_all(runner.chosen(selected));
    runner.look_outside();
    runner.look_into_logs();
    return runner.take();
  } catch (const suites::DeviceWrong& wrong) {
    return report_of(wrong, opened.target(), options.seed);
  } catch (const suites::NeverDecides& error) {
    throw HarnessError(opened.target().name() + ": " + error.what());
  } catch (const suites::DeviceLost& lost) {  // before there was anything to report on
    throw HarnessError(opened.target().name() + ": " + lost.what());
  }
}

}  // namespace zns::harness
