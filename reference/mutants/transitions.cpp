// Zone Management Send to one zone: transitions that are missing, superfluous or lead elsewhere.
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {
namespace {

using enum ZoneState;
using Zsa = ZoneSendAction;

void empties_unwritten(const Situation& situation, Effect& effect) {
  const Zone* zone = zone_named(situation);
  if (is_cell<Zsa::Close, ExplicitlyOpened>(situation) && zone->wp == situation.geometry.zslba(*named_zone(situation)))
    move(situation, effect, *named_zone(situation), Empty);
}

// The wrong column of the table where the state is right.
Mutant refused(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
               void (*does)(const Situation&, Effect&)) {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = kTable,
          .defect = {.does = does}};
}

}  // namespace

Topic close_mutants() {
  return {
      {.id = "close-refuses-implicitly-opened",
       .wrong = "Close Zone on an implicitly opened zone ends with Invalid Zone State Transition",
       .right = "the zone is closed",
       .clauses = {"ZNS-ZMS-020", "ZNS-SM-007"},
       .origin = "QEMU 92323c8c25 (published bug 5)",
       .defect = {.does = refuses<Zsa::Close, ImplicitlyOpened>}},
      {.id = "close-refuses-explicitly-opened",
       .wrong = "Close Zone on an explicitly opened zone ends with Invalid Zone State Transition",
       .right = "the zone is closed",
       .clauses = {"ZNS-ZMS-020", "ZNS-SM-013"},
       .origin = "QEMU 92323c8c25 (published bug 5)",
       .defect = {.does = refuses<Zsa::Close, ExplicitlyOpened>}},
      {.id = "close-empties-unwritten",
       .wrong = "Close Zone on an explicitly opened zone that holds nothing makes it Empty",
       .right = "it is Closed, and holds an active resource",
       .clauses = {"ZNS-ZMS-021", "ZNS-SM-013"},
       .origin = "plausible: that is the rule of ZBC and ZAC",
       .defect = {.does = empties_unwritten}},
      refused("close-refuses-closed", "Close Zone on a Closed zone is refused", "it succeeds and changes nothing",
              {"ZNS-ZMS-020", "ZNS-ZMS-037"}, refuses<Zsa::Close, Closed>),
      refused("close-accepts-empty", "Close Zone on an Empty zone closes it",
              "it ends with Invalid Zone State Transition", {"ZNS-ZMS-020"}, moves<Zsa::Close, Empty, Closed>),
      refused("close-swallows-empty", "Close Zone on an Empty zone succeeds and does nothing",
              "it ends with Invalid Zone State Transition", {"ZNS-ZMS-020"}, swallows<Zsa::Close, Empty>),
      refused("close-swallows-full", "Close Zone on a Full zone succeeds and does nothing",
              "it ends with Invalid Zone State Transition", {"ZNS-ZMS-020"}, swallows<Zsa::Close, Full>),
      refused("close-reopens-full", "Close Zone on a Full zone closes it", "it ends with Invalid Zone State Transition",
              {"ZNS-ZMS-020", "ZNS-SM-025"}, moves<Zsa::Close, Full, Closed>),
      refused("close-ignores-explicitly-opened", "Close Zone on an explicitly opened zone succeeds and does nothing",
              "the zone is closed", {"ZNS-ZMS-020", "ZNS-SM-013"}, ignores<Zsa::Close, ExplicitlyOpened>),
      refused("close-finishes-explicitly-opened", "Close Zone on an explicitly opened zone makes it Full",
              "the zone is closed", {"ZNS-ZMS-020", "ZNS-SM-013"}, moves<Zsa::Close, ExplicitlyOpened, Full>),
      refused("close-says-invalid-field", "Close Zone on an Empty zone ends with Invalid Field in Command",
              "it ends with Invalid Zone State Transition", {"ZNS-ZMS-020"},
              [](const Situation& situation, Effect& effect) {
                if (is_cell<Zsa::Close, Empty>(situation)) effect.status = Status::InvalidFieldInCommand;
              }),
  };
}

Topic finish_mutants() {
  return {
      refused("finish-refuses-empty", "Finish Zone on an Empty zone is refused", "the zone is Full",
              {"ZNS-ZMS-022", "ZNS-SM-004"}, refuses<Zsa::Finish, Empty>),
      refused("finish-refuses-explicitly-opened", "Finish Zone on an explicitly opened zone is refused",
              "the zone is Full", {"ZNS-ZMS-022", "ZNS-SM-014"}, refuses<Zsa::Finish, ExplicitlyOpened>),
      refused("finish-refuses-closed", "Finish Zone on a Closed zone is refused", "the zone is Full",
              {"ZNS-ZMS-022", "ZNS-SM-018"}, refuses<Zsa::Finish, Closed>),
      refused("finish-refuses-full", "Finish Zone on a Full zone is refused", "it succeeds and changes nothing",
              {"ZNS-ZMS-022", "ZNS-ZMS-037"}, refuses<Zsa::Finish, Full>),
      refused("finish-ignores-implicitly-opened", "Finish Zone on an implicitly opened zone succeeds and does nothing",
              "the zone is Full", {"ZNS-ZMS-022", "ZNS-SM-009"}, ignores<Zsa::Finish, ImplicitlyOpened>),
      refused("finish-closes-explicitly-opened", "Finish Zone on an explicitly opened zone closes it",
              "the zone is Full", {"ZNS-ZMS-022", "ZNS-SM-014"}, moves<Zsa::Finish, ExplicitlyOpened, Closed>),
      refused("finish-accepts-read-only", "Finish Zone on a Read Only zone makes it Full",
              "it is aborted: such a zone only goes Offline", {"ZNS-ZMS-022", "ZNS-SM-026"},
              moves<Zsa::Finish, ReadOnly, Full>),
  };
}

