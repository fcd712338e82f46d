// What a run saw and what its traces say of it are the same.
#include "harness/replay/replay.hpp"

#include <gmock/gmock.h>

#include <functional>

#include "harness/base/error.hpp"
#include "harness/replay/recorder.hpp"
#include "harness/targets/in_process.hpp"
#include "harness/targets/ref_options.hpp"
#include "harness/witness/geometry.hpp"
#include "harness/witness/monitor.hpp"
#include "reference/device/random_for_tests.hpp"
#include "suites/bench.hpp"
#include "suites/contents.hpp"
#include "suites/runner.hpp"

namespace zns::harness {
namespace {

using ::testing::HasSubstr;

InProcessTarget reference(const std::string& options) {
  const RefOptions ref = parse_ref_options(options);
  return {"ref:" + options, ref.geometry, ref.policy};
}

// The reference, which now and then says something else than it does, or does not do what it says.
class Liar final : public suites::Target {
 public:
  Liar(const std::string& options, std::uint64_t seed) : device_{reference(options)}, random_{seed} {}

  [[nodiscard]] std::string name() const override { return device_.name(); }
  [[nodiscard]] std::uint32_t nsid() const override { return device_.nsid(); }
  [[nodiscard]] suites::Carries carries() const override { return device_.carries(); }
  void inject(std::uint64_t zslba, ZoneState state) override { device_.inject(zslba, state); }
  void wait(std::chrono::milliseconds /*delay*/) override {}
  suites::Completion submit(const suites::Submission& submission) override {
    const Command command = decode(submission.queue, submission.sqe);
    const bool looks = submission.queue == Queue::Admin || std::holds_alternative<ZoneManagementReceive>(command.body);
    if (looks || !random_.one_in(12)) return device_.submit(submission);
    if (random_.one_in(3)) return {.status = kSuccess};  // and nothing is done
    suites::Completion cqe = device_.submit(submission);
    if (random_.one_in(2)) return {.status = Status::ZoneIsFull, .result = 0, .dnr = true};
    cqe.result += 1;
    cqe.overran = random_.one_in(4);
    return cqe;
  }

