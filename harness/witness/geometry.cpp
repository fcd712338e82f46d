#include "harness/witness/geometry.hpp"

#include <algorithm>

#include "harness/base/error.hpp"
#include "harness/witness/refusal.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/text.hpp"
#include "suites/patience.hpp"
#include "suites/plain_report.hpp"

namespace zns::harness {
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
    // A namespace that is write protected reports its zones (ZNS-RST-051).
    if (is_refusal_of_all(cqe.status) && cqe.status != Status::NamespaceIsWriteProtected)
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
