// The search finds what is wrong, says it in as few commands as it takes, and nothing else.
#include "harness/diff/diff.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "harness/base/error.hpp"
#include "harness/report/exit_status.hpp"
#include "harness/targets/in_process.hpp"
#include "harness/targets/ref_options.hpp"
#include "reference/spec/command.hpp"
#include "suites/target.hpp"

namespace zns::harness {
namespace {

using suites::Completion;
using suites::Submission;
using suites::Verdict;

// The reference device, with something done to each of its answers.
class Meddled : public suites::Target {
 public:
  using Meddle = std::function<void(const Command&, const Submission&, Completion&)>;
  Meddled(const std::string& options, Meddle meddle)
      : device_{"ref:" + options, parse_ref_options(options).geometry, parse_ref_options(options).policy},
        meddle_{std::move(meddle)} {}

  [[nodiscard]] std::string name() const override { return device_.name(); }
  [[nodiscard]] std::uint32_t nsid() const override { return device_.nsid(); }
  [[nodiscard]] suites::Carries carries() const override {
    suites::Carries carries = device_.carries();
    carries.power_cycle = power_cycle;
    carries.queue_depth = 4;
    return carries;
  }
  Completion submit(const Submission& submission) override {
    Completion cqe = device_.submit(submission);
    meddle_(decode(submission.queue, submission.sqe), submission, cqe);
    return cqe;
  }
  void reset(suites::Reset kind) override {
    ++resets;
    device_.reset(kind);
  }
  void inject(std::uint64_t zslba, ZoneState state) override { device_.inject(zslba, state); }
  void wait(std::chrono::milliseconds /*delay*/) override {}

  int resets = 0;
  bool power_cycle = true;

 private:
  InProcessTarget device_;
  Meddle meddle_;
};

class Opened final : public OpenedTarget {
 public:
  Opened(const std::string& options, Meddled::Meddle meddle) : target_{options, std::move(meddle)} {}
  suites::Target& target() override { return target_; }
  Meddled& device() { return target_; }
  std::vector<std::string> changes_outside() override { return changes; }

  std::vector<std::string> changes = {};

