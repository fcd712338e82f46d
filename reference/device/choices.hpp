// Where the standard leaves freedom, step() asks. Nothing else makes one device differ from another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "reference/device/faults.hpp"
#include "reference/device/namespace/geometry.hpp"
#include "reference/device/namespace/state.hpp"

namespace zns {

class Choices {
 public:
  Choices() = default;
  Choices(const Choices&) = default;
  Choices& operator=(const Choices&) = default;
  virtual ~Choices() = default;

  // Which fault to answer with (an index of faults.all()); nothing to carry the command out, which is asked of commands
  // with no mandatory fault only.
  virtual std::optional<std::size_t> abort_with(const Faults& faults) = 0;

  // An implicitly opened zone to close, so that `for_zone` can be opened. `already` are those that the same command
  // closes before. kUnnamed: one of them, nobody knows which (the oracle's answer).
  static constexpr ZoneId kUnnamed = State::kNone;
  virtual ZoneId implicit_close(const State& state, ZoneId for_zone, std::span<const ZoneId> already) = 0;

  // The WP field of a zone whose write pointer has no meaning.
  virtual std::uint64_t undefined_write_pointer(const Geometry& geometry, ZoneId id, const Zone& zone) = 0;
  // What fills the extension of a zone that has none.
  virtual std::byte undefined_extension() = 0;
  // What a deallocated block reads as, where DLFEAT does not say.
  virtual std::byte deallocated(std::uint64_t lba) = 0;

  // Whether power takes away an active zone's way to go on: it becomes Full (ZNS-RST-004).
  virtual bool full_at_power_loss(ZoneId id, const Zone& before) = 0;
  // A zone's write pointer when power comes back, from `least` to `most`: what lies between was only in the volatile
  // write cache (ZNS-RST-014). Then, of each block below it that was only there: whether it is as written, or
  // unwritten.
  virtual std::uint64_t surviving_write_pointer(std::uint64_t least, std::uint64_t most) = 0;
  virtual bool survives(std::uint64_t lba) = 0;

  // Whether an Asynchronous Event Request that waits, and is named by an Abort, is aborted (AER-004).
  virtual bool aborts_event_request() { return false; }
  // How many commands are completed while a sanitize operation goes on (SAN-002).
  virtual std::uint32_t sanitize_commands() { return 0; }
};

}  // namespace zns
