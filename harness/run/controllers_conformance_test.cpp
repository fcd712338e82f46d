// The cases that need registers, event requests or two controllers, on a subsystem in this process: two controllers of
// the reference's registers and queues over one reference device, driven as QEMU's are. Nothing that is permitted is
// called a defect, and each of the cases is red on some device that breaks a rule.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "harness/nvme/controller.hpp"
#include "harness/nvme/fake_controller.hpp"
#include "harness/run/run.hpp"
#include "harness/targets/open.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/identify.hpp"
#include "suites/contents.hpp"

namespace zns::harness {
namespace {

using nvme::FakeController;
using suites::Completion;
using suites::Submission;
using suites::Verdict;

constexpr std::uint32_t kVersion = 0x0002'0000;

Geometry geometry() {
  return {.zones = 12, .zsze = 64, .zcap = 60, .max_active = 6, .max_open = 4, .zdes = 1, .several_controllers = true};
}

class Subsystem final : public OpenedTarget,
                        public suites::Target,
                        private suites::Registers,
                        private suites::EventRequests {
 public:
  using Fakes = std::array<FakeController*, 2>;
  // What is wrong with it.
  using Defect = std::function<void(Subsystem&)>;

  explicit Subsystem(const Defect& defect = {}) {
    for (std::uint16_t i = 0; i < 2; ++i) {
      fakes_.push_back(std::make_unique<FakeController>(device_));
      FakeController& fake = *fakes_.back();
      fake.strict = false;
      fake.controllers = {0, 1};
      fake.registers =
          ControllerRegisters{{.cap = {.mqes = QueueEntries::of_count(64),
                                       .cqr = true,
                                       .css = cap_css::kNvm | cap_css::kIoCommandSets | cap_css::kNoIoCommandSet},
                               .vs = kVersion}};
      fake.returns = [this, i](const Command& command, std::vector<std::byte>& page) { tell(i, command, page); };
      fake.on_shutdown = [this, i](FakeController&) { has_shut_down(i); };
      drivers_.push_back(std::make_unique<nvme::Controller>(
          fake, nvme::ControllerOptions{.entries = 16, .command_timeout = std::chrono::milliseconds{200}}));
    }
    if (defect) defect(*this);
    for (const auto& each : drivers_) each->enable();
  }

  suites::Target& target() override { return *this; }
  [[nodiscard]] std::string name() const override { return "two"; }
  [[nodiscard]] std::uint32_t nsid() const override { return device_->nsid(); }
  [[nodiscard]] suites::Carries carries() const override {
    suites::Carries carries = device_->carries();
    carries.queue_depth = 15;
    carries.power_cycle = false;
    carries.controllers = 2;
    return carries;
  }
  Completion submit(const Submission& submission) override {
    return drivers_.at(submission.controller)->submit({&submission, 1}).front();
  }
  void reset(Reset kind) override {
    if (kind == Reset::Shutdown)
      for (const auto& each : drivers_) each->shutdown();
    for (const auto& each : drivers_) each->disable();
    for (const auto& each : drivers_) each->enable();
  }
  void wait(std::chrono::milliseconds /*delay*/) override {}
  void inject(std::uint64_t zslba, ZoneState state) override { device_->inject(zslba, state); }
  suites::EventRequests* events() override { return this; }
  suites::Registers* registers() override { return this; }

  // ---- for defects ----------------------------------------------------------------------------------------------
  [[nodiscard]] FakeController& fake(std::size_t i) { return *fakes_.at(i); }
  [[nodiscard]] InProcessTarget& device() { return *device_; }
  std::function<void(std::size_t controller)> on_shutdown = [](std::size_t) {};  // of one of them
  std::function<void(std::size_t controller)> on_disable = [](std::size_t) {};
  std::function<void(std::size_t controller)> on_enable = [](std::size_t) {};
  std::function<std::uint32_t(std::uint32_t offset, std::uint32_t value)> reads = [](auto, auto value) {
    return value;
  };
  bool initialises = true;  // once all have shut down

 private:
  // With CC.CSS 000b there are no zoned commands (CSE-013).
  void tell_effects(std::uint16_t controller, const Command& command, std::vector<std::byte>& page) {
    const auto* get = std::get_if<GetLogPage>(&command.body);
    const bool whole = get != nullptr && get->lid == Lid::CommandsSupportedAndEffects && page.size() == kEffectsBytes;
    if (!whole || fakes_.at(controller)->registers.cc().css != CommandSets::Nvm) return;
    CommandEffects effects = decode_command_effects(page);
    for (const std::size_t opcode : {0x79U, 0x7AU, 0x7DU}) effects.iocs[opcode] = 0;
    const auto told = encode(effects);
    std::copy(told.begin(), told.end(), page.begin());
  }
  void tell(std::uint16_t controller, const Command& command, std::vector<std::byte>& page) {
    tell_effects(controller, command, page);
    const auto* identify = std::get_if<Identify>(&command.body);
    if (identify == nullptr) return;
    if (identify->cns == Cns::Controller) {
      IdentifyController structure = decode_identify_controller(IdentifyView{page});
      structure.cntlid = controller;
      structure.ver = kVersion;
      structure.aerl = 3;
      const IdentifyPage told = encode(structure);
      std::copy(told.begin(), told.end(), page.begin());
    } else if (identify->cns == Cns::Namespace) {
      page.at(30) |= std::byte{1};  // NMIC: shared
    }
  }
  void has_shut_down(std::size_t controller) {
    down_.at(controller) = true;
    on_shutdown(controller);
    if (initialises && down_[0] && down_[1]) device_->reset(Reset::Shutdown);
  }

  std::optional<Completion> request(std::size_t controller) override {
    return drivers_.at(controller)->request_event();
  }
  std::optional<Completion> next(std::size_t controller) override { return drivers_.at(controller)->next_event(); }
  std::uint32_t read32(std::size_t controller, std::uint32_t offset) override {
    return reads(offset, drivers_.at(controller)->read32(offset));
  }
  void write32(std::size_t controller, std::uint32_t offset, std::uint32_t value) override {
    drivers_.at(controller)->write32(offset, value);
  }
  void disable(std::size_t controller) override {
    drivers_.at(controller)->disable();
    down_.at(controller) = false;
    on_disable(controller);
  }
  void shut_down(std::size_t controller, ShutdownNotification how) override { drivers_.at(controller)->shutdown(how); }
  void enable(std::size_t controller, std::optional<CommandSets> css) override {
    drivers_.at(controller)->enable(css);
    down_.at(controller) = false;
    on_enable(controller);
  }
  std::uint64_t spare_page(std::size_t controller) override { return drivers_.at(controller)->spare_page(); }

  std::shared_ptr<InProcessTarget> device_ = std::make_shared<InProcessTarget>("two", geometry(), Policy{});
  std::vector<std::unique_ptr<FakeController>> fakes_;
  std::vector<std::unique_ptr<nvme::Controller>> drivers_;
  std::array<bool, 2> down_{};
};

struct Outcome {
  std::set<std::string> red;             // failed, or warned
  std::set<std::string> not_applicable;  // "id: reason"
  std::set<std::string> applicable;
  std::string complaints;
};

Outcome outcome_of(Subsystem& device) {
  std::vector<suites::Section> sections;
  for (auto* cases : {suites::controller_life_cases, suites::controllers_cases})
    sections.push_back({.number = "", .title = "", .cases = cases()});
  Outcome outcome;
  const Report report = run(device, sections, {});
  outcome.complaints = report.stopped;
  for (const auto& section : report.sections)
    for (const auto& entry : section.cases) {
      const suites::Result& result = entry.result;
      const bool applies = result.verdict != Verdict::NotApplicable;
      applies ? outcome.applicable.insert(result.id) : outcome.not_applicable.insert(result.id + ": " + result.reason);
      if (result.verdict == Verdict::Passed || !applies) continue;
      outcome.red.insert(result.id);
      outcome.complaints += result.id + ": " + result.reason +
                            (result.failure ? " observed " + result.failure->observed : std::string{}) + "\n";
    }
  return outcome;
}

TEST(TwoControllers, AreConformant) {
  Subsystem device;
  EXPECT_EQ(outcome_of(device).complaints, "");
}

// ---- defects --------------------------------------------------------------------------------------------------------

struct NamedDefect {
  const char* name;
  Subsystem::Defect defect;
};

NamedDefect reads_otherwise(const char* name, std::uint32_t at, std::uint32_t flipped) {
  return {name, [=](Subsystem& s) {
            s.reads = [=](std::uint32_t offset, std::uint32_t value) { return offset == at ? value ^ flipped : value; };
          }};
}

// Every command of the admin queue with this opcode ends so.
NamedDefect ends_admin(const char* name, std::uint8_t opcode, Status status) {
  return {name, [=](Subsystem& s) {
            for (const std::size_t i : {0U, 1U})
              s.fake(i).answers = [=](Queue queue, const Sqe& sqe, Cqe& cqe) {
                if (queue == Queue::Admin && sqe.opcode == opcode && cqe.status != kSuccess) cqe.status = status;
              };
          }};
}

// The second controller's Identify data of this kind.
NamedDefect tells_otherwise(const char* name, Cns cns, std::size_t at, std::byte flipped = std::byte{3}) {
  return {name, [=](Subsystem& s) {
            const auto right = s.fake(1).returns;
            s.fake(1).returns = [=](const Command& command, std::vector<std::byte>& page) {
              right(command, page);
              const auto* identify = std::get_if<Identify>(&command.body);
              if (identify != nullptr && identify->cns == cns) page.at(at) ^= flipped;
            };
          }};
}

void forget_events(Subsystem& s) {
  for (const std::size_t i : {0U, 1U}) s.fake(i).drop_event_requests();
}

std::vector<NamedDefect> defects() {
  return {
      {"a shutdown of one controller initialises the zones",
       [](Subsystem& s) { s.on_shutdown = [&s](std::size_t) { s.device().reset(Reset::Shutdown); }; }},
      {"a reset of one controller empties the zones",
       [](Subsystem& s) {
         s.on_disable = [&s](std::size_t) {
           for (ZoneId id = 0; id < s.device().state().zones(); ++id)
             s.device().inject(s.device().geometry().zslba(id), ZoneState::Offline);
         };
       }},
      {"a shutdown of both controllers leaves zones open", [](Subsystem& s) { s.initialises = false; }},
      {"the second controller has a device of its own",
       [](Subsystem& s) {
         s.fake(1).answers = [](Queue queue, const Sqe&, Cqe& cqe) {
           if (queue == Queue::Io) cqe.status = Status::CapacityExceeded;
         };
       }},
      {"a shutdown of one controller disables the other",
       [](Subsystem& s) { s.on_shutdown = [&s](std::size_t controller) { s.fake(1 - controller).registers.fail(); }; }},
      {"a reset of one controller resets the other's registers",
       [](Subsystem& s) { s.on_disable = [&s](std::size_t controller) { s.fake(1 - controller).registers.fail(); }; }},
      {"the end of one controller drops all event requests",
       [](Subsystem& s) {
         s.on_disable = [&s](std::size_t) { forget_events(s); };
         s.on_shutdown = [&s](std::size_t) { forget_events(s); };
       }},
      {"event requests complete at once",
       [](Subsystem& s) {
         s.on_enable = [](std::size_t) {};
         for (const std::size_t i : {0U, 1U}) s.fake(i).aerl = 0;
       }},
      {"event requests are not limited",
       [](Subsystem& s) {
         for (const std::size_t i : {0U, 1U}) s.fake(i).aerl = 100;
       }},
      {"a doorbell's wrong value is told as a doorbell of no queue",
       [](Subsystem& s) {
         for (const std::size_t i : {0U, 1U}) s.fake(i).wrong_doorbell_value = 0;
       }},
      {"event requests outlive a reset, and are completed then",
       [](Subsystem& s) {
         s.on_enable = [&s](std::size_t controller) {
           s.fake(controller).answers = [](Queue, const Sqe&, Cqe&) {};
           s.fake(controller).aerl = 0;
         };
       }},
      {"CC.CSS of one controller is that of all",
       [](Subsystem& s) {
         s.on_enable = [&s](std::size_t controller) {
           const bool nvm = s.fake(controller).registers.cc().css == CommandSets::Nvm;
           s.fake(1 - controller).answers = [nvm](Queue queue, const Sqe& sqe, Cqe& cqe) {
             if (nvm && queue == Queue::Io && sqe.opcode >= 0x79) cqe.status = Status::InvalidCommandOpcode;
           };
         };
       }},
      {"CC.CSS is ignored",
       [](Subsystem& s) {
         for (const std::size_t i : {0U, 1U})
           s.fake(i).answers = [](Queue, const Sqe&, Cqe& cqe) {
             if (cqe.status == Status::InvalidCommandOpcode) cqe.status = kSuccess;
           };
       }},
      {"the list of controllers has one only",
       [](Subsystem& s) {
         for (const std::size_t i : {0U, 1U}) s.fake(i).controllers = {static_cast<std::uint16_t>(i)};
       }},
      {"after a reset the next I/O command fails",
       [](Subsystem& s) {
         s.on_enable = [&s](std::size_t controller) {
           s.fake(controller).answers = [first = true](Queue queue, const Sqe&, Cqe& cqe) mutable {
             if (queue == Queue::Io && std::exchange(first, false)) cqe.status = Status::CapacityExceeded;
           };
         };
       }},
      {"while it is disabled, a controller writes",
       [](Subsystem& s) {
         s.on_disable = [&s](std::size_t) {
           const std::vector<std::byte> block(s.device().geometry().lba_bytes);
           for (ZoneId id = 0; id < s.device().state().zones(); ++id) {
             const Zone& zone = s.device().state().zone(id);
             if (zone.zs != ZoneState::Empty && zone.zs != ZoneState::Full)
               s.device().submit({.sqe = encode(Command{.body = Write{.slba = zone.wp}}), .to_device = block});
           }
         };
       }},
      {"extensions are lost with a controller",
       [](Subsystem& s) {
         const auto lose = [&s](std::size_t) {
           for (ZoneId id = 0; id < s.device().state().zones(); ++id)
             if ((s.device().state().zone(id).za & za::kDescriptorExtensionValid) != 0)
               s.device().inject(s.device().geometry().zslba(id), ZoneState::Offline);
         };
         s.on_disable = lose;
         s.on_shutdown = lose;
       }},
      {"wrong creations of queues succeed",
       [](Subsystem& s) {
         for (const std::size_t i : {0U, 1U})
           s.fake(i).answers = [](Queue queue, const Sqe& sqe, Cqe& cqe) {
             if (queue == Queue::Admin && (sqe.opcode == 0x01 || sqe.opcode == 0x05 || sqe.opcode == 0x04))
               cqe.status = kSuccess;
           };
       }},
      {"one pair of queues and no more, from the first reset on",
       [](Subsystem& s) {
         s.fake(0).answers = [](Queue queue, const Sqe& sqe, Cqe& cqe) {
           if (queue == Queue::Admin && sqe.opcode == 0x05 && (sqe.cdw10 & 0xFFFF) == 2)
             cqe.status = Status::InvalidQueueIdentifier;
         };
       }},
      ends_admin("deletions end in Internal Error", 0x04, Status::InternalError),
      reads_otherwise("CAP has a reserved bit", property::kCap, 1U << 20),
      reads_otherwise("CAP.CSS has no bit 6", property::kCap + 4, 1U << 11),
      reads_otherwise("VS is another one", property::kVs, 1U << 8),
      reads_otherwise("CC.EN is not told", property::kCc, 1),
      reads_otherwise("CSTS.CFS is set", property::kCsts, 2),
      reads_otherwise("NSSR reads something", property::kNssr, 1),
      reads_otherwise("ASQ has no high half", property::kAsq + 4, 6),
      {"CAP counts how often it is read",
       [](Subsystem& s) {
         s.reads = [n = 0U](std::uint32_t offset, std::uint32_t value) mutable {
           return offset == property::kCap + 4 ? value ^ (++n & 1U) << 24 : value;
         };
       }},
      {"AQA is lost in a reset",
       [](Subsystem& s) {
         s.on_disable = [&s](std::size_t controller) { s.fake(controller).registers.write(property::kAqa, 0, 4); };
       }},
      {"the shutdown is not told",
       [](Subsystem& s) {
         s.reads = [](std::uint32_t offset, std::uint32_t value) {
           return offset == property::kCsts ? value & ~0xCU : value;
         };
       }},
      tells_otherwise("both controllers have one identifier", Cns::Controller, 78, std::byte{1}),
      tells_otherwise("another version", Cns::Controller, 81),
      tells_otherwise("another namespace", Cns::NamespaceIdentificationDescriptors, 10),
      tells_otherwise("other combinations of command sets", Cns::CommandSets, 0),
  };
}

TEST(EachCase, IsRedOnSomeDefect) {
  Subsystem sound;
  const Outcome all = outcome_of(sound);
  std::set<std::string> never_red = all.applicable;
  for (const NamedDefect& each : defects()) {
    Subsystem broken{each.defect};
    Outcome outcome;
    try {
      outcome = outcome_of(broken);
    } catch (const std::exception& error) {
      outcome.red.insert(error.what());
    }
    EXPECT_FALSE(outcome.red.empty() && outcome.complaints.empty()) << each.name << " was not noticed";
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
