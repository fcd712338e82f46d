#include "harness/targets/drive_resets.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <sstream>
#include <system_error>
#include <utility>

#include "harness/base/error.hpp"
#include "harness/base/unique_fd.hpp"
#include "harness/targets/protection.hpp"

namespace zns::harness {
namespace {

namespace fs = std::filesystem;

constexpr unsigned long kIoctlSubsystemReset = 0x4E45;  // NVME_IOCTL_SUBSYS_RESET
constexpr std::chrono::milliseconds kSettle{1000};  // in which a device may not answer after its reset (PCI Express)

fs::path real(const fs::path& path) {
  std::error_code error;
  fs::path found = fs::canonical(path, error);
  return error ? fs::path{} : found;
}

bool is_listed(const std::string& word, const std::string& text) {
  std::istringstream words{text};
  for (std::string each; words >> each;)
    if (each == word) return true;
  return false;
}

std::string why_not_writable(const fs::path& file) {
  return ::access(file.c_str(), W_OK) == 0 ? "" : file.string() + ": " + std::strerror(errno);
}

// An attribute of sysfs that has another value for a while. Where all words are listed that can be written, the value
// is the one in brackets.
class Setting {
 public:
  Setting(const Host& host, fs::path file, const std::string& text) : host_{host}, file_{std::move(file)} {
    before_ = attribute(file_).value_or("");
    const std::size_t open = before_.find('[');
    if (open != std::string::npos) before_ = before_.substr(open + 1, before_.find(']') - open - 1);
    error_ = host_.write(file_.c_str(), text);
  }
  Setting(const Setting&) = delete;
  Setting& operator=(const Setting&) = delete;
  ~Setting() {
    if (error_ == 0) static_cast<void>(host_.write(file_.c_str(), before_));
  }
  [[nodiscard]] const fs::path& file() const { return file_; }
  [[nodiscard]] int error() const { return error_; }

