// Opcodes, Identify CNS values and command set identifiers.
#pragma once

#include <cstdint>

namespace zns {

enum class Queue : std::uint8_t { Admin, Io };

enum class IoOpcode : std::uint8_t {
  Flush = 0x00,
  Write = 0x01,
  Read = 0x02,
  WriteZeroes = 0x08,
  ZoneManagementSend = 0x79,
  ZoneManagementReceive = 0x7A,
  ZoneAppend = 0x7D,
};

enum class AdminOpcode : std::uint8_t {
  DeleteIoSubmissionQueue = 0x00,
  CreateIoSubmissionQueue = 0x01,
  GetLogPage = 0x02,
  DeleteIoCompletionQueue = 0x04,
  CreateIoCompletionQueue = 0x05,
  Identify = 0x06,
  Abort = 0x08,
  SetFeatures = 0x09,
  GetFeatures = 0x0A,
  AsyncEventRequest = 0x0C,
  NamespaceManagement = 0x0D,
  DeviceSelfTest = 0x14,
  NamespaceAttachment = 0x15,
  KeepAlive = 0x18,
  DoorbellBufferConfig = 0x7C,
  FormatNvm = 0x80,
  Sanitize = 0x84,
};

enum class Csi : std::uint8_t { Nvm = 0x00, Zoned = 0x02 };  // Command Set Identifier

enum class Cns : std::uint8_t {  // Controller or Namespace Structure of Identify
  Namespace = 0x00,
  Controller = 0x01,
  ActiveNamespaces = 0x02,
  NamespaceIdentificationDescriptors = 0x03,
  CommandSetNamespace = 0x05,
  CommandSetController = 0x06,
  CommandSetActiveNamespaces = 0x07,
  IndependentNamespace = 0x08,  // whatever its command set
  AllocatedNamespaces = 0x10,
  AllocatedNamespace = 0x11,
  AttachedControllers = 0x12,  // to one namespace
  Controllers = 0x13,          // of the subsystem
  NamespaceGranularity = 0x16,
  Uuids = 0x17,
  CommandSetAllocatedNamespaces = 0x1A,
  CommandSetAllocatedNamespace = 0x1B,
  CommandSets = 0x1C,
};

}  // namespace zns
