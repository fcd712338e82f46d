#include "reference/device/freedom.hpp"

namespace zns {
namespace {

constexpr bool kOfOrder = true;

}  // namespace

constexpr std::array<FreedomRow, kFreedomCount> kFreedoms{{
    {"status-precedence", "ZNS-GEN-001", "several statuses apply to a command: any of them is returned"},
    {"implicit-close", "ZNS-RES-013",
     "at the open limit with an implicitly opened zone: close one and succeed, or abort with Too Many Open Zones"},
    {"autonomous-close", "ZNS-SM-008", "an implicitly opened zone is closed at any time"},
    {"open-select-all", "ZNS-AMB-05",
     "Open with Select All beyond the open limit: close implicitly opened zones to make room, or abort with no "
     "transition"},
    {"reserved-bits", "ZNS-GEN-002", "a reserved bit or field that is not zero is ignored, or the command is aborted"},
    {"undefined-write-pointer", "ZNS-ZM-061", "the write pointer reported for a Full, Read Only or Offline zone"},
    {"undefined-extension", "ZNS-ZM-052", "the extension bytes reported for a zone with ZDEV cleared to 0"},
    {"deallocated-read", "ZNS-IO-005", "what deallocated blocks read as where DLFEAT does not say"},
    {"deallocated-error", "ZNS-IO-007",
     "with NSFEAT.DAE a read of deallocated blocks is aborted if the host has asked for that (DULBE), which is not "
     "tracked"},
    {"reporting-option-9", "ZNS-AMB-18", "a device of ZNS 1.0 does not know reporting option 9h"},
    {"short-report", "ZNS-ZMR-006",
     "a report buffer that does not hold the header: truncated, or the command is aborted"},
    {"flush-offline", "ZNS-AMB-06",
     "Flush with a write cache and an Offline zone in the namespace: success, or Zone Is Offline"},
    {"flush-broadcast", "IDC-012",
     "Flush with NSID FFFFFFFFh where the controller does not say whether it supports that"},
    {"namespace-list", "ID-CNS-002b",
     "a namespace list asked for from beyond every valid NSID: an empty list, or an abort"},
    {"command-set-structure", "ID-CNS-005d",
     "Identify CNS 05h with CSI 00h for a zoned namespace: the structure, or an abort"},
    {"controller-identifier", "NST-012", "Identify CNS 1Ch for a controller that does not exist: ignored, or an abort"},
    {"zone-active-excursion", "ZNS-ATTR-005", "with ZOC.ZAE an active zone becomes Full at any time"},
    {"capacity-change", "ZNS-ZM-006", "with ZOC.VZCAP a reset changes the capacity of a zone"},
    {"recommendation", "ZNS-ATTR-001",
     "the controller recommends, or no longer recommends, to reset or to finish a zone"},
    {"media-read-only", "ZNS-SM-021", "a zone goes Read Only for reasons of the media"},
    {"media-offline", "ZNS-SM-022", "a zone goes Offline for reasons of the media"},
    {"minimum-page", "IDC-023",
     "MDTS, ZASL and WZSL count pages whose size, CAP.MPSMIN, the host could not read: 4 KiB to 64 KiB"},
    {"full-at-power-loss", "ZNS-RST-004", "an active zone becomes Full as power is lost"},
    {"cache-loss", "ZNS-RST-014",
     "with a volatile write cache a loss of power takes the write pointer back, as far as nothing is durable"},
    {"cache-holes", "ZNS-RST-057",
     "with a volatile write cache a block below the write pointer reads as unwritten after a loss of power"},
    {"one-of-several-shutdowns", "ZNS-RST-008",
     "with several controllers the shutdown of one initializes the zones, or leaves them as they are"},
    {"log-page-offset", "LOG-016",
     "a Log Page Offset that is the size of the page, or no multiple of 4: nothing or less is returned, or an abort"},
    {"log-page-namespace", "LOG-008",
     "Get Log Page with a namespace, of a page that is about the controller: ignored, or an abort"},
    {"log-page-command-set", "LOG-011",
     "Commands Supported and Effects of a command set that is not supported: no I/O command, or an abort"},
    {"error-log-entry", "ERR-001", "an aborted command makes an entry in the Error Information log, or none"},
    {"abort-of-unknown-queue", "GEN-023",
     "Abort of a command in a queue that does not exist: nothing is aborted, or the Abort itself is"},
    {"abort-of-event-request", "AER-004",
     "Abort of an Asynchronous Event Request that waits: it is aborted, or goes on waiting"},
    {"no-room-meanwhile", "ZNS-ORD-004",
     "a write beside commands that fill, finish or reset its zone is refused with whichever status fits the moment",
     kOfOrder},
    {"momentary-opening", "ZNS-ORD-008",
     "a zone that commands in flight fill is open for a moment, in which another one opens or closes it", kOfOrder},
    {"momentary-resources", "ZNS-RES-008",
     "a write that fills a zone at once holds its resources for a moment, in which a command beside it lacks them",
     kOfOrder},
    {"failure-beside-report", "ZNS-SM-048",
     "a zone fails beside a report in flight with a reporting option, which does not list it", kOfOrder},
    {"report-in-flight", "ZNS-ORD-013",
     "a report shows a zone that commands beside it change at any moment, half done too, and lists it or not",
     kOfOrder},
    {"passing-in-flight", "ZNS-GEN-014",
     "a command in flight completes with a status that does not say whether it took effect: nothing follows from the "
     "order of those beside it",
     kOfOrder},
    {"last-write-in-flight", "ZNS-ORD-001",
     "a block without zones that several commands in flight write holds the data of any of them", kOfOrder},
}};

}  // namespace zns
