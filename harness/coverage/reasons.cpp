// Why clauses have no case, in the catalogue's order. A reason goes when the first case cites its clause; a test says
// so.
#include "harness/coverage/coverage.hpp"

namespace zns::harness {
namespace {

constexpr Reason kReasons[] = {
    // General rules.
    {"ZNS-GEN-001 GEN-001", Why::Latitude, "every case permits the set of all statuses that apply"},
    {"ZNS-GEN-008 GEN-005", Why::Latitude, "DNR is prescribed for no status of a wrong command"},
    {"GEN-006", Why::Hidden, "a status that asks for a retry cannot be provoked"},
    {"ZNS-GEN-044", Why::Hidden, "a rule for hosts: every command that is sent again keeps to it"},
    {"ZNS-GEN-010 RES-101 RES-102", Why::Later, "the reservation commands are not built"},
    {"ZNS-GEN-014", Why::Latitude, "such a status makes a case inconclusive: it is run again"},
    {"ZNS-GEN-042", Why::Hidden, "a run asks for it before its first case, and stops where it comes later"},
    {"ZNS-GEN-043", Why::Hidden, "a status of the vendor's cannot be provoked"},
    {"ZNS-GEN-020 ZNS-GEN-022 ZNS-GEN-024 ZNS-GEN-026 ZNS-GEN-027 ZNS-GEN-028 ZNS-RES-017 ZNS-ZMS-011 "
     "ZNS-GEN-045",
     Why::Encoding, "every expectation of a status is a set of these"},
    {"ZNS-GEN-021 ZNS-GEN-023 ZNS-GEN-025", Why::Later, "Compare, Copy and Dataset Management are not built"},
    {"ZNS-GEN-031 ZNS-GEN-032 ZNS-GEN-033 ZNS-GEN-034 ZNS-GEN-035 ZNS-GEN-041", Why::Encoding,
     "says when cases are applicable: the needs of cases are these"},
    {"ZNS-GEN-038 ZNS-ZM-029 ZNS-ZRWA-001 ZNS-ZRWA-002 ZNS-ZRWA-003 ZNS-ZRWA-004 ZNS-ZRWA-005 "
     "ZNS-ZRWA-006 ZNS-ZRWA-008 ZNS-ZRWA-009 ZNS-ZRWA-050 ZNS-AMB-22 ZNS-AMB-23",
     Why::Later, "the random write area is not built"},

    // NSID and command sets.
    {"NST-002", Why::HostRule, "binds whoever enables the controller"},
    {"NST-007", Why::Latitude, "the field has no meaning then: any answer is permitted"},
    {"NST-025 NST-027", Why::Hidden,
     "a combination without the zoned command set is rejected while a zoned namespace is attached (NST-023)"},

    // Zones, descriptors, states, resources.
    {"ZNS-ZM-024 ZNS-ZM-025 ZNS-ATTR-003", Why::Encoding, "recommended limits in seconds: any value is right"},
    {"ZNS-ZM-011 ZNS-ZM-052 ZNS-ZM-061 ZNS-ZMR-011 ZNS-ZMS-008 ZNS-APPEND-018 ZNS-ORD-010 ZNS-SM-046 GEN-008",
     Why::Latitude, "any observation is permitted"},
    {"ZNS-ZM-063 ZNS-IO-008 GEN-021", Why::Hidden,
     "a write that fails midway cannot be provoked; the oracle judges one"},
    {"ZNS-SM-048 ZNS-SM-049 ZNS-RES-021", Why::Hidden,
     "a zone that fails unseen cannot be provoked; the oracle judges one"},
    {"ZNS-SM-023", Why::Latitude, "undefined: accepted, with a warning by the oracle"},
    {"ZNS-RST-044", Why::Latitude, "whether a zone that had failed becomes usable, stays so or goes Offline is open"},
    {"SAN-006", Why::Hidden,
     "no way to a device turns its persistent memory region on, or leaves a firmware activation pending"},
    {"ZNS-RES-018", Why::Latitude, "how several controllers share the limits is outside of the specification"},

    // Zone Append, Zone Management.
    {"ZNS-APPEND-F03 ZNS-APPEND-F04 ZNS-APPEND-F05 ZNS-APPEND-022", Why::Option,
     "directives, storage tags and command extensions: no built command uses them"},
    {"ZNS-APPEND-F07 ZNS-APPEND-F09 ZNS-APPEND-F10 ZNS-APPEND-009 ZNS-APPEND-010 ZNS-APPEND-011 ZNS-APPEND-012 "
     "ZNS-APPEND-013 ZNS-APPEND-014 ZNS-APPEND-024 ZNS-APPEND-025 ZNS-APPEND-026 ZNS-APPEND-027 ZNS-APPEND-028 "
     "ZNS-AMB-16 ZNS-IO-006 ZNS-IO-010 ZNS-IO-028 ZNS-IO-047 ZNS-IO-058 IDC-021",
     Why::Option, "protection information: a namespace with metadata is not tested"},
    {"ZNS-APPEND-004", Why::Hidden, "every zone is Sequential Write Required"},
    {"ZNS-APPEND-017 ZNS-ORD-007 ZNS-RST-014 ZNS-RST-015 ZNS-RST-061", Why::Hidden,
     "needs the power taken away in the middle of a command"},
    {"ZNS-APPEND-019 ZNS-ZRWA-01* ZNS-ZRWA-02* ZNS-ZRWA-03* ZNS-ZRWA-04*", Why::Later,
     "the random write area is not built"},
    {"ZNS-APPEND-023", Why::Hidden, "a command of zero blocks has no encoding"},
    {"ZNS-AMB-26", Why::Elsewhere, "the status sets of appends do not hold it: ZNS-APPEND-005 ZNS-APPEND-006"},
    {"ZNS-AMB-17", Why::Elsewhere, "the expected status is that of ZNS-APPEND-008"},
    {"ZNS-ZMS-F01 ZNS-ZMS-F02 ZNS-ZMS-F03 ZNS-ZMS-F04 ZNS-ZMS-F05 ZNS-ZMS-F06 ZNS-ZMS-F07", Why::Encoding,
     "the fields that every Zone Management Send of the suite is made of"},
    {"ZNS-ZMS-007 ZNS-ORD-009", Why::HostRule, "a host that breaks it may expect nothing"},
    {"ZNS-ATTR-016 ZNS-ATTR-017 ZNS-AMB-19", Why::Latitude,
     "whether entries outlive a reset, are made while the event is disabled, and how more than 511 are told is free"},
    {"ZNS-AMB-20", Why::Elsewhere, "both statuses are permitted: ZNS-GEN-005"},

    // The NVM command set on zones.
    {"ZNS-IO-009 ZNS-AMB-08", Why::Later, "Compare is not built"},
    {"ZNS-IO-011 ZNS-IO-014", Why::Later, "Verify is not built"},
    {"ZNS-IO-026", Why::Later, "Write Uncorrectable is not built"},
    {"ZNS-IO-032", Why::Elsewhere, "writes as large as MDTS are longer than that: ZNS-IO-023 ZNS-GEN-012"},
    {"ZNS-IO-040 ZNS-IO-041 ZNS-IO-042 ZNS-IO-043 ZNS-IO-044 ZNS-IO-045 ZNS-IO-046 ZNS-IO-048 ZNS-IO-059 "
     "ZNS-IO-060 ZNS-IO-061 ZNS-IO-062 ZNS-IO-063 ZNS-IO-064 ZNS-AMB-09 IDN-013",
     Why::Later, "Copy is not built"},
    {"ZNS-IO-050 ZNS-IO-051 ZNS-IO-052 ZNS-AMB-27", Why::Later, "Dataset Management is not built"},
    {"ZNS-IO-055", Why::Elsewhere, "either half of a fused operation is refused: GEN-015 IDC-013"},
    {"ZNS-IO-057", Why::Later, "I/O Management and reservation commands are not built"},
    {"ZNS-AMB-11", Why::Hidden, "a read of an Offline zone fails"},

    // Resets, shutdown, power.
    {"AMB-16", Why::Elsewhere, "the stricter reading has cases: ZNS-RST-007 REG-016"},
    {"ZNS-RST-012", Why::Latitude, "attributes may or may not survive"},
    {"ZNS-ORD-011 ZNS-RST-060", Why::Hidden,
     "a command in flight may be done, done in part or not done: the way to a device waits for its commands before a "
     "reset"},
    {"REG-017", Why::Elsewhere, "the same, said by ZNS-RST-003 ZNS-RST-002"},
    {"REG-002 REG-008", Why::HostRule, "binds whoever accesses registers"},
    {"REG-011", Why::Hidden, "a function level or conventional reset is the bus's: no way to a device has one"},
    {"REG-013", Why::Hidden, "would show in a command that is never completed, and nobody says how long to wait"},
    {"QUE-006", Why::Hidden, "the present values of doorbells are those of the way to the device"},
    {"QUE-012", Why::Hidden, "the way to a device sets the sizes of entries that it uses"},
    {"QUE-019 QUE-024", Why::Hidden, "the way to a device waits for its commands before a case can delete their queue"},
    {"QUE-022", Why::Latitude, "priorities are ignored by the arbitration that every controller has"},

    // Identify.
    {"ID-004", Why::HostRule, "binds the host's PRPs"},
    {"ID-006", Why::Option, "UUID indexes: no built command uses them"},
    {"NSM-021", Why::Hidden, "it would take the namespace under test away, and every other one"},
    {"NSM-028", Why::Latitude, "whether zones and Flexible Data Placement go together is the device's choice"},
    {"NSA-006", Why::Option, "each controller that a way reaches has the command set of the namespace under test"},
    {"NSA-007", Why::Option, "limits of attachments (MAXCNA, MAXDNA): no case makes so many namespaces"},
    {"IDC-015", Why::Hidden, "an admin command with a non-zero PSDT passes no way to a device that there is"},
    {"IDC-017", Why::Latitude, "a power state that reports nothing is permitted"},
    {"IDC-023", Why::Encoding, "the unit that every limit of a transfer is computed in"},
    {"CSE-011 CSE-012", Why::Linux, "what Linux does as a host"},
    {"ERR-006", Why::Latitude, "what an entry about zones names is the vendor's choice"},
    {"PEL-001", Why::Option, "the Persistent Event log is optional, and all that it holds is the vendor's"},
    {"IDN-003", Why::Latitude, "NUSE may be constant"},
    {"IDZ-012", Why::Latitude, "nothing is compared there"},

    // Everything that no command of today reaches.
    {"AER-009", Why::Hidden,
     "a completion that a host has seen cannot be taken back, and one that it has not is no news"},
    {"ZNS-RST-032 FMT-008 FMT-009", Why::Latitude,
     "a controller may finish a Format before it takes other commands, or after those before it"},
    {"FMT-001", Why::Elsewhere, "said of every command that a controller lacks: GEN-002"},
    {"FMT-014", Why::Option, "further LBA formats: the namespace that is tested keeps the one it has"},
    {"FMT-004", Why::Option, "metadata: a namespace with metadata is not tested"},
    {"FID-03h FID-10h FID-11h FID-16h FID-18h FID-80h", Why::Option,
     "optional features that change nothing of what any command of the suite does"},
    {"GEN-010 GEN-012 GEN-013 GEN-014 GEN-028", Why::Hidden, "the condition cannot be brought about"},
    {"GEN-019 SGL-*", Why::Option, "SGLs: data is described by PRPs"},
    {"GEN-020", Why::Latitude, "what a command does not define is not looked at"},
    {"GEN-027 IDZ-011 LX-* LXP-* PT-* DSC-004 AER-015 FMT-013", Why::Linux, "what Linux does as a host"},
    {"FAB-* TCP-* DSC-001 DSC-002 DSC-003", Why::Option, "NVMe over Fabrics: no target of this kind"},
    {"AMB-0* AMB-10 AMB-11 AMB-12 AMB-13 AMB-14 AMB-15 AMB-17 AMB-18 AMB-2*", Why::Latitude,
     "a dispute: each case that it concerns permits all readings"},
};

}  // namespace

std::span<const Reason> reasons() {
  return kReasons;
}

}  // namespace zns::harness
