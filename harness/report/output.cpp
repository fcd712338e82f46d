#include "harness/report/output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <utility>

#include "harness/base/error.hpp"
#include "harness/report/console.hpp"
#include "harness/report/github.hpp"
#include "harness/report/html/html.hpp"
#include "harness/report/json.hpp"
#include "harness/report/junit.hpp"
#include "harness/report/tap.hpp"

namespace zns::harness {
namespace {

constexpr const char* kStandardOutput = "-";

[[noreturn]] void cannot_write(const std::string& path, const std::string& why) {
  throw HarnessError("cannot write report '" + path + "': " + why);
}

struct FormRow {
  std::string_view name;
  ReportForm form;
  std::string (*render)(const Report& report);
};
constexpr FormRow kForms[] = {{"json", ReportForm::Json, render_json},
                              {"junit", ReportForm::Junit, render_junit},
                              {"tap", ReportForm::Tap, render_tap},
                              {"html", ReportForm::Html, render_html},
                              {"github", ReportForm::Github, render_github}};

std::string names_of_forms() {
  std::string names = "console";
  for (const FormRow& row : kForms) names += ", " + std::string{row.name} + "=FILE";
  return names;
}

ReportRequest parse_report_request(const std::string& spelling) {
  if (spelling == "console") return {ReportForm::Console, kStandardOutput};
  const std::size_t equals = spelling.find('=');
  const std::string form = spelling.substr(0, equals);
  const auto* const known =
      std::find_if(std::begin(kForms), std::end(kForms), [&](const FormRow& row) { return row.name == form; });
  if (known == std::end(kForms)) throw UsageError("--report: '" + spelling + "' is none of " + names_of_forms());
  if (equals == std::string::npos || equals + 1 == spelling.size())
    throw UsageError("--report: " + form + "=FILE needs a file ('-' is standard output)");
  return {known->form, spelling.substr(equals + 1)};
}

std::string render(const Report& report, ReportForm form) {
  const auto* const row =
      std::find_if(std::begin(kForms), std::end(kForms), [form](const FormRow& each) { return each.form == form; });
  return row->render(report);
}

bool is_console(const ReportRequest& request) {
  return request.form == ReportForm::Console;
}

}  // namespace

std::string_view name(ReportForm form) {
  for (const FormRow& row : kForms)
    if (row.form == form) return row.name;
  return "console";
}

std::string report_forms_help() {
  return names_of_forms() + " ('-': standard output); github= is added to the file";
}

std::vector<ReportRequest> parse_report_requests(const std::vector<std::string>& spellings) {
  std::vector<ReportRequest> requests;
  for (const std::string& spelling : spellings) {
    ReportRequest request = parse_report_request(spelling);
    const bool taken =
        std::any_of(requests.begin(), requests.end(), [&](const ReportRequest& r) { return r.path == request.path; });
    if (taken)
      throw UsageError("--report: two reports go to " +
                       (request.path == kStandardOutput ? "standard output" : "'" + request.path + "'"));
    requests.push_back(std::move(request));
  }
  const bool taken =
      std::any_of(requests.begin(), requests.end(), [](const ReportRequest& r) { return r.path == kStandardOutput; });
  if (!taken) requests.insert(requests.begin(), {ReportForm::Console, kStandardOutput});
  return requests;
}

ReportFile::ReportFile(std::string path, Mode mode) : path_{std::move(path)} {
  std::error_code error;
  if (std::filesystem::is_directory(path_, error)) cannot_write(path_, std::strerror(EISDIR));
  if (mode == Mode::Append) {
    open_directly(O_APPEND | O_CREAT);
    return;
  }
  if (std::filesystem::exists(path_, error)) {
    const std::filesystem::path real = std::filesystem::canonical(path_, error);  // a link stays one
    if (!std::filesystem::is_regular_file(real, error)) {  // a pipe or a terminal cannot be replaced
      open_directly(0);
      return;
    }
    if (::access(real.c_str(), W_OK) != 0) cannot_write(path_, std::strerror(errno));
    path_ = real.string();
  }
  temporary_ = path_ + ".XXXXXX";
  fd_ = ::mkostemp(temporary_.data(), O_CLOEXEC);
  if (fd_ < 0) {
    temporary_.clear();
    cannot_write(path_, std::strerror(errno));
  }
  const mode_t mask = ::umask(0);  // the mode that an ordinary new file would have; mkostemp is stricter
  ::umask(mask);
  ::fchmod(fd_, 0666 & ~mask);
}

void ReportFile::open_directly(int flags) {
  constexpr mode_t kOrdinary = 0666;
  fd_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC | flags, kOrdinary);
  if (fd_ < 0) cannot_write(path_, std::strerror(errno));
}

ReportFile::~ReportFile() {
  if (fd_ >= 0) ::close(fd_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void ReportFile::commit(const std::string& text) {
  for (std::string_view rest = text; !rest.empty();) {
    const ssize_t written = ::write(fd_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) cannot_write(path_, std::strerror(errno));
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::close(std::exchange(fd_, -1)) != 0) cannot_write(path_, std::strerror(errno));
  if (temporary_.empty()) return;
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) cannot_write(path_, std::strerror(errno));
  temporary_.clear();
}

Reports::Reports(std::vector<ReportRequest> requests, std::ostream& out, ConsoleStyle style)
    : requests_{std::move(requests)},
      out_{out},
      to_console_{std::any_of(requests_.begin(), requests_.end(), is_console)},
      console_{style} {
  for (const ReportRequest& request : requests_) {
    const auto mode = request.form == ReportForm::Github ? ReportFile::Mode::Append : ReportFile::Mode::Replace;
    files_.push_back(request.path == kStandardOutput ? nullptr : std::make_unique<ReportFile>(request.path, mode));
  }
}

void Reports::show(const std::string& text) {
  out_ << text << std::flush;
  if (!out_) throw HarnessError("cannot write to standard output");
}

void Reports::begin(const Report& head) {
  if (to_console_) show(console_.begin(head));
}

void Reports::add(const SectionReport& section, std::size_t id_width, const CaseReport& entry) {
  if (to_console_) show(console_.add(section, id_width, entry));
}

void Reports::seen(const Report& head) {
  static_cast<void>(console_.begin(head));
}

void Reports::seen(const SectionReport& section, std::size_t id_width, const CaseReport& entry) {
  static_cast<void>(console_.add(section, id_width, entry));
}

void Reports::leave_to_the_end(const CaseReport& entry) {
  console_.leave_to_the_end(entry.result.id);
}

void Reports::write(const Report& report) {
  for (std::size_t i = 0; i < requests_.size(); ++i) {
    if (is_console(requests_[i]))
      show(console_.end(report));
    else if (files_[i])
      files_[i]->commit(render(report, requests_[i].form));
    else
      show(render(report, requests_[i].form));
  }
}

}  // namespace zns::harness
