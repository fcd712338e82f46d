#include "reference/device/controller_life.hpp"

#include <memory>
#include <utility>

namespace zns {

Change with_life(const Subsystem& subsystem, At at, Life life) {
  Controller after = subsystem.controller(at);
  if (life == Life::Enabled) {
    enable_as_hosts_do(after);
  } else {
    Cc cc = after.registers.cc();
    cc.en = cc.en && life == Life::ShutDown;
    cc.shn = life == Life::ShutDown ? ShutdownNotification::Normal : ShutdownNotification::None;
    after.registers.write(property::kCc, encode(cc), 4);
    after.registers.shut_down();
    if (life == Life::Disabled) after.queues = {};
  }
  after.events.reset();
  after.features.reset();
  return Set<At, std::shared_ptr<const Controller>>{at, subsystem.share(at),
                                                    std::make_shared<const Controller>(std::move(after))};
}

bool are_all_shut_down(const Subsystem& subsystem) {
  for (std::size_t i = 0; i < subsystem.controllers(); ++i)
    if (subsystem.controller({i}).life() != Life::ShutDown) return false;
  return true;
}

}  // namespace zns
