// What the standard leaves to the controller. Every freedom that the device uses, and the oracle grants, has a name.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "reference/spec/clause.hpp"

namespace zns {

enum class Freedom : std::uint8_t {
  StatusPrecedence,
  ImplicitClose,
  AutonomousClose,
  OpenSelectAll,
  ReservedBits,
  UndefinedWritePointer,
  UndefinedExtension,
  DeallocatedRead,
  DeallocatedError,
  ReportingOption9,
  ShortReport,
  FlushOffline,
  FlushBroadcast,
  NamespaceList,
  CommandSetStructure,
  ControllerIdentifier,
  ZoneActiveExcursion,
  CapacityChange,
  Recommendation,
  MediaReadOnly,
  MediaOffline,
  MinimumPage,
  FullAtPowerLoss,
  CacheLoss,
  CacheHoles,
  OneOfSeveralShutdowns,
  LogPageOffset,
  LogPageNamespace,
  LogPageCommandSet,
  ErrorLogEntry,
  AbortOfUnknownQueue,
  AbortOfEventRequest,
  NoRoomMeanwhile,
  MomentaryOpening,
  MomentaryResources,
  FailureBesideReport,
  ReportInFlight,
  PassingInFlight,
  LastWriteInFlight,
};

struct FreedomRow {
  std::string_view id;
  ClauseId clause;
  std::string_view text;
  bool of_order = false;  // commands in flight together have it: one command, and so a policy, cannot choose it
};

inline constexpr std::size_t kFreedomCount = 39;
extern const std::array<FreedomRow, kFreedomCount> kFreedoms;  // in the order of the enumerators

[[nodiscard]] inline const FreedomRow& row(Freedom freedom) {
  return kFreedoms[static_cast<std::size_t>(freedom)];
}
[[nodiscard]] inline std::string_view id(Freedom freedom) {
  return row(freedom).id;
}
[[nodiscard]] inline bool is_of_order(Freedom freedom) {
  return row(freedom).of_order;
}

}  // namespace zns
