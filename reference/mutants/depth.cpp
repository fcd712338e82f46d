// Commands in flight together: lost updates, and completions that belong to another command.
#include <algorithm>

#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {
namespace {

using enum ZoneState;

template <class Body>
bool is_among(std::span<const Command> earlier) {
  return std::any_of(earlier.begin(), earlier.end(),
                     [](const Command& command) { return std::holds_alternative<Body>(command.body); });
}

template <class Body, class Other>
bool races_with(const Situation& situation, std::span<const Command> earlier) {
  return sent<Body>(situation) != nullptr && is_among<Other>(earlier);
}

// Only from so many on.
template <class Body, std::size_t least>
bool races_among_many(const Situation& situation, std::span<const Command> earlier) {
  return sent<Body>(situation) != nullptr && earlier.size() + 1 >= least && is_among<Body>(earlier);
}

std::optional<std::uint64_t> zone_start(const Command& command) {
  const auto* append = std::get_if<ZoneAppend>(&command.body);
  return append != nullptr ? std::optional{append->zslba} : std::nullopt;
}

// Opens another zone than the one before it did.
bool opens_beside_another(const Situation& situation, std::span<const Command> earlier) {
  const Zone* zone = zone_named(situation);
  if (sent<ZoneAppend>(situation) == nullptr || zone == nullptr || zone->zs != Empty) return false;
  return std::any_of(earlier.begin(), earlier.end(), [&](const Command& other) {
    const auto start = zone_start(other);
    return start && *start != sent<ZoneAppend>(situation)->zslba;
  });
}

bool both_succeeded(const Outcome& a, const Outcome& b) {
  return a.status == kSuccess && b.status == kSuccess;
}

// Two appends to the same zone get each other's LBA.
void swap_appends(std::span<const Command> commands, std::span<Outcome> outcomes) {
  for (std::size_t i = 1; i < commands.size(); ++i) {
    const auto start = zone_start(commands[i]);
    if (!start || start != zone_start(commands[i - 1]) || !both_succeeded(outcomes[i], outcomes[i - 1])) continue;
    std::swap(outcomes[i].result, outcomes[i - 1].result);
    return;
  }
}

// An append gets the LBA of an append to another zone.
void swap_zones(std::span<const Command> commands, std::span<Outcome> outcomes) {
  for (std::size_t i = 1; i < commands.size(); ++i) {
    const auto here = zone_start(commands[i]);
    const auto before = zone_start(commands[i - 1]);
    if (!here || !before || *here == *before || !both_succeeded(outcomes[i], outcomes[i - 1])) continue;
    std::swap(outcomes[i].result, outcomes[i - 1].result);
    return;
  }
}

// A command that was aborted, and its neighbour that was not, get each other's status.
void swap_statuses(std::span<const Command>, std::span<Outcome> outcomes) {
  for (std::size_t i = 1; i < outcomes.size(); ++i) {
    if ((outcomes[i].status == kSuccess) == (outcomes[i - 1].status == kSuccess)) continue;
    std::swap(outcomes[i], outcomes[i - 1]);
    return;
  }
}

// From the ninth command on, aborts are told as success.
void lose_aborts(std::span<const Command>, std::span<Outcome> outcomes) {
  for (std::size_t i = 8; i < outcomes.size(); ++i) outcomes[i].status = kSuccess;
}

using Races = bool (*)(const Situation&, std::span<const Command>);
using Completes = void (*)(std::span<const Command>, std::span<Outcome>);

Mutant racing(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
              Races races, std::string_view hard = "only with commands in flight together") {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = kLostUpdate,
          .hard = hard,
          .defect = {.races = races}};
}

Mutant completing(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
                  Completes completes, std::string_view hard = "only with commands in flight together") {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = "plausible: a context that is found by its place, and the places move",
          .hard = hard,
          .defect = {.completes = completes}};
}

}  // namespace

Topic depth_mutants() {
  return {
      racing("appends-share-a-write-pointer", "appends to a zone that are in flight together are given the same LBA",
             "each is given blocks of its own", {"ZNS-ORD-003", "ZNS-APPEND-002"}, races_with<ZoneAppend, ZoneAppend>),
      racing("five-appends-share-a-write-pointer", "from the fifth on, appends in flight together get LBAs twice",
             "each is given blocks of its own", {"ZNS-ORD-003", "ZNS-APPEND-002"}, races_among_many<ZoneAppend, 5>,
             "only with at least five commands in flight"),
      racing("writes-share-a-write-pointer", "several writes to the same LBA that are in flight together succeed",
             "each successful write was at the write pointer", {"ZNS-ORD-002"}, races_with<Write, Write>),
      racing("append-races-write", "an append that is in flight with a write overwrites it",
             "each block is written once", {"ZNS-ORD-003", "ZNS-APPEND-021"}, races_with<ZoneAppend, Write>),
      racing("append-races-reset", "an append that is in flight with Zone Management Send brings the old zone back",
             "some order of the two explains what is there", {"ZNS-ORD-008", "ZNS-ZMS-008"},
             races_with<ZoneAppend, ZoneManagementSend>),
      racing("send-races-write", "Zone Management Send that is in flight with a write loses it",
             "some order of the two explains what is there", {"ZNS-ORD-008", "ZNS-ZMS-008"},
             races_with<ZoneManagementSend, Write>),
      racing("opens-race-for-resources", "appends in flight together open more zones than the limits allow",
             "the limits hold at any time", {"ZNS-RES-002"}, opens_beside_another,
             "only with commands in flight together, at the limit"),
      completing("appends-swap-lbas", "two appends in flight together are told each other's LBA",
                 "each is told its own", {"ZNS-APPEND-001", "ZNS-ORD-003"}, swap_appends),
      completing("appends-swap-lbas-of-zones", "appends to two zones in flight together are told each other's LBA",
                 "each is told its own", {"ZNS-APPEND-001", "ZNS-ORD-003"}, swap_zones),
      completing("statuses-swapped", "an aborted command in flight and its neighbour get each other's completion",
                 "each gets its own", {"ZNS-ORD-002"}, swap_statuses),
      completing("ninth-abort-is-success", "from the ninth command in flight on, aborts are told as success",
                 "an aborted command is told so", {"ZNS-ORD-002"}, lose_aborts,
                 "only with at least nine commands in flight"),
  };
}

}  // namespace zns::mutants
