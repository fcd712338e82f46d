// A conformance case: a value. It cites its clauses, says what it needs, and runs against a Bench.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "reference/spec/clause.hpp"

namespace zns::suites {

class Bench;

// What a case needs of the device or of the way to it. Each has one predicate and one sentence (need.cpp).
enum class Need : std::uint8_t {
  Append,            // Zone Append is supported (ZNS-GEN-030)
  WriteZeroes,       // ONCS bit 3
  ActiveLimit,       // MAR is not FFFFFFFFh (ZNS-GEN-031)
  OpenLimit,         // MOR is not FFFFFFFFh
  ActiveAboveOpen,   // the active limit is larger than the open limit, or there is none
  ActiveEqualsOpen,  // MAR = MOR, both limited
  Extension,         // ZDES > 0 (ZNS-GEN-033)
  NoExtension,       // ZDES = 0
  CapacityGap,       // ZCAP < ZSZE in the zones used (ZNS-GEN-034)
  ReadAcross,        // OZCS.RAZB = 1 (ZNS-GEN-032)
  NoReadAcross,      // OZCS.RAZB = 0
  FixedCapacity,     // ZOC.VZCAP = 0
  KnownDeallocated,  // DLFEAT names the value that deallocated blocks read as
  ZoneEvents,        // zones can be made Read Only and Offline (ZNS-GEN-041)
  WholeNamespace,    // every zone may be touched: no --zones (Select All, last zone)
  ForeignNsid,       // the way to the device carries any NSID
  OverMdts,          // the way to the device carries more than MDTS
  UnalignedReport,   // ... and reports of any length
  AnyLength,         // ... and entries that name more data than any memory holds
  RawEntries,        // ... and FUSE and PSDT as they are
  PrpLayouts,        // ... and data that begins anywhere in a page
  CommandIds,        // ... and command identifiers that the host chose
  QueueDepth,        // ... and several commands in flight at once
  ControllerReset,   // the controller can be reset (CC.EN)
  Shutdown,          // ... and be shut down (CC.SHN)
  PowerCycle,        // the device can be without power, and keeps its data
  Format,            // Format NVM is supported (OACS bit 1): the owner consents
  Sanitize,          // SANICAP is not 0, and the whole namespace is the run's: the owner consents
  NamespaceLists,    // OACS bit 3: what is allocated, and where it is attached, can be asked
  ManageNamespaces,  // ... and namespaces may be created, attached and deleted: the owner consents
  Controllers,       // the way to the device reaches several controllers of the subsystem
  Registers,         // the way to the device has the registers of its controllers
  Events,            // ... and carries Asynchronous Event Requests
  SaveAndSelect,     // ONCS bit 4: Get Features knows default and saved values, Set Features saves
  WriteProtection,   // NWPC bit 0, of a device that may stay protected if the run ends there
  Expendable,        // what is set for good hurts nobody
  NvmNamespace,      // a namespace of the NVM Command Set beside the zoned one
};

struct Case {
  std::string id;                 // stable: "zone-mgmt-send/close-empty-zone"
  std::string title;              // one sentence: what the device does
  std::vector<ClauseId> clauses;  // the first is the one that the case is about
  Level level = Level::Shall;
  std::vector<Need> needs = {};
  std::function<void(Bench&)> run;
};

// A topic of the standard's table of contents, with its cases in the order in which they are reported.
struct Section {
  std::string number;  // "ZNS 1.1 3.4.1"
  std::string title;   // "Zone Append command"
  std::vector<Case> cases;
};

}  // namespace zns::suites
