#include "harness/exhaustion/situation.hpp"

#include "reference/spec/footprint.hpp"

namespace zns::harness {
namespace {

using suites::matrix::Row;
using suites::matrix::Sent;
using suites::matrix::Where;

struct Blocks {
  std::uint64_t slba = 0;
  std::uint64_t count = 0;
  [[nodiscard]] std::uint64_t end() const { return slba + count; }
};

// The zone at hand; where it is Full, Read Only or Offline, `wp` is where writing stopped.
struct Place {
  const Geometry& geometry;
  const Zone& zone;
  std::uint64_t zslba = 0;
  [[nodiscard]] std::uint64_t cap() const { return zslba + zone.zcap; }
  [[nodiscard]] std::uint64_t end() const { return zslba + geometry.zsze; }
  [[nodiscard]] bool holds(std::uint64_t lba) const { return lba >= zslba && lba < end(); }
};

bool is_write_there(Where where, const Blocks& blocks, const Place& place) {
  if (!place.holds(blocks.slba)) return false;
  const std::uint64_t wp = place.zone.wp;
  const std::uint64_t nsze = place.geometry.nsze();
  switch (where) {
    case Where::BelowCap:
      return blocks.slba == wp && blocks.end() < place.cap();
    case Where::ToCap:
      return blocks.slba == wp && blocks.end() == place.cap();
    case Where::AboveWp:
      return blocks.slba > wp && blocks.end() <= place.cap();
    case Where::BelowWp:
      return blocks.slba < wp && blocks.count == 1;
    case Where::BeyondCap:
      return blocks.slba == wp && blocks.end() > place.cap() && blocks.end() <= place.end();
    case Where::BeyondEnd:
      return blocks.slba == wp && blocks.end() > place.end() && blocks.end() <= nsze;
    case Where::BeyondNamespace:
      return blocks.slba == wp && blocks.end() > nsze;
    default:
      return false;
  }
}

// In a zone that takes no writes a block count says nothing, unless it is more than any zone takes (ZNS-APPEND-006).
bool is_append_there(Where where, const Blocks& blocks, const Place& place) {
  const std::uint64_t room = is_writable(place.zone.zs) ? place.cap() - place.zone.wp : place.zone.zcap;
  switch (where) {
    case Where::BelowCap:
      return blocks.slba == place.zslba && blocks.count < room;
    case Where::ToCap:
      return blocks.slba == place.zslba && blocks.count == room;
    case Where::TooLarge:
      return blocks.slba == place.zslba && blocks.count > room;
    case Where::NotZoneStart:
      return place.holds(blocks.slba) && blocks.slba != place.zslba && blocks.count <= room;
    default:
      return false;
  }
}

bool is_read_there(Where where, const Blocks& blocks, const State& state, const Place& place) {
  if (!place.holds(blocks.slba)) return false;
  const bool one = blocks.count == 1;
  const bool across = blocks.slba == place.end() - 1 && blocks.count == 2 && blocks.end() <= place.geometry.nsze();
  const auto next = static_cast<ZoneId>(place.end() / place.geometry.zsze);
  switch (where) {
    case Where::BelowWp:
      return one && blocks.slba < place.zone.wp;
    case Where::AtWp:
      return one && blocks.slba >= place.zone.wp;
    case Where::AcrossEnd:
      return across && !place.geometry.read_across && state.zone(next).zs != ZoneState::Offline;
    case Where::AcrossEndRazb:
      return across && place.geometry.read_across && state.zone(next).zs != ZoneState::Offline;
    default:
      return false;
  }
}

std::optional<Sent> sent_by(ZoneSendAction zsa) {
  switch (zsa) {
    case ZoneSendAction::Close:
      return Sent::Close;
    case ZoneSendAction::Finish:
      return Sent::Finish;
    case ZoneSendAction::Open:
      return Sent::Open;
    case ZoneSendAction::Reset:
      return Sent::Reset;
    case ZoneSendAction::Offline:
      return Sent::Offline;
    case ZoneSendAction::SetZoneDescriptorExtension:
      return Sent::SetExtension;
  }
  return std::nullopt;
}

bool is_sent_there(const Row& row, const ZoneManagementSend& send, const Place& place) {
  if (send.zsaso) return false;
  if (row.where == Where::SelectAll || send.select_all) return send.select_all && row.where == Where::SelectAll;
  if (row.where == Where::WithExtensions && place.geometry.zdes == 0) return false;
  if (row.where == Where::NoExtensions && place.geometry.zdes != 0) return false;
  return send.slba == place.zslba;
}

bool is_plain_report(const ZoneManagementReceive& receive, const Place& place) {
  return place.holds(receive.slba) && receive.zra == ZoneReceiveAction::ReportZones &&
         receive.zrasf <= ReportingOption::Offline && receive.numd.count() * 4 >= 64;
}

}  // namespace

std::optional<Sent> sent_by(const Command& command) {
  switch (footprint(command).does) {
    case Does::Write:
    case Does::Zero:
      return Sent::Write;
    case Does::Append:
      return Sent::Append;
    case Does::Read:
      return Sent::Read;
    case Does::Commit:
      return Sent::Flush;
    case Does::Report:
      return Sent::Report;
    case Does::Manage:
      return sent_by(std::get<ZoneManagementSend>(command.body).zsa);
    case Does::Nothing:
    case Does::Unknown:
      return std::nullopt;
  }
  return std::nullopt;
}

bool is_example(const Row& row, const Geometry& geometry, const State& state, const Command& command, ZoneId zone) {
  if (command.nsid != geometry.nsid || command.fuse != Fuse::Normal || command.psdt != Psdt::Prp ||
      command.reserved_bits)
    return false;
  const Place place{.geometry = geometry, .zone = state.zone(zone), .zslba = geometry.zslba(zone)};
  const Footprint named = footprint(command);
  switch (named.does) {
    case Does::Write:
    case Does::Zero:
      return is_write_there(row.where, {named.slba, named.blocks}, place);
    case Does::Append:
      return is_append_there(row.where, {named.slba, named.blocks}, place);
    case Does::Read:
      return is_read_there(row.where, {named.slba, named.blocks}, state, place);
    case Does::Manage:
      return is_sent_there(row, std::get<ZoneManagementSend>(command.body), place);
    case Does::Report:
      return is_plain_report(std::get<ZoneManagementReceive>(command.body), place);
    case Does::Commit:  // has no zone
    case Does::Nothing:
    case Does::Unknown:
      return true;
  }
  return true;
}

}  // namespace zns::harness
