#include "fuzz/device.hpp"

#include <algorithm>
#include <cstdlib>

#include "fuzz/last_words.hpp"
#include "reference/device/step.hpp"
#include "reference/spec/pattern.hpp"

namespace zns::fuzz {

const mutants::Mutant* planted() {
  static const mutants::Mutant* const kPlanted = [] {
    const char* id = std::getenv("ZNSPEC_FUZZ_MUTANT");
    const mutants::Mutant* mutant = id != nullptr ? mutants::find_mutant(id) : nullptr;
    if (id != nullptr && mutant == nullptr) fail("ZNSPEC_FUZZ_MUTANT names no mutant");
    return mutant;
  }();
  return kPlanted;
}

const mutants::Mutant* mutant_of(const Header& header) {
  if (planted() != nullptr || header.defect == 0) return planted();
  return &mutants::mutants()[header.defect % mutants::mutants().size()];
}

const mutants::Conduct& defect_of(const Header& header) {
  static const mutants::Conduct kNone{};
  const mutants::Mutant* mutant = mutant_of(header);
  return mutant != nullptr ? mutant->defect : kNone;
}

std::span<const std::byte> payload(const Geometry& geometry, const Command& command, std::uint64_t generation) {
  static Buffer buffer;
  const std::size_t bytes = bytes_to_device(geometry, command);
  expect(bytes <= buffer.size(), "a program's command writes more than kMostBlocks");
  const Pattern pattern{.seed = 1, .generation = generation};
  for (std::size_t at = 0; at < bytes; at += kLbaBytes)
    pattern.fill_block(std::span{buffer}.subspan(at, std::min<std::size_t>(kLbaBytes, bytes - at)), at / kLbaBytes);
  return std::span{buffer}.first(bytes);
}

Answer Player::send(const Command& command, std::uint64_t generation) {
  const Geometry& geometry = device_.geometry();
  const std::span<const std::byte> to_device = payload(geometry, command, generation);
  const std::size_t bytes = bytes_from_device(geometry, command);
  expect(bytes <= from_device_.size(), "a program's command reads more than kMostBlocks");
  const std::span<std::byte> data = std::span{from_device_}.first(bytes);
  std::fill(data.begin(), data.end(), kUntouched);
  const mutants::Outcome outcome = device_.submit({.command = command, .to_device = to_device, .from_device = data});
  return {
      .outcome = outcome, .to_device = to_device, .data = outcome.status == kSuccess ? data : std::span<std::byte>{}};
}

}  // namespace zns::fuzz
