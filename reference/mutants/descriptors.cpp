// Zone Management Receive: zone descriptors.
#include <algorithm>

#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/report_parts.hpp"
#include "reference/spec/bytes.hpp"

namespace zns::mutants {
namespace {

using enum ZoneState;

using Change = void (*)(const Situation&, ZoneDescriptor&);

// Every descriptor of a report is other than it should be.
template <Change change>
void describes(const Situation& situation, std::span<std::byte> out) {
  if (sent<ZoneManagementReceive>(situation) == nullptr || out.size() < kReportHeaderBytes) return;
  const std::uint64_t count = std::min(load_le<std::uint64_t>(out, 0), room(situation, out));
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto bytes =
        out.subspan(kReportHeaderBytes + static_cast<std::size_t>(i) * entry_bytes(situation), kZoneDescriptorBytes)
            .first<kZoneDescriptorBytes>();
    ZoneDescriptor descriptor = decode_zone_descriptor(bytes);
    change(situation, descriptor);
    encode(descriptor, bytes);
  }
}

void conventional(const Situation&, ZoneDescriptor& d) {
  d.zt = 1;
}
void swapped_open_states(const Situation&, ZoneDescriptor& d) {
  if (d.zs == ImplicitlyOpened || d.zs == ExplicitlyOpened)
    d.zs = d.zs == ImplicitlyOpened ? ExplicitlyOpened : ImplicitlyOpened;
}
void full_for_read_only(const Situation&, ZoneDescriptor& d) {
  if (d.zs == ReadOnly) d.zs = Full;
}
void without_zdev(const Situation&, ZoneDescriptor& d) {
  d.za &= static_cast<std::uint8_t>(~za::kDescriptorExtensionValid);
}
void with_zfc(const Situation&, ZoneDescriptor& d) {
  if (d.zs == Full) d.za |= za::kFinishedByController;
}
void zcap_is_zsze(const Situation& situation, ZoneDescriptor& d) {
  d.zcap = situation.geometry.zsze;
}
void zcap_is_what_is_left(const Situation&, ZoneDescriptor& d) {
  if (is_writable(d.zs)) d.zcap -= d.wp - d.zslba;
}
void zcap_changes(const Situation& situation, ZoneDescriptor& d) {
  if (d.zslba == 0 && situation.past.resets > 8) --d.zcap;
}
void zslba_is_a_number(const Situation& situation, ZoneDescriptor& d) {
  d.zslba /= situation.geometry.zsze;
}
void zslba_of_32_bits(const Situation&, ZoneDescriptor& d) {
  d.zslba &= 0xFFFF'FFFF;
}
void wp_is_an_offset(const Situation&, ZoneDescriptor& d) {
  if (is_writable(d.zs)) d.wp -= d.zslba;
}
void wp_is_the_last_written(const Situation&, ZoneDescriptor& d) {
  if (is_active(d.zs) && d.wp > d.zslba) --d.wp;
}
void wp_of_32_bits(const Situation&, ZoneDescriptor& d) {
  if (is_writable(d.zs)) d.wp &= 0xFFFF'FFFF;
}
void wp_of_empty_is_undefined(const Situation&, ZoneDescriptor& d) {
  if (d.zs == Empty) d.wp = UINT64_MAX;
}
void wp_of_closed_is_zslba(const Situation&, ZoneDescriptor& d) {
  if (d.zs == Closed) d.wp = d.zslba;
}

}  // namespace

Topic descriptor_mutants() {
  Topic topic{
      field("report-conventional", "zones are reported as conventional ones", "the zone type is 2h", {"ZNS-ZM-008"},
            describes<conventional>, "FEMU: an optional type of its own"),
      field("report-swaps-open-states", "implicitly opened zones are reported as explicitly opened, and vice versa",
            "2h is implicitly, 3h explicitly opened", {"ZNS-ZM-041", "ZNS-ZMR-010"}, describes<swapped_open_states>,
            kNeighbour),
      field("report-read-only-as-full", "Read Only zones are reported as Full", "Dh is Read Only, Eh is Full",
            {"ZNS-ZM-041", "ZNS-ZMR-010"}, describes<full_for_read_only>, kNeighbour),
      field("report-without-zdev", "ZDEV is never reported", "it is set in a zone with an extension",
            {"ZNS-ZM-050", "ZNS-ZMR-010"}, describes<without_zdev>),
      field("report-full-with-zfc", "Full zones are reported as finished by the controller",
            "without excursions no zone is", {"ZNS-ATTR-004"}, describes<with_zfc>),
      field("report-zcap-is-zsze", "the capacity is reported as the zone size", "it is what can be written",
            {"ZNS-ZM-004", "ZNS-ZM-007"}, describes<zcap_is_zsze>, "xNVMe pull request 773 (published bug 54)"),
      field("report-zcap-is-what-is-left", "the capacity shrinks as the zone is written",
            "it is the number of blocks of an Empty zone", {"ZNS-ZM-005"}, describes<zcap_is_what_is_left>),
      field("report-zcap-changes", "after several resets the capacity of zone 0 is one block less",
            "without VZCAP the capacity never changes", {"ZNS-ZM-005"}, describes<zcap_changes>,
            "plausible: a bad block is told to the host"),
      field("report-zslba-is-number", "ZSLBA is the number of the zone", "it is an LBA", {"ZNS-ZM-001", "ZNS-ZM-046"},
            describes<zslba_is_a_number>),
      field("report-zslba-32-bits", "the upper half of ZSLBA is 0", "it has 64 bits", {"ZNS-ZM-001", "ZNS-ZM-046"},
            describes<zslba_of_32_bits>, "nvme-cli pull request 2023 (published bug 57)"),
      field("report-wp-is-offset", "the write pointer counts from the zone's start", "it is an LBA",
            {"ZNS-ZM-060", "ZNS-ZM-047"}, describes<wp_is_an_offset>),
      field("report-wp-is-last-written", "the write pointer names the last block that was written",
            "it names the next one", {"ZNS-ZM-062", "ZNS-ZM-047"}, describes<wp_is_the_last_written>, kOffByOne),
      field("report-wp-32-bits", "the upper half of the write pointer is 0", "it has 64 bits",
            {"ZNS-ZM-060", "ZNS-ZM-047"}, describes<wp_of_32_bits>, kTruncated),
      field("report-wp-of-empty-undefined", "the write pointer of an Empty zone is all ones", "it is ZSLBA",
            {"ZNS-ZM-060"}, describes<wp_of_empty_is_undefined>,
            "util-linux pull request 4034: a write pointer that is none (published bug 61)"),
      field("report-wp-of-closed-zslba", "the write pointer of a Closed zone is its start", "it stays where it was",
            {"ZNS-ZM-060", "ZNS-ZMS-020"}, describes<wp_of_closed_is_zslba>,
            "xNVMe pull request 781: a stale write pointer (published bug 43)"),
  };
  for (Mutant& mutant : topic) {
    if (mutant.id != "report-zslba-32-bits" && mutant.id != "report-wp-32-bits") continue;
    mutant.geometry = kBeyond32Bits;
    mutant.hard = "only beyond 2^32 blocks";
  }
  return topic;
}

}  // namespace zns::mutants
