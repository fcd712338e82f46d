// The bench's hold on controllers: their registers, their lives, and what they have to tell by themselves.
#include <array>
#include <string>
#include <utility>

#include "reference/spec/text.hpp"
#include "suites/bench.hpp"
#include "suites/bench_doing.hpp"

namespace zns::suites {
namespace {

std::string of(std::size_t controller) {
  return " of controller " + std::to_string(controller);
}

Registers& registers_of(const Bench& bench, Target& target) {
  bench.needs(target.registers() != nullptr, "the way to the device has no registers");
  return *target.registers();
}

EventRequests& events_of(const Bench& bench, Target& target) {
  bench.needs(target.events() != nullptr, "the way to the device carries no Asynchronous Event Requests");
  return *target.events();
}

std::string text_of(const std::optional<Completion>& cqe) {
  return cqe ? to_string(cqe->status) + ", result " + hex(cqe->result) : std::string{"outstanding"};
}

}  // namespace

std::uint32_t Bench::read_register(std::uint32_t offset, std::size_t controller) {
  const std::uint32_t value = registers_of(*this, target_).read32(controller, offset);
  log_.push_back("read property " + hex(offset) + of(controller) + " -> " + hex(value));
  return value;
}

std::uint64_t Bench::read_register64(std::uint32_t offset, std::size_t controller) {
  const std::uint64_t value = registers_of(*this, target_).read64(controller, offset);
  log_.push_back("read property " + hex(offset) + of(controller) + " -> " + hex(value));
  return value;
}

void Bench::write_register(std::uint32_t offset, std::uint32_t value, std::size_t controller) {
  log_.push_back("write property " + hex(offset) + of(controller) + " = " + hex(value));
  registers_of(*this, target_).write32(controller, offset, value);
}

void Bench::will_disturb(std::size_t controller) {
  disturbed_.insert(controller);
}

void Bench::disable(std::size_t controller) {
  Registers& registers = registers_of(*this, target_);
  will_disturb(controller);
  log_.push_back("disable controller " + std::to_string(controller));
  registers.disable(controller);
}

void Bench::shut_down(ShutdownNotification how, std::size_t controller) {
  Registers& registers = registers_of(*this, target_);
  will_disturb(controller);
  const char* abruptly = how == ShutdownNotification::Abrupt ? ", abruptly" : "";
  log_.push_back("shut down controller " + std::to_string(controller) + abruptly);
  registers.shut_down(controller, how);
}

void Bench::enable(std::size_t controller, std::optional<CommandSets> css) {
  Registers& registers = registers_of(*this, target_);
  will_disturb(controller);
  log_.push_back("enable controller " + std::to_string(controller) +
                 (css ? ", CC.CSS " + std::to_string(static_cast<unsigned>(*css)) : std::string{}));
  registers.enable(controller, css);
}

std::optional<Completion> Bench::request_event(std::size_t controller) {
  EventRequests& events = events_of(*this, target_);
  will_disturb(controller);
  const auto cqe = events.request(controller);
  log_.push_back("async-event-request" + of(controller) + " -> " + text_of(cqe));
  return cqe;
}

std::optional<Completion> Bench::next_event(std::size_t controller) {
  const auto cqe = events_of(*this, target_).next(controller);
  log_.push_back("events" + of(controller) + " -> " + (cqe ? text_of(cqe) : "none"));
  return cqe;
}

void Bench::go_by(std::size_t controller) {
  controller_ = controller;
}

// What the run relies on: each enabled as it was, with no request outstanding.
void Bench::put_controllers_back() {
  controller_ = 0;
  const std::set<std::size_t> disturbed = std::exchange(disturbed_, {});
  if (disturbed.empty()) return;
  if (target_.registers() == nullptr) {
    if (target_.carries().controller_reset) target_.reset(Reset::Controller);
    return;
  }
  for (const std::size_t controller : disturbed) target_.registers()->disable(controller);
  for (const std::size_t controller : disturbed) target_.registers()->enable(controller, {});
}

}  // namespace zns::suites
