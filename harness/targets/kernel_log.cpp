#include "harness/targets/kernel_log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <sstream>
#include <string_view>
#include <vector>

namespace zns::harness {
namespace {

constexpr std::size_t kLinesShown = 3;
constexpr std::size_t kBytesRead = std::size_t{1} << 20;

// "6,1234,5678,-;nvme nvme0: I/O 5 QID 1 timeout, reset controller": what is behind the semicolon, printable.
std::string message_of(const std::string& record) {
  std::string message = record.substr(record.find(';') + 1);
  std::replace_if(
      message.begin(), message.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return message;
}

}  // namespace

KernelLog::KernelLog(const char* path) : fd_{::open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)} {
  if (fd_) ::lseek(fd_.get(), 0, SEEK_END);
}

std::string KernelLog::lines_of_the_driver() {
  std::string text;
  std::array<char, 8192> buffer{};  // the kernel gives a record whole or not at all
  while (fd_ && text.size() < kBytesRead) {
    const ssize_t n = ::read(fd_.get(), buffer.data(), buffer.size());
    if (n < 0 && (errno == EPIPE || errno == EINTR)) continue;  // EPIPE: records were lost, the next one is there
    if (n <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(n));
  }
  std::vector<std::string> lines;
  std::istringstream records{text};
  for (std::string record; std::getline(records, record);)
    if (const std::string message = message_of(record); message.rfind("nvme", 0) == 0) lines.push_back(message);
  std::string shown;
  for (std::size_t i = lines.size() - std::min(lines.size(), kLinesShown); i < lines.size(); ++i)
    shown += (shown.empty() ? "" : " / ") + lines[i];
  return shown;
}

}  // namespace zns::harness
