// What a witness has to know of the lives of a subsystem's controllers: whether a reset reaches the namespaces, and
// whose answers it cannot judge.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "reference/spec/registers.hpp"
#include "reference/spec/reset.hpp"

namespace zns::harness {

class Lives {
 public:
  explicit Lives(std::size_t controllers) : lives_(controllers) {}

  // What each does to the namespaces: nothing, or what that kind of reset does. The shutdown of one of several
  // controllers is nothing to them (ZNS-RST-008); that of all initialises the zones (ZNS-RST-001), however it was
  // announced (ZNS-RST-009).
  std::optional<Reset> shut_down(std::size_t controller);
  std::optional<Reset> disable(std::size_t controller);
  void enable(std::size_t controller, std::optional<CommandSets> css);
  void all_enabled();  // a reset of the whole device

  // Enabled, with the command sets that a run is made for: what other settings of CC.CSS make of the commands is for
  // the suite to say (NST-004, NST-006).
  [[nodiscard]] bool is_usual(std::size_t controller) const;
  // One that is; nothing: there is none now.
  [[nodiscard]] std::optional<std::size_t> usual() const;

 private:
  enum class Life : unsigned char { Usual, Unusual, ShutDown, Disabled };
  Life& at(std::size_t controller);
  std::vector<Life> lives_;
};

}  // namespace zns::harness
