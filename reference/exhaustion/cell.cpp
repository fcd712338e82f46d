// One command, or one event, in one state: what the reference does, whatever it chooses.
#include <algorithm>

#include "reference/device/invariants.hpp"
#include "reference/device/step.hpp"
#include "reference/exhaustion/abstract_state.hpp"
#include "reference/exhaustion/explorer.hpp"
#include "reference/spec/text.hpp"

namespace zns {
namespace {

bool changes(const Effect& effect) {
  return !effect.zones.empty() || !effect.media.empty() || !effect.extensions.empty();
}

std::string event_text(Event event) {
  constexpr std::array kWords{"an autonomous close", "Read Only by itself", "Offline by itself",
                              "an active excursion", "power cycled",        "formatted"};
  return "zone " + std::to_string(event.zone) + ": " + kWords[static_cast<std::size_t>(event.kind)];
}

// By the order of the states in both (ZNS-ZMR-F04), and not by what the reference has of it.
bool is_asked_for(ReportingOption option, const Zone& zone) {
  if (option == ReportingOption::All) return true;
  if (option == ReportingOption::Attention) return (zone.za & 0x7U) != 0;
  return column(zone.zs) + 1 == static_cast<std::size_t>(option);
}

// The arrows of section 2.1 of the catalogue, whoever takes the zone along them.
bool is_arrow(ZoneState from, ZoneState to) {
  using enum ZoneState;
  if (from == to) return true;
  switch (from) {
    case Empty:
    case ImplicitlyOpened:
    case Closed:
      return true;
    case ExplicitlyOpened:
      return to != ImplicitlyOpened;  // ZNS-SM-047
    case Full:
      return to == Empty || to == ReadOnly || to == Offline;  // ZNS-SM-025
    case ReadOnly:
      return to == Offline;  // ZNS-SM-026
    case Offline:
      return false;  // ZNS-SM-024
  }
  return false;
}

Outcome outcome_of(const Effect& effect, const State& state) {
  Outcome outcome{.status = effect.status, .after = {}};
  for (ZoneId id = 0; id < state.zones(); ++id) outcome.after[id] = state.zone(id).zs;
  for (std::size_t i = 0; i < effect.zones.size(); ++i) outcome.after[effect.zones[i].zone] = effect.zones[i].after.zs;
  return outcome;
}

bool same_block(const BlockMap::Block& a, const BlockMap::Block& b, std::size_t block_bytes) {
  if (a.content != b.content || a.content != BlockMap::Content::Payload) return a.content == b.content;
  std::vector<std::byte> bytes_a(block_bytes);
  std::vector<std::byte> bytes_b(block_bytes);
  a.bytes(bytes_a);
  b.bytes(bytes_b);
  return bytes_a == bytes_b;
}

}  // namespace

void Explorer::try_letter(const Letter& letter) {
  ++found_.cells;
  outcomes_.clear();
  EveryChoice choices;
  do {
    ++found_.choices;
    Effect effect = step(geometry_, device_, letter.command, letter.data, choices);
    std::vector<std::byte> data;
    if (effect.status == kSuccess && bytes_from_device(geometry_, letter.command) != 0) {
      data.resize(bytes_from_device(geometry_, letter.command));
      data.resize(transfer(geometry_, device_, letter.command, choices, data));
    }
    outcomes_.push_back(outcome_of(effect, device_));
    if (effect.status == kSuccess) check_result(letter, effect.result);
    if (effect.status == kSuccess) check_report(letter, data);
    try_outcome(letter, effect, {.status = effect.status, .result = effect.result, .data = data});
  } while (choices.next());
  check_witness(letter);
  if (beliefs_ == Beliefs::Exact) try_wrong_statuses(letter);
}

void Explorer::try_outcome(const Letter& letter, Effect& effect, const Observed& seen) {
  const std::string& by = words(letter);
  check_abort(letter, effect);
  if (beliefs_ == Beliefs::Exact && effect.status == kSuccess) try_wrong_answers(letter, effect, seen);
  const Trial::Mark mark = oracle_.mark();
  if (!permits(letter, seen)) return oracle_.rewind(mark);
  if (changes(effect)) {
    ++found_.transitions;
    const State before = device_;
    apply(device_, effect);
    check_arrows(effect, by);
    if (!keeps_invariants(by)) return start_again(before);
    check_data(letter, effect, before);
    if (beliefs_ == Beliefs::Exact) try_stale_report(letter, effect, before);
    if (!effect.media.empty()) check_read_back(effect, by);
    follow(by, beliefs_ == Beliefs::Exact);
    undo_and_check(effect, before, by);
  } else if (oracle_.mark().effects != mark.effects ||
             std::holds_alternative<ZoneManagementSend>(letter.command.body)) {
    follow(by, beliefs_ == Beliefs::Exact);  // nothing happened, but the oracle supposes, or doubts, that something did
  }
  oracle_.rewind(mark);
}

void Explorer::try_event(Event event) {
  auto effect = background(geometry_, device_, event);
  if (!effect) return;
  ++found_.cells;
  ++found_.choices;
  ++found_.transitions;
  const std::string by = event_text(event);
  const State before = device_;
  apply(device_, *effect);
  check_arrows(*effect, by);
  if (!keeps_invariants(by)) return start_again(before);
  if (event.kind != EventKind::Initialize) {  // of which an oracle is told
    const Trial::Mark mark = oracle_.mark();
    // That a zone failed is seen at once: until then a device's words about it are a matter of luck.
    const bool failed = event.kind == EventKind::ReadOnly || event.kind == EventKind::Offline;
    follow(by, failed || beliefs_ == Beliefs::Exact);
    oracle_.rewind(mark);
  }
  undo_and_check(*effect, before, by);
}

void Explorer::check_abort(const Letter& letter, const Effect& effect) {
  if (effect.status == kSuccess || !changes(effect)) return;
  complain("an aborted command changes nothing", words(letter), "no change with " + to_string(effect.status),
           std::to_string(effect.zones.size()) + " zones changed");
}

void Explorer::check_arrows(const Effect& effect, const std::string& by) {
  for (std::size_t i = 0; i < effect.zones.size(); ++i) {
    const ZoneChange& change = effect.zones[i];
    if (is_arrow(change.before.zs, change.after.zs)) continue;
    complain("no other transition exists", by, "an arrow of section 2.1 from " + std::string{letters(change.before.zs)},
             "zone " + std::to_string(change.zone) + " in " + std::string{letters(change.after.zs)});
  }
}

bool Explorer::keeps_invariants(const std::string& by) {
  const auto violation = violated_invariant(geometry_, device_);
  if (!violation) return true;
  complain("invariant " + std::string{violation->id}, by,
           std::string{violation->clause.str()} + ": " + std::string{clause(violation->clause).text},
           to_text(geometry_, device_));
  return false;
}

// From a state that cannot be nothing is tried, and nothing is undone.
void Explorer::start_again(const State& device) {
  device_ = device;
  oracle_.start(nodes_[here_].belief);
}

void Explorer::undo_and_check(const Effect& effect, const State& before, const std::string& by) {
  undo(device_, effect);
  if (device_ == before) return;
  complain("undo restores the state", by, to_text(geometry_, before), to_text(geometry_, device_));
  device_ = before;
}

// What was sent is where it was sent to, and nothing else moved: by the write pointers, not by the effect.
void Explorer::check_data(const Letter& letter, const Effect& effect, const State& before) {
  if (effect.media.empty()) return;
  const std::string& by = words(letter);
  const bool zeroes = std::holds_alternative<WriteZeroes>(letter.command.body);
  for (ZoneId id = 0; id < geometry_.zones; ++id) {
    const std::uint64_t was = before.zone(id).wp;
    const std::uint64_t is = device_.zone(id).wp;
    for (std::uint64_t lba = geometry_.zslba(id); lba < geometry_.zslba(id) + geometry_.zsze; ++lba) {
      BlockMap::Block expected = lba < is ? before.block(geometry_, lba) : BlockMap::Block{};
      if (lba >= was && lba < is) {
        const std::size_t at = zeroes ? 0 : static_cast<std::size_t>(lba - was) * geometry_.lba_bytes;
        expected = {zeroes ? BlockMap::Content::Zeroes : BlockMap::Content::Payload,
                    zeroes ? std::span<const std::byte>{} : std::span{letter.data}.subspan(at, geometry_.lba_bytes)};
      }
      if (!same_block(device_.block(geometry_, lba), expected, geometry_.lba_bytes))
        return complain("blocks hold what was written", by, "LBA " + std::to_string(lba) + " as sent, or as before",
                        "other content");
    }
  }
}

// DW1:DW0 is where the blocks went (ZNS-APPEND-001), and 0 of all others here: no capacity changes (ZNS-ZMS-009).
void Explorer::check_result(const Letter& letter, std::uint64_t result) {
  const auto* append = std::get_if<ZoneAppend>(&letter.command.body);
  const auto zone = append != nullptr ? static_cast<ZoneId>(append->zslba / geometry_.zsze) : 0;
  const std::uint64_t expected = append != nullptr ? device_.zone(zone).wp : 0;
  if (result != expected) complain("a completion has the right result", words(letter), hex(expected), hex(result));
}

// A report has the zones asked for, as they are, and counts them.
void Explorer::check_report(const Letter& letter, std::span<const std::byte> data) {
  const auto* receive = std::get_if<ZoneManagementReceive>(&letter.command.body);
  if (receive == nullptr || data.size() < kReportHeaderBytes) return;
  const bool extended = receive->zra == ZoneReceiveAction::ExtendedReportZones;
  const std::size_t extension = extended ? geometry_.extension_bytes() : 0;
  const std::size_t room =
      (static_cast<std::size_t>(receive->numd.count()) * 4 - kReportHeaderBytes) / (kZoneDescriptorBytes + extension);
  const ZoneReport report = parse_zone_report(data, extension);
  std::size_t asked_for = 0;
  bool right = true;
  for (auto id = static_cast<ZoneId>(receive->slba / geometry_.zsze); id < geometry_.zones; ++id) {
    const Zone& zone = device_.zone(id);
    if (!is_asked_for(receive->zrasf, zone) || ++asked_for > room) continue;
    if (asked_for > report.zones.size()) {
      right = false;
      break;
    }
    const ZoneDescriptor& seen = report.zones[asked_for - 1].descriptor;
    right = right && seen.zslba == geometry_.zslba(id) && seen.zs == zone.zs && seen.za == zone.za &&
            seen.zcap == geometry_.zcap && (!is_writable(zone.zs) || seen.wp == zone.wp);
  }
  const std::size_t fit = std::min(asked_for, room);
  right = right && report.zones.size() == fit && report.number_of_zones == (receive->partial ? fit : asked_for);
  if (!right)
    complain("a report has the zones asked for", words(letter),
             std::to_string(asked_for) + " zones, of which " + std::to_string(fit) + " fit",
             "others, or Number of Zones " + std::to_string(report.number_of_zones));
}

void Explorer::check_witness(const Letter& letter) {
  if (witness_ == nullptr) return;
  const auto difference = witness_->compare(geometry_, device_, letter.command, outcomes_);
  if (difference)
    complain("the zone state table says the same", words(letter), difference->expected, difference->observed);
}

}  // namespace zns
