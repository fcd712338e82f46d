// Choices that are the same every time: how one particular, deterministic device uses its freedom.
#pragma once

#include <cstdint>

#include "reference/device/choices.hpp"

namespace zns {

struct Policy {
  enum class Statuses : std::uint8_t {
    First,
    Last,
    Lowest,
    Highest
  };  // of those that apply, in the handler's order or by value
  enum class ImplicitClose : std::uint8_t { Oldest, Newest, LowestZone, HighestZone, Refuse, Any };
  enum class WritePointer : std::uint8_t { Ones, Zslba, Cap, End };      // where it has no meaning
  enum class Deallocated : std::uint8_t { Zeroes, Ones, Alternating };   // where DLFEAT does not say
  enum class PowerLoss : std::uint8_t { All, Nothing, Prefix, Chance };  // what of a volatile write cache is lost
  // Whether an aborted command makes an entry in the Error Information log, and the completion says so (More).
  enum class ErrorLog : std::uint8_t { Untold, Told, None };
  enum class Order : std::uint8_t { Submitted, Reversed, Shuffled };  // of commands in flight together

  Statuses statuses = Statuses::First;
  ImplicitClose implicit_close = ImplicitClose::Oldest;
  WritePointer write_pointer = WritePointer::Ones;
  Deallocated deallocated = Deallocated::Zeroes;
  Order order = Order::Submitted;
  bool use_exceptions = false;  // abort wherever that is permitted: reserved bits, short reports, option 9h, ...
  bool close_eagerly = false;   // close every implicitly opened zone after each command (a background event)
  std::uint8_t rubbish = 0;     // fills undefined extension bytes
  PowerLoss power_loss = PowerLoss::All;
  bool full_at_power_loss = false;  // active zones become Full
  ErrorLog error_log = ErrorLog::Untold;
  bool aborts_event_requests = false;    // those that an Abort names, and that wait
  std::uint32_t sanitize_commands = 48;  // so many are completed while a sanitize operation goes on
  bool sanitize_fails = false;           // every sanitize operation ends in a failure
  friend bool operator==(const Policy&, const Policy&) = default;
};

class PolicyChoices final : public Choices {
 public:
  explicit PolicyChoices(const Policy& policy = {}) : policy_{policy} {}

  std::optional<std::size_t> abort_with(const Faults& faults) override;
  ZoneId implicit_close(const State& state, ZoneId for_zone, std::span<const ZoneId> already) override;
  std::uint64_t undefined_write_pointer(const Geometry& geometry, ZoneId id, const Zone& zone) override;
  std::byte undefined_extension() override { return std::byte{policy_.rubbish}; }
  std::byte deallocated(std::uint64_t lba) override;
  bool full_at_power_loss(ZoneId, const Zone&) override { return policy_.full_at_power_loss; }
  std::uint64_t surviving_write_pointer(std::uint64_t least, std::uint64_t most) override;
  bool survives(std::uint64_t lba) override;
  bool aborts_event_request() override { return policy_.aborts_event_requests; }
  std::uint32_t sanitize_commands() override { return policy_.sanitize_commands; }

 private:
  [[nodiscard]] bool takes(const Fault& fault) const;
  Policy policy_;
};

}  // namespace zns
