// What came back of a command, as Python holds it.
#pragma once

#include <vector>

#include "python/src/command.hpp"
#include "suites/target.hpp"

namespace zns::python {

struct HostCompletion {
  py::object command;  // the HostCommand
  suites::Completion cqe = {};
  std::optional<py::bytes> data = {};  // the host's buffer; absent for an aborted command, and where nothing returns
};

// The completions of commands that were in flight together; each becomes an object of Python when it is looked at.
struct HostCompletions {
  std::vector<py::object> commands;
  std::vector<suites::Completion> cqes;
  std::vector<std::optional<py::bytes>> data;
  [[nodiscard]] HostCompletion at(std::size_t i) const { return {commands[i], cqes[i], data[i]}; }
};

}  // namespace zns::python
