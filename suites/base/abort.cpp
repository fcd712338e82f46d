// Abort: what it answers, and what becomes of the command that it names.
#include <optional>
#include <string>
#include <vector>

#include "reference/spec/async_event.hpp"
#include "suites/bench.hpp"
#include "suites/contents.hpp"

namespace zns::suites {
namespace {

constexpr std::uint16_t kNoSuchCid = 0xFFFF;  // no host gives it to a command that may be outstanding
constexpr std::uint16_t kAdminQueue = 0;
constexpr std::uint16_t kFirstIoQueue = 1;
constexpr std::uint16_t kNoSuchQueue = 0xFFFF;

bool says_not_aborted(const Completion& cqe) {
  return (cqe.result & 1U) != 0;  // DW0 bit 0
}

void expect_nothing_aborted(Bench& bench, const Completion& cqe) {
  bench.expect_success(cqe);
  bench.expect(says_not_aborted(cqe), "DW0 bit 0 of Abort is 1: no command was aborted", "0");
}

// ---- commands that are not there ------------------------------------------------------------------------------------

void finds_no_command(Bench& bench, std::uint16_t sqid) {
  expect_nothing_aborted(bench, bench.admin(Abort{.sqid = sqid, .cid = kNoSuchCid}));
}

void finds_no_queue(Bench& bench) {
  const Completion cqe = bench.admin(Abort{.sqid = kNoSuchQueue, .cid = 0});
  bench.expect_status(cqe, {kSuccess, Status::InvalidFieldInCommand});
  if (cqe.status == kSuccess)
    bench.expect(says_not_aborted(cqe), "DW0 bit 0 of Abort is 1: there is no such queue", "0");
}

// What a command did that is complete stays done.
void leaves_what_is_done(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Closed, 1);
  const ZoneDescriptor before = bench.descriptor(zone);
  for (const std::uint16_t sqid : {kAdminQueue, kFirstIoQueue}) finds_no_command(bench, sqid);
  bench.expect_unchanged(zone, before);
  bench.expect_pattern(zone.zslba, 1);
}

// Only those that are outstanding together are counted: each is complete before the next one is sent.
void counts_what_is_outstanding(Bench& bench) {
  const unsigned limit = bench.facts().controller.acl + 1U;
  for (unsigned i = 0; i <= limit; ++i) finds_no_command(bench, kAdminQueue);
}

// ---- an Asynchronous Event Request ----------------------------------------------------------------------------------

// One that waits, by its identifier.
std::uint16_t a_waiting_request(Bench& bench) {
  const std::optional<Completion> at_once = bench.request_event();
  bench.needs(!at_once, "the device has an event to tell at once");
  const std::optional<std::uint16_t> cid = bench.target().events()->identifier(0);
  bench.needs(cid.has_value(), "the way to the device does not know the identifiers of event requests");
  return *cid;
}

std::string status_of(const std::optional<Completion>& cqe) {
  return cqe ? to_string(cqe->status) : "none";
}

// The command that is aborted is completed first, with a status that says so, and once.
void expect_aborted(Bench& bench) {
  const std::optional<Completion> ended = bench.next_event();
  bench.expect(ended && ended->status == Status::CommandAbortRequested,
               "Command Abort Requested for the event request that Abort says it aborted", status_of(ended));
  const std::optional<Completion> again = bench.next_event();
  bench.expect(!again || again->status != Status::CommandAbortRequested, "one completion of the event request",
               "another one");
}

void expect_waiting(Bench& bench) {
  const std::optional<Completion> ended = bench.next_event();
  bench.expect(!ended || ended->status == kSuccess, "the event request, which was not aborted, goes on waiting",
               status_of(ended));
}

void aborts_as_it_says(Bench& bench) {
  const std::uint16_t cid = a_waiting_request(bench);
  const Completion cqe = bench.admin(Abort{.sqid = kAdminQueue, .cid = cid});
  bench.expect_success(cqe);
  says_not_aborted(cqe) ? expect_waiting(bench) : expect_aborted(bench);
}

// A second Abort finds nothing, and the request that was aborted has left its place to another one (AER-002).
void aborts_once(Bench& bench) {
  const std::uint16_t cid = a_waiting_request(bench);
  const Abort abort{.sqid = kAdminQueue, .cid = cid};
  const Completion cqe = bench.admin(abort);
  bench.expect_success(cqe);
  bench.needs(!says_not_aborted(cqe), "the device lets event requests wait");
  expect_nothing_aborted(bench, bench.admin(abort));
  expect_aborted(bench);
  for (unsigned i = 0; i <= bench.facts().controller.aerl; ++i) {
    const std::optional<Completion> next = bench.request_event();
    if (next) bench.expect_success(*next);
  }
}

// By another identifier, or in another queue: the request that waits is not meant.
void aborts_no_other(Bench& bench) {
  const std::uint16_t cid = a_waiting_request(bench);
  expect_nothing_aborted(bench, bench.admin(Abort{.sqid = kAdminQueue, .cid = kNoSuchCid}));
  expect_nothing_aborted(bench, bench.admin(Abort{.sqid = kFirstIoQueue, .cid = cid}));
  expect_waiting(bench);
}

}  // namespace

std::vector<Case> abort_cases() {
  return {
      {.id = "abort/unknown-command",
       .title = "Abort of an admin command that is not outstanding succeeds, and says that it aborted nothing",
       .clauses = {"GEN-022"},
       .run = [](Bench& bench) { finds_no_command(bench, kAdminQueue); }},
      {.id = "abort/unknown-io-command",
       .title = "Abort of an I/O command that is not outstanding succeeds, and says that it aborted nothing",
       .clauses = {"GEN-022"},
       .run = [](Bench& bench) { finds_no_command(bench, kFirstIoQueue); }},
      {.id = "abort/unknown-queue",
       .title = "Abort of a command in a queue that does not exist aborts nothing, or is aborted itself",
       .clauses = {"GEN-023", "AMB-19"},
       .level = Level::Should,
       .run = finds_no_queue},
      {.id = "abort/completed-command",
       .title = "Abort changes nothing of what a completed command did",
       .clauses = {"GEN-022"},
       .run = leaves_what_is_done},
      {.id = "abort/one-after-the-other",
       .title = "More Abort commands than ACL allows succeed one after the other",
       .clauses = {"GEN-024"},
       .run = counts_what_is_outstanding},
      {.id = "abort/event-request",
       .title = "An Asynchronous Event Request that Abort names ends with Command Abort Requested, or goes on waiting",
       .clauses = {"GEN-025", "GEN-022", "AER-004"},
       .needs = {Need::Events},
       .run = aborts_as_it_says},
      {.id = "abort/event-request-once",
       .title = "An Asynchronous Event Request is aborted once, and leaves its place to another one",
       .clauses = {"GEN-022", "AER-002", "AER-004"},
       .needs = {Need::Events},
       .run = aborts_once},
      {.id = "abort/other-identifier",
       .title = "Abort with another identifier, or of another queue, leaves an Asynchronous Event Request waiting",
       .clauses = {"GEN-022"},
       .needs = {Need::Events},
       .run = aborts_no_other},
  };
}

}  // namespace zns::suites
