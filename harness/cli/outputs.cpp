#include "harness/cli/outputs.hpp"

#include "harness/error.hpp"

namespace zns::harness {

void Outputs::write(std::ostream& out, const std::string& json_text, const std::string& table_text) const {
  for (const auto& file : files) file->commit(json_text);
  if (json) out << json_text;
  if (table) out << table_text << std::flush;
}

Outputs open_outputs(const std::vector<std::string>& spellings, const std::string& what) {
  Outputs outputs;
  for (const ReportRequest& request : parse_report_requests(spellings)) {
    if (request.form != ReportForm::Console && request.form != ReportForm::Json)
      throw UsageError("--report: " + what + " is written as json=FILE");
    const bool standard = request.path == "-";
    outputs.table = outputs.table || request.form == ReportForm::Console;
    outputs.json = outputs.json || (standard && request.form == ReportForm::Json);
    if (!standard && request.form == ReportForm::Json)
      outputs.files.push_back(std::make_unique<ReportFile>(request.path));
  }
  return outputs;
}

}  // namespace zns::harness
