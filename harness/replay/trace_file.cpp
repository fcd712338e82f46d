#include "harness/replay/trace_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "harness/base/error.hpp"
#include "harness/replay/nvme_cli_script.hpp"

namespace zns::harness {
namespace {

void write_file(const std::string& path, const std::string& text) {
  errno = 0;
  std::ofstream file{path, std::ios::binary | std::ios::trunc};
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  if (file) return;
  const std::string why = errno != 0 ? std::strerror(errno) : "it cannot be written";
  std::error_code ignored;
  if (std::filesystem::is_regular_file(path, ignored)) std::filesystem::remove(path, ignored);
  throw HarnessError("cannot save " + path + ": " + why);
}

}  // namespace

void make_trace_folder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error && !std::filesystem::is_directory(folder, error)) error = std::make_error_code(std::errc::not_a_directory);
  if (error) throw HarnessError("cannot make the folder " + folder + ": " + error.message());
}

std::string save_trace(const std::string& folder, const std::string& id, const Trace& trace) {
  std::string name = id;
  std::replace(name.begin(), name.end(), '/', '.');
  const std::string stem = (std::filesystem::path{folder} / name).string();
  write_file(stem + ".trace", print(trace));
  write_file(stem + ".sh", nvme_cli_script(trace));
  return stem + ".trace";
}

Trace load_trace(const std::string& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) throw UsageError(path + ": is a folder, not a trace");
  errno = 0;
  std::ifstream file{path, std::ios::binary};
  if (!file) throw UsageError(path + ": " + std::strerror(errno != 0 ? errno : EIO));
  std::string text;
  std::string chunk(std::size_t{1} << 16, '\0');
  while (text.size() <= kMostTraceText && (file.read(chunk.data(), static_cast<std::streamsize>(chunk.size())), true)) {
    text.append(chunk, 0, static_cast<std::size_t>(file.gcount()));
    if (!file) break;
  }
  if (file.bad()) throw UsageError(path + ": cannot be read");
  auto parsed = parse_trace(text);
  if (const auto* wrong = std::get_if<TraceError>(&parsed)) throw UsageError(path + ": " + to_string(*wrong));
  return std::get<Trace>(std::move(parsed));
}

}  // namespace zns::harness
