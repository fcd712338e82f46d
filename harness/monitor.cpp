#include "harness/monitor.hpp"

#include <algorithm>
#include <bit>
#include <string>
#include <utility>

#include "harness/aftermath.hpp"
#include "harness/error.hpp"
#include "reference/device/step.hpp"
#include "reference/oracle/oracle.hpp"
#include "reference/spec/text.hpp"
#include "suites/pattern.hpp"

namespace zns::harness {
namespace {

// WZSL as a power of two, from the bytes that the facts hold.
std::uint8_t wzsl_of(const suites::Facts& facts) {
  if (!facts.write_zeroes_limit_bytes) return 0;
  return static_cast<std::uint8_t>(std::bit_width(*facts.write_zeroes_limit_bytes / kMinimumPageBytes) - 1);
}

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
          .deallocated_error = (facts.ns.nsfeat & 1U << 2) != 0};
}

std::string zone_line(const Oracle& oracle, ZoneId id) {
  const Zone& zone = oracle.belief().zone(id);
  return "zone " + std::to_string(id) + "  " + std::string(letters(zone.zs)) + "  zslba " +
         hex(oracle.geometry().zslba(id)) + "  wp " + hex(zone.wp);
}

}  // namespace

struct Monitor::Impl {
  Impl(suites::Target& target, const suites::Facts& facts) : below{target}, oracle{geometry_of(facts)} {
    const std::size_t most =
        std::min<std::uint64_t>(below.carries().max_transfer_bytes, facts.mdts_bytes.value_or(UINT64_MAX));
    const std::size_t wanted = std::min<std::size_t>(most, std::size_t{256} << 10);
    buffer.resize(std::max<std::size_t>(wanted, report_bytes(1, 0)) / 4 * 4);
    adopt_zones(0, oracle.geometry().zones);
  }

  // Reads `count` zones from `first` on and takes them as they are.
  void adopt_zones(ZoneId first, std::uint64_t count) {
    std::uint64_t next = first;
    while (next < first + count) {
      const std::size_t room = (buffer.size() - kReportHeaderBytes) / kZoneDescriptorBytes;
      const std::size_t bytes = report_bytes(std::min<std::uint64_t>(room, first + count - next), 0);
      const Command command{.nsid = oracle.geometry().nsid,
                            .body = ZoneManagementReceive{.slba = oracle.geometry().zslba(static_cast<ZoneId>(next)),
                                                          .numd = NumberOfDwords::of_count(bytes / 4),
                                                          .partial = true}};
      const auto data = std::span{buffer}.first(bytes);
      std::fill(data.begin(), data.end(), std::byte{0});
      const suites::Completion cqe =
          below.submit({.queue = Queue::Io, .sqe = encode(command), .to_device = {}, .from_device = data});
      const ZoneReport report = parse_zone_report(data, 0);
      if (cqe.status != kSuccess || report.zones.empty())
        throw HarnessError("the device does not report its zones from " +
                           hex(oracle.geometry().zslba(static_cast<ZoneId>(next))) + " on: " + to_string(cqe.status) +
                           ", " + std::to_string(report.zones.size()) + " zones");
      for (const ReportedZone& zone : report.zones) adopt(zone.descriptor);
      next += report.zones.size();
    }
  }

  void adopt(const ZoneDescriptor& descriptor) {
    const Geometry& geometry = oracle.geometry();
    if (descriptor.zslba % geometry.zsze != 0 || descriptor.zslba >= geometry.nsze()) return;  // a case says so
    oracle.adopt(static_cast<ZoneId>(descriptor.zslba / geometry.zsze), descriptor, {});
  }

  void judge(const suites::Submission& submission, const suites::Completion& cqe) {
    const Command command = decode(submission.queue, submission.sqe);
    const auto sent =
        submission.to_device.first(std::min(submission.to_device.size(), bytes_to_device(oracle.geometry(), command)));
    const Verdict verdict =
        oracle.observe(command, sent, {.status = cqe.status, .result = cqe.result, .data = submission.from_device});
    unjudged = unjudged || verdict.judgement == Judgement::NotJudged;
    if (verdict.judgement == Judgement::NotPermitted || verdict.judgement == Judgement::Noteworthy)
      record(command, verdict);
    if (cqe.overran)
      findings.push_back({.warning = false,
                          .clauses = {"ZNS-ZMR-F02"},
                          .command = to_text(command),
                          .expected = {"no byte outside of the host's buffer changed"},
                          .observed = "bytes beyond the buffer were overwritten",
                          .zones = {}});
    if (oracle.needs_whole_report()) {
      adopt_zones(0, oracle.geometry().zones);
      oracle.found();
    } else {
      for (const ZoneId zone : oracle.needs_report()) adopt_zones(zone, 1);
    }
  }

