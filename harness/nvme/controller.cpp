// The controller's life: its registers and its queues. Commands are in commands.cpp.
#include "harness/nvme/controller.hpp"

#include <algorithm>
#include <string>

#include "harness/base/canary.hpp"
#include "harness/base/error.hpp"
#include "harness/nvme/registers.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/identify.hpp"
#include "reference/spec/text.hpp"

namespace zns::harness::nvme {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kTimeoutUnit{500};  // of CAP.TO
constexpr std::uint16_t kIoQueue = 1;
constexpr std::uint32_t kMostAdminEntries = 4096;  // AQA
constexpr std::size_t kDoorbellBufferPages = 2;    // values, event indexes

}  // namespace

Controller::Controller(Bus& bus, const ControllerOptions& options) : bus_{bus}, options_{options} {
  cap_ = read64(kCap);
  const std::uint64_t most = std::min<std::uint64_t>(cap::mqes(cap_) + 1, kMostAdminEntries);
  if (options_.entries < 2 || options_.entries > most)
    throw HarnessError("a queue of this controller has 2 to " + std::to_string(most) + " entries, not " +
                       std::to_string(options_.entries));
  if (cap::mpsmin(cap_) != 0) throw HarnessError("the controller has no pages of 4 KiB (CAP.MPSMIN)");
  const Dma all{bus_.memory().subspan(kFirstAddress), kFirstAddress};
  const std::size_t queues = (2 * QueuePair::pages(options_.entries) + kDoorbellBufferPages) * kPageBytes;
  queue_arena_ = DmaArena{all.part(0, queues)};
  data_arena_ = DmaArena{all.part(queues, all.bytes.size() - queues)};
}

std::uint64_t Controller::read64(std::uint32_t offset) {
  const std::uint64_t low = bus_.read(offset);
  return std::uint64_t{bus_.read(offset + 4)} << 32 | low;
}

// Until the bits of CSTS in `mask` are `value`: so long as CAP.TO says, and a little more.
void Controller::wait_for(std::uint32_t mask, std::uint32_t value, const char* what) {
  const auto limit = kTimeoutUnit * (cap::to(cap_) + 1);
  const auto deadline = Clock::now() + limit;
  for (;;) {
    const std::uint32_t csts = bus_.read(kCsts);
    if ((csts & mask) == value) return;
    if ((csts & csts::kCfs) != 0 && (mask & value) != 0)
      throw suites::DeviceLost(std::string{what} + ": the controller has a fatal status (CSTS.CFS)");
    if (Clock::now() > deadline)
      throw suites::DeviceLost(std::string{what} + ": not done within " + std::to_string(limit.count()) +
                               " ms (CAP.TO), CSTS is " + hex(csts));
    bus_.pause();
  }
}

QueuePair Controller::make_pair(std::uint16_t id) {
  const std::uint32_t stride = 4U << cap::dstrd(cap_);
  return {bus_,
          {.id = id,
           .entries = options_.entries,
           .sq_doorbell = kDoorbells + 2 * id * stride,
           .cq_doorbell = kDoorbells + (2 * id + 1) * stride},
          queue_arena_.take_pages(QueuePair::pages(options_.entries))};
}

void Controller::enable() {
  if ((bus_.read(kCc) & cc::kEn) != 0) disable();
  wait_for(csts::kRdy, 0, "before the controller is enabled");
  queue_arena_.give_back_all();
  admin_.emplace(make_pair(0));
  io_.reset();
  std::copy(kCanaryPage.begin(), kCanaryPage.end(), bus_.memory().begin());

  const auto write64 = [this](std::uint32_t offset, std::uint64_t value) {
    bus_.write(offset, static_cast<std::uint32_t>(value));
    bus_.write(offset + 4, static_cast<std::uint32_t>(value >> 32));
  };
  bus_.write(kAqa, (options_.entries - 1) << 16 | (options_.entries - 1));
  write64(kAsq, admin_->sq_address());
  write64(kAcq, admin_->cq_address());
  const std::uint32_t css = cap::all_command_sets(cap_) ? cc::kAllCommandSets : 0;
  bus_.write(kCc, cc::kEn | css | cc::kEntrySizes);
  wait_for(csts::kRdy, csts::kRdy, "enabling the controller");
  note_.clear();
  const bool has_shadows = options_.doorbells == Doorbells::Shadow && announces_doorbell_buffers();
  create_io_queues();
  if (has_shadows) configure_doorbell_buffers();
}

