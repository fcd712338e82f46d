#include "harness/targets/fake_host.hpp"

#include <fcntl.h>
#include <stdlib.h>

#include <cerrno>
#include <fstream>
#include <stdexcept>

namespace zns::harness::testing {
namespace {

namespace fs = std::filesystem;

// The content of a fake node: "block 259:0" or "character 240:0".
FileFacts look(const fs::path& path) {
  std::ifstream file{path};
  std::string kind;
  std::string device;
  file >> kind >> device;
  if (kind == "block") return {FileFacts::Kind::Block, device};
  if (kind == "character") return {FileFacts::Kind::Character, device};
  return {};
}

int open_fake(const char* path, int flags) {
  const bool named = fs::path{path}.filename() == FakeHost::busy_node;
  const int error = !named ? 0 : (flags & O_EXCL) != 0 ? FakeHost::busy_error : FakeHost::open_error;
  if (error != 0) return errno = error, -1;
  return ::open(path, flags | O_CLOEXEC);
}

class FullQueue final : public UringQueue {
 public:
  bool push(const Flight& /*flight*/, std::uint64_t /*tag*/) override { return false; }
  Submitted submit() override { return {}; }
  int wait(std::size_t /*answers*/, std::chrono::milliseconds /*patience*/) override { return 0; }
  std::optional<UringAnswer> pop() override { return std::nullopt; }
};

OpenedUring open_fake_uring(UniqueFd /*node*/, std::size_t /*entries*/, std::chrono::milliseconds /*timeout*/) {
  if (FakeHost::uring_error != 0) return {.error = FakeHost::uring_error};
  return {.queue = std::make_unique<FullQueue>()};
}

}  // namespace

FakeHost::FakeHost() {
  std::string pattern = (fs::temp_directory_path() / "znspec-host-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  root_ = pattern;
  busy_node.clear();
  busy_error = 0;
  open_error = 0;
  uring_error = ENOSYS;
  on_write = {};
  written.clear();
  on_pause = {};
  paused = {};
  shell_answer.clear();
  shell_commands.clear();
  written_root_ = root_.string() + "/";
  fs::create_directories(root_ / "sys/block");
  write("proc/self/mountinfo",
        "22 28 0:20 / /sys rw,nosuid shared:7 - sysfs sysfs rw\n28 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw\n");
  write("proc/swaps",
        "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n/dev/sda2                               "
        "partition\t8388604\t\t0\t\t-2\n");
}

FakeHost::~FakeHost() {
  std::error_code none;
  fs::remove_all(root_, none);
}

Host FakeHost::host() const {
  return {.proc = root_ / "proc",
          .sys = root_ / "sys",
          .dev = root_ / "dev",
          .look = look,
          .open = open_fake,
          .write = write_fake,
          .pause = pause_fake,
          .shell = shell_fake,
          .uring = open_fake_uring};
}

void FakeHost::write(const std::string& path, const std::string& text) const {
  fs::create_directories((root_ / path).parent_path());
  std::ofstream{root_ / path} << text;
}

void FakeHost::link(const std::string& target, const std::string& path) const {
  fs::create_directories((root_ / path).parent_path());
  fs::create_symlink(target, root_ / path);
}

void FakeHost::add_parent(const std::string& parent, const std::string& transport) const {
  write("sys/devices/" + parent + "/transport", transport + "\n");
}

void FakeHost::add_controller(const std::string& parent, const std::string& serial, const std::string& device) const {
  const std::string folder = "sys/devices/" + parent;
  write(folder + "/serial", serial + "    \n");
  write(folder + "/state", "live\n");
  write(folder + "/reset_controller", "");
  const fs::path pci = root_ / "sys/devices" / device;
  fs::create_directories(pci);
  for (const char* file : {"reset", "remove"}) std::ofstream{pci / file} << "";
  std::ofstream{pci / "reset_method"} << "flr bus\n";
  for (const char* file : {"unbind", "bind"}) write("sys/bus/pci/drivers/nvme/" + std::string{file}, "");
  write("sys/bus/pci/rescan", "");
  fs::create_symlink(root_ / "sys/bus/pci/drivers/nvme", pci / "driver");
  fs::create_symlink(pci, root_ / folder / "device");
  fs::create_directories(root_ / "sys/class/nvme");
  fs::create_symlink(root_ / folder, root_ / "sys/class/nvme" / fs::path{parent}.filename());
}

int FakeHost::write_fake(const char* path, const std::string& text) {
  const std::string file = std::string{path}.substr(written_root_.size());
  written.push_back(file + "=" + text);
  return on_write ? on_write(file, text) : 0;
}

void FakeHost::pause_fake(std::chrono::milliseconds time) {
  paused += time;
  if (on_pause) on_pause();
}

std::string FakeHost::shell_fake(const std::string& command, std::chrono::seconds /*patience*/) {
  shell_commands.push_back(command);
  return shell_answer;
}

void FakeHost::add_block(const std::string& parent, const std::string& name, int nsid, const std::string& device,
                         const std::string& wwid) const {
  const std::string folder = "sys/devices/" + parent + "/" + name;
  write(folder + "/dev", device + "\n");
  write(folder + "/nsid", std::to_string(nsid) + "\n");
  write(folder + "/wwid", wwid + "\n");
  write(folder + "/hidden", "0\n");
  write(folder + "/queue/max_hw_sectors_kb", "128\n");
  fs::create_directories(root_ / folder / "holders");
  link("..", folder + "/device");
  link("../devices/" + parent + "/" + name, "sys/block/" + name);
  write("dev/" + name, "block " + device);
}

void FakeHost::add_partition(const std::string& block, const std::string& name, const std::string& device) const {
  write("sys/block/" + block + "/" + name + "/dev", device + "\n");
  fs::create_directories(root_ / "sys/block" / block / name / "holders");
  write("dev/" + name, "block " + device);
}

void FakeHost::add_generic(const std::string& parent, const std::string& name, const std::string& device) const {
  write("sys/devices/" + parent + "/" + name + "/dev", device + "\n");
  link("..", "sys/devices/" + parent + "/" + name + "/device");
  link("../../devices/" + parent + "/" + name, "sys/class/nvme-generic/" + name);
  write("dev/" + name, "character " + device);
}

}  // namespace zns::harness::testing
