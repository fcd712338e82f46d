// What the device says of itself, learned once per run from Identify and one zone report.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <vector>

#include "reference/spec/identify.hpp"
#include "suites/target.hpp"

namespace zns::suites {

// A further namespace of the controller, which cases may change as they like.
struct NamespaceFacts {
  std::uint32_t nsid = 0;
  Csi csi = Csi::Nvm;
  IdentifyNamespace ns;
  std::size_t lba_bytes = 0;
  std::uint64_t nsze = 0;
};

struct Facts {
  std::uint32_t nsid = 1;
  IdentifyController controller;
  IdentifyNamespace ns;
  IdentifyZonedNamespace zoned;
  IdentifyZonedController zoned_controller;

  std::size_t lba_bytes = 0;
  std::uint64_t nsze = 0;
  std::uint64_t zsze = 0;
  std::uint64_t zone_count = 0;
  std::optional<std::uint64_t> max_active;  // MAR + 1; absent: no limit
  std::optional<std::uint64_t> max_open;
  std::size_t extension_bytes = 0;          // ZDES * 64
  std::optional<std::uint8_t> mpsmin = {};  // CAP.MPSMIN, the unit of the next three (IDC-023); absent: not known
  std::optional<std::uint64_t> mdts_bytes;  // absent: no limit
  std::optional<std::uint64_t> append_limit_bytes;  // ZASL, or MDTS
  std::optional<std::uint64_t> write_zeroes_limit_bytes;
  std::uint64_t limit_doubt = 1;  // the limits may be so many times larger: pages of 64 KiB, where MPSMIN is not known
  bool append = true;             // by Commands Supported and Effects or, without that log, by the status of an Append
  bool write_zeroes = false;
  bool read_across = false;
  bool variable_capacity = false;
  bool active_excursions = false;
  std::vector<NamespaceFacts> beside = {};  // without metadata, and of a command set that is known

  // The first namespace of the NVM Command Set among them; null: there is none.
  [[nodiscard]] const NamespaceFacts* nvm() const;
};

// The device cannot be tested as a zoned namespace; the text says why in one line.
class NotTestable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Reads the facts. Throws NeverDecides for a device that gives passing statuses only, NotTestable for a namespace that
// is not zoned or has metadata, and DeviceWrong for one that contradicts itself so far that no case makes sense (ZSZE
// 0, fewer blocks than one zone, LBA size below 512 bytes).
Facts read_facts(Target& target);

}  // namespace zns::suites
