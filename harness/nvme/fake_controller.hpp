// For tests: a controller in memory, of the reference's registers, queues and device. It misbehaves as it is told to.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "harness/nvme/bus.hpp"
#include "harness/nvme/driver_commands.hpp"
#include "harness/nvme/prp_walk.hpp"
#include "harness/targets/in_process.hpp"
#include "reference/device/controller/queue_commands.hpp"
#include "reference/device/controller/queues.hpp"
#include "reference/device/controller/registers.hpp"
#include "reference/device/step.hpp"
#include "reference/spec/identify.hpp"

namespace zns::harness::nvme {

class FakeController final : public Bus {
 public:
  // ---- how it is ----------------------------------------------------------------------------------------------
  ControllerRegisters registers{
      {.cap = {.mqes = QueueEntries::of_count(64), .cqr = true, .css = cap_css::kIoCommandSets}}};
  bool ready = true;                // it becomes ready
  bool fatal_on_enable = false;     // CSTS.CFS instead
  bool shuts_down = true;           // SHST becomes "complete"
  bool reversed = false;            // completes what it finds in a queue in reverse
  int late = 0;                     // completes after so many pauses
  Status create_status = kSuccess;  // of Create I/O Queue
  bool strict = true;               // the driver alone is at work, which writes no register wrongly
  std::uint16_t allocated_queues = 4;
  std::size_t aerl = 3;
  std::uint32_t wrong_doorbell_value = 0x0100;  // the event
  std::vector<std::uint16_t> controllers;       // Identify CNS 13h; none: what the device says
  // What it makes of the data of an admin command, and of the completion of any command.
  std::function<void(const Command&, std::vector<std::byte>&)> returns = [](const Command&, auto&) {};
  std::function<void(Queue, const Sqe&, Cqe&)> answers = [](Queue, const Sqe&, Cqe&) {};
  std::function<void(FakeController&)> on_shutdown = [](FakeController& fake) { fake.device().reset(Reset::Shutdown); };
  // ---- shadow doorbells: once configured, I/O queues are served from them alone ---------------------------------
  bool announces_buffers = false;   // OACS bit 8
  bool polls = false;               // looks at them by itself, not only when an I/O queue's register is written
  Status buffer_status = kSuccess;  // of Doorbell Buffer Config
  Status identify_status = kSuccess;
  using EventIndex = std::function<std::uint32_t(std::uint32_t seen, std::uint32_t entries)>;
  EventIndex tail_index = [](auto seen, auto) { return seen; };
  EventIndex head_index = [](auto seen, auto) { return seen; };
  // ---- what it does to the next I/O command, once -------------------------------------------------------------
  enum class Mischief : std::uint8_t { None, Stuck, Fatal, UnknownCid, Doubled, WrongSqid, Overrun, Stray };
  Mischief mischief = Mischief::None;
  // What completions tell of the head of a queue of so many entries.
  std::function<std::uint32_t(std::uint32_t head, std::uint32_t entries)> told_head = [](auto head, auto) {
    return head;
  };

  // ---- what it saw --------------------------------------------------------------------------------------------
  std::vector<Sqe> io_entries;
  std::size_t buffer_configs = 0;     // Doorbell Buffer Config, whatever came of it
  std::size_t io_register_rings = 0;  // writes of the doorbell registers of I/O queues

  std::uint32_t read(std::uint32_t offset) override {
    deliver();
    return static_cast<std::uint32_t>(registers.read(offset, sizeof(std::uint32_t)));
  }

  void write(std::uint32_t offset, std::uint32_t value) override {
    deliver();
    put(offset, value);
  }

  void ring(std::uint32_t offset, std::uint32_t value, Urgency urgency) override {
    waiting_.emplace_back(offset, value);
    if (urgency == Urgency::CanWait) return;
    if (late == 0) deliver();
    pauses_left_ = late;
  }
  void hurry() override {
    if (late == 0) deliver();
  }
  void pause() override {
    if (pauses_left_ > 0 && --pauses_left_ == 0) deliver();
    if (polls) look_at_shadows();
  }
  [[nodiscard]] std::span<std::byte> memory() override { return memory_; }

  FakeController() = default;
  explicit FakeController(std::shared_ptr<InProcessTarget> device) : device_{std::move(device)} {}
  [[nodiscard]] InProcessTarget& device() { return *device_; }

