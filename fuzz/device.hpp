// A device and the host's buffers, as program targets play with them: nothing is allocated for a command.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "fuzz/program.hpp"
#include "reference/mutants/device.hpp"

namespace zns::fuzz {

inline constexpr std::size_t kBufferBytes = kMostBlocks * kLbaBytes;
using Buffer = std::array<std::byte, kBufferBytes>;

// What a command was answered with.
struct Answer {
  mutants::Outcome outcome;
  std::span<const std::byte> to_device = {};
  std::span<const std::byte> data = {};  // of success; what the device left alone is kUntouched
};

const mutants::Mutant* planted();  // null: none
// The mutant of a program: that of ZNSPEC_FUZZ_MUTANT where the environment names one (a planted bug), else the
// header's; null: the reference.
const mutants::Mutant* mutant_of(const Header& header);
const mutants::Conduct& defect_of(const Header& header);
// What the reference does otherwise within the standard, by the header.
const mutants::Conduct& variant_of(const Header& header);

class Player {
 public:
  Player(const mutants::Conduct& defect, const Header& header, Buffer& from_device)
      : device_{defect, header.geometry, header.policy}, from_device_{from_device} {}

  // A command and what befalls it. The data that it writes depends on `generation` alone.
  Answer send(const Deed& deed, std::uint64_t generation);
  mutants::MutantDevice& device() { return device_; }

 private:
  mutants::MutantDevice device_;
  Buffer& from_device_;
};

// What hosts send: pattern data of seed 1 (spec/pattern.hpp), valid until the next call.
std::span<const std::byte> payload(const Geometry& geometry, const Command& command, std::uint64_t generation);

}  // namespace zns::fuzz
