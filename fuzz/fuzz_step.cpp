// Whatever a host sends in whatever order, and however a controller uses its freedom: the invariants hold after every
// step, undo() takes a step back exactly, and an aborted command changes nothing.
#include "fuzz/counters.hpp"
#include "fuzz/program_words.hpp"
#include "reference/device/invariants.hpp"
#include "reference/device/restart.hpp"
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

void carry_out(const Program& program, State& state, WriteCache& cache, const Record& record, PolicyChoices& choices) {
  static constexpr std::array<std::byte, kMostBlocks * kRemembered> kData{};
  const Geometry& geometry = program.header.geometry;
  const Deed todo = deed(geometry, state, record);
  if (todo.kind == Deed::Kind::Send) {
    const std::size_t host = bytes_to_device(geometry, todo.command);
    const bool by_block = is_write_operation(todo.command);
    const std::size_t bytes = by_block ? host / kLbaBytes * kRemembered : host;
    const Effect effect = step(geometry, state, todo.command, std::span{kData}.first(bytes), choices);
    take(geometry, state, effect);
    if (geometry.write_cache && effect.status == kSuccess) cache.carried_out(todo.command, effect);
    return;
  }
  if (todo.kind == Deed::Kind::Restart) {
    for (ZoneId id = 0; id < geometry.zones; ++id)
      if (auto effect = restart(geometry, state, cache, todo.restart, id, choices))
        take(geometry, state, *std::move(effect));
    if (todo.restart != Reset::Controller) cache.commit();
    return;
  }
  if (auto effect = background(geometry, state, todo.event)) take(geometry, state, *std::move(effect));
  if (todo.event.kind == EventKind::Renew) cache.forget(todo.event.zone);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Execution execution{"fuzz_step", program_words, data, size};
  const Program program = decode(execution.input());
  PolicyChoices choices{program.header.policy};
  State state{program.header.geometry, {.bytes = program.header.remembers_blocks ? kRemembered : 0}};
  WriteCache cache;
  for (std::size_t i = 0; i < program.size(); ++i) {
    execution.reach(i);
    carry_out(program, state, cache, program.at(i), choices);
  }
  return 0;
}
