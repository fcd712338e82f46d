// Zone Management Send to one zone: transitions that are missing, superfluous or lead elsewhere.
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {

Topic transition_mutants() {
  using enum ZoneState;
  using Zsa = ZoneSendAction;
  return {
      {.id = "close-refuses-implicitly-opened",
       .wrong = "Close Zone on an implicitly opened zone ends with Invalid Zone State Transition",
       .right = "the zone is closed",
       .clauses = {"ZNS-ZMS-020", "ZNS-SM-007"},
       .origin = "QEMU 92323c8c25 (published bug 5)",
       .defect = {.does = refuses<Zsa::Close, ImplicitlyOpened>}},
      {.id = "close-empties-unwritten",
       .wrong = "Close Zone on an explicitly opened zone that holds nothing makes it Empty",
       .right = "it is Closed, and holds an active resource",
       .clauses = {"ZNS-ZMS-021", "ZNS-SM-013"},
       .origin = "plausible: that is the rule of ZBC and ZAC",
       .defect = {.does =
                      [](const Situation& situation, Effect& effect) {
                        const Zone* zone = zone_named(situation);
                        if (is_cell<Zsa::Close, ExplicitlyOpened>(situation) &&
                            zone->wp == situation.geometry.zslba(*named_zone(situation)))
                          move(situation, effect, *named_zone(situation), Empty);
                      }}},
  };
}

}  // namespace zns::mutants
