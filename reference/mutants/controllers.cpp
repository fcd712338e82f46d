// The life of a controller as its properties tell it: enabled, disabled and shut down; its command sets; and what all
// that does to the others of its subsystem.
#include <utility>

#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/event_parts.hpp"

namespace zns::mutants {
namespace {

using Property = PropertySituation;

constexpr std::string_view kTwo = "controllers=2";
constexpr std::string_view kRegisterFile = "plausible: a register file in which nobody looks at the kind of a register";
constexpr std::string_view kOneState = "plausible: one state of the subsystem where each controller has its own";
constexpr std::string_view kForgotten = "plausible: a reset that goes through a list of things, with one left out";

[[nodiscard]] const Controller& controller(const Property& s) {
  return s.subsystem.controller(s.at);
}
[[nodiscard]] std::optional<std::uint32_t> written(const Property& s) {
  const auto found = s.past.written.find({s.at.controller, s.offset});
  return found == s.past.written.end() ? std::nullopt : std::optional{found->second};
}

// ---- what properties read as ----------------------------------------------------------------------------------------

std::uint32_t is_ready_while_disabled(const Property& s, std::uint32_t right) {
  return s.offset == property::kCsts ? right | encode(Csts{.rdy = true}) : right;
}
std::uint32_t is_never_ready_again(const Property& s, std::uint32_t right) {
  return s.offset == property::kCsts && s.past.restarts > 0 ? right & ~encode(Csts{.rdy = true}) : right;
}
std::uint32_t never_shuts_down(const Property& s, std::uint32_t right) {
  Csts csts = decode_csts(right);
  if (s.offset != property::kCsts || csts.shst != ShutdownStatus::Complete) return right;
  csts.shst = ShutdownStatus::Occurring;
  return encode(csts);
}
std::uint32_t has_failed_since_a_reset(const Property& s, std::uint32_t right) {
  return s.offset == property::kCsts && s.past.restarts > 0 ? right | encode(Csts{.cfs = true}) : right;
}
std::uint32_t tells_of_subsystem_resets(const Property& s, std::uint32_t right) {
  const bool touched = s.past.written.contains({s.at.controller, property::kNssr});
  return s.offset == property::kCsts && touched ? right | encode(Csts{.nssro = true}) : right;
}
std::uint32_t has_no_entry_sizes(const Property& s, std::uint32_t right) {
  Cc cc = decode_cc(right);
  cc.iosqes = cc.iocqes = 0;
  return s.offset == property::kCc ? encode(cc) : right;
}

template <std::uint32_t Offset>
std::uint32_t shows_what_was_written(const Property& s, std::uint32_t right) {
  return s.offset == Offset ? written(s).value_or(right) : right;
}
template <std::uint32_t Offset, std::uint32_t Flipped>
std::uint32_t flips(const Property& s, std::uint32_t right) {
  return s.offset == Offset ? right ^ Flipped : right;
}

constexpr std::uint32_t kReservedInCap = 1U << 19;
constexpr std::uint32_t kSelectableInHighCap = 1U << 11;  // CAP.CSS bit 6
constexpr std::uint32_t kMinorInVs = 1U << 8;

// ---- what follows from a write --------------------------------------------------------------------------------------

bool disables(const Property& s) {
  return s.offset == property::kCc && controller(s).registers.cc().en && !decode_cc(s.value).en;
}
bool enables(const Property& s) {
  return s.offset == property::kCc && !controller(s).registers.cc().en && decode_cc(s.value).en;
}
bool begins_shutdown(const Property& s) {
  return s.offset == property::kCc && controller(s).life() == Life::Enabled &&
         decode_cc(s.value).shn != ShutdownNotification::None;
}

// The controller as it is after what `when` says is changed further.
template <bool (*when)(const Property&), void (*edit)(const Controller& before, Controller& after)>
void leaves(const Property& s, ControlEffect& effect) {
  if (!when(s)) return;
  edit_controllers(effect.changes, [&](At at, const Controller& before, Controller& after) {
    if (at == s.at) edit(before, after);
  });
}

void keep_second_queues(const Controller& before, Controller& after) {
  constexpr std::uint16_t kSecond = 2;
  if (const auto found = before.queues.submission.find(kSecond); found != before.queues.submission.end())
    after.queues.submission.insert(*found);
  if (const auto found = before.queues.completion.find(kSecond); found != before.queues.completion.end())
    after.queues.completion.insert(*found);
}
void keep_io_queues(const Controller& before, Controller& after) {
  after.queues.submission.insert(before.queues.submission.begin(), before.queues.submission.end());
  after.queues.completion.insert(before.queues.completion.begin(), before.queues.completion.end());
}
template <void (*keep)(const Controller&, Controller&)>
void keeps_queues(const Property& s, ControlEffect& effect) {
  leaves<disables, keep>(s, effect);
  leaves<enables, keep>(s, effect);
}

void forget_aqa(const Controller&, Controller& after) {
  after.registers.write(property::kAqa, 0, 4);
}
void forget_addresses(const Controller&, Controller& after) {
  after.registers.write(property::kAsq, 0, 8);
  after.registers.write(property::kAcq, 0, 8);
}
void keep_requests(const Controller& before, Controller& after) {
  after.events = before.events;
}
void take_every_set(const Controller&, Controller& after) {
  after.command_sets = CommandSets::AllSupported;
}
void keep_nvm_alone(const Controller& before, Controller& after) {
  if (before.command_sets == CommandSets::Nvm) after.command_sets = CommandSets::Nvm;
}

bool is_high_half(std::uint32_t offset) {
  return offset == property::kAsq + 4 || offset == property::kAcq + 4;
}
void loses_high_halves(const Property& s, ControlEffect& effect) {
  if (is_high_half(s.offset)) effect = {};
}
void clears_high_halves(const Property& s, ControlEffect& effect) {
  if (!is_high_half(s.offset + 4)) return;
  edit_controllers(effect.changes,
                   [&](At, const Controller&, Controller& after) { after.registers.write(s.offset + 4, 0, 4); });
}

void resets_by_any_value(const Property& s, ControlEffect& effect) {
  if (s.offset == property::kNssr) effect = write_property(s.subsystem, s.at, s.offset, kResetSubsystem);
}

// ---- the others -----------------------------------------------------------------------------------------------------

// What `when` says happens to one controller: each of the others is changed, too.
template <bool (*when)(const Property&), void (*edit)(const Controller& self, Controller& other)>
void reaches_others(const Property& s, ControlEffect& effect) {
  if (!when(s)) return;
  for (std::size_t i = 0; i < s.subsystem.controllers(); ++i) {
    if (i == s.at.controller) continue;
    Controller other = s.subsystem.controller({i});
    edit(controller(s), other);
    effect.changes.emplace_back(
        ControllerSet{{i}, s.subsystem.share({i}), std::make_shared<const Controller>(std::move(other))});
  }
}
void reset_wholly(const Controller&, Controller& other) {
  other.registers.reset(Reset::Controller);
  other.queues = {};
  other.events.reset();
}
void drop_requests(const Controller&, Controller& other) {
  other.events.reset();
}
void lose_admin_queues(const Controller&, Controller& other) {
  other.registers.write(property::kAqa, 0, 4);
}

void shares_command_sets(const Property& s, ControlEffect& effect) {
  if (!enables(s)) return;
  const CommandSets sets = decode_cc(s.value).css;
  for (std::size_t i = 0; i < s.subsystem.controllers(); ++i) {
    if (i == s.at.controller) continue;
    Controller other = s.subsystem.controller({i});
    other.command_sets = sets;
    effect.changes.emplace_back(
        ControllerSet{{i}, s.subsystem.share({i}), std::make_shared<const Controller>(std::move(other))});
  }
}

void initialises_at_the_first_shutdown(const Property& s, ControlEffect& effect) {
  if (begins_shutdown(s)) effect.namespaces = Reset::Shutdown;
}
void initialises_nothing(const Property&, ControlEffect& effect) {
  if (effect.namespaces == Reset::Shutdown) effect.namespaces.reset();
}
void initialises_nothing_abruptly(const Property& s, ControlEffect& effect) {
  if (decode_cc(s.value).shn == ShutdownNotification::Abrupt) initialises_nothing(s, effect);
}

// ---- the catalogue --------------------------------------------------------------------------------------------------

using Shows = std::uint32_t (*)(const Property&, std::uint32_t);
using Controls = void (*)(const Property&, ControlEffect&);

Mutant shown(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
             std::string_view origin, Shows shows) {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = origin,
          .defect = {.shows = shows}};
}

Mutant controlled(std::string_view id, std::string_view wrong, std::string_view right, std::vector<ClauseId> clauses,
                  std::string_view origin, Controls controls, std::string_view options = {}) {
  return {.id = id,
          .wrong = wrong,
          .right = right,
          .clauses = std::move(clauses),
          .origin = origin,
          .geometry = options,
          .defect = {.controls = controls}};
}

}  // namespace

