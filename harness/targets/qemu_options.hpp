// The spelling of QEMU's drive: "qemu:" or "qemu:zoned.zone_size=1M,mdts=5,size=64M,depth=32,..."; of a fork's:
// "qemu:device=femu,devsz_mb=256,...".
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/nvme/controller.hpp"
#include "harness/qemu/arguments.hpp"

namespace zns::harness {

// Which QEMU: --qemu and --qemu-data.
struct QemuProgram {
  std::string name = "qemu-system-x86_64";  // a path, or found in PATH
  std::filesystem::path data = {};          // -L; several with ':'; empty: QEMU's own
};

struct QemuOptions {
  QemuProgram program;
  Drive drive;
  std::string machine = "pc";
  std::uint32_t depth = 1024;                 // entries of a queue
  std::chrono::milliseconds timeout{10'000};  // a command that takes longer hangs
  nvme::Doorbells doorbells = nvme::Doorbells::Shadow;
  std::size_t controllers = 1;  // of one subsystem
};

// The names of the options that a device of QEMU ("nvme", "nvme-ns", that of a fork) has.
using OptionsOf = std::function<std::vector<std::string>(const std::string& device)>;

// `text` is what follows "qemu:". The drive of `znspec guest`, but for what it says. Throws UsageError that names the
// option; `known_to` is asked only for keys that are not our own.
QemuOptions parse_qemu_options(std::string_view text, const OptionsOf& known_to);

// Asks the program itself, by "-device NAME,help", once for each device. It throws HarnessError when it cannot be
// started.
OptionsOf options_of(const QemuProgram& program);

// "7.2.22"; empty where the program does not say.
std::string qemu_version(const QemuProgram& program);

// "QEMU 7.2.22", "femu of QEMU 10.1.2"; empty where the version is.
std::string name_of_qemu(const std::string& device, const std::string& version);

// The file of corpora/devices that lists what this device of that version is known to do otherwise; empty: nobody has
// tried it.
std::string known_deviations_of_qemu(const std::string& device, const std::string& version);

// Our own keys, a line each. For the help text.
std::string qemu_options_help();

}  // namespace zns::harness
