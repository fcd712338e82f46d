#include "harness/targets/open.hpp"

#include <utility>

#include "harness/error.hpp"
#include "harness/targets/in_process.hpp"
#include "harness/targets/open_device.hpp"
#include "harness/targets/ref_options.hpp"
#include "harness/targets/zone_guard.hpp"

namespace zns::harness {
namespace {

class OpenedReference final : public OpenedTarget {
 public:
  OpenedReference(const std::string& spelling, const RefOptions& ref, const TargetOptions& options)
      : device_{spelling, ref.geometry, ref.policy} {
    if (options.zones) guard_.emplace(device_, *options.zones);
  }
  suites::Target& target() override {
    if (guard_) return *guard_;
    return device_;
  }
  void snapshot() override {
    if (guard_) guard_->snapshot();
  }
  std::vector<std::string> changes_outside() override { return guard_ ? guard_->verify() : std::vector<std::string>{}; }

 private:
  InProcessTarget device_;
  std::optional<ZoneGuard> guard_;
};

class OpenedNode final : public OpenedTarget {
 public:
  explicit OpenedNode(OpenedDevice device) : device_{std::move(device)} {}
  suites::Target& target() override { return device_.target(); }
  [[nodiscard]] std::string banner() const override {
    return device_.device->name() + ": " + describe(device_.identity()) + ": its data will be lost";
  }
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
  if (spelling.rfind("ref:", 0) == 0)
    return std::make_unique<OpenedReference>(spelling, parse_ref_options(std::string_view{spelling}.substr(4)),
                                             options);
  if (spelling.rfind("/dev/", 0) == 0)
    return std::make_unique<OpenedNode>(
        open_device({.path = spelling, .destroy_data = options.destroy_data, .zones = options.zones}));
  throw UsageError("target '" + spelling + "': it is spelt ref:, ref:KEY=VALUE,..., /dev/nvmeXnY or /dev/ngXnY");
}

}  // namespace zns::harness
