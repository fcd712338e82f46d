// The reference device with another conduct, or with none: then it is just that. Pure: equal calls give equal answers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "reference/device/device.hpp"
#include "reference/mutants/conduct.hpp"

namespace zns::mutants {

// A command on its way.
struct Flight {
  Command command;
  std::span<const std::byte> to_device = {};  // bytes_to_device() of them, at least
  std::span<std::byte> from_device = {};
  At at = {};
};

class MutantDevice {
 public:
  MutantDevice(const Conduct& conduct, const Geometry& geometry, const Policy& policy);
  MutantDevice(const Conduct& conduct, const SubsystemShape& shape, const Policy& policy);

  Outcome submit(const Flight& flight);
  // Carries them out in this order; the outcomes are in the same order.
  std::vector<Outcome> submit_together(std::span<const Flight> flights);
  // An Asynchronous Event Request, and one that waited and is completed; nothing: none is.
  Outcome request_event(At at, std::uint16_t cid = 0);
  std::optional<Outcome> next_event(At at);
  void restart(Reset kind);
  // Create or Delete I/O Queue, and 32 bits of a property, as Device has them.
  Outcome submit(const QueueCommand& command, At at);
  [[nodiscard]] std::uint32_t read_property(At at, std::uint32_t offset);
  void write_property(At at, std::uint32_t offset, std::uint32_t value);
  // A media failure, or what undoes it; false: the zone's state knows no such event.
  bool inject(ZoneId zone, EventKind event);
  bool recommend(ZoneId zone, std::uint8_t za);  // as Device does

  [[nodiscard]] const Subsystem& subsystem() const { return device_.subsystem(); }
  // The first namespace.
  [[nodiscard]] const Geometry& geometry() const { return device_.geometry(); }
  [[nodiscard]] const State& state() const { return device_.state(); }
  [[nodiscard]] const Past& past() const { return past_; }

 private:
  Outcome carry_out(const Flight& flight, const State* before, std::span<const Command> earlier);
  Outcome carry_out_as_it_should(const Flight& flight);
  Outcome administer(const Flight& flight);
  void give_back(const Situation& situation, const Flight& flight, std::size_t which);
  void spill(const Situation& situation, Status status, std::size_t which);
  void cache(const Situation& situation, const Effect& effect, std::size_t which);
  void meddle(const Situation& situation, std::size_t which);
  bool happen(std::optional<Effect> effect, bool is_told);
  void note(const Effect& effect, const Command* command, At at, std::vector<Change> notices = {});
  void go_on_sanitizing();
  using Controllers = std::vector<std::shared_ptr<const Controller>>;
  [[nodiscard]] Controllers controllers() const;
  void restart_zone(Reset kind, std::size_t which, ZoneId zone, std::optional<Effect>& effect) const;
  void reset_events(const Controllers& before);

  Conduct conduct_;
  Device device_;
  Past past_;
  bool lost_ = false;
};

}  // namespace zns::mutants
