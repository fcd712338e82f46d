#include "harness/targets/kernel_log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <sstream>
#include <string_view>

namespace zns::harness {
namespace {

constexpr std::array<std::string_view, 3> kLate{"timeout", "timed out", "abort"};
constexpr std::array<std::string_view, 2> kReset{"reset", "removing after"};
constexpr std::string_view kHarmless = "shutdown timeout set";  // what the driver found in RTD3E

template <std::size_t N>
bool contains_any(const std::string& line, const std::array<std::string_view, N>& words) {
  std::string lower = line;
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower.find(kHarmless) == std::string::npos &&
         std::any_of(words.begin(), words.end(),
                     [&lower](std::string_view word) { return lower.find(word) != std::string::npos; });
}

// "nvme1" is not in "nvme10", nor in "nvme1n1p1" of a partition's file system; a namespace's own line counts.
bool names(const std::string& line, const std::string& name) {
  for (std::size_t at = line.find(name); at != std::string::npos; at = line.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if (end == line.size() || std::isdigit(static_cast<unsigned char>(line[end])) == 0) return true;
  }
  return false;
}

}  // namespace

bool tells_of_a_late_command(const std::string& line) {
  return contains_any(line, kLate);
}

KernelLog::KernelLog(const Host& host) : file_{host.open((host.dev / "kmsg").c_str(), O_RDONLY | O_NONBLOCK)} {
  if (file_ && ::lseek(file_.get(), 0, SEEK_END) < 0) file_.reset();
}

// Each read gives a record, "PRIORITY,NUMBER,TIME,FLAGS;text", and lines that begin with a blank behind it. EPIPE:
// records were overwritten before they were read.
std::vector<std::string> KernelLog::news(const std::vector<std::string>& wanted) {
  std::vector<std::string> found;
  std::array<char, 8192> record{};
  while (file_) {
    const ssize_t bytes = ::read(file_.get(), record.data(), record.size());
    if (bytes < 0 && (errno == EPIPE || errno == EINTR)) continue;
    if (bytes <= 0) break;
    std::istringstream lines{std::string{record.data(), static_cast<std::size_t>(bytes)}};
    for (std::string line; std::getline(lines, line);) {
      const std::size_t text = line.find(';');
      if (line.empty() || line.front() == ' ' || text == std::string::npos) continue;
      line.erase(0, text + 1);
      const bool ours =
          std::any_of(wanted.begin(), wanted.end(), [&line](const std::string& name) { return names(line, name); });
      if (ours && (contains_any(line, kLate) || contains_any(line, kReset))) found.push_back(line);
    }
  }
  return found;
}

}  // namespace zns::harness
