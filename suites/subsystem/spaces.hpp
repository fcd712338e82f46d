// Namespaces that a case makes for itself, and what it asks the subsystem about them. Each is deleted when the case has
// ended; the namespace under test is never detached or deleted.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "reference/spec/namespace_structures.hpp"
#include "suites/bench.hpp"

namespace zns::suites {

namespace subsystem {

inline constexpr std::size_t kFirst = 0;  // controllers, by their places
inline constexpr std::size_t kSecond = 1;

struct Asked {
  Cns cns{};
  std::uint32_t nsid = 0;
  Csi csi = Csi::Nvm;
  std::uint16_t cntid = 0;
  std::size_t controller = kFirst;
};

// Identify: the completion; and the page of one that has to succeed.
Completion ask_for(Bench& bench, const Asked& asked, IdentifyPage* page = nullptr);
IdentifyPage ask(Bench& bench, const Asked& asked);
// A structure that not every controller has (Invalid Field in Command): the case is not applicable then.
IdentifyPage ask_if_there(Bench& bench, const Asked& asked, const std::string& name);
// NSIDs: ascending, above asked.nsid, up to NN, and zeros behind them.
std::vector<std::uint32_t> list(Bench& bench, const Asked& asked);
// CNTLIDs: ascending, from asked.cntid on, and zeros behind them.
std::vector<std::uint16_t> controllers(Bench& bench, const Asked& asked);
[[nodiscard]] IdentifyController identity(Bench& bench, std::size_t controller = kFirst);
[[nodiscard]] std::uint16_t cntlid(Bench& bench, std::size_t controller);
// 1 to NN, and no namespace has it; not applicable where all are taken.
[[nodiscard]] std::uint32_t unallocated_nsid(Bench& bench);
[[nodiscard]] bool holds(const auto& items, const auto& item) {
  for (const auto& each : items)
    if (each == item) return true;
  return false;
}

// What the subsystem says of its namespaces and its room.
struct Inventory {
  std::vector<std::uint32_t> allocated;
  std::vector<std::uint32_t> active;
  std::uint64_t unallocated = 0;  // bytes
  friend bool operator==(const Inventory&, const Inventory&) = default;
};
[[nodiscard]] Inventory take_inventory(Bench& bench);
void expect_unchanged(Bench& bench, const Inventory& before);

// A case that makes namespaces: `area` goes before its id.
[[nodiscard]] Case managed(const char* area, Case made);

// What to create: as the namespace under test is formatted; blocks are rounded to its zones.
struct Wish {
  Csi csi = Csi::Zoned;
  std::uint64_t zones = 4;  // so many blocks as these have, of either command set
  bool shared = false;
};
[[nodiscard]] NamespaceCreation creation_of(Bench& bench, const Wish& wish);
Completion create(Bench& bench, const NamespaceCreation& creation, Csi csi, std::uint32_t nsid = 0);
// Deletes it when the case has ended, if it is there still.
void delete_at_end(Bench& bench, std::uint32_t nsid);
Completion remove(Bench& bench, std::uint32_t nsid, std::size_t controller = kFirst);
Completion attach(Bench& bench, std::uint32_t nsid, const std::vector<std::uint16_t>& cntlids,
                  NamespaceAttachmentAction action = NamespaceAttachmentAction::Attach);
inline Completion detach(Bench& bench, std::uint32_t nsid, const std::vector<std::uint16_t>& cntlids) {
  return attach(bench, nsid, cntlids, NamespaceAttachmentAction::Detach);
}

// A namespace that the case made: attached to nothing, at first.
class Space {
 public:
  // Not applicable where the device cannot make one: without room for it, or without the command.
  Space(Bench& bench, const Wish& wish = {});

  [[nodiscard]] std::uint32_t nsid() const { return nsid_; }
  [[nodiscard]] const NamespaceCreation& creation() const { return creation_; }
  [[nodiscard]] std::uint64_t zslba(std::uint64_t zone) const;

  // Attached to these controllers, which has to succeed.
  void attach_to(std::initializer_list<std::size_t> places);
  void detach_from(std::initializer_list<std::size_t> places);

  Completion submit(const Command::Body& body, std::size_t controller = kFirst,
                    std::span<const std::byte> to_device = {}, std::span<std::byte> from_device = {});
  Completion write(std::uint64_t slba, std::uint64_t blocks, std::size_t controller = kFirst);
  Completion append(std::uint64_t zslba, std::uint64_t blocks, std::size_t controller = kFirst);
  Completion send(std::uint64_t zslba, ZoneSendAction zsa, std::size_t controller = kFirst);
  Completion read(std::uint64_t slba, std::uint64_t blocks, Bytes* data, std::size_t controller = kFirst);
  [[nodiscard]] std::vector<ZoneDescriptor> zones(std::size_t controller = kFirst);  // a report, of all zones
  [[nodiscard]] Bytes data(std::uint64_t slba, std::uint64_t blocks) const;

  void expect_written(std::uint64_t slba, std::uint64_t blocks, std::size_t controller = kFirst);
  void expect_not_written(std::uint64_t slba, std::uint64_t blocks, std::size_t controller = kFirst);
  void expect_inactive(std::size_t controller = kFirst);  // I/O is aborted as for any inactive namespace (NSID-002)

 private:
  Bench& bench_;
  Wish wish_;
  NamespaceCreation creation_;
  std::uint32_t nsid_ = 0;
};

// A zone of the namespace under test through another controller.
class Through {
 public:
  // Not applicable where the namespace under test is not active there.
  Through(Bench& bench, std::size_t controller);
  Completion submit(const Command::Body& body, std::span<const std::byte> to_device = {},
                    std::span<std::byte> from_device = {});
  Completion write(std::uint64_t slba, std::uint64_t blocks);
  Completion send(const ZoneRef& zone, ZoneSendAction zsa);
  [[nodiscard]] ZoneDescriptor descriptor(const ZoneRef& zone);
  void expect_written(std::uint64_t slba, std::uint64_t blocks);

 private:
  Bench& bench_;
  std::size_t controller_;
};

}  // namespace subsystem
}  // namespace zns::suites
