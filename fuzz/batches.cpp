#include "fuzz/batches.hpp"

#include <algorithm>
#include <set>

#include "fuzz/device.hpp"
#include "fuzz/fate.hpp"
#include "reference/device/step.hpp"
#include "reference/oracle/order/in_flight.hpp"
#include "reference/oracle/order/outcomes.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::fuzz {
namespace {

constexpr std::size_t kMostDepth = 4;
constexpr std::uint64_t kBudgetOfAZone = 500;  // questions: whether orders leave it in several ways

// Zones that were written beside a Reset: a report may not say which came first, but what they hold does.
std::set<ZoneId> zones_in_question(const Oracle& oracle, const std::vector<Deed>& deeds) {
  std::set<ZoneId> zones;
  if (std::none_of(deeds.begin(), deeds.end(), [](const Deed& each) { return is_reset(each.command); })) return zones;
  for (const Deed& each : deeds)
    if (const auto zone = oracle.named_zone(each.command); zone && is_write_operation(each.command))
      zones.insert(*zone);
  return zones;
}

}  // namespace

void Batches::add(const Deed& deed, const mutants::Flight& flight, mutants::Outcome outcome, std::uint64_t returned) {
  tell_otherwise(device_.geometry(), flight, deed.fate, outcome);
  lied_ = lied_ || deed.fate.kind == Twist::Lie;
  lost_ = lost_ || outcome.lost || outcome.overran;
  history_.push_back({.command = flight.command,
                      .to_device = flight.to_device,
                      .seen = {.status = outcome.status, .result = outcome.result, .data = flight.from_device},
                      .called = clock_,
                      .returned = returned});
}

void Batches::send(const std::vector<Deed>& deeds, std::uint64_t returned) {
  std::vector<mutants::Flight> flights;
  std::vector<Fate> fates;
  for (const Deed& each : deeds) {
    const auto host = payload(device_.geometry(), each.command, ++generation_);
    const auto& sent = buffers_.emplace_back(host.begin(), host.end());
    auto& data = buffers_.emplace_back(bytes_from_device(device_.geometry(), each.command));
    flights.push_back({.command = each.command, .to_device = sent, .from_device = data});
    fates.push_back(each.fate);
  }
  const std::vector<mutants::Outcome> outcomes = meet_together(device_, flights, fates);
  for (std::size_t i = 0; i < flights.size(); ++i) add(deeds[i], flights[i], outcomes[i], returned + i);
  clock_ += 100;
}

// A report in flight is judged by what was before all others: what these may make of it meanwhile is judged there
// (ZNS-ORD-013).
void Batches::put_reports_first() {
  beside_ = InFlight{oracle_, history_}.changes();
  for (HistoryEntry& each : history_) {
    if (!is_report(each.command) || beside_.empty()) continue;
    each.seen.beside = beside_;
    each.called -= 2;
    each.returned = each.called + 1;
  }
}

void Batches::look(const Command& command) {
  send({{.command = command}}, clock_ + 1);
}

std::vector<Deed> Batches::next_batch(const Program& program, std::size_t& next) {
  std::vector<Deed> deeds;
  for (const std::size_t first = next; next < program.size() && deeds.size() < kMostDepth; ++next) {
    const Record record = program.at(next);
    if (next != first && record.zone % 2 == 0) break;
    Deed todo = deed(device_.geometry(), device_.state(), record);
    if (device_.geometry().sgls) todo.command.psdt = Psdt::Prp;  // what an SGL says is not judged, and not in a history
    if (todo.kind != Deed::Kind::Send && next != first) break;
    if (todo.kind == Deed::Kind::Send)
      deeds.push_back(todo);
    else
      happen(device_, oracle_, todo);
  }
  return deeds;
}

std::size_t Batches::carry_out(const Program& program, std::size_t first) {
  history_.clear();
  buffers_.clear();
  beside_.clear();
  std::size_t next = first;
  const std::vector<Deed> deeds = next_batch(program, next);
  in_flight_ = deeds.size();
  send(deeds, clock_ + 1);
  if (leaves_open_) {
    put_reports_first();
    return next;
  }
  const Geometry& geometry = device_.geometry();
  const auto numd = NumberOfDwords::of_count(report_bytes(geometry.zones, 0) / 4);
  look({.nsid = geometry.nsid, .body = ZoneManagementReceive{.numd = numd}});
  for (const ZoneId zone : zones_in_question(oracle_, deeds))
    for (const Command& read : reads_of(geometry, zone, device_.state().zone(zone).zcap)) look(read);
  return next;
}

void Batches::grant_freedoms() {
  if (in_flight_ < 2) return;
  const auto looks = history_.begin() + static_cast<std::ptrdiff_t>(in_flight_);
  const InFlight batch{oracle_, {history_.begin(), looks}, {looks, history_.end()}};
  for (auto each = history_.begin(); each != looks; ++each) each->free = batch.frees(*each);
}

bool Batches::is_half_known() const {
  return InFlight{oracle_, history_}.half_known() != 0;
}

// As a run does with a history that it ends (Together::close).
void Batches::believe(const Linearization& found) {
  const Oracle before = std::exchange(oracle_, found.after);
  if (is_half_known()) return give_up();
  if (!leaves_open_) return;
  const std::vector<OpenZone> open = open_zones(before, oracle_, without(found.left_out, history_), kBudgetOfAZone);
  oracle_.forget_places();
  for (const OpenZone& each : open) {
    if (each.only_content)
      oracle_.forget_content(each.zone);
    else
      oracle_.give_up(each.zone);
  }
}

void Batches::give_up() {
  oracle_.forget_places();
  for (const HistoryEntry& each : history_) oracle_.lose(each.command);
  adopt_what_is_uncertain(device_, oracle_);
}

}  // namespace zns::fuzz
