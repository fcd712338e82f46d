// What the cases of controllers share: registers, and the events that a controller tells by itself.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "reference/spec/registers.hpp"
#include "suites/bench.hpp"

namespace zns::suites {

// Parts of controller_life_cases(), each in the file of its name.
std::vector<Case> controller_life_command_set_cases();
std::vector<Case> controller_life_queue_cases();
std::vector<Case> controller_life_event_cases();

namespace life {

inline Cap cap_of(Bench& bench, std::size_t controller = 0) {
  return decode_cap(bench.read_register64(property::kCap, controller));
}
inline Csts csts_of(Bench& bench, std::size_t controller = 0) {
  return decode_csts(bench.read_register(property::kCsts, controller));
}

// Identify Controller of this one.
IdentifyController identify_controller(Bench& bench, std::size_t controller);

// The controller answers an admin command, and an I/O command that changes nothing.
void expect_works(Bench& bench, std::size_t controller = 0);

// As many Asynchronous Event Requests as AERL permits are outstanding. A device that has something to tell at once is
// asked again, some times.
void fill_event_requests(Bench& bench, std::size_t controller);
// Whether the controller holds as many as AERL permits: one more is refused, and none was completed.
void expect_full_of_event_requests(Bench& bench, std::size_t controller);

}  // namespace life
}  // namespace zns::suites
