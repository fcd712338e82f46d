// The readers of files that options can name: the fuzzer's options name none (Files::None).
#include <cstdlib>

#include "harness/like/like.hpp"
#include "harness/personality/personality.hpp"

namespace zns::harness {

Geometry geometry_like(const std::string& /*files*/, const Geometry& /*base*/) {
  std::abort();
}

std::vector<std::pair<std::string, std::string>> load_personality(const std::string& /*file*/) {
  std::abort();
}

}  // namespace zns::harness
