// Asynchronous Event Requests of a device in this process.
#pragma once

#include <cstdint>
#include <optional>

#include "reference/device/admin.hpp"
#include "suites/target.hpp"

namespace zns::harness {

// `Device` has request_event() and next_event(), as Device and MutantDevice have them.
template <class Device>
class DeviceEvents final : public suites::EventRequests {
 public:
  explicit DeviceEvents(Device& device) : device_{device} {}

  std::optional<suites::Completion> request(std::size_t controller) override {
    return completion_of(device_.request_event(At{controller}, ++latest_));
  }
  std::optional<suites::Completion> next(std::size_t controller) override {
    const auto done = device_.next_event(At{controller});
    return done ? completion_of(*done) : std::nullopt;
  }
  std::optional<std::uint16_t> identifier(std::size_t /*controller*/) override { return latest_; }

 private:
  template <class Done>
  static std::optional<suites::Completion> completion_of(const Done& done) {
    if (done.outstanding) return std::nullopt;
    return suites::Completion{.status = done.status, .result = done.result, .dnr = done.status != kSuccess};
  }

  Device& device_;
  std::uint16_t latest_ = 0xA000;  // identifiers that nothing else of a run has
};

}  // namespace zns::harness
