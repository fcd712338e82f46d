#include "reference/oracle/judge/status_verdict.hpp"

#include <algorithm>
#include <iterator>
#include <type_traits>
#include <utility>
#include <variant>

#include "reference/device/namespace/transition.hpp"
#include "reference/spec/footprint.hpp"
#include "reference/spec/text.hpp"

namespace zns {
namespace {

// The structures of Identify that are judged (a later revision may define others), and what says that they are
// returned.
struct Structure {
  Cns cns;
  ClauseId clause;
};
constexpr Structure kStructures[] = {{Cns::Namespace, "ID-CNS-000a"},
                                     {Cns::Controller, "ID-CNS-001a"},
                                     {Cns::ActiveNamespaces, "ID-CNS-002a"},
                                     {Cns::NamespaceIdentificationDescriptors, "ID-CNS-003a"},
                                     {Cns::CommandSetNamespace, "ID-CNS-005a"},
                                     {Cns::CommandSetController, "ID-CNS-006a"},
                                     {Cns::CommandSetActiveNamespaces, "ID-CNS-007a"},
                                     {Cns::CommandSets, "NST-010"}};

// I/O commands that change nothing and that this project gives no meaning to: Compare and Verify. Whether a device has
// them is for its Commands Supported and Effects to say.
constexpr std::uint8_t kWithoutMeaning[] = {0x05, 0x0C};

bool is_without_meaning(const Command& command) {
  const auto* other = std::get_if<OtherCommand>(&command.body);
  return other != nullptr &&
         std::find(std::begin(kWithoutMeaning), std::end(kWithoutMeaning), other->opcode) != std::end(kWithoutMeaning);
}

// Which namespace an Identify asks about.
enum class Asked : std::uint8_t { Active, Common, Other };

Asked asked(const Geometry& geometry, std::uint32_t nsid) {
  if (nsid == geometry.nsid) return Asked::Active;
  return nsid == kBroadcastNsid ? Asked::Common : Asked::Other;
}

// What is said of the structure of an active namespace (kStructures) holds of no other.
ClauseId clause_of(const Geometry& geometry, const Identify& identify, std::uint32_t nsid) {
  const Asked about = asked(geometry, nsid);
  const bool other = about == Asked::Other;
  if (identify.cns == Cns::Namespace && about != Asked::Active) return either(other, "ID-CNS-000b", "ID-CNS-000d");
  if (identify.cns == Cns::CommandSetNamespace && about != Asked::Active)
    return either(other, "ID-CNS-005b", "ID-CNS-005f");
  if (identify.cns == Cns::CommandSetController && identify.csi == Csi::Nvm) return "ID-CNS-006b";
  if (identify.cns == Cns::CommandSetActiveNamespaces && identify.csi == Csi::Nvm) return "ID-CNS-007d";
  for (const Structure& known : kStructures)
    if (known.cns == identify.cns) return known.clause;
  return "ID-001";
}

// A zone, or a resource, that is found in the way of a write, and is not: whichever command is so refused.
bool speaks_of_a_zone(Status status) {
  return status >= Status::ZoneBoundaryError && status <= Status::TooManyOpenZones;
}

void add_unique(std::vector<std::string>& list, std::string text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(std::move(text));
}

Wrong as_data(const Verdict& verdict, const Effect& expected, Status seen, std::optional<ZoneId> zone) {
  Wrong wrong{.what = What::Status,
              .clauses = verdict.clauses,
              .seen = static_cast<std::uint16_t>(seen),
              .zone = zone,
              .expected = verdict.expected,
              .observed = verdict.observed};
  for (const Fault& fault : expected.faults.all())
    if (fault.status != seen) wrong.permitted.push_back(static_cast<std::uint16_t>(fault.status));
  if (expected.faults.must_abort()) return wrong;
  wrong.permitted.push_back(static_cast<std::uint16_t>(kSuccess));
  if (speaks_of_a_zone(seen)) wrong.clauses.clear();
  return wrong;
}

// The clause by which the status may take the place of any answer.
ClauseId clause_of_passing(Status status) {
  if (status == Status::SanitizeInProgress) return "ZNS-RST-043";
  return either(status == Status::FormatInProgress, "ZNS-RST-032", "ZNS-GEN-014");
}

}  // namespace

bool is_judged(const Geometry& geometry, const Command& command) {
  const bool by_sgl = command.psdt == Psdt::Sgl || command.psdt == Psdt::SglAndMetadataSegment;
  if (by_sgl && geometry.sgls) return false;  // what the SGL says is not known
  if (command.queue == Queue::Io) return !is_without_meaning(command);
  const auto* identify = std::get_if<Identify>(&command.body);
  return identify != nullptr && std::any_of(std::begin(kStructures), std::end(kStructures),
                                            [=](const Structure& known) { return known.cns == identify->cns; });
}

ClauseId clause_of_success(const Geometry& geometry, const Command& command) {
  return std::visit(
      [&](const auto& body) -> ClauseId {
        using Body = std::decay_t<decltype(body)>;
        if constexpr (std::is_same_v<Body, Write>) return "ZNS-IO-023";
        if constexpr (std::is_same_v<Body, WriteZeroes>) return "ZNS-IO-024";
        if constexpr (std::is_same_v<Body, ZoneAppend>) return "ZNS-APPEND-001";
        if constexpr (std::is_same_v<Body, Read>) return "ZNS-IO-004";
        if constexpr (std::is_same_v<Body, Flush>) return "ZNS-IO-054";
        if constexpr (std::is_same_v<Body, ZoneManagementReceive>) return "ZNS-ZMR-001";
        if constexpr (std::is_same_v<Body, Identify>) return clause_of(geometry, body, command.nsid);
        if constexpr (std::is_same_v<Body, ZoneManagementSend>) {
          if (body.select_all) return "ZNS-ZMS-004";
          return clause_of(body.zsa);
        }
        return "GEN-020";
      },
      command.body);
}

Verdict wrong_status(const Geometry& geometry, const Command& command, const Effect& expected, Status seen,
                     std::optional<ZoneId> zone) {
  Verdict verdict{
      .judgement = Judgement::NotPermitted, .clauses = {}, .expected = {}, .observed = to_string(seen), .zones = {}};
  for (const Fault& fault : expected.faults.all()) {
    if (fault.status != seen) add_unique(verdict.expected, to_string(fault.status));  // or there was no reason
    verdict.clauses.push_back(fault.clause);
  }
  if (!expected.faults.must_abort()) {
    verdict.expected.insert(verdict.expected.begin(), to_string(kSuccess));
    verdict.clauses.insert(verdict.clauses.begin(), clause_of_success(geometry, command));
  }
  verdict.wrong = {as_data(verdict, expected, seen, zone)};
  return verdict;
}

bool is_of_a_barred_class(const Command& command, Status status) {
  if (command.queue != Queue::Io || !is_barred(status)) return false;
  return status != Status::NamespaceIsWriteProtected || footprint(command).changes_zones();
}

std::optional<Verdict> beside_the_command(const Command& command, Status seen) {
  Verdict verdict{.judgement = Judgement::Inconclusive,
                  .clauses = {clause_of_passing(seen)},
                  .expected = {},
                  .observed = to_string(seen),
                  .zones = {}};
  if (is_of_a_barred_class(command, seen)) {
    verdict.clauses = {"ZNS-GEN-042"};
    return verdict;
  }
  const bool own = is_vendor_specific(seen);
  if (!own && !is_passing(command.queue, seen)) return std::nullopt;
  if (!own) return verdict;
  verdict.judgement = Judgement::Noteworthy;
  verdict.clauses = {"ZNS-GEN-043"};
  return verdict;
}

}  // namespace zns
