// Where a table goes, and other forms of the same: for the commands that test many devices.
#pragma once

#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "harness/report/output.hpp"

namespace zns::harness {

using Texts = std::map<ReportForm, std::string>;

struct Output {
  ReportForm form;
  std::unique_ptr<ReportFile> file;  // null: standard output
};

class Outputs {
 public:
  // What --report says; of the forms there are, besides the table, those in `forms`. Opens the files. Throws
  // UsageError, which calls the whole `what`, and HarnessError.
  Outputs(const std::vector<std::string>& spellings, const std::string& what, const std::vector<ReportForm>& forms);
  // `texts`: one for the table (ReportForm::Console), and for each of the forms.
  void write(std::ostream& out, const Texts& texts) const;

 private:
  std::vector<Output> outputs_;
};

}  // namespace zns::harness
