#include "harness/qemu/process_end.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <sstream>
#include <string_view>
#include <vector>

#include "harness/error.hpp"
#include "suites/target.hpp"

namespace zns::harness {
namespace {

constexpr std::array kCrashes{SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS};
constexpr std::string_view kAskedToEnd =
    "terminating on signal";  // what QEMU says when it ends on SIGTERM and the like
constexpr std::size_t kLinesShown = 5;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);)
    if (!line.empty()) lines.push_back(line);
  return lines;
}

bool by_itself(const ExitStatus& status, const std::string& err) {
  if (status.signal == 0) return err.find(kAskedToEnd) == std::string::npos;
  return std::find(kCrashes.begin(), kCrashes.end(), status.signal) != kCrashes.end();
}

}  // namespace

void throw_process_end(const std::string& program, const ExitStatus& status, const std::string& err) {
  std::string text = program + " ended with " + status.describe();
  const std::vector<std::string> lines = lines_of(err);
  const std::size_t first = lines.size() - std::min(lines.size(), kLinesShown);
  for (std::size_t i = first; i < lines.size(); ++i) text += (i == first ? ": " : " / ") + lines[i];
  if (by_itself(status, err)) throw suites::DeviceLost(text);
  throw HarnessError(text);
}

std::string why_not_started(const std::string& err) {
  const std::vector<std::string> lines = lines_of(err);
  const auto is_cause = [](const std::string& line) {
    return line.find(": ") != std::string::npos && line.find("warning: ") == std::string::npos &&
           line.find("invalid accelerator") == std::string::npos && line.find("falling back") == std::string::npos;
  };
  const auto found = std::find_if(lines.rbegin(), lines.rend(), is_cause);
  if (found != lines.rend()) return *found;
  return lines.empty() ? std::string{} : lines.back();
}

}  // namespace zns::harness
