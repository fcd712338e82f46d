// Format NVM: zones that it passes over, and what it takes that is not there.
#include <memory>
#include <variant>

#include "reference/device/event.hpp"
#include "reference/device/subsystem.hpp"
#include "reference/mutants/catalogue.hpp"
#include "reference/mutants/parts.hpp"

namespace zns::mutants {
namespace {

constexpr std::string_view kUnchecked = "plausible: a field that nobody checks";
constexpr std::string_view kExtensions = "zdes=1";
constexpr std::string_view kManaged = "nsmgmt=yes,nn=6";

const FormatNvm* formats(const AdminSituation& s) {
  return std::get_if<FormatNvm>(&s.command.body);
}

bool is_done(const AdminSituation& s, const AdminEffect& effect) {
  return formats(s) != nullptr && effect.status == kSuccess;
}

// As it was before, but for zones that are formatted.
template <class Formats>
std::shared_ptr<const Namespace> formatted_where(const Namespace& before, Formats is_formatted) {
  Namespace ns = before;
  for (ZoneId zone = 0; zone < ns.geometry.zones; ++zone) {
    if (!is_formatted(ns, zone)) continue;
    if (auto effect = background(ns.geometry, ns.state, {EventKind::Renew, zone})) apply(ns.state, *effect);
  }
  return std::make_shared<const Namespace>(ns);
}

template <class Formats>
void formats_where(AdminEffect& effect, Formats is_formatted) {
  for (Change& change : effect.changes)
    if (auto* set = std::get_if<Set<NamespaceAt, std::shared_ptr<const Namespace>>>(&change))
      set->after = formatted_where(*set->before, is_formatted);
}

void does_nothing(const AdminSituation& s, AdminEffect& effect) {
  if (is_done(s, effect)) effect.changes.clear();
}

void erases_nothing(const AdminSituation& s, AdminEffect& effect) {
  if (is_done(s, effect) && formats(s)->ses != 0) effect.changes.clear();
}

template <ZoneState Kept>
void keeps(const AdminSituation& s, AdminEffect& effect) {
  if (is_done(s, effect))
    formats_where(effect, [](const Namespace& ns, ZoneId zone) { return ns.state.zone(zone).zs != Kept; });
}

void keeps_opened(const AdminSituation& s, AdminEffect& effect) {
  if (is_done(s, effect))
    formats_where(effect, [](const Namespace& ns, ZoneId zone) { return !is_open(ns.state.zone(zone).zs); });
}

void forgets_the_first_zone(const AdminSituation& s, AdminEffect& effect) {
  if (is_done(s, effect)) formats_where(effect, [](const Namespace&, ZoneId zone) { return zone != 0; });
}

// An Empty zone is as it should be already, it thinks, whatever extension it has.
void keeps_extensions(const AdminSituation& s, AdminEffect& effect) {
  if (is_done(s, effect))
    formats_where(effect, [](const Namespace& ns, ZoneId zone) { return ns.state.extension(zone) == nullptr; });
}

void is_no_command(const AdminSituation& s, AdminEffect& effect) {
  if (formats(s) != nullptr) effect = {.status = Status::InvalidCommandOpcode};
}

// A command with a fault succeeds: and formats nothing, ...
template <auto HasFault>
void swallows(const AdminSituation& s, AdminEffect& effect) {
  if (formats(s) != nullptr && effect.status != kSuccess && HasFault(s)) effect = {};
}

// ... or formats all the same, whatever it then answers.
template <auto HasFault, Status Answer>
void formats_with(const AdminSituation& s, AdminEffect& effect) {
  if (formats(s) == nullptr || effect.status == kSuccess || !HasFault(s)) return;
  effect = {.status = Answer};
  for (std::size_t place = 0; place < s.subsystem.size(); ++place) {
    const Namespace& ns = s.subsystem[place];
    effect.changes.emplace_back(Set<NamespaceAt, std::shared_ptr<const Namespace>>{
        {place}, std::make_shared<const Namespace>(ns), formatted_where(ns, [](const Namespace&, ZoneId) {
          return true;
        })});
  }
}

Change formatted(const Subsystem& subsystem, std::size_t place) {
  return Set<NamespaceAt, std::shared_ptr<const Namespace>>{
      {place},
      std::make_shared<const Namespace>(subsystem[place]),
      formatted_where(subsystem[place], [](const Namespace&, ZoneId) { return true; })};
}

// Which namespaces: every one, only the first, or the first for another.
void is_of_all(const AdminSituation& s, AdminEffect& effect) {
  if (!is_done(s, effect)) return;
  effect.changes.clear();
  for (std::size_t place = 0; place < s.subsystem.size(); ++place)
    if (s.subsystem.is_active(place, s.at)) effect.changes.push_back(formatted(s.subsystem, place));
}
void is_of_the_first_of_all(const AdminSituation& s, AdminEffect& effect) {
  if (is_done(s, effect) && s.command.nsid == kBroadcastNsid) effect.changes.resize(1);
}
void is_of_the_first(const AdminSituation& s, AdminEffect& effect) {
  if (is_done(s, effect)) effect.changes = {formatted(s.subsystem, 0)};
}

constexpr auto kIsProtected = [](const AdminSituation& s) { return s.subsystem[0].geometry.write_protected; };
constexpr auto kOtherFormat = [](const AdminSituation& s) { return formats(s)->lbaf != 0; };
constexpr auto kProtection = [](const AdminSituation& s) { return formats(s)->pi >= 1 && formats(s)->pi <= 3; };
constexpr auto kReservedProtection = [](const AdminSituation& s) { return formats(s)->pi > 3; };
constexpr auto kReservedErase = [](const AdminSituation& s) { return formats(s)->ses > 2; };
constexpr auto kCryptoErase = [](const AdminSituation& s) { return formats(s)->ses == 2; };
constexpr auto kNsid0 = [](const AdminSituation& s) { return s.command.nsid == 0; };
constexpr auto kAboveNn = [](const AdminSituation& s) { return s.command.nsid > s.subsystem[0].geometry.nn; };

}  // namespace

std::vector<Mutant> format_mutants() {
  constexpr std::string_view kEmpty = "every zone is Empty, and what it held is gone";
  constexpr std::string_view kAborted = "it is aborted, and changes nothing";
  return {
      of_answers("format-does-nothing", "Format NVM succeeds, and changes nothing", kEmpty, {"FMT-011"},
                 "plausible: a stub", does_nothing),
      of_answers("format-erases-nothing", "a user data erase succeeds, and changes nothing", kEmpty, {"FMT-010"},
                 "plausible: a stub", erases_nothing),
      of_answers("format-keeps-full-zones", "Format NVM leaves Full zones as they are", kEmpty, {"FMT-011"}, kTable,
                 keeps<ZoneState::Full>),
      of_answers("format-keeps-closed-zones", "Format NVM leaves Closed zones as they are", kEmpty, {"FMT-011"}, kTable,
                 keeps<ZoneState::Closed>),
      of_answers("format-keeps-open-zones", "Format NVM leaves open zones as they are", kEmpty, {"FMT-011"}, kTable,
                 keeps_opened),
      of_answers("format-forgets-the-first-zone", "Format NVM begins with the second zone", kEmpty, {"FMT-011"}, kLoop,
                 forgets_the_first_zone),
      of_answers("format-keeps-extensions", "Format NVM leaves zones with an extension as they are",
                 "their extension is gone", {"FMT-011"}, kLeak, keeps_extensions, kExtensions),
      of_answers("format-announced-and-absent",
                 "Format NVM ends with Invalid Command Opcode, and OACS says it is there",
                 "OACS bit 1 says that it is there", {"FMT-001"}, "plausible: a bit that was copied", is_no_command),
      of_answers("format-takes-any-lba-format", "Format NVM to a format that is not there succeeds", kAborted,
                 {"FMT-002"}, kUnchecked, swallows<kOtherFormat>),
      of_answers("format-aborts-and-formats", "Format NVM to a format that is not there is aborted, and done", kAborted,
                 {"FMT-002"}, "plausible: checked after the work", formats_with<kOtherFormat, Status::InvalidFormat>),
      of_answers("format-takes-any-protection", "Format NVM with protection information that DPC lacks succeeds",
                 kAborted, {"FMT-003"}, kUnchecked, swallows<kProtection>),
      of_answers("format-takes-reserved-protection", "Format NVM with a reserved type of protection succeeds", kAborted,
                 {"FMT-003"}, kUnchecked, swallows<kReservedProtection>),
      of_answers("format-takes-reserved-erase", "Format NVM with reserved erase settings succeeds", kAborted,
                 {"FMT-005"}, "QEMU", swallows<kReservedErase>),
      of_answers("format-takes-cryptographic-erase", "a cryptographic erase that FNA lacks formats", kAborted,
                 {"FMT-005"}, kUnchecked, formats_with<kCryptoErase, kSuccess>),
      of_answers("format-takes-nsid-0", "Format NVM of NSID 0 formats", kAborted, {"FMT-006"}, kUnchecked,
                 formats_with<kNsid0, kSuccess>),
      of_answers("format-takes-nsid-above-nn", "Format NVM of NSID NN + 1 succeeds", kAborted, {"FMT-006"}, kOffByOne,
                 swallows<kAboveNn>),
      of_answers("format-of-one-formats-all", "Format NVM of one namespace formats all",
                 "it formats the one that it names", {"FMT-010"},
                 "plausible: FNA bit 0 is 0, and the loop has no condition", is_of_all, kManaged),
      of_answers("format-of-another-formats-the-first", "Format NVM of another namespace formats the first",
                 "it formats the one that it names", {"FMT-010", "FMT-011"}, "plausible: NSID is not looked at",
                 is_of_the_first, kManaged),
      of_answers("format-of-all-formats-the-first", "Format NVM of NSID FFFFFFFFh formats the first namespace alone",
                 "it formats all", {"FMT-006"}, kLoop, is_of_the_first_of_all, kManaged),
      of_answers("format-in-spite-of-protection", "Format NVM of a write protected namespace formats it", kAborted,
                 {"FMT-007"}, kUnchecked, formats_with<kIsProtected, kSuccess>),
  };
}

}  // namespace zns::mutants
