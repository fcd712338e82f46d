// Where a table goes, and the JSON of the same: for the commands that test many devices.
#pragma once

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "harness/report/output.hpp"

namespace zns::harness {

struct Outputs {
  std::vector<std::unique_ptr<ReportFile>> files;  // of the JSON
  bool table = false;
  bool json = false;  // on standard output
  void write(std::ostream& out, const std::string& json_text, const std::string& table_text) const;
};

// What --report says. Opens the files. Throws UsageError, which calls the whole `what`, and HarnessError.
[[nodiscard]] Outputs open_outputs(const std::vector<std::string>& spellings, const std::string& what);

}  // namespace zns::harness
