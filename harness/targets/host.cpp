#include "harness/targets/host.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <system_error>
#include <thread>

#include "harness/base/error.hpp"

namespace zns::harness {

FileFacts look_at(const std::filesystem::path& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0) throw HarnessError(path.string() + ": " + std::strerror(errno));
  const std::string device = std::to_string(major(facts.st_rdev)) + ":" + std::to_string(minor(facts.st_rdev));
  if (S_ISBLK(facts.st_mode)) return {FileFacts::Kind::Block, device};
  if (S_ISCHR(facts.st_mode)) return {FileFacts::Kind::Character, device};
  return {};
}

int open_file(const char* path, int flags) {
  return ::open(path, flags | O_CLOEXEC);
}

int write_file(const char* path, const std::string& text) {
  const UniqueFd fd{::open(path, O_WRONLY | O_CLOEXEC)};
  if (!fd || ::write(fd.get(), text.data(), text.size()) < 0) return errno;
  return 0;
}

void pause_for(std::chrono::milliseconds time) {
  std::this_thread::sleep_for(time);
}

std::optional<std::vector<std::string>> lines_of(const std::filesystem::path& path) {
  std::ifstream file{path};
  if (!file) return std::nullopt;
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::optional<std::string> attribute(const std::filesystem::path& path) {
  const auto lines = lines_of(path);
  if (!lines || lines->empty()) return std::nullopt;
  std::string text = lines->front();
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.pop_back();
  return text;
}

std::optional<std::size_t> number(const std::optional<std::string>& text) {
  if (!text || !has_form(*text, "#") || text->size() > 15) return std::nullopt;
  return std::stoull(*text);
}

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator{folder, none}) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

bool has_form(const std::string& text, const std::string& pattern) {
  const auto digit = [&](std::size_t i) {
    return i < text.size() && std::isdigit(static_cast<unsigned char>(text[i])) != 0;
  };
  std::size_t at = 0;
  for (const char expected : pattern) {
    if (expected == '#') {
      if (!digit(at)) return false;
      while (digit(at)) ++at;
    } else if (at >= text.size() || text[at++] != expected) {
      return false;
    }
  }
  return at == text.size();
}

}  // namespace zns::harness