 private:
  InProcessTarget device_;
  Random random_;
};

// Runs every case over `device`, recorded and monitored.
void for_each_trace(suites::Target& device,
                    const std::function<void(const Trace&, const std::vector<Finding>&)>& visit) {
  Recorder recorder{device};
  const suites::Facts facts = suites::read_facts(recorder);
  Monitor monitor{recorder, facts};
  suites::Bench bench{monitor, facts, {}};
  bench.prepare_run();
  for (const suites::Section& section : suites::contents())
    for (const suites::Case& test : section.cases) {
      static_cast<void>(monitor.take_findings());
      recorder.begin(trace_head(monitor.oracle(), monitor.beside().geometries(), device.name(), 1, test.id));
      static_cast<void>(suites::run_case(test, bench));
      const auto trace = recorder.take();
      ASSERT_TRUE(trace) << test.id;
      visit(*trace, monitor.take_findings());
    }
}

Trace through_text(const Trace& trace) {
  const auto parsed = parse_trace(print(trace));
  const auto* error = std::get_if<TraceError>(&parsed);
  EXPECT_EQ(error, nullptr) << trace.note << ": " << to_string(*error);
  return error == nullptr ? std::get<Trace>(parsed) : Trace{};
}

std::vector<std::string> lines(const Finding& finding) {
  std::vector<std::string> all{finding.warning ? "warning" : "violation", finding.command, finding.observed};
  for (const auto* more : {&finding.clauses, &finding.expected, &finding.zones})
    all.insert(all.end(), more->begin(), more->end());
  return all;
}

constexpr const char* kGeometries[] = {"lba=512,mdts=2,zasl=1",
                                       "zones=5,zsze=8,zcap=6,mar=3,mor=2,lba=512,mdts=1,zasl=0,zdes=1",
                                       "close=eager,status=last,exceptions=yes,lba=512,mdts=2,zasl=1"};

TEST(Rejudge, FindsInTheTraceWhatTheMonitorFoundInTheRun) {
  std::size_t findings = 0;
  for (const char* const options : kGeometries)
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      Liar liar{options, seed};
      try {
        for_each_trace(liar, [&](const Trace& trace, const std::vector<Finding>& seen) {
          const Trace again = through_text(trace);
          ASSERT_EQ(again, trace) << trace.note;
          const Rejudgement judged = rejudge(again);
          ASSERT_EQ(judged.findings.size(), seen.size()) << options << " " << trace.note << " seed " << seed;
          for (std::size_t i = 0; i < seen.size(); ++i)
            ASSERT_EQ(lines(judged.findings[i].finding), lines(seen[i])) << trace.note << " seed " << seed;
          findings += seen.size();
        });
      } catch (const suites::NotTestable&) {  // it lied so much that no zone could be made ready
      }
    }
  EXPECT_GT(findings, 500U);
}

// Logs, and the Timestamp, tell of what the device did before the trace began.
bool tells_of_the_past(const TraceEntry& entry) {
  const Command command = decode(entry.queue, entry.sqe);
  const auto* get = std::get_if<GetFeatures>(&command.body);
  return std::holds_alternative<GetLogPage>(command.body) || (get != nullptr && get->fid == Fid::Timestamp);
}

// A trace does not hold what a controller was made to recommend of zones, or to finish.
bool is_of_advice(const Trace& trace) {
  return trace.note.find("-recommended") != std::string::npos || trace.note.find("/excursion-") != std::string::npos;
}

Trace without_the_past(Trace trace) {
  for (TraceStep& step : trace.steps)
    if (auto* batch = std::get_if<TraceBatch>(&step))
      for (TraceEntry& entry : *batch)
        if (entry.completion && tells_of_the_past(entry)) entry.completion->data = {};
  return trace;
}

TEST(Replay, OnTheSameDeviceGivesTheSameTrace) {
  for (const char* const options : kGeometries) {
    InProcessTarget device = reference(options);
    for_each_trace(device, [&](const Trace& trace, const std::vector<Finding>& seen) {
      ASSERT_TRUE(seen.empty()) << trace.note;
      if (is_of_advice(trace)) return;
      InProcessTarget fresh = reference(options);
      ASSERT_EQ(print(without_the_past(replay(through_text(trace), fresh))), print(without_the_past(trace))) << options;
    });
  }
}

// ---- small traces ---------------------------------------------------------------------------------------------------

Trace trace_on(const std::string& options, const std::string& steps, const std::string& start = "") {
  InProcessTarget device = reference(options);
  const suites::Facts facts = suites::read_facts(device);
  Monitor monitor{device, facts};
  std::string head = print(trace_head(monitor.oracle(), monitor.beside().geometries(), device.name(), 1, ""));
  if (steps.find("controller ") != std::string::npos) head.replace(0, 14, "znspec-trace 2");
  const auto parsed = parse_trace(head + start + steps);
  const auto* error = std::get_if<TraceError>(&parsed);
  EXPECT_EQ(error, nullptr) << to_string(*error);
  return std::get<Trace>(parsed);
}

TEST(Rejudge, SaysWhichCommandAndWhatWasPermitted) {
  const Rejudgement judged = rejudge(trace_on("",
                                              "> zone-mgmt-send open zslba=0x0\n< Successful Completion\n"
                                              "> zone-mgmt-send open zslba=0x1\n< Successful Completion\n"));
  ASSERT_EQ(judged.findings.size(), 1U);
  EXPECT_EQ(judged.findings[0].command, 1U);
  EXPECT_FALSE(judged.findings[0].finding.warning);
  EXPECT_FALSE(judged.findings[0].finding.clauses.empty());
  EXPECT_THAT(judged.findings[0].finding.observed, HasSubstr("Successful Completion"));
}

TEST(Rejudge, ACommandThatNeverCompletedIsAFinding) {
  const Rejudgement judged = rejudge(trace_on("", "> flush\n< no completion\n"));
  ASSERT_EQ(judged.findings.size(), 1U);
  EXPECT_EQ(judged.findings[0].finding.clauses, std::vector<std::string>{"QUE-003"});
}

TEST(Rejudge, StartsWithTheZonesOfTheTrace) {
  const std::string write = "> write slba=0x0 data=00*4096\n";
  EXPECT_TRUE(rejudge(trace_on("", write + "< Zone Is Full\n", "zone 0 ZSF\n")).findings.empty());
  EXPECT_EQ(rejudge(trace_on("", write + "< Successful Completion\n", "zone 0 ZSF\n")).findings.size(), 1U);
}

TEST(Rejudge, JudgesWhatAPowerCycleLeavesWhereNobodyLooked) {
  const Rejudgement judged =
      rejudge(trace_on("", "reset power-cycle\n> write slba=0x0 data=00*4096\n< Zone Is Full\n"));
  EXPECT_EQ(judged.findings.size(), 1U) << "a zone that was Empty is no zone that becomes Full (ZNS-RST-004)";
  EXPECT_EQ(judged.not_judged, 0U);
}

TEST(Rejudge, KnowsThatTheShutdownOfOneControllerIsNothingToTheZones) {
  const std::string open = "> zone-mgmt-send open zslba=0x0\n< Successful Completion\n";
  const std::string refused = "> zone-mgmt-send close zslba=0x0 controller=1\n< Invalid Zone State Transition\n";
  const auto findings = [&](const std::string& between) {
    return rejudge(trace_on("", open + between + refused)).findings.size();
  };
  EXPECT_EQ(findings("controller 0 shutdown\n"), 1U) << "the zone is open still";
  EXPECT_EQ(findings("controller 0 shutdown abrupt\n"), 1U);
  EXPECT_EQ(findings("controller 0 shutdown\ncontroller 1 shutdown abrupt\ncontroller 1 enable\n"), 0U)
      << "both have shut down: the zone is Empty";
}

TEST(Rejudge, JudgesNothingUnderOtherCommandSets) {
  const Rejudgement judged = rejudge(trace_on(
      "",
      "controller 0 disable\ncontroller 0 enable css=0\n> zone-mgmt-send open zslba=0x0\n< Invalid Command Opcode\n"));
  EXPECT_TRUE(judged.findings.empty());
  EXPECT_EQ(judged.not_judged, 1U);
}

TEST(Rejudge, JudgesNothingOfADeviceThatDiedBeforeAllZonesWereLookedAt) {
  const Rejudgement judged = rejudge(trace_on("",
                                              "> flush\n< no completion\nreset power-cycle\n"
                                              "> write slba=0x0 data=00*4096\n< Zone Is Full\n"));
  EXPECT_EQ(judged.findings.size(), 1U) << "it died";
  EXPECT_EQ(judged.not_judged, 1U) << "and is another one since";
}

TEST(Rejudge, JudgesAgainOnceAllZonesWereLookedAt) {
  // given a power cycle, a report of all zones, and a write that is said to have succeeded away from the write pointer
  InProcessTarget device = reference("");
  const suites::Facts facts = suites::read_facts(device);
  Recorder recorder{device};
  recorder.begin({.geometry = device.geometry()});
  std::vector<std::byte> buffer(report_buffer_bytes(device, facts));
  read_zones(recorder, device.geometry(), 0, device.geometry().zones, buffer, [](const ZoneDescriptor&) {});
  const std::vector<std::byte> block(device.geometry().lba_bytes);
  static_cast<void>(
      recorder.submit({.queue = Queue::Io, .sqe = encode(Command{.body = Write{.slba = 5}}), .to_device = block}));
  auto trace = recorder.take();
  ASSERT_TRUE(trace);
  std::get<TraceBatch>(trace->steps.back())[0].completion->status = kSuccess;
  trace->steps.insert(trace->steps.begin(), Reset::PowerCycle);
  // when, then
  const Rejudgement judged = rejudge(*trace);
  EXPECT_EQ(judged.not_judged, 0U);
  ASSERT_EQ(judged.findings.size(), 1U);
  EXPECT_EQ(judged.findings[0].command, 1U);
}

TEST(Rejudge, RefusesACommandWithoutItsData) {
  const Trace trace = trace_on("", "> write slba=0x0 data=00*512\n< Successful Completion\n");
  EXPECT_THROW(static_cast<void>(rejudge(trace)), UsageError);
}

std::string refusal(const Trace& trace, suites::Target& target) {
  try {
    static_cast<void>(replay(trace, target));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(Replay, RefusesAnotherGeometryByTheFieldsName) {
  InProcessTarget other = reference("zdes=0");
  EXPECT_THAT(refusal(trace_on("", ""), other), HasSubstr("zdes is 2 there and 0 here"));
  InProcessTarget smaller = reference("zcap=40");
  EXPECT_THAT(refusal(trace_on("", ""), smaller), HasSubstr("zone 0 has zcap 0x30 there and 0x28 here"));
}

TEST(Replay, MakesTheStartOrRefuses) {
  // given a zone that was Full, and one that was Read Only
  InProcessTarget device = reference("");
  const Trace full = trace_on("", "> write slba=0x0 data=00*4096\n< Zone Is Full\n", "zone 0 ZSF\nzone 1 ZSRO\n");
  // when, then
  const Trace again = replay(full, device);
  EXPECT_EQ(std::get<TraceBatch>(again.steps[0])[0].completion->status, Status::ZoneIsFull);
  EXPECT_EQ(device.state().zone(1).zs, ZoneState::ReadOnly);
  InProcessTarget fresh = reference("");
  EXPECT_THAT(refusal(trace_on("", "", "zone 2 ZSC wp=0x82\n"), fresh),
              HasSubstr("zone 2 starts in ZSC there, and is in ZSE here after a reset"));
}

TEST(Replay, RefusesWhatTheTargetDoesNotCarry) {
  InProcessTarget device = reference("");
  EXPECT_THAT(refusal(trace_on("", "> flush cid=0x7\n< Successful Completion\n"), device),
              HasSubstr("command identifiers"));
  EXPECT_THAT(refusal(trace_on("", "> read slba=0x0 buffer=8\n< Successful Completion\n"), device),
              HasSubstr("command 0 of the trace"));
}

TEST(Recorder, KeepsCommandsInFlightTogetherInTheOrderOfTheirCompletions) {
  InProcessTarget device = reference("order=reversed");
  Recorder recorder{device};
  recorder.begin({.geometry = device.geometry()});
  const suites::Submission flush{.queue = Queue::Io, .sqe = encode(Command{.body = Flush{}})};
  static_cast<void>(recorder.submit_together(std::vector{flush, flush, flush}));
  const auto trace = recorder.take();
  ASSERT_TRUE(trace);
  EXPECT_THAT(print(*trace), HasSubstr("<3 Successful Completion (SCT 0h, SC 00h)\n<2 Succ"));
}

// Dies at its second command, and whatever comes after it.
class Dying final : public suites::Target {
 public:
  [[nodiscard]] std::string name() const override { return device_.name(); }
  [[nodiscard]] std::uint32_t nsid() const override { return device_.nsid(); }
  [[nodiscard]] suites::Carries carries() const override { return device_.carries(); }
  suites::Completion submit(const suites::Submission& submission) override {
    if (decode(submission.queue, submission.sqe) == Command{.body = Flush{}} && ++flushes_ >= 2)
      throw suites::DeviceLost("it hangs");
    return device_.submit(submission);
  }

 private:
  InProcessTarget device_ = reference("");
  int flushes_ = 0;
};

TEST(Recorder, SaysWhatTheDeviceNeverCompleted) {
  Dying device;
  Recorder recorder{device};
  recorder.begin({.geometry = parse_ref_options("").geometry});
  const suites::Submission flush{.queue = Queue::Io, .sqe = encode(Command{.body = Flush{}})};
  static_cast<void>(recorder.submit(flush));
  EXPECT_THROW(static_cast<void>(recorder.submit(flush)), suites::DeviceLost);
  EXPECT_THROW(static_cast<void>(recorder.submit_together(std::vector{flush, flush})), suites::DeviceLost);
  const auto trace = recorder.take();
  ASSERT_TRUE(trace);
  EXPECT_THAT(print(*trace), HasSubstr("\n> flush\n< no completion\n>1 flush\n>2 flush\n<1 no completion\n<2 no"));
}

TEST(Replay, EndsWhereTheDeviceDies) {
  Dying device;
  const std::string flush = "> flush\n< Successful Completion\n";
  const Trace now = replay(trace_on("", flush + flush + flush), device);
  ASSERT_EQ(now.steps.size(), 2U);
  EXPECT_FALSE(std::get<TraceBatch>(now.steps[1])[0].completion);
  EXPECT_EQ(rejudge(now).findings.size(), 1U);
}

TEST(Recorder, EndsARecordingThatIsTooLong) {
  InProcessTarget device = reference("lba=65536,mdts=0,zasl=0");
  Recorder recorder{device};
  recorder.begin({.geometry = device.geometry()});
  std::vector<std::byte> noise(std::size_t{1} << 20);
  for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = static_cast<std::byte>(i * 7 + i / 256);
  const Sqe write = encode(Command{.body = Write{.slba = 1, .nlb = Nlb::of_count(16)}});
  for (std::size_t sent = 0; sent <= Recorder::kMostBytes; sent += noise.size())
    static_cast<void>(recorder.submit({.queue = Queue::Io, .sqe = write, .to_device = noise}));
  EXPECT_FALSE(recorder.take());
}

}  // namespace
}  // namespace zns::harness
