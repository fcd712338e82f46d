// znspec bench TARGET
#include <algorithm>
#include <memory>

#include "harness/base/error.hpp"
#include "harness/bench/bench.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/device_arguments.hpp"
#include "harness/cli/terminal.hpp"
#include "harness/report/exit_status.hpp"
#include "harness/targets/qemu_target.hpp"
#include "harness/targets/queue_depth.hpp"

namespace zns::harness {
namespace {

struct BenchArguments : TargetArguments {
  unsigned milliseconds = 200;
  unsigned depth = 1;
};

int measure(suites::Target& target, BareLoop& bare, const BenchArguments& arguments, World& world) {
  const Interrupt interrupt;
  const std::vector<BenchRow> rows = bench(target, bare,
                                           {.round = std::chrono::milliseconds{arguments.milliseconds},
                                            .rounds = 5,
                                            .depth = arguments.depth,
                                            .interrupted = Interrupt::asked});
  world.out << to_table(rows, arguments.depth);
  return Interrupt::asked() ? kHarnessError : kConformant;
}

std::unique_ptr<BareLoop> bare_loop_on(const BenchArguments& arguments, std::uint32_t nsid) {
  if (arguments.depth == 1) return bare_ioctl_loop(arguments.target);
  const Host host;
  GenericNode generic = open_generic(find_node(arguments.target, host), nsid, host);
  if (!generic.fd) throw HarnessError(arguments.target + ": no bare loop of this depth: " + generic.why_not);
  return bare_uring_loop(std::move(generic.fd), arguments.depth);
}

void require_depth(const BenchArguments& arguments, std::size_t most) {
  if (arguments.depth > most)
    throw UsageError("--depth: " + arguments.target + " takes " + std::to_string(most) + " commands at most");
}

int execute(const BenchArguments& arguments, World& world) {
  const bool is_qemu = arguments.target.rfind("qemu:", 0) == 0;
  if (!is_qemu && arguments.target.rfind("/dev/", 0) != 0)
    throw UsageError("bench: '" + arguments.target + "' has no transport; only qemu: and device nodes have");
  const auto opened = world.open_target(arguments.target, {.destroy_data = arguments.destroy_data,
                                                           .timeout = std::chrono::seconds{arguments.timeout},
                                                           .qemu = arguments.qemu});
  if (!opened->banner().empty()) world.err << "znspec: " << opened->banner() << "\n" << std::flush;
  const std::size_t carried = opened->target().carries().queue_depth;
  require_depth(arguments, is_qemu ? std::min(carried, kMostOfBareQueue) : carried);
  if (!is_qemu) {
    const auto bare = bare_loop_on(arguments, opened->target().nsid());
    return measure(opened->target(), *bare, arguments, world);
  }
  QemuOptions options = parse_qemu_options(std::string_view{arguments.target}.substr(5), options_of(arguments.qemu));
  options.program = arguments.qemu;
  QemuTarget other{arguments.target, options};  // a second drive, the same, for the bare loop alone
  const auto bare = bare_queue_loop(other.bus());
  return measure(opened->target(), *bare, arguments, world);
}

}  // namespace

void add_bench_command(CommandLine& app, World& world, Action& action) {
  const auto arguments = std::make_shared<BenchArguments>();  // the callback outlives this function
  SubCommand bench = app.add_subcommand("bench", "Commands a second, next to a bare loop over the same transport");
  add_target_argument(bench, *arguments);
  add_target_options(bench, *arguments);
  bench.add_option("--round", arguments->milliseconds, "milliseconds of each of five rounds, each way")
      .within(1U, 60'000U)
      .capture_default_str()
      .type_name("MS");
  bench.add_option("--depth", arguments->depth, "commands in flight together")
      .within(1U, 1024U)
      .capture_default_str()
      .type_name("N");
  bench.callback([arguments, &world, &action] { action = [arguments, &world] { return execute(*arguments, world); }; });
}

}  // namespace zns::harness
