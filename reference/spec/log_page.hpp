// Identifiers of log pages and of features.
#pragma once

#include <cstddef>
#include <cstdint>

namespace zns {

enum class Lid : std::uint8_t {  // Log Page Identifier
  SupportedLogPages = 0x00,
  ErrorInformation = 0x01,
  SmartHealth = 0x02,
  FirmwareSlot = 0x03,
  ChangedNamespaceList = 0x04,
  CommandsSupportedAndEffects = 0x05,
  DeviceSelfTest = 0x06,
  PersistentEvent = 0x0D,
  FeatureIdentifiersSupported = 0x12,
  ManagementInterfaceCommands = 0x13,  // NVMe-MI Commands Supported and Effects
  SanitizeStatus = 0x81,
  ChangedZoneList = 0xBF,
};

enum class Fid : std::uint8_t {  // Feature Identifier
  Arbitration = 0x01,
  PowerManagement = 0x02,
  LbaRangeType = 0x03,
  TemperatureThreshold = 0x04,
  ErrorRecovery = 0x05,
  VolatileWriteCache = 0x06,
  NumberOfQueues = 0x07,
  InterruptCoalescing = 0x08,
  InterruptVectorConfiguration = 0x09,
  WriteAtomicityNormal = 0x0A,
  AsynchronousEventConfiguration = 0x0B,
  Timestamp = 0x0E,
  KeepAliveTimer = 0x0F,
  SanitizeConfig = 0x17,
  IoCommandSetProfile = 0x19,
  HostIdentifier = 0x81,
  NamespaceWriteProtection = 0x84,
};

// The bytes of data that Get and Set Features move for the feature; 0: a dword says all.
constexpr std::size_t feature_bytes(Fid fid) {
  if (fid == Fid::LbaRangeType) return 4096;
  if (fid == Fid::HostIdentifier) return 16;
  return fid == Fid::Timestamp ? 8 : 0;
}

}  // namespace zns