  // An event: completes a request that is outstanding.
  void raise(std::uint32_t result) {
    if (event_cids_.empty()) return;
    const std::uint16_t cid = event_cids_.front();
    event_cids_.erase(event_cids_.begin());
    post(0, queues_.submission.at(0), {.result = result, .cid = cid});
  }
  void drop_event_requests() { event_cids_.clear(); }
  [[nodiscard]] std::size_t event_requests() const { return event_cids_.size(); }
  [[nodiscard]] Queues& queues() { return queues_; }

 private:
  // The driver writes nothing that is refused.
  void put(std::uint32_t offset, std::uint32_t value) {
    for (const Consequence& each : registers.write(offset, value, sizeof value))
      std::visit([this](const auto& what) { follow(what); }, each);
  }
  void follow(const Enabled& /*registers*/) {
    queues_ = admin_queues(registers);
    event_cids_.clear();
    buffers_.reset();
    if (fatal_on_enable) registers.fail();
    if (ready) registers.ready();
  }
  void follow(const Disabled& /*registers*/) { queues_ = {}; }
  void follow(const ShutdownBegun& /*how*/) {
    on_shutdown(*this);
    if (shuts_down) registers.shut_down();
  }
  void follow(const DoorbellRung& rung) {
    const bool is_io = rung.doorbell.qid != 0;
    io_register_rings += is_io ? 1 : 0;
    if (is_io && buffers_)
      look_at_shadows();
    else
      take(rung);
  }
  void follow(const SubsystemReset& /*registers*/) { ADD_FAILURE() << "the driver resets no subsystem"; }
  void follow(const EnableRefused& refused) {
    if (strict) ADD_FAILURE() << refused.clause.str();
  }
  void follow(const Ignored& ignored) {  // a doorbell comes late, when the controller is down
    EXPECT_TRUE(!strict || ignored.clause == "REG-018" || ignored.clause == "REG-012") << ignored.clause.str();
  }

  void deliver() {
    for (const auto& [offset, value] : std::exchange(waiting_, {})) {
      EXPECT_TRUE(doorbell_at(offset, registers.shape.cap.dstrd)) << offset;
      put(offset, value);
    }
  }

  void take(const DoorbellRung& rung) {
    const DoorbellAnswer answer = zns::ring(queues_, rung);
    const bool is_wrong = answer == DoorbellAnswer::InvalidValue || answer == DoorbellAnswer::NoSuchQueue;
    EXPECT_FALSE(strict && is_wrong) << "queue " << rung.doorbell.qid << ", value " << rung.value;
    if (is_wrong) raise(answer == DoorbellAnswer::InvalidValue ? wrong_doorbell_value : 0);
    if (!rung.doorbell.is_head && answer == DoorbellAnswer::Moved) fetch(rung.doorbell.qid);
  }

  // For I/O queues. An index is there before the value is looked at for the last time.
  void look_at_shadows() {
    if (!buffers_) return;
    for (const auto& [qid, queue] : queues_.submission) {
      if (qid == 0) continue;
      const std::uint64_t head = place_of({queue.cqid, true});
      const std::uint64_t tail = place_of({qid, false});
      take({{queue.cqid, true}, static_cast<std::uint16_t>(word(buffers_->values + head))});
      take({{qid, false}, static_cast<std::uint16_t>(word(buffers_->values + tail))});
      const Ring& completions = queues_.completion.at(queue.cqid).ring;
      put_word(buffers_->events + head, head_index(completions.head, completions.size));
      put_word(buffers_->events + tail, tail_index(queue.ring.head, queue.ring.size));
    }
  }
  // Shadow doorbells have the layout of the registers.
  std::uint64_t place_of(DoorbellRegister doorbell) const {
    return offset_of(doorbell, registers.shape.cap.dstrd) - property::kDoorbells;
  }
  std::uint32_t word(std::uint64_t address) const { return load_le<std::uint32_t>(memory_, address); }
  void put_word(std::uint64_t address, std::uint32_t value) { store_le<std::uint32_t>(memory_, address, value); }

