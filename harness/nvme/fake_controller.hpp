// For tests: a controller in memory, with the reference device behind it. It misbehaves as it is told to.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "harness/nvme/bus.hpp"
#include "harness/nvme/prp_walk.hpp"
#include "harness/nvme/registers.hpp"
#include "harness/targets/in_process.hpp"
#include "reference/device/step.hpp"

namespace zns::harness::nvme {

class FakeController final : public Bus {
 public:
  // ---- how it is ----------------------------------------------------------------------------------------------
  std::uint64_t mqes = 63;
  unsigned dstrd = 0;
  unsigned mpsmin = 0;
  bool ready = true;                // it becomes ready
  bool fatal_on_enable = false;     // CSTS.CFS instead
  bool shuts_down = true;           // SHST becomes "complete"
  bool reversed = false;            // completes what it finds in a queue in reverse
  int late = 0;                     // completes after so many pauses
  Status create_status = kSuccess;  // of Create I/O Queue
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
  std::uint32_t cc = 0;
  std::uint32_t csts = 0;

  std::uint32_t read(std::uint32_t offset) override {
    deliver();
    const std::uint64_t cap = mqes | std::uint64_t{dstrd} << 32 | std::uint64_t{1} << 43 | std::uint64_t{mpsmin} << 48;
    if (offset == kCap) return static_cast<std::uint32_t>(cap);
    if (offset == kCap + 4) return static_cast<std::uint32_t>(cap >> 32);
    if (offset == kCc) return cc;
    return offset == kCsts ? csts : 0;
  }

