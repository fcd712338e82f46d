#include "reference/exhaustion/alphabet.hpp"

#include <array>
#include <utility>

#include "reference/device/step.hpp"
#include "reference/oracle/digest.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns {
namespace {

class Builder {
 public:
  explicit Builder(const Geometry& geometry) : g_{geometry} {}

  void add(const Command& command) {
    const std::size_t size = bytes_to_device(g_, command);
    std::vector<std::byte> data(size);
    // No two blocks alike: of a command, nor of two neighbours in the alphabet.
    const std::size_t salt = letters_.size() * 7 + 1;
    for (std::size_t i = 0; i < size; ++i)
      data[i] = static_cast<std::byte>(1 + (salt + i / g_.lba_bytes * 31 + i % 13) % 251);
    std::vector<std::byte> remembered = zns::remembered(command, data, g_.lba_bytes);
    letters_.push_back({command, std::move(data), std::move(remembered)});
  }
  void add(const Command::Body& body) { add(Command{.nsid = g_.nsid, .body = body}); }

  void add_block_commands();
  void add_appends();
  void add_sends();
  void add_receives();
  void add_odd_entries();

  std::vector<Letter> take() { return std::move(letters_); }

 private:
  [[nodiscard]] NumberOfDwords room(std::uint64_t entries, bool extended) const {
    return NumberOfDwords::of_count(report_bytes(entries, extended ? g_.extension_bytes() : 0) / 4);
  }

  const Geometry& g_;
  std::vector<Letter> letters_;
};

// From every LBA up to the first beyond the namespace, of one block up to one more than a zone takes.
void Builder::add_block_commands() {
  for (std::uint64_t slba = 0; slba <= g_.nsze(); ++slba) {
    for (std::uint64_t blocks = 1; blocks <= g_.zcap + 1; ++blocks) {
      const Nlb nlb = Nlb::of_count(blocks);
      add(Write{.slba = slba, .nlb = nlb});
      add(WriteZeroes{.slba = slba, .nlb = nlb, .deac = blocks % 2 == 0});
      add(Read{.slba = slba, .nlb = nlb});
    }
    add(WriteZeroes{.slba = slba, .nlb = Nlb::of_count(1), .deac = true});
  }
  for (ZoneId zone = 0; zone < g_.zones; ++zone) {  // from an Empty zone into the next
    add(Write{.slba = g_.zslba(zone), .nlb = Nlb::of_count(g_.zsze + 1)});
    add(WriteZeroes{.slba = g_.zslba(zone), .nlb = Nlb::of_count(g_.zsze + 1)});
  }
  add(Write{.slba = UINT64_MAX, .nlb = Nlb::of_count(2)});
  add(Read{.slba = UINT64_MAX, .nlb = Nlb::of_count(2)});
}

void Builder::add_appends() {
  for (std::uint64_t slba = 0; slba <= g_.nsze(); ++slba) {
    const bool aligned = slba % g_.zsze == 0;
    for (std::uint64_t blocks = 1; blocks <= g_.zcap + 1; ++blocks)
      if (aligned || blocks == 1 || blocks > g_.zcap) add(ZoneAppend{.zslba = slba, .nlb = Nlb::of_count(blocks)});
  }
}

void Builder::add_sends() {
  constexpr std::array<std::uint8_t, 9> kActions{0x01, 0x02, 0x03, 0x04, 0x05, 0x10, 0x00, 0x06, 0x11};
  for (const std::uint8_t value : kActions) {
    const auto zsa = static_cast<ZoneSendAction>(value);
    for (ZoneId zone = 0; zone <= g_.zones; ++zone) {
      add(ZoneManagementSend{.slba = g_.zslba(zone), .zsa = zsa});
      add(ZoneManagementSend{.slba = g_.zslba(zone) + 1, .zsa = zsa});
    }
    add(ZoneManagementSend{.slba = 0, .zsa = zsa, .select_all = true});
    add(ZoneManagementSend{.slba = UINT64_MAX, .zsa = zsa, .select_all = true});
  }
  add(ZoneManagementSend{.slba = 0, .zsa = ZoneSendAction::Open, .zsaso = true});
}

void Builder::add_receives() {
  for (std::uint8_t option = 0; option <= 0xA; ++option)
    for (const bool partial : {false, true})
      for (const std::uint64_t entries : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{g_.zones}})
        add(ZoneManagementReceive{.slba = 0,
                                  .numd = room(entries, false),
                                  .zrasf = static_cast<ReportingOption>(option),
                                  .partial = partial});
  for (ZoneId zone = 0; zone <= g_.zones; ++zone)
    for (const bool partial : {false, true}) {
      add(ZoneManagementReceive{.slba = g_.zslba(zone) + 1, .numd = room(1, false), .partial = partial});
      add(ZoneManagementReceive{.slba = g_.zslba(zone),
                                .numd = room(g_.zones, true),
                                .zra = ZoneReceiveAction::ExtendedReportZones,
                                .partial = partial});
    }
  add(ZoneManagementReceive{.slba = 0, .numd = NumberOfDwords::of_count(4)});
  add(ZoneManagementReceive{.slba = 0, .numd = room(1, false), .zra = static_cast<ZoneReceiveAction>(2)});
}

// Whatever the state, these say nothing about a zone.
void Builder::add_odd_entries() {
  const Command::Body write = Write{.slba = 0, .nlb = Nlb::of_count(1)};
  const Command::Body open = ZoneManagementSend{.slba = 0, .zsa = ZoneSendAction::Open};
  for (const std::uint32_t nsid : {0U, g_.nsid + 1, g_.nn + 1, kBroadcastNsid}) {
    add(Command{.nsid = nsid, .body = write});
    add(Command{.nsid = nsid, .body = Flush{}});
  }
  add(Command{.nsid = g_.nsid, .body = write, .fuse = Fuse::First});
  add(Command{.nsid = g_.nsid, .body = write, .psdt = Psdt::Reserved});
  add(Command{.nsid = g_.nsid, .body = open, .reserved_bits = true});
  add(Flush{});
  add(OtherCommand{.opcode = 0x7F});
}

}  // namespace

std::vector<Letter> alphabet(const Geometry& geometry) {
  Builder builder{geometry};
  builder.add_block_commands();
  builder.add_appends();
  builder.add_sends();
  builder.add_receives();
  builder.add_odd_entries();
  return builder.take();
}

}  // namespace zns