 private:
  const Host& host_;
  fs::path file_;
  std::string before_;
  int error_ = 0;
};

// Somebody uses another namespace of the controller, who would be disturbed; empty: nobody does.
std::string who_is_disturbed(const DeviceNode& node, const std::vector<BlockFace>& faces, const Host& host) {
  for (const BlockFace& face : neighbours_of(node, faces, host)) {
    const DeviceNode neighbour{.spelling = "/dev/" + face.name, .path = host.dev / face.name, .name = face.name};
    try {
      static_cast<void>(claim_unused(neighbour, {face}, host));
    } catch (const HarnessError& error) {
      return std::string{"they would disturb another namespace: "} + error.what();
    }
  }
  return {};
}

}  // namespace

DriveResets::DriveResets(ResetOptions options, const DeviceNode& node, const std::vector<BlockFace>& faces,
                         const Host& host)
    : options_{std::move(options)}, host_{host}, spelling_{node.spelling} {
  if (options_.ways.empty()) return;
  const std::vector<fs::path> controllers = controllers_of(node, host);
  std::string& refused = options_.refused;
  if (refused.empty() && controllers.size() != 1)
    refused = controllers.empty() ? "/sys does not tell its controller"
                                  : "it has " + std::to_string(controllers.size()) + " controllers";
  if (refused.empty()) refused = who_is_disturbed(node, faces, host);
  if (!refused.empty()) {
    options_.ways.clear();
    missing_.push_back("no resets: " + refused);
    return;
  }
  controller_ = controllers.front();
  if (attribute(controller_ / "transport") == "pcie") pci_ = real(controller_ / "device");
  driver_ = real(pci_ / "driver").filename();
  for (const ResetWay way : std::vector{options_.ways})
    if (const std::string why = why_not(way); !why.empty()) give_up(way, why);
}

void DriveResets::give_up(ResetWay way, const std::string& why) {
  missing_.push_back("no resets of kind " + std::string{facts_of(way).name} + ": " + why);
  options_.ways.erase(std::remove(options_.ways.begin(), options_.ways.end(), way), options_.ways.end());
}

std::string DriveResets::why_not(ResetWay way) const {
  if (way == ResetWay::Controller) return why_not_writable(controller_ / "reset_controller");
  if (pci_.empty()) return "the drive is no PCI device";
  const auto first = [](std::initializer_list<fs::path> files) {
    for (const fs::path& file : files)
      if (std::string why = why_not_writable(file); !why.empty()) return why;
    return std::string{};
  };
  switch (way) {
    case ResetWay::Flr: {
      const std::string methods = attribute(pci_ / "reset_method").value_or("");
      if (!is_listed("flr", methods)) return "the kernel can reset it by " + (methods.empty() ? "nothing" : methods);
      return first({pci_ / "reset", pci_ / "reset_method"});
    }
    case ResetWay::Hot:
      return first({pci_ / "remove", bus() / "rescan"});
    case ResetWay::Shutdown:
      if (driver_.empty()) return "/sys does not tell its driver";
      return first({bus() / "drivers" / driver_ / "unbind", bus() / "drivers" / driver_ / "bind"});
    case ResetWay::Suspend:
      return why_no_suspend();
    default:
      return {};
  }
}

// In a suspend that firmware ends the kernel shuts every drive down; in a lighter one only a drive without power
// states.
std::string DriveResets::why_no_suspend() const {
  for (const char* file : {"state", "pm_test"})
    if (std::string why = why_not_writable(power() / file); !why.empty()) return why;
  if (!options_.sleeps || can_sleep_deeply()) return {};
  return "the kernel would bring it to another power state, which is no shutdown";
}

bool DriveResets::can_sleep_deeply() const {
  const std::string modes = attribute(power() / "mem_sleep").value_or("");
  return is_listed("deep", modes) || is_listed("[deep]", modes);
}

bool DriveResets::has(Reset effect) const {
  return std::any_of(options_.ways.begin(), options_.ways.end(),
                     [effect](ResetWay way) { return facts_of(way).effect == effect; });
}

bool DriveResets::is_on_bus() const {
  std::error_code error;
  return pci_.empty() || fs::exists(pci_, error);
}

ResetWay DriveResets::next(Reset effect) {
  std::vector<ResetWay> fitting;
  std::copy_if(options_.ways.begin(), options_.ways.end(), std::back_inserter(fitting),
               [effect](ResetWay way) { return facts_of(way).effect == effect; });
  if (fitting.empty()) throw HarnessError(spelling_ + ": a reset was sent that the way does not carry");
  return fitting[turn_[effect]++ % fitting.size()];
}

std::string DriveResets::write(const Folder& file, const std::string& text) const {
  return outcome(file, host_.write(file.c_str(), text));
}

std::string DriveResets::outcome(const Folder& file, int error) const {
  if (error == EACCES || error == EPERM || error == EROFS)
    throw HarnessError(spelling_ + ": " + file.string() + ": " + std::strerror(error));
  return error == 0 ? "" : file.string() + ": " + std::strerror(error);
}

std::string DriveResets::flr() const {
  const Setting method{host_, pci_ / "reset_method", "flr"};
  if (std::string why = outcome(method.file(), method.error()); !why.empty()) return why;
  return write(pci_ / "reset", "1");
}

// The kernel's own test of a suspend: devices are suspended, and resumed after a delay. The machine does not sleep.
std::string DriveResets::suspend() const {
  const bool deep = can_sleep_deeply();
  const Setting test{host_, power() / "pm_test", "devices"};
  if (std::string why = outcome(test.file(), test.error()); !why.empty()) return why;
  const Setting delay{host_, host_.sys / "module" / "suspend" / "parameters" / "pm_test_delay", "1"};
  std::optional<Setting> mode;
  if (deep) mode.emplace(host_, power() / "mem_sleep", "deep");
  if (mode && mode->error() != 0) return outcome(mode->file(), mode->error());
  return write(power() / "state", deep ? "mem" : "freeze");
}

std::string DriveResets::remove_and_rescan() const {
  if (const std::string why = write(pci_ / "remove", "1"); !why.empty()) return why;
  return write(bus() / "rescan", "1");
}

std::string DriveResets::let_go_and_take() const {
  const Folder driver = bus() / "drivers" / driver_;
  const std::string name = pci_.filename();
  if (const std::string why = write(driver / "unbind", name); !why.empty()) return why;
  return write(driver / "bind", name);
}

// Older kernels do not notice what they did, and have to be told to enable the controller again.
std::string DriveResets::reset_subsystem(const Folder& controller) const {
  const std::string node = (host_.dev / controller.filename()).string();
  const UniqueFd fd{host_.open(node.c_str(), O_RDWR)};
  if (!fd || ::ioctl(fd.get(), kIoctlSubsystemReset) != 0) {
    const int error = errno;
    if (error == ENOTTY) return "the drive has no such reset (CAP.NSSRS)";
    return node + ": " + std::strerror(error);
  }
  host_.pause(kSettle);
  static_cast<void>(write(controller / "reset_controller", "1"));
  return {};
}

std::string DriveResets::cycle_power(const Folder& controller) const {
  const std::string how = host_.shell(options_.power_cycle, options_.patience);
  if (!how.empty()) throw HarnessError(spelling_ + ": --power-cycle '" + options_.power_cycle + "': " + how);
  host_.pause(kSettle);
  static_cast<void>(write(bus() / "rescan", "1"));
  static_cast<void>(write(controller / "reset_controller", "1"));
  return {};
}

std::string DriveResets::perform(ResetWay way, const Folder& controller) {
  switch (way) {
    case ResetWay::Controller:
      return write(controller / "reset_controller", "1");
    case ResetWay::Subsystem:
      return reset_subsystem(controller);
    case ResetWay::Flr:
      return flr();
    case ResetWay::Hot:
      return remove_and_rescan();
    case ResetWay::Shutdown:
      return let_go_and_take();
    case ResetWay::Suspend:
      return suspend();
    case ResetWay::Power:
      return cycle_power(controller);
  }
  return {};
}

bool DriveResets::help_back(ResetWay way) {
  if (facts_of(way).effect != Reset::PowerCycle) return false;
  static_cast<void>(remove_and_rescan());
  static_cast<void>(write(bus() / "rescan", "1"));  // it may have left the bus already
  return true;
}

}  // namespace zns::harness
