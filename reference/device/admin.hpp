// The admin commands that a controller answers as a function: what one does to a subsystem, given how the controller
// uses its freedom. Identify is with step() where one namespace says all that is asked, and here where the subsystem
// does: its lists of what is allocated and of controllers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <variant>
#include <vector>

#include "reference/device/choices.hpp"
#include "reference/device/controller/controller.hpp"
#include "reference/device/faults.hpp"
#include "reference/device/sanitize_operation.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/status.hpp"

namespace zns {

class Subsystem;
struct Namespace;

// Which controller of the subsystem got the command: its place, not its CNTLID.
struct At {
  std::size_t controller = 0;
  friend bool operator==(const At&, const At&) = default;
};

// Something of the subsystem was one thing, and becomes another.
template <class Where, class Value>
struct Set {
  Where where;
  Value before;
  Value after;
};
struct NamespaceAt {
  std::size_t place = 0;  // in the subsystem
  friend bool operator==(const NamespaceAt&, const NamespaceAt&) = default;
};
struct OfSubsystem {
  friend bool operator==(const OfSubsystem&, const OfSubsystem&) = default;
};
using Change = std::variant<Set<At, std::shared_ptr<const Controller>>,
                            Set<NamespaceAt, std::shared_ptr<const Namespace>>,  // null: none yet
                            Set<OfSubsystem, SanitizeOperation>>;

struct AdminEffect {
  Status status = kSuccess;
  std::uint64_t result = 0;  // CQE DW1:DW0
  bool outstanding = false;  // it is not completed yet: Asynchronous Event Request
  Faults faults = {};        // every fault there was
  std::vector<Change> changes = {};
  std::vector<std::byte> reply = {};  // the data that it returns
};

// The command is for admin_step(): its controller answers it, or it asks Identify about the subsystem.
[[nodiscard]] bool is_of_subsystem(const Command& command);

// Requires is_of_subsystem(command). `data` is what the host sends with it. An effect with a status other than success
// changes nothing but what the controller notes of it (the Error Information log); Namespace Attachment alone has done
// the entries of its list before the one that failed (NSA-009).
[[nodiscard]] AdminEffect admin_step(const Subsystem& subsystem, At at, const Command& command,
                                     std::span<const std::byte> data, Choices& choices);

// How many bytes the command moves from the host, and to the host at most; for commands that a controller answers.
[[nodiscard]] std::size_t admin_bytes_to_device(const Command& command);
[[nodiscard]] std::size_t admin_bytes_from_device(const Command& command);

}  // namespace zns
