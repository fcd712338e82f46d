#include <liburing.h>
#include <linux/nvme_ioctl.h>

#include <cstring>
#include <vector>

#include "harness/base/error.hpp"
#include "harness/bench/bare_loop.hpp"

namespace zns::harness {
namespace {

class BareUringLoop final : public BareLoop {
 public:
  BareUringLoop(UniqueFd generic_node, std::size_t depth) : fd_{std::move(generic_node)}, data_(depth * kBareBytes) {
    const unsigned flags = IORING_SETUP_SQE128 | IORING_SETUP_CQE32 | IORING_SETUP_COOP_TASKRUN;
    const int error = io_uring_queue_init(static_cast<unsigned>(depth), &ring_, flags);
    if (error != 0) throw HarnessError(std::string{"bench: the bare loop has no io_uring: "} + std::strerror(-error));
  }
  ~BareUringLoop() override { io_uring_queue_exit(&ring_); }

  void send(std::span<const BareCommand> commands, std::span<Status> answers) override {
    for (std::size_t i = 0; i < commands.size(); ++i) push(commands[i], i);
    const int taken = io_uring_submit_and_wait(&ring_, static_cast<unsigned>(commands.size()));
    if (taken != static_cast<int>(commands.size())) throw HarnessError("bench: the bare loop's io_uring fails");
    for (std::size_t i = 0; i < commands.size(); ++i) {
      io_uring_cqe* cqe = nullptr;
      const int error = io_uring_wait_cqe(&ring_, &cqe);
      if (error != 0 || cqe->res < 0)
        throw HarnessError(std::string{"bench: io_uring: "} + std::strerror(error != 0 ? -error : -cqe->res));
      answers[cqe->user_data] = static_cast<Status>(cqe->res & 0x7FF);
      io_uring_cqe_seen(&ring_, cqe);
    }
  }

 private:
  void push(const BareCommand& bare, std::size_t place) {
    io_uring_sqe* const entry = io_uring_get_sqe(&ring_);
    if (entry == nullptr) throw HarnessError("bench: the bare loop's io_uring is full");
    io_uring_prep_rw(IORING_OP_URING_CMD, entry, fd_.get(), nullptr, 0, 0);
    entry->cmd_op = NVME_URING_CMD_IO;
    entry->user_data = place;
    nvme_uring_cmd command{};
    command.opcode = bare.sqe.opcode;
    command.nsid = bare.sqe.nsid;
    command.cdw10 = bare.sqe.cdw10;
    command.cdw11 = bare.sqe.cdw11;
    command.cdw12 = bare.sqe.cdw12;
    command.cdw13 = bare.sqe.cdw13;
    command.addr = bare.data_bytes == 0 ? 0 : reinterpret_cast<std::uintptr_t>(data_.data() + place * kBareBytes);
    command.data_len = static_cast<std::uint32_t>(bare.data_bytes);
    std::memcpy(entry->cmd, &command, sizeof command);
  }

  UniqueFd fd_;
  std::vector<std::byte> data_;
  io_uring ring_{};
};

}  // namespace

std::unique_ptr<BareLoop> bare_uring_loop(UniqueFd generic_node, std::size_t depth) {
  return std::make_unique<BareUringLoop>(std::move(generic_node), depth);
}

}  // namespace zns::harness
