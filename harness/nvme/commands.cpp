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
  check_room(submissions);
  std::vector<Command> commands = prepare(submissions);
  send(commands);
  collect(commands);
  finish(commands);
  std::vector<suites::Completion> completions;
  completions.reserve(commands.size());
  for (const Command& command : commands) completions.push_back(command.completion);
  return completions;
}

void Controller::check_room(std::span<const suites::Submission> submissions) const {
  if (!is_up_) throw suites::NotCarried("the controller is disabled, or has shut down");
  if (submissions.size() > room())
    throw suites::NotCarried("the queues have room for " + std::to_string(room()) + " commands at once");
  const auto is_admin = [](const suites::Submission& each) { return each.queue == Queue::Admin; };
  const auto admin = static_cast<std::size_t>(std::count_if(submissions.begin(), submissions.end(), is_admin));
  if (admin + event_cids_.size() > room())
    throw suites::NotCarried("Asynchronous Event Requests leave the admin queue no room for so many commands");
  if (admin < submissions.size() && !io_) throw suites::NotCarried("the controller has no I/O queues");
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
  std::vector<std::uint16_t> given = given_cids(commands);
  given.insert(given.end(), event_cids_.begin(), event_cids_.end());
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

// False: there is none.
bool Controller::take_arrival(QueuePair& queue, std::span<Command> commands, std::size_t& done) {
  if (queue.in_flight() == 0) return false;
  const auto arrival = queue.pop();
  if (!arrival) return false;
  const Cqe& cqe = arrival->cqe;
  suites::Completion completion{.status = cqe.status,
                                .result = cqe.result,
                                .crd = cqe.crd,
                                .more = cqe.more,
                                .dnr = cqe.dnr,
                                .overran = false,
                                .wrong_sqhd = arrival->wrong_sqhd};
  if (arrival->token == kEvent) {
    std::erase(event_cids_, cqe.cid);
    events_.push_back({cqe.cid, completion});
    return true;
  }
  completion.place = done++;
  commands[arrival->token].completion = completion;
  return true;
}

void Controller::collect(std::span<Command> commands) {
  std::size_t done = 0;
  auto deadline = Clock::now() + options_.command_timeout;
  auto look = Clock::now() + kLookInterval;
  while (done < commands.size()) {
    bool moved = false;
    for (std::optional<QueuePair>* queue : {&admin_, &io_})
      while (*queue && take_arrival(**queue, commands, done)) moved = true;
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
  QueuePair& waiting = io_ && io_->in_flight() > 0 ? *io_ : *admin_;  // no command of the I/O queue waits for events
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