  Status configure_buffers(const Sqe& sqe) {
    ++buffer_configs;
    EXPECT_EQ(queues_.submission.size(), 2U) << "after the I/O queues are created, as Linux does it";
    EXPECT_EQ(sqe.prp1 % 4096 + sqe.prp2 % 4096, 0U);
    EXPECT_NE(sqe.prp1, sqe.prp2);
    if (buffer_status != kSuccess) return buffer_status;
    buffers_ = {sqe.prp1, sqe.prp2};
    look_at_shadows();
    return kSuccess;
  }

  void fetch(std::uint16_t qid) {
    SubmissionQueue& queue = queues_.submission.at(qid);
    std::vector<Sqe> entries;
    while (!queue.ring.empty()) {
      const std::uint64_t address = queue.memory.base + queue.fetch() * kSqeBytes;
      entries.push_back(decode_sqe(std::span<const std::byte>{memory_}.subspan(address).first<kSqeBytes>()));
    }
    std::vector<Cqe> completions;
    for (const Sqe& sqe : entries)
      if (auto cqe = execute(qid, sqe)) completions.push_back(*cqe);
    if (reversed) std::reverse(completions.begin(), completions.end());
    for (Cqe& cqe : completions) post(qid, queue, cqe);
  }

  Status create(const QueueCommand& command) {
    if (create_status != kSuccess) return create_status;
    const Faults faults = faults_of(command, queues_,
                                    {.cap = registers.shape.cap,
                                     .cc = registers.cc(),
                                     .submission_queues = allocated_queues,
                                     .completion_queues = allocated_queues});
    if (faults.any()) return faults.all().front().status;
    zns::carry_out(command, queues_);
    return kSuccess;
  }

  std::optional<Cqe> execute(std::uint16_t id, const Sqe& sqe) {
    auto cqe = right_answer(id, sqe);
    if (cqe) answers(id == 0 ? Queue::Admin : Queue::Io, sqe, *cqe);
    return cqe;
  }

  // Nothing: the request is outstanding.
  std::optional<Cqe> take_event_request(Cqe cqe) {
    if (event_cids_.size() <= aerl) {
      event_cids_.push_back(cqe.cid);
      return std::nullopt;
    }
    cqe.status = Status::AsynchronousEventRequestLimitExceeded;
    return cqe;
  }

  std::optional<Cqe> right_answer(std::uint16_t id, const Sqe& sqe) {
    Cqe cqe{.cid = sqe.cid};
    if (id == 0 && sqe.opcode == static_cast<std::uint8_t>(AdminOpcode::AsyncEventRequest))
      return take_event_request(cqe);
    if (id == 0 && sqe.opcode == static_cast<std::uint8_t>(AdminOpcode::GetFeatures) &&
        (sqe.cdw10 & 0xFF) == kNumberOfQueues) {
      cqe.result = static_cast<std::uint32_t>(allocated_queues - 1) * 0x10001;
      return cqe;
    }
    if (const auto command = decode_queue_command(sqe); id == 0 && command) {
      cqe.status = create(*command);
      return cqe;
    }
    if (id == 0 && sqe.opcode == kSetFeatures) return cqe;
    if (id == 0 && sqe.opcode == kDoorbellBufferConfig) {
      cqe.status = configure_buffers(sqe);
      return cqe;
    }
    if (id != 0) io_entries.push_back(sqe);
    const suites::Completion done = carry_out(id == 0 ? Queue::Admin : Queue::Io, sqe);
    cqe.status = done.status;
    cqe.result = done.result;
    cqe.crd = done.crd;
    cqe.more = done.more;
    cqe.dnr = done.dnr;
    return id == 0 ? cqe : mischievous(sqe, cqe);
  }

  // Whether the command belongs to the command sets that CC.CSS enables (NST-004, NST-006).
  [[nodiscard]] bool enables(Queue queue, const Command& command) const {
    const CommandSets css = registers.cc().css;
    const auto* identify = std::get_if<Identify>(&command.body);
    const bool is_of_sets = queue == Queue::Io || (identify != nullptr && (identify->cns == Cns::CommandSetNamespace ||
                                                                           identify->cns == Cns::CommandSetController));
    if (css == CommandSets::AdminOnly) return !is_of_sets;
    const bool is_zoned = std::holds_alternative<ZoneManagementSend>(command.body) ||
                          std::holds_alternative<ZoneManagementReceive>(command.body) ||
                          std::holds_alternative<ZoneAppend>(command.body);
    return css != CommandSets::Nvm || !is_zoned;
  }

