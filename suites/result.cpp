#include "suites/result.hpp"

namespace zns::suites {

std::string_view name(Verdict verdict) {
  switch (verdict) {
    case Verdict::Passed:
      return "passed";
    case Verdict::Failed:
      return "failed";
    case Verdict::Known:
      return "known";
    case Verdict::Stale:
      return "stale";
    case Verdict::Warned:
      return "warned";
    case Verdict::NotApplicable:
      return "not_applicable";
    case Verdict::Error:
      return "error";
  }
  return "?";
}

}  // namespace zns::suites
