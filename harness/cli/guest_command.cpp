// znspec guest [OPTIONS] -- ARGUMENTS: the same program in a small Linux guest, where QEMU's drive or nvmet's is.
#include <stdexcept>

#include "harness/base/error.hpp"
#include "harness/cli/commands.hpp"
#include "harness/cli/guest_arguments.hpp"
#include "harness/cli/guest_rounds.hpp"
#include "harness/qemu/arguments.hpp"
#include "harness/qemu/guest.hpp"
#include "harness/qemu/process.hpp"
#include "harness/run/provenance.hpp"
#include "harness/targets/qemu_options.hpp"

namespace zns::harness {
namespace {

struct GuestCommand {
  GuestOptions options;
  std::string target = "qemu";
  std::string qemu_data;
  std::string kernel;
  std::string modules;
  std::string cache;
  std::vector<std::string> device;
  std::vector<std::string> controller;
  std::vector<std::string> drivers;
  unsigned timeout = 0;
};

KeyValues key_values(const char* option, const std::vector<std::string>& spellings) {
  KeyValues all;
  for (const std::string& spelling : spellings) {
    try {
      const KeyValues more = parse_key_values(spelling);
      all.insert(all.end(), more.begin(), more.end());
    } catch (const std::invalid_argument& error) {
      throw UsageError(std::string{option} + ": " + error.what());
    }
  }
  return all;
}

GuestTarget target(const GuestCommand& command) {
  return command.target == "nvmet" ? GuestTarget::Nvmet : GuestTarget::Qemu;
}

int execute(GuestCommand command, GuestRequest request, World& world) {
  GuestOptions& options = command.options;
  options.target = target(command);
  options.qemu_data = command.qemu_data;
  options.kernel = command.kernel;
  options.modules = command.modules;
  options.cache = command.cache;
  if (options.target == GuestTarget::Nvmet && !command.controller.empty())
    throw UsageError("--controller: those are options of QEMU's nvme; with --target nvmet there are none");
  options.device = key_values("--device", command.device);
  options.controller = key_values("--controller", command.controller);
  request.device = drive(options).device;
  if (request.device != Drive{}.device && !options.controller.empty())
    throw UsageError("--controller: with device=" + request.device + " all its options are in --device");
  for (const std::string& driver : command.drivers) options.drivers.push_back(parse_module(driver));
  if (!options.drivers.empty()) {
    if (options.target == GuestTarget::Nvmet)
      throw UsageError("--module: with --target nvmet both would be /dev/nvme1n1");
    request.has_driver = true;
  }
  request.kernels = options.kernel_packages;
  if (!command.kernel.empty() && !request.kernels.empty())
    throw UsageError("--kernel-package: --kernel names another kernel");
  options.timeout = std::chrono::seconds{command.timeout};
  if (program_exists(options.qemu))
    request.qemu_version = qemu_version({.name = options.qemu, .data = options.qemu_data});
  if (!request.qemu_version.empty())
    options.environment.emplace_back(kEmulatorVariable, name_of_qemu(request.device, request.qemu_version));
  if (!world.provenance.host.empty()) options.environment.emplace_back(kHostVariable, world.provenance.host);
  const std::vector<std::string> arguments = guest_arguments(request);
  options.files = traces_of_deviations(arguments);
  options.node = node_in(arguments);
  if (arguments.front() != "run") return world.run_guest(options, arguments);
  return GuestRounds{options, arguments, world}.run();
}

}  // namespace

void add_guest_command(CommandLine& app, World& world, Action& action, const std::vector<std::string>& after_dashes) {
  const auto command = std::make_shared<GuestCommand>();
  command->timeout = static_cast<unsigned>(command->options.timeout.count());
  SubCommand guest =
      app.add_subcommand("guest", "Run znspec in a Linux guest in QEMU, which has an emulated drive (/dev/nvme0n1)");
  guest
      .add_option("--target", command->target,
                  "qemu, or nvmet: Linux's own target over a zoned null_blk (/dev/nvme1n1)")
      .capture_default_str()
      .one_of({"qemu", "nvmet"})
      .type_name("NAME");
  guest.add_option("--qemu", command->options.qemu, "the program, or its path").type_name("BIN").capture_default_str();
  guest.add_option("--qemu-data", command->qemu_data, "its data folder (-L)").type_name("DIR");
  guest
      .add_option("--device", command->device,
                  "its options KEY=VALUE,..., over the defaults: nvme-ns's and size=N, or null_blk's; or of a fork of\n"
                  "QEMU: device=NAME and all options of that device")
      .type_name("LIST")
      .one_value();
  guest.add_option("--controller", command->controller, "of qemu: nvme's options, likewise")
      .type_name("LIST")
      .one_value();
  guest.add_option("--memory", command->options.memory_mib, "in MiB")
      .capture_default_str()
      .within(64U, 1U << 20U)
      .type_name("MIB");
  guest.add_option("--accel", command->options.accel, "tcg or kvm").type_name("NAME").capture_default_str();
  guest.add_option("--timeout", command->timeout, "seconds for all of it")
      .capture_default_str()
      .within(1U, 1'000'000U)
      .type_name("S");
  guest.add_flag("--keep", command->options.keep, "keep the work folder, and print its name");
  guest.add_option("--kernel", command->kernel, "this kernel instead of the cached one").type_name("FILE");
  guest.add_option("--modules", command->modules, "and its modules").type_name("DIR");
  guest
      .add_option("--kernel-package", command->options.kernel_packages,
                  "or the kernel of this Debian package, which is fetched; or in these .deb files")
      .type_name("NAME|FILE")
      .one_value();
  guest
      .add_option("--module", command->drivers,
                  "a kernel module of yours that makes a drive (/dev/nvme1n1); parameters as insmod has them")
      .type_name("FILE[:PARAMETERS]")
      .one_value();
  guest.add_option("--append", command->options.append, "more words of the kernel's command line").type_name("WORDS");
  guest.add_option("--smp", command->options.smp, "CPUs").capture_default_str().within(1U, 64U).type_name("N");
  guest.add_option("--cache", command->cache, "where kernels are kept").type_name("DIR");
  guest.footer(
      "ARGUMENTS are those of znspec in the guest; without any: run on the target's drive --destroy-data, with its "
      "shipped\n"
      "known deviations. Files that they name are the host's.");
  guest.callback([command, after_dashes, guest, &world, &action] {
    const GuestRequest request{.arguments = after_dashes,
                               .guest_options = guest.spelt(),
                               .colours = world.out_is_terminal && !world.no_color,
                               .target = target(*command)};
    action = [command, request, &world] { return execute(*command, request, world); };
  });
}

}  // namespace zns::harness
