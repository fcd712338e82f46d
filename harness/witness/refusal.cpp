#include "harness/witness/refusal.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "harness/base/error.hpp"
#include "reference/device/step.hpp"
#include "reference/oracle/looks.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/text.hpp"
#include "reference/spec/zone_report.hpp"
#include "suites/patience.hpp"

namespace zns::harness {
namespace {

constexpr std::uint8_t kWriteProtected = 1;   // NSATTR bit 0
constexpr std::uint64_t kZonesLookedAt = 63;  // for an Empty one: a page of descriptors

struct Refusal {
  Status status;
  std::string_view why;
};
constexpr Refusal kRefusals[] = {
    {Status::NamespaceIsWriteProtected, "the namespace is write protected"},
    {Status::ReservationConflict, "the namespace is reserved by another host"},
    {Status::AccessDenied, "the namespace is locked"},
    {Status::SanitizeInProgress, "the namespace is being sanitized"},
    {Status::FormatInProgress, "the namespace is being formatted"},
};

const Refusal* find_refusal(Status status) {
  const auto* const found = std::find_if(std::begin(kRefusals), std::end(kRefusals),
                                         [&](const Refusal& each) { return each.status == status; });
  return found == std::end(kRefusals) ? nullptr : found;
}

class Admission {
 public:
  Admission(suites::Target& target, const suites::Facts& facts, const std::optional<ZoneRange>& zones)
      : target_{target},
        facts_{facts},
        first_{zones ? zones->first : 0},
        last_{zones ? zones->last : facts.zone_count - 1} {}

  void check() {
    const std::optional<std::uint64_t> empty = look_for_empty_zone();
    std::vector<std::byte> block(facts_.lba_bytes);
    ask(Read{.slba = first_ * facts_.zsze}, block);
    if (empty)
      ask(ZoneManagementSend{.slba = *empty, .zsa = ZoneSendAction::Reset});
    else if ((facts_.ns.nsattr & kWriteProtected) != 0)
      throw HarnessError(target_.name() + ": the namespace is write protected (NSATTR)");
  }

 private:
  Status ask(const Command::Body& body, std::span<std::byte> into = {}) {
    const Command command{.nsid = facts_.nsid, .body = body};
    Status status = kSuccess;
    try {
      status = suites::submit_patiently(target_, {.sqe = encode(command), .to_device = {}, .from_device = into}).status;
    } catch (const suites::NotCarried&) {
      return kSuccess;  // nobody knows
    }
    if (is_refusal_of_all(status)) throw HarnessError(target_.name() + ": " + refusal_text(status, to_text(command)));
    return status;
  }

  // Its ZSLBA, if there is one among the first zones.
  std::optional<std::uint64_t> look_for_empty_zone() {
    const std::uint64_t zones = std::min(last_ - first_ + 1, kZonesLookedAt);
    std::vector<std::byte> data(report_bytes(zones, 0));
    const ZoneManagementReceive report{
        .slba = first_ * facts_.zsze, .numd = NumberOfDwords::of_count(data.size() / 4), .partial = true};
    if (ask(report, data) != kSuccess) return std::nullopt;
    for (const ReportedZone& zone : parse_zone_report(data, 0).zones) {
      const std::uint64_t index = zone.descriptor.zslba / facts_.zsze;
      if (zone.descriptor.zs == ZoneState::Empty && index >= first_ && index <= last_) return zone.descriptor.zslba;
    }
    return std::nullopt;
  }

  suites::Target& target_;
  const suites::Facts& facts_;
  std::uint64_t first_;
  std::uint64_t last_;
};

// Commands of the same kind for other zones, which change nothing.
std::vector<Command> probes_like(const Oracle& oracle, const Command& command) {
  const Geometry& geometry = oracle.geometry();
  const ZoneId named = oracle.named_zone(command).value_or(0);
  const ZoneId other = (named + 1) % geometry.zones;
  if (std::holds_alternative<ZoneManagementReceive>(command.body)) return {report_of(geometry, other)};
  if (std::holds_alternative<Read>(command.body)) return {read_of(geometry, geometry.zslba(other))};
  std::vector<Command> resets;
  for (ZoneId zone = 0; zone < geometry.zones; ++zone)
    if (zone != named && oracle.belief().zone(zone).zs == ZoneState::Empty)
      resets.push_back({.nsid = geometry.nsid,
                        .body = ZoneManagementSend{.slba = geometry.zslba(zone), .zsa = ZoneSendAction::Reset}});
  return resets;
}

}  // namespace

bool is_refusal_of_all(Status status) {
  return find_refusal(status) != nullptr;
}

std::string refusal_text(Status status, const std::string& command) {
  const Refusal* const refusal = find_refusal(status);
  return std::string{refusal != nullptr ? refusal->why : "the namespace refuses"} + ": " + to_string(status) + " to " +
         command;
}

void check_admission(suites::Target& target, const suites::Facts& facts, const std::optional<ZoneRange>& zones) {
  try {
    Admission{target, facts, zones}.check();
  } catch (const suites::DeviceLost&) {  // the run meets that again, and says so
    if (target.carries().power_cycle) target.reset(suites::Reset::PowerCycle);
  }
}

void stop_at_refusal(suites::Target& target, const Oracle& oracle, const Command& command, Status status) {
  if (command.queue != Queue::Io || !is_refusal_of_all(status)) return;
  for (const Command& probe : probes_like(oracle, command)) {
    std::vector<std::byte> data(bytes_from_device(oracle.geometry(), probe));
    try {
      const suites::Completion cqe = suites::submit_patiently(
          target, {.queue = probe.queue, .sqe = encode(probe), .to_device = {}, .from_device = data});
      if (cqe.status != status) return;
    } catch (const suites::NotCarried&) {
      continue;  // a zone that may not be touched
    }
    throw HarnessError(target.name() + ": " + refusal_text(status, to_text(command)));
  }
}

}  // namespace zns::harness
