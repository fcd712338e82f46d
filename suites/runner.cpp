#include "suites/runner.hpp"

#include <algorithm>
#include <string>

namespace zns::suites {
namespace {

constexpr std::size_t kAttempts = 4;         // one, and three more while zones fail by themselves
constexpr std::size_t kPassingAttempts = 8;  // while the device gives passing statuses (ZNS-GEN-014)

// Why a deviation from this case can only warn; empty if it fails.
std::string why_only_a_warning(const Case& test) {
  if (test.level != Level::Shall && test.level != Level::ShallNot && test.level != Level::Fact)
    return "the level of this case is \"" + std::string{name(test.level)} + '"';
  if (!test.clauses.empty() && clause(test.clauses.front()).confidence == Confidence::Low)
    return "we are not sure enough of " + std::string{test.clauses.front().str()} + " to fail a device for it";
  return {};
}

bool cites(const Case& test, const std::string& id) {
  return std::any_of(test.clauses.begin(), test.clauses.end(), [&id](ClauseId cited) { return cited.str() == id; });
}

// What failed, where it need not be what the case is about.
Failure told(const Case& test, const CaseFailed& failed) {
  Failure failure = failed.failure;
  failure.aside = failed.definite && !failure.clauses.empty() && !cites(test, failure.clauses.front());
  if (failure.aside) failure.observed = "not what this case is about: " + failure.observed;
  return failure;
}

void fail(Result& result, const Case& test, const CaseFailed& failed) {
  const std::string reason = failed.definite ? std::string{} : why_only_a_warning(test);
  result.verdict = reason.empty() ? Verdict::Failed : Verdict::Warned;
  result.reason = reason;
  result.failure = told(test, failed);
}

// One attempt. True if the device left it open what it does, or if what failed may be due to a zone that failed, or was
// finished, by itself: what such a zone explains does not come again each time.
bool attempt(const Case& test, Bench& bench, Result& result) {
  try {
    test.run(bench);
    return false;
  } catch (const CaseFailed& failed) {
    fail(result, test, failed);
    if (bench.left_open().empty()) return bench.has_zone_that_moved_by_itself();
    result = {.id = test.id, .verdict = Verdict::Error, .reason = bench.left_open()};  // and that may be why
    return true;
  } catch (const CaseNotApplicable& refused) {
    result.verdict = Verdict::NotApplicable;
    result.reason = refused.reason;
  } catch (const NotCarried& refused) {
    result.verdict = Verdict::NotApplicable;
    result.reason = refused.what();
  } catch (const CaseInconclusive& inconclusive) {
    result.verdict = Verdict::Error;
    result.reason = inconclusive.reason;
    return true;
  }
  return false;
}

// A zone that is not put back because of a passing error would be the next attempt's trouble.
void end_patiently(Bench& bench) {
  for (std::size_t n = 1; n < kAttempts; ++n) {
    try {
      return bench.end_case();
    } catch (const CaseInconclusive&) {
      continue;
    }
  }
  bench.end_case();
}

// Puts the zones back. That this fails is part of the result, whatever else is.
bool clean_up(const Case& test, Bench& bench, Result& result) {
  try {
    end_patiently(bench);
  } catch (const CaseFailed& failed) {
    if (result.verdict == Verdict::Error && !bench.left_open().empty())
      return true;  // the attempt was left open, and so is what it left behind
    result.verdict = Verdict::Failed;
    result.reason.clear();
    if (result.failure)
      result.failure->observed += "; " + failed.failure.observed;
    else
      result.failure = told(test, failed);
    return false;
  } catch (const CaseInconclusive& inconclusive) {
    if (result.verdict == Verdict::Failed || result.verdict == Verdict::Warned) return false;
    result.verdict = Verdict::Error;
    result.reason = inconclusive.reason;
    return true;
  }
  return false;
}

void mention_warnings(const Bench& bench, Result& result) {
  for (const std::string& warning : bench.warnings()) result.reason += (result.reason.empty() ? "" : "; ") + warning;
  if (!bench.warnings().empty() && result.verdict == Verdict::Passed) result.verdict = Verdict::Warned;
}

}  // namespace

Result run_case(const Case& test, Bench& bench) {
  Result result{.id = test.id};
  for (const Need need : test.needs)
    if (!bench.meets(need, result.reason)) {
      result.verdict = Verdict::NotApplicable;
      return result;
    }
  std::size_t attempts = 0;
  for (std::size_t most = kAttempts; attempts < most; ++attempts) {
    if (attempts > 0 && !bench.pause_before_attempt(attempts)) break;
    result = {.id = test.id};
    bench.begin_case();
    const bool open = attempt(test, bench, result);
    const bool open_still = clean_up(test, bench, result) || open;
    mention_warnings(bench, result);
    if (!open_still) {
      if (attempts > 0) bench.renew_patience();
      return result;
    }
    most = bench.left_open().empty() ? kAttempts : kPassingAttempts;
  }
  if (result.verdict == Verdict::Error)
    result.reason = "inconclusive " + std::to_string(attempts) + " times: " + result.reason;
  return result;
}

}  // namespace zns::suites
