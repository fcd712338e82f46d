#include "suites/base/plain_commands.hpp"

#include <array>

namespace zns::suites::plain {

const KindWords& words(Kind kind) {
  static constexpr std::array kWords{
      KindWords{"write", "Write"},        KindWords{"write-zeroes", "Write Zeroes"},
      KindWords{"append", "Zone Append"}, KindWords{"read", "Read"},
      KindWords{"flush", "Flush"},        KindWords{"close", "Close Zone"},
      KindWords{"reset", "Reset Zone"},   KindWords{"report", "Report Zones"},
      KindWords{"identify", "Identify"},
  };
  return kWords[static_cast<std::size_t>(kind)];
}

std::vector<Need> needs_of(Kind kind) {
  if (kind == Kind::Append) return {Need::Append};
  if (kind == Kind::WriteZeroes) return {Need::WriteZeroes};
  return {};
}

bool writes(Kind kind) {
  return kind == Kind::Write || kind == Kind::WriteZeroes || kind == Kind::Append;
}

bool moves_data(Kind kind) {
  switch (kind) {
    case Kind::Write:
    case Kind::Append:
    case Kind::Read:
    case Kind::Report:
    case Kind::Identify:
      return true;
    case Kind::WriteZeroes:
    case Kind::Flush:
    case Kind::Close:
    case Kind::Reset:
      break;
  }
  return false;
}

ZoneRef zone_for(Bench& bench, Kind kind) {
  if (writes(kind)) {
    const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
    bench.needs(zone.zcap >= 2, "needs a zone that one block does not fill");
    return zone;
  }
  return kind == Kind::Close ? bench.a_zone_in(ZoneState::ExplicitlyOpened, 1) : bench.a_zone_in(ZoneState::Full, 1);
}

ZoneState state_after(Kind kind, ZoneState before) {
  if (writes(kind)) return ZoneState::ImplicitlyOpened;
  return kind == Kind::Close ? ZoneState::Closed : kind == Kind::Reset ? ZoneState::Empty : before;
}

Command command(const Bench& bench, Kind kind, std::uint64_t zslba) {
  const auto of = [&](Command::Body body) {
    return Command{
        .queue = kind == Kind::Identify ? Queue::Admin : Queue::Io, .nsid = bench.facts().nsid, .body = body};
  };
  switch (kind) {
    case Kind::Write:
      return of(Write{.slba = zslba, .nlb = Nlb::of_count(1)});
    case Kind::WriteZeroes:
      return of(WriteZeroes{.slba = zslba, .nlb = Nlb::of_count(1)});
    case Kind::Append:
      return of(ZoneAppend{.zslba = zslba, .nlb = Nlb::of_count(1)});
    case Kind::Read:
      return of(Read{.slba = zslba, .nlb = Nlb::of_count(1)});
    case Kind::Flush:
      return of(Flush{});
    case Kind::Close:
      return of(ZoneManagementSend{.slba = zslba, .zsa = ZoneSendAction::Close});
    case Kind::Reset:
      return of(ZoneManagementSend{.slba = zslba, .zsa = ZoneSendAction::Reset});
    case Kind::Report:
      return of(ZoneManagementReceive{.slba = zslba, .numd = NumberOfDwords::of_count(report_bytes(1, 0) / 4)});
    case Kind::Identify:
      break;
  }
  return of(Identify{.cns = Cns::Namespace});
}

Completion submit(Bench& bench, Kind kind, const Sqe& sqe, std::uint64_t zslba, std::optional<std::uint16_t> cid) {
  Bytes to_device;
  Bytes from_device;
  if (kind == Kind::Write || kind == Kind::Append) to_device = bench.pattern(zslba, 1);
  if (kind == Kind::Read) from_device.resize(bench.facts().lba_bytes);
  if (kind == Kind::Report) from_device.resize(report_bytes(1, 0));
  if (kind == Kind::Identify) from_device.resize(kIdentifyBytes);
  const Queue queue = kind == Kind::Identify ? Queue::Admin : Queue::Io;
  return bench.submit({.queue = queue, .sqe = sqe, .to_device = to_device, .from_device = from_device, .cid = cid});
}

void expect_nothing_done(Bench& bench, Kind kind, const ZoneRef& zone, const ZoneDescriptor& before) {
  bench.expect_unchanged(zone, before);
  if (writes(kind))
    bench.expect_deallocated(zone.zslba, 1);
  else
    bench.expect_pattern(zone.zslba, 1);
}

void expect_nothing_written(Bench& bench, const ZoneRef& zone) {
  bench.expect_zone_in(zone, {ZoneState::Empty, ZoneState::ImplicitlyOpened, ZoneState::Closed}, zone.zslba);
  bench.expect_deallocated(zone.zslba, 1);
}

void expect_done(Bench& bench, Kind kind, const ZoneRef& zone, const ZoneDescriptor& before) {
  bench.expect_zone(zone, state_after(kind, before.zs));
  if (kind == Kind::WriteZeroes)
    bench.expect_zeroes(zone.zslba, 1);
  else if (kind == Kind::Reset)
    bench.expect_deallocated(zone.zslba, 1);
  else
    bench.expect_pattern(zone.zslba, 1);
}

}  // namespace zns::suites::plain
