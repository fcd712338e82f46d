#include "reference/device/controller_machine.hpp"

#include <memory>
#include <utility>
#include <variant>

#include "reference/device/assert.hpp"
#include "reference/device/controller/features.hpp"

namespace zns {
namespace {

Change became(const Subsystem& subsystem, At at, Controller after) {
  return Set<At, std::shared_ptr<const Controller>>{at, subsystem.share(at),
                                                    std::make_shared<const Controller>(std::move(after))};
}

bool is_last_to_shut_down(const Subsystem& subsystem, At at) {
  for (std::size_t i = 0; i < subsystem.controllers(); ++i)
    if (i != at.controller && subsystem.controller({i}).life() != Life::ShutDown) return false;
  return true;
}

// What a reset leaves of a controller, beside its properties (REG-010, AER-003).
void reset(Controller& controller) {
  controller.queues = {};
  controller.events.reset();
}

// AER-013.
constexpr AsyncEvent doorbell_error(DoorbellAnswer answer) {
  const std::uint8_t info = answer == DoorbellAnswer::NoSuchQueue ? 0 : 1;
  return {.type = EventType::Error, .info = info, .log = Lid::ErrorInformation};
}

// What follows from a write, for the controller itself, `after`, and for everybody else.
struct Following {
  const Subsystem& subsystem;
  At at;
  Controller& after;
  ControlEffect& effect;

  void operator()(const Enabled& /*controller*/) const {
    after.queues = admin_queues(after.registers);
    after.command_sets = after.registers.cc().css;
    after.registers.ready();
  }
  void operator()(const EnableRefused& /*why*/) const {}
  void operator()(const Disabled& /*controller*/) const {
    reset(after);
    effect.reset.push_back(at);
    effect.namespaces = Reset::Controller;
  }
  void operator()(const ShutdownBegun& /*how*/) const {
    after.registers.shut_down();
    after.events.reset();
    effect.reset.push_back(at);
    if (is_last_to_shut_down(subsystem, at)) effect.namespaces = Reset::Shutdown;
  }
  void operator()(const SubsystemReset& /*registers*/) const {
    reset(after);
    for (std::size_t i = 0; i < subsystem.controllers(); ++i) {
      effect.reset.push_back({i});
      if (i == at.controller) continue;
      Controller other = subsystem.controller({i});
      other.registers.reset_subsystem();
      reset(other);
      effect.changes.push_back(became(subsystem, {i}, std::move(other)));
    }
    effect.namespaces = Reset::PowerCycle;
  }
  void operator()(const DoorbellRung& rung) const {
    const DoorbellAnswer answer = ring(after.queues, rung);
    if (answer == DoorbellAnswer::NoSuchQueue || answer == DoorbellAnswer::InvalidValue)
      after.events.raise(doorbell_error(answer));
  }
  void operator()(const Ignored& /*why*/) const {}
};

}  // namespace

ControlEffect write_property(const Subsystem& subsystem, At at, std::uint32_t offset, std::uint32_t value) {
  ControlEffect effect;
  Controller after = subsystem.controller(at);
  const Following following{subsystem, at, after, effect};
  for (const Consequence& each : after.registers.write(offset, value, sizeof value)) std::visit(following, each);
  if (after != subsystem.controller(at)) effect.changes.push_back(became(subsystem, at, std::move(after)));
  return effect;
}

QueueLimits queue_limits(const Controller& controller) {
  const auto allocated =
      decode_number_of_queues(static_cast<std::uint32_t>(controller.features.current(Fid::NumberOfQueues)));
  return {.cap = controller.registers.shape.cap,
          .cc = controller.registers.cc(),
          .submission_queues = static_cast<std::uint16_t>(allocated.submission + 1),
          .completion_queues = static_cast<std::uint16_t>(allocated.completion + 1),
          .interrupt_vectors = kInterruptVectors};
}

AdminEffect carried_out(const Subsystem& subsystem, At at, const QueueCommand& command) {
  Controller after = subsystem.controller(at);
  carry_out(command, after.queues);
  return {.changes = {became(subsystem, at, std::move(after))}};
}

AdminEffect queue_step(const Subsystem& subsystem, At at, const QueueCommand& command, Choices& choices) {
  const Controller& controller = subsystem.controller(at);
  const Faults faults = faults_of(command, controller.queues, queue_limits(controller));
  if (!faults.any()) return carried_out(subsystem, at, command);
  const auto chosen = choices.abort_with(faults);
  ZNS_ASSERT(chosen.has_value());
  return {.status = faults.all()[*chosen].status, .faults = faults};
}

}  // namespace zns