Topic property_mutants() {
  return {
      shown("ready-while-disabled", "CSTS.RDY stays 1 after CC.EN = 0", "it becomes 0", {"REG-006"}, kForgotten,
            is_ready_while_disabled),
      shown("never-ready-again", "after the first reset CSTS.RDY stays 0", "it becomes 1", {"REG-005"}, kForgotten,
            is_never_ready_again),
      shown("shutdown-never-complete", "CSTS.SHST stays 01b", "it becomes 10b", {"REG-012"},
            "plausible: a shutdown that waits for an interrupt which is masked", never_shuts_down),
      shown("fatal-status-after-reset", "CSTS.CFS is 1 after a reset", "it is 0 where nothing fatal happened",
            {"REG-015"}, kForgotten, has_failed_since_a_reset),
      shown("subsystem-reset-told", "CSTS.NSSRO is 1 once NSSR was written, with whatever value",
            "other values than the one that is defined do nothing", {"REG-014"}, kRegisterFile,
            tells_of_subsystem_resets),
      shown("nssr-reads-back", "NSSR reads as it was written", "it reads 0", {"REG-014"}, kRegisterFile,
            shows_what_was_written<property::kNssr>),
      shown("capabilities-written", "CAP reads as it was written", "it is read only", {"REG-001"}, kRegisterFile,
            shows_what_was_written<property::kCap>),
      shown("version-written", "VS reads as it was written", "it is read only", {"REG-001"}, kRegisterFile,
            shows_what_was_written<property::kVs>),
      shown("capabilities-reserved-bit", "a reserved bit of CAP is 1", "it is 0", {"REG-001"}, kField,
            flips<property::kCap, kReservedInCap>),
      shown("version-differs", "VS has another minor version than Identify Controller", "VER is VS", {"ID-CNS-001b"},
            "plausible: two places to change at an update", flips<property::kVs, kMinorInVs>),
      shown("command-sets-not-selectable", "CAP.CSS bit 6 is 0", "it is 1 with a zoned namespace", {"NST-001"}, kField,
            flips<property::kCap + 4, kSelectableInHighCap>),
      shown("configuration-without-entry-sizes", "CC.IOSQES and CC.IOCQES read 0", "they read as they were written",
            {"REG-009"}, kField, has_no_entry_sizes),
      controlled("address-high-half-lost", "the high halves of ASQ and ACQ are not written", "both halves are",
                 {"REG-003"}, kTruncated, loses_high_halves),
      controlled("address-high-half-cleared", "a write of the low half of ASQ or ACQ clears the high one", "it stays",
                 {"REG-003"}, kTruncated, clears_high_halves),
      controlled("subsystem-reset-by-any-value", "NSSR resets the subsystem whatever is written to it",
                 "the value 4E564D65h does alone", {"REG-014"}, kRegisterFile, resets_by_any_value),
  };
}