  [[nodiscard]] std::vector<std::byte> list_of_controllers() const {
    std::vector<std::byte> page(kIdentifyBytes);
    store_le<std::uint16_t>(page, 0, static_cast<std::uint16_t>(controllers.size()));
    for (std::size_t i = 0; i < controllers.size(); ++i) store_le<std::uint16_t>(page, 2 + 2 * i, controllers[i]);
    return page;
  }

  suites::Completion carry_out(Queue queue, const Sqe& sqe) {
    const Command command = decode(queue, sqe);
    const bool identifies = std::holds_alternative<Identify>(command.body);
    if (identifies && identify_status != kSuccess) return {.status = identify_status};
    if (identifies && std::get<Identify>(command.body).cns == Cns::Controllers && !controllers.empty()) {
      scatter(memory_, sqe.prp1, sqe.prp2, list_of_controllers());
      return {};
    }
    if (!enables(queue, command)) return {.status = Status::InvalidCommandOpcode};
    const std::vector<std::byte> sent =
        gather(memory_, sqe.prp1, sqe.prp2, bytes_to_device(device_->geometry(), command));
    std::vector<std::byte> returned(bytes_from_device(device_->geometry(), command));
    const suites::Completion done =
        device_->submit({.queue = queue, .sqe = sqe, .to_device = sent, .from_device = returned});
    if (identifies && announces_buffers) returned.at(257) |= std::byte{1};
    if (queue == Queue::Admin && done.status == kSuccess) returns(command, returned);
    if (done.status == kSuccess) scatter(memory_, sqe.prp1, sqe.prp2, returned);
    return done;
  }

  std::optional<Cqe> mischievous(const Sqe& sqe, Cqe cqe) {
    switch (std::exchange(mischief, Mischief::None)) {
      case Mischief::Stuck:
        return std::nullopt;
      case Mischief::Fatal:
        registers.fail();
        return std::nullopt;
      case Mischief::UnknownCid:
        cqe.cid = static_cast<std::uint16_t>(cqe.cid + 1);
        break;
      case Mischief::Doubled:
        doubled_ = cqe;
        break;
      case Mischief::WrongSqid:
        cqe.sqid = 7;
        break;
      case Mischief::Overrun:
        memory_[sqe.prp1 + 4096] ^= std::byte{1};
        break;
      case Mischief::Stray:
        memory_[100] ^= std::byte{1};
        break;
      case Mischief::None:
        break;
    }
    return cqe;
  }

  void post(std::uint16_t sqid, const SubmissionQueue& from, Cqe cqe) {
    CompletionQueue& queue = queues_.completion.at(from.cqid);
    if (queue.ring.full()) {
      ADD_FAILURE() << "the completion queue is full";
      return;
    }
    const auto [entry, phase] = queue.post();
    if (cqe.sqid == 0) cqe.sqid = sqid;
    cqe.sqhd = static_cast<std::uint16_t>(told_head(from.ring.head, from.ring.size));
    cqe.phase = phase;
    const auto bytes = encode(cqe);
    std::copy(bytes.begin(), bytes.end(),
              memory_.begin() + static_cast<std::ptrdiff_t>(queue.memory.base + entry * kCqeBytes));
    if (const auto again = std::exchange(doubled_, std::nullopt)) post(sqid, from, *again);
  }

  static Geometry geometry() {
    return {.zones = 8, .zsze = 1024, .zcap = 1024, .max_active = 4, .max_open = 4, .zdes = 1};
  }

  std::vector<std::byte> memory_ = std::vector<std::byte>(std::size_t{24} << 20);
  std::shared_ptr<InProcessTarget> device_ = std::make_shared<InProcessTarget>("fake", geometry(), Policy{});
  std::vector<std::uint16_t> event_cids_;
  Queues queues_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> waiting_;
  std::optional<Cqe> doubled_;
  struct Buffers {
    std::uint64_t values = 0;
    std::uint64_t events = 0;
  };
  std::optional<Buffers> buffers_;
  int pauses_left_ = 0;
};

}  // namespace zns::harness::nvme
