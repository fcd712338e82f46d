#include "harness/qemu/initramfs.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <sstream>

#include "harness/base/error.hpp"
#include "harness/qemu/cpio.hpp"
#include "harness/qemu/nvmet.hpp"
#include "harness/qemu/process.hpp"

namespace zns::harness {
namespace fs = std::filesystem;
namespace {

constexpr const char* kBusybox = "/bin/busybox";
constexpr const char* kApplets[] = {"sh",     "mkdir", "mount", "mv",    "cp",   "ln", "insmod",
                                    "mkfifo", "dd",    "stat",  "sleep", "kill", "ip", "poweroff"};
constexpr std::array kWantedModules{"virtio_pci", "virtio_console", "nvme"};

// The parts of the script that never change. What it prints goes to the kernel's console, for --keep and for errors.
constexpr std::string_view kSetUp = R"sh(
mkdir -p /proc /sys /dev /tmp
mv /dev /znspec/dev
mkdir /dev
mount -t devtmpfs devtmpfs /dev
cp -a /znspec/dev/. /dev/ 2>/znspec/null  # files that the host has in /dev/shm
mount -t proc proc /proc
mount -t sysfs sysfs /sys
ln -s /proc/self/fd /dev/fd
ln -s /proc/self/fd/1 /dev/stdout
ln -s /proc/self/fd/2 /dev/stderr
for module in $modules; do insmod "/znspec/modules/$module.ko"; done
for port in 1 2 3 4 5; do until [ -c /dev/vport0p$port ]; do sleep 0.02; done; done
exec 3>/dev/vport0p3
echo alive >&3
fail() { echo "failed $*" >&3; poweroff -f; }

# Drivers look at drives behind our back. If there is none in time, it is for znspec to say so.
wait_for() {  # NODE SECONDS
  tries=$(($2 * 50))
  until [ -e "$1" ] || [ $tries = 0 ]; do sleep 0.02; tries=$((tries - 1)); done
}
wait_for /dev/nvme0n1 10
insert() {  # NAME FILE PARAMETERS
  name=$1
  shift
  words=$(insmod "$@" 2>&1) || fail "the kernel refuses the module $name: ${words##*: }"
}
)sh";

constexpr std::string_view kGivenModules = "/znspec/given/";
constexpr int kNodeSeconds = 30;

// dd, for it writes with write(2): a port takes that only when the bytes are with the host. FIFOs, for a port can be
// opened only once, and a program may want to open /dev/stdout again.
constexpr std::string_view kRun = R"sh(
mkfifo /znspec/out /znspec/err
dd bs=32k status=none </znspec/out >/dev/vport0p1 & out=$!
dd bs=32k status=none </znspec/err >/dev/vport0p2 & err=$!
run >/znspec/out 2>/znspec/err </dev/null & program=$!

# The host asks for an end with a line. SIGTERM: a shell has SIGINT ignored where it starts a program behind its back.
( read -r order </dev/vport0p5 && kill -TERM "$program" ) 2>/dev/null & ear=$!

# A sign of life, but only if the program has done anything since the last one.
(
  last=
  while sleep "$beat"; do
    read -r now <"/proc/$program/stat" || exit
    [ "$now" = "$last" ] || echo alive >&3
    last=$now
  done
) 2>/dev/null & heart=$!
wait $program; status=$?
wait $out $err
kill $heart $ear; wait $heart

number=0
for report in "$@"; do
  if [ -f "$report" ]; then
    echo "file $number $(stat -c %s "$report")" >&3
    dd bs=32k status=none <"$report" >&3
  fi
  number=$((number + 1))
done
# What FrameParser takes, and no more: the folder may hold the host's files, too.
for trace in "$saves"/*.trace "$saves"/*.sh; do
  name=${trace##*/}
  case $name in .*|*[!A-Za-z0-9._-]*) continue ;; esac
  if [ -n "$saves" ] && [ -f "$trace" ] && [ ${#name} -le 120 ]; then
    echo "saved $name $(stat -c %s "$trace")" >&3
    dd bs=32k status=none <"$trace" >&3
  fi
done
echo "exit $status" >&3
poweroff -f
)sh";

std::string place_of(const GuestModule& driver) {
  return std::string{kGivenModules} + driver.file.filename().string();
}

// Each parameter is a word of its own.
std::string insert_line(const GuestModule& driver) {
  std::string line = "insert " + shell_quoted(driver.file.filename().string()) + " " + shell_quoted(place_of(driver));
  std::istringstream parameters{driver.parameters};
  for (std::string each; parameters >> each;) line += " " + shell_quoted(each);
  return line + "\n";
}

bool worth_a_search(const std::string& folder) {
  return folder != "/lib" && folder != "/usr/lib" && folder != "/lib64";
}

}  // namespace

std::string shell_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? "'\\''" : std::string(1, c);
  return result + "'";
}

