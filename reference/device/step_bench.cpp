// What a command costs the reference device: state only, and with the data of 4-KiB blocks.
//   cmake --preset test && cmake --build --preset test --target step_bench && build/release/reference/step_bench
#include <benchmark/benchmark.h>

#include <algorithm>
#include <vector>

#include "reference/device/policy.hpp"
#include "reference/device/random_for_tests.hpp"
#include "reference/device/step.hpp"
#include "reference/spec/pattern.hpp"

namespace zns {
namespace {

constexpr std::size_t kBlock = 4096;

Geometry geometry_of(std::uint32_t zones) {
  return {.zones = zones, .zsze = 64, .zcap = 48, .max_active = 512, .max_open = 256};
}

// The life of a zone, again and again in zones all over the namespace: opened, written, appended to, closed, reset.
std::vector<Command> mixed_commands(const Geometry& geometry, std::size_t count) {
  std::vector<Command> commands;
  Random random{1};
  while (commands.size() < count) {
    const std::uint64_t zslba = geometry.zslba(static_cast<ZoneId>(random.below(geometry.zones)));
    commands.push_back({.body = ZoneManagementSend{.slba = zslba, .zsa = ZoneSendAction::Open}});
    commands.push_back({.body = Write{.slba = zslba, .nlb = Nlb::of_count(4)}});
    commands.push_back({.body = ZoneAppend{.zslba = zslba, .nlb = Nlb::of_count(4)}});
    commands.push_back({.body = ZoneManagementSend{.slba = zslba, .zsa = ZoneSendAction::Close}});
    commands.push_back({.body = Write{.slba = zslba + 8}});
    commands.push_back({.body = ZoneManagementSend{.slba = zslba, .zsa = ZoneSendAction::Reset}});
  }
  return commands;
}

// `data`: that of four blocks, which each write takes its first blocks from.
void run_mix(benchmark::State& run, BlockMemory memory, const std::vector<std::byte>& data = {}) {
  const Geometry geometry = geometry_of(static_cast<std::uint32_t>(run.range(0)));
  State state{geometry, memory};
  PolicyChoices choices;
  const std::vector<Command> commands = mixed_commands(geometry, 60'000);
  std::uint64_t aborted = 0;
  for (auto _ : run) {
    for (const Command& command : commands) {
      const std::size_t bytes = std::min(data.size(), bytes_to_device(geometry, command));
      Effect effect = step(geometry, state, command, std::span{data}.first(bytes), choices);
      aborted += effect.status != kSuccess ? 1 : 0;
      apply(state, effect);
    }
  }
  run.SetItemsProcessed(static_cast<std::int64_t>(run.iterations() * commands.size()));
  run.counters["aborted"] = static_cast<double>(aborted);
}

void Mix(benchmark::State& run) {
  run_mix(run, {.bytes = 0});
}
void MixWithOneByte(benchmark::State& run) {
  run_mix(run, {.bytes = kBlock}, std::vector<std::byte>(4 * kBlock, std::byte{0x5A}));
}
void MixWithPatterns(benchmark::State& run) {
  std::vector<std::byte> data(4 * kBlock);
  for (std::size_t i = 0; i < 4; ++i) Pattern{}.fill_block(std::span{data}.subspan(i * kBlock, kBlock), i);
  run_mix(run, {.bytes = kBlock}, data);
}
void MixWithBytes(benchmark::State& run) {
  std::vector<std::byte> data(4 * kBlock);
  for (std::size_t i = 0; i < data.size(); ++i) data[i] = static_cast<std::byte>(i % 251);
  run_mix(run, {.bytes = kBlock}, data);
}
// Medians are compared, not single runs: how far the memory of a million zones is away differs from one to the next.
BENCHMARK(Mix)->Arg(1'024)->Arg(1'000'000)->MinTime(0.1)->Repetitions(9)->ReportAggregatesOnly();
BENCHMARK(MixWithOneByte)->Arg(1'024);
BENCHMARK(MixWithPatterns)->Arg(1'024);
BENCHMARK(MixWithBytes)->Arg(1'024);

void FullReport(benchmark::State& run) {
  const Geometry geometry = geometry_of(1'000);
  const State state{geometry, {.bytes = 0}};
  PolicyChoices choices;
  std::vector<std::byte> data(64 + 64 * 1'000);
  const Command command{.body = ZoneManagementReceive{.numd = NumberOfDwords::of_count(data.size() / 4)}};
  for (auto _ : run) {
    Effect effect = step(geometry, state, command, {}, choices);
    benchmark::DoNotOptimize(effect);
    benchmark::DoNotOptimize(transfer(geometry, state, command, choices, data));
  }
}
BENCHMARK(FullReport)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace zns
