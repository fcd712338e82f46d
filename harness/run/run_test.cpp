// A run of made-up cases over the reference device, which lies and dies when it is told to.
#include "harness/run/run.hpp"

#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/report/exit_status.hpp"
#include "harness/targets/in_process.hpp"
#include "harness/targets/ref_options.hpp"
#include "harness/witness/judge.hpp"
#include "reference/spec/bytes.hpp"
#include "reference/spec/zone_report.hpp"
#include "suites/bench.hpp"

namespace zns::harness {
namespace {

using suites::Bench;
using suites::Case;
using suites::Section;
using suites::Verdict;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class Actor final : public OpenedTarget, public suites::Target {
 public:
  explicit Actor(std::string options = "zones=8") : options_{std::move(options)}, device_{make(options_)} {}

  suites::Target& target() override { return *this; }
  std::vector<std::string> changes_outside() override { return changes; }
  [[nodiscard]] std::string name() const override { return device_->name(); }
  [[nodiscard]] std::uint32_t nsid() const override { return device_->nsid(); }
  [[nodiscard]] suites::Carries carries() const override {
    suites::Carries carries = device_->carries();
    carries.power_cycle = power;
    carries.comes_back = recovers;
    return carries;
  }
  void inject(std::uint64_t zslba, ZoneState state) override { device_->inject(zslba, state); }
  void wait(std::chrono::milliseconds /*delay*/) override { dead = dead && !recovers; }

  suites::Completion submit(const suites::Submission& submission) override {
    const bool flush =
        submission.queue == Queue::Io && std::holds_alternative<Flush>(decode(submission.queue, submission.sqe).body);
    if (dead) throw suites::DeviceLost("dead already");
    if (flush && dies) throw HarnessError("the device is gone");
    if (flush && crashes) {
      dead = true;
      throw suites::DeviceLost("it crashed");
    }
    const bool write =
        submission.queue == Queue::Io && std::holds_alternative<Write>(decode(submission.queue, submission.sqe).body);
    if (write && std::exchange(crashes_at_a_write, false)) {
      dead = true;
      throw suites::DeviceLost("it crashed");
    }
    suites::Completion completion = device_->submit(submission);
    if (flush && lies) completion.status = Status::ZoneIsFull;
    constexpr std::size_t kWpOfTheFirstZone = kReportHeaderBytes + 24;
    if (reports_wp && submission.from_device.size() >= kReportHeaderBytes + kZoneDescriptorBytes &&
        std::holds_alternative<ZoneManagementReceive>(decode(submission.queue, submission.sqe).body))
      store_le(submission.from_device, kWpOfTheFirstZone, *reports_wp);
    return completion;
  }

  // As an emulator's: all is lost with it.
  void reset(Reset kind) override {
    EXPECT_EQ(kind, Reset::PowerCycle);
    if (!comes_back) throw HarnessError("it does not start");
    device_ = make(options_);
    dead = false;
    ++power_cycles;
  }
  void snapshot() override { ++snapshots; }

  bool lies = false;                        // Flush completes with Zone Is Full
  std::optional<std::uint64_t> reports_wp;  // of the first zone of every report
  bool dies = false;                        // at a Flush
  bool crashes = false;                     // likewise, of itself
  bool crashes_at_a_write = false;          // once, of itself
  bool power = true;                        // can be taken away
  bool recovers = false;                    // by itself, in a while
  bool comes_back = true;                   // with it
  bool dead = false;
  int power_cycles = 0;
  int snapshots = 0;
  std::vector<std::string> changes;

 private:
  static std::unique_ptr<InProcessTarget> make(const std::string& options) {
    const RefOptions ref = parse_ref_options(options);
    return std::make_unique<InProcessTarget>("ref:" + options, ref.geometry, ref.policy);
  }
  std::string options_;
  std::unique_ptr<InProcessTarget> device_;
};

Case a_case(const std::string& id, std::function<void(Bench&)> body, Level level = Level::Shall) {
  return {.id = id,
          .title = "Title of " + id,
          .clauses = {"ZNS-GEN-001"},
          .level = level,
          .needs = {},
          .run = std::move(body)};
}

void flush(Bench& bench) {
  static_cast<void>(bench.flush());
}
void pass(Bench& bench) {
  bench.expect_success(bench.flush());
}
void fail(Bench& bench) {
  bench.expect(false, "this", "that");
}

std::vector<Section> one_section(std::vector<Case> cases) {
  return {{"ZNS 1.1 9", "A section", std::move(cases)}};
}

std::vector<std::string> verdicts(const Report& report) {
  std::vector<std::string> all;
  for (const SectionReport& section : report.sections)
    for (const CaseReport& entry : section.cases)
      all.push_back(entry.result.id + " " + std::string{name(entry.result.verdict)});
  return all;
}

TEST(Run, ReportsEveryVerdict) {
  Actor actor;
  const Report report =
      run(actor,
          one_section({a_case("a/pass", pass), a_case("a/fail", fail), a_case("a/should", fail, Level::Should),
                       a_case("a/skip", [](Bench& bench) { bench.needs(false, "no such thing"); }),
                       a_case("a/undecided", [](Bench&) { throw suites::CaseInconclusive{"who knows"}; })}),
          {});
  EXPECT_THAT(verdicts(report), ElementsAre("a/pass passed", "a/fail failed", "a/should warned",
                                            "a/skip not_applicable", "a/undecided error"));
  EXPECT_EQ(report.sections[0].cases[3].result.reason, "no such thing");
  EXPECT_EQ(report.target, "ref:zones=8");
  EXPECT_EQ(report.facts.zone_count, 8U);
  EXPECT_GT(report.commands, 0U);
  EXPECT_EQ(report.stopped, "");
  EXPECT_EQ(exit_status(report), kNotConformant);
}

TEST(Run, KeepsTheTraceOfACaseThatDidNotPass) {
  Actor actor;
  std::vector<std::string> saved;
  RunOptions options;
  options.save = [&saved](const std::string& id, const Trace&) { return saved.emplace_back(id) + ".trace"; };
  const auto undecided = [](Bench&) { throw suites::CaseInconclusive{"who knows"}; };
  const Report report = run(
      actor, one_section({a_case("a/pass", pass), a_case("a/fail", fail), a_case("a/undecided", undecided)}), options);
  EXPECT_THAT(saved, ElementsAre("a/fail", "a/undecided"));
  EXPECT_EQ(report.sections[0].cases[2].trace, "a/undecided.trace");
}

TEST(Run, CountsTheClausesOfTheSuite) {
  Actor actor;
  const Report report = run(actor, one_section({a_case("a/pass", [](Bench&) {}), a_case("a/fail", fail)}), {});
  EXPECT_GE(report.clauses.at("ZNS-GEN-001").exercised, 2U);
  EXPECT_EQ(report.clauses.at("ZNS-GEN-001").violated, 1U);
}

TEST(Run, SaysThatTheOracleIsAlone) {
  Actor actor;
  actor.lies = true;
  const Report report = run(actor, one_section({a_case("a/careless", flush)}), {});
  const suites::Result& result = report.sections.at(0).cases.at(0).result;
  EXPECT_EQ(result.verdict, Verdict::Failed);
  EXPECT_EQ(result.reason, kOracleObjects);
  ASSERT_TRUE(result.failure);
  EXPECT_THAT(result.failure->observed, HasSubstr("Zone Is Full"));
  EXPECT_THAT(result.failure->commands, ::testing::Not(IsEmpty()));
}

TEST(Run, SaysThatTheSuiteIsAlone) {
  Actor actor;
  const Report report = run(actor, one_section({a_case("a/strict", fail)}), {});
  EXPECT_EQ(report.sections.at(0).cases.at(0).result.reason, kSuiteObjects);
}

TEST(Run, OneDefectIsOneCauseWhicheverWitnessObjects) {
  Actor actor;
  actor.lies = true;
  const Report report =
      run(actor, one_section({a_case("a/careless", flush), a_case("a/flush", pass), a_case("a/other", fail)}), {});
  const std::vector<CaseReport>& cases = report.sections.at(0).cases;
  EXPECT_EQ(cases[0].cause, cases[1].cause) << "the oracle alone, and both";
  EXPECT_NE(cases[1].cause, cases[2].cause);
  EXPECT_EQ(summarize(report).causes, 2U);
  EXPECT_TRUE(cases[0].result.failure->aside) << "it is about no clause of Flush";
}

TEST(Run, ShowsTheWritePointerThatWasReportedAndNotOneThatCouldBe) {
  // given a device that reports a write pointer far behind its zone
  Actor actor;
  const auto look = [&actor](Bench& bench) {
    const suites::ZoneRef zone = bench.a_zone_in(ZoneState::Closed, 1);
    actor.reports_wp = 0xABCDEF;
    static_cast<void>(bench.descriptor(zone));
    actor.reports_wp.reset();
  };
  // when the oracle objects to the report
  const Report report = run(actor, one_section({a_case("a/look", look)}), {});
  // then its zones are shown as the report told of them
  const suites::Result& result = report.sections.at(0).cases.at(0).result;
  ASSERT_EQ(result.reason, kOracleObjects);
  ASSERT_FALSE(result.failure->zones.empty());
  EXPECT_THAT(result.failure->zones.front(), HasSubstr("  reported ZSC  zslba 0x0  wp 0xabcdef"));
  ASSERT_TRUE(result.failure->seen.front().after);
  EXPECT_EQ(result.failure->seen.front().after->wp, 0xABCDEFU);
}

TEST(Run, NeedsNoRemarkWhereBothObject) {
  Actor actor;
  actor.lies = true;
  const Report report = run(actor, one_section({a_case("a/flush", pass)}), {});
  EXPECT_EQ(report.sections.at(0).cases.at(0).result.verdict, Verdict::Failed);
  EXPECT_EQ(report.sections.at(0).cases.at(0).result.reason, "");
}

TEST(Run, EndsWhenTheWorldFailsAndKeepsWhatItHas) {
  Actor actor;
  actor.dies = true;
  const Report report =
      run(actor, one_section({a_case("a/fail", fail), a_case("a/flush", pass), a_case("a/never", pass)}), {});
  EXPECT_THAT(verdicts(report), ElementsAre("a/fail failed", "a/flush error", "run/stopped error"));
  EXPECT_EQ(report.stopped, "the device is gone (1 of 3 cases were run)");
  EXPECT_EQ(report.sections[0].cases[1].result.reason, "the device is gone");
  EXPECT_EQ(exit_status(report), kHarnessError);
}

void write_and_crash(Bench& bench) {
  static_cast<void>(bench.a_zone_in(ZoneState::Closed, 5));
  flush(bench);
}

TEST(Run, FailsACaseThatLosesTheDeviceAndGoesOnWithANewOne) {
  Actor actor;
  actor.crashes = true;
  const Report report = run(actor,
                            one_section({a_case("a/crash", write_and_crash, Level::Should),
                                         a_case("a/write", [](Bench& bench) { bench.a_zone_in(ZoneState::Closed, 3); }),
                                         a_case("a/again", write_and_crash)}),
                            {});
  EXPECT_THAT(verdicts(report), ElementsAre("a/crash failed", "a/write passed", "a/again failed"));
  EXPECT_EQ(actor.power_cycles, 2);
  EXPECT_EQ(actor.snapshots, 1);
  EXPECT_EQ(report.stopped, "");
  EXPECT_EQ(exit_status(report), kNotConformant);
  const suites::Result& crash = report.sections.at(0).cases.at(0).result;
  ASSERT_TRUE(crash.failure);
  EXPECT_EQ(crash.reason, "");
  EXPECT_EQ(crash.failure->observed, "it crashed");
  EXPECT_THAT(crash.failure->clauses, ElementsAre("QUE-003"));
  EXPECT_EQ(crash.failure->commands.back(), "flush");
}

// As a drive whose controller the kernel resets after a command that never completes.
TEST(Run, GoesOnWithADeviceThatRecoversByItself) {
  Actor actor;
  actor.crashes = true;
  actor.power = false;
  actor.recovers = true;
  const Report report =
      run(actor,
          one_section({a_case("a/crash", write_and_crash),
                       a_case("a/write", [](Bench& bench) { bench.a_zone_in(ZoneState::Closed, 3); })}),
          {});
  EXPECT_THAT(verdicts(report), ElementsAre("a/crash failed", "a/write passed"));
  EXPECT_EQ(actor.power_cycles, 0);
  EXPECT_EQ(report.stopped, "");
  EXPECT_EQ(exit_status(report), kNotConformant);
}

// And not the trace of what brings the device back.
TEST(Run, KeepsTheTraceOfACaseInWhichTheDeviceIsLost) {
  Actor actor;
  actor.crashes = true;
  std::vector<Trace> saved;
  RunOptions options;
  options.save = [&saved](const std::string& id, const Trace& trace) {
    saved.push_back(trace);
    return id + ".trace";
  };
  const Report report = run(actor, one_section({a_case("a/flush", flush)}), options);
  EXPECT_EQ(report.sections.at(0).cases.at(0).trace, "a/flush.trace");
  ASSERT_EQ(saved.size(), 1U);
  EXPECT_EQ(saved[0].note, "a/flush");
  const auto* last = std::get_if<TraceBatch>(&saved[0].steps.back());
  ASSERT_NE(last, nullptr) << print(saved[0]);
  EXPECT_FALSE(last->back().completion) << print(saved[0]);
}

TEST(Run, EndsWhenTheLostDeviceDoesNotComeBack) {
  for (const bool power : {true, false}) {
    Actor actor;
    actor.crashes = true;
    actor.power = power;
    actor.comes_back = false;
    const Report report = run(actor, one_section({a_case("a/crash", flush), a_case("a/never", pass)}), {});
    EXPECT_THAT(verdicts(report), ElementsAre("a/crash failed", "run/stopped error"));
    EXPECT_EQ(report.stopped, power ? "the device does not come back: it does not start (1 of 2 cases were run)"
                                    : "the device is lost: it crashed (1 of 2 cases were run)");
    EXPECT_EQ(report.sections.at(0).cases.at(0).result.failure->observed, "it crashed");
  }
}

TEST(Run, ComparesTheZonesOfTheNewDeviceOnly) {
  Actor actor;
  actor.crashes = true;
  RunOptions options;
  options.zones = ZoneRange{.first = 2, .last = 5};
  const Report report = run(actor, one_section({a_case("a/crash", write_and_crash)}), options);
  EXPECT_THAT(verdicts(report), ElementsAre("a/crash failed")) << "and the oracle takes the zones as they are now";
  EXPECT_EQ(actor.snapshots, 2);
}

TEST(Run, HasNoReportOfADeviceThatIsLostFromTheBeginning) {
  Actor actor;
  actor.dead = true;
  EXPECT_THROW(static_cast<void>(run(actor, one_section({a_case("a/1", pass)}), {})), HarnessError);
}

TEST(Run, FindsADeviceWrongWithWhichNothingCanBegin) {
  // given a device that refuses every command, even Identify Controller
  class Refusing final : public OpenedTarget, public suites::Target {
   public:
    suites::Target& target() override { return *this; }
    [[nodiscard]] std::string name() const override { return "refusing"; }
    [[nodiscard]] std::uint32_t nsid() const override { return 1; }
    [[nodiscard]] suites::Carries carries() const override { return {}; }
    suites::Completion submit(const suites::Submission&) override { return {.status = Status::InvalidFieldInCommand}; }
  } refusing;
  // when
  const Report report = run(refusing, one_section({a_case("a/1", pass)}), {});
  // then that is a failure, and none of the harness
  ASSERT_EQ(report.sections.size(), 1U);
  EXPECT_EQ(report.sections[0].cases[0].result.id, kBeginId);
  EXPECT_EQ(exit_status(report), kNotConformant);
}

TEST(Run, FindsWhatGoesWrongWhileTheDeviceIsMeasured) {
  // given a device that dies at the first large write, and a plan that wants it measured
  Actor actor;
  actor.crashes_at_a_write = true;
  const std::vector<suites::Section> cases = one_section({a_case("a/pass", pass)});
  RunOptions options;
  options.choose = [&](const Report&, const std::function<Rates()>& measure) {
    EXPECT_GT(measure().bytes_per_second, 0);
    return Choice{.selected = cases, .left_out = {}};
  };
  // when it is run
  const Report report = run(actor, cases, options);
  // then that is a finding, and the run goes on with a new device
  EXPECT_THAT(verdicts(report), ElementsAre("a/pass passed", "run/measure failed"));
  EXPECT_EQ(actor.power_cycles, 1);
}

TEST(Run, EndsBetweenCasesWhenItIsInterrupted) {
  Actor actor;
  int cases = 0;
  const auto count = [&cases](Bench&) { ++cases; };
  RunOptions options;
  options.interrupted = [&cases] { return cases == 2; };
  const Report report =
      run(actor, one_section({a_case("a/1", count), a_case("a/2", count), a_case("a/3", count)}), options);
  EXPECT_THAT(verdicts(report), ElementsAre("a/1 passed", "a/2 passed", "run/stopped error"));
  EXPECT_EQ(exit_status(report), kHarnessError);
}

TEST(Run, TellsHowFarItIs) {
  Actor actor;
  std::vector<std::string> seen;
  RunOptions options;
  options.progress = [&seen](std::size_t done, std::size_t total, const std::string& id) {
    seen.push_back(std::to_string(done) + "/" + std::to_string(total) + " " + id);
  };
  static_cast<void>(run(actor, one_section({a_case("a/1", pass), a_case("a/2", pass)}), options));
  EXPECT_THAT(seen, ElementsAre("0/2 a/1", "1/2 a/2", "2/2 "));
}

TEST(Run, GivesEachResultBeforeTheNextCaseBegins) {
  Actor actor;
  std::vector<std::string> order;
  const auto note = [&order](Bench&) { order.emplace_back("runs"); };
  RunOptions options;
  options.begin = [&order](const Report& head) {
    order.push_back("begins with " + std::to_string(head.facts.zone_count));
  };
  options.on_case = [&order](const SectionReport& section, const CaseReport& entry) {
    order.push_back(section.number + " " + entry.result.id);
    return true;
  };
  static_cast<void>(run(actor, one_section({a_case("a/1", note), a_case("a/2", note)}), options));
  EXPECT_THAT(order, ElementsAre("begins with 8", "runs", "ZNS 1.1 9 a/1", "runs", "ZNS 1.1 9 a/2"));
}

TEST(Run, EndsInGoodOrderWhereTheUserHasSeenEnough) {
  Actor actor;
  RunOptions options;
  options.on_case = [](const auto&, const CaseReport& entry) { return entry.result.verdict != Verdict::Failed; };
  const Report report =
      run(actor, one_section({a_case("a/1", pass), a_case("a/2", fail), a_case("a/3", pass)}), options);
  EXPECT_THAT(verdicts(report), ElementsAre("a/1 passed", "a/2 failed"));
  EXPECT_EQ(report.scope.ended, "at the first failure: 2 of 3 cases were run");
  EXPECT_EQ(exit_status(report), kNotConformant) << "what was found counts; nothing went wrong with the run";
}

TEST(Run, RepeatsEachCaseUpToItsFirstFailure) {
  Actor actor;
  int rounds = 0;
  int passes = 0;
  RunOptions options;
  options.repeat = 5;
  const Report report =
      run(actor,
          one_section({a_case("a/pass", [&](Bench&) { ++passes; }),
                       a_case("a/third", [&](Bench& bench) { bench.expect(++rounds < 3, "this", "that"); })}),
          options);
  EXPECT_EQ(passes, 5);
  EXPECT_EQ(rounds, 3);
  EXPECT_THAT(verdicts(report), ElementsAre("a/pass passed", "a/third failed")) << "each case once";
  EXPECT_THAT(report.sections[0].cases[1].result.reason, HasSubstr("in round 3 of 5"));
  EXPECT_EQ(report.sections[0].cases[1].replay, "znspec run ref:zones=8 --filter a/third --seed 1 --repeat 5");
}

TEST(Run, CountsTheCasesThatApplySelectedOrNot) {
  Actor actor;
  Case needy = a_case("a/needy", pass);
  needy.needs = {suites::Need::WholeNamespace};
  const auto skip = [](Bench& bench) { bench.needs(false, "no such thing"); };
  RunOptions options;
  options.contents = one_section({a_case("a/1", pass), a_case("a/2", pass), a_case("a/skip", skip), needy});
  const auto selected = one_section({a_case("a/1", pass), a_case("a/skip", skip)});
  EXPECT_EQ(run(actor, selected, options).scope.applicable, 3U) << "one found out that it makes no sense";
  options.zones = ZoneRange{.first = 2, .last = 5};
  EXPECT_EQ(run(actor, selected, options).scope.applicable, 2U) << "and one needs the whole namespace";
  options.contents.clear();
  EXPECT_EQ(run(actor, selected, options).scope.applicable, 1U) << "of those that are selected";
}

TEST(Run, GivesALineThatRunsACaseAlone) {
  Actor actor;
  RunOptions options;
  options.seed = 9;
  options.zones = ZoneRange{.first = 2, .last = 5};
  options.replay_options = " --destroy-data";
  const Report report = run(actor, one_section({a_case("a/1", pass)}), options);
  EXPECT_EQ(report.sections[0].cases[0].replay,
            "znspec run ref:zones=8 --filter a/1 --seed 9 --zones 2-5 --destroy-data");
}

TEST(Run, RefusesZonesThatTheDeviceDoesNotHave) {
  Actor actor;
  RunOptions options;
  options.zones = ZoneRange{.first = 2, .last = 8};
  try {
    static_cast<void>(run(actor, one_section({a_case("a/1", pass)}), options));
    ADD_FAILURE();
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "--zones: the namespace has zones 0 to 7, no zone 8");
  }
}

TEST(Run, ReportsChangesOutsideOfItsZones) {
  Actor actor;
  actor.changes = {"zone 7: ZSE -> ZSF"};
  RunOptions options;
  options.zones = ZoneRange{.first = 2, .last = 5};
  const Report report = run(actor, one_section({a_case("a/1", pass)}), options);
  EXPECT_THAT(verdicts(report), ElementsAre("a/1 passed", "run/outside failed"));
  EXPECT_EQ(exit_status(report), kNotConformant);
}

TEST(Run, RefusesADeviceThatIsNotZoned) {
  class NotZoned final : public OpenedTarget, public suites::Target {
   public:
    suites::Target& target() override { return *this; }
    [[nodiscard]] std::string name() const override { return "plain"; }
    [[nodiscard]] std::uint32_t nsid() const override { return 1; }
    [[nodiscard]] suites::Carries carries() const override { return {}; }
    suites::Completion submit(const suites::Submission& submission) override {
      const Command command = decode(submission.queue, submission.sqe);
      const auto* identify = std::get_if<Identify>(&command.body);
      if (identify != nullptr && identify->cns != Cns::CommandSetNamespace) return {};
      return {.status = Status::InvalidFieldInCommand};
    }
  } plain;
  try {
    static_cast<void>(run(plain, one_section({a_case("a/1", pass)}), {}));
    ADD_FAILURE();
  } catch (const HarnessError& error) {
    EXPECT_THAT(error.what(), StartsWith("plain: "));
  }
}

}  // namespace
}  // namespace zns::harness
