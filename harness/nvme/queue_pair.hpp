// A submission queue with its completion queue (QUE-001 to QUE-004).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/nvme/bus.hpp"
#include "harness/nvme/dma.hpp"
#include "harness/nvme/doorbell.hpp"
#include "reference/spec/sqe.hpp"

namespace zns::harness::nvme {

struct QueueShape {
  std::uint16_t id = 0;
  std::uint32_t entries = 0;      // of each queue, at least 2; entries - 1 commands can be in flight
  std::uint32_t sq_doorbell = 0;  // offsets of the properties
  std::uint32_t cq_doorbell = 0;
};

class QueuePair {
 public:
  [[nodiscard]] static std::size_t pages(std::uint32_t entries);  // that the memory of a pair takes

  QueuePair(Bus& bus, const QueueShape& shape, Dma memory);  // which is cleared

  [[nodiscard]] std::uint64_t sq_address() const { return sq_.address; }
  [[nodiscard]] std::uint64_t cq_address() const { return cq_.address; }
  [[nodiscard]] std::size_t in_flight() const { return in_flight_.size(); }
  [[nodiscard]] bool full() const { return in_flight_.size() + 1 >= shape_.entries; }
  // The token of the command that has waited longest; only where one is in flight that completes soon.
  [[nodiscard]] std::size_t oldest() const;

  // A command that completes someday waits for something to happen: the next ones pass it.
  enum class Completes : std::uint8_t { Soon, Someday };
  // Puts an entry at the tail; the controller sees it after ring(). `token` comes back with its completion. Only while
  // the queue is not full.
  void push(const Sqe& sqe, std::size_t token, Completes completes = Completes::Soon);
  void ring();

  // Both pages have the layout of the doorbell registers. The controller knows them already (Doorbell Buffer Config).
  void use_shadow_doorbells(Dma values, Dma events);
  // Writes the doorbell registers that the event indexes asked not to write, and says which; empty where there is none.
  std::string write_withheld_doorbells();
  [[nodiscard]] bool has_completion() const { return next_is_new(); }

  struct Arrival {
    std::size_t token = 0;
    Cqe cqe;
    bool wrong_sqhd = false;  // the head that it tells cannot be; the queue goes on (QUE-003)
  };
  // The next completion, if there is one. Where several commands in flight have one CID, the first is the one
  // completed. Throws suites::DeviceLost for a completion that no command in flight can have (QUE-003).
  std::optional<Arrival> pop();

 private:
  struct InFlight {
    std::uint16_t cid = 0;
    std::size_t token = 0;
    std::uint32_t slot = 0;  // of the submission queue
    Completes completes = Completes::Soon;
  };
  [[nodiscard]] bool next_is_new() const;
  InFlight take_in_flight(const Cqe& cqe);
  bool follow_sq_head(std::uint32_t sqhd, const InFlight& completed);

  Bus& bus_;
  QueueShape shape_;
  Dma sq_;
  Dma cq_;
  Doorbell tail_doorbell_;
  Doorbell head_doorbell_;
  std::uint32_t tail_ = 0;
  std::uint32_t rung_tail_ = 0;  // that the controller knows
  std::uint32_t sq_head_ = 0;    // that it has told
  std::uint32_t head_ = 0;
  bool phase_ = true;  // of the completions of this round
  std::vector<InFlight> in_flight_;
};

}  // namespace zns::harness::nvme
