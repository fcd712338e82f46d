// What only a raw way carries, over a reference device that carries all of it: nothing that is permitted is called a
// defect, and each of the cases is red on some device that breaks a rule.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "harness/run/run.hpp"
#include "harness/targets/in_process.hpp"
#include "harness/targets/open.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/text.hpp"
#include "suites/contents.hpp"

namespace zns::harness {
namespace {

using suites::Completion;
using suites::PrpLayout;
using suites::Submission;
using suites::Verdict;

enum class WrongPrps : std::uint8_t { Refused, LowBitsIgnored };

// What a broken device does otherwise; each may be empty.
struct Defect {
  std::function<void(Sqe& sqe)> before = {};  // of what arrives
  std::function<void(const Submission&, const Command&, Completion&)> after = {};
  std::function<void(std::span<const Submission>, std::vector<Completion>&)> after_batch = {};
  std::function<void(Reset, InProcessTarget&)> reset = {};  // instead
};

class RawDevice final : public OpenedTarget, public suites::Target {
 public:
  RawDevice(const Geometry& geometry, const Policy& policy, WrongPrps wrong_prps, Defect defect = {})
      : device_{"raw", geometry, policy}, wrong_prps_{wrong_prps}, defect_{std::move(defect)} {}

  suites::Target& target() override { return *this; }
  [[nodiscard]] std::string name() const override { return "raw"; }
  [[nodiscard]] std::uint32_t nsid() const override { return device_.nsid(); }
  [[nodiscard]] suites::Carries carries() const override {
    suites::Carries all = device_.carries();
    all.prp_layout = true;
    all.command_ids = true;
    all.sq_heads = true;
    all.queue_depth = 40;
    return all;
  }
  void inject(std::uint64_t zslba, ZoneState state) override { device_.inject(zslba, state); }
  void wait(std::chrono::milliseconds /*delay*/) override {}
  void reset(Reset kind) override { defect_.reset ? defect_.reset(kind, device_) : device_.reset(kind); }
  Completion submit(const Submission& submission) override { return one(submission); }
  std::vector<Completion> submit_together(std::span<const Submission> submissions) override {
    std::vector<Submission> changed(submissions.begin(), submissions.end());
    if (defect_.before)
      for (Submission& each : changed) defect_.before(each.sqe);
    std::vector<Completion> completions = device_.submit_together(changed);
    if (defect_.after)
      for (std::size_t i = 0; i < changed.size(); ++i)
        defect_.after(submissions[i], decode(changed[i].queue, changed[i].sqe), completions[i]);
    if (defect_.after_batch) defect_.after_batch(submissions, completions);
    return completions;
  }

 private:
  // The device's view of data that begins `low` bytes before the host's.
  Completion one(Submission submission) {
    if (defect_.before) defect_.before(submission.sqe);
    const bool wrong = !is_permissible(submission.prps, data_bytes(submission));
    Completion cqe;
    std::vector<std::byte> sent;
    const std::size_t low = wrong ? submission.prps.offset % 4 : 0;
    if (wrong && wrong_prps_ == WrongPrps::Refused) {
      cqe = {.status = Status::PrpOffsetInvalid};
    } else {
      if (low != 0 && !submission.to_device.empty()) {
        sent.assign(low, std::byte{0x77});
        sent.insert(sent.end(), submission.to_device.begin(), submission.to_device.end() - static_cast<long>(low));
        submission.to_device = sent;
      }
      cqe = device_.submit(submission);
      if (low != 0 && cqe.status == kSuccess && !submission.from_device.empty()) {
        std::move(submission.from_device.begin() + static_cast<long>(low), submission.from_device.end(),
                  submission.from_device.begin());
        cqe.overran = true;
      }
    }
    if (defect_.after) defect_.after(submission, decode(submission.queue, submission.sqe), cqe);
    return cqe;
  }

