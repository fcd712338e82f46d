// Select All (ZNS 1.1, 3.4.3.1): what its files share.
#pragma once

#include <vector>

#include "suites/bench.hpp"
#include "suites/case.hpp"
#include "suites/zns/story.hpp"

namespace zns::suites {

std::vector<Case> select_all_resource_cases();   // select_all_resources.cpp
std::vector<Case> select_all_unwritten_cases();  // select_all_unwritten.cpp

namespace story {

// The first zone, the last, one in the middle, and then those after the first: as many as wanted, of those that are
// Empty.
std::vector<ZoneRef> places(Bench& bench, std::size_t wanted);
// Every zone of the namespace is where Select All of the action brings it, which is where it was unless the action is
// for its state (ZNS-ZMS-004).
void expect_zones_after(Bench& bench, Action zsa, const std::vector<ZoneDescriptor>& before);
// No zone of the namespace has changed.
void expect_all_unchanged(Bench& bench, const std::vector<ZoneDescriptor>& before);

}  // namespace story
}  // namespace zns::suites
