// What the cases of two controllers of one subsystem share.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "reference/spec/registers.hpp"
#include "suites/bench.hpp"

namespace zns::suites {

// Parts of controllers_cases(), each in the file of its name.
std::vector<Case> controllers_ends_cases();

namespace controllers {

inline constexpr std::size_t kBoth[] = {0, 1};

// The controller to which something happens, and the one that goes on.
struct Pair {
  std::size_t victim;
  std::size_t other;
  const char* slug;
  const char* text;
};
inline constexpr Pair kPairs[] = {{0, 1, "first", "the first controller"}, {1, 0, "second", "the second controller"}};

// How one of two controllers ends.
struct End {
  const char* slug;
  const char* text;
  bool is_shutdown;
  ShutdownNotification how;
};
inline constexpr End kEnds[] = {
    {"reset", "a Controller Reset of ", false, ShutdownNotification::None},
    {"shutdown", "a shutdown of ", true, ShutdownNotification::Normal},
    {"abrupt-shutdown", "an abrupt shutdown of ", true, ShutdownNotification::Abrupt},
};

inline void end(Bench& bench, const End& end, std::size_t controller) {
  if (end.is_shutdown) return bench.shut_down(end.how, controller);
  bench.disable(controller);
}

// A page of Identify, from this controller.
inline Bytes identify(Bench& bench, std::size_t controller, const Identify& request, std::uint32_t nsid = 0) {
  Bytes page;
  bench.expect_success(
      bench.admin(request, {.nsid = nsid, .bytes = kIdentifyBytes, .data = &page, .controller = controller}));
  return page;
}

inline void needs_the_namespace_at_both(Bench& bench) {
  const std::uint32_t nsid = bench.facts().nsid;
  for (const std::size_t controller : kBoth) {
    const Bytes list = identify(bench, controller, {.cns = Cns::ActiveNamespaces});
    const std::vector<std::uint32_t> nsids = decode_namespace_list(IdentifyView{list});
    bench.needs(std::find(nsids.begin(), nsids.end(), nsid) != nsids.end(), "the namespace is attached to one of them");
  }
}

}  // namespace controllers
}  // namespace zns::suites
