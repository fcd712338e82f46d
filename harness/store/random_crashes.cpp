#include "harness/store/random_crashes.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "harness/store/crash_programs.hpp"
#include "harness/store/store.hpp"
#include "harness/store/stored_device.hpp"
#include "reference/device/random_for_tests.hpp"
#include "reference/image/random_device_for_tests.hpp"

namespace zns::harness {
namespace {

constexpr std::size_t kBatch = 16;           // programs whose points are counted together
constexpr std::uint64_t kActs = 60;          // of one program
constexpr std::uint64_t kLoadsOfAPoint = 6;  // of the forms that the file may have
constexpr std::uint64_t kCompactBeyond = 16'384;

class RandomRun {
 public:
  RandomRun(const RandomCrashPlan& plan, std::uint64_t seed)
      : plan_{plan}, seed_{seed}, random_{~seed}, device_{seed}, disk_{std::make_unique<FakeDisk>()} {}

  CrashReport run() {
    report_.programs = 1;
    if (!create()) fail(report_.lost, "the image was not made");
    for (act_ = 0; act_ < kActs && report_.is_clean(); ++act_) {
      disk_->after_each = random_.one_in(2) ? std::function<void()>{[this] { look(); }} : std::function<void()>{};
      act();
      if (random_.one_in(16)) lose_power();
    }
    return std::move(report_);
  }

 private:
  Disk& below() {
    over_ = plan_.disk ? plan_.disk(*disk_) : nullptr;
    return over_ ? *over_ : *disk_;
  }
  // With steps that wait in memory, and without.
  [[nodiscard]] Store::Options options() const {
    return {.compact_beyond = kCompactBeyond, .wait_up_to = seed_ % 2 * 4096, .limits = {}};
  }

  bool create() {
    const Device& device = device_.device();
    auto made =
        Store::create(below(), kImagePath, device.subsystem(), device.policy(), image::ImageId{seed_}, options());
    if (!std::holds_alternative<std::unique_ptr<Store>>(made)) return false;
    store_ = std::move(std::get<std::unique_ptr<Store>>(made));
    states_ = {device_.durable()};
    return true;
  }

  void act() {
    if (!device_.act()) return;
    const bool demands = random_.one_in(2);
    const bool lasts = demands && !is_only_noted(device_.device().last_step());
    states_.push_back(device_.durable());
    store_->add(device_.device(), demands ? Durability::Demanded : Durability::MayLag);
    if (!store_->commit(device_.device()).done()) return fail(report_.lost, "the store gave up");
    if (lasts) promised_ = states_.size() - 1;
  }

  // A loss of power now: some of the forms that the file may have then.
  void look() {
    ++report_.points;
    std::uint64_t loads = 0;
    disk_->for_each_crash(
        kImagePath,
        [&](const FakeDisk::Bytes* image, const CrashChoice& choice) {
          if (loads >= kLoadsOfAPoint || !random_.one_in(3)) return;
          ++loads;
          judge(image, choice);
        },
        false);
  }

  void judge(const FakeDisk::Bytes* image, const CrashChoice& choice) {
    ++report_.states;
    const std::string how = choice.text() + ": ";
    if (image == nullptr) {
      if (!states_.empty()) fail(report_.lost, how + "there is no image");
      return;
    }
    ++report_.loads;
    FakeDisk disk{kImagePath, *image};
    if (auto opened = open(disk, how)) expect_left(opened->subsystem, how);
  }

  // Before the image was made there may be none.
  std::optional<Store::Opened> open(Disk& disk, const std::string& how) {
    auto found = Store::open(disk, kImagePath, options());
    if (auto* opened = std::get_if<Store::Opened>(&found)) return std::move(*opened);
    if (!states_.empty()) fail(report_.lost, how + std::get<StoreRefusal>(found).text);
    return std::nullopt;
  }

  void expect_left(const Subsystem& loaded, const std::string& how) {
    const auto promised = states_.begin() + static_cast<std::ptrdiff_t>(promised_);
    if (std::find(promised, states_.end(), loaded) != states_.end() || states_.empty()) return;
    if (std::find(states_.begin(), promised, loaded) != promised)
      fail(report_.lost, how + "what was promised is not there");
    else
      fail(report_.wrong, how + "no step led to this state");
  }

  // The program goes on with what is left, as power comes back.
  void lose_power() {
    disk_->after_each = {};
    store_.reset();
    disk_->lose_power();
    std::optional<Store::Opened> opened = open(below(), "");
    if (!opened) return;
    expect_left(opened->subsystem, "");
    ++report_.gone_on;
    Device& device = device_.device();
    device.restore(opened->subsystem);
    device.restart(Reset::PowerCycle);
    store_ = std::move(opened->store);
    states_ = {std::move(opened->subsystem), device_.durable()};
    promised_ = 0;
    store_->add(device, Durability::Demanded);
    if (!store_->commit(device).done()) return fail(report_.lost, "the store gave up");
    promised_ = 1;
  }

  void fail(std::uint64_t& count, const std::string& what) {
    ++count;
    if (report_.first.empty())
      report_.first = "seed " + std::to_string(seed_) + ", act " + std::to_string(act_) + ": " + what;
  }

  const RandomCrashPlan& plan_;
  std::uint64_t seed_;
  Random random_;
  image::RandomDevice device_;
  std::unique_ptr<FakeDisk> disk_;
  std::unique_ptr<Disk> over_;
  std::unique_ptr<Store> store_;
  std::vector<Subsystem> states_;  // after each step since power came back; none before the image was made
  std::size_t promised_ = 0;
  std::uint64_t act_ = 0;
  CrashReport report_;
};

}  // namespace

CrashReport try_random_crashes(const RandomCrashPlan& plan) {
  CrashReport sum;
  for (std::uint64_t begin = plan.seed; sum.points < plan.points && sum.is_clean(); begin += kBatch) {
    std::vector<CrashReport> reports(kBatch);
    for_each_on_threads(kBatch, plan.threads, [&](std::size_t i) { reports[i] = RandomRun{plan, begin + i}.run(); });
    for (CrashReport& each : reports) sum += std::move(each);
  }
  return sum;
}

}  // namespace zns::harness
