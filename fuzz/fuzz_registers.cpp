// A host that writes any property in any way, and queue commands of any bits: a controller is ready only while it is
// enabled, what it says follows from a write is true of it afterwards, an ignored write changes nothing, and queues
// stay rings.
#include "fuzz/last_words.hpp"
#include "reference/device/controller/queue_commands.hpp"
#include "reference/device/controller/queues.hpp"
#include "reference/device/controller/registers.hpp"
#include "reference/spec/bytes.hpp"

#include <algorithm>

namespace {

using namespace zns;
using namespace zns::fuzz;

constexpr std::size_t kStepBytes = 12;
constexpr std::size_t kMostSteps = 128;

// The places where there is something, and one where there is nothing.
constexpr std::uint32_t kOffsets[] = {property::kCap,
                                      property::kVs,
                                      property::kIntms,
                                      property::kIntmc,
                                      property::kCc,
                                      property::kCsts,
                                      property::kNssr,
                                      property::kAqa,
                                      property::kAsq,
                                      property::kAcq,
                                      property::kCrto,
                                      0x40,
                                      property::kDoorbells,
                                      property::kDoorbells + 4,
                                      property::kDoorbells + 8,
                                      property::kDoorbells + 12};

RegisterShape shape_of(std::uint8_t bits) {
  RegisterShape shape;
  shape.cap.mqes = QueueEntries::of_count(2 + (bits & 0x1F));
  shape.cap.cqr = (bits & 0x20) != 0;
  shape.cap.nssrs = (bits & 0x40) != 0;
  shape.cap.css = (bits & 0x80) != 0 ? cap_css::kIoCommandSets : cap_css::kNvm;
  shape.cap.mpsmax = 4;
  return shape;
}

class Host {
 public:
  explicit Host(const RegisterShape& shape) : registers_{shape} {}

  void step(std::span<const std::byte, kStepBytes> bytes) {
    const auto kind = std::to_integer<unsigned>(bytes[0]);
    const auto detail = std::to_integer<unsigned>(bytes[1]);
    const auto value = load_le<std::uint64_t>(bytes, 4);
    if (kind < 128)
      write(kOffsets[detail % std::size(kOffsets)] + (kind & 0x40 ? load_le<std::uint16_t>(bytes, 2) : 0U), value,
            1 + kind % 8);
    else if (kind < 160)
      happen(detail);
    else
      command(kind, detail, value);
    check();
  }

 private:
  void write(std::uint32_t offset, std::uint64_t value, unsigned width) {
    const ControllerRegisters before = registers_;
    static_cast<void>(registers_.read(offset, width));
    for (const Consequence& each : registers_.write(offset, value, width)) follow(each, before);
  }

  void follow(const Consequence& consequence, const ControllerRegisters& before) {
    if (std::holds_alternative<Ignored>(consequence)) expect(registers_ == before, "an ignored write changes nothing");
    if (std::holds_alternative<Enabled>(consequence)) {
      expect(registers_.cc().en && !registers_.csts().cfs, "it was enabled");
      queues_ = admin_queues(registers_);
    }
    if (std::holds_alternative<EnableRefused>(consequence)) expect(registers_.csts().cfs, "a refusal is fatal");
    if (std::holds_alternative<Disabled>(consequence)) {
      expect(!registers_.cc().en, "it was disabled");
      queues_ = {};
    }
    if (std::holds_alternative<ShutdownBegun>(consequence))
      expect(registers_.csts().shst != ShutdownStatus::None, "the shutdown has begun");
    if (std::holds_alternative<SubsystemReset>(consequence)) queues_ = {};
    if (const auto* rung = std::get_if<DoorbellRung>(&consequence)) static_cast<void>(ring(queues_, *rung));
  }

  void happen(unsigned detail) {
    switch (detail % 5) {
      case 0:
        return registers_.ready();
      case 1:
        return registers_.shut_down();
      case 2:
        return registers_.fail();
      case 3:
        registers_.reset(static_cast<Reset>(detail / 5 % 3));
        queues_ = {};
        return;
      default:
        return work();
    }
  }

  // Fetches what waits, and posts as many completions as there is room for.
  void work() {
    for (auto& [qid, queue] : queues_.submission) {
      const auto completion = queues_.completion.find(queue.cqid);
      while (!queue.ring.empty() && completion != queues_.completion.end() && !completion->second.ring.full()) {
        expect(queue.fetch() < queue.ring.size, "an entry lies in its queue");
        expect(completion->second.post().entry < completion->second.ring.size, "so does a completion");
      }
    }
  }

  void command(unsigned kind, unsigned detail, std::uint64_t value) {
    Sqe sqe;
    sqe.opcode = static_cast<std::uint8_t>(kind % 8);
    sqe.prp1 = (detail & 0x80) != 0 ? value : value << 12U;
    sqe.cdw10 = static_cast<std::uint32_t>(value & 0x001F'0007U);
    sqe.cdw11 = static_cast<std::uint32_t>(value >> 32U & 0x0007'000FU);
    if ((detail & 0x40) != 0) sqe.cdw11 = static_cast<std::uint32_t>(value >> 32U);
    const auto decoded = decode_queue_command(sqe);
    if (!decoded) return;
    expect(decode_queue_command(encode(*decoded)) == decoded, "the entry of a command says that command");
    const QueueLimits limits{
        .cap = registers_.shape.cap, .cc = registers_.cc(), .submission_queues = 4, .completion_queues = 4};
    const Faults faults = faults_of(*decoded, queues_, limits);
    if (faults.must_abort()) return;
    carry_out(*decoded, queues_);
  }

  void check() const {
    expect(!registers_.csts().rdy || registers_.cc().en, "only an enabled controller is ready");
    expect(!registers_.accepts_commands() || registers_.csts().rdy, "only a ready one accepts commands");
    for (const auto& [qid, queue] : queues_.submission) {
      expect(queue.ring.head < queue.ring.size && queue.ring.tail < queue.ring.size, "a ring stays one");
      expect(queues_.completion.contains(queue.cqid), "a submission queue has a completion queue");
    }
    for (const auto& [qid, queue] : queues_.completion)
      expect(queue.ring.head < queue.ring.size && queue.ring.tail < queue.ring.size, "a ring stays one");
  }

  ControllerRegisters registers_;
  Queues queues_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Execution execution{"fuzz_registers", hex_words, data, size};
  const auto bytes = std::as_bytes(execution.input());
  if (bytes.empty()) return 0;
  Host host{shape_of(std::to_integer<std::uint8_t>(bytes[0]))};
  const std::size_t steps = std::min((bytes.size() - 1) / kStepBytes, kMostSteps);
  for (std::size_t i = 0; i < steps; ++i) {
    execution.reach(i);
    host.step(bytes.subspan(1 + i * kStepBytes).first<kStepBytes>());
  }
  return 0;
}
