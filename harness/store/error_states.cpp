#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include "harness/store/crash_programs.hpp"
#include "harness/store/crash_states.hpp"
#include "harness/store/fake_disk.hpp"
#include "harness/store/stored_device.hpp"

namespace zns::harness {
namespace {

using Bytes = FakeDisk::Bytes;
using Failure = FakeDisk::Failure;
using Left = StoredDevice::Left;

constexpr const char* kOutcomes[] = {"done", "no space", "EIO", "missing", "locked", "another error"};
constexpr const char* kOperations[] = {"open", "create", "find",   "read",        "write",
                                       "cut",  "sync",   "rename", "sync folder", "remove"};

class Run {
 public:
  Run(const CrashPlan& plan, const Program& program, const Failure& failure)
      : plan_{plan}, program_{program}, failure_{failure} {
    disk_.failure = failure;
  }

  // False: the failure comes behind all that the program does.
  bool run(ErrorReport& report) {
    const std::unique_ptr<Disk> other = plan_.disk ? plan_.disk(disk_) : nullptr;
    StoredDevice device{other ? *other : static_cast<Disk&>(disk_), program_.cache};
    bool goes_on = device.create();
    for (std::size_t i = 0; goes_on && i < program_.acts.size(); ++i) goes_on = device.act(program_.acts[i]);
    if (!disk_.failed()) return false;
    ++report.runs;
    report.refused += device.refused() != 0 ? 1 : 0;
    if (!device.fault().empty()) fail(report, report.lost, device.fault());
    if (device.store() != nullptr && device.store()->poisoned()) {
      ++report.poisoned;
      const std::size_t before = disk_.operations();
      if (device.act(Act::WriteFua) || device.act(Act::Compact) || device.stop() || disk_.operations() != before)
        fail(report, report.wrong, "a poisoned store goes on");
    } else if (!goes_on && device.store() != nullptr) {
      fail(report, report.wrong, "a store that is not poisoned takes nothing");
    }
    device.die();
    disk_.failure = {};
    if (disk_.is_open(kImagePath)) fail(report, report.wrong, "the file is open still");
    judge(device, disk_.content(kImagePath), report, "after a loss of the process");
    disk_.for_each_crash(
        kImagePath, [&](const Bytes* image, const CrashChoice& choice) { judge(device, image, report, choice.text()); },
        false);
    return true;
  }

 private:
  void judge(const StoredDevice& device, const Bytes* image, ErrorReport& report, const std::string& where) {
    ++report.states;
    if (image == nullptr) {
      if (device.judge_nothing() != Left::Permitted) fail(report, report.lost, where + ": there is no image");
      return;
    }
    FakeDisk disk{kImagePath, *image};
    auto found = Store::open(disk, kImagePath);
    if (const auto* why = std::get_if<StoreRefusal>(&found)) {
      if (device.judge_nothing() != Left::Permitted) fail(report, report.lost, where + ": " + why->text);
      return;
    }
    std::size_t place = 0;
    const Left left = device.judge(std::get<Store::Opened>(found).subsystem, place);
    if (left == Left::Lost) fail(report, report.lost, where + ": what was promised is not there");
    if (left == Left::Wrong) fail(report, report.wrong, where + ": no step led to this state");
  }

  void fail(ErrorReport& report, std::uint64_t& count, const std::string& what) const {
    ++count;
    if (!report.first.empty()) return;
    report.first = to_text(program_) + ", " + kOutcomes[static_cast<std::size_t>(failure_.outcome)] + " at operation " +
                   std::to_string(failure_.at) + " (" + kOperations[static_cast<std::size_t>(*disk_.failed())] + ")" +
                   (failure_.for_ever ? " and all behind it" : "") + ": " + what;
  }

  const CrashPlan& plan_;
  const Program& program_;
  FakeDisk disk_;
  Failure failure_;
};

ErrorReport errors_of(const CrashPlan& plan, const Program& program) {
  ErrorReport report;
  for (const DiskOutcome outcome : {DiskOutcome::Io, DiskOutcome::NoSpace, DiskOutcome::Other})
    for (const bool for_ever : {false, true})
      for (std::size_t at = 0; Run{plan, program, {at, outcome, for_ever}}.run(report);) ++at;
  return report;
}

// ---- deaths -------------------------------------------------------------------------------------------------------

struct Died {};  // thrown through the store: what it would have done behind that is not done

// The process dies after that change to the disk. False: the program makes none so late.
bool die(const CrashPlan& plan, const Program& program, std::size_t at, DeathReport& report) {
  FakeDisk disk;
  const std::unique_ptr<Disk> other = plan.disk ? plan.disk(disk) : nullptr;
  StoredDevice device{other ? *other : static_cast<Disk&>(disk), program.cache};
  if (!device.create()) return false;
  disk.after_each = [&, left = at]() mutable {
    if (left-- == 0) throw Died{};
  };
  try {
    for (const Act each : program.acts) device.act(each);
    return false;
  } catch (const Died&) {
    disk.after_each = {};
  }
  ++report.deaths;
  const auto fail = [&](const std::string& what) {
    ++report.lost;
    if (report.first.empty())
      report.first = to_text(program) + ", died after change " + std::to_string(at) + ": " + what;
  };
  if (!device.act(Act::PowerOn)) fail(device.fault());
  const auto judge = [&](const Bytes* image, const CrashChoice& choice) {
    FakeDisk after{kImagePath, image != nullptr ? *image : Bytes{}};
    const auto found = Store::open(after, kImagePath);
    const auto* opened = std::get_if<Store::Opened>(&found);
    if (opened == nullptr || !device.is_latest(opened->subsystem)) fail(choice.text());
  };
  disk.for_each_crash(kImagePath, judge, false);
  return true;
}

}  // namespace

DeathReport try_deaths(const CrashPlan& plan) {
  DeathReport report;
  for (const Program& each : programs_of(plan))
    for (std::size_t at = 0; die(plan, each, at, report);) ++at;
  return report;
}

ErrorReport try_errors(const CrashPlan& plan) {
  const std::vector<Program> programs = programs_of(plan);
  std::vector<ErrorReport> reports(programs.size());
  for_each_on_threads(programs.size(), plan.threads, [&](std::size_t i) { reports[i] = errors_of(plan, programs[i]); });
  ErrorReport sum;
  for (ErrorReport& each : reports) {
    sum.runs += each.runs;
    sum.refused += each.refused;
    sum.poisoned += each.poisoned;
    sum.states += each.states;
    sum.lost += each.lost;
    sum.wrong += each.wrong;
    if (sum.first.empty()) sum.first = std::move(each.first);
  }
  return sum;
}

std::string to_text(const ErrorReport& report) {
  std::string text = std::to_string(report.runs) + " errors, " + std::to_string(report.refused) + " refused, " +
                     std::to_string(report.poisoned) + " poisoned, " + std::to_string(report.states) +
                     " states of the file, " + std::to_string(report.lost) + " lost, " + std::to_string(report.wrong) +
                     " wrong";
  if (!report.first.empty()) text += "\nfirst: " + report.first;
  return text;
}

}  // namespace zns::harness
