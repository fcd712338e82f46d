// What it takes to find the order of 10,000 commands, 64 in flight together over 16 zones, a report after each batch.
//   cmake --preset test && cmake --build --preset test --target linearize_bench &&
//   build/release/reference/linearize_bench
#include <benchmark/benchmark.h>

#include "reference/oracle/order/histories_for_tests.hpp"

namespace zns {
namespace {

constexpr std::size_t kCommands = 10'000;

void run(benchmark::State& state, bool limits) {
  Geometry geometry{.lba_bytes = 4096, .zones = 16, .zsze = 64, .zcap = 48};
  if (limits) geometry.max_active = 12;
  if (limits) geometry.max_open = 8;
  Recorder device{geometry, {}, static_cast<std::uint64_t>(state.range(0))};
  const Traffic traffic{.depth = 64, .management = 8, .longest = 4};
  while (device.history().size() < kCommands) device.batch(traffic);
  std::uint64_t questions = 0;
  std::size_t explained = 0;
  auto answer = Linearization::Answer::Found;
  for (auto _ : state) {
    const Linearization found = linearize(Oracle{geometry}, device.history(), 100'000'000);
    questions = found.questions;
    explained = found.order.size();
    answer = found.answer;
  }
  state.counters["commands"] = static_cast<double>(device.history().size());
  state.counters["explained"] = static_cast<double>(explained);
  state.counters["questions"] = static_cast<double>(questions);
  state.counters["answer"] = static_cast<double>(answer);
}

void WithoutLimits(benchmark::State& state) {
  run(state, false);
}
void WithLimits(benchmark::State& state) {
  run(state, true);
}
BENCHMARK(WithoutLimits)->DenseRange(1, 3)->Unit(benchmark::kMillisecond);
BENCHMARK(WithLimits)->DenseRange(1, 8)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace zns
