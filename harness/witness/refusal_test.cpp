// Runs on devices that answer for reasons outside of their zones: passing statuses, and a namespace that refuses whole
// classes of commands.
#include "harness/witness/refusal.hpp"

#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "harness/diff/diff.hpp"
#include "harness/report/exit_status.hpp"
#include "harness/run/run.hpp"
#include "harness/select/select.hpp"
#include "harness/targets/in_process.hpp"
#include "harness/targets/ref_options.hpp"
#include "suites/contents.hpp"

namespace zns::harness {
namespace {

using suites::Completion;
using suites::Submission;
using suites::Verdict;
using ::testing::AllOf;
using ::testing::HasSubstr;

bool writes(const Command& command) {
  return std::holds_alternative<Write>(command.body) || std::holds_alternative<WriteZeroes>(command.body) ||
         std::holds_alternative<ZoneAppend>(command.body) || std::holds_alternative<ZoneManagementSend>(command.body);
}
bool looks(const Command& command) {
  return std::holds_alternative<Read>(command.body) || std::holds_alternative<ZoneManagementReceive>(command.body);
}

// The reference device, with another answer where `mood` has one: to the n-th I/O command, from 0.
class Moody final : public OpenedTarget, public suites::Target {
 public:
  using Mood = std::function<std::optional<Completion>(const Command& command, std::size_t n)>;
  explicit Moody(Mood mood) : mood_{std::move(mood)} {}

  suites::Target& target() override { return *this; }
  [[nodiscard]] std::string name() const override { return "moody"; }
  [[nodiscard]] std::uint32_t nsid() const override { return 1; }
  [[nodiscard]] suites::Carries carries() const override { return device_.carries(); }
  void inject(std::uint64_t zslba, ZoneState state) override { device_.inject(zslba, state); }
  void reset(suites::Reset kind) override { device_.reset(kind); }
  void wait(std::chrono::milliseconds delay) override { waited += delay; }
  Completion submit(const Submission& submission) override {
    const Command command = decode(submission.queue, submission.sqe);
    if (command.queue == Queue::Io)
      if (const auto answer = mood_(command, commands_++)) return *answer;
    const Completion cqe = device_.submit(submission);
    const auto* identify = std::get_if<Identify>(&command.body);
    if (write_protected && identify != nullptr && identify->cns == Cns::Namespace)
      submission.from_device[99] |= std::byte{1};                                                             // NSATTR
    if (identify != nullptr && identify->cns == Cns::Controller) submission.from_device[128] = std::byte{5};  // CRDT1
    return cqe;
  }

  std::chrono::milliseconds waited{0};
  bool write_protected = false;

