#include "harness/nvme/queue_pair.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <string>

#include "reference/spec/bytes.hpp"
#include "reference/spec/registers.hpp"
#include "reference/spec/text.hpp"
#include "suites/target.hpp"

namespace zns::harness::nvme {
namespace {

constexpr std::size_t kPhaseOffset = 14;  // of the 16 bits with the phase tag, the last that a controller may write

std::size_t pages_for(std::size_t bytes) {
  return (bytes + kPageBytes - 1) / kPageBytes;
}

}  // namespace

std::size_t QueuePair::pages(std::uint32_t entries) {
  return pages_for(entries * kSqeBytes) + pages_for(entries * kCqeBytes);
}

QueuePair::QueuePair(Bus& bus, const QueueShape& shape, Dma memory)
    : bus_{bus}, shape_{shape}, tail_doorbell_{bus, shape.sq_doorbell}, head_doorbell_{bus, shape.cq_doorbell} {
  const std::size_t sq_bytes = pages_for(shape.entries * kSqeBytes) * kPageBytes;
  sq_ = memory.part(0, shape.entries * kSqeBytes);
  cq_ = memory.part(sq_bytes, shape.entries * kCqeBytes);
  std::memset(memory.bytes.data(), 0, pages(shape.entries) * kPageBytes);
}

std::size_t QueuePair::oldest() const {
  const auto found = std::find_if(in_flight_.begin(), in_flight_.end(),
                                  [](const InFlight& each) { return each.completes == Completes::Soon; });
  return found->token;
}

void QueuePair::push(const Sqe& sqe, std::size_t token, Completes completes) {
  const auto entry = encode(sqe);
  std::memcpy(sq_.bytes.data() + tail_ * kSqeBytes, entry.data(), kSqeBytes);
  in_flight_.push_back({sqe.cid, token, tail_, completes});
  tail_ = (tail_ + 1) % shape_.entries;
}

void QueuePair::ring() {
  // What waits for the next write of a register would wait for ever where there is none.
  if (!tail_doorbell_.ring(tail_, Bus::Urgency::Now)) bus_.hurry();
  rung_tail_ = tail_;
}

void QueuePair::use_shadow_doorbells(Dma values, Dma events) {
  const auto use = [&](Doorbell& doorbell, std::uint32_t register_offset) {
    const std::size_t offset = register_offset - property::kDoorbells;
    doorbell.use_shadow(values.part(offset, sizeof(std::uint32_t)), events.part(offset, sizeof(std::uint32_t)));
  };
  use(tail_doorbell_, shape_.sq_doorbell);
  use(head_doorbell_, shape_.cq_doorbell);
}

std::string QueuePair::write_withheld_doorbells() {
  std::string which;
  const auto write = [&](Doorbell& doorbell, const char* name) {
    if (!doorbell.is_withheld()) return;
    which += (which.empty() ? "" : ", ") + std::string{name} + " (" + doorbell.text() + ")";
    doorbell.write_withheld();
  };
  write(head_doorbell_, "the head doorbell");
  write(tail_doorbell_, "the tail doorbell");
  return which;
}

bool QueuePair::next_is_new() const {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): the controller writes these 16 bits while we look
  auto& tag = *reinterpret_cast<std::uint16_t*>(cq_.bytes.data() + head_ * kCqeBytes + kPhaseOffset);
  const std::uint16_t wire = std::atomic_ref{tag}.load(std::memory_order_acquire);
  std::array<std::byte, sizeof wire> bytes{};
  std::memcpy(bytes.data(), &wire, sizeof wire);
  return ((load_le<std::uint16_t>(bytes, 0) & 1) != 0) == phase_;
}

std::optional<QueuePair::Arrival> QueuePair::pop() {
  if (!next_is_new()) return std::nullopt;
  const Cqe cqe = decode_cqe(std::span<const std::byte, kCqeBytes>{cq_.bytes.subspan(head_ * kCqeBytes, kCqeBytes)});
  head_ = (head_ + 1) % shape_.entries;
  if (head_ == 0) phase_ = !phase_;
  head_doorbell_.ring(head_, Bus::Urgency::CanWait);
  const InFlight completed = take_in_flight(cqe);
  return Arrival{completed.token, cqe, !follow_sq_head(cqe.sqhd, completed)};
}

// False for a head that cannot be: in the order of the completions it goes from what it was towards the tail that was
// rung, and is past the slot of the completed command, which has been fetched. The slot of one that waited for
// something to happen may have been used again since.
bool QueuePair::follow_sq_head(std::uint32_t sqhd, const InFlight& completed) {
  const auto ahead = [this](std::uint32_t place) { return (place + shape_.entries - sq_head_) % shape_.entries; };
  const std::uint32_t most = ahead(rung_tail_);
  const std::uint32_t past = ahead(completed.slot) + 1;
  const bool is_behind = past > most || completed.completes == Completes::Someday;  // it was passed before
  const std::uint32_t least = is_behind ? 0 : past;
  const bool is_right = sqhd < shape_.entries && ahead(sqhd) >= least && ahead(sqhd) <= most;
  sq_head_ = is_right ? sqhd : (sq_head_ + least) % shape_.entries;
  return is_right;
}

QueuePair::InFlight QueuePair::take_in_flight(const Cqe& cqe) {
  const std::string what = "a completion in queue " + std::to_string(shape_.id) + " with CID " + hex(cqe.cid);
  if (cqe.sqid != shape_.id) throw suites::DeviceLost(what + " has SQID " + std::to_string(cqe.sqid));
  const auto found =
      std::find_if(in_flight_.begin(), in_flight_.end(), [&](const InFlight& each) { return each.cid == cqe.cid; });
  if (found == in_flight_.end()) throw suites::DeviceLost(what + ", which no command in flight has");
  const InFlight completed = *found;
  in_flight_.erase(found);
  return completed;
}

}  // namespace zns::harness::nvme