  // Rejected means untouched.
  void look_after(const Command& aborted) {
    const std::size_t before = findings.size();
    for (const Command& command : looks_after_abort(oracle, aborted)) {
      if (bytes_from_device(oracle.geometry(), command) <= buffer.size()) look(command);
      for (std::size_t i = before; i < findings.size(); ++i)
        findings[i].command = to_text(aborted) + ", which was aborted, then " + to_text(command);
      if (findings.size() != before) return;
    }
  }

  void look(const Command& command) {
    std::vector<std::byte> data(bytes_from_device(oracle.geometry(), command), suites::kUntouched);
    const suites::Submission submission{
        .queue = command.queue, .sqe = encode(command), .to_device = {}, .from_device = data};
    try {
      judge(submission, below.submit(submission));
    } catch (const suites::NotCarried&) {
      return;  // there is no way to look
    }
  }

  void record(const Command& command, const Verdict& verdict) {
    Finding finding{.warning = verdict.judgement == Judgement::Noteworthy,
                    .clauses = {},
                    .command = to_text(command),
                    .expected = verdict.expected,
                    .observed = verdict.observed,
                    .zones = {}};
    bool all_unsure = !verdict.clauses.empty();
    for (const ClauseId id : verdict.clauses) {
      finding.clauses.emplace_back(id.str());
      all_unsure = all_unsure && clause(id).confidence == Confidence::Low;
    }
    finding.warning = finding.warning || all_unsure;
    for (const ZoneId zone : verdict.zones) finding.zones.push_back(zone_line(oracle, zone));
    findings.push_back(std::move(finding));
  }

  suites::Target& below;
  Oracle oracle;
  std::vector<std::byte> buffer;
  std::vector<Finding> findings;
  std::uint64_t commands = 0;
  bool unjudged = false;
  bool look_after_aborts = false;
};

Monitor::Monitor(suites::Target& below, const suites::Facts& facts) : impl_{std::make_unique<Impl>(below, facts)} {}
Monitor::~Monitor() = default;

std::string Monitor::name() const {
  return impl_->below.name();
}
std::uint32_t Monitor::nsid() const {
  return impl_->below.nsid();
}
suites::Carries Monitor::carries() const {
  return impl_->below.carries();
}

suites::Completion Monitor::submit(const suites::Submission& submission) {
  const suites::Completion cqe = impl_->below.submit(submission);
  ++impl_->commands;
  impl_->judge(submission, cqe);
  if (impl_->look_after_aborts && cqe.status != kSuccess) impl_->look_after(decode(submission.queue, submission.sqe));
  return cqe;
}

void Monitor::look_after_aborts(bool yes) {
  impl_->look_after_aborts = yes;
}
void Monitor::look(const Command& command) {
  impl_->look(command);
}
const Oracle& Monitor::oracle() const {
  return impl_->oracle;
}

void Monitor::reset(suites::Reset kind) {
  impl_->below.reset(kind);
  impl_->adopt_zones(0, impl_->oracle.geometry().zones);
  impl_->oracle.found();
}

void Monitor::inject(std::uint64_t zslba, ZoneState state) {
  impl_->below.inject(zslba, state);
  const EventKind kind = state == ZoneState::ReadOnly  ? EventKind::ReadOnly
                         : state == ZoneState::Offline ? EventKind::Offline
                                                       : EventKind::Renew;
  impl_->oracle.note({kind, static_cast<ZoneId>(zslba / impl_->oracle.geometry().zsze)});
}

std::vector<Finding> Monitor::take_findings() {
  return std::exchange(impl_->findings, {});
}
bool Monitor::take_unjudged() {
  return std::exchange(impl_->unjudged, false);
}
std::uint64_t Monitor::commands() const {
  return impl_->commands;
}

std::map<std::string, std::uint64_t> Monitor::freedoms() const {
  std::map<std::string, std::uint64_t> used;
  for (std::size_t i = 0; i < kFreedomCount; ++i)
    if (const std::uint64_t times = impl_->oracle.freedoms_used()[i]; times != 0) used.emplace(kFreedoms[i].id, times);
  return used;
}

std::map<std::string, ClauseCount> Monitor::clause_counts() const {
  std::map<std::string, ClauseCount> counts;
  const auto& tallies = impl_->oracle.tallies();
  for (std::size_t i = 0; i < tallies.size(); ++i)
    if (tallies[i].exercised != 0)
      counts.emplace(clauses()[i].id, ClauseCount{tallies[i].exercised, tallies[i].violated});
  return counts;
}

}  // namespace zns::harness
