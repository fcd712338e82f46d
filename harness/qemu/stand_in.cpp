// Stands in for znspec in the boot test: it is small, and does on demand what a run in the guest can come to.
//
//   guest_stand_in [STEP]...     status=N | print=TEXT | error=TEXT | lines=N | device[=NODE] | cat=FILE | cwd |
//                                terminal | --report KIND=FILE (writes 256 KiB of every byte) | --save DIR (traces, and
//                                what is none) | crash | hang | panic | compute=SECONDS
#include <fcntl.h>
#include <linux/nvme_ioctl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

namespace {

// Reports the first zones (Zone Management Receive): the state of each, as the drive says it.
void report_device(const std::string& node) {
  alignas(4096) static unsigned char data[4096];
  const int fd = open(node.c_str(), O_RDWR);
  if (fd < 0) {
    std::cout << "no drive\n";
    return;
  }
  nvme_passthru_cmd64 command{};
  command.opcode = 0x7A;
  command.nsid = 1;
  command.addr = reinterpret_cast<std::uintptr_t>(data);
  command.data_len = sizeof data;
  command.cdw12 = sizeof data / 4 - 1;
  const int status = ioctl(fd, NVME_IOCTL_IO64_CMD, &command);
  close(fd);
  std::cout << "report " << status << ", " << data[0] + 256 * data[1] << " zones, the first in state "
            << (data[65] >> 4) << '\n';
}

void write_report(const std::string& kind_and_file) {
  std::ofstream out{kind_and_file.substr(kind_and_file.find('=') + 1), std::ios::binary};
  for (int i = 0; i < 256 * 1024; ++i) out.put(static_cast<char>(i % 256));
}

void write_saves(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  for (const std::string& name : {std::string{"run.a-1_b.trace"}, std::string{"run.a-1_b.sh"}, std::string{"a b.trace"},
                                  std::string{".a.trace"}, std::string{"a.txt"}, std::string(115, 'n') + ".trace"})
    std::ofstream{folder / name} << name << '\n';
}

void do_step(const std::string& step, int& status) {
  const std::size_t equals = step.find('=');
  const std::string name = step.substr(0, equals), value = equals == std::string::npos ? "" : step.substr(equals + 1);
  if (name == "status") status = std::atoi(value.c_str());
  if (name == "print") std::cout << value << std::endl;
  if (name == "error") std::cerr << value << std::endl;
  if (name == "lines") {
    for (int i = 0; i < std::atoi(value.c_str()); ++i) std::cout << "line " << i << '\n';
  }
  if (name == "device") report_device(value.empty() ? "/dev/nvme0n1" : value);
  if (name == "cat") std::cout << std::ifstream{value, std::ios::binary}.rdbuf();
  if (name == "cwd") std::cout << std::filesystem::current_path().string() << '\n';
  if (name == "terminal") std::cout << isatty(0) << isatty(1) << isatty(2) << '\n';
  if (name == "crash") std::raise(SIGSEGV);
  if (name == "hang") pause();
  if (name == "compute") {
    for (const std::time_t end = std::time(nullptr) + std::atoi(value.c_str()); std::time(nullptr) < end;) continue;
  }
  if (name == "panic") std::ofstream{"/proc/sysrq-trigger"} << 'c' << std::flush;
  if (name == "--report") write_report(value);
}

}  // namespace

int main(int argc, char** argv) {
  int status = 0;
  for (int i = 1; i < argc; ++i) {
    if (std::string{argv[i]} == "--report" && i + 1 < argc) {
      write_report(argv[++i]);
    } else if (std::string{argv[i]} == "--save" && i + 1 < argc) {
      write_saves(argv[++i]);
    } else {
      do_step(argv[i], status);
    }
  }
  return status;
}
