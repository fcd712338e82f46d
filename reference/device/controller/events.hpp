// The asynchronous events of a controller: what it has to tell, and the requests that wait for it. A value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "reference/spec/async_event.hpp"

namespace zns {

class Events {
 public:
  Events() = default;
  // As the members below.
  Events(std::vector<std::uint16_t> outstanding, std::size_t aborted, std::vector<AsyncEvent> untold,
         std::vector<AsyncEvent> told)
      : outstanding_{std::move(outstanding)}, aborted_{aborted}, untold_{std::move(untold)}, told_{std::move(told)} {}

  // Something happened: it is told when a request waits and its type is not masked (AER-005). What waits to be told
  // already is told once.
  void raise(const AsyncEvent& event);
  // One more request waits, by the identifier of its command.
  void request(std::uint16_t cid) { outstanding_.push_back(cid); }
  [[nodiscard]] std::size_t outstanding() const { return outstanding_.size(); }
  // The waiting request of that identifier is aborted, and tells nothing; false: there is none.
  bool abort(std::uint16_t cid);
  // One that was aborted is completed; false: there is none.
  bool take_aborted();
  // Tells the oldest event that may be told, which takes a request and masks its type (AER-006); nothing: none is.
  std::optional<AsyncEvent> tell();
  // The page was read with RAE = 0: its events may be told again (AER-007), and what was not told of a list is not any
  // more, for the host has read it (CNS-LOG-002). `nsid`: of a page that each namespace has.
  void read(Lid page, std::uint32_t nsid = 0);
  // By Asynchronous Event Configuration: what is not enabled any more is not told (AER-008).
  void configure(std::uint32_t enabled);
  // A Controller Level Reset: requests, events and masks are gone (AER-003).
  void reset() { *this = {}; }

  [[nodiscard]] std::span<const std::uint16_t> requests() const { return outstanding_; }
  [[nodiscard]] std::size_t aborted() const { return aborted_; }
  [[nodiscard]] std::span<const AsyncEvent> untold() const { return untold_; }
  [[nodiscard]] std::span<const AsyncEvent> told() const { return told_; }  // ... and they mask their types

  friend bool operator==(const Events&, const Events&) = default;

 private:
  [[nodiscard]] bool is_masked(EventType type) const;

  std::vector<std::uint16_t> outstanding_;  // identifiers, the oldest first
  std::size_t aborted_ = 0;                 // and not completed yet
  std::vector<AsyncEvent> untold_;          // the oldest first
  std::vector<AsyncEvent> told_;            // ... and their page was not read since
};

}  // namespace zns
