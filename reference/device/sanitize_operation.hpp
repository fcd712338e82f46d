// The sanitize operation of a subsystem (Base 2.0 8.21): the latest one, and how it ended. A value.
#pragma once

#include <cstddef>
#include <cstdint>

#include "reference/spec/commands/admin.hpp"
#include "reference/spec/log_pages.hpp"

namespace zns {

struct SanitizeOperation {
  SanitizeState state = SanitizeState::Never;
  Sanitize command = {};       // that started it
  std::size_t controller = 0;  // the place of the one that got it
  std::uint32_t commands = 0;  // completed while it goes on, in all, ...
  std::uint32_t left = 0;      // ... and still to come
  bool deallocates = true;     // it is to leave zones Empty, and not Full
  std::uint64_t writes = 0;    // of hosts, in all, when the latest one succeeded

  friend bool operator==(const SanitizeOperation&, const SanitizeOperation&) = default;
};

enum class SanitizeEvent : std::uint8_t {
  Progress,  // one more command is completed
  Success,
  Failure,
};

// What happens next to the operation, which is in progress.
[[nodiscard]] constexpr SanitizeEvent next_event_of(const SanitizeOperation& operation, bool fails) {
  if (operation.left > 0) return SanitizeEvent::Progress;
  return fails ? SanitizeEvent::Failure : SanitizeEvent::Success;
}

}  // namespace zns
