#include "fuzz/batches.hpp"

#include <algorithm>
#include <set>

#include "fuzz/device.hpp"
#include "fuzz/witnessed.hpp"
#include "reference/device/step.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::fuzz {
namespace {

constexpr std::size_t kMostDepth = 4;

// Zones that were written beside a Reset: a report may not say which came first, but what they hold does.
std::set<ZoneId> zones_in_question(const Oracle& oracle, const std::vector<Command>& commands) {
  std::set<ZoneId> zones;
  if (std::none_of(commands.begin(), commands.end(), is_reset)) return zones;
  for (const Command& command : commands)
    if (const auto zone = oracle.named_zone(command); zone && is_write_operation(command)) zones.insert(*zone);
  return zones;
}

}  // namespace

void Batches::send(const std::vector<Command>& commands, std::uint64_t returned) {
  std::vector<mutants::Flight> flights;
  for (const Command& command : commands) {
    const auto host = payload(device_.geometry(), command, ++generation_);
    const auto& sent = buffers_.emplace_back(host.begin(), host.end());
    auto& data = buffers_.emplace_back(bytes_from_device(device_.geometry(), command));
    flights.push_back({.command = command, .to_device = sent, .from_device = data});
  }
  const std::vector<mutants::Outcome> outcomes = device_.submit_together(flights);
  for (std::size_t i = 0; i < flights.size(); ++i) {
    lost_ = lost_ || outcomes[i].lost || outcomes[i].overran;
    history_.push_back(
        {.command = flights[i].command,
         .to_device = flights[i].to_device,
         .seen = {.status = outcomes[i].status, .result = outcomes[i].result, .data = flights[i].from_device},
         .called = clock_,
         .returned = returned + i});
  }
}

std::size_t Batches::carry_out(const Program& program, std::size_t first) {
  history_.clear();
  buffers_.clear();
  const Geometry& geometry = device_.geometry();
  std::vector<Command> commands;
  std::size_t next = first;
  for (; next < program.size() && commands.size() < kMostDepth; ++next) {
    const Record record = program.at(next);
    if (next != first && record.zone % 2 == 0) break;
    Deed todo = deed(geometry, device_.state(), record);
    if (geometry.sgls) todo.command.psdt = Psdt::Prp;  // what an SGL says is not judged, and not in a history
    if (todo.kind != Deed::Kind::Send && next != first) break;
    if (todo.kind == Deed::Kind::Send)
      commands.push_back(todo.command);
    else
      happen(device_, oracle_, todo);
  }
  send(commands, clock_ + 1);
  clock_ += 100;
  const auto numd = NumberOfDwords::of_count(report_bytes(geometry.zones, 0) / 4);
  send({{.nsid = geometry.nsid, .body = ZoneManagementReceive{.numd = numd}}}, clock_ + 1);
  clock_ += 100;
  for (const ZoneId zone : zones_in_question(oracle_, commands)) {
    for (const Command& read : reads_of(geometry, zone, device_.state().zone(zone).zcap)) {
      send({read}, clock_ + 1);
      clock_ += 100;
    }
  }
  return next;
}

}  // namespace zns::fuzz
