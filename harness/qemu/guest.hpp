// `znspec guest`: a small Linux guest in QEMU that runs znspec against QEMU's emulated ZNS drive, or against Linux's
// own NVMe target.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/base/error.hpp"

namespace zns::harness {

using KeyValues = std::vector<std::pair<std::string, std::string>>;

enum class GuestTarget {
  Qemu,   // /dev/nvme0n1: QEMU's drive, which the guest always has
  Nvmet,  // /dev/nvme1n1 beside it: Linux's own target over a zoned null_blk
};

// A kernel module of the user's: it makes a drive of its own.
struct GuestModule {
  std::filesystem::path file;  // NAME.ko, or compressed
  std::string parameters;      // as insmod takes them, with blanks between
};

struct GuestOptions {
  GuestTarget target = GuestTarget::Qemu;
  std::string qemu = "qemu-system-x86_64";  // a path, or found in PATH
  std::filesystem::path qemu_data;          // QEMU's -L: firmware and option ROMs; several with ':'; empty: QEMU's own
  // The target's, over its defaults: nvme-ns options and `size`, or null_blk's. With `device`, all of that device: it
  // is the drive, and has no defaults.
  KeyValues device;
  KeyValues controller;                   // nvme options, over the defaults
  std::vector<GuestModule> drivers = {};  // loaded when QEMU's drive is there, in this order
  std::string append;                     // more words of the kernel's command line
  unsigned smp = 1;                       // CPUs
  std::string node;                       // that is waited for, half a minute at most; empty: QEMU's drive alone
  unsigned memory_mib = 512;
  std::string accel = "tcg";                      // /dev/kvm can exist and hang: KVM is asked for by name
  std::chrono::seconds timeout{600};              // of the whole session
  std::chrono::seconds silence{60};               // without a sign of life
  bool keep = false;                              // the work folder stays, and its name is printed
  std::filesystem::path kernel, modules;          // instead of the cached kernel; no modules: all is built in
  std::vector<std::string> kernel_packages = {};  // that apt knows, or .deb files, instead of linux-image-amd64
  std::filesystem::path cache;                    // empty: default_cache()
  std::vector<std::filesystem::path> files = {};  // of the host's, that the guest has beside those of the arguments
  // Takes what comes out of kGuestJournal, in any pieces, as it comes.
  std::function<void(std::string_view bytes)> journal = [](auto) {};
  KeyValues environment = {};  // of znspec in there
};

// The file in there that is a pipe to the host: what is written to it is with the host at once.
inline constexpr const char* kGuestJournal = "/dev/vport0p4";

// QEMU, or the guest's kernel, died or hung by its own fault: once a case has begun, that is the device's.
class GuestDied : public HarnessError {
 public:
  using HarnessError::HarnessError;
};

// Boots the guest, runs `znspec_program` with the arguments there, and returns its exit status. What it prints on its
// standard output comes to `out`, live and nothing else with it; its standard error, and the few words that we have to
// say, to `diagnostics`. It finds no terminal and no input.
//
// In there, paths are as on the host: the current folder has the same name; an argument that names an existing regular
// file (`FILE`, `--option=FILE`, `kind=FILE`) finds it at the same place; a report (`--report KIND=FILE`) is written to
// the same place and brought back, byte for byte; so are the traces that `--save DIR` keeps, into DIR.
//
// After SIGINT, SIGTERM or SIGHUP znspec in there is asked to end, as by SIGTERM, once it has written to kGuestJournal.
//
// Throws HarnessError, one clear line, when the world fails: also for those signals, where znspec does not end in some
// seconds or has not begun, and after clearing away. Throws GuestDied.
int run_guest(const GuestOptions& options, const std::vector<std::string>& znspec_arguments,
              const std::filesystem::path& znspec_program, std::ostream& out, std::ostream& diagnostics);

// "a=b,c=d" as QEMU reads it (a doubled comma is a comma). Throws std::invalid_argument, one clear line.
KeyValues parse_key_values(std::string_view text);

}  // namespace zns::harness
