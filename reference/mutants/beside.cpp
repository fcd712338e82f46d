// Beside commands in flight: reports, reads and Flush that go wrong only then.
#include <algorithm>

#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/report_parts.hpp"
#include "reference/spec/bytes.hpp"
#include "reference/spec/footprint.hpp"

namespace zns::mutants {
namespace {

constexpr std::string_view kInFlight = "only with commands in flight together";
constexpr std::string_view kSnapshot = "plausible: a snapshot of the zones that is taken while others change them";
constexpr std::size_t kZslbaAt = 16;  // in an entry
constexpr std::size_t kWpAt = 24;

template <class Body>
const Body* beside(const Situation& situation) {
  for (const Command& command : situation.earlier)
    if (const auto* body = std::get_if<Body>(&command.body)) return body;
  return nullptr;
}

bool is_written_beside(const Situation& situation, std::uint64_t zslba) {
  return std::any_of(situation.earlier.begin(), situation.earlier.end(), [&](const Command& command) {
    const Footprint named = footprint(command);
    return named.writes() && named.slba >= zslba && named.slba - zslba < situation.geometry.zsze;
  });
}

bool is_named_beside(const Situation& situation, std::uint64_t zslba) {
  const auto names = [&](const Command& command) {
    const auto* send = std::get_if<ZoneManagementSend>(&command.body);
    return send != nullptr &&
           (send->select_all || send->slba / situation.geometry.zsze * situation.geometry.zsze == zslba);
  };
  return is_written_beside(situation, zslba) || std::any_of(situation.earlier.begin(), situation.earlier.end(), names);
}

// Each entry of a report: its ZSLBA, and its bytes.
template <class Change>
void each_entry(const Situation& situation, std::span<std::byte> out, Change change) {
  if (sent<ZoneManagementReceive>(situation) == nullptr || out.size() < kReportHeaderBytes) return;
  const std::uint64_t entries = std::min(load_le<std::uint64_t>(out, 0), room(situation, out));
  for (std::uint64_t i = 0; i < entries; ++i) {
    const auto entry =
        out.subspan(kReportHeaderBytes + static_cast<std::size_t>(i) * entry_bytes(situation), entry_bytes(situation));
    change(load_le<std::uint64_t>(entry, kZslbaAt), entry);
  }
}

bool is_writable_entry(std::span<const std::byte> entry) {
  return is_writable(static_cast<ZoneState>(std::to_integer<std::uint8_t>(entry[1]) >> 4));
}

// A zone that nobody touches is shown with another write pointer.
void moves_a_neighbour(const Situation& situation, std::span<std::byte> out) {
  each_entry(situation, out, [&](std::uint64_t zslba, std::span<std::byte> entry) {
    const bool behind = zslba != 0 && is_written_beside(situation, zslba - situation.geometry.zsze);
    if (!behind || is_named_beside(situation, zslba) || !is_writable_entry(entry)) return;
    store_le(entry, kWpAt, load_le<std::uint64_t>(entry, kWpAt) + 1);
  });
}

// ... or in another state.
void shows_open_as_empty(const Situation& situation, std::span<std::byte> out) {
  if (situation.earlier.empty()) return;
  each_entry(situation, out, [&](std::uint64_t zslba, std::span<std::byte> entry) {
    if (is_named_beside(situation, zslba) || !is_writable_entry(entry)) return;
    entry[1] = static_cast<std::byte>(static_cast<unsigned>(ZoneState::Empty) << 4);
    store_le(entry, kWpAt, zslba);
  });
}

// The last entry is left out.
void leaves_a_zone_out(const Situation& situation, std::span<std::byte> out) {
  const auto* receive = sent<ZoneManagementReceive>(situation);
  if (receive == nullptr || out.size() < kReportHeaderBytes || beside<ZoneAppend>(situation) == nullptr) return;
  const std::uint64_t said = load_le<std::uint64_t>(out, 0);
  if (said == 0) return;
  store_le(out, 0, said - 1);
  if (said > room(situation, out)) return;
  const std::size_t last = kReportHeaderBytes + static_cast<std::size_t>(said - 1) * entry_bytes(situation);
  const auto entry = out.subspan(last, entry_bytes(situation));
  std::fill(entry.begin(), entry.end(), std::byte{0});
}

void counts_one_more(const Situation& situation, std::span<std::byte> out) {
  const auto* receive = sent<ZoneManagementReceive>(situation);
  if (receive == nullptr || receive->partial || out.size() < kReportHeaderBytes || situation.earlier.empty()) return;
  store_le(out, 0, load_le<std::uint64_t>(out, 0) + 1);
}

// The first report after commands in flight shows the zone of the last as it was before that one.
void shows_the_old_wp(const Situation& situation, std::span<std::byte> out) {
  const Past& past = situation.past;
  if (!past.previous_in_flight || !past.previous || past.previous_status != kSuccess) return;
  const Footprint written = footprint(*past.previous);
  if (!written.writes() || !situation.earlier.empty()) return;
  each_entry(situation, out, [&](std::uint64_t zslba, std::span<std::byte> entry) {
    if (written.slba < zslba || written.slba - zslba >= situation.geometry.zsze || !is_writable_entry(entry)) return;
    const std::uint64_t wp = load_le<std::uint64_t>(entry, kWpAt);
    store_le(entry, kWpAt, std::max(zslba, wp - std::min(wp, written.blocks)));
  });
}

// Beside an append to another zone, a Read gets nothing of its own.
void reads_nothing(const Situation& situation, std::span<std::byte> out) {
  const auto* append = beside<ZoneAppend>(situation);
  const auto* read = sent<Read>(situation);
  if (append == nullptr || read == nullptr ||
      append->zslba / situation.geometry.zsze == read->slba / situation.geometry.zsze)
    return;
  std::fill(out.begin(), out.end(), std::byte{0});
}

// Flush beside an append drops what that zone holds.
void loses_appends(const Situation& situation, Effect& effect) {
  const auto* append = beside<ZoneAppend>(situation);
  if (sent<Flush>(situation) == nullptr || append == nullptr || effect.status != kSuccess) return;
  const auto zone = static_cast<ZoneId>(append->zslba / situation.geometry.zsze);
  if (zone >= situation.geometry.zones || !situation.state.media(zone)) return;
  effect.media.push_back({.zone = zone, .dropped = situation.state.media(zone)});
}

// Flush gets the completion of a write that was in flight with it.
void refuses_flush(const Situation& situation, Effect& effect) {
  const bool writes = beside<Write>(situation) != nullptr || beside<ZoneAppend>(situation) != nullptr;
  if (sent<Flush>(situation) != nullptr && writes) refuse(effect, Status::ZoneInvalidWrite);
}

Mutant reporting(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
                 void (*returns)(const Situation&, std::span<std::byte>)) {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = kSnapshot,
          .hard = kInFlight,
          .defect = {.returns = returns}};
}

Mutant flushing(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
                void (*does)(const Situation&, Effect&)) {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = "plausible: a drain of the queue that cannot tell Flush from what it waits for",
          .hard = kInFlight,
          .defect = {.does = does}};
}

}  // namespace