  void write(std::uint32_t offset, std::uint32_t value) override {
    deliver();
    if (offset != kCc) {
      registers_[offset] = value;
      return;
    }
    const bool was_enabled = (cc & 1) != 0;
    cc = value;
    if (!was_enabled && (cc & 1) != 0) enable();
    if ((cc & 1) == 0) csts &= ~(csts::kRdy | csts::kCfs | csts::kShst);
    if ((cc & cc::kShn) != 0) csts |= shuts_down ? csts::kShstComplete : 1U << 2;
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

 private:
  struct Pair {
    std::uint64_t sq = 0;
    std::uint64_t cq = 0;
    std::uint32_t entries = 0;
    std::uint32_t sq_head = 0;
    std::uint32_t cq_tail = 0;
    std::uint32_t cq_head = 0;
    bool phase = true;
  };

  std::uint64_t register64(std::uint32_t offset) {
    return std::uint64_t{registers_[offset + 4]} << 32 | registers_[offset];
  }

  void enable() {
    pairs_.clear();
    buffers_.reset();
    pairs_[0] = {.sq = register64(kAsq), .cq = register64(kAcq), .entries = (registers_[kAqa] & 0xFFF) + 1};
    EXPECT_EQ(pairs_[0].sq % 4096, 0U);
    EXPECT_EQ(pairs_[0].cq % 4096, 0U);
    csts = fatal_on_enable ? csts::kCfs : ready ? csts::kRdy : 0;
  }

  void deliver() {
    for (const auto& [offset, value] : std::exchange(waiting_, {})) {
      const std::uint32_t index = (offset - kDoorbells) / (4U << dstrd);
      EXPECT_EQ((offset - kDoorbells) % (4U << dstrd), 0U);
      Pair& pair = pairs_.at(static_cast<std::uint16_t>(index / 2));
      EXPECT_LT(value, pair.entries);
      io_register_rings += index / 2 == 0 ? 0 : 1;
      if (index / 2 != 0 && buffers_) {
        look_at_shadows();
        continue;
      }
      if (index % 2 == 0)
        fetch(pair, static_cast<std::uint16_t>(index / 2), value);
      else
        pair.cq_head = value;
    }
  }

  // For the I/O queue. An index is there before the value is looked at for the last time.
  void look_at_shadows() {
    if (!buffers_) return;
    for (auto& [id, pair] : pairs_) {
      if (id == 0) continue;
      const std::size_t head = (2 * id + 1) * (std::size_t{4} << dstrd);
      const std::size_t tail = 2 * id * (std::size_t{4} << dstrd);
      pair.cq_head = word(buffers_->values + head);
      fetch(pair, id, word(buffers_->values + tail));
      put_word(buffers_->events + head, head_index(pair.cq_head, pair.entries));
      put_word(buffers_->events + tail, tail_index(pair.sq_head, pair.entries));
    }
  }
  std::uint32_t word(std::uint64_t address) const { return load_le<std::uint32_t>(memory_, address); }
  void put_word(std::uint64_t address, std::uint32_t value) { store_le<std::uint32_t>(memory_, address, value); }

  Status configure_buffers(const Sqe& sqe) {
    ++buffer_configs;
    EXPECT_EQ(pairs_.size(), 2U) << "after the I/O queues are created, as Linux does it";
    EXPECT_EQ(sqe.prp1 % 4096 + sqe.prp2 % 4096, 0U);
    EXPECT_NE(sqe.prp1, sqe.prp2);
    if (buffer_status != kSuccess) return buffer_status;
    buffers_ = {sqe.prp1, sqe.prp2};
    look_at_shadows();
    return kSuccess;
  }

  void fetch(Pair& pair, std::uint16_t id, std::uint32_t tail) {
    std::vector<Sqe> entries;
    for (; pair.sq_head != tail; pair.sq_head = (pair.sq_head + 1) % pair.entries) {
      const auto bytes = std::span<const std::byte>{memory_}.subspan(pair.sq + pair.sq_head * kSqeBytes, kSqeBytes);
      entries.push_back(decode_sqe(bytes.first<kSqeBytes>()));
    }
    std::vector<Cqe> completions;
    for (const Sqe& sqe : entries)
      if (auto cqe = execute(id, sqe)) completions.push_back(*cqe);
    if (reversed) std::reverse(completions.begin(), completions.end());
    for (Cqe& cqe : completions) post(pair, id, cqe);
  }

  std::optional<Cqe> execute(std::uint16_t id, const Sqe& sqe) {
    Cqe cqe{.cid = sqe.cid};
    if (id == 0 && (sqe.opcode == kCreateCq || sqe.opcode == kCreateSq)) {
      EXPECT_EQ(sqe.cdw11 & 1, kPhysicallyContiguous);
      Pair& io = pairs_[static_cast<std::uint16_t>(sqe.cdw10 & 0xFFFF)];
      io.entries = (sqe.cdw10 >> 16) + 1;
      (sqe.opcode == kCreateCq ? io.cq : io.sq) = sqe.prp1;
      cqe.status = create_status;
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

  suites::Completion carry_out(Queue queue, const Sqe& sqe) {
    const Command command = decode(queue, sqe);
    const bool identifies = std::holds_alternative<Identify>(command.body);
    if (identifies && identify_status != kSuccess) return {.status = identify_status};
    const std::vector<std::byte> sent =
        gather(memory_, sqe.prp1, sqe.prp2, bytes_to_device(device_.geometry(), command));
    std::vector<std::byte> returned(bytes_from_device(device_.geometry(), command));
    const suites::Completion done =
        device_.submit({.queue = queue, .sqe = sqe, .to_device = sent, .from_device = returned});
    if (identifies && announces_buffers) returned.at(257) |= std::byte{1};
    if (done.status == kSuccess) scatter(memory_, sqe.prp1, sqe.prp2, returned);
    return done;
  }

  std::optional<Cqe> mischievous(const Sqe& sqe, Cqe cqe) {
    switch (std::exchange(mischief, Mischief::None)) {
      case Mischief::Stuck:
        return std::nullopt;
      case Mischief::Fatal:
        csts |= csts::kCfs;
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

  void post(Pair& pair, std::uint16_t id, Cqe cqe) {
    EXPECT_NE((pair.cq_tail + 1) % pair.entries, pair.cq_head) << "the completion queue is full";
    if (cqe.sqid == 0) cqe.sqid = id;
    cqe.sqhd = static_cast<std::uint16_t>(told_head(pair.sq_head, pair.entries));
    cqe.phase = pair.phase;
    const auto bytes = encode(cqe);
    std::copy(bytes.begin(), bytes.end(),
              memory_.begin() + static_cast<std::ptrdiff_t>(pair.cq + pair.cq_tail * kCqeBytes));
    pair.cq_tail = (pair.cq_tail + 1) % pair.entries;
    if (pair.cq_tail == 0) pair.phase = !pair.phase;
    if (const auto again = std::exchange(doubled_, std::nullopt)) post(pair, id, *again);
  }

  static Geometry geometry() {
    return {.zones = 8, .zsze = 1024, .zcap = 1024, .max_active = 4, .max_open = 4, .zdes = 1};
  }

  std::vector<std::byte> memory_ = std::vector<std::byte>(std::size_t{24} << 20);
  InProcessTarget device_{"fake", geometry(), {}};
  std::map<std::uint32_t, std::uint32_t> registers_;
  std::map<std::uint16_t, Pair> pairs_;
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
