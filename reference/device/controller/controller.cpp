#include "reference/device/controller/controller.hpp"

#include "reference/device/controller/queue_commands.hpp"

namespace zns {
namespace {

constexpr std::uint64_t kQueueBytes = 1 << 17;  // more than one takes

std::uint64_t memory_of_queue(std::uint64_t which) {
  return kHostsMemory + which * kQueueBytes;
}

}  // namespace

Controller::Controller(const ControllerShape& shape_of_controller)
    : shape{shape_of_controller}, registers{shape_of_controller.registers} {
  enable_as_hosts_do(*this);
}

Life Controller::life() const {
  if (registers.csts().shst == ShutdownStatus::Complete) return Life::ShutDown;
  return registers.accepts_commands() ? Life::Enabled : Life::Disabled;
}

bool Controller::has_io_queues() const {
  const auto has_more_than_admin = [](const auto& all) { return !all.empty() && all.rbegin()->first != 0; };
  return has_more_than_admin(queues.submission) || has_more_than_admin(queues.completion);
}

void enable_as_hosts_do(Controller& controller) {
  constexpr std::uint16_t kId = kHostsQueue;
  const auto entries = QueueEntries::of_count(kHostsEntries);
  ControllerRegisters& registers = controller.registers;
  Cc cc{.css = CommandSets::AllSupported, .iosqes = kIosqes, .iocqes = kIocqes};
  registers.write(property::kCc, encode(cc), 4);
  registers.write(property::kAqa, encode(Aqa{.asqs = entries, .acqs = entries}), 4);
  registers.write(property::kAsq, memory_of_queue(0), 8);
  registers.write(property::kAcq, memory_of_queue(1), 8);
  cc.en = true;
  registers.write(property::kCc, encode(cc), 4);
  registers.ready();
  controller.command_sets = cc.css;
  controller.queues = admin_queues(registers);
  carry_out(CreateCompletionQueue{.qid = kId, .qsize = entries, .prp1 = memory_of_queue(2)}, controller.queues);
  carry_out(CreateSubmissionQueue{.qid = kId, .qsize = entries, .cqid = kId, .prp1 = memory_of_queue(3)},
            controller.queues);
}

}  // namespace zns
