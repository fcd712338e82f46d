#include "harness/targets/qemu_target.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "harness/base/error.hpp"

namespace zns::harness {
namespace {

constexpr std::size_t kRamBytes = std::size_t{256} << 20;  // of a controller; only what is used takes memory
constexpr std::size_t kMaxTransferBytes = std::size_t{64} << 20;

// QEMU 11 takes a transfer of so many pages of 2^n at most, and says it so.
constexpr std::string_view kMdtsTooLarge = "mdts exceeds IOV_MAX";
constexpr const char* kLargestMdts = "9";

}  // namespace

QemuTarget::Power::Power(const QtestMachineOptions& machine_options, const nvme::ControllerOptions& controller_options,
                         std::size_t count)
    : machine{machine_options} {
  nvme::ControllerOptions options = controller_options;
  options.parts = count;
  for (std::uint32_t i = 0; i < count; ++i) {
    options.part = i;
    controllers.push_back(std::make_unique<Wired>(machine, i, options));
  }
  for (const auto& each : controllers) each->controller.enable();
}

QemuTarget::QemuTarget(std::string spelling, QemuOptions options)
    : spelling_{std::move(spelling)},
      options_{std::move(options)},
      image_{"drive", static_cast<std::size_t>(options_.drive.size)} {
  for (const NamespaceBeside& each : options_.drive.beside)
    images_.emplace_back("beside", static_cast<std::size_t>(each.size));
  try {
    power_on_with_some_mdts();
  } catch (const HarnessError& error) {
    throw HarnessError("qemu: " + std::string{error.what()});
  } catch (const suites::DeviceLost& lost) {
    throw HarnessError("qemu: the drive does not come up: " + std::string{lost.what()});
  }
}

// Who says that there is no limit is given the largest one that this QEMU knows.
void QemuTarget::power_on_with_some_mdts() {
  try {
    power_on();
  } catch (const HarnessError& error) {
    KeyValues& controller = options_.drive.controller;
    const auto mdts = std::find(controller.begin(), controller.end(), std::pair{std::string{"mdts"}, std::string{"0"}});
    const bool is_why = std::string_view{error.what()}.find(kMdtsTooLarge) != std::string_view::npos;
    if (!is_why || mdts == controller.end()) throw;
    mdts->second = kLargestMdts;
    power_on();
  }
}

void QemuTarget::power_on() {
  power_.reset();
  image_.clear();
  std::vector<std::string> paths;
  std::vector<int> fds{image_.fd()};
  for (const SharedMemory& each : images_) {
    each.clear();
    paths.push_back(each.path_in_child());
    fds.push_back(each.fd());
  }
  power_ = std::make_unique<Power>(
      QtestMachineOptions{.qemu = options_.program.name,
                          .qemu_data = options_.program.data,
                          .machine = options_.machine,
                          .ram_bytes = kRamBytes * options_.drive.controllers,
                          .devices = drive_arguments(options_.drive, image_.path_in_child(), paths),
                          .inherited_fds = std::move(fds),
                          .timeout = options_.timeout},
      nvme::ControllerOptions{
          .entries = options_.depth, .command_timeout = options_.timeout, .doorbells = options_.doorbells},
      options_.drive.controllers);
  lost_.reset();
  keep_note();
}

suites::Carries QemuTarget::carries() const {
  std::vector<std::uint32_t> beside;
  for (const NamespaceBeside& each : options_.drive.beside) beside.push_back(each.nsid);
  return {.foreign_nsid = true,
          .over_mdts = true,
          .unaligned_report = true,
          .any_length = true,
          .zone_events = false,
          .max_transfer_bytes = kMaxTransferBytes,
          .entry_flags = true,
          .prp_layout = true,
          .command_ids = true,
          .queue_depth = options_.depth - 1,
          .controller_reset = true,
          .shutdown = true,
          .power_cycle = true,
          .mpsmin = std::uint8_t{0},  // the driver takes no other
          .sq_heads = true,
          .beside = std::move(beside),
          .controllers = options_.drive.controllers,
          .consents = suites::Consents::all(),
          .expendable = true};
}

// Once the device is lost it stays so, and nobody waits for it a second time.
template <class Action>
auto QemuTarget::guarded(Action action) {
  if (lost_) throw suites::DeviceLost(*lost_);
  if (!power_) throw HarnessError("qemu: the drive has no power: it did not come up again");
  try {
    return action();
  } catch (const suites::DeviceLost& lost) {
    lost_ = lost.what();
    throw;
  }
}

suites::Completion QemuTarget::submit(const suites::Submission& submission) {
  return submit_together({&submission, 1}).front();
}

std::vector<suites::Completion> QemuTarget::submit_together(std::span<const suites::Submission> submissions) {
  for (const suites::Submission& submission : submissions)
    if (std::max(submission.to_device.size(), submission.from_device.size()) > kMaxTransferBytes)
      throw suites::NotCarried("a transfer of more than 64 MiB");
  if (submissions.empty()) return {};
  const std::size_t controller = submissions.front().controller;
  for (const suites::Submission& submission : submissions)
    if (submission.controller != controller)
      throw suites::NotCarried("commands in flight together are sent to one controller");
  return guarded([&] { return at(controller).submit(submissions); });
}

nvme::Controller& QemuTarget::at(std::size_t controller) {
  if (controller >= power_->controllers.size()) throw suites::NotCarried("there is no such controller");
  return power_->controllers[controller]->controller;
}

void QemuTarget::reset(Reset kind) {
  if (kind == Reset::PowerCycle) {
    power_on();
    return;
  }
  guarded([&] {
    const auto& all = power_->controllers;
    if (kind == Reset::Shutdown)
      for (const auto& each : all) each->controller.shutdown();
    for (const auto& each : all) each->controller.disable();
    for (const auto& each : all) each->controller.enable();
    keep_note();
  });
}

std::optional<suites::Completion> QemuTarget::request(std::size_t controller) {
  return guarded([&] { return at(controller).request_event(); });
}
std::optional<suites::Completion> QemuTarget::next(std::size_t controller) {
  return guarded([&] { return at(controller).next_event(); });
}
std::optional<std::uint16_t> QemuTarget::identifier(std::size_t controller) {
  return guarded([&] { return at(controller).last_event_cid(); });
}
std::uint32_t QemuTarget::read32(std::size_t controller, std::uint32_t offset) {
  return guarded([&] { return at(controller).read32(offset); });
}
void QemuTarget::write32(std::size_t controller, std::uint32_t offset, std::uint32_t value) {
  guarded([&] { at(controller).write32(offset, value); });
}
void QemuTarget::disable(std::size_t controller) {
  guarded([&] { at(controller).disable(); });
}
void QemuTarget::shut_down(std::size_t controller, ShutdownNotification how) {
  guarded([&] { at(controller).shutdown(how); });
}
void QemuTarget::enable(std::size_t controller, std::optional<CommandSets> css) {
  guarded([&] {
    at(controller).enable(css);
    keep_note();
  });
}
std::uint64_t QemuTarget::spare_page(std::size_t controller) {
  return guarded([&] { return at(controller).spare_page(); });
}

void QemuTarget::keep_note() {
  for (const auto& each : power_->controllers) {
    const std::string& note = each->controller.note();
    if (!note.empty() && std::find(noticed_.begin(), noticed_.end(), note) == noticed_.end()) noticed_.push_back(note);
  }
}

}  // namespace zns::harness