 private:
  Meddled target_;
};

Report search(const std::string& options, Meddled::Meddle meddle, const DiffOptions& diff_options = {}) {
  Opened opened{options, std::move(meddle)};
  return diff(opened, diff_options);
}

const auto kHonest = [](const Command&, const Submission&, Completion&) {};

const std::vector<CaseReport>& cases(const Report& report) {
  return report.sections.at(0).cases;
}

TEST(Diff, FindsNothingWrongWithTheReference) {
  const Report report = search("zones=5,mar=3,mor=2", kHonest, {.commands = 20'000});
  ASSERT_EQ(cases(report).size(), 1U);
  EXPECT_EQ(cases(report)[0].result.id, kDiffId);
  EXPECT_EQ(exit_status(report), kConformant);
  EXPECT_GE(report.commands, 20'000U);
}

TEST(Diff, SendsTheSameForTheSameSeedAndOtherThingsForAnother) {
  const auto commands = [](std::uint64_t seed) {
    std::vector<Sqe> sent;
    search("", [&](const Command&, const Submission& each, Completion&) { sent.push_back(each.sqe); },
           {.seed = seed, .commands = 500});
    return sent;
  };
  EXPECT_EQ(commands(3), commands(3));
  EXPECT_NE(commands(3), commands(4));
}

TEST(Diff, ShrinksAWrongStatusToTheCommandsThatShowIt) {
  // given a device that knows no limit of open zones but says so only of Open
  const auto wrong = [](const Command& command, const Submission&, Completion& cqe) {
    const auto* send = std::get_if<ZoneManagementSend>(&command.body);
    if (send != nullptr && send->zsa == ZoneSendAction::Open && cqe.status == Status::TooManyOpenZones)
      cqe.status = Status::TooManyActiveZones;
  };
  // when
  const Report report = search("mor=2,mar=none,implicit-close=refuse", wrong);
  // then
  ASSERT_FALSE(cases(report).empty());
  EXPECT_EQ(exit_status(report), kNotConformant);
  const CaseReport& found = cases(report)[0];
  ASSERT_TRUE(found.result.failure.has_value());
  EXPECT_LE(found.result.failure->commands.size(), 5U)
      << "two open zones, and one more, or three Closed ones and Select All: "
      << testing::PrintToString(found.result.failure->commands);
  EXPECT_EQ(found.result.id.rfind("diff/ZNS-", 0), 0U);
}

TEST(Diff, ShowsAFindingBeforeTheSearchEnds) {
  // given a device that aborts each Finish
  const auto wrong = [](const Command& command, const Submission&, Completion& cqe) {
    const auto* send = std::get_if<ZoneManagementSend>(&command.body);
    if (send != nullptr && send->zsa == ZoneSendAction::Finish) cqe.status = Status::InvalidZoneStateTransition;
  };
  DiffOptions options{.commands = 2'000};
  std::vector<std::string> shown;
  std::uint64_t sent_after_the_first = 0;
  options.on_finding = [&](const SectionReport&, const CaseReport& entry) { shown.push_back(entry.result.id); };
  options.progress = [&](std::uint64_t done, std::uint64_t) {
    if (shown.size() == 1 && sent_after_the_first == 0) sent_after_the_first = done;
  };
  // when
  const Report report = search("", wrong, options);
  // then the first was shown while commands were still to be sent
  ASSERT_FALSE(shown.empty());
  EXPECT_GT(sent_after_the_first, 0U);
  EXPECT_LT(sent_after_the_first, 2'000U);
  for (const CaseReport& entry : cases(report))
    EXPECT_EQ(std::count(shown.begin(), shown.end(), entry.result.id), 1) << entry.result.id;
}

TEST(Diff, ShowsBothSidesOfTheBytesThatDiffer) {
  // given a device that returns the last byte of each block wrong
  const auto wrong = [](const Command& command, const Submission& submission, Completion& cqe) {
    if (std::holds_alternative<Read>(command.body) && cqe.status == kSuccess && !submission.from_device.empty())
      submission.from_device.back() ^= std::byte{0xFF};
  };
  // when no trace is kept
  const Report report = search("lba=512", wrong);
  // then
  const auto entries = cases(report);
  const auto shows = [](const CaseReport& entry) {
    const std::string& observed = entry.result.failure ? entry.result.failure->observed : "";
    return observed.find(": bytes 511 to 511 should be ") != std::string::npos;
  };
  EXPECT_TRUE(std::any_of(entries.begin(), entries.end(), shows))
      << (entries.empty() ? "nothing was found" : entries.front().result.failure->observed);
}

// On a drive behind a slow way a finding takes minutes to shrink.
TEST(Diff, TellsHowFarItIsWhileItShrinks) {
  // given a device that aborts each Finish
  const auto wrong = [](const Command& command, const Submission&, Completion& cqe) {
    const auto* send = std::get_if<ZoneManagementSend>(&command.body);
    if (send != nullptr && send->zsa == ZoneSendAction::Finish) cqe.status = Status::InvalidZoneStateTransition;
  };
  DiffOptions options{.commands = 500};
  std::map<std::uint64_t, int> told;
  options.progress = [&](std::uint64_t done, std::uint64_t) { ++told[done]; };
  // when
  search("", wrong, options);
  // then it was told again and again at one place, where a finding was shrunk
  const auto most =
      std::max_element(told.begin(), told.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  ASSERT_NE(most, told.end());
  EXPECT_GT(most->second, 5);
}

TEST(Diff, NamesZonesFromZeroInWhatIsLeft) {
  const auto wrong = [](const Command& command, const Submission&, Completion& cqe) {
    const auto* send = std::get_if<ZoneManagementSend>(&command.body);
    if (send != nullptr && send->zsa == ZoneSendAction::Finish && !send->select_all && cqe.status == kSuccess)
      cqe.status = Status::InvalidZoneStateTransition;
  };
  const Report report = search("", wrong);
  ASSERT_FALSE(cases(report).empty());
  EXPECT_EQ(
      cases(report)[0].result.failure->commands,
      std::vector<std::string>{"zone-mgmt-send finish zslba=0x0 -> Invalid Zone State Transition (SCT 1h, SC BFh)"});
}

TEST(Diff, LooksWhetherAnAbortedCommandLeftItsZoneAsItWas) {
  // given a device whose refused Set Zone Descriptor Extension changes what extended reports return
  std::optional<std::uint64_t> spoilt;
  const auto wrong = [&](const Command& command, const Submission& submission, Completion& cqe) {
    const auto* send = std::get_if<ZoneManagementSend>(&command.body);
    const bool sets = send != nullptr && send->zsa == ZoneSendAction::SetZoneDescriptorExtension;
    if (sets && cqe.status == Status::InvalidZoneStateTransition) spoilt = send->slba;
    if (send != nullptr && send->zsa == ZoneSendAction::Reset) spoilt.reset();
    const auto* report = std::get_if<ZoneManagementReceive>(&command.body);
    if (report != nullptr && spoilt == report->slba && report->zra == ZoneReceiveAction::ExtendedReportZones &&
        submission.from_device.size() > 128)
      submission.from_device[128] ^= std::byte{1};
  };
  // when
  const Report report = search("zdes=1", wrong);
  // then the finding is that of the aborted command
  const auto found = std::find_if(cases(report).begin(), cases(report).end(), [](const CaseReport& entry) {
    return entry.title.rfind("zone-mgmt-send set-zone-descriptor-extension", 0) == 0;
  });
  ASSERT_NE(found, cases(report).end()) << cases(report)[0].title;
  EXPECT_NE(found->title.find("which was aborted"), std::string::npos) << found->title;
  EXPECT_LE(found->result.failure->commands.size(), 2U);
}

TEST(Diff, GoesOnWithAFreshDeviceWhenOneDied) {
  // given a device that dies of Finish on a zone
  Opened opened{"", [](const Command& command, const Submission&, Completion&) {
                  const auto* send = std::get_if<ZoneManagementSend>(&command.body);
                  if (send != nullptr && send->zsa == ZoneSendAction::Finish && !send->select_all)
                    throw suites::DeviceLost("the device died");
                }};
  // when
  const Report report = diff(opened, {.commands = 300});
  // then that is one finding, and the search went on to its end
  ASSERT_EQ(cases(report).size(), 1U);
  EXPECT_EQ(cases(report)[0].result.failure->observed, "the device died");
  EXPECT_TRUE(report.stopped.empty()) << report.stopped;
  EXPECT_GT(opened.device().resets, 0);
  EXPECT_EQ(exit_status(report), kNotConformant);
}

TEST(Diff, RemembersTheDeathOfADeviceThatDoesNotComeBack) {
  // given a device that dies of Finish on a zone, and cannot be switched off and on
  Opened opened{"", [](const Command& command, const Submission&, Completion&) {
                  const auto* send = std::get_if<ZoneManagementSend>(&command.body);
                  if (send != nullptr && send->zsa == ZoneSendAction::Finish && !send->select_all)
                    throw suites::DeviceLost("the device died");
                }};
  opened.device().power_cycle = false;
  // when
  const Report report = diff(opened, {.commands = 300});
  // then the search has stopped, and says why; and that the device died is a finding
  EXPECT_FALSE(report.stopped.empty());
  const bool found = std::any_of(cases(report).begin(), cases(report).end(), [](const CaseReport& entry) {
    return entry.result.verdict == Verdict::Failed && entry.result.failure->observed == "the device died";
  });
  EXPECT_TRUE(found);
}

TEST(Diff, HasNoReportOfADeviceThatIsLostFromTheBeginning) {
  Opened opened{"", [](const Command&, const Submission&, Completion&) { throw suites::DeviceLost("it died"); }};
  EXPECT_THROW(static_cast<void>(diff(opened, {.commands = 10})), HarnessError);
}

TEST(Diff, RefusesADepthThatTheWayToTheDeviceDoesNotCarry) {
  Opened opened{"", kHonest};
  EXPECT_THROW(static_cast<void>(diff(opened, {.commands = 10, .depth = 5})), UsageError);
  EXPECT_NO_THROW(static_cast<void>(diff(opened, {.commands = 10, .depth = 4})));
}

TEST(Diff, ReportsChangesOutsideOfItsZones) {
  Opened opened{"", kHonest};
  opened.changes = {"zone 9: wp 0x240 -> 0x241"};
  const Report report = diff(opened, {.commands = 10, .zones = ZoneRange{.first = 0, .last = 3}});
  const bool found = std::any_of(cases(report).begin(), cases(report).end(), [](const CaseReport& entry) {
    return entry.result.id == kOutsideId && entry.result.verdict == Verdict::Failed &&
           entry.result.failure->zones == std::vector<std::string>{"zone 9: wp 0x240 -> 0x241"};
  });
  EXPECT_TRUE(found);
  EXPECT_EQ(exit_status(report), kNotConformant);
}

TEST(Diff, GivesALineThatSearchesTheSameAgain) {
  const Report report = search("", kHonest, {.seed = 7, .commands = 10, .depth = 2, .illegal_percent = 50});
  EXPECT_EQ(cases(report)[0].replay, "znspec diff ref: --seed 7 --commands 10 --depth 2 --illegal 50");
}

TEST(Diff, FindsWhatARefusedWriteLeftBehind) {
  // given a device that keeps the block of a write that it refused, and returns it to reads
  std::map<std::uint64_t, std::vector<std::byte>> landed;
  const auto wrong = [&](const Command& command, const Submission& each, Completion& cqe) {
    if (const auto* write = std::get_if<Write>(&command.body);
        write != nullptr && cqe.status == Status::ZoneInvalidWrite)
      landed[write->slba].assign(each.to_device.begin(), each.to_device.begin() + 4096);
    if (is_reset(command) && cqe.status == kSuccess) landed.clear();
    const auto* read = std::get_if<Read>(&command.body);
    if (read == nullptr || cqe.status != kSuccess) return;
    for (std::uint64_t i = 0; i < read->nlb.count(); ++i)
      if (const auto found = landed.find(read->slba + i); found != landed.end())
        std::copy(found->second.begin(), found->second.end(),
                  each.from_device.begin() + static_cast<std::ptrdiff_t>(i * 4096));
  };
  // when
  const Report report = search("", wrong, {.commands = 1000});
  // then the write and the read that showed it are what is left
  const auto found = std::find_if(cases(report).begin(), cases(report).end(), [](const CaseReport& entry) {
    return entry.title.find("which was aborted, then read") != std::string::npos;
  });
  ASSERT_NE(found, cases(report).end());
  EXPECT_EQ(found->result.failure->commands.size(), 1U) << found->result.failure->commands.back();
}

TEST(Diff, ForgetsNoDeathThatHappensWhileItShrinks) {
  // given a device that answers Close wrongly, and that dies once, of a Close of the shrinking
  int closes = 0;
  Opened opened{"", [&](const Command& command, const Submission&, Completion& cqe) {
                  const auto* send = std::get_if<ZoneManagementSend>(&command.body);
                  if (send == nullptr || send->zsa != ZoneSendAction::Close || send->select_all) return;
                  if (++closes == 20) throw suites::DeviceLost("the device died");
                  if (cqe.status == kSuccess) cqe.status = Status::InvalidZoneStateTransition;
                }};
  // when
  const Report report = diff(opened, {.commands = 300});
  // then both are found
  const auto died = [](const CaseReport& entry) {
    return entry.result.failure && entry.result.failure->observed == "the device died";
  };
  EXPECT_TRUE(std::any_of(cases(report).begin(), cases(report).end(), died));
  EXPECT_GE(cases(report).size(), 2U);
}

// The reference with commands in flight together, and something done to the answers of such a batch.
class MeddledBatches final : public OpenedTarget {
 public:
  using Meddle = std::function<void(std::span<const Submission>, std::vector<Completion>&)>;
  explicit MeddledBatches(Meddle meddle) : target_{std::move(meddle)} {}
  suites::Target& target() override { return target_; }

 private:
  class Device final : public suites::Target {
   public:
    explicit Device(Meddle meddle) : meddle_{std::move(meddle)} {}
    [[nodiscard]] std::string name() const override { return device_.name(); }
    [[nodiscard]] std::uint32_t nsid() const override { return device_.nsid(); }
    [[nodiscard]] suites::Carries carries() const override { return device_.carries(); }
    Completion submit(const Submission& submission) override { return device_.submit(submission); }
    std::vector<Completion> submit_together(std::span<const Submission> submissions) override {
      std::vector<Completion> completions = device_.submit_together(submissions);
      if (submissions.size() > 1) meddle_(submissions, completions);
      return completions;
    }
    void reset(suites::Reset kind) override { device_.reset(kind); }
    void inject(std::uint64_t zslba, ZoneState state) override { device_.inject(zslba, state); }

   private:
    InProcessTarget device_{"ref:order=shuffled", parse_ref_options("order=shuffled").geometry,
                            parse_ref_options("order=shuffled").policy};
    Meddle meddle_;
  };
  Device target_;
};

TEST(Diff, FindsNothingWrongWithCommandsInFlightTogether) {
  MeddledBatches opened{[](auto, auto&) {}};
  const Report report = diff(opened, {.commands = 10'000, .depth = 16});
  ASSERT_EQ(cases(report).size(), 1U) << cases(report)[0].result.id;
  EXPECT_EQ(cases(report)[0].result.id, kDiffId);
}

TEST(Diff, ShrinksARaceToTheCommandsOfOneBatch) {
  // given a device that gives two appends in flight together the same blocks
  MeddledBatches opened{[](std::span<const Submission> submissions, std::vector<Completion>& completions) {
    const Completion* first = nullptr;
    for (std::size_t i = 0; i < submissions.size(); ++i) {
      const Command command = decode(submissions[i].queue, submissions[i].sqe);
      if (!std::holds_alternative<ZoneAppend>(command.body) || completions[i].status != kSuccess) continue;
      if (first != nullptr && std::get<ZoneAppend>(command.body).zslba == first->result / 64 * 64)
        completions[i].result = first->result;
      first = &completions[i];
    }
  }};
  // when
  const Report report = diff(opened, {.commands = 5'000, .depth = 8});
  // then two appends are left, and the clause is that of their result
  ASSERT_FALSE(cases(report).empty());
  const auto found = std::find_if(cases(report).begin(), cases(report).end(), [](const CaseReport& entry) {
    return entry.result.id.rfind("diff/ZNS-APPEND-001/", 0) == 0;
  });
  ASSERT_NE(found, cases(report).end()) << cases(report)[0].result.id;
  EXPECT_LE(found->result.failure->commands.size(), 3U);
}

TEST(Diff, EndsInGoodOrderWhenInterrupted) {
  DiffOptions options{.commands = 1'000'000};
  int asked = 0;
  options.interrupted = [&] { return ++asked > 3; };
  const Report report = search("", kHonest, options);
  EXPECT_EQ(report.stopped.rfind("interrupted", 0), 0U) << report.stopped;
  EXPECT_EQ(exit_status(report), kHarnessError);
}

}  // namespace
}  // namespace zns::harness
