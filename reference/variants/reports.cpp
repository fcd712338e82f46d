// What a report says where the standard says nothing.
#include "reference/mutants/report_parts.hpp"
#include "reference/spec/bytes.hpp"
#include "reference/variants/parts.hpp"

namespace zns::variants {
namespace {

// The entries of the report in `out`.
std::uint64_t entries(const Situation& situation, std::span<std::byte> out) {
  return std::min(load_le<std::uint64_t>(out, 0), mutants::room(situation, out));
}

void fill(const Situation& situation, std::span<std::byte> out, std::uint64_t salt) {
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = static_cast<std::byte>(whim(situation, salt + i));
}

bool has_write_pointer(ZoneState zs) {
  return zs != ZoneState::Full && zs != ZoneState::ReadOnly && zs != ZoneState::Offline;
}

// Calls `change` with the descriptor of each entry, and the extension behind it.
template <class Change>
void for_each_entry(const Situation& situation, std::span<std::byte> out, Change change) {
  if (sent<ZoneManagementReceive>(situation) == nullptr || out.size() < kReportHeaderBytes) return;
  const std::size_t size = mutants::entry_bytes(situation);
  for (std::uint64_t i = 0; i < entries(situation, out); ++i) {
    const auto entry = out.subspan(kReportHeaderBytes + static_cast<std::size_t>(i) * size, size);
    change(entry.first(kZoneDescriptorBytes), entry.subspan(kZoneDescriptorBytes));
  }
}

ZoneState state_in(std::span<const std::byte> descriptor) {
  return static_cast<ZoneState>(load_le<std::uint8_t>(descriptor, 1) >> 4);
}

void fills_write_pointers(const Situation& situation, std::span<std::byte> out) {
  for_each_entry(situation, out, [&](std::span<std::byte> descriptor, std::span<std::byte>) {
    if (!has_write_pointer(state_in(descriptor)))
      store_le(descriptor, 24, whim(situation, load_le<std::uint64_t>(descriptor, 16)));
  });
}

void fills_extensions(const Situation& situation, std::span<std::byte> out) {
  for_each_entry(situation, out, [&](std::span<std::byte> descriptor, std::span<std::byte> extension) {
    if ((load_le<std::uint8_t>(descriptor, 2) & za::kDescriptorExtensionValid) == 0) fill(situation, extension, 5);
  });
}

void fills_tail(const Situation& situation, std::span<std::byte> out) {
  if (sent<ZoneManagementReceive>(situation) == nullptr || out.size() < kReportHeaderBytes) return;
  const std::size_t used =
      kReportHeaderBytes + static_cast<std::size_t>(entries(situation, out)) * mutants::entry_bytes(situation);
  fill(situation, out.subspan(used), 7);
}

void fills_reserved(const Situation& situation, std::span<std::byte> out) {
  for_each_entry(situation, out, [&](std::span<std::byte> descriptor, std::span<std::byte>) {
    const auto zslba = load_le<std::uint64_t>(descriptor, 16);  // the same each time (ZNS-ZMR-010)
    for (std::size_t i = 32; i < kZoneDescriptorBytes; ++i) descriptor[i] = static_cast<std::byte>(mix(zslba + i));
  });
}

Variant pointer(std::string_view id, std::string_view what, std::string_view options, Conduct conduct = {}) {
  return {.id = id,
          .what = what,
          .clauses = {"ZNS-ZM-061"},
          .freedom = Freedom::UndefinedWritePointer,
          .options = options,
          .conduct = conduct};
}

}  // namespace

Topic report_variants() {
  return {
      pointer("write-pointer-zslba", "Full, Read Only and Offline zones report their ZSLBA as write pointer.",
              "wp=zslba"),
      pointer("write-pointer-cap", "Full, Read Only and Offline zones report a write pointer behind their capacity.",
              "wp=cap"),
      pointer("write-pointer-end", "Full, Read Only and Offline zones report the next zone's ZSLBA as write pointer.",
              "wp=end"),
      pointer("write-pointer-anything", "Full, Read Only and Offline zones report another write pointer each time.", "",
              {.returns = fills_write_pointers}),
      {.id = "extension-ones",
       .what = "The extension of a zone that has none is reported as FFh.",
       .clauses = {"ZNS-ZM-052"},
       .freedom = Freedom::UndefinedExtension,
       .options = "rubbish=255"},
      {.id = "extension-anything",
       .what = "The extension of a zone that has none is reported as other bytes each time.",
       .clauses = {"ZNS-ZM-052"},
       .freedom = Freedom::UndefinedExtension,
       .conduct = {.returns = fills_extensions}},
      {.id = "report-tail-filled",
       .what = "Behind its last whole entry a report holds anything.",
       .clauses = {"ZNS-ZMR-004", "ZNS-ZMR-005"},
       .conduct = {.returns = fills_tail}},
      {.id = "descriptor-reserved-filled",
       .what = "The reserved bytes of zone descriptors hold anything, as a later revision may define them.",
       .clauses = {"ZNS-ZM-048"},
       .conduct = {.returns = fills_reserved}},
  };
}

}  // namespace zns::variants
