#include "harness/targets/uring_queue.hpp"

#include <liburing.h>
#include <linux/nvme_ioctl.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace zns::harness {
namespace {

// 128-byte entries have room for a command, and 32-byte answers for its result: Linux 5.19. The thread that waits takes
// the answers itself, and no signal interrupts it for them.
constexpr unsigned kFlags =
    IORING_SETUP_SQE128 | IORING_SETUP_CQE32 | IORING_SETUP_COOP_TASKRUN | IORING_SETUP_SUBMIT_ALL;

nvme_uring_cmd native(const Flight& flight, std::chrono::milliseconds timeout) {
  nvme_uring_cmd command{};
  command.opcode = flight.sqe.opcode;
  command.flags = flight.sqe.flags;
  command.nsid = flight.sqe.nsid;
  command.cdw2 = flight.sqe.cdw2;
  command.cdw3 = flight.sqe.cdw3;
  command.addr = reinterpret_cast<std::uintptr_t>(flight.data);
  command.data_len = flight.data_len;
  command.cdw10 = flight.sqe.cdw10;
  command.cdw11 = flight.sqe.cdw11;
  command.cdw12 = flight.sqe.cdw12;
  command.cdw13 = flight.sqe.cdw13;
  command.cdw14 = flight.sqe.cdw14;
  command.cdw15 = flight.sqe.cdw15;
  command.timeout_ms = static_cast<std::uint32_t>(timeout.count());
  return command;
}

class KernelQueue final : public UringQueue {
 public:
  KernelQueue(UniqueFd node, std::chrono::milliseconds timeout) : node_{std::move(node)}, timeout_{timeout} {}
  ~KernelQueue() override {
    if (open_) io_uring_queue_exit(&ring_);
  }

  // 0, or an errno.
  int open(std::size_t entries) {
    io_uring_params parameters{};
    parameters.flags = kFlags;
    const int error = -io_uring_queue_init_params(static_cast<unsigned>(entries), &ring_, &parameters);
    if (error != 0) return error;
    open_ = true;
    return (parameters.features & IORING_FEAT_EXT_ARG) != 0 ? 0 : EINVAL;
  }

  bool push(const Flight& flight, std::uint64_t tag) override {
    io_uring_sqe* const entry = io_uring_get_sqe(&ring_);
    if (entry == nullptr) return false;
    io_uring_prep_rw(IORING_OP_URING_CMD, entry, node_.get(), nullptr, 0, 0);
    entry->cmd_op = NVME_URING_CMD_IO;
    entry->user_data = tag;
    const nvme_uring_cmd command = native(flight, timeout_.count() != 0 ? timeout_ : flight.needs);
    std::memcpy(entry->cmd, &command, sizeof command);
    return true;
  }

  Submitted submit() override {
    const int taken = io_uring_submit(&ring_);
    if (taken < 0) return {.error = -taken};
    return {.taken = static_cast<std::size_t>(taken)};
  }

  int wait(std::size_t answers, std::chrono::milliseconds patience) override {
    __kernel_timespec time{.tv_sec = patience.count() / 1000, .tv_nsec = patience.count() % 1000 * 1'000'000};
    io_uring_cqe* first = nullptr;
    return -io_uring_wait_cqes(&ring_, &first, static_cast<unsigned>(answers), &time, nullptr);
  }

  std::optional<UringAnswer> pop() override {
    io_uring_cqe* cqe = nullptr;
    if (io_uring_peek_cqe(&ring_, &cqe) != 0 || cqe == nullptr) return std::nullopt;
    UringAnswer answer{.tag = cqe->user_data};
    if (cqe->res < 0)
      answer.result.error = -cqe->res;
    else
      answer.result = {.status = static_cast<std::uint16_t>(cqe->res), .result = cqe->big_cqe[0]};
    io_uring_cqe_seen(&ring_, cqe);
    return answer;
  }

 private:
  UniqueFd node_;
  std::chrono::milliseconds timeout_;
  io_uring ring_{};
  bool open_ = false;
};

}  // namespace

OpenedUring open_uring(UniqueFd generic_node, std::size_t entries, std::chrono::milliseconds timeout) {
  auto queue = std::make_unique<KernelQueue>(std::move(generic_node), timeout);
  if (const int error = queue->open(entries); error != 0) return {.error = error};
  return {.queue = std::move(queue)};
}

}  // namespace zns::harness
