#include "harness/targets/drive_target.hpp"

#include <algorithm>
#include <utility>

#include "harness/error.hpp"
#include "harness/targets/open_device.hpp"

namespace zns::harness {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr milliseconds kBackWithin{60'000};  // unless the drive says that it takes longer (RTD3R, RTD3E)
constexpr milliseconds kShortestPause{20};
constexpr milliseconds kLongestPause{500};

// The blanks are the padding of the field.
std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(' ');
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(' ') + 1 - begin);
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

suites::Completion DriveTarget::submit(const suites::Submission& submission) {
  return device().submit(submission);
}

std::vector<suites::Completion> DriveTarget::submit_together(std::span<const suites::Submission> submissions) {
  return device().submit_together(submissions);
}

// A node that goes away with the reset has to be closed before: an open one would keep its name.
void DriveTarget::reset(Reset kind) {
  const ResetWay way = resets_.next(kind);
  std::optional<Connection> kept = std::exchange(connection_, std::nullopt);
  if (facts_of(way).node_goes) kept.reset();
  lost_ = std::string{facts_of(way).words} + " did not end well";
  const std::string refused = resets_.perform(way, controller_);
  come_back(way, refused, std::move(kept));
  if (!refused.empty()) throw HarnessError(name_ + ": no " + std::string{facts_of(way).name} + " reset: " + refused);
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
  lost_ = "after " + std::string{facts_of(way).words} + " the drive did not come back within " +
          std::to_string(patience_.count() / 1000) + " s: " + absence.why +
          (refused.empty() ? "" : " (" + refused + ")");
  throw suites::DeviceLost(lost_);
}

// True once it is there and works; or else why not.
bool DriveTarget::look_for_it(std::optional<Connection>& kept, Absence& absence) {
  absence = {};
  std::string& why = absence.why;
  why = "no controller has serial number '" + identity_.serial + "'";
  const fs::path all = host_.sys / "class" / "nvme";
  for (const std::string& name : names_in(all)) {
    if (trimmed(attribute(all / name / "serial").value_or("")) != identity_.serial) continue;
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
