#include "harness/targets/open.hpp"

#include <string_view>
#include <utility>

#include "harness/base/error.hpp"
#include "harness/targets/in_process.hpp"
#include "harness/targets/mutant_target.hpp"
#include "harness/targets/open_device.hpp"
#include "harness/targets/qemu_target.hpp"
#include "harness/targets/recorded_target.hpp"
#include "harness/targets/ref_options.hpp"
#include "harness/targets/zone_guard.hpp"

namespace zns::harness {
namespace {

// A device that is ours alone, and is gone when it is closed.
template <class Device>
class OpenedOwn : public OpenedTarget {
 public:
  template <class... Arguments>
  explicit OpenedOwn(const std::optional<ZoneRange>& zones, Arguments&&... arguments)
      : device_{std::forward<Arguments>(arguments)...} {
    if (zones) guard_.emplace(device_, *zones);
  }
  suites::Target& target() override {
    if (guard_) return *guard_;
    return device_;
  }
  void snapshot() override {
    if (guard_) guard_->snapshot();
  }
  std::vector<std::string> changes_outside() override { return guard_ ? guard_->verify() : std::vector<std::string>{}; }

 protected:
  [[nodiscard]] const Device& device() const { return device_; }

 private:
  Device device_;
  std::optional<ZoneGuard> guard_;
};

class OpenedQemu final : public OpenedOwn<QemuTarget> {
 public:
  OpenedQemu(const std::string& spelling, const QemuOptions& qemu, const TargetOptions& options)
      : OpenedOwn<QemuTarget>{options.zones, spelling, qemu},
        kind_{qemu.drive.device},
        version_{qemu_version(qemu.program)} {}
  [[nodiscard]] std::string known_deviations() const override { return known_deviations_of_qemu(kind_, version_); }
  [[nodiscard]] std::string emulator() const override { return name_of_qemu(kind_, version_); }
  std::vector<std::string> noticed() override { return device().noticed(); }

 private:
  std::string kind_;  // of QEMU's device
  std::string version_;
};

class OpenedRecorded final : public OpenedOwn<RecordedTarget> {
 public:
  OpenedRecorded(const std::optional<ZoneRange>& zones, const std::string& spelling, std::string file,
                 std::string_view options)
      : OpenedOwn<RecordedTarget>{zones, spelling, file, options}, file_{std::move(file)} {}
  [[nodiscard]] std::string banner() const override {
    const std::uint64_t torn = device().device().torn_bytes();
    if (torn == 0) return {};
    return file_ + ": " + std::to_string(torn) + " bytes at its end were never durable, and are cut off";
  }

 private:
  std::string file_;
};

class OpenedNode final : public OpenedTarget {
 public:
  explicit OpenedNode(OpenedDevice device) : device_{std::move(device)} {}
  suites::Target& target() override { return device_.target(); }
  [[nodiscard]] std::string banner() const override {
    const DriveTarget& drive = *device_.drive;
    std::string lines = drive.name() + ": " + describe(drive.identity()) + ": its data will be lost; up to " +
                        std::to_string(drive.carries().queue_depth) + " commands in flight by " + drive.way_together();
    for (const std::string& missing : drive.resets().missing()) lines += "\nznspec: " + drive.name() + ": " + missing;
    return lines;
  }
  void watch() override { device_.drive->watch(); }
  std::vector<std::string> noticed() override { return device_.drive->noticed(); }
  void snapshot() override {
    if (device_.guard) device_.guard->snapshot();
  }
  std::vector<std::string> changes_outside() override {
    return device_.guard ? device_.guard->verify() : std::vector<std::string>{};
  }

 private:
  OpenedDevice device_;
};

}  // namespace

std::unique_ptr<OpenedTarget> open_target(const std::string& spelling, const TargetOptions& options) {
  if (spelling.rfind("ref:", 0) == 0) {
    const std::string_view text = std::string_view{spelling}.substr(4);
    if (std::string file = image_file(text); !file.empty())
      return std::make_unique<OpenedRecorded>(options.zones, spelling, std::move(file), text);
    const RefOptions ref = parse_ref_options(text);
    return std::make_unique<OpenedOwn<InProcessTarget>>(options.zones, spelling, shape_of(ref), ref.policy);
  }
  if (spelling.rfind("mutant:", 0) == 0) {
    const MutantOptions mutant = parse_mutant_options(std::string_view{spelling}.substr(7));
    return std::make_unique<OpenedOwn<MutantTarget>>(options.zones, spelling, mutant.mutant->defect, mutant.ref);
  }
  if (spelling.rfind("variant:", 0) == 0) {
    const VariantOptions variant = parse_variant_options(std::string_view{spelling}.substr(8));
    return std::make_unique<OpenedOwn<MutantTarget>>(options.zones, spelling, variant.variant->conduct, variant.ref);
  }
  if (spelling.rfind("qemu:", 0) == 0) {
    QemuOptions qemu = parse_qemu_options(std::string_view{spelling}.substr(5), options_of(options.qemu));
    qemu.program = options.qemu;
    return std::make_unique<OpenedQemu>(spelling, qemu, options);
  }
  if (spelling.rfind("/dev/", 0) == 0)
    return std::make_unique<OpenedNode>(open_device({.path = spelling,
                                                     .destroy_data = options.destroy_data,
                                                     .only_look = options.only_look,
                                                     .zones = options.zones,
                                                     .timeout = options.timeout,
                                                     .resets = {options.resets, options.power_cycle},
                                                     .consents = options.consents}));
  throw UsageError(
      "target '" + spelling +
      "': it is spelt ref:, qemu:, either with KEY=VALUE,..., mutant:ID, variant:ID, /dev/nvmeXnY or /dev/ngXnY");
}

}  // namespace zns::harness
