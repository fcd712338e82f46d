#include "harness/qemu/arguments.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include "harness/qemu/process.hpp"

namespace zns::harness {
namespace fs = std::filesystem;
namespace {

constexpr const char* kDevice = "device";

fs::path absolute(std::string_view path) {
  return fs::absolute(fs::path{path}).lexically_normal();
}

std::string doubled_commas(std::string_view text) {
  std::string result;
  for (const char c : text) result += c == ',' ? ",," : std::string(1, c);
  return result;
}

bool has(const KeyValues& options, std::string_view key) {
  return std::any_of(options.begin(), options.end(), [&](const auto& option) { return option.first == key; });
}

// 64 zones of 4 MiB, three quarters of each usable; a block of 4 KiB needs its physical size said, too.
KeyValues default_name_space() {
  return {{"size", "256M"},
          {"zoned", "true"},
          {"zoned.zone_size", "4M"},
          {"zoned.zone_capacity", "3M"},
          {"zoned.max_open", "4"},
          {"zoned.max_active", "8"},
          {"zoned.descr_ext_size", "128"},
          {"logical_block_size", "4096"}};
}

// What the user gives of the zones, or of their limits, QEMU completes: a zone size alone is the capacity, too.
void leave_to_qemu(const KeyValues& given, KeyValues& defaults) {
  const auto gives_one_of = [&](std::initializer_list<const char*> keys) {
    return std::any_of(keys.begin(), keys.end(), [&](const char* key) { return has(given, key); });
  };
  const bool zones = gives_one_of({"zoned.zone_size", "zoned.zone_capacity"});
  const bool limits = zones || gives_one_of({"zoned.max_open", "zoned.max_active"});
  std::erase_if(defaults, [&](const auto& each) {
    const std::string& key = each.first;
    if (key == "zoned.max_open" || key == "zoned.max_active") return limits;
    return zones && key != "size" && key != "zoned";
  });
}

std::uint32_t parse_nsid(const std::string& text) {
  std::uint32_t nsid = 0;
  const char* const end = text.data() + text.size();
  if (const auto [rest, error] = std::from_chars(text.data(), end, nsid);
      error != std::errc{} || rest != end || nsid == 0 || nsid == 0xFFFFFFFF)
    throw HarnessError("bad nsid: \"" + text + "\" (a number from 1 to 4294967294)");
  return nsid;
}

Drive drive_of_a_fork(const KeyValues& given) {
  Drive result;
  for (const auto& [key, value] : given)
    if (key == kDevice)
      result.device = value;
    else
      result.controller.emplace_back(key, value);
  return result;
}

}  // namespace

void fit_physical_blocks(KeyValues& options) {
  if (has(options, "physical_block_size")) return;
  for (const auto& [key, value] : KeyValues{options})
    if (key == "logical_block_size") options.emplace_back("physical_block_size", value);
}

NamedFiles files_in(const std::vector<std::string>& znspec_arguments) {
  NamedFiles files;
  const auto add_input = [&](std::string_view text) {
    std::error_code error;
    if (!text.empty() && fs::is_regular_file(fs::path{text}, error)) files.inputs.push_back(absolute(text));
  };
  bool report_follows = false;
  bool folder_follows = false;
  for (const std::string& argument : znspec_arguments) {
    std::string_view text = argument;
    static constexpr std::string_view kReport = "--report=";
    static constexpr std::string_view kSave = "--save=";
    if (folder_follows || text.substr(0, kSave.size()) == kSave) {
      if (!folder_follows) text.remove_prefix(kSave.size());
      if (!text.empty()) files.saves = absolute(text);
      folder_follows = false;
      continue;
    }
    folder_follows = !report_follows && text == "--save";
    const bool report = report_follows || text.substr(0, kReport.size()) == kReport;
    report_follows = !report_follows && text == "--report";
    if (report) {
      if (text.substr(0, kReport.size()) == kReport) text.remove_prefix(kReport.size());
      const std::size_t equals = text.find('=');  // none: a kind that goes to the standard output
      if (equals != std::string_view::npos && equals + 1 < text.size()) {
        files.reports.push_back(absolute(text.substr(equals + 1)));
      }
      continue;
    }
    add_input(text);
    for (std::size_t at = text.find('='); at != std::string_view::npos; at = text.find('=', at + 1)) {
      add_input(text.substr(at + 1));
    }
  }
  return files;
}

void check_writable(const fs::path& report) {
  const std::string name = "report file " + report.string();
  // The guest has its own /dev, /proc and /sys, and /dev/stdout can well be a regular file here.
  for (const char* folder : {"/dev/", "/proc/", "/sys/"}) {
    if (report.string().rfind(folder, 0) == 0 && report.string().rfind("/dev/shm/", 0) != 0) {
      throw HarnessError(name + " is not a regular file");
    }
  }
  std::error_code error;
  const fs::file_status status = fs::status(report, error);
  if (fs::exists(status) && !fs::is_regular_file(status)) throw HarnessError(name + " is not a regular file");
  const UniqueFd fd{open(report.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666)};
  if (!fd) throw HarnessError("cannot write " + name + ": " + std::strerror(errno));
  if (!fs::exists(status)) fs::remove(report, error);
}

void make_saves_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error && !fs::is_directory(folder, error)) error = std::make_error_code(std::errc::not_a_directory);
  if (error) throw HarnessError("cannot make the folder " + folder.string() + ": " + error.message());
  if (access(folder.c_str(), W_OK | X_OK) != 0)
    throw HarnessError("cannot write into the folder " + folder.string() + ": " + std::strerror(errno));
}

