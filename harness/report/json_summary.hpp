// The counts of a report as JSON. nlohmann/json is slow to compile: for the .cpp of a rendering only.
#pragma once

#include <nlohmann/json.hpp>

#include "harness/report/report.hpp"

namespace zns::harness {

inline nlohmann::ordered_json counts(const Summary& summary) {
  return {{"cases", summary.cases},
          {"passed", summary.passed},
          {"failed", summary.failed},
          {"known", summary.known},
          {"stale", summary.stale},
          {"warned", summary.warned},
          {"not_applicable", summary.not_applicable},
          {"error", summary.error},
          {"causes", summary.causes}};
}

}  // namespace zns::harness