void Controller::disable() {
  bus_.write(kCc, bus_.read(kCc) & ~(cc::kEn | cc::kShn));
  wait_for(csts::kRdy, 0, "disabling the controller");
}

void Controller::shutdown() {
  bus_.write(kCc, (bus_.read(kCc) & ~cc::kShn) | cc::kShnNormal);
  wait_for(csts::kShst, csts::kShstComplete, "shutting the controller down");
}

void Controller::create_io_queues() {
  io_.emplace(make_pair(kIoQueue));
  const std::uint32_t size_and_id = (options_.entries - 1) << 16 | kIoQueue;
  admin(kSetFeatures, 0, kNumberOfQueues, 0, "Set Features (Number of Queues)");
  admin(kCreateCq, io_->cq_address(), size_and_id, kPhysicallyContiguous, "Create I/O Completion Queue");
  admin(kCreateSq, io_->sq_address(), size_and_id, kIoQueue << 16 | kPhysicallyContiguous,
        "Create I/O Submission Queue");
}

void Controller::admin(std::uint8_t opcode, std::uint64_t prp1, std::uint32_t cdw10, std::uint32_t cdw11,
                       const char* what) {
  const Status status =
      driver_command({.queue = Queue::Admin, .sqe = {.opcode = opcode, .prp1 = prp1, .cdw10 = cdw10, .cdw11 = cdw11}})
          .status;
  if (status != kSuccess) throw suites::DeviceLost(std::string{what} + ": " + to_string(status));
}

suites::Completion Controller::driver_command(const suites::Submission& submission) {
  return submit({&submission, 1}).front();
}

// A controller that refuses this Identify is judged by the cases that send it.
bool Controller::announces_doorbell_buffers() {
  IdentifyPage page{};
  const Sqe identify = encode(zns::Command{.queue = Queue::Admin, .body = Identify{.cns = Cns::Controller}});
  const Status status = driver_command({.queue = Queue::Admin, .sqe = identify, .from_device = page}).status;
  if (status != kSuccess) note_ = "Identify Controller: " + to_string(status) + ": no shadow doorbells are used";
  return status == kSuccess && (decode_identify_controller(page).oacs & kHasDoorbellBuffers) != 0;
}

// After the queues are created, as Linux does it, and for I/O queues alone: emulators are tried with that.
void Controller::configure_doorbell_buffers() {
  const std::size_t end = (2 * kIoQueue + 1) * (std::size_t{4} << cap::dstrd(cap_)) + sizeof(std::uint32_t);
  if (end > kPageBytes) {
    note_ = "Doorbell Buffer Config is not sent: the doorbells' stride (CAP.DSTRD) leaves no room in a page";
    return;
  }
  const Dma buffers = queue_arena_.take_pages(kDoorbellBufferPages);
  std::fill(buffers.bytes.begin(), buffers.bytes.end(), std::byte{0});
  const Dma values = buffers.part(0, kPageBytes);
  const Dma events = buffers.part(kPageBytes, kPageBytes);
  const Status status =
      driver_command({.queue = Queue::Admin,
                      .sqe = {.opcode = kDoorbellBufferConfig, .prp1 = values.address, .prp2 = events.address}})
          .status;
  if (status == kSuccess)
    io_->use_shadow_doorbells(values, events);
  else
    note_ = "Doorbell Buffer Config, which OACS announces: " + to_string(status) + ": no shadow doorbells are used";
}

}  // namespace zns::harness::nvme
