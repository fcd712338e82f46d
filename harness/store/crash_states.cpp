#include "harness/store/crash_states.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>
#include <sstream>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "harness/store/crash_programs.hpp"
#include "harness/store/stored_device.hpp"

namespace zns::harness {
namespace {

using Bytes = FakeDisk::Bytes;
using Left = StoredDevice::Left;

std::uint64_t hash_of(const Bytes& bytes) {
  std::uint64_t hash = bytes.size();
  std::size_t at = 0;
  const auto take = [&hash](std::uint64_t word) {
    hash = (std::rotl(hash, 23) ^ word) * 0x9E37'79B9'7F4A'7C15U;
    hash ^= hash >> 32U;
  };
  for (; at + 8 <= bytes.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, &bytes[at], sizeof word);
    take(word);
  }
  for (; at < bytes.size(); ++at) take(std::to_integer<std::uint64_t>(bytes[at]));
  return hash;
}

// One program, and each loss of power that is not one of a shorter program: during its last act, or behind it.
class Run {
 public:
  Run(const CrashPlan& plan, const Program& program, std::optional<std::uint64_t> only)
      : plan_{plan}, program_{program}, only_{only} {}

  CrashReport run() {
    report_.programs = 1;
    const std::unique_ptr<Disk> other = plan_.disk ? plan_.disk(disk_) : nullptr;
    Disk& disk = other ? *other : disk_;
    StoredDevice device{disk, program_.cache};
    const auto look_at_each = [&] { disk_.after_each = [&] { look(device); }; };
    if (program_.acts.empty()) look_at_each();
    bool goes_on = device.create();
    for (std::size_t i = 0; goes_on && i < program_.acts.size(); ++i) {
      if (i + 1 == program_.acts.size()) look_at_each();
      goes_on = device.act(program_.acts[i]);
    }
    // The completion was sent, and nothing happens to the disk; then the process ends as it should.
    look(device);
    goes_on = goes_on && device.stop();
    if (!goes_on && !only_) fail(report_.lost, device.fault().empty() ? "the store gave up" : device.fault(), {});
    disk_.after_each = {};
    return std::move(report_);
  }

 private:
  void look(const StoredDevice& device) {
    ++report_.points;
    disk_.for_each_crash(kImagePath, [&](const Bytes* image, const CrashChoice& choice) {
      const std::uint64_t number = number_++;
      if (only_ && *only_ != number) return;
      ++report_.states;
      judge(device, image, choice, number);
    });
  }

  void judge(const StoredDevice& device, const Bytes* image, const CrashChoice& choice, std::uint64_t number) {
    const auto text = [&] { return " #" + std::to_string(number) + ": " + choice.text() + ": "; };
    if (image == nullptr) {
      if (device.judge_nothing() != Left::Permitted) fail(report_.lost, "there is no image", text());
      return;
    }
    const auto [seen, is_new] = seen_.try_emplace(hash_of(*image));
    Seen& as = seen->second;
    if (!is_new && as.place && as.turns == device.turns() && device.permits(*as.place)) return;
    ++report_.loads;
    FakeDisk disk{kImagePath, *image};
    auto found = Store::open(disk, kImagePath);
    if (const auto* why = std::get_if<StoreRefusal>(&found)) {
      if (device.judge_nothing() != Left::Permitted) fail(report_.lost, why->text, text());
      return;
    }
    auto& opened = std::get<Store::Opened>(found);
    std::size_t place = 0;
    const Left left = device.judge(opened.subsystem, place);
    if (left == Left::Lost) fail(report_.lost, "what was promised is not there", text());
    if (left == Left::Wrong) fail(report_.wrong, "no step led to this state", text());
    if (left != Left::Permitted) return;
    as = {.place = place, .turns = device.turns()};
    if (report_.loads % plan_.every_go_on == 0 || only_) go_on(disk, std::move(opened), text());
  }

  struct Seen {
    std::optional<std::size_t> place = {};  // of the state that it is
    std::size_t turns = 0;
  };

  // Power comes back, and is lost again once that is durable.
  void go_on(FakeDisk& disk, Store::Opened opened, const std::string& text) {
    ++report_.gone_on;
    Device device{opened.subsystem[0].geometry, opened.policy, 1};
    device.restore(opened.subsystem);
    device.restart(Reset::PowerCycle);
    opened.store->add(device, durability_of_events());
    const bool is_done = opened.store->commit(device).done();
    opened.store.reset();
    disk.lose_power();
    auto found = Store::open(disk, kImagePath);
    const auto* again = std::get_if<Store::Opened>(&found);
    if (!is_done || again == nullptr || again->subsystem != as_durable(device.subsystem()))
      fail(report_.lost, "and what was promised behind it is not there", text);
  }

  void fail(std::uint64_t& count, const std::string& what, const std::string& where) {
    ++count;
    if (report_.first.empty()) report_.first = to_text(program_) + (where.empty() ? ": " : where) + what;
  }

  const CrashPlan& plan_;
  const Program& program_;
  std::optional<std::uint64_t> only_;
  FakeDisk disk_;
  CrashReport report_;
  std::uint64_t number_ = 0;
  std::unordered_map<std::uint64_t, Seen> seen_;
};

}  // namespace

CrashReport& operator+=(CrashReport& sum, CrashReport report) {
  sum.programs += report.programs;
  sum.points += report.points;
  sum.states += report.states;
  sum.loads += report.loads;
  sum.gone_on += report.gone_on;
  sum.lost += report.lost;
  sum.wrong += report.wrong;
  if (sum.first.empty()) sum.first = std::move(report.first);
  return sum;
}

CrashReport try_crashes(const CrashPlan& plan) {
  const std::vector<Program> programs = programs_of(plan);
  std::vector<CrashReport> reports(programs.size());
  for_each_on_threads(programs.size(), plan.threads, [&](std::size_t i) {
    reports[i] = Run{plan, programs[i], {}}.run();
  });
  CrashReport sum;
  for (CrashReport& each : reports) sum += std::move(each);
  return sum;
}

CrashReport replay_crash(std::string_view text, const CrashPlan& plan) {
  const std::string line{text.substr(0, text.find(':'))};
  const std::size_t mark = line.find('#');
  const std::optional<Program> program = parse_program(line.substr(0, mark));
  if (!program) return {};
  std::optional<std::uint64_t> only;
  if (mark != std::string::npos) {
    std::istringstream in{line.substr(mark + 1)};
    std::uint64_t number = 0;
    if (!(in >> number)) return {};
    only = number;
  }
  return Run{plan, *program, only}.run();
}

std::string to_text(const CrashReport& report) {
  const auto number = [](std::uint64_t value, const char* what) { return std::to_string(value) + " " + what; };
  std::string text = number(report.programs, "programs, ") + number(report.points, "crash points, ") +
                     number(report.states, "states of the file, ") + number(report.loads, "loads, ") +
                     number(report.gone_on, "gone on with, ") + number(report.lost, "lost, ") +
                     number(report.wrong, "wrong");
  if (!report.first.empty()) text += "\nfirst: " + report.first;
  return text;
}

}  // namespace zns::harness
