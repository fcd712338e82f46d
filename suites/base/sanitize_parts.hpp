// What cases of Sanitize share: an operation that is started, waited for, and never left behind.
#pragma once

#include <string>
#include <vector>

#include "reference/spec/log_pages.hpp"
#include "suites/bench.hpp"

namespace zns::suites {

// Parts of sanitize_cases(), each in the file of its name.
std::vector<Case> sanitize_refusal_cases();
std::vector<Case> sanitize_progress_cases();
std::vector<Case> sanitize_permitted_cases();

namespace sanitizing {

[[nodiscard]] bool can(const Bench& bench, std::uint32_t actions);  // one of them, of SANICAP
// The quickest that the device has, one that leaves zones Empty.
[[nodiscard]] Sanitize quickest(const Bench& bench);
// In the unrestricted completion mode: a failure is not for ever.
[[nodiscard]] Sanitize action(SanitizeAction sanact);
[[nodiscard]] std::uint32_t cdw10_of(const Sanitize& command);
[[nodiscard]] std::string name_of(SanitizeState state);

// The Sanitize Status log page, which the device has at any time (SAN-003).
[[nodiscard]] SanitizeStatus status(Bench& bench);
// Sends Sanitize, once. If it succeeds, whether it should or not: when the case has ended the operation is waited for,
// a failure is left, and zones are reset.
Completion send(Bench& bench, const Sanitize& command);
// ... which starts an operation. What a case has seen meanwhile it judges when that has ended: zones can be shown then.
void start(Bench& bench, const Sanitize& command);
// What the log page says when the operation has ended, whatever came of it. Nobody says how long that takes.
SanitizeStatus wait(Bench& bench);
// ... and that it succeeded; not applicable where it failed, which is no violation.
SanitizeStatus succeed(Bench& bench);
// Not applicable unless the operation goes on: then all that was sent until now was sent meanwhile.
void needs_progress(Bench& bench);

// What a command ended with while the operation went on.
struct Answer {
  std::string name;
  Status status = kSuccess;
};
void expect_each(Bench& bench, const std::vector<Answer>& answers, Status expected);

}  // namespace sanitizing
}  // namespace zns::suites
