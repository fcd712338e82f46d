// The properties of the controllers of a device in this process, and a host that enables and disables them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "reference/device/controller/controller.hpp"
#include "reference/device/subsystem.hpp"
#include "reference/spec/queue_commands.hpp"
#include "reference/spec/text.hpp"
#include "suites/target.hpp"

namespace zns::harness {

// `Device` has read_property(), write_property(), submit() of a QueueCommand, and subsystem(), as Device and
// MutantDevice have them. Commands do not go through the queues' memory: it is enough that the queues are there.
template <class Device>
class DeviceRegisters final : public suites::Registers {
 public:
  explicit DeviceRegisters(Device& device) : device_{device}, ways_(device.subsystem().controllers(), Way::Open) {}

  std::uint32_t read32(std::size_t controller, std::uint32_t offset) override {
    return device_.read_property(at(controller), offset);
  }
  void write32(std::size_t controller, std::uint32_t offset, std::uint32_t value) override {
    device_.write_property(at(controller), offset, value);
  }

  void disable(std::size_t controller) override {
    way(controller) = Way::Down;
    Cc cc = decode_cc(read32(controller, property::kCc));
    cc.en = false;
    cc.shn = ShutdownNotification::None;
    write32(controller, property::kCc, encode(cc));
    wait_for(controller, kRdy, 0, "disabling the controller");
  }
  void shut_down(std::size_t controller, ShutdownNotification how) override {
    way(controller) = Way::Down;
    Cc cc = decode_cc(read32(controller, property::kCc));
    cc.shn = how;
    write32(controller, property::kCc, encode(cc));
    wait_for(controller, kShst, encode(Csts{.shst = ShutdownStatus::Complete}), "shutting the controller down");
  }
  void enable(std::size_t controller, std::optional<CommandSets> css) override {
    if (decode_cc(read32(controller, property::kCc)).en) disable(controller);
    wait_for(controller, kRdy, 0, "before the controller is enabled");
    const auto entries = QueueEntries::of_count(kHostsEntries);
    const bool has_all = (decode_cap(read64(controller, property::kCap)).css & cap_css::kIoCommandSets) != 0;
    const CommandSets usual = has_all ? CommandSets::AllSupported : CommandSets::Nvm;
    write32(controller, property::kAqa, encode(Aqa{.asqs = entries, .acqs = entries}));
    write64(controller, property::kAsq, kHostsMemory);
    write64(controller, property::kAcq, kHostsMemory + kQueueBytes);
    write32(controller, property::kCc,
            encode(Cc{.en = true, .css = css.value_or(usual), .iosqes = kIosqes, .iocqes = kIocqes}));
    wait_for(controller, kRdy, kRdy, "enabling the controller");
    way(controller) = Way::AdminOnly;
    if (css == CommandSets::AdminOnly) return;
    create(controller,
           CreateCompletionQueue{.qid = kHostsQueue, .qsize = entries, .prp1 = kHostsMemory + 2 * kQueueBytes});
    create(controller,
           CreateSubmissionQueue{
               .qid = kHostsQueue, .qsize = entries, .cqid = kHostsQueue, .prp1 = kHostsMemory + 3 * kQueueBytes});
    way(controller) = Way::Open;
  }
  [[nodiscard]] std::uint64_t spare_page(std::size_t /*controller*/) override { return kHostsMemory + 4 * kQueueBytes; }

  // Every controller was reset by other means, and is as the run began.
  void all_enabled() { ways_.assign(ways_.size(), Way::Open); }

  // Throws where a command cannot get to its controller: the host took the way away, or else the device did.
  void expect_way(Queue queue, std::size_t controller) const {
    const Controller& there = device_.subsystem().controller(at(controller));
    const bool has_queues = queue == Queue::Admin || (there.queues.submission.contains(kHostsQueue) &&
                                                      there.queues.completion.contains(kHostsQueue));
    if (there.life() == Life::Enabled && has_queues) return;
    const Way way = ways_[controller];
    if (way == Way::Down) throw suites::NotCarried("the controller is disabled, or has shut down");
    if (way == Way::AdminOnly && queue == Queue::Io) throw suites::NotCarried("the controller has no I/O queues");
    throw suites::DeviceLost("the controller does not complete the command: " +
                             std::string{has_queues ? "it is not ready (CSTS)" : "its I/O queues are gone"});
  }

 private:
  enum class Way : std::uint8_t { Open, AdminOnly, Down };  // as the host knows it

  static constexpr std::uint64_t kQueueBytes = 1 << 17;  // more than one takes
  static constexpr int kLooks = 64;                      // no time passes here: nobody waits for CAP.TO
  static constexpr std::uint32_t kRdy = encode(Csts{.rdy = true});
  static constexpr std::uint32_t kShst =
      encode(Csts{.shst = ShutdownStatus::Occurring}) | encode(Csts{.shst = ShutdownStatus::Complete});

  [[nodiscard]] At at(std::size_t controller) const {
    if (controller >= ways_.size()) throw suites::NotCarried("there is no such controller");
    return At{controller};
  }
  Way& way(std::size_t controller) { return ways_[at(controller).controller]; }
  void write64(std::size_t controller, std::uint32_t offset, std::uint64_t value) {
    write32(controller, offset, static_cast<std::uint32_t>(value));
    write32(controller, offset + 4, static_cast<std::uint32_t>(value >> 32));
  }
  void wait_for(std::size_t controller, std::uint32_t mask, std::uint32_t value, const char* what) {
    for (int i = 0; i < kLooks; ++i) {
      const std::uint32_t csts = read32(controller, property::kCsts);
      if ((csts & mask) == value) return;
      if (decode_csts(csts).cfs && (mask & value) != 0)
        throw suites::DeviceLost(std::string{what} + ": the controller has a fatal status (CSTS.CFS)");
    }
    throw suites::DeviceLost(std::string{what} + ": not done however often CSTS is read");
  }
  void create(std::size_t controller, const QueueCommand& command) {
    const Status status = device_.submit(command, at(controller)).status;
    if (status != kSuccess)
      throw suites::DeviceLost(std::string{std::holds_alternative<CreateCompletionQueue>(command)
                                               ? "Create I/O Completion Queue: "
                                               : "Create I/O Submission Queue: "} +
                               to_string(status));
  }

  Device& device_;
  std::vector<Way> ways_;
};

}  // namespace zns::harness