  InProcessTarget device_;
  WrongPrps wrong_prps_;
  Defect defect_;
};

std::vector<suites::Section> raw_sections() {
  std::vector<suites::Section> all;
  for (auto* cases : {suites::command_entry_cases, suites::queue_cases, suites::reset_cases, suites::data_pointer_cases,
                      suites::concurrency_cases})
    all.push_back({.number = "", .title = "", .cases = cases()});
  return all;
}

struct Outcome {
  std::set<std::string> red;             // failed, or warned
  std::set<std::string> not_applicable;  // "id: reason"
  std::set<std::string> applicable;
  std::string complaints;
};

Outcome outcome_of(RawDevice& device) {
  Outcome outcome;
  const Report report = run(device, raw_sections(), {});
  outcome.complaints = report.stopped;
  for (const auto& section : report.sections)
    for (const auto& entry : section.cases) {
      const suites::Result& result = entry.result;
      (result.verdict == Verdict::NotApplicable ? outcome.not_applicable : outcome.applicable).insert(result.id);
      if (result.verdict == Verdict::Passed || result.verdict == Verdict::NotApplicable) continue;
      outcome.red.insert(result.id);
      outcome.complaints += result.id + ": " + result.reason +
                            (result.failure ? " observed " + result.failure->observed : std::string{}) + "\n";
    }
  return outcome;
}

// Room for lists of two pages, and for more than MDTS.
Geometry large() {
  return {.zones = 12, .zsze = 2048, .zcap = 1500, .max_active = 6, .max_open = 4, .zdes = 1, .mdts = 10};
}

Geometry large_blocks_small_limits() {
  return {.lba_bytes = 512, .zones = 8, .zsze = 128, .zcap = 100, .max_active = 3, .max_open = 3, .mdts = 2, .zasl = 1};
}

TEST(RawDevice, IsConformantHoweverItUsesItsFreedom) {
  using Order = Policy::Order;
  for (const Geometry& geometry : {large(), large_blocks_small_limits()})
    for (const Order order : {Order::Submitted, Order::Reversed, Order::Shuffled})
      for (const WrongPrps wrong : {WrongPrps::Refused, WrongPrps::LowBitsIgnored})
        for (const bool exceptions : {false, true}) {
          Policy policy;
          policy.order = order;
          policy.use_exceptions = exceptions;
          policy.statuses = exceptions ? Policy::Statuses::Last : Policy::Statuses::First;
          policy.implicit_close = exceptions ? Policy::ImplicitClose::Refuse : Policy::ImplicitClose::Oldest;
          RawDevice device{geometry, policy, wrong};
          EXPECT_EQ(outcome_of(device).complaints, "") << "order " << static_cast<int>(order);
        }
}

// ---- defects --------------------------------------------------------------------------------------------------------

bool is_write(const Command& command) {
  return std::holds_alternative<Write>(command.body) || std::holds_alternative<ZoneAppend>(command.body);
}

std::vector<std::uint64_t> zslbas() {
  std::vector<std::uint64_t> lbas;
  for (ZoneId id = 0; id < large().zones; ++id) lbas.push_back(large().zslba(id));
  return lbas;
}

Completion send(InProcessTarget& device, const Command::Body& body, std::span<const std::byte> data = {}) {
  return device.submit({.sqe = encode(Command{.body = body}), .to_device = data, .from_device = {}});
}

Defect clears_flags(std::uint8_t mask) {
  return {.before = [mask](Sqe& sqe) { sqe.flags = static_cast<std::uint8_t>(sqe.flags & ~mask); }};
}

// Commands for which `is_hit` holds end so.
Defect answers(Status status, std::function<bool(const Submission&, const Command&)> is_hit) {
  return {.after = [=](const Submission& submission, const Command& command, Completion& cqe) {
    if (is_hit(submission, command)) cqe.status = status;
  }};
}

// The last command of a batch for which `is_hit` holds ends so.
Defect answers_one(Status status, std::function<bool(const Command&, const Completion&)> is_hit) {
  return {.after_batch = [=](std::span<const Submission> submissions, std::vector<Completion>& completions) {
    for (std::size_t i = completions.size(); i-- > 0;)
      if (is_hit(decode(submissions[i].queue, submissions[i].sqe), completions[i])) {
        completions[i].status = status;
        return;
      }
  }};
}

Defect after_reset(std::function<void(InProcessTarget&)> more) {
  return {.reset = [=](Reset kind, InProcessTarget& device) {
    device.reset(kind);
    more(device);
  }};
}

Defect injects_after_reset(ZoneState state, std::function<bool(const Zone&)> is_hit) {
  return after_reset([=](InProcessTarget& device) {
    for (ZoneId id = 0; id < device.state().zones(); ++id)
      if (is_hit(device.state().zone(id))) device.inject(device.geometry().zslba(id), state);
  });
}

struct NamedDefect {
  const char* name;
  Defect defect;
};

std::vector<NamedDefect> entry_defects() {
  return {
      {"FUSE is ignored", clears_flags(0x03)},
      {"PSDT is ignored", clears_flags(0xC0)},
      {"flags end in Capacity Exceeded",
       answers(Status::CapacityExceeded, [](const Submission& s, const Command&) { return s.sqe.flags != 0; })},
      {"an aborted command has been carried out",
       {.before = [](Sqe& sqe) { sqe.flags = 0; },
        .after =
            [](const Submission& s, const Command&, Completion& cqe) {
              if (s.sqe.flags != 0) cqe.status = Status::InvalidFieldInCommand;
            }}},
      {"an identifier of the host's ends in Capacity Exceeded",
       answers(Status::CapacityExceeded, [](const Submission& s, const Command&) { return s.cid.has_value(); })},
      {"data by PRPs is torn",
       {.after =
            [](const Submission& s, const Command&, Completion& cqe) {
              if (s.prps == PrpLayout{} && data_bytes(s) <= suites::kPrpPageBytes) return;
              if (s.from_device.empty())
                cqe.status = Status::CapacityExceeded;
              else
                s.from_device[s.from_device.size() > 160 ? 130 : 0] ^= std::byte{1};
            }}},
      {"bytes before the data are overwritten",
       {.after = [](const Submission& s, const Command&, Completion& cqe) { cqe.overran = s.prps.offset != 0; }}},
      {"wrong PRPs end in Capacity Exceeded",
       answers(Status::CapacityExceeded,
               [](const Submission& s, const Command&) { return !is_permissible(s.prps, data_bytes(s)); })},
      {"more than MDTS succeeds",
       answers(kSuccess,
               [](const Submission& s, const Command&) { return data_bytes(s) > std::size_t{4096} << large().mdts; })},
  };
}

std::vector<NamedDefect> batch_defects() {
  const auto succeeded = [](const Completion& cqe) { return cqe.status == kSuccess; };
  return {
      {"each 30th completion tells an old head",
       {.after = [n = 0](const Submission&, const Command&,
                         Completion& cqe) mutable { cqe.wrong_sqhd = ++n % 30 == 0; }}},
      {"two completions are of one command",
       {.after_batch =
            [](auto, std::vector<Completion>& completions) {
              if (completions.size() > 1) completions.back().place = completions.front().place;
            }}},
      {"each 13th command of a queue returns nothing",
       {.after =
            [n = 0](const Submission& s, const Command&, Completion&) mutable {
              if (++n % 13 == 0 && !s.from_device.empty())
                std::fill(s.from_device.begin(), s.from_device.end(), std::byte{0x11});
            }}},
      {"statuses of neighbours are exchanged",
       {.after_batch =
            [](auto, std::vector<Completion>& completions) {
              if (completions.size() > 1) std::swap(completions[0].status, completions[1].status);
            }}},
      {"every 50th command is said to have failed",
       {.after =
            [n = 0](const Submission&, const Command&, Completion& cqe) mutable {
              if (++n % 50 == 0) cqe.status = Status::InvalidFieldInCommand;
            }}},
      {"two appends have one ALBA",
       {.after_batch =
            [](std::span<const Submission> s, std::vector<Completion>& completions) {
              const bool two = completions.size() > 1 && is_write(decode(s[1].queue, s[1].sqe));
              if (two) completions[1].result = completions[0].result;
            }}},
      {"an append that was written is said to have failed",
       answers_one(Status::ZoneBoundaryError,
                   [=](const Command& command, const Completion& cqe) {
                     return std::holds_alternative<ZoneAppend>(command.body) && succeeded(cqe);
                   })},
      {"a write that was done is said to have failed",
       answers_one(Status::ZoneInvalidWrite,
                   [=](const Command& command, const Completion& cqe) {
                     return std::holds_alternative<Write>(command.body) && succeeded(cqe);
                   })},
      {"a write that was not done is said to have been",
       answers_one(kSuccess,
                   [=](const Command& command, const Completion& cqe) {
                     return std::holds_alternative<Write>(command.body) && !succeeded(cqe);
                   })},
      {"an Open that was not done is said to have been",
       answers_one(kSuccess,
                   [=](const Command& command, const Completion& cqe) {
                     return std::holds_alternative<ZoneManagementSend>(command.body) && !succeeded(cqe);
                   })},
      {"zone management in flight with others fails", answers_one(Status::CapacityExceeded,
                                                                  [=](const Command& command, const Completion&) {
                                                                    return std::holds_alternative<ZoneManagementSend>(
                                                                        command.body);
                                                                  })},
      {"data read in flight with others is torn",
       {.after_batch =
            [](std::span<const Submission> submissions, std::vector<Completion>&) {
              for (const Submission& s : submissions)
                if (s.from_device.size() > 100) s.from_device[90] ^= std::byte{4};  // of a report: the write pointer
            }}},
  };
}

std::vector<NamedDefect> reset_defects() {
  const auto written = [](const Zone& zone) { return zone.zs != ZoneState::Empty; };
  const auto was_reset = std::make_shared<bool>(false);
  const auto resets = std::make_shared<int>(0);
  return {
      {"every zone is Empty after a reset", injects_after_reset(ZoneState::Empty, written)},
      {"every zone is Offline after a reset",
       injects_after_reset(ZoneState::Offline, [](const Zone& zone) { return zone.zs != ZoneState::Offline; })},
      {"Empty zones are written to", after_reset([](InProcessTarget& device) {
         const std::vector<std::byte> block(device.geometry().lba_bytes);
         for (const std::uint64_t zslba : zslbas()) send(device, Write{.slba = zslba}, block);
       })},
      {"a shutdown and a power cycle initialise nothing",
       {.reset = [](Reset, InProcessTarget& device) { device.reset(Reset::Controller); }}},
      {"after any reset no zone is opened",
       {.after =
            [was_reset](const Submission&, const Command& command, Completion& cqe) {
              const auto* zms = std::get_if<ZoneManagementSend>(&command.body);
              if (zms != nullptr && zms->zsa == ZoneSendAction::Reset) *was_reset = false;
              if (*was_reset && zms != nullptr && zms->zsa == ZoneSendAction::Open)
                cqe.status = Status::TooManyOpenZones;
            },
        .reset =
            [was_reset](Reset kind, InProcessTarget& device) {
              *was_reset = true;
              device.reset(kind);
            }}},
      {"Identify differs after a reset",
       {.after =
            [n = std::uint8_t{0}](const Submission& s, const Command& command, Completion&) mutable {
              if (std::holds_alternative<Identify>(command.body)) s.from_device[100] = std::byte{++n};
            }}},
      {"ZASL differs after a reset",
       {.after =
            [resets](const Submission& s, const Command& command, Completion&) {
              const auto* identify = std::get_if<Identify>(&command.body);
              const bool tells_zasl =
                  identify != nullptr && identify->cns == Cns::CommandSetController && identify->csi == Csi::Zoned;
              if (tells_zasl && *resets % 2 == 1) s.from_device[0] ^= std::byte{1};
            },
        .reset =
            [resets](Reset kind, InProcessTarget& device) {
              ++*resets;
              device.reset(kind);
            }}},
  };
}

TEST(EachCase, IsRedOnSomeDefect) {
  RawDevice sound{large(), {}, WrongPrps::LowBitsIgnored};
  const Outcome all = outcome_of(sound);
  std::set<std::string> never_red = all.applicable;
  for (const auto& defects : {entry_defects(), batch_defects(), reset_defects()})
    for (const NamedDefect& defect : defects) {
      RawDevice broken{large(), {}, WrongPrps::LowBitsIgnored, defect.defect};
      const Outcome outcome = outcome_of(broken);
      EXPECT_FALSE(outcome.red.empty()) << defect.name << " was not noticed";
      for (const std::string& id : outcome.red) never_red.erase(id);
    }
  std::string text;
  for (const std::string& id : never_red) text += id + "\n";
  EXPECT_EQ(text, "") << "cases that no defect makes red";
  std::string missing;
  for (const std::string& id : all.not_applicable) missing += id + "\n";
  EXPECT_EQ(missing, "") << "cases that this device does not reach";
}

}  // namespace
}  // namespace zns::harness
