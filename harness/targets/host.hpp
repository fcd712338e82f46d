// What this machine says about its devices: the places to look, so that tests can point at a tree of their own.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/targets/shell_command.hpp"
#include "harness/targets/uring_queue.hpp"

namespace zns::harness {

// What a path names; `device` is "major:minor" of a device node.
struct FileFacts {
  enum class Kind { Block, Character, Other } kind = Kind::Other;
  std::string device;
};

// stat(2). A path that cannot be looked at throws HarnessError.
FileFacts look_at(const std::filesystem::path& path);
// open(2) with O_CLOEXEC: a descriptor, or -1 and errno.
int open_file(const char* path, int flags);
// Writes a sysfs attribute, which must exist: 0, or an errno.
int write_file(const char* path, const std::string& text);
void pause_for(std::chrono::milliseconds time);

// The roots of the trees and the calls that a tree of plain files cannot answer.
struct Host {
  std::filesystem::path proc = "/proc";
  std::filesystem::path sys = "/sys";
  std::filesystem::path dev = "/dev";
  FileFacts (*look)(const std::filesystem::path& path) = look_at;
  int (*open)(const char* path, int flags) = open_file;
  int (*write)(const char* path, const std::string& text) = write_file;
  void (*pause)(std::chrono::milliseconds time) = pause_for;
  std::string (*shell)(const std::string& command, std::chrono::seconds patience) = run_in_shell;
  OpenedUring (*uring)(UniqueFd node, std::size_t entries, std::chrono::milliseconds timeout) = open_uring;
};

// The lines of a file; nothing if it cannot be read.
std::optional<std::vector<std::string>> lines_of(const std::filesystem::path& path);
// The first line of a sysfs attribute without blanks at its end; nothing if it cannot be read.
std::optional<std::string> attribute(const std::filesystem::path& path);
// The number that such a line is; nothing if it is none.
std::optional<std::size_t> number(const std::optional<std::string>& text);
// The names in a folder, sorted; none if there is no such folder.
std::vector<std::string> names_in(const std::filesystem::path& folder);
// True if `text` has the form of `pattern`, where # stands for one or more digits: "nvme#n#".
bool has_form(const std::string& text, const std::string& pattern);

}  // namespace zns::harness
