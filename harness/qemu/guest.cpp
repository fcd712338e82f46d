#include "harness/qemu/guest.hpp"

#include <algorithm>
#include <cstring>
#include <fstream>

#include "harness/qemu/arguments.hpp"
#include "harness/qemu/initramfs.hpp"
#include "harness/qemu/kernel.hpp"
#include "harness/qemu/nvmet.hpp"
#include "harness/qemu/process.hpp"
#include "harness/qemu/session.hpp"
#include "harness/qemu/signals.hpp"
#include "harness/qemu/work_folder.hpp"

namespace zns::harness {
namespace fs = std::filesystem;
namespace {

constexpr int kCannotRun = 126;          // the shell's: 126 and 127 it could not be started, 128 + N killed by signal N
constexpr unsigned kMemoryMinMib = 128;  // with less its kernel dies before it can say so

Kernel chosen_kernel(const GuestOptions& options, std::ostream& diagnostics) {
  if (options.kernel.empty()) {
    Kernel kernel =
        cached_kernel(options.cache.empty() ? default_cache() : options.cache, options.kernel_packages, diagnostics);
    if (!options.modules.empty()) kernel.modules = options.modules;
    return kernel;
  }
  if (!fs::is_regular_file(options.kernel)) throw HarnessError("no kernel image at " + options.kernel.string());
  return {options.kernel, options.modules};
}

void make_image(const fs::path& file, std::uint64_t size) {
  { const std::ofstream create{file, std::ios::binary}; }
  std::error_code error;
  fs::resize_file(file, size, error);  // sparse
  if (error)
    throw HarnessError("cannot make the drive's image of " + std::to_string(size) + " bytes: " + error.message());
}

void make_initramfs(const fs::path& file, const GuestProgram& run, const fs::path& modules, unsigned memory_mib) {
  std::ofstream out{file, std::ios::binary};
  const std::uint64_t size = write_initramfs(out, run, modules);
  if (!out.flush()) throw HarnessError("cannot write " + file.string() + ": " + std::strerror(errno));
  const std::uint64_t mib = (size >> 20) + 1;
  if (mib > memory_mib / 2) {
    throw HarnessError("znspec and the files that it is given take " + std::to_string(mib) +
                       " MiB: too much for a guest with " + std::to_string(memory_mib) + " MiB of memory");
  }
}

void bring_reports(const SessionResult& result, const std::vector<fs::path>& reports) {
  for (std::size_t i = 0; i < reports.size(); ++i) {
    const auto file = result.files.find(std::to_string(i));
    if (file == result.files.end()) {
      // After a usage error, say, there is nothing to report. A verdict without its report would go unnoticed.
      if (result.status <= 1) throw HarnessError("the guest brought no report " + reports[i].string() + " back");
      continue;
    }
    std::ofstream out{reports[i], std::ios::binary | std::ios::trunc};
    out << file->second;
    if (!out.flush())
      throw HarnessError("cannot write report file " + reports[i].string() + ": " + std::strerror(errno));
  }
}

void bring_saves(const SessionResult& result, const fs::path& folder) {
  if (folder.empty()) return;  // nobody asked: what is sent all the same has no place here
  for (const auto& [name, content] : result.saved) {
    const fs::path file = folder / name;
    std::ofstream out{file, std::ios::binary | std::ios::trunc};
    out << content;
    if (!out.flush()) throw HarnessError("cannot save " + file.string() + ": " + std::strerror(errno));
  }
}

int status_of(const SessionResult& result) {
  if (result.status < kCannotRun) return result.status;
  const ExitStatus end{.code = result.status, .signal = result.status > 128 ? result.status - 128 : 0};
  throw HarnessError("znspec " +
                     (end.signal != 0 ? "was killed in the guest by " + end.describe()
                                      : std::string{"could not be started in the guest"}) +
                     "; last console line: " + result.last_console_line);
}

int run(const GuestOptions& options, const std::vector<std::string>& arguments, const fs::path& program,
        std::ostream& out, std::ostream& diagnostics) {
  if (!program_exists(options.qemu)) {
    throw HarnessError("no QEMU: cannot find " + options.qemu +
                       " (apt-get install qemu-system-x86, or say --qemu BIN)");
  }
  if (options.memory_mib < kMemoryMinMib) {
    throw HarnessError("the guest needs at least " + std::to_string(kMemoryMinMib) + " MiB of memory");
  }
  NamedFiles named = files_in(arguments);
  for (const fs::path& file : options.files) named.inputs.push_back(fs::absolute(file).lexically_normal());
  for (const fs::path& report : named.reports) check_writable(report);
  if (!named.saves.empty()) make_saves_folder(named.saves);
  const Drive zns_drive = drive(options);
  const Kernel kernel = chosen_kernel(options, diagnostics);

  WorkFolder work{fs::temp_directory_path()};
  if (options.keep) {
    work.keep();
    diagnostics << "znspec guest: kept: " << work.path().string() << std::endl;
  }
  const auto in_work = [&work](const char* name) { return work.path() / name; };
  const GuestFiles files{.kernel = kernel.image,
                         .initramfs = in_work("initramfs"),
                         .image = in_work("drive"),
                         .console = in_work("console"),
                         .out = in_work("out"),
                         .err = in_work("err"),
                         .frames = in_work("frames"),
                         .journal = in_work("journal"),
                         .orders = in_work("orders")};
  if (zns_drive.size != 0) make_image(files.image, zns_drive.size);
  const bool nvmet = options.target == GuestTarget::Nvmet;
  const GuestProgram in_guest{.program = fs::canonical(program),
                              .arguments = arguments,
                              .directory = fs::current_path(),
                              .inputs = named.inputs,
                              .reports = named.reports,
                              .saves = named.saves,
                              .heartbeat_s = std::clamp<long>(options.silence.count() / 4, 1, 5),
                              .environment = options.environment,
                              .null_blk = nvmet ? null_blk_options(options.device) : KeyValues{},
                              .drivers = options.drivers,
                              .node = options.node};
  make_initramfs(files.initramfs, in_guest, kernel.modules, options.memory_mib);

  Session session{{.command = qemu_command(options, zns_drive, files),
                   .files = files,
                   .log = in_work("console.log"),
                   .timeout = options.timeout,
                   .silence = options.silence,
                   // The emulated CPU and QEMU's devices hand over to each other at each command: on one host CPU that
                   // is two to three times as fast as across two.
                   .one_cpu = options.smp == 1 && options.accel.rfind("tcg", 0) == 0,
                   .journal = options.journal},
                  out,
                  diagnostics};
  const SessionResult result = session.run();
  bring_reports(result, named.reports);
  bring_saves(result, named.saves);
  return status_of(result);
}

}  // namespace

int run_guest(const GuestOptions& options, const std::vector<std::string>& znspec_arguments,
              const std::filesystem::path& znspec_program, std::ostream& out, std::ostream& diagnostics) {
  const SignalGuard signals;
  try {
    return run(options, znspec_arguments, znspec_program, out, diagnostics);
  } catch (const fs::filesystem_error& error) {
    throw HarnessError(error.path1().string() + ": " + error.code().message());
  }
}

}  // namespace zns::harness
