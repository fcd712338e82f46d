// Commands in flight together: lost updates, and completions that belong to another command.
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {
namespace {

template <class Body>
bool is_among(std::span<const Command> earlier) {
  for (const Command& command : earlier)
    if (std::holds_alternative<Body>(command.body)) return true;
  return false;
}

}  // namespace

Topic depth_mutants() {
  return {
      {.id = "appends-share-a-write-pointer",
       .wrong = "appends to a zone that are in flight together are given the same LBA",
       .right = "each is given blocks of its own",
       .clauses = {"ZNS-ORD-003", "ZNS-APPEND-002"},
       .origin = "FEMU issue 131, pull request 195 (published bugs 33 and 34)",
       .hard = "only with several appends in flight",
       .defect = {.races =
                      [](const Situation& situation, std::span<const Command> earlier) {
                        return sent<ZoneAppend>(situation) != nullptr && is_among<ZoneAppend>(earlier);
                      }}},
  };
}

}  // namespace zns::mutants
