#include "suites/runner.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "suites/contents.hpp"

#include "suites/fake_target.hpp"

namespace zns::suites {
namespace {

using ::testing::HasSubstr;

struct RunnerTest : ::testing::Test {
  FakeTarget drive;
  Bench bench{drive, read_facts(drive), {}};

  void SetUp() override { bench.prepare_run(); }

  Result run(std::function<void(Bench&)> body, Level level = Level::Shall, ClauseId clause = "ZNS-ZMS-020") {
    return run_case(
        {.id = "topic/what", .title = "", .clauses = {clause}, .level = level, .needs = {}, .run = std::move(body)},
        bench);
  }
};

void deviate(Bench& bench) {
  bench.expect(false, "this", "that");
}

TEST_F(RunnerTest, APassedCaseHasNothingToSay) {
  const Result result = run([](Bench& b) { b.expect_zone(b.a_zone_in(ZoneState::Closed), ZoneState::Closed); });
  EXPECT_EQ(result.verdict, Verdict::Passed);
  EXPECT_EQ(result.id, "topic/what");
  EXPECT_EQ(result.reason, "");
  EXPECT_FALSE(result.failure);
}

TEST_F(RunnerTest, ADeviationFromAShallFails) {
  for (const Level level : {Level::Shall, Level::ShallNot, Level::Fact}) {
    const Result result = run(deviate, level);
    EXPECT_EQ(result.verdict, Verdict::Failed);
    ASSERT_TRUE(result.failure);
    EXPECT_EQ(result.failure->observed, "that");
  }
}

TEST_F(RunnerTest, ADeviationFromAShouldOrAMayWarns) {
  for (const Level level : {Level::Should, Level::May, Level::VendorChoice}) {
    const Result result = run(deviate, level);
    EXPECT_EQ(result.verdict, Verdict::Warned);
    EXPECT_THAT(result.reason, HasSubstr(std::string{name(level)}));
    EXPECT_TRUE(result.failure);
  }
}

TEST_F(RunnerTest, AClauseOfLowConfidenceCanOnlyWarn) {
  const Result result = run(deviate, Level::Shall, "ZNS-ZRWA-018");
  EXPECT_EQ(result.verdict, Verdict::Warned);
  EXPECT_THAT(result.reason, HasSubstr("ZNS-ZRWA-018"));
}

TEST_F(RunnerTest, ASetUpThatFailsIsNoMatterOfTheLevel) {
  drive.hook = [](const Command& command, const Submission&) -> std::optional<Completion> {
    if (!std::holds_alternative<Write>(command.body)) return std::nullopt;
    return Completion{.status = Status::ZoneInvalidWrite};
  };
  EXPECT_EQ(run([](Bench& b) { b.a_zone_in(ZoneState::Closed); }, Level::May).verdict, Verdict::Failed);
}

TEST_F(RunnerTest, WhatIsNotTheCasesMatterSaysSo) {
  drive.hook = [](const Command& command, const Submission&) -> std::optional<Completion> {
    if (!std::holds_alternative<Write>(command.body)) return std::nullopt;
    return Completion{.status = Status::ZoneInvalidWrite};
  };
  const auto set_up = [](Bench& b) { b.a_zone_in(ZoneState::Closed); };
  const Result other = run(set_up);
  EXPECT_TRUE(other.failure->aside);
  EXPECT_THAT(other.failure->observed,
              ::testing::StartsWith("not what this case is about: while bringing zone 0 into ZSC: "));
  EXPECT_THAT(other.failure->what, Not(HasSubstr("while"))) << "what was being done is no part of what is wrong";

  const Result own = run(set_up, Level::Shall, "ZNS-IO-023");
  EXPECT_FALSE(own.failure->aside) << "the case is about the transition that its set-up needs";
  EXPECT_THAT(own.failure->observed, ::testing::StartsWith("while bringing zone"));
}

TEST_F(RunnerTest, WhatDoesNotApplySaysWhy) {
  EXPECT_EQ(run([](Bench& b) { b.needs(false, "one zone only"); }).reason, "one zone only");
  EXPECT_EQ(run([](Bench& b) { b.needs(false, ""); }).verdict, Verdict::NotApplicable);
  const Result refused = run([](Bench&) { throw NotCarried{"the kernel refuses"}; });
  EXPECT_EQ(refused.verdict, Verdict::NotApplicable);
  EXPECT_EQ(refused.reason, "the kernel refuses");
}

TEST_F(RunnerTest, AnUnmetNeedIsNotRun) {
  Case test{.id = "a/b", .title = "", .clauses = {}, .needs = {Need::Extension}, .run = [](Bench&) { FAIL(); }};
  const Result result = run_case(test, bench);
  EXPECT_EQ(result.verdict, Verdict::NotApplicable);
  EXPECT_THAT(result.reason, HasSubstr("ZDES"));
}

TEST_F(RunnerTest, WhatAZoneThatFailedByItselfMayExplainIsTriedAgain) {
  int runs = 0;
  const auto fails_beside_a_dead_zone = [&](Bench& b, int times) {
    const ZoneRef zone = b.a_zone_in(ZoneState::Full);
    if (++runs > times) return;
    drive.inject(zone.zslba, ZoneState::ReadOnly);  // behind the back of the case
    b.fail({"this"}, "that");
  };
  EXPECT_EQ(run([&](Bench& b) { fails_beside_a_dead_zone(b, 1); }).verdict, Verdict::Passed);
  EXPECT_EQ(runs, 2);

  runs = 0;
  const Result always = run([&](Bench& b) { fails_beside_a_dead_zone(b, 99); });
  EXPECT_EQ(always.verdict, Verdict::Failed) << "what comes each time is no accident";
  EXPECT_TRUE(always.failure);
  EXPECT_EQ(runs, 4);
}

// A report, or Select All, reaches it all the same.
TEST_F(RunnerTest, WhatAZoneThatTheCaseDidNotUseMayExplainIsTriedAgain) {
  int runs = 0;
  const Result result = run([&](Bench& b) {
    b.a_zone_in(ZoneState::Full);
    drive.zones[FakeTarget::kZones - 1].zs = ZoneState::Offline;
    ++runs;
    b.fail({"this"}, "that");
  });
  EXPECT_EQ(result.verdict, Verdict::Failed);
  EXPECT_EQ(runs, 2) << "once it is known to be Offline it explains nothing";
  ASSERT_EQ(bench.notes().size(), 1U);
  EXPECT_THAT(bench.notes().front(), HasSubstr("went ZSO by itself"));
}

TEST_F(RunnerTest, WhatIsInconclusiveIsTriedAgain) {
  int runs = 0;
  const Result later =
      run([&runs](Bench& b) { b.expect_success({.status = ++runs < 3 ? Status::InternalError : kSuccess}); });
  EXPECT_EQ(later.verdict, Verdict::Passed);
  EXPECT_EQ(later.reason, "");
  EXPECT_EQ(runs, 3);

  runs = 0;
  const Result never = run([&runs](Bench& b) {
    ++runs;
    b.expect_success({.status = Status::InternalError});
  });
  EXPECT_EQ(never.verdict, Verdict::Error);
  EXPECT_THAT(never.reason, HasSubstr("inconclusive 4 times: the device answers Internal Error"));
  EXPECT_EQ(runs, 4);
}

// ---- passing statuses (ZNS-GEN-014, ZNS-GEN-044) --------------------------------------------------------------------

using std::chrono::milliseconds;

TEST_F(RunnerTest, ACommandThatMayBeDoneTwiceIsSentAgainAfterTheDelayThatItAsksFor) {
  // given a drive that answers each command but Identify once with Command Interrupted, and CRDT2 of half a second
  drive.controller.crdt = {1, 5, 0};
  std::vector<Command> seen;
  drive.hook = [&seen](const Command& command, const Submission&) -> std::optional<Completion> {
    if (command.queue == Queue::Admin || std::find(seen.begin(), seen.end(), command) != seen.end())
      return std::nullopt;
    seen.push_back(command);
    return Completion{.status = Status::CommandInterrupted, .crd = 2};
  };
  // when
  const Result result = run([](Bench& b) { b.expect_zone(b.a_zone_in(ZoneState::Closed, 2), ZoneState::Closed); });
  // then
  EXPECT_EQ(result.verdict, Verdict::Passed) << result.reason;
  EXPECT_FALSE(drive.waits.empty());
  for (const milliseconds wait : drive.waits) EXPECT_EQ(wait, milliseconds{500});
}

TEST_F(RunnerTest, AWriteThatIsLeftOpenHasTheCaseRunAgainAfterTheDelay) {
  drive.controller.crdt = {1, 5, 7};
  int writes = 0;
  drive.hook = [&](const Command& command, const Submission& submission) -> std::optional<Completion> {
    if (!std::holds_alternative<Write>(command.body) || ++writes != 1) return std::nullopt;
    drive.honest(command, submission);  // it is done, all the same
    return Completion{.status = Status::NamespaceNotReady, .crd = 3};
  };
  int runs = 0;
  const Result result = run([&runs](Bench& b) {
    ++runs;
    const ZoneRef zone = b.a_zone_in(ZoneState::Empty);
    b.expect(b.write(zone.zslba, 1).status == kSuccess, "success", "something else");  // it asks by itself
  });
  EXPECT_EQ(result.verdict, Verdict::Passed) << result.reason;
  EXPECT_EQ(runs, 2);
  EXPECT_THAT(drive.waits, ::testing::ElementsAre(milliseconds{700}));
}

TEST_F(RunnerTest, ACommandThatIsNotToBeRetriedIsNot) {
  int flushes = 0;
  drive.hook = [&flushes](const Command& command, const Submission&) -> std::optional<Completion> {
    if (!std::holds_alternative<Flush>(command.body)) return std::nullopt;
    ++flushes;
    return Completion{.status = Status::InternalError, .dnr = true};
  };
  const Result result = run([](Bench& b) { b.expect_success(b.flush()); });
  EXPECT_EQ(result.verdict, Verdict::Error);
  EXPECT_THAT(result.reason, HasSubstr("inconclusive 8 times: the device answers Internal Error"));
  EXPECT_EQ(flushes, 8) << "once in each attempt";
}

TEST_F(RunnerTest, TheFillingOfAZoneGoesOnWhereAnInterruptedWriteStopped) {
  int writes = 0;
  drive.way.max_transfer_bytes = 1024;  // two blocks
  drive.hook = [&](const Command& command, const Submission& submission) -> std::optional<Completion> {
    if (!std::holds_alternative<Write>(command.body) || ++writes % 2 == 0) return std::nullopt;
    if (writes % 3 == 0) drive.honest(command, submission);
    return Completion{.status = Status::CommandInterrupted};
  };
  const Result result = run([](Bench& b) {
    const ZoneRef zone = b.a_zone_in(ZoneState::Full, 12);
    b.expect_pattern(zone.zslba, 12);
  });
  EXPECT_EQ(result.verdict, Verdict::Passed) << result.reason;
  EXPECT_GT(writes, 6);
}

TEST_F(RunnerTest, ADriveThatNeverDecidesIsNotWaitedForInEachCaseAgain) {
  drive.hook = [](const Command& command, const Submission&) -> std::optional<Completion> {
    if (!std::holds_alternative<Flush>(command.body)) return std::nullopt;
    return Completion{.status = Status::NamespaceNotReady};
  };
  for (int n = 0; n < 100; ++n) EXPECT_EQ(run([](Bench& b) { b.expect_success(b.flush()); }).verdict, Verdict::Error);
  milliseconds waited{0};
  for (const milliseconds wait : drive.waits) waited += wait;
  EXPECT_LE(waited, kLongPatience);
  EXPECT_TRUE(bench.patience_is_over());
}

TEST_F(RunnerTest, ADriveThatDecidesNothingForAMinuteHasNoFacts) {
  FakeTarget silent;
  silent.hook = [](const Command&, const Submission&) { return Completion{.status = Status::NamespaceNotReady}; };
  try {
    read_facts(silent);
    FAIL() << "facts of a drive that says nothing";
  } catch (const NeverDecides& error) {
    EXPECT_THAT(error.what(), HasSubstr("inconclusive: the device answers Namespace Not Ready (SCT 0h, SC 82h), and "
                                        "nothing else in "));
  }
  EXPECT_GT(silent.commands.size(), 60U);
  EXPECT_LT(silent.commands.size(), 100U);
}

TEST_F(RunnerTest, ADelayWhereNoRetryIsAskedForFails) {
  const auto verdict = [this] {
    for (const Section& section : contents())
      for (const Case& test : section.cases)
        if (test.id == "generic-command/no-delay-without-retry") return run_case(test, bench).verdict;
    return Verdict::Error;
  };
  EXPECT_EQ(verdict(), Verdict::Passed);
  drive.hook = [this](const Command& command, const Submission& submission) -> std::optional<Completion> {
    Completion cqe = drive.honest(command, submission);
    cqe.dnr = cqe.status != kSuccess;
    cqe.crd = cqe.dnr ? 1 : 0;
    return cqe;
  };
  EXPECT_EQ(verdict(), Verdict::Failed);
}

TEST_F(RunnerTest, ZonesThatCannotBePutBackFailEvenAPassedCase) {
  drive.hook = [](const Command& command, const Submission&) -> std::optional<Completion> {
    const auto* send = std::get_if<ZoneManagementSend>(&command.body);
    if (send == nullptr || send->zsa != ZoneSendAction::Reset) return std::nullopt;
    return Completion{.status = Status::InvalidFieldInCommand};
  };
  const Result passed = run([](Bench& b) { b.a_zone_in(ZoneState::Closed); }, Level::May);
  EXPECT_EQ(passed.verdict, Verdict::Failed);
  EXPECT_THAT(passed.failure->observed, HasSubstr("could not reset zone"));
  const Result failed = run([](Bench& b) {
    b.a_zone_in(ZoneState::Full);
    deviate(b);
  });
  EXPECT_THAT(failed.failure->observed, HasSubstr("that; after the case: could not reset zone"));
}

TEST_F(RunnerTest, AZoneThatFailsByItselfIsNeverSilent) {
  const Result result =
      run([this](Bench& b) { drive.zones[b.a_zone_in(ZoneState::Closed).index].zs = ZoneState::Offline; });
  EXPECT_EQ(result.verdict, Verdict::Warned);
  EXPECT_THAT(result.reason, HasSubstr("went ZSO by itself"));
}

TEST_F(RunnerTest, TheEndOfTheWorldIsNoVerdict) {
  EXPECT_THROW(run([](Bench&) { throw std::runtime_error{"the device is gone"}; }), std::runtime_error);
}

}  // namespace
}  // namespace zns::suites