KeyValues merged(KeyValues defaults, const KeyValues& given) {
  for (const auto& [key, value] : given) {
    const auto same =
        std::find_if(defaults.begin(), defaults.end(), [&k = key](const auto& d) { return d.first == k; });
    if (same != defaults.end()) {
      same->second = value;
    } else {
      defaults.emplace_back(key, value);
    }
  }
  return defaults;
}

std::string joined(const KeyValues& options) {
  std::string result;
  for (const auto& [key, value] : options) {
    result += (result.empty() ? "" : ",") + key + "=" + doubled_commas(value);
  }
  return result;
}

Drive drive(const GuestOptions& options) {
  const bool is_given = options.target == GuestTarget::Qemu;  // else `device` is of another drive
  KeyValues given = is_given ? options.device : KeyValues{};
  std::erase(given, std::pair{std::string{kDevice}, Drive{}.device});  // as it is anyhow
  if (has(given, kDevice)) return drive_of_a_fork(given);
  KeyValues defaults = default_name_space();
  leave_to_qemu(given, defaults);
  Drive result{.name_space = merged(defaults, given),
               .controller = merged({{"serial", "ZNSPEC"}, {"zoned.zasl", "3"}}, options.controller)};
  const auto size = result.name_space.begin();  // the first of the defaults
  result.size = parse_size(size->second);
  result.name_space.erase(size);
  for (const auto& [key, value] : result.name_space)
    if (key == "nsid") result.nsid = parse_nsid(value);
  std::erase_if(result.name_space, [](const auto& each) { return each.first == "nsid"; });
  fit_physical_blocks(result.name_space);
  return result;
}

bool Drive::has_subsystem() const {
  const auto is_detached = [](const KeyValues& options) { return has(options, "detached"); };
  return controllers > 1 || !subsystem.empty() || is_detached(name_space) ||
         std::any_of(beside.begin(), beside.end(), [&](const auto& each) { return is_detached(each.options); });
}

// cache=unsafe: nobody needs the image after a crash of the host, so a Flush need not reach its disk. discard=unmap:
// QEMU 10 and later write zeroes when a zone is reset, which would allocate all of it.
std::vector<std::string> drive_arguments(const Drive& drive, const std::string& image,
                                         const std::vector<std::string>& images) {
  if (drive.device != Drive{}.device) {
    const std::string options = joined(drive.controller);
    return {"-device", drive.device + ",id=nvme0" + (options.empty() ? "" : "," + options)};
  }
  std::vector<std::string> words;
  const auto add_drive = [&](const std::string& id, const std::string& file) {
    words.insert(words.end(), {"-drive", "id=" + id + ",if=none,format=raw,cache=unsafe,discard=unmap,file=" + file});
  };
  const auto add_namespace = [&](const std::string& id, std::uint32_t nsid, const KeyValues& options) {
    const std::string more = joined(options);
    words.insert(words.end(), {"-device", "nvme-ns,drive=" + id + ",bus=nvme0,nsid=" + std::to_string(nsid) +
                                              (more.empty() ? "" : "," + more)});
  };
  add_drive("drive0", image);
  // A namespace is attached to the controllers that are there before it.
  if (drive.has_subsystem()) {
    const std::string more = joined(drive.subsystem);
    words.insert(words.end(), {"-device", "nvme-subsys,id=subsys0" + (more.empty() ? "" : "," + more)});
  }
  for (std::size_t i = 0; i < drive.controllers; ++i)
    words.insert(words.end(), {"-device", "nvme,id=nvme" + std::to_string(i) + "," + joined(drive.controller) +
                                              (drive.has_subsystem() ? ",subsys=subsys0" : "")});
  add_namespace("drive0", drive.nsid, drive.name_space);
  for (std::size_t i = 0; i < images.size(); ++i) {
    const std::string id = "drive" + std::to_string(i + 1);
    add_drive(id, images[i]);
    add_namespace(id, drive.beside[i].nsid, drive.beside[i].options);
  }
  return words;
}