Topic open_mutants() {
  return {
      refused("open-opens-empty-implicitly", "Open Zone on an Empty zone opens it implicitly",
              "it is opened explicitly", {"ZNS-ZMS-026", "ZNS-SM-002"}, moves<Zsa::Open, Empty, ImplicitlyOpened>),
      refused("open-leaves-implicitly-opened", "Open Zone on an implicitly opened zone succeeds and does nothing",
              "it is opened explicitly", {"ZNS-SM-006", "ZNS-ZMS-026"}, ignores<Zsa::Open, ImplicitlyOpened>),
      refused("open-opens-closed-implicitly", "Open Zone on a Closed zone opens it implicitly",
              "it is opened explicitly", {"ZNS-SM-017", "ZNS-ZMS-026"}, moves<Zsa::Open, Closed, ImplicitlyOpened>),
      refused("open-refuses-explicitly-opened", "Open Zone on an explicitly opened zone is refused",
              "it succeeds and changes nothing", {"ZNS-ZMS-037", "ZNS-ZMS-026"}, refuses<Zsa::Open, ExplicitlyOpened>),
      refused("open-refuses-closed", "Open Zone on a Closed zone is refused", "it is opened explicitly",
              {"ZNS-SM-017", "ZNS-ZMS-026"}, refuses<Zsa::Open, Closed>),
      refused("open-swallows-full", "Open Zone on a Full zone succeeds and does nothing",
              "it ends with Invalid Zone State Transition", {"ZNS-ZMS-026"}, swallows<Zsa::Open, Full>),
      refused("open-reopens-full", "Open Zone on a Full zone opens it", "it ends with Invalid Zone State Transition",
              {"ZNS-SM-025", "ZNS-ZMS-026"}, moves<Zsa::Open, Full, ExplicitlyOpened>),
  };
}

Topic reset_transition_mutants() {
  return {
      refused("reset-refuses-empty", "Reset Zone on an Empty zone is refused", "it succeeds and changes nothing",
              {"ZNS-ZMS-028", "ZNS-ZMS-037"}, refuses<Zsa::Reset, Empty>),
      refused("reset-refuses-explicitly-opened", "Reset Zone on an explicitly opened zone is refused",
              "the zone is Empty", {"ZNS-ZMS-028", "ZNS-SM-012"}, refuses<Zsa::Reset, ExplicitlyOpened>),
      refused("reset-refuses-closed", "Reset Zone on a Closed zone is refused", "the zone is Empty",
              {"ZNS-ZMS-028", "ZNS-SM-015"}, refuses<Zsa::Reset, Closed>),
      refused("reset-ignores-full", "Reset Zone on a Full zone succeeds and does nothing", "the zone is Empty",
              {"ZNS-ZMS-028", "ZNS-SM-019"}, ignores<Zsa::Reset, Full>),
      refused("reset-closes-full", "Reset Zone on a Full zone closes it", "the zone is Empty",
              {"ZNS-ZMS-028", "ZNS-SM-025"}, moves<Zsa::Reset, Full, Closed>),
      refused("reset-revives-read-only", "Reset Zone on a Read Only zone makes it Empty",
              "it is aborted: such a zone only goes Offline", {"ZNS-ZMS-028", "ZNS-SM-026"},
              moves<Zsa::Reset, ReadOnly, Empty>),
      refused("reset-revives-offline", "Reset Zone on an Offline zone makes it Empty",
              "it is aborted: Offline is for good", {"ZNS-ZMS-028", "ZNS-SM-024"}, moves<Zsa::Reset, Offline, Empty>),
      refused("reset-swallows-read-only", "Reset Zone on a Read Only zone succeeds and does nothing", "it is aborted",
              {"ZNS-ZMS-028", "ZNS-SM-026"}, swallows<Zsa::Reset, ReadOnly>),
  };
}

Topic offline_mutants() {
  return {
      refused("offline-refuses-read-only", "Offline Zone on a Read Only zone is refused", "the zone is Offline",
              {"ZNS-ZMS-032", "ZNS-SM-020"}, refuses<Zsa::Offline, ReadOnly>),
      refused("offline-refuses-offline", "Offline Zone on an Offline zone is refused",
              "it succeeds and changes nothing", {"ZNS-ZMS-032", "ZNS-ZMS-037"}, refuses<Zsa::Offline, Offline>),
      refused("offline-ignores-read-only", "Offline Zone on a Read Only zone succeeds and does nothing",
              "the zone is Offline", {"ZNS-ZMS-032", "ZNS-SM-020"}, ignores<Zsa::Offline, ReadOnly>),
      refused("offline-accepts-full", "Offline Zone on a Full zone makes it Offline",
              "it ends with Invalid Zone State Transition", {"ZNS-ZMS-032"}, moves<Zsa::Offline, Full, Offline>),
      refused("offline-accepts-empty", "Offline Zone on an Empty zone makes it Offline",
              "it ends with Invalid Zone State Transition", {"ZNS-ZMS-032"}, moves<Zsa::Offline, Empty, Offline>),
      refused("offline-accepts-closed", "Offline Zone on a Closed zone makes it Offline",
              "it ends with Invalid Zone State Transition", {"ZNS-ZMS-032"}, moves<Zsa::Offline, Closed, Offline>),
  };
}

}  // namespace zns::mutants
