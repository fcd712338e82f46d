#include "suites/properties/operation.hpp"

#include <functional>

namespace zns::suites {

std::vector<Operation> simpler(const Operation& operation) {
  static const std::vector<std::function<void(Operation&)>> kSteps = {
      [](Operation& o) { o.twist = Twist::None; },
      [](Operation& o) { o.together = false; },
      [](Operation& o) {
        o.extent = Extent::One;
        o.stretch = 0;
      },
      [](Operation& o) {
        o.place = Place::WritePointer;
        o.shift = 0;
      },
      [](Operation& o) {
        if (o.place > Place::Start) o.place = Place::Start;
      },
      [](Operation& o) { o.extent = Extent::One; },
      [](Operation& o) {
        if (o.extent > Extent::Few) o.extent = Extent::Few;
      },
      [](Operation& o) { o.stretch = 0; },
      [](Operation& o) { o.shift = 0; },
      [](Operation& o) { o.shift = static_cast<std::int8_t>(o.shift / 2); },
      [](Operation& o) { o.detail = 0; },
      [](Operation& o) { o.detail = static_cast<std::uint8_t>(o.detail / 2); },
  };
  std::vector<Operation> list;
  for (const auto& step : kSteps) {
    Operation less = operation;
    step(less);
    if (less != operation) list.push_back(less);
  }
  return list;
}

}  // namespace zns::suites
