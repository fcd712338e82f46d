#include "fuzz/case_seeds.hpp"

#include <exception>
#include <optional>
#include <utility>

#include "harness/targets/in_process.hpp"
#include "reference/device/controller/controller.hpp"
#include "reference/spec/queue_commands.hpp"
#include "suites/facts.hpp"
#include "suites/runner.hpp"

namespace zns::fuzz {
namespace {

// Passes everything on, and writes it down.
class Recorder final : public suites::Target {
 public:
  Recorder(suites::Target& device, std::uint64_t zsze, std::vector<std::uint8_t>& bytes)
      : device_{device}, zsze_{zsze}, bytes_{bytes} {}

  [[nodiscard]] std::string name() const override { return device_.name(); }
  [[nodiscard]] std::uint32_t nsid() const override { return device_.nsid(); }
  [[nodiscard]] suites::Carries carries() const override { return device_.carries(); }
  suites::Completion submit(const suites::Submission& submission) override {
    note(submission);
    return device_.submit(submission);
  }
  std::vector<suites::Completion> submit_together(std::span<const suites::Submission> submissions) override {
    for (const suites::Submission& each : submissions) note(each);
    return device_.submit_together(submissions);
  }
  suites::EventRequests* events() override { return &events_; }
  suites::Registers* registers() override { return &registers_; }
  void reset(Reset kind) override {
    append(bytes_, {.act = SubsystemAct::Restart, .detail = static_cast<std::uint8_t>(kind)});
    device_.reset(kind);
  }
  void wait(std::chrono::milliseconds delay) override { device_.wait(delay); }
  void inject(std::uint64_t zslba, ZoneState state) override {
    const auto kind = static_cast<std::uint8_t>(event_towards(state));
    append(bytes_, {.act = SubsystemAct::ZoneEvent, .zone = zone_at(zslba), .detail = kind});
    device_.inject(zslba, state);
  }
  void advise(std::uint64_t zslba, std::uint8_t za) override {
    SubsystemDeed deed{.act = SubsystemAct::Recommend, .zone = zone_at(zslba), .detail = za};
    if ((za & za::kFinishedByController) != 0) {
      deed.act = SubsystemAct::ZoneEvent;
      deed.detail = static_cast<std::uint8_t>(EventKind::Excursion);
    }
    append(bytes_, deed);
    device_.advise(zslba, za);
  }

 private:
  class Events final : public suites::EventRequests {
   public:
    explicit Events(Recorder& recorder) : recorder_{recorder} {}
    std::optional<suites::Completion> request(std::size_t controller) override {
      note(SubsystemAct::RequestEvent, controller);
      return recorder_.device_.events()->request(controller);
    }
    std::optional<suites::Completion> next(std::size_t controller) override {
      note(SubsystemAct::NextEvent, controller);
      return recorder_.device_.events()->next(controller);
    }
    std::optional<std::uint16_t> identifier(std::size_t controller) override {
      return recorder_.device_.events()->identifier(controller);
    }

   private:
    void note(SubsystemAct act, std::size_t controller) {
      append(recorder_.bytes_, {.act = act, .controller = static_cast<std::uint8_t>(controller)});
    }
    Recorder& recorder_;
  };

  class Registers final : public suites::Registers {
   public:
    explicit Registers(Recorder& recorder) : recorder_{recorder} {}
    std::uint32_t read32(std::size_t controller, std::uint32_t offset) override {
      return below().read32(controller, offset);
    }
    void write32(std::size_t controller, std::uint32_t offset, std::uint32_t value) override {
      append(recorder_.bytes_, {.act = SubsystemAct::WriteProperty,
                                .controller = static_cast<std::uint8_t>(controller),
                                .sqe = {.cdw10 = offset, .cdw11 = value}});
      below().write32(controller, offset, value);
    }
    void disable(std::size_t controller) override {
      note(SubsystemAct::Disable, controller);
      below().disable(controller);
    }
    void shut_down(std::size_t controller, ShutdownNotification how) override {
      note(SubsystemAct::ShutDown, controller);
      below().shut_down(controller, how);
    }
    void enable(std::size_t controller, std::optional<CommandSets> css) override {
      if (css)
        enable_with(controller, *css);
      else
        note(SubsystemAct::Enable, controller);
      below().enable(controller, css);
    }
    std::uint64_t spare_page(std::size_t controller) override { return below().spare_page(controller); }

   private:
    // The admin queues are where they were, and I/O queues as hosts have them.
    void enable_with(std::size_t controller, CommandSets css) {
      SubsystemDeed deed{.act = SubsystemAct::WriteProperty, .controller = static_cast<std::uint8_t>(controller)};
      deed.sqe.cdw10 = property::kCc;
      deed.sqe.cdw11 = encode(Cc{.en = true, .css = css, .iosqes = kIosqes, .iocqes = kIocqes});
      append(recorder_.bytes_, deed);
      if (css == CommandSets::AdminOnly) return;
      const auto entries = QueueEntries::of_count(kHostsEntries);
      deed.act = SubsystemAct::Send;
      deed.sqe = encode(QueueCommand{CreateCompletionQueue{.qid = kHostsQueue, .qsize = entries}});
      append(recorder_.bytes_, deed);
      deed.sqe = encode(QueueCommand{CreateSubmissionQueue{.qid = kHostsQueue, .qsize = entries, .cqid = kHostsQueue}});
      append(recorder_.bytes_, deed);
    }
    [[nodiscard]] suites::Registers& below() const { return *recorder_.device_.registers(); }
    void note(SubsystemAct act, std::size_t controller) const {
      append(recorder_.bytes_, {.act = act, .controller = static_cast<std::uint8_t>(controller)});
    }
    Recorder& recorder_;
  };

  void note(const suites::Submission& submission) {
    append(bytes_, {.act = SubsystemAct::Send,
                    .controller = static_cast<std::uint8_t>(submission.controller),
                    .queue = submission.queue,
                    .sqe = submission.sqe,
                    .data = submission.queue == Queue::Admin ? submission.to_device : std::span<const std::byte>{}});
  }
  [[nodiscard]] std::uint8_t zone_at(std::uint64_t zslba) const { return static_cast<std::uint8_t>(zslba / zsze_); }

  suites::Target& device_;
  std::uint64_t zsze_;
  std::vector<std::uint8_t>& bytes_;
  Events events_{*this};
  Registers registers_{*this};
};

}  // namespace

std::vector<std::uint8_t> program_of(const suites::Case& test, const CaseDevice& device) {
  const SubsystemShape shape = subsystem_shape(device.made);
  harness::InProcessTarget target{"ref:", shape, subsystem_policy(device.policy)};
  const suites::Facts facts = suites::read_facts(target);
  std::vector<std::uint8_t> bytes{device.made, device.policy};
  Recorder recorder{target, shape.namespaces.front().geometry.zsze, bytes};
  suites::Bench bench{recorder, facts, {}};
  // How it ends is no matter here: what was sent until then is the program.
  try {
    static_cast<void>(suites::run_case(test, bench));
  } catch (const std::exception&) {
  } catch (const suites::CaseFailed&) {
  } catch (const suites::CaseInconclusive&) {
  } catch (const suites::CaseNotApplicable&) {
  }
  if (bytes.size() == kSubsystemHeaderBytes) bytes.clear();
  return bytes;
}

}  // namespace zns::fuzz
