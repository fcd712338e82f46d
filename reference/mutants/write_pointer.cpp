// Write operations: how the write pointer and the state of the zone move.
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {
namespace {

ZoneChange* change_by_write(const Situation& situation, Effect& effect) {
  const auto blocks = blocks_written(situation);
  return blocks && effect.status == kSuccess ? change_of(effect, blocks->zone) : nullptr;
}

void refuses_to_fill(const Situation& situation, Effect& effect) {
  const ZoneChange* change = change_by_write(situation, effect);
  if (sent<Write>(situation) != nullptr && change != nullptr && change->after.zs == ZoneState::Full)
    refuse(effect, Status::ZoneBoundaryError);
}

void never_full(const Situation& situation, Effect& effect) {
  ZoneChange* change = change_by_write(situation, effect);
  if (change == nullptr || change->after.zs != ZoneState::Full) return;
  change->after.zs = change->before.zs == ZoneState::ExplicitlyOpened ? change->before.zs : ZoneState::ImplicitlyOpened;
}

void full_too_early(const Situation& situation, Effect& effect) {
  ZoneChange* change = change_by_write(situation, effect);
  if (change != nullptr && change->after.wp + 1 == situation.geometry.zslba(change->zone) + change->after.zcap)
    change->after.zs = ZoneState::Full;
}

// The write pointer stands where it should, and so much further.
template <int Further>
void moves_write_pointer(const Situation& situation, Effect& effect) {
  ZoneChange* change = change_by_write(situation, effect);
  if (change != nullptr && change->after.zs != ZoneState::Full)
    change->after.wp = change->after.wp + static_cast<std::uint64_t>(Further);
}

void keeps_write_pointer_of_explicitly_opened(const Situation& situation, Effect& effect) {
  ZoneChange* change = change_by_write(situation, effect);
  if (change != nullptr && change->after.zs == ZoneState::ExplicitlyOpened) change->after.wp = change->before.wp;
}

}  // namespace

// NOLINTNEXTLINE(readability-function-size): a table
Topic write_pointer_mutants() {
  using enum ZoneState;
  return {
      {.id = "write-refuses-to-fill",
       .wrong = "a Write that ends exactly at the capacity ends with Zone Boundary Error",
       .right = "it succeeds, and the zone is Full",
       .clauses = {"ZNS-IO-021", "ZNS-ZM-066"},
       .origin = kOffByOne,
       .hard = "only with the limit exactly reached",
       .defect = {.does = refuses_to_fill}},
      {.id = "zone-never-full",
       .wrong = "a zone whose write pointer reached its capacity stays open",
       .right = "it is Full",
       .clauses = {"ZNS-ZM-066", "ZNS-SM-009"},
       .origin = "QEMU 635b23ad43 (published bug 4)",
       .defect = {.does = never_full}},
      {.id = "zone-full-one-block-early",
       .wrong = "a zone with one block left is Full",
       .right = "it is Full when the last block is written",
       .clauses = {"ZNS-ZM-066", "ZNS-ZM-004"},
       .origin = kOffByOne,
       .hard = "only with the limit exactly reached",
       .defect = {.does = full_too_early}},
      {.id = "wp-one-short",
       .wrong = "a write operation moves the write pointer by one block too little",
       .right = "the write pointer moves by the number of blocks",
       .clauses = {"ZNS-ZM-062"},
       .origin = "plausible: NLB is 0's based",
       .defect = {.does = moves_write_pointer<-1>}},
      {.id = "wp-one-too-far",
       .wrong = "a write operation moves the write pointer by one block too much",
       .right = "the write pointer moves by the number of blocks",
       .clauses = {"ZNS-ZM-062"},
       .origin = "plausible: NLB is 0's based, and a careful mind adds 1 twice",
       .defect = {.does = moves_write_pointer<1>}},
      {.id = "wp-stays-in-explicitly-opened",
       .wrong = "the write pointer of an explicitly opened zone does not move",
       .right = "it moves in every writable state",
       .clauses = {"ZNS-ZM-062"},
       .origin = kTable,
       .defect = {.does = keeps_write_pointer_of_explicitly_opened}},
      {.id = "write-opens-explicitly",
       .wrong = "a Write to an Empty zone opens it explicitly",
       .right = "it is opened implicitly",
       .clauses = {"ZNS-SM-001", "ZNS-SM-047"},
       .origin = kTable,
       .defect = {.does = leaves_zone<Write, Empty, ExplicitlyOpened>}},
      {.id = "write-opens-closed-explicitly",
       .wrong = "a Write to a Closed zone opens it explicitly",
       .right = "it is opened implicitly",
       .clauses = {"ZNS-SM-016", "ZNS-SM-047"},
       .origin = kTable,
       .defect = {.does = leaves_zone<Write, Closed, ExplicitlyOpened>}},
      {.id = "write-demotes-explicitly-opened",
       .wrong = "a Write to an explicitly opened zone makes it implicitly opened",
       .right = "it stays explicitly opened",
       .clauses = {"ZNS-SM-047"},
       .origin = kTable,
       .defect = {.does = leaves_zone<Write, ExplicitlyOpened, ImplicitlyOpened>}},
  };
}

}  // namespace zns::mutants
