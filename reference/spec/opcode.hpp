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

enum class AdminOpcode : std::uint8_t { GetLogPage = 0x02, Identify = 0x06 };

enum class Csi : std::uint8_t { Nvm = 0x00, Zoned = 0x02 };  // Command Set Identifier

enum class Cns : std::uint8_t {  // Controller or Namespace Structure of Identify
  Namespace = 0x00,
  Controller = 0x01,
  ActiveNamespaces = 0x02,
  NamespaceIdentificationDescriptors = 0x03,
  CommandSetNamespace = 0x05,
  CommandSetController = 0x06,
  CommandSetActiveNamespaces = 0x07,
  CommandSets = 0x1C,
};

}  // namespace zns
