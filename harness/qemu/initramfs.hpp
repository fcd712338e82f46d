// What the guest boots into: busybox, an init script, kernel modules, znspec with its libraries, and the files that its
// arguments name. Our own things are in /znspec; all else has the path that it has on the host.
#pragma once

#include <cstdint>
#include <filesystem>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "harness/qemu/guest.hpp"
#include "harness/qemu/modules.hpp"

namespace zns::harness {

struct GuestProgram {
  std::filesystem::path program;  // absolute
  std::vector<std::string> arguments;
  std::filesystem::path directory;             // where it runs
  std::vector<std::filesystem::path> inputs;   // absolute
  std::vector<std::filesystem::path> reports;  // absolute; sent back as `file N`
  std::filesystem::path saves = {};            // absolute; traces in it are sent back as `saved NAME`; empty: none
  long heartbeat_s = 5;
  KeyValues environment = {};
  KeyValues null_blk = {};                // all its options: Linux's own target is wanted; empty: it is not
  std::vector<GuestModule> drivers = {};  // the user's own
  std::string node = {};                  // that is waited for, besides QEMU's drive; empty: none
};

// The shell script that is the guest's first process.
std::string init_script(const GuestProgram& run, const std::vector<ModuleTree::Module>& modules,
                        const std::vector<std::filesystem::path>& libraries);

// The libraries that a program loads, its ELF interpreter with them; none for a static one.
std::vector<std::filesystem::path> libraries_of(const std::filesystem::path& program);
std::vector<std::filesystem::path> parse_ldd(const std::string& text, const std::string& program);

// 'it'\''s' : one word for the shell, whatever is in it.
std::string shell_quoted(std::string_view text);

// Writes the archive and returns its size. Not compressed: QEMU loads it in no time, while unpacking would be emulated.
std::uint64_t write_initramfs(std::ostream& out, const GuestProgram& run, const std::filesystem::path& modules);

}  // namespace zns::harness
