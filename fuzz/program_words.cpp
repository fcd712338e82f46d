#include "fuzz/program_words.hpp"

#include <algorithm>
#include <utility>

#include "fuzz/device.hpp"
#include "reference/device/step.hpp"
#include "reference/trace/trace.hpp"

namespace zns::fuzz {
namespace {

constexpr std::array kResets{Reset::Controller, Reset::Shutdown, Reset::PowerCycle};

TraceEntry entry_of(const Geometry& geometry, const Command& command) {
  TraceEntry entry{.queue = command.queue, .sqe = encode(command)};
  if (command.reserved_bits) entry.sqe.cdw2 = 1;
  entry.buffer = bytes_from_device(geometry, command);
  return entry;
}

// Plays it again, and writes it down.
Trace trace_of(const Program& program, const mutants::Conduct& defect, std::size_t reached) {
  Trace trace{.geometry = program.header.geometry, .seed = 1, .target = "fuzz"};
  static Buffer from_device;  // the stack of a signal handler is small
  Player player{defect, program.header, from_device};
  static Buffer of_planner;
  Player planner{{}, program.header, of_planner};  // the reference: a program's commands are relative to its state
  for (std::size_t i = 0; i < std::min(reached, program.size()); ++i) {
    const Deed todo = deed(trace.geometry, planner.device().state(), program.at(i));
    const bool last = i + 1 == reached;
    if (todo.kind == Deed::Kind::Restart) {
      player.device().restart(todo.restart);
      planner.device().restart(todo.restart);
      trace.steps.emplace_back(kResets[static_cast<std::size_t>(todo.restart)]);
    } else if (todo.kind == Deed::Kind::Happen) {
      const bool happened = player.device().inject(todo.event.zone, todo.event.kind);
      planner.device().inject(todo.event.zone, todo.event.kind);
      if (happened && !todo.unseen)
        trace.steps.emplace_back(TraceInjection{.zslba = trace.geometry.zslba(todo.event.zone),
                                                .state = player.device().state().zone(todo.event.zone).zs});
    } else {
      TraceEntry entry = entry_of(trace.geometry, todo.command);
      entry.to_device = shorten(payload(trace.geometry, todo.command, i), trace.seed, kLbaBytes);
      if (!last) {
        planner.send(todo, i);
        const Answer answer = player.send(todo, i);
        entry.completion = TraceCompletion{.status = answer.outcome.status,
                                           .result = answer.outcome.result,
                                           .overran = answer.outcome.overran,
                                           .data = shorten(answer.data, trace.seed, kLbaBytes)};
        if (answer.outcome.lost) entry.completion.reset();
      }
      trace.steps.emplace_back(TraceBatch{std::move(entry)});
    }
  }
  return trace;
}

}  // namespace

std::string program_words(Bytes input, std::size_t reached) {
  return print(trace_of(decode(input), mutants::Conduct{}, reached));
}

std::string defect_words(Bytes input, std::size_t reached) {
  const Program program = decode(input);
  return print(trace_of(program, defect_of(program.header), reached));
}

}  // namespace zns::fuzz