 private:
  static RefOptions options() { return parse_ref_options("zones=8,zsze=16,zcap=12,mar=4,mor=3"); }
  InProcessTarget device_{"moody", options().geometry, options().policy};
  Mood mood_;
  std::size_t commands_ = 0;
};

std::optional<Completion> answer(Status status, std::uint8_t crd = 0) {
  return Completion{.status = status, .crd = crd, .dnr = false};
}

std::vector<suites::Section> cases_of(const std::string& filter) {
  return select(suites::contents(), Suite::All, Filter{filter});
}

std::string why_not(const std::function<void()>& action) {
  try {
    action();
  } catch (const HarnessError& error) {
    return error.what();
  }
  return "it went on";
}

// The ids of cases that the suite failed, or diff, and why the report says that it stopped.
std::string complaints(const Report& report) {
  std::string text;
  for (const SectionReport& section : report.sections)
    for (const CaseReport& entry : section.cases)
      if (entry.result.verdict == Verdict::Failed && entry.result.reason.find("oracle") == std::string::npos)
        text += entry.result.id + ": " + (entry.result.failure ? entry.result.failure->observed : "") + "; ";
  return text + report.stopped;
}

// ---- states of the world (ZNS-GEN-042) ------------------------------------------------------------------------------

struct World {
  Status status;
  bool (*is_meant)(const Command&);
  const char* text;
};
const World kWorlds[] = {
    {Status::NamespaceIsWriteProtected, writes, "the namespace is write protected"},
    {Status::ReservationConflict, writes, "the namespace is reserved by another host"},
    {Status::ReservationConflict, looks, "the namespace is reserved by another host"},
    {Status::AccessDenied, [](const Command& c) { return std::holds_alternative<Read>(c.body); },
     "the namespace is locked"},
    {Status::SanitizeInProgress, [](const Command& c) { return writes(c) || looks(c); },
     "the namespace is being sanitized"},
    {Status::FormatInProgress, [](const Command& c) { return writes(c) || looks(c); },
     "the namespace is being formatted"},
};

TEST(AWorld, ThatForbidsARunIsToldInOneLineBeforeIt) {
  for (const World& world : kWorlds) {
    const Moody::Mood mood = [&world](const Command& command, std::size_t) {
      return world.is_meant(command) ? answer(world.status) : std::nullopt;
    };
    Moody for_run{mood};
    EXPECT_THAT(why_not([&] { static_cast<void>(run(for_run, suites::contents(), {})); }), HasSubstr(world.text));
    Moody for_diff{mood};
    EXPECT_THAT(why_not([&] { static_cast<void>(diff(for_diff, {.commands = 1000})); }), HasSubstr(world.text));
  }
}

TEST(AWorld, ThatIsWriteProtectedMaySayNoMoreThanNsattr) {
  Moody device{[](const Command&, std::size_t) { return std::nullopt; }};
  device.write_protected = true;
  EXPECT_EQ(why_not([&] { static_cast<void>(run(device, cases_of("flush/*"), {})); }), "it went on")
      << "a Reset of an Empty zone was not refused: the bit is for a case";
  std::vector<std::byte> data(4096);
  for (ZoneId zone = 0; zone < 8; ++zone)
    device.submit(
        {.sqe = encode(Command{.body = ZoneManagementSend{.slba = zone * 16U, .zsa = ZoneSendAction::Finish}})});
  EXPECT_THAT(why_not([&] { static_cast<void>(run(device, cases_of("flush/*"), {})); }),
              HasSubstr("the namespace is write protected (NSATTR)"))
      << "no zone is Empty";
}

TEST(AWorld, ThatChangesInTheMiddleStopsTheRunAndFailsNoCase) {
  for (const World& world : kWorlds) {
    Moody device{[&world](const Command& command, std::size_t n) {
      return n > 400 && world.is_meant(command) ? answer(world.status) : std::nullopt;
    }};
    const Report report = run(device, cases_of("zone-append/*,read/*"), {});
    EXPECT_THAT(report.stopped, AllOf(HasSubstr(world.text), HasSubstr("cases were run)")));
    EXPECT_EQ(complaints(report), report.stopped) << "no case failed";
    EXPECT_EQ(exit_status(report), kHarnessError);
    EXPECT_GT(report.sections.at(0).cases.size(), 1U) << "what was found out before is kept";
  }
}

TEST(AWorld, ThatChangesInTheMiddleStopsADiff) {
  for (const World& world : kWorlds) {
    Moody device{[&world](const Command& command, std::size_t n) {
      return n > 2000 && world.is_meant(command) ? answer(world.status) : std::nullopt;
    }};
    const Report report = diff(device, {.commands = 5000});
    EXPECT_THAT(report.stopped, HasSubstr(world.text));
    EXPECT_EQ(complaints(report), report.stopped);
    EXPECT_EQ(exit_status(report), kHarnessError);
  }
}

TEST(AWorld, IsNotToBlameForOneWrongAnswer) {
  Moody device{[](const Command& command, std::size_t n) {
    return n > 100 && std::holds_alternative<ZoneAppend>(command.body) ? answer(Status::NamespaceIsWriteProtected)
                                                                       : std::nullopt;
  }};
  const Report report = run(device, cases_of("zone-append/*"), {});
  EXPECT_EQ(report.stopped, "");
  EXPECT_EQ(exit_status(report), kNotConformant);
}

// ---- passing statuses (ZNS-GEN-014, ZNS-GEN-044) --------------------------------------------------------------------

TEST(APassingStatus, InReportsNeitherEndsARunNorFailsACase) {
  for (const Status status : {Status::CommandInterrupted, Status::NamespaceNotReady, Status::AsymmetricAccessTransition,
                              Status::SanitizeInProgress}) {
    Moody device{[status, reports = 0](const Command& command, std::size_t) mutable {
      return std::holds_alternative<ZoneManagementReceive>(command.body) && ++reports % 3 == 0 ? answer(status)
                                                                                               : std::nullopt;
    }};
    const Report report = run(device, suites::contents(), {});
    EXPECT_EQ(complaints(report), "") << to_string(status);
    const Report sequences = diff(device, {.commands = 3000, .illegal_percent = 0});
    EXPECT_EQ(complaints(sequences), "") << to_string(status);
  }
}

TEST(APassingStatus, OfAnyCommandFailsNoCase) {
  Moody device{
      [](const Command&, std::size_t n) { return n % 13 == 12 ? answer(Status::CommandInterrupted) : std::nullopt; }};
  const Report report = run(device, suites::contents(), {});
  EXPECT_EQ(complaints(report), "");
  std::size_t undecided = 0;
  for (const SectionReport& section : report.sections)
    for (const CaseReport& entry : section.cases) undecided += entry.result.verdict == Verdict::Error ? 1 : 0;
  EXPECT_LT(undecided, report.sections.size() * 2) << "most cases come to a verdict";
}

TEST(APassingStatus, ThatNeverPassesEndsTheRunInOneLine) {
  Moody device{
      [](const Command&, std::size_t n) { return n > 300 ? answer(Status::NamespaceNotReady) : std::nullopt; }};
  const Report report = run(device, suites::contents(), {});
  EXPECT_THAT(report.stopped, HasSubstr("inconclusive: the device answers Namespace Not Ready"));
  EXPECT_EQ(complaints(report), report.stopped);
  EXPECT_EQ(exit_status(report), kHarnessError);
  EXPECT_LT(device.waited, std::chrono::minutes{10});

  Moody from_the_start{[](const Command&, std::size_t) { return answer(Status::NamespaceNotReady); }};
  EXPECT_THAT(why_not([&] { static_cast<void>(run(from_the_start, suites::contents(), {})); }),
              HasSubstr("nothing else in "));
}

TEST(APassingStatus, OfAllWritesIsToldOnce) {
  Moody device{[](const Command& command, std::size_t) {
    return std::holds_alternative<Write>(command.body) || std::holds_alternative<ZoneAppend>(command.body)
               ? answer(Status::InternalError)
               : std::nullopt;
  }};
  const Report report = run(device, cases_of("write/*,zone-append/*"), {});
  EXPECT_EQ(complaints(report), "");
  EXPECT_EQ(report.sections.back().cases.back().result.id, kUndecidedId);
  EXPECT_THAT(report.sections.back().cases.back().result.reason,
              HasSubstr("cases are inconclusive; at last the device answers"));
}

TEST(APassingStatus, IsWaitedForAsItAsks) {
  Moody device{[reports = 0](const Command& command, std::size_t) mutable {
    return std::holds_alternative<ZoneManagementReceive>(command.body) && ++reports == 5
               ? answer(Status::CommandInterrupted, 1)
               : std::nullopt;
  }};
  const Report report = run(device, cases_of("flush/*"), {});
  EXPECT_EQ(complaints(report), "");
  EXPECT_EQ(device.waited, std::chrono::milliseconds{500});
}

}  // namespace
}  // namespace zns::harness
