// Namespaces that come and go during a run, by Namespace Management and Namespace Attachment, and controllers beside
// the first: which commands an oracle can judge that knows of neither.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>

#include "reference/spec/command.hpp"
#include "reference/spec/status.hpp"

namespace zns::harness {

class Comings {
 public:
  // `own`: the NSID of the namespace under test.
  explicit Comings(std::uint32_t own) : own_{own} {}

  // Whether what the command did says something of a namespace that there was from the start.
  [[nodiscard]] bool can_be_judged(const Command& command, std::size_t controller, Status status) const;
  void completed(const Command& command, std::size_t controller, Status status, std::uint64_t result);

 private:
  std::uint32_t own_;
  bool all_deleted_ = false;
  std::set<std::uint32_t> created_;
  std::set<std::uint32_t> attached_;  // or detached, or deleted, since the start
  std::set<std::size_t> reaching_;    // controllers at which the namespace under test is known to be active
};

}  // namespace zns::harness
