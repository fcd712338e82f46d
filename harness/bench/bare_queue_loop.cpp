#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstring>

#include "harness/base/error.hpp"
#include "harness/bench/bare_loop.hpp"
#include "reference/spec/bytes.hpp"
#include "reference/spec/queue_commands.hpp"
#include "reference/spec/registers.hpp"

namespace zns::harness {
namespace {

using namespace nvme;

// One page after the other, from kFirstAddress on.
enum class Page : std::uint8_t { AdminSq, AdminCq, IoSq, IoCq, Data };
constexpr std::uint64_t address(Page page) {
  return kFirstAddress + static_cast<std::uint64_t>(page) * kBareBytes;
}
constexpr std::size_t kPages = 5;
constexpr std::chrono::seconds kPatience{10};
constexpr std::uint16_t kIoQueue = 1;
constexpr std::uint8_t kDstrd = 0;                        // as QEMU's drive has it
constexpr std::uint32_t kEntries = kMostOfBareQueue + 1;  // what one page of submission entries holds

struct Ring {
  std::uint64_t sq = 0;
  std::uint64_t cq = 0;
  std::uint32_t doorbell = 0;  // of the submission queue; the other one is the next
  std::uint32_t tail = 0;
  std::uint32_t head = 0;
  std::uint16_t phase = 1;
};

class BareQueueLoop final : public BareLoop {
 public:
  explicit BareQueueLoop(Bus& bus) : bus_{bus}, memory_{bus.memory().data()} {
    bus_.write(property::kCc, 0);
    wait_ready(false);
    std::memset(memory_ + kFirstAddress, 0, kPages * kBareBytes);
    const auto entries = QueueEntries::of_count(kEntries);
    bus_.write(property::kAqa, encode(Aqa{.asqs = entries, .acqs = entries}));
    write64(property::kAsq, admin_.sq);
    write64(property::kAcq, admin_.cq);
    bus_.write(property::kCc,
               encode(Cc{.en = true, .css = CommandSets::AllSupported, .iosqes = kIosqes, .iocqes = kIocqes}));
    wait_ready(true);
    create(encode(CreateCompletionQueue{.qid = kIoQueue, .qsize = entries, .prp1 = io_.cq}));
    create(encode(CreateSubmissionQueue{.qid = kIoQueue, .qsize = entries, .cqid = kIoQueue, .prp1 = io_.sq}));
  }

  void send(std::span<const BareCommand> commands, std::span<Status> answers) override {
    for (std::size_t i = 0; i < commands.size(); ++i) {
      Sqe entry = commands[i].sqe;
      entry.cid = static_cast<std::uint16_t>(i);
      entry.prp1 = commands[i].data_bytes == 0 ? 0 : address(Page::Data);
      push(io_, entry);
    }
    ring_doorbell(io_);
    for (std::size_t i = 0; i < commands.size(); ++i) {
      const Answer answer = next_answer(io_);
      answers[answer.cid] = answer.status;
    }
    bus_.ring(io_.doorbell + 4, io_.head, Bus::Urgency::CanWait);
  }

 private:
  void write64(std::uint32_t offset, std::uint64_t value) {
    bus_.write(offset, static_cast<std::uint32_t>(value));
    bus_.write(offset + 4, static_cast<std::uint32_t>(value >> 32));
  }
  void wait_ready(bool ready) {
    wait_for([&] { return decode_csts(bus_.read(property::kCsts)).rdy == ready; });
  }

  // The clock is looked at now and then only: it would be a part of what is measured.
  template <class Arrived>
  void wait_for(Arrived arrived) {
    const auto start = std::chrono::steady_clock::now();
    for (unsigned pauses = 1; !arrived(); ++pauses) {
      bus_.pause();
      if (pauses % 1024 == 0 && std::chrono::steady_clock::now() - start > kPatience)
        throw HarnessError("bench: the device of the bare loop does not answer");
    }
  }

  struct Answer {
    std::uint16_t cid;
    Status status;
  };

  void create(const Sqe& sqe) {
    push(admin_, sqe);
    ring_doorbell(admin_);
    next_answer(admin_);
    bus_.ring(admin_.doorbell + 4, admin_.head, Bus::Urgency::CanWait);
  }

  void push(Ring& ring, const Sqe& sqe) {
    const std::array<std::byte, kSqeBytes> bytes = encode(sqe);
    std::memcpy(memory_ + ring.sq + ring.tail * kSqeBytes, bytes.data(), bytes.size());
    ring.tail = (ring.tail + 1) % kEntries;
  }

  void ring_doorbell(const Ring& ring) {
    std::atomic_thread_fence(std::memory_order_seq_cst);
    bus_.ring(ring.doorbell, ring.tail, Bus::Urgency::Now);
  }

  Answer next_answer(Ring& ring) {
    const std::byte* const entry = memory_ + ring.cq + ring.head * kCqeBytes;
    const auto* status = reinterpret_cast<const volatile std::uint16_t*>(entry + 14);
    wait_for([&] { return (*status & 1) == ring.phase; });
    const Answer answer{*reinterpret_cast<const volatile std::uint16_t*>(entry + 12),
                        static_cast<Status>(*status >> 1 & 0x7FF)};
    if (++ring.head == kEntries) {
      ring.head = 0;
      ring.phase ^= 1;
    }
    return answer;
  }

  Bus& bus_;
  std::byte* memory_;
  Ring admin_{.sq = address(Page::AdminSq), .cq = address(Page::AdminCq), .doorbell = offset_of({0, false}, kDstrd)};
  Ring io_{.sq = address(Page::IoSq), .cq = address(Page::IoCq), .doorbell = offset_of({kIoQueue, false}, kDstrd)};
};

}  // namespace

std::unique_ptr<BareLoop> bare_queue_loop(Bus& bus) {
  return std::make_unique<BareQueueLoop>(bus);
}

}  // namespace zns::harness
