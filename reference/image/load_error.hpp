// Why an image is not loaded, and what a loader may use.
#pragma once

#include <cstdint>
#include <string>

namespace zns::image {

struct LoadError {
  enum class Kind : std::uint8_t {
    NotAnImage,
    NewerVersion,
    UnknownFeature,  // a bit of the incompatible ones
    Damaged,         // ... where it was durable
    EndsInsideSnapshot,
    Impossible,  // a shape, a value or a state that no device has
    TooLarge,    // for the limits
  };
  Kind kind{};
  std::uint64_t offset = 0;  // in the image: of the frame
  std::string text;          // all of it, in one line
  friend bool operator==(const LoadError&, const LoadError&) = default;
};

struct Limits {
  std::uint64_t zones = 4'194'304;  // of all namespaces
  // Steps that an image may ask for without bytes for each: blocks of patterns, zones made anew.
  std::uint64_t work = 1ULL << 32U;
};

}  // namespace zns::image
