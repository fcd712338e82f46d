// What the cases of features share: features as they are read and set, and put back.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "reference/spec/features.hpp"
#include "suites/bench.hpp"

namespace zns::suites {

// Parts of feature_cases(), each in the file of its name.
std::vector<Case> feature_command_cases();
std::vector<Case> feature_scope_cases();
std::vector<Case> feature_value_cases();
std::vector<Case> feature_profile_cases();
std::vector<Case> feature_data_cases();
std::vector<Case> feature_reset_cases();
std::vector<Case> feature_effect_cases();
std::vector<Case> feature_protection_cases();

namespace features {

// One value of a feature.
struct Place {
  Fid fid{};
  std::uint32_t mask = 0xFFFF'FFFF;  // the bits that are the value
  std::uint32_t parameter = 0;       // the bits that say which value is meant
  std::uint32_t nsid = 0;
};

// A feature whose value is a dword, which a host may set to what it is.
struct Known {
  const char* slug;
  const char* name;
  Place place;
  ClauseId clause;  // of its fields
  bool of_namespace = false;
};
[[nodiscard]] std::span<const Known> known();
[[nodiscard]] const Known& known(Fid fid);
// The place, of the namespace that is tested if namespaces have the feature.
[[nodiscard]] Place place_of(const Bench& bench, const Known& feature);

// `data`: of a feature whose value is there.
Completion get(Bench& bench, const Place& place, Select sel = Select::Current, Bytes* data = nullptr);
Completion set(Bench& bench, const Place& place, std::uint32_t value, bool save = false);
Completion set_data(Bench& bench, const Place& place, std::span<const std::byte> data, bool save = false);

// The value; the Get succeeds.
std::uint32_t value_of(Bench& bench, const Place& place, Select sel = Select::Current);
FeatureCapabilities capabilities_of(Bench& bench, const Place& place);
// Not applicable where the device does not have the feature, or only shows it.
void needs_feature(Bench& bench, const Place& place);
void needs_changeable(Bench& bench, const Place& place);
// The statuses by which a Set of the feature may be refused whatever else is wrong with it.
[[nodiscard]] std::vector<Status> refusals(Bench& bench, const Place& place, Status expected);

// Runs `body(value)` and then puts the value back that was there, also if the body throws. That the feature can be put
// back is expected only if the body has not failed.
void keeping(Bench& bench, const Place& place, const std::function<void(std::uint32_t value)>& body);
// Likewise; `put_back` may throw.
void with(const std::function<void()>& body, const std::function<void()>& put_back);

void expect_value(Bench& bench, const Place& place, std::uint32_t value, Select sel = Select::Current);

}  // namespace features
}  // namespace zns::suites