std::uint64_t parse_size(const std::string& text) {
  std::uint64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  static constexpr std::string_view kUnits = "KMGT";
  const std::size_t unit = rest + 1 == end ? kUnits.find(*rest) : std::string_view::npos;
  const bool whole = error == std::errc{} && (rest == end || unit != std::string_view::npos);
  const std::size_t shift = rest == end ? 0 : 10 * (unit + 1);
  if (!whole || value == 0 || value > (std::uint64_t{1} << 62) >> shift) {
    throw HarnessError("bad size of the drive: \"" + text + "\" (say for example 256M)");
  }
  return value << shift;
}

std::vector<std::string> qemu_command(const GuestOptions& options, const Drive& drive, const GuestFiles& files) {
  std::vector<std::string> command{options.qemu,
                                   "-machine",
                                   "q35",
                                   "-accel",
                                   options.accel,
                                   "-smp",
                                   std::to_string(options.smp),
                                   "-m",
                                   std::to_string(options.memory_mib),
                                   "-no-user-config",
                                   "-nodefaults",
                                   "-display",
                                   "none",
                                   "-no-reboot"};
  const auto add = [&command](std::string option, std::string value) {
    command.push_back(std::move(option));
    command.push_back(std::move(value));
  };
  const std::string folders = options.qemu_data.string();
  for (std::size_t begin = 0; begin < folders.size();) {
    const std::size_t end = std::min(folders.find(':', begin), folders.size());
    add("-L", folders.substr(begin, end - begin));
    begin = end + 1;
  }
  add("-kernel", files.kernel.string());
  add("-initrd", files.initramfs.string());
  // A panic ends QEMU at once (panic=-1, -no-reboot), and so does an oops, be it of a driver or of nvmet: the command
  // that met it would never be completed. The rest only makes an emulated CPU faster.
  std::string line =
      "console=ttyS0 panic=-1 oops=panic rdinit=/znspec/init mitigations=off tsc=reliable no_timer_check";
  if (!options.append.empty()) line += " " + options.append;
  add("-append", line);

  // The kernel's words go to the serial port; znspec's output and the frames have a port each, with no tty in between.
  const auto add_port = [&add](const std::string& id, const fs::path& fifo, const std::string& device) {
    add("-chardev", "file,id=" + id + ",path=" + doubled_commas(fifo.string()));
    add("-device", device + ",chardev=" + id);
  };
  add_port("console", files.console, "isa-serial");
  add("-device", "virtio-serial");
  add_port("out", files.out, "virtserialport,nr=1");
  add_port("err", files.err, "virtserialport,nr=2");
  add_port("frames", files.frames, "virtserialport,nr=3");
  add_port("journal", files.journal, "virtserialport,nr=4");
  add("-chardev", "pipe,id=orders,path=" + doubled_commas(files.orders.string()));
  add("-device", "virtserialport,nr=5,chardev=orders");

  for (std::string& word : drive_arguments(drive, doubled_commas(files.image.string())))
    command.push_back(std::move(word));
  return command;
}

KeyValues parse_key_values(std::string_view text) {
  KeyValues result;
  std::string item;
  const auto add = [&] {
    const std::size_t equals = item.find('=');
    if (equals == 0 || equals == std::string::npos) {
      throw std::invalid_argument("\"" + item + "\" is not KEY=VALUE");
    }
    result.emplace_back(item.substr(0, equals), item.substr(equals + 1));
    item.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != ',') {
      item += text[i];
    } else if (i + 1 < text.size() && text[i + 1] == ',') {
      item += text[i++];
    } else {
      add();
    }
  }
  add();
  return result;
}

}  // namespace zns::harness