std::string init_script(const GuestProgram& run, const std::vector<ModuleTree::Module>& modules,
                        const std::vector<fs::path>& libraries) {
  std::ostringstream script;
  script << "#!/znspec/bin/sh\n# Made by `znspec guest`.\nexport PATH=/znspec/bin HOME=/ TERM=dumb\nmodules='";
  for (const ModuleTree::Module& module : modules) script << module.name << ' ';
  script << "'\nbeat=" << run.heartbeat_s << '\n' << kSetUp;
  for (const GuestModule& driver : run.drivers) script << insert_line(driver);
  if (!run.null_blk.empty()) script << nvmet_script(run.null_blk);
  if (!run.node.empty()) script << "wait_for " << shell_quoted(run.node) << ' ' << kNodeSeconds << '\n';
  script << "\ncd " << shell_quoted(run.directory.string()) << "\nrun() {\n";
  std::vector<std::string> folders;
  for (const fs::path& library : libraries) {
    const std::string folder = library.parent_path().string();
    if (worth_a_search(folder) && std::find(folders.begin(), folders.end(), folder) == folders.end()) {
      folders.push_back(folder);
    }
  }
  std::string search;
  for (const std::string& folder : folders) search += (search.empty() ? "" : ":") + folder;
  if (!search.empty()) script << "  export LD_LIBRARY_PATH=" << shell_quoted(search) << '\n';
  for (const auto& [key, value] : run.environment) script << "  export " << key << '=' << shell_quoted(value) << '\n';
  script << "  exec " << shell_quoted(run.program.string());
  for (const std::string& argument : run.arguments) script << ' ' << shell_quoted(argument);
  script << "\n}\nset --";
  for (const fs::path& report : run.reports) script << ' ' << shell_quoted(report.string());
  script << "\nsaves=" << shell_quoted(run.saves.string()) << '\n' << kRun;
  return script.str();
}

std::vector<fs::path> parse_ldd(const std::string& text, const std::string& program) {
  std::vector<fs::path> result;
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    // "NAME => PATH (ADDRESS)", "PATH (ADDRESS)" for the interpreter, "linux-vdso.so.1 (ADDRESS)", "NAME => not found"
    if (line.find("=> not found") != std::string::npos) {
      std::istringstream words{line};
      std::string name;
      words >> name;
      throw HarnessError(program + " needs the library " + name + ", which is not on this machine");
    }
    const std::size_t begin = line.find('/');
    const std::size_t end = line.rfind(" (0x");
    if (begin != std::string::npos && end != std::string::npos && begin < end) {
      const std::size_t arrow = line.find("=> ");
      const std::size_t path = arrow == std::string::npos ? begin : arrow + 3;
      result.emplace_back(line.substr(path, end - path));
    }
  }
  return result;
}

std::vector<fs::path> libraries_of(const fs::path& program) {
  if (access(program.c_str(), R_OK | X_OK) != 0) throw HarnessError("cannot run " + program.string() + " in the guest");
  const CommandResult result = run_command({.argv = {"ldd", program.string()}, .environment = {{"LC_ALL", "C"}}});
  return parse_ldd(result.out, program.string());  // a static program: "not a dynamic executable", and no lines
}

std::uint64_t write_initramfs(std::ostream& out, const GuestProgram& run, const fs::path& modules) {
  if (access(kBusybox, R_OK) != 0 || !libraries_of(kBusybox).empty()) {
    throw HarnessError(std::string{"no static "} + kBusybox + ": apt-get install busybox-static");
  }
  std::vector<std::string> wanted{kWantedModules.begin(), kWantedModules.end()};
  if (!run.null_blk.empty()) wanted.insert(wanted.end(), kNvmetModules.begin(), kNvmetModules.end());
  std::vector<std::pair<std::string, std::string>> given;  // place and content
  for (const GuestModule& driver : run.drivers) {
    given.emplace_back(place_of(driver), read_unpacked(driver.file));
    for (std::string& needed : module_dependencies(given.back().second)) wanted.push_back(std::move(needed));
  }
  const std::vector<ModuleTree::Module> loaded =
      modules.empty() ? std::vector<ModuleTree::Module>{} : ModuleTree{modules}.closure(wanted);
  const std::vector<fs::path> libraries = libraries_of(run.program);

  CpioWriter archive{out};
  archive.file("/znspec/init", init_script(run, loaded, libraries), 0755);
  archive.file_from_host("/znspec/bin/busybox", kBusybox, 0755);
  for (const char* applet : kApplets) archive.link(std::string{"/znspec/bin/"} + applet, "busybox");
  for (const auto& [name, content] : loaded) archive.file("/znspec/modules/" + name + ".ko", content);
  for (const auto& [place, content] : given) archive.file(place, content);
  archive.file_from_host(run.program.string(), run.program, 0755);
  for (const fs::path& library : libraries) archive.file_from_host(library.string(), library, 0755);
  for (const fs::path& input : run.inputs) archive.file_from_host(input.string(), input, 0644);
  archive.folder(run.directory.string());
  for (const fs::path& report : run.reports) archive.folder(report.parent_path().string());
  archive.finish();
  return archive.size();
}

}  // namespace zns::harness
