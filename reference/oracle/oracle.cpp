#include "reference/oracle/oracle.hpp"

#include "reference/device/step.hpp"
#include "reference/oracle/digest.hpp"
#include "reference/oracle/judge/judge.hpp"

namespace zns {

Verdict Oracle::observe(const Command& command, std::span<const std::byte> to_device, const Observed& seen) {
  Verdict verdict = observe_remembered(command, remembered(command, to_device, geometry().lba_bytes), seen);
  const bool sends = bytes_to_device(geometry(), command) != 0;
  const bool wrong_pointer = sends && (seen.wrong_prps || command.psdt != Psdt::Prp);
  const bool not_judged = verdict.judgement == Judgement::NotJudged;
  if (is_formatted_by(command, seen.status))
    belief_.format();
  else if (seen.status == kSuccess && (wrong_pointer || not_judged))
    lose(command);
  else if (not_judged && leaves_undecided(seen.status))
    belief_.doubt_zones_of(command);
  else if (wrong_pointer && is_write_operation(command))
    belief_.doubt_opening(command);
  return verdict;
}

bool Oracle::is_formatted_by(const Command& command, Status status) const {
  const bool names_it = command.nsid == geometry().nsid || command.nsid == kBroadcastNsid;
  return status == kSuccess && names_it && std::holds_alternative<FormatNvm>(command.body);
}

Verdict Oracle::observe_remembered(const Command& command, std::span<const std::byte> payload, const Observed& seen) {
  return Judge{belief_, Notes{tally_}}.observe(command, payload, seen);
}

}  // namespace zns
