// Commands in flight together, on a real device.
#include <algorithm>
#include <cstring>
#include <utility>

#include "harness/base/error.hpp"
#include "harness/targets/kernel_errors.hpp"
#include "harness/targets/libnvme.hpp"

namespace zns::harness {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using suites::Completion;
using suites::Submission;

}  // namespace

// What has come back of a batch: each command's flight, and its place among the others.
struct LibnvmeTarget::Landed {
  explicit Landed(std::size_t commands) : flights(commands), places(commands) {}

  void add(std::unique_ptr<Flight> flight) {
    const std::size_t index = flight->index;
    places[index] = count++;
    flights[index] = std::move(flight);
  }
  [[nodiscard]] std::size_t missing() const { return flights.size() - count; }

  Flights flights;  // null: it has not come back
  std::vector<std::size_t> places;
  std::size_t count = 0;
};

std::unique_ptr<Flight> LibnvmeTarget::spare_flight() {
  if (spare_.empty()) return std::make_unique<Flight>();
  std::unique_ptr<Flight> flight = std::move(spare_.back());
  spare_.pop_back();
  return flight;
}

// Until all are back, or the patience is over. One of a batch before, which was given up, is nobody's any more.
void LibnvmeTarget::collect(Landed& landed) {
  const auto deadline = Clock::now() + patience_;
  while (landed.missing() > 0) {
    const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
    for (std::unique_ptr<Flight>& flight : depth_.ring->collect(landed.missing(), std::max(left, milliseconds{0}))) {
      if (flight->batch == batch_)
        landed.add(std::move(flight));
      else
        spare_.push_back(std::move(flight));
    }
    if (left.count() <= 0) return;
  }
}

// A world that failed says nothing of the device, so that it decides before a device that does not answer does. A
// refusal of all commands leaves the device as it was; one of some does not.
void LibnvmeTarget::throw_what_failed(std::span<const Submission> submissions, const Landed& landed) const {
  const Flight* worst = nullptr;
  std::size_t refused = 0;
  for (const std::unique_ptr<Flight>& flight : landed.flights) {
    if (!flight || flight->result.error == 0) continue;
    const KernelError meaning = meaning_of(flight->result.error);
    refused += meaning == KernelError::Refused ? 1U : 0U;
    if (worst == nullptr || meaning < meaning_of(worst->result.error)) worst = flight.get();
  }
  const auto command = [&](std::size_t index) {
    return describe(submissions[index].queue, submissions[index].sqe) + ", of " + std::to_string(submissions.size()) +
           " in flight together,";
  };
  const bool world_failed = worst != nullptr && meaning_of(worst->result.error) < KernelError::GivenUp;
  if (landed.missing() > 0 && !world_failed) {
    const auto missing = std::find(landed.flights.begin(), landed.flights.end(), nullptr);
    throw suites::DeviceLost(command(static_cast<std::size_t>(missing - landed.flights.begin())) +
                             " did not complete, and the kernel did not give it up, within " +
                             std::to_string(patience_.count() / 1000) + " s");
  }
  if (worst == nullptr) return;
  if (refused > 0 && refused < submissions.size() && meaning_of(worst->result.error) == KernelError::Refused)
    throw HarnessError(spelling_ + ": the kernel carried some commands, but not " + command(worst->index) + " " +
                       std::strerror(worst->result.error));
  throw_error(spelling_, command(worst->index), worst->result.error);
}

std::vector<Completion> LibnvmeTarget::submit_together(std::span<const Submission> submissions) {
  if (!depth_.ring || submissions.size() < 2) return Target::submit_together(submissions);
  std::vector<Transfer> transfers;
  transfers.reserve(submissions.size());
  for (const Submission& submission : submissions) transfers.push_back(checked(submission));

  ++batch_;
  patience_ = depth_.patience;
  Flights io;
  Flights admin;
  for (std::size_t i = 0; i < submissions.size(); ++i) {
    std::unique_ptr<Flight> flight = spare_flight();
    prepare(submissions[i], transfers[i], *flight);
    patience_ = std::max(patience_, depth_.patience + 2 * flight->needs);
    flight->batch = batch_;
    flight->index = i;
    (submissions[i].queue == Queue::Admin ? admin : io).push_back(std::move(flight));
  }
  Landed landed{submissions.size()};
  depth_.ring->send(std::move(io));
  for (std::unique_ptr<Flight>& flight : admin) {
    execute(Queue::Admin, *flight);
    landed.add(std::move(flight));
  }
  collect(landed);
  throw_what_failed(submissions, landed);

  std::vector<Completion> completions;
  completions.reserve(submissions.size());
  for (std::size_t i = 0; i < submissions.size(); ++i) {
    completions.push_back(finish(submissions[i], transfers[i], *landed.flights[i]));
    completions.back().place = landed.places[i];
    spare_.push_back(std::move(landed.flights[i]));
  }
  return completions;
}

}  // namespace zns::harness
