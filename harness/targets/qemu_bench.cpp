// Commands a second on QEMU's drive, by queue depth.
#include <benchmark/benchmark.h>

#include <vector>

#include "harness/targets/qemu_target.hpp"
#include "reference/spec/command.hpp"

namespace zns::harness {
namespace {

void run(benchmark::State& state, const Command::Body& body, std::size_t bytes) {
  QemuTarget target{"qemu:", parse_qemu_options("", options_of({}))};
  std::vector<std::vector<std::byte>> buffers(static_cast<std::size_t>(state.range(0)), std::vector<std::byte>(bytes));
  std::vector<suites::Submission> submissions;
  for (auto& buffer : buffers)
    submissions.push_back({.queue = Queue::Io, .sqe = encode(Command{.body = body}), .from_device = buffer});
  for (auto _ : state) benchmark::DoNotOptimize(target.submit_together(submissions));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void zone_report(benchmark::State& state) {
  run(state, ZoneManagementReceive{.numd = NumberOfDwords::of_count(1024)}, 4096);
}
void read_a_block(benchmark::State& state) {
  run(state, Read{}, 4096);
}
void refused_action(benchmark::State& state) {
  run(state, ZoneManagementSend{.zsa = ZoneSendAction::Offline}, 0);
}

BENCHMARK(zone_report)->Arg(1)->Arg(8)->Arg(64)->UseRealTime();
BENCHMARK(read_a_block)->Arg(1)->Arg(8)->Arg(64)->UseRealTime();
BENCHMARK(refused_action)->Arg(1)->Arg(8)->Arg(64)->UseRealTime();

}  // namespace
}  // namespace zns::harness

BENCHMARK_MAIN();
