#include "harness/qemu/process_end.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <thread>
#include <vector>

#include "harness/base/error.hpp"
#include "suites/target.hpp"

namespace zns::harness {
namespace {

constexpr std::array kCrashes{SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS};
constexpr std::size_t kLinesShown = 5;
constexpr int kSamples = 30;
constexpr std::chrono::milliseconds kSampleInterval{10};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);)
    if (!line.empty()) lines.push_back(line);
  return lines;
}

// The state of its main thread, as in /proc/PID/stat: 'R' where it runs or would like to.
char state_of(pid_t pid) {
  std::ifstream file{"/proc/" + std::to_string(pid) + "/stat"};
  std::string text;
  std::getline(file, text);
  const std::size_t name_end = text.rfind(") ");  // a name may hold anything, parentheses too
  return name_end == std::string::npos || name_end + 2 >= text.size() ? '?' : text[name_end + 2];
}

}  // namespace

bool ended_by_itself(const ExitStatus& status) {
  if (status.signal == 0) return status.code != 0;
  return std::find(kCrashes.begin(), kCrashes.end(), status.signal) != kCrashes.end();
}

bool is_stopped(pid_t pid) {
  const char state = state_of(pid);
  return state == 'T' || state == 't';
}

void throw_process_end(const std::string& program, const ExitStatus& status, const std::string& err) {
  std::string text = program + " ended with " + status.describe();
  const std::vector<std::string> lines = lines_of(err);
  const std::size_t first = lines.size() - std::min(lines.size(), kLinesShown);
  for (std::size_t i = first; i < lines.size(); ++i) text += (i == first ? ": " : " / ") + lines[i];
  if (ended_by_itself(status)) throw suites::DeviceLost(text);
  throw HarnessError(text);
}

void throw_no_answer(const std::string& program, pid_t pid, std::chrono::milliseconds waited) {
  const std::string text = program + " does not answer for " + std::to_string(waited.count()) + " ms";
  if (is_stopped(pid)) throw HarnessError(text + ": it is stopped");
  int running = 0;
  for (int i = 0; i < kSamples; ++i) {
    running += state_of(pid) == 'R' ? 1 : 0;
    std::this_thread::sleep_for(kSampleInterval);
  }
  if (running > kSamples * 3 / 4) throw suites::DeviceLost(text + ": it is in an endless loop");
  throw HarnessError(text);
}

std::string why_not_started(const std::string& program, const std::string& err) {
  const std::string prefix = program.substr(program.rfind('/') + 1) + ": ";
  const std::vector<std::string> lines = lines_of(err);
  const auto is_own = [&prefix](const std::string& line) { return line.rfind(prefix, 0) == 0; };
  // What comes behind the last of its own lines is advice.
  const auto own = std::find_if(lines.rbegin(), lines.rend(), is_own);
  if (own != lines.rend()) return own->substr(prefix.size());
  return lines.empty() ? std::string{} : lines.back();
}

}  // namespace zns::harness
