// Abort, Keep Alive and Device Self-test.
#include <memory>
#include <variant>

#include "reference/device/subsystem.hpp"
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {
namespace {

constexpr std::string_view kAborting = "abort-requests=yes";

const Abort* aborts(const AdminSituation& s) {
  return std::get_if<Abort>(&s.command.body);
}

void change_controller(const AdminSituation& s, AdminEffect& effect, Controller after) {
  effect.changes = {Set<At, std::shared_ptr<const Controller>>{
      .where = s.at, .before = s.subsystem.share(s.at), .after = std::make_shared<const Controller>(std::move(after))}};
}

void always_says_aborted(const AdminSituation& s, AdminEffect& effect) {
  if (aborts(s) != nullptr && effect.status == kSuccess) effect.result = 0;
}

template <Status Answer>
void is_refused(const AdminSituation& s, AdminEffect& effect) {
  if (aborts(s) != nullptr && effect.result != 0) effect = {.status = Answer};
}

// The request is gone, and nobody is told.
void loses_the_request(const AdminSituation& s, AdminEffect& effect) {
  if (aborts(s) == nullptr || effect.status != kSuccess || effect.result != 0) return;
  Controller after = s.subsystem.controller(s.at);
  static_cast<void>(after.events.abort(aborts(s)->cid));
  static_cast<void>(after.events.take_aborted());
  change_controller(s, effect, std::move(after));
}

void says_not_aborted(const AdminSituation& s, AdminEffect& effect) {
  if (aborts(s) != nullptr && effect.status == kSuccess) effect.result = 1;
}

// Identifiers are compared in each queue ...
void aborts_in_any_queue(const AdminSituation& s, AdminEffect& effect) {
  if (aborts(s) == nullptr || aborts(s)->sqid == 0) return;
  Controller after = s.subsystem.controller(s.at);
  if (!after.events.abort(aborts(s)->cid)) return;
  effect.result = 0;
  change_controller(s, effect, std::move(after));
}

// ... and a request is completed twice.
void completes_twice(const AdminSituation& s, AdminEffect& effect) {
  if (aborts(s) == nullptr || effect.status != kSuccess || effect.result != 0) return;
  Controller after = s.subsystem.controller(s.at);
  const std::uint16_t cid = aborts(s)->cid;
  after.events.request(cid);
  for (int i = 0; i < 2; ++i) static_cast<void>(after.events.abort(cid));
  change_controller(s, effect, std::move(after));
}

template <class Body, Status Answer>
void answers(const AdminSituation& s, AdminEffect& effect) {
  if (std::holds_alternative<Body>(s.command.body)) effect = {.status = Answer};
}

}  // namespace

std::vector<Mutant> abort_mutants() {
  constexpr std::string_view kStub = "plausible: a stub";
  constexpr std::string_view kNothing = "it succeeds, and DW0 bit 0 is 1";
  constexpr std::string_view kOnce = "it is completed once, with Command Abort Requested";
  return {
      of_answers("abort-says-aborted", "Abort says that it aborted a command which is not outstanding", kNothing,
                 {"GEN-022"}, kStub, always_says_aborted),
      of_answers("abort-refuses-unknown", "Abort of a command that is not outstanding ends with Invalid Field",
                 kNothing, {"GEN-022"}, "plausible: not found is taken for invalid",
                 is_refused<Status::InvalidFieldInCommand>),
      of_answers("abort-limit-at-once", "an Abort alone ends with Abort Command Limit Exceeded", kNothing, {"GEN-024"},
                 kOffByOne, is_refused<Status::AbortCommandLimitExceeded>),
      of_answers("abort-loses-request", "an event request that Abort aborts is never completed", kOnce, {"GEN-025"},
                 "plausible: taken from a list, and not completed", loses_the_request, kAborting),
      of_answers("abort-denies", "Abort aborts an event request, and says that it did not", "DW0 bit 0 is 0",
                 {"GEN-022"}, "plausible: the bit is set first, and stays", says_not_aborted, kAborting),
      of_answers("abort-in-any-queue", "Abort aborts an event request although it names another queue",
                 "a command is named by its queue, too", {"GEN-022"}, "plausible: one half of a key",
                 aborts_in_any_queue),
      of_answers("abort-completes-twice", "an event request that Abort aborts is completed twice", kOnce, {"GEN-025"},
                 "plausible: completed where it is found, and where it is freed", completes_twice, kAborting),
      of_answers("keep-alive-absent", "Keep Alive ends with Invalid Command Opcode, and KAS is not 0", "it succeeds",
                 {"GEN-026"}, "plausible: a field that was copied", answers<KeepAlive, Status::InvalidCommandOpcode>),
      of_answers("keep-alive-without-timer", "Keep Alive ends with Invalid Field, for no timer is set", "it succeeds",
                 {"GEN-026"}, "plausible: 0 is taken for no Keep Alive",
                 answers<KeepAlive, Status::InvalidFieldInCommand>),
      of_answers("self-test-swallowed", "Device Self-test succeeds, and OACS does not announce it",
                 "it is an invalid opcode", {"CSE-007"}, kStub, answers<DeviceSelfTest, kSuccess>),
  };
}

}  // namespace zns::mutants
