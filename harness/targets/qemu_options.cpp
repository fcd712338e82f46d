#include "harness/targets/qemu_options.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <utility>
#include <vector>

#include "harness/base/error.hpp"
#include "harness/base/nearest.hpp"
#include "harness/qemu/process.hpp"
#include "harness/targets/namespace_key.hpp"

namespace zns::harness {
namespace {

[[noreturn]] void refuse(const std::string& key, const std::string& value, const std::string& why) {
  throw UsageError("qemu: option " + key + "=" + value + ": " + why);
}

std::uint32_t number(const std::string& key, const std::string& value, std::uint32_t least, std::uint32_t most) {
  std::uint32_t parsed = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), parsed);
  if (error != std::errc{} || end != value.data() + value.size() || parsed < least || parsed > most)
    refuse(key, value, "not a number from " + std::to_string(least) + " to " + std::to_string(most));
  return parsed;
}

constexpr std::uint32_t kMostControllers = 8;  // each has memory of its own, and that is in a PC's first 3.5 GiB

struct OwnKey {
  std::string_view key;
  std::string_view help;
  void (*set)(QemuOptions&, const std::string& key, const std::string& value);
};

constexpr std::array kOwnKeys{
    OwnKey{"machine", "QEMU's machine: pc, q35 (pc)",
           [](QemuOptions& o, const std::string&, const std::string& v) { o.machine = v; }},
    OwnKey{"depth", "entries of a queue (1024)",
           [](QemuOptions& o, const std::string& k, const std::string& v) { o.depth = number(k, v, 2, 4096); }},
    OwnKey{"timeout", "seconds after which a command hangs (10)",
           [](QemuOptions& o, const std::string& k, const std::string& v) {
             o.timeout = std::chrono::seconds{number(k, v, 1, 86'400)};
           }},
    OwnKey{"doorbells", "shadow: in memory, where OACS bit 8 announces it; registers (shadow)",
           [](QemuOptions& o, const std::string& k, const std::string& v) {
             if (v != "shadow" && v != "registers") refuse(k, v, "neither shadow nor registers");
             o.doorbells = v == "shadow" ? nvme::Doorbells::Shadow : nvme::Doorbells::Registers;
           }},
    OwnKey{"controllers", "of one subsystem, each with all that is shared (1)",
           [](QemuOptions& o, const std::string& k, const std::string& v) {
             o.controllers = number(k, v, 1, kMostControllers);
           }},
};

struct KnownDeviations {
  std::string_view device;
  std::string_view version;  // what it begins with
  std::string_view list;
};

// One row for each version that was tried. Two versions of QEMU have the same list, entry for entry.
constexpr KnownDeviations kKnownDeviations[] = {
    {"nvme", "7.2.", "qemu-7.2.deviations"},
    {"nvme", "10.0.", "qemu-10.0.deviations"},
    {"nvme", "11.1.", "qemu-10.0.deviations"},
    {"femu", "10.1.", "femu-10.1.deviations"},
};

const OwnKey* find_own(const std::string& key) {
  for (const OwnKey& own : kOwnKeys)
    if (own.key == key) return &own;
  return nullptr;
}

KeyValues key_values(std::string_view text) {
  if (text.empty()) return {};
  try {
    return parse_key_values(text);
  } catch (const std::invalid_argument& error) {
    throw UsageError(std::string{"qemu: "} + error.what());
  }
}

// What ties QEMU's devices together.
bool is_of_the_harness(const std::string& key) {
  return key == "drive" || key == "bus" || key == "id" || key == "subsys";
}

constexpr const char* kDevice = "device";

bool has(const std::vector<std::string>& options, const std::string& key) {
  return std::find(options.begin(), options.end(), key) != options.end();
}

[[noreturn]] void refuse_unknown(const std::string& key, const std::string& value, const std::string& why,
                                 const std::vector<std::string>& known, const char* ours) {
  Nearest nearest{key};
  for (const std::string& each : known) nearest.consider(each);
  for (const OwnKey& own : kOwnKeys) nearest.consider(own.key);
  refuse(key, value, why + nearest.advice(std::string{"nor is it "} + ours));
}

// Where each of the drive's options goes, which are its devices' own.
void sort_option(const std::string& key, const std::string& value, const OptionsOf& known_to, GuestOptions& devices,
                 KeyValues& subsystem) {
  if (key == "size" || has(known_to("nvme-ns"), key)) {
    devices.device.emplace_back(key, value);
  } else if (has(known_to("nvme"), key)) {
    devices.controller.emplace_back(key, value);
  } else if (has(known_to("nvme-subsys"), key)) {
    subsystem.emplace_back(key, value);
  } else {
    std::vector<std::string> known{"size", kDevice};
    for (const char* device : {"nvme-ns", "nvme", "nvme-subsys"})
      for (const std::string& each : known_to(device)) known.push_back(each);
    refuse_unknown(key, value, "neither nvme-ns, nvme nor nvme-subsys of this QEMU has it", known,
                   "size, device, machine, depth, timeout, doorbells or controllers");
  }
}

void check_option_of(const std::string& device, const std::string& key, const std::string& value,
                     const OptionsOf& known_to) {
  const std::vector<std::string> known = known_to(device);
  if (!has(known, key))
    refuse_unknown(key, value, device + " of this QEMU has none", known, "machine, depth, timeout or doorbells");
}

// QEMU refuses a ZASL above MDTS: who lowers MDTS alone shall not have to know our default.
void fit_append_limit(KeyValues& controller) {
  const auto value_of = [&controller](std::string_view key) {
    return std::find_if(controller.begin(), controller.end(), [key](const auto& each) { return each.first == key; });
  };
  const auto mdts = value_of("mdts");
  if (mdts == controller.end() || value_of("zoned.zasl") != controller.end()) return;
  const std::string given = mdts->second;
  for (const char* lower : {"0", "1", "2"})
    if (given == lower) controller.emplace_back("zoned.zasl", lower);
}

NamespaceBeside& namespace_beside(std::vector<NamespaceBeside>& all, std::uint32_t nsid) {
  for (NamespaceBeside& each : all)
    if (each.nsid == nsid) return each;
  return all.emplace_back(NamespaceBeside{.nsid = nsid, .options = {}});
}

void set_beside(NamespaceBeside& beside, const std::string& spoken, const std::string& key, const std::string& value,
                const OptionsOf& known_to) {
  if (key == "csi") {
    if (value != "nvm" && value != "zoned") refuse(spoken, value, "one of nvm, zoned");
    beside.options.emplace_back("zoned", value == "zoned" ? "true" : "false");
  } else if (key == "size") {
    try {
      beside.size = parse_size(value);
    } catch (const HarnessError& error) {
      refuse(spoken, value, error.what());
    }
  } else if (is_of_the_harness(key) || key == "nsid" || !has(known_to("nvme-ns"), key)) {
    refuse(spoken, value, "nvme-ns of this QEMU has no such option for us to set");
  } else {
    beside.options.emplace_back(key, value);
  }
}

// The keys in the help of a QEMU device: lines "  KEY=<TYPE>  - what it is".
std::vector<std::string> keys_in(const std::string& help) {
  std::vector<std::string> keys;
  std::istringstream lines{help};
  for (std::string line; std::getline(lines, line);) {
    const std::size_t end = line.find("=<");
    if (line.rfind("  ", 0) == 0 && end != std::string::npos) keys.push_back(line.substr(2, end - 2));
  }
  return keys;
}

void check_given_once(const KeyValues& all) {
  for (auto each = all.begin(); each != all.end(); ++each)
    if (std::any_of(all.begin(), each, [&](const auto& before) { return before.first == each->first; }))
      refuse(each->first, each->second, "it is given twice");
}

}  // namespace

QemuOptions parse_qemu_options(std::string_view text, const OptionsOf& known_to) {
  QemuOptions options;
  GuestOptions devices;
  KeyValues all = key_values(text);
  check_given_once(all);
  std::erase(all, std::pair{std::string{kDevice}, Drive{}.device});  // as it is anyhow
  const auto fork = std::find_if(all.begin(), all.end(), [](const auto& each) { return each.first == kDevice; });
  if (fork != all.end()) devices.device = {*fork};
  std::vector<NamespaceBeside> beside;
  KeyValues subsystem;
  for (const auto& [key, value] : all) {
    if (const auto of = of_namespace(key)) {
      if (fork != all.end()) refuse(key, value, "the drive of a fork is its own device's alone");
      set_beside(namespace_beside(beside, of->nsid), key, std::string{of->field}, value, known_to);
      continue;
    }
    if (is_of_the_harness(key))
      refuse(key, value, "znspec's own: it says drive, bus, id and subsys of QEMU's devices itself");
    if (key == "like") refuse(key, value, "only ref: can be like another drive");
    if (const OwnKey* own = find_own(key); own != nullptr)
      own->set(options, key, value);
    else if (fork == all.end())
      sort_option(key, value, known_to, devices, subsystem);
    else if (key != kDevice) {
      check_option_of(fork->second, key, value, known_to);
      devices.device.emplace_back(key, value);
    }
  }
  if (fork != all.end() && options.controllers > 1) throw UsageError("qemu: controllers: the drive of a fork has one");
  fit_append_limit(devices.controller);
  try {
    options.drive = drive(devices);
    options.drive.beside = std::move(beside);
    options.drive.subsystem = std::move(subsystem);
    options.drive.controllers = options.controllers;
  } catch (const HarnessError& error) {
    throw UsageError(std::string{"qemu: "} + error.what());
  }
  for (NamespaceBeside& each : options.drive.beside) fit_physical_blocks(each.options);
  for (const NamespaceBeside& each : options.drive.beside)
    if (each.nsid == options.drive.nsid)
      throw UsageError("qemu: ns" + std::to_string(each.nsid) + ": the first namespace has that nsid");
  return options;
}

OptionsOf options_of(const QemuProgram& program) {
  const auto known = std::make_shared<std::map<std::string, std::vector<std::string>>>();
  return [program, known](const std::string& device) {
    const auto [entry, is_new] = known->try_emplace(device);
    if (is_new) {
      const CommandResult result = run_command({.argv = {program.name, "-device", device + ",help"}});
      entry->second = keys_in(result.out);
      if (entry->second.empty())
        throw HarnessError(program.name + " does not say what options " + device +
                           " has: " + result.first_error_line());
    }
    return entry->second;
  };
}

std::string qemu_version(const QemuProgram& program) {
  static constexpr std::string_view kBefore = "QEMU emulator version ";
  const std::string out = run_command({.argv = {program.name, "--version"}}).out;
  const std::size_t at = out.find(kBefore);
  if (at == std::string::npos) return {};
  const std::string_view rest = std::string_view{out}.substr(at + kBefore.size());
  return std::string{rest.substr(0, rest.find_first_of(" \n"))};
}

std::string name_of_qemu(const std::string& device, const std::string& version) {
  if (version.empty()) return {};
  return (device == Drive{}.device ? "" : device + " of ") + "QEMU " + version;
}

std::string known_deviations_of_qemu(const std::string& device, const std::string& version) {
  const auto fits = [&device, &version](const KnownDeviations& known) {
    return known.device == device && version.rfind(known.version, 0) == 0;
  };
  const auto* known = std::find_if(std::begin(kKnownDeviations), std::end(kKnownDeviations), fits);
  return known != std::end(kKnownDeviations) ? std::string{known->list} : std::string{};
}

std::string qemu_options_help() {
  std::string text =
      "  KEY             an option of QEMU's devices nvme-ns (zoned.zone_size, ...), nvme (mdts, ...) or\n"
      "                  nvme-subsys (nqn);\n"
      "                  without one of zones: 4M, of which 3M can be written; at most 4 open, 8 active\n"
      "  size            of the drive (256M)\n"
      "  nsK.KEY         of a further namespace K: csi=nvm or zoned, size (16M), an option of nvme-ns\n"
      "                  (shared=off: one controller's alone; detached=on: no controller's)\n"
      "  device          the drive of a fork of QEMU, by its device's name; every KEY is then an option of that "
      "device\n";
  for (const OwnKey& own : kOwnKeys)
    text += "  " + std::string{own.key} + std::string(16 - own.key.size(), ' ') + std::string{own.help} + "\n";
  return text;
}

}  // namespace zns::harness
