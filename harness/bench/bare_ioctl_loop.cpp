#include <fcntl.h>
#include <linux/nvme_ioctl.h>
#include <sys/ioctl.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "harness/base/error.hpp"
#include "harness/base/unique_fd.hpp"
#include "harness/bench/bare_loop.hpp"

namespace zns::harness {
namespace {

class BareIoctlLoop final : public BareLoop {
 public:
  explicit BareIoctlLoop(const std::string& node) : fd_{::open(node.c_str(), O_RDWR | O_CLOEXEC)}, data_(kBareBytes) {
    if (fd_.get() < 0) throw HarnessError(node + ": " + std::strerror(errno));
  }

  void send(std::span<const BareCommand> commands, std::span<Status> answers) override {
    for (std::size_t i = 0; i < commands.size(); ++i) answers[i] = send(commands[i].sqe, commands[i].data_bytes);
  }

 private:
  Status send(const Sqe& sqe, std::size_t data_bytes) {
    nvme_passthru_cmd64 command{};
    command.opcode = sqe.opcode;
    command.nsid = sqe.nsid;
    command.cdw10 = sqe.cdw10;
    command.cdw11 = sqe.cdw11;
    command.cdw12 = sqe.cdw12;
    command.cdw13 = sqe.cdw13;
    command.addr = data_bytes == 0 ? 0 : reinterpret_cast<std::uintptr_t>(data_.data());
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-union-access): the kernel's structure
    command.data_len = static_cast<std::uint32_t>(data_bytes);
    const int answer = ::ioctl(fd_.get(), NVME_IOCTL_IO64_CMD, &command);
    if (answer < 0) throw HarnessError(std::string{"ioctl: "} + std::strerror(errno));
    return static_cast<Status>(answer & 0x7FF);
  }

  UniqueFd fd_;
  std::vector<std::byte> data_;
};

}  // namespace

std::unique_ptr<BareLoop> bare_ioctl_loop(const std::string& node) {
  return std::make_unique<BareIoctlLoop>(node);
}

}  // namespace zns::harness
