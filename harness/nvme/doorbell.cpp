#include "harness/nvme/doorbell.hpp"

#include <array>
#include <atomic>
#include <cstring>
#include <utility>

#include "reference/spec/bytes.hpp"

namespace zns::harness::nvme {
namespace {

static_assert(asks_for_write(5, 6, 5), "the index is what the controller has seen: every step passes it");
static_assert(asks_for_write(5, 9, 4), "one ring for several entries");
static_assert(!asks_for_write(4, 6, 5), "passed before");
static_assert(!asks_for_write(6, 6, 5), "not yet passed");
static_assert(asks_for_write(0xFFFF, 0, 0xFFFF), "numbers wrap");
static_assert(asks_for_write(15, 0, 15), "the queue wraps");
static_assert(!asks_for_write(14, 0, 15), "the queue wraps, and the controller polls");
static_assert(!asks_for_write(5, 5, 5), "nothing is passed");

// The controller looks at these 32 bits, or writes them, while we do.
std::atomic_ref<std::uint32_t> shared_word(const Dma& place) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): an aligned word of shared memory
  return std::atomic_ref{*reinterpret_cast<std::uint32_t*>(place.bytes.data())};
}

std::uint32_t load(const Dma& place) {
  const std::uint32_t wire = shared_word(place).load(std::memory_order_seq_cst);
  std::array<std::byte, sizeof wire> bytes{};
  std::memcpy(bytes.data(), &wire, sizeof wire);
  return load_le<std::uint32_t>(bytes, 0);
}

void store(const Dma& place, std::uint32_t value) {
  std::array<std::byte, sizeof value> bytes{};
  store_le<std::uint32_t>(bytes, 0, value);
  std::uint32_t wire = 0;
  std::memcpy(&wire, bytes.data(), sizeof wire);
  shared_word(place).store(wire, std::memory_order_seq_cst);
}

}  // namespace

bool Doorbell::ring(std::uint32_t value, Bus::Urgency urgency) {
  // The queue's memory comes before the doorbell.
  std::atomic_thread_fence(std::memory_order_seq_cst);
  const std::uint32_t before = std::exchange(value_, value);
  if (shadow_) {
    store(shadow_->value, value);
    // A controller that stores its index and then looks at the value misses nothing, nor do we.
    std::atomic_thread_fence(std::memory_order_seq_cst);
    event_ = load(shadow_->event);
    is_withheld_ = !asks_for_write(static_cast<std::uint16_t>(event_), static_cast<std::uint16_t>(value),
                                   static_cast<std::uint16_t>(before));
    if (is_withheld_) return false;
  }
  bus_.ring(offset_, value, urgency);
  return true;
}

void Doorbell::write_withheld() {
  is_withheld_ = false;
  bus_.ring(offset_, value_, Bus::Urgency::Now);
}

std::string Doorbell::text() const {
  return "value " + std::to_string(value_) + ", event index " + std::to_string(event_);
}

}  // namespace zns::harness::nvme
