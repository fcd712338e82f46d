#include "harness/geometry.hpp"

#include <algorithm>
#include <bit>

#include "harness/error.hpp"
#include "harness/refusal.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/text.hpp"
#include "suites/patience.hpp"
#include "suites/plain_report.hpp"

namespace zns::harness {
namespace {

// WZSL as a power of two, from the bytes that the facts hold.
std::uint8_t wzsl_of(const suites::Facts& facts) {
  if (!facts.write_zeroes_limit_bytes) return 0;
  return static_cast<std::uint8_t>(
      std::bit_width(*facts.write_zeroes_limit_bytes / (kMinimumPageBytes << facts.mpsmin.value_or(0))) - 1);
}

// A boundary (NABSN) may cut a write: where there is one, no more than a block is held to be atomic.
std::uint32_t awun_of(const suites::Facts& facts) {
  const bool has_own = (facts.ns.nsfeat & 1U << 1) != 0;
  if (has_own && facts.ns.nabsn != 0) return 1;
  return (has_own && facts.ns.nawun != 0 ? facts.ns.nawun : facts.controller.awun) + 1U;
}

}  // namespace

Geometry geometry_of(const suites::Facts& facts) {
  const auto limit = [](std::uint32_t wire) { return wire == kNoLimit ? std::nullopt : std::optional{wire + 1}; };
  return {.nsid = facts.nsid,
          .nn = facts.controller.nn,
          .lba_bytes = static_cast<std::uint32_t>(facts.lba_bytes),
          .zones = static_cast<std::uint32_t>(facts.zone_count),
          .zsze = facts.zsze,
          .zcap = facts.zsze,
          .max_active = limit(facts.zoned.mar),
          .max_open = limit(facts.zoned.mor),
          .zdes = static_cast<std::uint8_t>(facts.extension_bytes / kZdesUnitBytes),
          .mdts = facts.controller.mdts,
          .zasl = facts.zoned_controller.zasl,
          .wzsl = wzsl_of(facts),
          .read_across = facts.read_across,
          .variable_capacity = facts.variable_capacity,
          .active_excursions = facts.active_excursions,
          .write_cache = (facts.controller.vwc & 1) != 0,
          .namespace_management = (facts.controller.oacs & 1U << 3) != 0,
          .flush_broadcast = static_cast<FlushBroadcast>(facts.controller.vwc >> 1 & 0x3),
          .deallocated = static_cast<DeallocatedValue>(facts.ns.dlfeat & 0x7),
          .deallocated_error = (facts.ns.nsfeat & 1U << 2) != 0,
          .sgls = (facts.controller.sgls & 0x3) != 0,
          .append = facts.append,
          .write_zeroes = facts.write_zeroes,
          .several_controllers = (facts.controller.cmic & 1U << 1) != 0,
          .mpsmin = facts.mpsmin,
          .awun = awun_of(facts)};
}

std::size_t report_buffer_bytes(const suites::Target& target, const suites::Facts& facts) {
  const std::size_t most =
      std::min<std::uint64_t>(target.carries().max_transfer_bytes, facts.mdts_bytes.value_or(UINT64_MAX));
  const std::size_t wanted = std::min<std::size_t>(most, std::size_t{256} << 10);
  return std::max<std::size_t>(wanted, report_bytes(1, 0)) / 4 * 4;
}

void read_zones(suites::Target& target, const Geometry& geometry, ZoneId first, std::uint64_t count,
                std::span<std::byte> buffer, const std::function<void(const ZoneDescriptor&)>& visit) {
  std::uint64_t next = first;
  while (next < first + count) {
    const std::size_t room = (buffer.size() - kReportHeaderBytes) / kZoneDescriptorBytes;
    const std::size_t bytes = report_bytes(std::min<std::uint64_t>(room, first + count - next), 0);
    const std::uint64_t slba = geometry.zslba(static_cast<ZoneId>(next));
    const Command command = suites::plain_report(geometry.nsid, slba, bytes);
    const auto data = buffer.first(bytes);
    std::fill(data.begin(), data.end(), kUntouched);
    const suites::Completion cqe = suites::submit_until_decided(
        target, {.queue = Queue::Io, .sqe = encode(command), .to_device = {}, .from_device = data});
    if (is_refusal_of_all(cqe.status))
      throw HarnessError(target.name() + ": " + refusal_text(cqe.status, to_text(command)));
    const std::vector<ZoneDescriptor> found = suites::descriptors_of(data);
    const std::string seen =
        to_string(cqe.status) + ", " + std::to_string(found.size()) + " zones from " + hex(slba) + " on";
    if (cqe.status != kSuccess || found.empty())
      throw suites::DeviceWrong("ZNS-ZMR-001", "the zones from " + hex(slba) + " on", seen);
    for (const ZoneDescriptor& zone : found) visit(zone);
    next += found.size();
  }
}

}  // namespace zns::harness
