// Then: what the standard permits, with the freedoms that it leaves about zones at rest.
#include <algorithm>
#include <string>

#include "reference/spec/differing_bytes.hpp"
#include "reference/spec/pattern.hpp"
#include "suites/bench.hpp"
#include "suites/command_text.hpp"

namespace zns::suites {
namespace {

// NSFEAT.DAE: error on deallocated blocks is supported (ZNS-IO-007)
constexpr std::uint8_t kDeallocatedError = 1U << 2;

bool contains(std::span<const ZoneState> states, ZoneState zs) {
  return std::find(states.begin(), states.end(), zs) != states.end();
}

bool zdev_of(const ZoneDescriptor& zone) {
  return (zone.za & za::kDescriptorExtensionValid) != 0;
}

bool constant(std::span<const std::byte> block, std::byte value) {
  return std::all_of(block.begin(), block.end(), [value](std::byte byte) { return byte == value; });
}

std::string block_text(std::uint64_t lba) {
  return "block " + hex(lba);
}

}  // namespace

void Bench::expect(bool condition, const std::string& expected, const std::string& observed) {
  if (!condition) fail({expected}, observed);
}

// ---- status ---------------------------------------------------------------------------------------------------------

void Bench::expect_status(const Completion& cqe, std::initializer_list<Status> permitted) {
  expect_status(cqe, std::span{permitted.begin(), permitted.size()});
}

void Bench::expect_status(const Completion& cqe, std::span<const Status> permitted) {
  const auto is_permitted = [permitted](Status status) {
    return std::find(permitted.begin(), permitted.end(), status) != permitted.end();
  };
  if (is_permitted(cqe.status)) return;
  const bool decides_nothing = is_transient(cqe.status) || (is_permitted(kSuccess) && is_media_error(cqe.status));
  if (decides_nothing)  // ZNS-GEN-014
    throw CaseInconclusive{"the device answers " + to_string(cqe.status) + (log_.empty() ? "" : " to " + log_.back())};
  std::vector<std::string> expected;
  for (const Status status : permitted) expected.push_back(to_string(status));
  fail(std::move(expected), to_string(cqe.status));
}

// ---- zones ----------------------------------------------------------------------------------------------------------

// What a zone may do by itself, whatever the case did to it.
void Bench::reject_event(const ZoneRef& zone, const ZoneDescriptor& found) {
  const std::string name = "zone " + std::to_string(zone.index);
  const auto used = used_.find(zone.index);
  const bool made_so = found.zs == ZoneState::ReadOnly && used != used_.end() && used->second.injected;
  if (!made_so && (found.zs == ZoneState::ReadOnly || found.zs == ZoneState::Offline))  // ZNS-SM-021, 022, 023
    throw CaseInconclusive{name + " is found in " + std::string{letters(found.zs)}};
  if (facts_.active_excursions && found.zs == ZoneState::Full &&
      (found.za & za::kFinishedByController) != 0)  // ZNS-SM-010
    throw CaseInconclusive{name + " was finished by the controller"};
}

// Reports and Select All reach zones that the case did not use, too. One of those is left out from now on: it explains
// nothing a second time.
bool Bench::has_zone_that_moved_by_itself() {
  put_controllers_back();
  bool moved = false;
  const auto look = [&](std::uint64_t index, const ZoneDescriptor& found) {
    if (left_out_.contains(index)) return;
    try {
      reject_event(zone(index), found);
    } catch (const CaseInconclusive&) {
      moved = true;
      if (!used_.contains(index)) leave_out(index, "it went " + std::string{letters(found.zs)} + " by itself");
    }
  };
  try {
    for_each_zone(first_zone_, last_zone_, look);
  } catch (const CaseInconclusive&) {
    return true;
  } catch (const CaseFailed&) {  // they cannot be looked at: no excuse
    return moved;
  }
  return moved;
}

ZoneDescriptor Bench::expect_zone(const ZoneRef& zone, ZoneState state, std::optional<std::uint64_t> wp) {
  return expect_zone_in(zone, {state}, wp);
}

ZoneDescriptor Bench::expect_zone_in(const ZoneRef& zone, std::initializer_list<ZoneState> states,
                                     std::optional<std::uint64_t> wp) {
  return expect_zone_in(zone, std::span{states.begin(), states.size()}, wp);
}

ZoneDescriptor Bench::expect_zone_in(const ZoneRef& zone, std::span<const ZoneState> permitted,
                                     std::optional<std::uint64_t> wp) {
  const ZoneDescriptor found = descriptor(zone);
  const bool closed_by_controller =
      found.zs == ZoneState::Closed && contains(permitted, ZoneState::ImplicitlyOpened);  // ZNS-SM-046
  const std::string name = "zone " + std::to_string(zone.index);
  if (!contains(permitted, found.zs) && !closed_by_controller) {
    reject_event(zone, found);
    std::vector<std::string> expected;
    for (const ZoneState state : permitted) expected.push_back(name + " in " + std::string{letters(state)});
    fail(std::move(expected), name + " in " + std::string{letters(found.zs)});
  }
  if (found.zs == ZoneState::Empty) wp = wp.value_or(zone.zslba);  // ZNS-ZM-060
  if (wp && is_writable(found.zs) && found.wp != *wp)
    fail({"the write pointer of " + name + " is " + hex(*wp)}, "it is " + hex(found.wp));
  return found;
}

void Bench::expect_unchanged(const ZoneRef& zone, const ZoneDescriptor& before) {
  const ZoneDescriptor after = before.zs == ZoneState::ImplicitlyOpened
                                   ? expect_zone_in(zone, {ZoneState::ImplicitlyOpened}, before.wp)
                                   : expect_zone_in(zone, {before.zs}, before.wp);
  const std::string name = "zone " + std::to_string(zone.index);
  if (after.zcap != before.zcap) fail({"ZCAP of " + name + " stays " + hex(before.zcap)}, "it is " + hex(after.zcap));
  if (zdev_of(after) != zdev_of(before))
    fail({"ZDEV of " + name + " stays " + (zdev_of(before) ? "1" : "0")},
         std::string{"it is "} + (zdev_of(after) ? "1" : "0"));
}

void Bench::expect_zdev(const ZoneRef& zone, bool set) {
  const bool found = zdev_of(descriptor(zone));
  const std::string name = "ZDEV of zone " + std::to_string(zone.index);
  if (found != set) fail({name + " is " + (set ? "1" : "0")}, std::string{"it is "} + (found ? "1" : "0"));
}

void Bench::expect_extension(const ZoneRef& zone, std::span<const std::byte> extension) {
  const std::size_t bytes = report_bytes(1, facts_.extension_bytes);
  needs(!facts_.mdts_bytes || bytes <= *facts_.mdts_bytes, "an extended report of one zone is larger than MDTS");
  Bytes data;
  const ZoneReport found = report(
      {.slba = zone.zslba, .numd = NumberOfDwords::of_count(bytes / 4), .zra = ZoneReceiveAction::ExtendedReportZones},
      data);
  const std::string name = "zone " + std::to_string(zone.index);
  if (found.zones.empty() || found.zones.front().descriptor.zslba != zone.zslba)
    fail({"an extended report of " + name},
         found.zones.empty() ? "a report without zones" : "a report of another zone");
  const ReportedZone& entry = found.zones.front();
  if (!zdev_of(entry.descriptor)) {
    reject_event(zone, entry.descriptor);
    fail({"ZDEV of " + name + " is 1"}, "it is 0");
  }
  const auto differs =
      std::mismatch(extension.begin(), extension.end(), entry.extension.begin(), entry.extension.end());
  if (differs.first == extension.end()) return;
  fail({"the Zone Descriptor Extension of " + name + " is what the host set"},
       "it differs from byte " + std::to_string(differs.first - extension.begin()) + " on" +
           differing_bytes(extension, entry.extension));
}

// ---- data -----------------------------------------------------------------------------------------------------------

void Bench::expect_bytes(std::span<const std::byte> right, std::span<const std::byte> found,
                         const std::string& expected) {
  if (!std::equal(right.begin(), right.end(), found.begin(), found.end()))
    fail({expected}, "other bytes" + differing_bytes(right, found));
}

void Bench::check_blocks(std::uint64_t slba, std::uint64_t blocks, std::initializer_list<Status> permitted,
                         const std::function<void(std::uint64_t, std::span<const std::byte>)>& check) {
  Bytes data;
  for (const std::uint64_t end = slba + blocks; slba < end;) {
    const std::uint64_t rest_of_zone = facts_.zsze - slba % facts_.zsze;  // no read crosses zones (ZNS-IO-002)
    const std::uint64_t count = std::min({end - slba, rest_of_zone, max_blocks_per_command()});
    const Completion cqe = read(slba, count, &data);
    expect_status(cqe, permitted);
    for (std::size_t i = 0; i < count && cqe.status == kSuccess; ++i)
      check(slba + i, std::span{data}.subspan(i * facts_.lba_bytes, facts_.lba_bytes));
    slba += count;
  }
}

void Bench::expect_pattern(std::uint64_t slba, std::uint64_t blocks, std::uint64_t pattern_lba) {
  const Pattern pattern{.seed = options_.seed, .generation = generation_};
  Bytes right(facts_.lba_bytes);
  check_blocks(slba, blocks, {kSuccess}, [&](std::uint64_t lba, std::span<const std::byte> block) {
    const std::uint64_t source = pattern_lba + (lba - slba);
    pattern.fill_block(right, source);
    if (std::equal(right.begin(), right.end(), block.begin())) return;
    const std::string whose = source == lba ? "" : " for LBA " + hex(source);
    fail({block_text(lba) + " holds what was written" + whose},
         block_text(lba) + ' ' + pattern.describe(block, source) + differing_bytes(right, block));
  });
}

void Bench::expect_deallocated(std::uint64_t slba, std::uint64_t blocks) {
  const unsigned value = facts_.ns.dlfeat & 7U;  // ZNS-IO-005: 1: 00h, 2: FFh, else either of them
  const Pattern pattern{.seed = options_.seed, .generation = generation_};
  const auto check = [&](std::uint64_t lba, std::span<const std::byte> block) {
    const bool zeroes = value != 2 && constant(block, std::byte{0x00});
    const bool ones = value != 1 && constant(block, std::byte{0xFF});
    if (zeroes || ones) return;
    std::vector<std::string> expected;
    if (value != 2) expected.push_back(block_text(lba) + " reads as 00h, being deallocated");
    if (value != 1) expected.push_back(block_text(lba) + " reads as FFh, being deallocated");
    std::string observed = block_text(lba) + ' ' + pattern.describe(block, lba);
    if (value == 1) observed += differing_bytes(Bytes(block.size()), block);
    if (value == 2) observed += differing_bytes(Bytes(block.size(), std::byte{0xFF}), block);
    const auto written = pattern_header(block, options_.seed);
    if (written && written->generation != generation_)  // a Reset lies between: every case ends with it
      fail_for("ZNS-ZMS-030", std::move(expected), observed);
    fail(std::move(expected), observed);
  };
  if ((facts_.ns.nsfeat & kDeallocatedError) != 0)
    check_blocks(slba, blocks, {kSuccess, Status::DeallocatedOrUnwrittenLogicalBlock}, check);
  else
    check_blocks(slba, blocks, {kSuccess}, check);
}

// Write Zeroes may deallocate where deallocated blocks read as 00h; a host may have asked for errors on those
// (ZNS-IO-024).
void Bench::expect_zeroes(std::uint64_t slba, std::uint64_t blocks) {
  const Pattern pattern{.seed = options_.seed, .generation = generation_};
  const auto check = [&](std::uint64_t lba, std::span<const std::byte> block) {
    if (!constant(block, std::byte{0x00}))
      fail({block_text(lba) + " reads as 00h"},
           block_text(lba) + ' ' + pattern.describe(block, lba) + differing_bytes(Bytes(block.size()), block));
  };
  if ((facts_.ns.nsfeat & kDeallocatedError) != 0 && (facts_.ns.dlfeat & 7U) == 1)
    check_blocks(slba, blocks, {kSuccess, Status::DeallocatedOrUnwrittenLogicalBlock}, check);
  else
    check_blocks(slba, blocks, {kSuccess}, check);
}

}  // namespace zns::suites
