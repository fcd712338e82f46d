#include "fuzz/device.hpp"

#include <algorithm>
#include <cstdlib>

#include "fuzz/fate.hpp"
#include "fuzz/last_words.hpp"
#include "reference/device/step.hpp"
#include "reference/spec/pattern.hpp"
#include "reference/variants/variant.hpp"

namespace zns::fuzz {
namespace {

// Permitted variants that go on within a program: those of which a command in thousands shows nothing are left out.
struct Within {
  std::string_view id;
  bool (*fits)(const Geometry& geometry) = nullptr;  // null: whatever it is
};

bool has_cache(const Geometry& geometry) {
  return geometry.write_cache;
}
bool has_others(const Geometry& geometry) {
  return geometry.several_controllers;
}
bool makes_excursions(const Geometry& geometry) {
  return geometry.active_excursions;
}
bool has_small_zones_of_variable_capacity(const Geometry& geometry) {
  return geometry.variable_capacity && geometry.zsze > 1 && geometry.zsze <= kMostBlocks;
}
bool says_nothing_of_deallocated(const Geometry& geometry) {
  return geometry.deallocated == DeallocatedValue::NotReported;
}

// They may be appended to: a header names one by its place.
constexpr std::array kWithin{Within{"others-go-on", has_others},
                             Within{"others-go-on-in-some-zones", has_others},
                             Within{"initializes-at-controller-reset"},
                             Within{"closes-at-controller-reset"},
                             Within{"cache-lost-below-write-pointer", has_cache},
                             Within{"cache-lost-makes-full", has_cache},
                             Within{"lost-blocks-refused", has_cache},
                             Within{"full-after-power-loss"},
                             Within{"fua-flushes-all", has_cache},
                             Within{"cache-flushes-itself", has_cache},
                             Within{"appends-written-through", has_cache},
                             Within{"recommends-to-reset"},
                             Within{"recommends-to-finish"},
                             Within{"recommendations-come-and-go"},
                             Within{"closes-every-third"},
                             Within{"keeps-one-open"},
                             Within{"closes-after-abort"},
                             Within{"keeps-an-open-resource-free"},
                             Within{"closes-what-was-looked-at"},
                             Within{"open-all-refused"},
                             Within{"excursions-make-room", makes_excursions},
                             Within{"capacity-changes", has_small_zones_of_variable_capacity},
                             Within{"descriptor-reserved-filled"},
                             Within{"report-tail-filled"},
                             Within{"extension-anything"},
                             Within{"write-pointer-anything"},
                             Within{"deallocated-mixed", says_nothing_of_deallocated}};

}  // namespace

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

const mutants::Conduct& variant_of(const Header& header) {
  static const mutants::Conduct kNone{};
  if (header.variant == 0) return kNone;
  const Within& within = kWithin[(header.variant - 1U) % kWithin.size()];
  if (within.fits != nullptr && !within.fits(header.geometry)) return kNone;
  const variants::Variant* variant = variants::find_variant(within.id);
  expect(variant != nullptr, "a variant of the fuzz targets is in the catalogue");
  return variant->conduct;
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

Answer Player::send(const Deed& deed, std::uint64_t generation) {
  const Geometry& geometry = device_.geometry();
  const std::span<const std::byte> to_device = payload(geometry, deed.command, generation);
  const std::size_t bytes = bytes_from_device(geometry, deed.command);
  expect(bytes <= from_device_.size(), "a program's command reads more than kMostBlocks");
  const std::span<std::byte> data = std::span{from_device_}.first(bytes);
  std::fill(data.begin(), data.end(), kUntouched);
  const mutants::Flight flight{.command = deed.command, .to_device = to_device, .from_device = data};
  mutants::Outcome outcome = meet(device_, flight, deed.fate);
  tell_otherwise(geometry, flight, deed.fate, outcome);
  return {
      .outcome = outcome, .to_device = to_device, .data = outcome.status == kSuccess ? data : std::span<std::byte>{}};
}

}  // namespace zns::fuzz
