#include "suites/patience.hpp"

#include <algorithm>

#include "reference/spec/command.hpp"
#include "reference/spec/identify.hpp"
#include "suites/command_text.hpp"

namespace zns::suites {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kAtOnce = 3;  // times, before the first pause
constexpr milliseconds kLongestPause{1'000};
constexpr milliseconds kDelayUnit{100};  // of CRDTn
constexpr std::size_t kAnew = 3;         // times, after Do Not Retry
constexpr milliseconds kPauseBeforeAnew{100};

// Also Admin Command Media Not Ready: no I/O command has it.
bool passes(Status status) {
  return is_passing(Queue::Admin, status);
}

// What takes so long that nobody waits for it in a run; empty for all else.
std::string long_work(Status status) {
  if (status == Status::SanitizeInProgress) return "the namespace is being sanitized";
  if (status == Status::FormatInProgress) return "the namespace is being formatted";
  return "";
}

milliseconds pause_after(std::size_t times) {
  if (times < kAtOnce) return milliseconds{0};
  const std::size_t doublings = std::min<std::size_t>(times - kAtOnce, 10);
  return std::min(milliseconds{1LL << doublings}, kLongestPause);
}

}  // namespace

milliseconds delay_asked(Target& target, const Completion& cqe) {
  if (cqe.crd == 0 || cqe.dnr || !passes(cqe.status)) return milliseconds{0};  // GEN-007: reserved
  IdentifyPage page{};
  const Sqe sqe = encode(Command{.queue = Queue::Admin, .body = Identify{.cns = Cns::Controller}});
  const Completion identified =
      target.submit({.queue = Queue::Admin, .sqe = sqe, .to_device = {}, .from_device = page});
  if (identified.status != kSuccess) return milliseconds{0};  // not now: the pauses have to do
  return kDelayUnit * decode_identify_controller(page).crdt[cqe.crd - 1U];
}

bool Patience::wait(milliseconds delay) {
  if (waited_ + delay > limit_) return false;
  waited_ += delay;
  if (delay > milliseconds{0}) target_.wait(delay);
  return true;
}

bool Patience::goes_on(const Completion& cqe) {
  if (!passes(cqe.status) || cqe.dnr) return false;
  const milliseconds asked = delay_asked(target_, cqe);
  // A device that asks for a delay is given it, also where less patience would do.
  if (asked > milliseconds{0}) limit_ = std::max(limit_, std::min(waited_ + asked, kLongPatience));
  return wait(std::max(asked, pause_after(times_++)));
}

bool Patience::tries_anew(const Completion& cqe) {
  return cqe.dnr && passes(cqe.status) && anew_++ < kAnew && wait(kPauseBeforeAnew);
}

Completion submit_patiently(Target& target, const Submission& submission) {
  SharedPatience own;
  return submit_patiently(target, submission, own);
}

Completion submit_patiently(Target& target, const Submission& submission, SharedPatience& shared) {
  Patience patience{target, shared.for_one(kShortPatience)};
  Completion cqe = target.submit(submission);
  while (patience.goes_on(cqe)) cqe = target.submit(submission);
  if (is_passing(submission.queue, cqe.status)) shared.spend(patience.waited());
  return cqe;
}

Completion submit_until_decided(Target& target, const Submission& submission) {
  Patience patience{target, kLongPatience};
  Completion cqe = target.submit(submission);
  const auto is_worth_it = [&] { return long_work(cqe.status).empty() || patience.waited() < kShortPatience; };
  while (is_worth_it() && (patience.goes_on(cqe) || patience.tries_anew(cqe))) cqe = target.submit(submission);
  if (!is_passing(submission.queue, cqe.status)) return cqe;
  const std::string answer = to_string(cqe.status);
  const std::string command = to_text(submission.queue, submission.sqe);
  if (const std::string why = long_work(cqe.status); !why.empty())
    throw NeverDecides{why + ": " + answer + " to " + command};
  throw NeverDecides{"inconclusive: the device answers " + answer + ", and nothing else in " +
                     std::to_string(patience.waited().count()) + " ms of waiting, to " + command};
}

}  // namespace zns::suites
