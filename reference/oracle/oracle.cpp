#include "reference/oracle/oracle.hpp"

#include "reference/device/step.hpp"
#include "reference/oracle/digest.hpp"
#include "reference/oracle/judge/judge.hpp"
#include "reference/spec/log_pages.hpp"

namespace zns {

namespace {

const Sanitize* sanitize_of(const Command& command, Status status) {
  return status == kSuccess ? std::get_if<Sanitize>(&command.body) : nullptr;
}

// What Sanitize Status says; nothing where the command has not read so much of it.
std::optional<SanitizeState> sanitize_state(const Command& command, const Observed& seen) {
  const auto* get = std::get_if<GetLogPage>(&command.body);
  const bool has_read = get != nullptr && get->lid == Lid::SanitizeStatus && get->lpo == 0 && seen.data.size() >= 4;
  if (seen.status != kSuccess || !has_read) return std::nullopt;
  return decode_sanitize_status(seen.data).state();
}

Verdict unjudged() {
  return {.judgement = Judgement::NotJudged, .clauses = {}, .expected = {}, .observed = {}, .zones = {}};
}

}  // namespace

Verdict Oracle::observe(const Command& command, std::span<const std::byte> to_device, const Observed& seen) {
  if (sanitize_ && !std::holds_alternative<Identify>(command.body)) {
    note_while_sanitizing(command, seen);
    return unjudged();
  }
  if (const Sanitize* sanitize = sanitize_of(command, seen.status)) {
    note_sanitize(*sanitize);
    return unjudged();
  }
  Verdict verdict = observe_remembered(command, remembered(command, to_device, geometry().lba_bytes), seen);
  const bool sends = bytes_to_device(geometry(), command) != 0;
  const bool wrong_pointer = sends && (seen.wrong_prps || command.psdt != Psdt::Prp);
  const bool not_judged = verdict.judgement == Judgement::NotJudged;
  if (is_formatted_by(command, seen.status))
    belief_.renew();
  else if (seen.status == kSuccess && (wrong_pointer || not_judged))
    lose(command);
  else if (not_judged && leaves_undecided(seen.status))
    belief_.doubt_zones_of(command);
  else if (wrong_pointer && is_write_operation(command))
    belief_.doubt_opening(command);
  return verdict;
}

// An operation is started. Exit Failure Mode changes nothing where there was no failure.
void Oracle::note_sanitize(const Sanitize& command) {
  if (command.sanact != SanitizeAction::ExitFailureMode) sanitize_ = Sanitizing{.command = command};
}

// Whatever it left of zones that are not to be deallocated is for a report to say (ZNS-RST-042); so it is after a
// failure.
void Oracle::end_sanitize(bool succeeded) {
  if (succeeded && !sanitize_->command.ndas)
    belief_.renew();
  else
    for (ZoneId zone = 0; zone < geometry().zones; ++zone) belief_.give_up(zone);
  sanitize_.reset();
}

// Whether it goes on is known from the log page alone: a command that was carried out may have come behind its end, or
// past a gate (ZNS-RST-043). A failure is left by Exit Failure Mode.
void Oracle::note_while_sanitizing(const Command& command, const Observed& seen) {
  if (const Sanitize* sanitize = sanitize_of(command, seen.status)) {
    if (sanitize->sanact != SanitizeAction::ExitFailureMode)
      sanitize_ = Sanitizing{.command = *sanitize};
    else if (sanitize_->failed)
      end_sanitize(false);
    return;
  }
  const std::optional<SanitizeState> state = sanitize_state(command, seen);
  if (!state) return;
  sanitize_->failed = *state == SanitizeState::Failed;
  if (*state != SanitizeState::InProgress && !sanitize_->failed) end_sanitize(true);
}

bool Oracle::is_formatted_by(const Command& command, Status status) const {
  const bool names_it = command.nsid == geometry().nsid || command.nsid == kBroadcastNsid;
  return status == kSuccess && names_it && std::holds_alternative<FormatNvm>(command.body);
}

Verdict Oracle::observe_remembered(const Command& command, std::span<const std::byte> payload, const Observed& seen) {
  return Judge{belief_, Notes{tally_}}.observe(command, payload, seen);
}

}  // namespace zns
