#include "harness/targets/drive_target.hpp"

#include <algorithm>
#include <utility>

#include "harness/base/error.hpp"
#include "harness/targets/kernel_errors.hpp"
#include "harness/targets/open_device.hpp"

namespace zns::harness {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr milliseconds kBackWithin{60'000};  // unless the drive says that it takes longer (RTD3R, RTD3E)
constexpr milliseconds kShortestPause{20};
constexpr milliseconds kLongestPause{500};

// As LibnvmeTarget gives it: without the padding of the field, and safe to print.
std::string serial_in(const fs::path& controller) {
  std::string text = attribute(controller / "serial").value_or("");
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return text;
}

fs::path controller_of(const DeviceNode& node, const Host& host) {
  const std::vector<fs::path> controllers = controllers_of(node, host);
  return controllers.empty() ? fs::path{} : controllers.front();
}

}  // namespace

DriveTarget::DriveTarget(Connection connection, DriveResets resets, milliseconds timeout, const Host& host)
    : name_{connection.node.spelling},
      host_{host},
      timeout_{timeout},
      resets_{std::move(resets)},
      connection_{std::move(connection)},
      identity_{connection_->device->identity()},
      way_together_{connection_->device->way_together()},
      carries_{connection_->device->carries()},
      patience_{std::max(kBackWithin, std::chrono::ceil<milliseconds>(2 * connection_->device->resume_time()))},
      controller_{controller_of(connection_->node, host)},
      log_{host},
      generic_{connection_->node.generic} {}

suites::Carries DriveTarget::carries() const {
  suites::Carries carries = carries_;
  carries.controller_reset = resets_.has(Reset::Controller);
  carries.shutdown = resets_.has(Reset::Shutdown);
  carries.power_cycle = carries.keeps_zones = resets_.has(Reset::PowerCycle);
  return carries;
}

LibnvmeTarget& DriveTarget::device() {
  if (!connection_) throw suites::DeviceLost(lost_);
  return *connection_->device;
}

// The controller, and the device on the bus that it is: the kernel writes "nvme nvme0: ..." or "nvme 0000:00:04.0:
// ...".
std::vector<std::string> DriveTarget::names_in_log() const {
  std::error_code error;
  const fs::path device = fs::canonical(controller_ / "device", error);
  std::vector<std::string> names{controller_.filename()};
  if (!error) names.push_back(device.filename());
  return names;
}

// A command that the kernel gave up is the drive's fault only if it was late: a reset alone is somebody else's. Where
// the kernel's log cannot be read the drive is held to it.
template <class Send>
auto DriveTarget::explained(Send send) {
  try {
    return send();
  } catch (const GivenUp& lost) {
    if (!log_.readable()) throw;
    const std::vector<std::string> lines = log_.news(names_in_log());
    said_.insert(said_.end(), lines.begin(), lines.end());
    const auto late = std::find_if(lines.begin(), lines.end(), tells_of_a_late_command);
    if (late != lines.end()) throw suites::DeviceLost(std::string{lost.what()} + "; its log: '" + *late + "'");
    throw HarnessError(name_ + ": " + lost.what() + ", although no command was late: somebody else reset it");
  }
}

suites::Completion DriveTarget::submit(const suites::Submission& submission) {
  const suites::Completion cqe = explained([&] { return device().submit(submission); });
  doings_.refused += cqe.status != kSuccess ? 1 : 0;
  return cqe;
}

std::vector<suites::Completion> DriveTarget::submit_together(std::span<const suites::Submission> submissions) {
  std::vector<suites::Completion> cqes = explained([&] { return device().submit_together(submissions); });
  for (const suites::Completion& cqe : cqes) doings_.refused += cqe.status != kSuccess ? 1 : 0;
  return cqes;
}

// A node that goes away with the reset has to be closed before: an open one would keep its name.
void DriveTarget::reset(Reset kind) {
  const ResetWay way = resets_.next(kind);
  std::optional<Connection> kept = std::exchange(connection_, std::nullopt);
  if (facts_of(way).node_goes) kept.reset();
  lost_ = std::string{facts_of(way).words} + " did not end well";
  hear();
  doings_.power_cycles += facts_of(way).effect == Reset::PowerCycle ? 1 : 0;
  const std::string refused = resets_.perform(way, controller_);
  come_back(way, refused, std::move(kept));
  static_cast<void>(log_.news(names_in_log()));  // what it says of this reset is no news
  if (!refused.empty()) throw HarnessError(name_ + ": no " + std::string{facts_of(way).name} + " reset: " + refused);
}

void DriveTarget::hear() {
  const std::vector<std::string> lines = log_.news(names_in_log());
  said_.insert(said_.end(), lines.begin(), lines.end());
}

void DriveTarget::watch() {
  hear();
  said_.clear();
  doings_ = {};
  before_ = connection_ ? read_health_log(device()) : std::nullopt;
}

std::vector<std::string> DriveTarget::noticed() {
  std::vector<std::string> lines;
  const auto after = connection_ && before_ ? read_health_log(device()) : std::nullopt;
  if (after) lines = differences(*before_, *after, doings_);
  hear();
  for (const std::string& line : std::exchange(said_, {})) lines.push_back("the kernel: " + line);
  return lines;
}

void DriveTarget::try_resets() {
  const std::vector<ResetWay>& ways = resets_.ways();
  if (std::find(ways.begin(), ways.end(), ResetWay::Subsystem) == ways.end()) return;
  const std::string why = resets_.perform(ResetWay::Subsystem, controller_);
  if (!why.empty()) return resets_.give_up(ResetWay::Subsystem, why);
  connection_.reset();
  come_back(ResetWay::Subsystem, {}, {});
}

void DriveTarget::come_back(ResetWay way, const std::string& refused, std::optional<Connection> kept) {
  Absence absence;
  bool helped = false;
  for (milliseconds waited{0}; waited <= patience_;) {
    if (look_for_it(kept, absence)) return;
    if (!helped && waited >= patience_ / 2) helped = resets_.help_back(way);
    const milliseconds pause = std::clamp(waited / 10, kShortestPause, kLongestPause);
    host_.pause(pause);
    waited += pause;
  }
  if (absence.in_use) throw HarnessError(name_ + ": not ours again after its reset: " + absence.why);
  const std::string words{facts_of(way).words};
  if (!facts_of(way).leaves_bus && !resets_.is_on_bus())
    throw HarnessError(name_ + ": after " + words + " it is not on its bus any more: it was pulled, or lost its link");
  lost_ = "after " + words + " the drive did not come back within " + std::to_string(patience_.count() / 1000) +
          " s: " + absence.why + (refused.empty() ? "" : " (" + refused + ")");
  throw suites::DeviceLost(lost_);
}

// True once it is there and works; or else why not.
bool DriveTarget::look_for_it(std::optional<Connection>& kept, Absence& absence) {
  absence = {};
  std::string& why = absence.why;
  why = "no controller has serial number '" + identity_.serial + "'";
  const fs::path all = host_.sys / "class" / "nvme";
  for (const std::string& name : names_in(all)) {
    if (serial_in(all / name) != identity_.serial) continue;
    const std::string state = attribute(all / name / "state").value_or("live");
    if (state != "live") {
      why = name + ", its controller, is " + state;
      continue;
    }
    std::error_code error;
    const fs::path controller = fs::canonical(all / name, error);
    why = name + ", its controller, has no namespace " + std::to_string(identity_.nsid);
    for (const fs::path& node : nodes_below(controller, identity_.nsid, generic_, host_))
      if (take(node, kept, absence)) return controller_ = controller, true;
  }
  return false;
}

// Nothing but Identify is sent before it is known for the same.
bool DriveTarget::take(const fs::path& path, std::optional<Connection>& kept, Absence& absence) {
  try {
    DeviceNode node = find_node(path.string(), host_);
    node.spelling = name_;
    const bool is_kept = kept && kept->node.name == node.name;
    Connection found = connect(std::move(node), !is_kept, timeout_, host_);
    if (is_same_drive(found.device->identity(), identity_)) {
      if (is_kept) found.claim = std::move(kept->claim);
      connection_ = std::move(found);
      return true;
    }
    absence.why = path.string() + " is another drive now: " + describe(found.device->identity());
  } catch (const DeviceInUse& use) {
    absence = {.why = use.what(), .in_use = true};
  } catch (const HarnessError& error) {
    absence.why = error.what();
  } catch (const suites::DeviceLost& lost) {
    absence.why = lost.what();
  }
  return false;
}

}  // namespace zns::harness