Topic controller_life_mutants() {
  return {
      controlled("reset-keeps-io-queues", "CC.EN = 0 leaves I/O queues", "they are gone", {"REG-010"}, kForgotten,
                 keeps_queues<keep_io_queues>),
      controlled("reset-keeps-second-queue", "CC.EN = 0 leaves I/O queues with identifier 2", "all are gone",
                 {"REG-010"}, kLoop, keeps_queues<keep_second_queues>),
      controlled("reset-clears-admin-sizes", "CC.EN = 0 clears AQA", "it keeps AQA, ASQ and ACQ", {"REG-010"},
                 "plausible: one function for all kinds of resets", leaves<disables, forget_aqa>),
      controlled("reset-clears-admin-addresses", "CC.EN = 0 clears ASQ and ACQ", "it keeps AQA, ASQ and ACQ",
                 {"REG-010"}, "plausible: one function for all kinds of resets", leaves<disables, forget_addresses>),
      controlled("disabled-keeps-event-requests", "requests from before CC.EN = 0 wait still", "they are gone",
                 {"AER-003", "REG-010"}, kForgotten, leaves<disables, keep_requests>),
      controlled("command-sets-ignored", "with CC.CSS 000b zoned namespaces take zoned commands",
                 "the NVM Command Set is there alone", {"NST-004"}, "plausible: CC.CSS is stored and never read",
                 leaves<enables, take_every_set>),
      controlled("command-sets-stay", "once CC.CSS was 000b, it counts for good", "each CC.EN = 1 takes it anew",
                 {"NST-005"}, kForgotten, leaves<enables, keep_nvm_alone>),
      controlled("command-sets-of-all", "CC.CSS of one controller counts for all", "for that one", {"NST-005"},
                 kOneState, shares_command_sets, kTwo),
      controlled("reset-of-one-resets-all", "CC.EN = 0 of one controller resets the others", "they go on",
                 {"REG-010", "ZNS-RST-007"}, kOneState, reaches_others<disables, reset_wholly>, kTwo),
      controlled("reset-of-one-clears-registers", "CC.EN = 0 of one controller clears AQA of the others",
                 "each has its own", {"REG-010"}, kOneState, reaches_others<disables, lose_admin_queues>, kTwo),
      controlled("reset-of-one-drops-events", "CC.EN = 0 of one controller drops the others' event requests",
                 "they wait still", {"AER-003"}, kOneState, reaches_others<disables, drop_requests>, kTwo),
      controlled("shutdown-of-one-drops-events", "the shutdown of one controller drops the others' event requests",
                 "they wait still", {"AER-001"}, kOneState, reaches_others<begins_shutdown, drop_requests>, kTwo),
      controlled("shutdown-of-one-resets-all", "the shutdown of one controller resets the others", "they go on",
                 {"ZNS-RST-008"}, kOneState, reaches_others<begins_shutdown, reset_wholly>, kTwo),
      controlled("shutdown-of-one-initialises", "the shutdown of one of several controllers initialises the zones",
                 "the shutdown of the last one does", {"ZNS-RST-008"}, kOneState, initialises_at_the_first_shutdown,
                 kTwo),
      controlled("shutdown-of-all-initialises-nothing", "zones are as before when all controllers have shut down",
                 "they are initialised", {"ZNS-RST-001"}, "plausible: a count of controllers that never gets to 0",
                 initialises_nothing, kTwo),
      controlled("abrupt-shutdown-initialises-nothing", "zones are as before when all have shut down abruptly",
                 "they are initialised", {"ZNS-RST-009"}, "plausible: a shutdown that has to be quick",
                 initialises_nothing_abruptly, kTwo),
  };
}

}  // namespace zns::mutants
