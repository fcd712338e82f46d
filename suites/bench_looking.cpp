// Looking: reports, and the data of this case.
#include <algorithm>

#include "reference/spec/pattern.hpp"
#include "suites/bench.hpp"
#include "suites/command_text.hpp"
#include "suites/plain_report.hpp"

namespace zns::suites {
namespace {

constexpr std::uint64_t kLargestReport = std::uint64_t{1} << 20;  // bytes; more saves no time
constexpr std::uint64_t kLeastTransfer = 4096;                    // any way to a device carries a page
constexpr std::size_t kZoneLines = 16;

std::string wp_text(const ZoneDescriptor& zone) {
  return is_writable(zone.zs) ? hex(zone.wp) : "-";
}

std::string zone_line(std::uint64_t index, const ZoneDescriptor* before, const ZoneDescriptor& after) {
  std::string line = "zone " + std::to_string(index) + "  ";
  if (before != nullptr) line += std::string{letters(before->zs)} + " -> ";
  line += std::string{letters(after.zs)} + "  zslba " + hex(after.zslba) + "  wp ";
  if (before != nullptr) line += wp_text(*before) + " -> ";
  line += wp_text(after);
  if (before != nullptr && before->zcap != after.zcap) line += "  zcap " + hex(before->zcap) + " -> " + hex(after.zcap);
  if (before != nullptr && before->za != after.za) line += "  za " + hex(before->za) + " -> " + hex(after.za);
  return line;
}

}  // namespace

std::uint64_t Bench::max_blocks_per_command() const {
  std::uint64_t bytes = target_.carries().max_transfer_bytes;
  if (facts_.mdts_bytes) bytes = std::min(bytes, *facts_.mdts_bytes);
  return std::clamp<std::uint64_t>(bytes / facts_.lba_bytes, 1, 65'536);
}

std::uint64_t Bench::zones_per_report() const {
  std::uint64_t bytes = std::min<std::uint64_t>(target_.carries().max_transfer_bytes, kLargestReport);
  if (facts_.mdts_bytes) bytes = std::min(bytes, *facts_.mdts_bytes);
  return (std::max(bytes, kLeastTransfer) - kReportHeaderBytes) / kZoneDescriptorBytes;
}

// Unlogged, it is a look behind the curtain: for the failure report, which the commands of the case are in already.
Completion Bench::look_at(std::uint64_t first_zone, std::uint64_t zones, bool logged,
                          std::vector<ZoneDescriptor>& found) {
  const std::size_t bytes = report_bytes(zones, 0);
  Bytes data(bytes, kUntouched);
  const Sqe sqe = encode(plain_report(facts_.nsid, first_zone * facts_.zsze, bytes));
  const Submission submission{
      .queue = Queue::Io, .sqe = sqe, .to_device = {}, .from_device = data, .controller = controller_};
  const Completion cqe = logged ? submit(submission) : submit_patiently(target_, submission, shared_patience_);
  found.clear();
  if (cqe.status == kSuccess) found = descriptors_of(data);
  return cqe;
}

// A plain report succeeds, whatever the case is about.
void Bench::require_look(const Completion& cqe) {
  try {
    expect_success(cqe);
  } catch (CaseFailed& failed) {
    failed.failure.clauses = {"ZNS-ZMR-001"};
    failed.definite = true;
    throw;
  }
}

ZoneDescriptor Bench::descriptor(const ZoneRef& zone) {
  std::vector<ZoneDescriptor> found;
  require_look(look_at(zone.index, 1, true, found));
  const std::string expected = "the report from LBA " + hex(zone.zslba) + " on begins with the zone that starts there";
  if (found.empty()) fail_definitely({expected}, "it holds no zone", {"ZNS-ZMR-001"});
  if (found.front().zslba != zone.zslba)
    fail_definitely({expected}, "it begins with a zone at " + hex(found.front().zslba), {"ZNS-ZMR-001"});
  log_.back() += ": " + zone_line(zone.index, nullptr, found.front());
  return found.front();
}

void Bench::for_each_zone(std::uint64_t first, std::uint64_t last,
                          const std::function<void(std::uint64_t, const ZoneDescriptor&)>& visit) {
  std::vector<ZoneDescriptor> found;
  for (std::uint64_t index = first; index <= last;) {
    const std::uint64_t wanted = std::min(zones_per_report(), last - index + 1);
    require_look(look_at(index, wanted, true, found));
    const std::string expected = "the report from zone " + std::to_string(index) + " on lists the zones from there on";
    if (found.empty()) fail_definitely({expected}, "it holds no zone", {"ZNS-ZMR-001"});
    for (const ZoneDescriptor& zone : found) {
      if (zone.zslba != index * facts_.zsze)
        fail_definitely({expected},
                        "in the place of zone " + std::to_string(index) + " there is a zone at " + hex(zone.zslba),
                        {"ZNS-ZM-001"});
      visit(index++, zone);
    }
  }
}

std::vector<ZoneDescriptor> Bench::all_descriptors() {
  std::vector<ZoneDescriptor> zones;
  zones.reserve(static_cast<std::size_t>(facts_.zone_count));
  for_each_zone(0, facts_.zone_count - 1,
                [&zones](std::uint64_t, const ZoneDescriptor& zone) { zones.push_back(zone); });
  return zones;
}

// Zones that hold resources are among those that the case used, or were there before it: outside of the range, or
// stuck. Each is looked at once: one that the controller closes meanwhile counts once.
Resources Bench::resources_held() {
  Resources held{.active = active_outside_, .open = open_outside_};
  const auto count = [&held](const ZoneDescriptor& zone) {
    held.active += is_active(zone.zs) ? 1 : 0;
    held.open += is_open(zone.zs) ? 1 : 0;
  };
  if (all_touched_) {
    for_each_zone(first_zone_, last_zone_, [&](std::uint64_t, const ZoneDescriptor& zone) { count(zone); });
    return held;
  }
  std::set<std::uint64_t> reached = stuck_;
  for (const auto& [index, used] : used_) reached.insert(index);
  for (auto next = reached.begin(); next != reached.end();) {
    const std::uint64_t first = *next;
    std::uint64_t last = first;
    for (; next != reached.end() && *next - first < zones_per_report(); ++next) last = *next;
    for_each_zone(first, last, [&](std::uint64_t index, const ZoneDescriptor& zone) {
      if (reached.contains(index)) count(zone);
    });
  }
  return held;
}

std::uint64_t Bench::zones_found_in(ZoneState state) {
  std::uint64_t count = 0;
  for_each_zone(0, facts_.zone_count - 1,
                [&](std::uint64_t, const ZoneDescriptor& zone) { count += zone.zs == state ? 1 : 0; });
  return count;
}

ZoneReport Bench::report(const ZoneManagementReceive& command, Bytes& data) {
  expect_success(zone_mgmt_receive(command, &data));
  return parse_zone_report(data, command.zra == ZoneReceiveAction::ExtendedReportZones ? facts_.extension_bytes : 0);
}

void Bench::show_zones(Failure& failure) {
  std::vector<ZoneDescriptor> found;
  for (const auto& [index, used] : used_) {
    if (failure.zones.size() == kZoneLines) {
      failure.zones.push_back("(" + std::to_string(used_.size() - kZoneLines) + " more zones)");
      break;
    }
    SeenZone seen{.index = index, .before = used.given};
    Completion cqe;
    try {
      cqe = look_at(index, 1, false, found);
    } catch (const NotCarried&) {  // the controller is down at the moment
      failure.zones.push_back("zone " + std::to_string(index) + "  there is no way to look at it");
      failure.seen.push_back(seen);
      continue;
    }
    if (found.empty()) {
      failure.zones.push_back("zone " + std::to_string(index) + "  no report of it: " + to_string(cqe.status));
    } else {
      failure.zones.push_back(zone_line(index, used.given ? &*used.given : nullptr, found.front()));
      seen.after = found.front();
    }
    failure.seen.push_back(seen);
  }
}

Bytes Bench::pattern(std::uint64_t lba, std::uint64_t blocks) const {
  return pattern(lba, blocks, facts_.lba_bytes);
}

Bytes Bench::pattern(std::uint64_t lba, std::uint64_t blocks, std::size_t lba_bytes) const {
  const Pattern pattern{.seed = options_.seed, .generation = generation_};
  Bytes data(buffer_size(blocks * lba_bytes));
  for (std::size_t i = 0; i < blocks; ++i)
    pattern.fill_block(std::span{data}.subspan(i * lba_bytes, lba_bytes), lba + i);
  return data;
}

Bytes Bench::extension_pattern(std::uint64_t salt) const {
  Bytes data(facts_.extension_bytes);
  const Pattern pattern{.seed = options_.seed + 0x5A4445, .generation = generation_};  // never the data of a block
  for (std::size_t at = 0; at < data.size(); at += kZdesUnitBytes)
    pattern.fill_block(std::span{data}.subspan(at, kZdesUnitBytes), salt << 8 | at / kZdesUnitBytes);
  return data;
}

}  // namespace zns::suites
