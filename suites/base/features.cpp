// Get and Set Features: what holds for every feature, what each one is, and what it does.
#include "suites/base/features_parts.hpp"
#include "suites/contents.hpp"

namespace zns::suites {

std::vector<Case> feature_cases() {
  std::vector<Case> cases;
  for (const auto& part :
       {feature_command_cases(), feature_scope_cases(), feature_value_cases(), feature_profile_cases(),
        feature_data_cases(), feature_reset_cases(), feature_effect_cases(), feature_protection_cases()})
    cases.insert(cases.end(), part.begin(), part.end());
  return cases;
}

}  // namespace zns::suites
