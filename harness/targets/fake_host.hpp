// For tests: a tree of plain files that looks like /proc, /sys and /dev of a machine with NVMe drives.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "harness/targets/host.hpp"

namespace zns::harness::testing {

// A folder that goes away with the object. Nodes are plain files; the fake look() says what they are, by their content.
class FakeHost {
 public:
  FakeHost();
  ~FakeHost();
  FakeHost(const FakeHost&) = delete;
  FakeHost& operator=(const FakeHost&) = delete;

  [[nodiscard]] Host host() const;
  [[nodiscard]] std::string dev(const std::string& name) const { return (root_ / "dev" / name).string(); }
  void write(const std::string& path, const std::string& text) const;  // relative to the root
  void link(const std::string& target, const std::string& path) const;
  void remove(const std::string& path) const { std::filesystem::remove_all(root_ / path); }

  // A controller or a subsystem, by its folder under /sys/devices.
  void add_parent(const std::string& parent, const std::string& transport) const;
  // What /sys says of it besides, with the files that reset it: it is `device`, a folder of /sys/devices, on the PCI
  // bus.
  void add_controller(const std::string& parent, const std::string& serial, const std::string& device) const;
  // A namespace's block device with its node, and its generic node.
  void add_block(const std::string& parent, const std::string& name, int nsid, const std::string& device,
                 const std::string& wwid) const;
  void add_partition(const std::string& block, const std::string& name, const std::string& device) const;
  void add_generic(const std::string& parent, const std::string& name, const std::string& device) const;

  // The errno that opening a node of this name gives, with O_EXCL or without; 0: it opens.
  static inline std::string busy_node = {};
  static inline int busy_error = 0;
  static inline int open_error = 0;
  // What the kernel does when a file of sysfs is written: 0, or an errno. Paths are relative to the root.
  static inline std::function<int(const std::string& path, const std::string& text)> on_write = {};
  static inline std::vector<std::string> written = {};  // "sys/...=TEXT"
  // What happens while somebody waits, and how long all of it was.
  static inline std::function<void()> on_pause = {};
  static inline std::chrono::milliseconds paused{0};
  // How a command in the user's shell ends, and the commands.
  static inline std::string shell_answer = {};
  static inline std::vector<std::string> shell_commands = {};
  // What the kernel's io_uring answers: an errno, or 0 for a queue that takes nothing.
  static inline int uring_error = 0;

 private:
  std::filesystem::path root_;
  static inline std::string written_root_ = {};
  static int write_fake(const char* path, const std::string& text);
  static void pause_fake(std::chrono::milliseconds time);
  static std::string shell_fake(const std::string& command, std::chrono::seconds patience);
};

}  // namespace zns::harness::testing
