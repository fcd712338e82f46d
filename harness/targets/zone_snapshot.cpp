#include "harness/targets/zone_snapshot.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "harness/base/error.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/identify.hpp"
#include "suites/patience.hpp"
#include "suites/plain_report.hpp"

namespace zns::harness {
namespace {

constexpr std::size_t kReportBytes = 65'536;
constexpr std::size_t kSampledZones = 64;
constexpr std::uint8_t kRecommendations =
    za::kFinishRecommended | za::kResetRecommended;  // a controller's own to set and clear

std::string hex(std::uint64_t value) {
  std::array<char, 16> digits{};
  const auto* const end = std::to_chars(digits.data(), digits.data() + digits.size(), value, 16).ptr;
  return "0x" + std::string{static_cast<const char*>(digits.data()), end};
}

suites::Completion submit(suites::Target& target, const suites::Submission& submission) {
  try {
    return suites::submit_until_decided(target, submission);
  } catch (const suites::NeverDecides& error) {
    throw HarnessError(target.name() + ": " + error.what());
  }
}

IdentifyPage identify(suites::Target& target, Cns cns, Csi csi, const char* what) {
  IdentifyPage page{};
  const Sqe sqe =
      encode(Command{.queue = Queue::Admin, .nsid = target.nsid(), .body = Identify{.cns = cns, .csi = csi}});
  const suites::Completion cqe =
      submit(target, {.queue = Queue::Admin, .sqe = sqe, .to_device = {}, .from_device = page});
  if (cqe.status != kSuccess) throw HarnessError(target.name() + ": Identify " + what + ": " + to_string(cqe.status));
  return page;
}

// Appends the descriptors of the zones [from, to).
void report(suites::Target& target, const ZoneLayout& layout, std::uint64_t from, std::uint64_t to,
            std::vector<ZoneDescriptor>& zones) {
  const std::size_t most =
      std::max<std::size_t>(4096, std::min(kReportBytes, target.carries().max_transfer_bytes)) / 4 * 4;
  std::vector<std::byte> data(most);
  for (std::uint64_t zone = from; zone < to;) {
    const std::size_t bytes = static_cast<std::size_t>(std::min<std::uint64_t>(most, report_bytes(to - zone, 0)));
    const Sqe sqe = encode(suites::plain_report(target.nsid(), zone * layout.zsze, bytes));
    const std::span<std::byte> into{data.data(), bytes};
    std::fill(into.begin(), into.end(), kUntouched);
    const suites::Completion cqe =
        submit(target, {.queue = Queue::Io, .sqe = sqe, .to_device = {}, .from_device = into});
    const std::string doing = target.name() + ": looking at the zones outside of --zones: zone " + std::to_string(zone);
    if (cqe.status != kSuccess) throw HarnessError(doing + ": " + to_string(cqe.status));
    const std::vector<ZoneDescriptor> found = suites::descriptors_of(into);
    if (found.empty()) throw HarnessError(doing + " is missing in the report");
    for (const ZoneDescriptor& reported : found) {
      if (reported.zslba != zone * layout.zsze)
        throw HarnessError(doing + ": the report has ZSLBA " + hex(reported.zslba) + " in its place");
      zones.push_back(reported);
      ++zone;
    }
  }
}

std::vector<ZoneDescriptor> descriptors_outside(suites::Target& target, const ZoneLayout& layout,
                                                const ZoneRange& range) {
  std::vector<ZoneDescriptor> zones;
  report(target, layout, 0, range.first, zones);
  report(target, layout, range.last + 1, layout.zone_count, zones);
  return zones;
}

// FNV-1a.
std::uint64_t checksum(std::span<const std::byte> bytes) {
  std::uint64_t sum = 0xCBF2'9CE4'8422'2325;
  for (const std::byte byte : bytes) sum = (sum ^ std::to_integer<std::uint64_t>(byte)) * 0x100'0000'01B3;
  return sum;
}

Sample read_sample(suites::Target& target, const ZoneLayout& layout, std::uint64_t lba) {
  std::vector<std::byte> block(layout.lba_bytes);
  const Sqe sqe = encode(Command{.nsid = target.nsid(), .body = Read{.slba = lba, .nlb = Nlb::of_count(1)}});
  const Status status = submit(target, {.queue = Queue::Io, .sqe = sqe, .to_device = {}, .from_device = block}).status;
  return {.lba = lba, .status = status, .checksum = status == kSuccess ? checksum(block) : 0};
}

// Blocks below the write pointer; of a Full zone all that it could hold. What a Read Only zone holds, nobody says.
std::uint64_t written_blocks(const ZoneDescriptor& zone, std::uint64_t zsze) {
  if (zone.zs == ZoneState::Full) return std::min(zone.zcap, zsze);
  if (!is_active(zone.zs) || zone.wp < zone.zslba) return 0;
  return std::min(zone.wp - zone.zslba, zsze);
}

std::vector<std::uint64_t> sampled_lbas(const std::vector<ZoneDescriptor>& zones, std::uint64_t zsze) {
  std::vector<const ZoneDescriptor*> written;
  for (const ZoneDescriptor& zone : zones)
    if (written_blocks(zone, zsze) > 0) written.push_back(&zone);
  std::vector<std::uint64_t> lbas;
  const std::size_t count = std::min(kSampledZones, written.size());
  for (std::size_t i = 0; i < count; ++i) {
    const ZoneDescriptor& zone = *written[i * written.size() / count];
    const std::uint64_t blocks = written_blocks(zone, zsze);
    for (const std::uint64_t offset : {std::uint64_t{0}, blocks / 2, blocks - 1})
      if (lbas.empty() || lbas.back() < zone.zslba + offset) lbas.push_back(zone.zslba + offset);
  }
  return lbas;
}

bool unchanged(const ZoneDescriptor& before, const ZoneDescriptor& after) {
  const bool state =
      after.zs == before.zs || (before.zs == ZoneState::ImplicitlyOpened && after.zs == ZoneState::Closed);
  const bool wp = !is_active(before.zs) || after.wp == before.wp;
  return state && wp && after.zt == before.zt && after.zcap == before.zcap &&
         ((after.za ^ before.za) & ~kRecommendations) == 0;
}

std::string change_line(const ZoneDescriptor& before, const ZoneDescriptor& after, std::uint64_t zsze) {
  std::string line = "zone " + std::to_string(before.zslba / zsze) +
                     ", outside of --zones: " + std::string{letters(before.zs)} + " -> " +
                     std::string{letters(after.zs)};
  const auto field = [&](const char* name, std::uint64_t was, std::uint64_t is) {
    if (was != is) line += std::string{", "} + name + " " + hex(was) + " -> " + hex(is);
  };
  if (is_writable(before.zs) && is_writable(after.zs)) field("wp", before.wp, after.wp);
  field("zt", before.zt, after.zt);
  field("zcap", before.zcap, after.zcap);
  field("za", before.za, after.za);
  return line;
}

}  // namespace

ZoneLayout zone_layout(suites::Target& target) {
  const IdentifyNamespace ns = decode_identify_namespace(identify(target, Cns::Namespace, Csi::Nvm, "Namespace"));
  const IdentifyZonedNamespace zoned = decode_identify_zoned_namespace(
      identify(target, Cns::CommandSetNamespace, Csi::Zoned, "Namespace of the Zoned Namespace Command Set"));
  const std::uint8_t lbads = ns.lbaf[ns.format_index()].lbads;
  const std::uint64_t zsze = zoned.lbafe[ns.format_index()].zsze;
  if (lbads < 9 || lbads > 31 || zsze == 0 || ns.nsze < zsze)
    throw HarnessError(target.name() + ": is not a zoned namespace");
  return {.lba_bytes = std::size_t{1} << lbads, .zsze = zsze, .zone_count = ns.nsze / zsze};
}

ZoneSnapshot take_snapshot(suites::Target& target, const ZoneLayout& layout, const ZoneRange& range) {
  ZoneSnapshot snapshot{.zones = descriptors_outside(target, layout, range), .samples = {}};
  for (const std::uint64_t lba : sampled_lbas(snapshot.zones, layout.zsze))
    snapshot.samples.push_back(read_sample(target, layout, lba));
  return snapshot;
}

std::vector<std::string> changes_since(const ZoneSnapshot& before, suites::Target& target, const ZoneLayout& layout,
                                       const ZoneRange& range) {
  std::vector<std::string> lines;
  const std::vector<ZoneDescriptor> zones = descriptors_outside(target, layout, range);
  for (std::size_t i = 0; i < zones.size(); ++i)
    if (!unchanged(before.zones[i], zones[i])) lines.push_back(change_line(before.zones[i], zones[i], layout.zsze));
  for (const Sample& sample : before.samples) {
    if (sample.status != kSuccess) continue;  // could not be read before either
    const Sample now = read_sample(target, layout, sample.lba);
    const std::string where =
        "zone " + std::to_string(sample.lba / layout.zsze) + ", outside of --zones: block " + hex(sample.lba);
    if (now.status != kSuccess)
      lines.push_back(where + " can no longer be read: " + to_string(now.status));
    else if (now.checksum != sample.checksum)
      lines.push_back(where + " holds other data than before");
  }
  return lines;
}

}  // namespace zns::harness
