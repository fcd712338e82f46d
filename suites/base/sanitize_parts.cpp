#include "suites/base/sanitize_parts.hpp"

#include <algorithm>
#include <chrono>

#include "suites/base/log_page_parts.hpp"

namespace zns::suites::sanitizing {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstPause{10};
constexpr milliseconds kLongestPause{10'000};
constexpr milliseconds kPatience{12LL * 3600 * 1000};  // an overwrite of a large medium takes hours

// That grow, until there were too many.
class Pauses {
 public:
  explicit Pauses(Bench& bench) : bench_{bench} {}
  bool one_more() {
    if (waited_ >= kPatience) return false;
    bench_.target().wait(next_);
    waited_ += next_;
    next_ = std::min(2 * next_, kLongestPause);
    return true;
  }

 private:
  Bench& bench_;
  milliseconds waited_{0};
  milliseconds next_ = kFirstPause;
};

// Whatever became of the case: no operation goes on, none has failed, and zones are Empty.
void settle(Bench& bench) {
  if (wait(bench).state() == SanitizeState::Failed)
    bench.expect_success(bench.admin_once(Sanitize{.sanact = SanitizeAction::ExitFailureMode}));
  bench.expect_success(bench.select_all(ZoneSendAction::Reset));
}

}  // namespace

bool can(const Bench& bench, std::uint32_t actions) {
  return (bench.facts().controller.sanicap & actions) != 0;
}

Sanitize action(SanitizeAction sanact) {
  const std::uint8_t passes = sanact == SanitizeAction::Overwrite ? 1 : 0;
  return {.ovrpat = passes != 0 ? 0x5A5A'5A5AU : 0U, .sanact = sanact, .ause = true, .owpass = passes};
}

Sanitize quickest(const Bench& bench) {
  if (can(bench, sanicap::kCryptoErase)) return action(SanitizeAction::CryptoErase);
  return action(can(bench, sanicap::kBlockErase) ? SanitizeAction::BlockErase : SanitizeAction::Overwrite);
}

std::uint32_t cdw10_of(const Sanitize& command) {
  return encode(Command{.queue = Queue::Admin, .nsid = 0, .body = command}).cdw10;
}

std::string name_of(SanitizeState state) {
  switch (state) {
    case SanitizeState::Never:
      return "never sanitized";
    case SanitizeState::Succeeded:
      return "succeeded";
    case SanitizeState::InProgress:
      return "in progress";
    case SanitizeState::Failed:
      return "failed";
    case SanitizeState::SucceededDeallocated:
      return "succeeded, with unexpected deallocation";
  }
  return "reserved value " + std::to_string(static_cast<unsigned>(state));
}

// A device that refuses its log page while an operation goes on is found out when that has ended.
SanitizeStatus status(Bench& bench) {
  Bytes data;
  const auto read = [&] {
    return bench
        .admin_once(logs::page(Lid::SanitizeStatus, kSanitizeStatusBytes),
                    {.nsid = kBroadcastNsid, .bytes = kSanitizeStatusBytes, .data = &data})
        .status;
  };
  const Status first = read();
  Pauses pauses{bench};
  for (Status next = first; next == Status::SanitizeInProgress && pauses.one_more();) next = read();
  bench.expect(first == kSuccess, "the Sanitize Status log page at any time", to_string(first));
  return decode_sanitize_status(data);
}

Completion send(Bench& bench, const Sanitize& command) {
  const Completion cqe = bench.admin_once(command);
  if (cqe.status == kSuccess) bench.at_end([&bench] { settle(bench); });
  return cqe;
}

void start(Bench& bench, const Sanitize& command) {
  bench.expect_success(send(bench, command));
}

SanitizeStatus wait(Bench& bench) {
  Pauses pauses{bench};
  do {
    const SanitizeStatus found = status(bench);
    if (found.state() != SanitizeState::InProgress) return found;
  } while (pauses.one_more());
  throw CaseInconclusive{"the sanitize operation goes on for more than " + std::to_string(kPatience.count() / 1000) +
                         " s"};
}

SanitizeStatus succeed(Bench& bench) {
  const SanitizeStatus found = wait(bench);
  bench.needs(found.state() != SanitizeState::Failed, "the sanitize operation failed");
  const bool succeeded =
      found.state() == SanitizeState::Succeeded || found.state() == SanitizeState::SucceededDeallocated;
  bench.expect(succeeded, "a sanitize operation that has ended succeeded, or failed (SSTAT)", name_of(found.state()));
  return found;
}

void needs_progress(Bench& bench) {
  bench.needs(status(bench).state() == SanitizeState::InProgress, "the sanitize operation ends too soon");
}

void expect_each(Bench& bench, const std::vector<Answer>& answers, Status expected) {
  for (const Answer& each : answers)
    bench.expect(each.status == expected, to_string(expected) + " to " + each.name + " while the operation goes on",
                 to_string(each.status));
}

}  // namespace zns::suites::sanitizing
