// Commands in flight: from submissions to entries, and from entries to completions.
#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "harness/base/canary.hpp"
#include "harness/nvme/controller.hpp"
#include "reference/spec/registers.hpp"
#include "reference/spec/text.hpp"

namespace zns::harness::nvme {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLookInterval{100};  // how long we wait before we look whether the controller lives

constexpr std::chrono::milliseconds kSecondChance{1000};

constexpr std::uint16_t kNoCid = 0xFFFF;  // hosts do not use it: an error log entry means no command by it

// What the command's memory holds beforehand: what the device leaves of a buffer is as the host had it.
std::span<const std::byte> host_data(const suites::Submission& submission) {
  if (submission.to_device.empty()) return submission.from_device;
  return submission.to_device;
}

std::vector<std::uint16_t> given_cids(std::span<const Controller::Command> commands) {
  std::vector<std::uint16_t> given;
  for (const auto& command : commands)
    if (command.submission->cid) given.push_back(*command.submission->cid);
  return given;
}

}  // namespace

std::vector<suites::Completion> Controller::submit(std::span<const suites::Submission> submissions) {
  if (submissions.size() > room())
    throw suites::NotCarried("the queues have room for " + std::to_string(room()) + " commands at once");
  std::vector<Command> commands = prepare(submissions);
  send(commands);
  collect(commands);
  finish(commands);
  std::vector<suites::Completion> completions;
  completions.reserve(commands.size());
  for (const Command& command : commands) completions.push_back(command.completion);
  return completions;
}

std::vector<Controller::Command> Controller::prepare(std::span<const suites::Submission> submissions) {
  data_arena_.give_back_all();
  std::vector<Command> commands;
  commands.reserve(submissions.size());
  for (const suites::Submission& submission : submissions) {
    const auto data = host_data(submission);
    commands.push_back({&submission, PrpBuffer{data_arena_, data.size(), submission.prps}, suites::Completion{}});
    commands.back().data.put(data);
  }
  return commands;
}

std::uint16_t Controller::next_cid(std::span<const std::uint16_t> taken) {
  do ++last_cid_;
  while (last_cid_ == kNoCid || std::find(taken.begin(), taken.end(), last_cid_) != taken.end());
  return last_cid_;
}

void Controller::send(std::span<Command> commands) {
  const std::vector<std::uint16_t> given = given_cids(commands);
  std::array<bool, 2> rings{};
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const Command& command = commands[i];
    const suites::Submission& submission = *command.submission;
    Sqe sqe = submission.sqe;
    sqe.cid = submission.cid ? *submission.cid : next_cid(given);
    if (!host_data(submission).empty()) {
      sqe.prp1 = command.data.prp1();
      sqe.prp2 = command.data.prp2();
    }
    pair(submission.queue).push(sqe, i);
    rings[static_cast<std::size_t>(submission.queue)] = true;
  }
  for (const Queue queue : {Queue::Admin, Queue::Io})
    if (rings[static_cast<std::size_t>(queue)]) pair(queue).ring();
}

void Controller::collect(std::span<Command> commands) {
  std::size_t done = 0;
  auto deadline = Clock::now() + options_.command_timeout;
  auto look = Clock::now() + kLookInterval;
  while (done < commands.size()) {
    bool moved = false;
    for (std::optional<QueuePair>* queue : {&admin_, &io_}) {
      while (*queue && (*queue)->in_flight() > 0) {
        const auto arrival = (*queue)->pop();
        if (!arrival) break;
        const Cqe& cqe = arrival->cqe;
        commands[arrival->token].completion = {.status = cqe.status,
                                               .result = cqe.result,
                                               .crd = cqe.crd,
                                               .more = cqe.more,
                                               .dnr = cqe.dnr,
                                               .overran = false,
                                               .wrong_sqhd = arrival->wrong_sqhd,
                                               .place = done++};
        moved = true;
      }
    }
    const auto now = Clock::now();
    if (moved) {
      deadline = now + options_.command_timeout;
      look = now + kLookInterval;
    } else if (now > look) {
      check_alive(commands, now > deadline);
      look = now + kLookInterval;
    } else {
      bus_.pause();
    }
  }
}

// Throws suites::DeviceLost for a controller that says that it is broken, or has had its time.
void Controller::check_alive(std::span<const Command> commands, bool timed_out) {
  const bool fatal = decode_csts(bus_.read(property::kCsts)).cfs;
  if (!fatal && !timed_out) return;
  QueuePair& waiting = io_ && io_->in_flight() > 0 ? *io_ : *admin_;
  const suites::Submission& submission = *commands[waiting.oldest()].submission;
  const std::string command = to_text(submission.queue, submission.sqe);
  if (fatal) throw suites::DeviceLost("the controller has a fatal status (CSTS.CFS): " + command);
  throw suites::DeviceLost("no completion within " + std::to_string(options_.command_timeout.count()) +
                           " ms: " + command + blame_event_indexes(waiting));
}

// A command hangs: an event index that asked for no write of a doorbell register may be why, and a write shows it.
std::string Controller::blame_event_indexes(QueuePair& waiting) {
  const std::string withheld = waiting.write_withheld_doorbells();
  if (withheld.empty()) return {};
  const auto deadline = Clock::now() + kSecondChance;
  while (!waiting.has_completion() && Clock::now() < deadline) bus_.pause();
  return "; as the event index said, no register was written of " + withheld + ": " +
         (waiting.has_completion() ? "now that it was, there is a completion" : "that it was now has not helped");
}

void Controller::finish(std::span<Command> commands) {
  // Where a command of no data, or one that goes beyond its PRP entries, moves data: to address 0.
  const std::span<std::byte> nowhere = bus_.memory().first(kPageBytes);
  const bool strayed = std::memcmp(nowhere.data(), kCanaryPage.data(), kPageBytes) != 0;
  if (strayed) std::memcpy(nowhere.data(), kCanaryPage.data(), kPageBytes);
  for (Command& command : commands) {
    command.completion.overran = strayed || !command.data.intact();
    if (command.submission->to_device.empty()) command.data.get(command.submission->from_device);
  }
}

}  // namespace zns::harness::nvme