Topic beside_mutants() {
  return {
      reporting("report-in-flight-moves-a-neighbour",
                "a report in flight with a write shows the zone behind with another write pointer",
                "a zone that nobody touches is shown as it is", {"ZNS-ORD-013"}, moves_a_neighbour),
      reporting("report-in-flight-shows-empty-zones",
                "a report in flight with others shows zones that nobody touches as Empty",
                "a zone that nobody touches is shown as it is", {"ZNS-ORD-013"}, shows_open_as_empty),
      reporting("report-in-flight-leaves-a-zone-out", "a report in flight with an append leaves out the last zone",
                "every zone that matches is listed, whatever is in flight", {"ZNS-ORD-013"}, leaves_a_zone_out),
      reporting("report-in-flight-counts-one-more", "a report in flight with others says one zone more than there are",
                "the number of zones is as ever, whatever is in flight", {"ZNS-ORD-013", "ZNS-ZMR-002"},
                counts_one_more),
      reporting("report-after-flight-shows-old-wp",
                "the report after commands in flight shows the write pointer before the last of them",
                "a report sees what was completed before it was sent", {"ZNS-ORD-005", "ZNS-ZM-062"}, shows_the_old_wp),
      reporting("read-in-flight-returns-nothing", "a Read in flight with an append to another zone returns zeroes",
                "a Read of blocks that nobody touches returns them", {"ZNS-ORD-014", "ZNS-IO-023"}, reads_nothing),
      flushing("flush-in-flight-loses-appends", "Flush in flight with an append loses the data of that zone",
               "Flush changes no data", {"ZNS-ORD-014", "ZNS-APPEND-002"}, loses_appends),
      flushing("flush-in-flight-is-refused", "Flush in flight with a write is completed with the status of one",
               "Flush beside other commands is answered as alone", {"ZNS-ORD-014"}, refuses_flush),
  };
}

}  // namespace zns::mutants
