// Whatever a host sends in whatever order, and however a controller uses its freedom: the invariants hold after every
// step, undo() takes a step back exactly, and an aborted command changes nothing.
#include "fuzz/counters.hpp"
#include "fuzz/program_words.hpp"
#include "reference/device/invariants.hpp"
#include "reference/device/step.hpp"

namespace {

using namespace zns;
using namespace zns::fuzz;

void take(const Geometry& geometry, State& state, Effect effect) {
  static State before = state;
  static State after = state;
  const bool changes = !effect.zones.empty() || !effect.media.empty() || !effect.extensions.empty();
  expect(effect.status == kSuccess || !changes, "an aborted command changes nothing");
  if (!changes) return;
  before = state;
  apply(state, effect);
  if (const auto violation = violated_invariant(geometry, state)) fail("invariant " + std::string{violation->id});
  after = state;
  undo(state, effect);
  expect(state == before, "undo() restores the state");
  apply(state, effect);
  expect(state == after, "an effect that was undone can be applied again");
  count_situation(geometry, state);
}

void carry_out(const Program& program, State& state, const Record& record, PolicyChoices& choices) {
  static constexpr std::array<std::byte, kMostBlocks * kRemembered> kData{};
  const Geometry& geometry = program.header.geometry;
  const Deed todo = deed(geometry, state, record);
  if (todo.kind == Deed::Kind::Send) {
    const std::size_t host = bytes_to_device(geometry, todo.command);
    const bool by_block = is_write_operation(todo.command);
    const std::size_t bytes = by_block ? host / kLbaBytes * kRemembered : host;
    return take(geometry, state, step(geometry, state, todo.command, std::span{kData}.first(bytes), choices));
  }
  if (todo.kind == Deed::Kind::Restart && todo.restart == mutants::Restart::Controller) return;
  const bool all = todo.kind == Deed::Kind::Restart;
  for (ZoneId id = all ? 0 : todo.event.zone; id < (all ? geometry.zones : todo.event.zone + 1); ++id)
    if (auto effect = background(geometry, state, {all ? EventKind::Initialize : todo.event.kind, id}))
      take(geometry, state, *std::move(effect));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Execution execution{"fuzz_step", program_words, data, size};
  const Program program = decode(execution.input());
  PolicyChoices choices{program.header.policy};
  State state{program.header.geometry, {.bytes = program.header.remembers_blocks ? kRemembered : 0}};
  for (std::size_t i = 0; i < program.size(); ++i) {
    execution.reach(i);
    carry_out(program, state, program.at(i), choices);
  }
  return 0;
}
