#include "harness/cli/outputs.hpp"

#include <algorithm>

#include "harness/base/error.hpp"

namespace zns::harness {
namespace {

std::string spellings_of(const std::vector<ReportForm>& forms) {
  std::string names;
  for (const ReportForm form : forms) names += (names.empty() ? "" : " or ") + std::string{name(form)} + "=FILE";
  return names;
}

}  // namespace

Outputs::Outputs(const std::vector<std::string>& spellings, const std::string& what,
                 const std::vector<ReportForm>& forms) {
  for (const ReportRequest& request : parse_report_requests(spellings)) {
    const bool written =
        request.form == ReportForm::Console || std::find(forms.begin(), forms.end(), request.form) != forms.end();
    if (!written) throw UsageError("--report: " + what + " is written as " + spellings_of(forms));
    outputs_.push_back({request.form, request.path == "-" ? nullptr : std::make_unique<ReportFile>(request.path)});
  }
}

void Outputs::write(std::ostream& out, const Texts& texts) const {
  for (const Output& output : outputs_) {
    const std::string& text = texts.at(output.form);
    if (output.file)
      output.file->commit(text);
    else
      out << text << std::flush;
  }
}

}  // namespace zns::harness
