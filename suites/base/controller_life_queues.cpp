// Create and Delete I/O Queue: what is wrong with them, and that queues come and go. No command is sent by such a
// queue.
#include <functional>
#include <string>
#include <vector>

#include "reference/spec/queue_commands.hpp"
#include "suites/base/controller_life_parts.hpp"

namespace zns::suites {
namespace {

using namespace life;

constexpr std::uint16_t kDriversQueue = 1;  // that of the way to the device
constexpr std::uint16_t kFreeQueue = 2;
constexpr std::uint32_t kFewEntries = 2;
constexpr std::uint16_t kInsidePage = 512;

// What the commands are made of.
struct Queues {
  std::uint32_t submission = 0;  // that may be created
  std::uint32_t completion = 0;
  Cap cap;
  std::uint64_t page = 0;  // whose memory a queue may have
  [[nodiscard]] CreateCompletionQueue good_cq() const {
    return {.qid = kFreeQueue, .qsize = QueueEntries::of_count(kFewEntries), .prp1 = page};
  }
  [[nodiscard]] CreateSubmissionQueue good_sq() const {
    return {.qid = kFreeQueue, .qsize = QueueEntries::of_count(kFewEntries), .cqid = kDriversQueue, .prp1 = page};
  }
};

Queues queues_of(Bench& bench) {
  const Completion cqe = bench.admin(GetFeatures{.fid = Fid::NumberOfQueues});
  bench.needs(cqe.status == kSuccess, "the device does not say how many queues there are (Feature 07h)");
  const Queues queues{.submission = static_cast<std::uint32_t>(cqe.result & 0xFFFF) + 1,
                      .completion = static_cast<std::uint32_t>(cqe.result >> 16 & 0xFFFF) + 1,
                      .cap = cap_of(bench),
                      .page = bench.target().registers()->spare_page(0)};
  bench.needs(queues.submission >= kFreeQueue && queues.completion >= kFreeQueue, "there is one queue only");
  bench.will_disturb(0);
  return queues;
}

Completion send(Bench& bench, const QueueCommand& command) {
  return bench.submit({.queue = Queue::Admin, .sqe = encode(command)});
}

struct Wrong {
  const char* slug;
  const char* text;
  std::vector<ClauseId> clauses;
  std::vector<Status> permitted;
  std::function<QueueCommand(Bench&, const Queues&)> make;
  Level level = Level::Shall;
};

template <class Create, class Spoil>
std::function<QueueCommand(Bench&, const Queues&)> spoilt(Create (Queues::*good)() const, Spoil spoil) {
  return [good, spoil](Bench& bench, const Queues& queues) {
    Create command = (queues.*good)();
    spoil(command, bench, queues);
    return QueueCommand{command};
  };
}

template <class Spoil>
auto wrong_cq(Spoil spoil) {
  return spoilt(&Queues::good_cq, spoil);
}
template <class Spoil>
auto wrong_sq(Spoil spoil) {
  return spoilt(&Queues::good_sq, spoil);
}

std::uint16_t beyond(Bench& bench, std::uint32_t queues) {
  bench.needs(queues < 0xFFFF, "every queue identifier is allocated");
  return static_cast<std::uint16_t>(queues + 1);
}

QueueEntries more_than_mqes(Bench& bench, const Queues& queues) {
  bench.needs(queues.cap.mqes.raw() < 0xFFFF, "no queue is too large (CAP.MQES)");
  return QueueEntries::wire(static_cast<std::uint16_t>(queues.cap.mqes.raw() + 1));
}

void needs_contiguous(Bench& bench, const Queues& queues) {
  bench.needs(queues.cap.cqr, "queues need not be contiguous (CAP.CQR)");
}

std::vector<Wrong> wrong_completion_queues() {
  using S = Status;
  return {
      {"cq-zero", "QID 0", {"QUE-010"}, {S::InvalidQueueIdentifier}, wrong_cq([](auto& c, Bench&, const Queues&) {
         c.qid = 0;
       })},
      {"cq-in-use",
       "a QID in use",
       {"QUE-010"},
       {S::InvalidQueueIdentifier},
       wrong_cq([](auto& c, Bench&, const Queues&) { c.qid = kDriversQueue; })},
      {"cq-beyond",
       "a QID above the allocated ones",
       {"QUE-010", "QUE-021"},
       {S::InvalidQueueIdentifier},
       wrong_cq([](auto& c, Bench& b, const Queues& q) { c.qid = beyond(b, q.completion); })},
      {"cq-no-size",
       "a size field of 0",
       {"QUE-011"},
       {S::InvalidQueueSize},
       wrong_cq([](auto& c, Bench&, const Queues&) { c.qsize = QueueEntries::wire(0); })},
      {"cq-too-large",
       "more entries than CAP.MQES",
       {"QUE-011"},
       {S::InvalidQueueSize},
       wrong_cq([](auto& c, Bench& b, const Queues& q) { c.qsize = more_than_mqes(b, q); })},
      {"cq-scattered",
       "PC 0, although CAP.CQR is 1",
       {"QUE-013"},
       {S::InvalidFieldInCommand},
       wrong_cq([](auto& c, Bench& b, const Queues& q) {
         needs_contiguous(b, q);
         c.pc = false;
       })},
      {"cq-offset",
       "an address inside of a page",
       {"QUE-014"},
       {S::PrpOffsetInvalid},
       wrong_cq([](auto& c, Bench&, const Queues&) { c.prp1 += kInsidePage; })},
      {"cq-vector",
       "an interrupt vector that there is not",
       {"QUE-015"},
       {S::InvalidInterruptVector},
       wrong_cq([](auto& c, Bench&, const Queues&) {
         c.ien = true;
         c.iv = 0xFFFF;
       }),
       Level::Should},
  };
}

std::vector<Wrong> wrong_submission_queues() {
  using S = Status;
  const std::vector<S> no_cq{S::CompletionQueueInvalid, S::InvalidQueueIdentifier};
  return {
      {"sq-zero", "QID 0", {"QUE-017"}, {S::InvalidQueueIdentifier}, wrong_sq([](auto& c, Bench&, const Queues&) {
         c.qid = 0;
       })},
      {"sq-in-use",
       "a QID in use",
       {"QUE-017"},
       {S::InvalidQueueIdentifier},
       wrong_sq([](auto& c, Bench&, const Queues&) { c.qid = kDriversQueue; })},
      {"sq-beyond",
       "a QID above the allocated ones",
       {"QUE-017", "QUE-021"},
       {S::InvalidQueueIdentifier},
       wrong_sq([](auto& c, Bench& b, const Queues& q) { c.qid = beyond(b, q.submission); })},
      {"sq-no-size",
       "a size field of 0",
       {"QUE-017", "QUE-011"},
       {S::InvalidQueueSize},
       wrong_sq([](auto& c, Bench&, const Queues&) { c.qsize = QueueEntries::wire(0); })},
      {"sq-too-large",
       "more entries than CAP.MQES",
       {"QUE-017", "QUE-011"},
       {S::InvalidQueueSize},
       wrong_sq([](auto& c, Bench& b, const Queues& q) { c.qsize = more_than_mqes(b, q); })},
      {"sq-scattered",
       "PC 0, although CAP.CQR is 1",
       {"QUE-013"},
       {S::InvalidFieldInCommand},
       wrong_sq([](auto& c, Bench& b, const Queues& q) {
         needs_contiguous(b, q);
         c.pc = false;
       })},
      {"sq-offset",
       "an address inside of a page",
       {"QUE-014"},
       {S::PrpOffsetInvalid},
       wrong_sq([](auto& c, Bench&, const Queues&) { c.prp1 += kInsidePage; })},
      {"sq-cqid-zero", "CQID 0", {"QUE-016"}, no_cq, wrong_sq([](auto& c, Bench&, const Queues&) { c.cqid = 0; })},
      {"sq-cqid-beyond",
       "a CQID above the allocated ones",
       {"QUE-016"},
       no_cq,
       wrong_sq([](auto& c, Bench& b, const Queues& q) { c.cqid = beyond(b, q.completion); })},
      {"sq-cqid-missing",
       "a CQID that was not created",
       {"QUE-016", "QUE-025"},
       no_cq,
       wrong_sq([](auto& c, Bench&, const Queues&) { c.cqid = kFreeQueue; })},
  };
}

std::vector<Wrong> wrong_deletions() {
  using S = Status;
  return {
      {"delete-cq-zero",
       "QID 0",
       {"QUE-018"},
       {S::InvalidQueueIdentifier},
       [](Bench&, const Queues&) { return DeleteCompletionQueue{.qid = 0}; }},
      {"delete-cq-missing",
       "a QID that was not created",
       {"QUE-018"},
       {S::InvalidQueueIdentifier},
       [](Bench&, const Queues&) { return DeleteCompletionQueue{.qid = kFreeQueue}; }},
      {"delete-cq-in-use",
       "a completion queue whose submission queue is there",
       {"QUE-018"},
       {S::InvalidQueueDeletion},
       [](Bench&, const Queues&) { return DeleteCompletionQueue{.qid = kDriversQueue}; }},
  };
}

void is_refused(Bench& bench, const Wrong& wrong) {
  const Queues queues = queues_of(bench);
  const QueueCommand command = wrong.make(bench, queues);
  bench.expect_status(send(bench, command), wrong.permitted);
  expect_works(bench);
}

void come_and_go(Bench& bench) {
  const Queues queues = queues_of(bench);
  CreateSubmissionQueue sq = queues.good_sq();
  sq.cqid = kFreeQueue;
  for (int i = 0; i < 3; ++i) {
    bench.expect_success(send(bench, queues.good_cq()));
    bench.expect_success(send(bench, sq));
    bench.expect_status(send(bench, DeleteCompletionQueue{.qid = kFreeQueue}), {Status::InvalidQueueDeletion});
    bench.expect_success(send(bench, DeleteSubmissionQueue{.qid = kFreeQueue}));
    bench.expect_success(send(bench, DeleteCompletionQueue{.qid = kFreeQueue}));
    expect_works(bench);
  }
}

// A reset takes the queues with it: they can be created anew.
void go_with_a_reset(Bench& bench) {
  const Queues queues = queues_of(bench);
  for (int i = 0; i < 2; ++i) {
    bench.expect_success(send(bench, queues.good_cq()));
    bench.expect_success(send(bench, queues.good_sq()));
    bench.disable();
    bench.enable();
  }
}

}  // namespace

std::vector<Case> controller_life_queue_cases() {
  const std::vector<Need> needs{Need::Registers, Need::WholeNamespace};
  std::vector<Case> cases{
      {.id = "controller-life/queues-come-and-go",
       .title = "A pair of I/O queues is created and deleted, several times, while the others stay",
       .clauses = {"QUE-020", "QUE-018"},
       .needs = needs,
       .run = come_and_go},
      {.id = "controller-life/queues-go-with-a-reset",
       .title = "A Controller Reset removes all I/O queues",
       .clauses = {"REG-010"},
       .needs = needs,
       .run = go_with_a_reset},
  };
  for (const auto& wrongs : {wrong_completion_queues(), wrong_submission_queues(), wrong_deletions()})
    for (const Wrong& wrong : wrongs) {
      const std::string slug = wrong.slug;
      const std::string what = slug.rfind("delete", 0) == 0 ? "Delete I/O Completion Queue"
                               : slug.rfind("sq", 0) == 0   ? "Create I/O Submission Queue"
                                                            : "Create I/O Completion Queue";
      cases.push_back({.id = "controller-life/queue-" + slug,
                       .title = what + " with " + wrong.text + " is aborted",
                       .clauses = wrong.clauses,
                       .level = wrong.level,
                       .needs = needs,
                       .run = [wrong](Bench& bench) { is_refused(bench, wrong); }});
    }
  return cases;
}

}  // namespace zns::suites
