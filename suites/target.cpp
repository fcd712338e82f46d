#include "suites/target.hpp"

namespace zns::suites {

void Target::inject(std::uint64_t /*zslba*/, ZoneState /*state*/) {
  throw NotCarried{"zones of " + name() + " cannot be made Read Only or Offline"};
}

}  // namespace zns::suites
