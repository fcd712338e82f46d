// What a host that has read the clauses expects of a small subsystem: the second witness of its exhaustion. It keeps
// books of all that happens and sees only what is completed. It shares words with the device (reference/spec), and no
// rule.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reference/device/device.hpp"
#include "reference/exhaustion/subsystem/deed.hpp"
#include "reference/spec/clause.hpp"

namespace zns {

struct Objection {
  ClauseId clause;
  std::string expected;
  std::string observed;
};
using Judged = std::optional<Objection>;  // nothing: it is as expected

inline constexpr std::size_t kPair = 2;  // of controllers, and of namespaces

class Ledger {
 public:
  explicit Ledger(const SubsystemShape& shape);

  // Whether the deed can be done: a controller takes commands while it is enabled, and so on.
  [[nodiscard]] bool is_possible(const Deed& deed) const;

  // What was done, and how it ended; `out` is what a command returned. The books are kept up even if it is wrong.
  Judged sent(const Sent& deed, const Device::Done& done, std::span<const std::byte> out);
  void happened(const Happened& deed);
  void turned(const Turned& deed);
  // A request of the controller was completed.
  Judged told(At at, const Device::Done& done);
  // When nothing more was told: nothing is due.
  [[nodiscard]] Judged overdue(At at) const;
  // The books against the device after the deed: attachments, zones, lists, features, requests and lives.
  [[nodiscard]] Judged compare(const Subsystem& subsystem, const Deed& deed) const;

  [[nodiscard]] std::string key() const;
  [[nodiscard]] std::string in_words() const;
  friend bool operator==(const Ledger&, const Ledger&) = default;

 private:
  // Sets of what notices are of: namespaces (the attribute changed), and zones of the one or the other. A bit each.
  using Kinds = std::uint8_t;
  static constexpr Kinds kAttribute = 1;
  static constexpr Kinds kZone[kPair] = {2, 4};
  static constexpr Kinds kZones = kZone[0] | kZone[1];

  struct OfController {
    Life life = Life::Enabled;
    bool announces = true;     // OAES: both notices, or none
    bool waits = false;        // one request, as AERL = 0 permits
    Kinds enabled = 0;         // by Asynchronous Event Configuration: all zones, or none
    Kinds due = 0;             // happened while enabled, and neither told nor read
    Kinds masked = 0;          // told, and not read
    std::uint8_t changed = 0;  // the Changed Namespace List, a bit for each place
    std::uint8_t zones = 0;    // of which namespaces the Changed Zone List has the zone
    friend bool operator==(const OfController&, const OfController&) = default;
  };
  struct OfNamespace {
    std::uint32_t nsid = 0;
    bool shared = true;
    std::array<bool, kPair> attached{};  // to the controller in that place
    ZoneState zs = ZoneState::Empty;
    std::uint8_t written = 0;    // blocks
    bool by_controller = false;  // it was finished by an excursion (ZFC)
    friend bool operator==(const OfNamespace&, const OfNamespace&) = default;
  };

  // ledger.cpp
  Judged sent_admin(const Sent& deed, const Device::Done& done, std::span<const std::byte> out);
  Judged sent(const NamespaceAttachment& body, const Sent& deed, const Device::Done& done);
  Judged sent(const GetLogPage& body, const Sent& deed, const Device::Done& done, std::span<const std::byte> out);
  Judged read(const GetLogPage& body, OfController& controller, std::span<const std::byte> out);
  Judged read_zones(const GetLogPage& body, const Sent& deed, const Device::Done& done, std::span<const std::byte> out);
  Judged sent(const SetFeatures& body, const Sent& deed, const Device::Done& done);
  Judged requested(At at, const Device::Done& done);
  Judged listed(At at, const Device::Done& done, std::span<const std::byte> out) const;
  void attach(OfNamespace& ns, std::size_t controller, bool attached);
  [[nodiscard]] std::optional<std::size_t> place_of(std::uint32_t nsid) const;

  // ledger_zones.cpp
  Judged sent_io(const Sent& deed, const Device::Done& done, std::span<const std::byte> out);
  Judged read_block(const OfNamespace& ns, const Read& body, const Device::Done& done,
                    std::span<const std::byte> out) const;
  void note_zone(std::size_t which);
  void initialise_zones();

  // ledger_compare.cpp
  [[nodiscard]] Judged compare_controllers(const Subsystem& subsystem) const;
  [[nodiscard]] Judged compare_namespaces(const Subsystem& subsystem, const Deed& deed) const;

  std::uint8_t zcap_ = 0;
  std::uint32_t nn_ = 0;
  std::array<OfController, kPair> controllers_;
  std::array<OfNamespace, kPair> namespaces_;
};

// "Zone Is Full (SCT 1h, SC B9h)" is none of these.
[[nodiscard]] Judged unless_one_of(std::span<const Status> permitted, Status observed, ClauseId clause);

}  // namespace zns
