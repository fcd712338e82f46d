// The controller's life: its registers and its queues. Commands are in commands.cpp.
#include "harness/nvme/controller.hpp"

#include <algorithm>
#include <string>

#include "harness/base/canary.hpp"
#include "harness/base/error.hpp"
#include "harness/nvme/driver_commands.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/identify.hpp"
#include "reference/spec/text.hpp"

namespace zns::harness::nvme {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kTimeoutUnit{500};  // of CAP.TO
constexpr std::uint16_t kIoQueue = 1;
constexpr std::size_t kDoorbellBufferPages = 2;  // values, event indexes
constexpr std::size_t kSparePages = 1;
constexpr std::uint32_t kRdy = encode(Csts{.rdy = true});
constexpr std::uint32_t kShstComplete = encode(Csts{.shst = ShutdownStatus::Complete});
constexpr std::uint32_t kShst = encode(Csts{.shst = ShutdownStatus::Occurring}) | kShstComplete;

}  // namespace

Controller::Controller(Bus& bus, const ControllerOptions& options) : bus_{bus}, options_{options} {
  cap_ = decode_cap(read64(property::kCap));
  const std::uint64_t most = std::min<std::uint64_t>(cap_.mqes.count(), kMostAdminEntries);
  if (options_.entries < 2 || options_.entries > most)
    throw HarnessError("a queue of this controller has 2 to " + std::to_string(most) + " entries, not " +
                       std::to_string(options_.entries));
  if (cap_.mpsmin != 0) throw HarnessError("the controller has no pages of 4 KiB (CAP.MPSMIN)");
  const Dma whole{bus_.memory().subspan(kFirstAddress), kFirstAddress};
  const std::size_t bytes = whole.bytes.size() / options_.parts / kPageBytes * kPageBytes;
  const Dma all = whole.part(options_.part * bytes, bytes);
  const std::size_t queues = (2 * QueuePair::pages(options_.entries) + kDoorbellBufferPages + kSparePages) * kPageBytes;
  const std::size_t spare = kSparePages * kPageBytes;
  queue_arena_ = DmaArena{all.part(0, queues - spare)};
  spare_ = all.part(queues - spare, spare);
  data_arena_ = DmaArena{all.part(queues, all.bytes.size() - queues)};
}

std::uint64_t Controller::read64(std::uint32_t offset) {
  const std::uint64_t low = bus_.read(offset);
  return std::uint64_t{bus_.read(offset + 4)} << 32 | low;
}

void Controller::write64(std::uint32_t offset, std::uint64_t value) {
  bus_.write(offset, static_cast<std::uint32_t>(value));
  bus_.write(offset + 4, static_cast<std::uint32_t>(value >> 32));
}

// Until the bits of CSTS in `mask` are `value`: so long as CAP.TO says, and a little more.
void Controller::wait_for(std::uint32_t mask, std::uint32_t value, const char* what) {
  const auto limit = kTimeoutUnit * (cap_.to + 1);
  const auto deadline = Clock::now() + limit;
  for (;;) {
    const std::uint32_t csts = bus_.read(property::kCsts);
    if ((csts & mask) == value) return;
    if (decode_csts(csts).cfs && (mask & value) != 0)
      throw suites::DeviceLost(std::string{what} + ": the controller has a fatal status (CSTS.CFS)");
    if (Clock::now() > deadline)
      throw suites::DeviceLost(std::string{what} + ": not done within " + std::to_string(limit.count()) +
                               " ms (CAP.TO), CSTS is " + hex(csts));
    bus_.pause();
  }
}

QueuePair Controller::make_pair(std::uint16_t id) {
  return {bus_,
          {.id = id,
           .entries = options_.entries,
           .sq_doorbell = offset_of({id, false}, cap_.dstrd),
           .cq_doorbell = offset_of({id, true}, cap_.dstrd)},
          queue_arena_.take_pages(QueuePair::pages(options_.entries))};
}

void Controller::enable(std::optional<CommandSets> css) {
  if (decode_cc(bus_.read(property::kCc)).en) disable();
  wait_for(kRdy, 0, "before the controller is enabled");
  queue_arena_.give_back_all();
  admin_.emplace(make_pair(0));
  io_.reset();
  std::copy(kCanaryPage.begin(), kCanaryPage.end(), bus_.memory().begin());

  const auto entries = QueueEntries::of_count(options_.entries);
  bus_.write(property::kAqa, encode(Aqa{.asqs = entries, .acqs = entries}));
  write64(property::kAsq, admin_->sq_address());
  write64(property::kAcq, admin_->cq_address());
  const bool has_all = (cap_.css & cap_css::kIoCommandSets) != 0;
  const CommandSets usual = has_all ? CommandSets::AllSupported : CommandSets::Nvm;
  bus_.write(property::kCc, encode(Cc{.en = true, .css = css.value_or(usual), .iosqes = kIosqes, .iocqes = kIocqes}));
  wait_for(kRdy, kRdy, "enabling the controller");
  is_up_ = true;
  note_.clear();
  if (css == CommandSets::AdminOnly) return;
  const bool has_shadows = options_.doorbells == Doorbells::Shadow && announces_doorbell_buffers();
  create_io_queues();
  if (has_shadows) configure_doorbell_buffers();
}

void Controller::disable() {
  is_up_ = false;
  event_cids_.clear();
  events_.clear();
  Cc cc = decode_cc(bus_.read(property::kCc));
  cc.en = false;
  cc.shn = ShutdownNotification::None;
  bus_.write(property::kCc, encode(cc));
  wait_for(kRdy, 0, "disabling the controller");
}

void Controller::shutdown(ShutdownNotification how) {
  is_up_ = false;
  Cc cc = decode_cc(bus_.read(property::kCc));
  cc.shn = how;
  bus_.write(property::kCc, encode(cc));
  wait_for(kShst, kShstComplete, "shutting the controller down");
}

void Controller::create_io_queues() {
  io_.emplace(make_pair(kIoQueue));
  const auto entries = QueueEntries::of_count(options_.entries);
  admin({.opcode = kSetFeatures, .cdw10 = kNumberOfQueues}, "Set Features (Number of Queues)");
  admin(encode(CreateCompletionQueue{.qid = kIoQueue, .qsize = entries, .prp1 = io_->cq_address()}),
        "Create I/O Completion Queue");
  admin(encode(CreateSubmissionQueue{.qid = kIoQueue, .qsize = entries, .cqid = kIoQueue, .prp1 = io_->sq_address()}),
        "Create I/O Submission Queue");
}

void Controller::admin(const Sqe& sqe, const char* what) {
  const Status status = driver_command({.queue = Queue::Admin, .sqe = sqe}).status;
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
  const std::size_t end = offset_of({kIoQueue, true}, cap_.dstrd) - property::kDoorbells + sizeof(std::uint32_t);
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
