// Two devices side by side: random commands, and what a host sees of them.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "reference/device/random_for_tests.hpp"
#include "reference/device/step.hpp"
#include "reference/mutants/device.hpp"

namespace zns::harness {

// ---- commands on both sides of every bound --------------------------------------------------------------------------

class Generator {
 public:
  Generator(const Geometry& geometry, std::uint64_t seed) : geometry_{geometry}, random_{seed} {}
  Random& random() { return random_; }

  Command next(const State& state) {
    Command command{.body = random_.one_in(40) ? Command::Body{identify()} : io(state)};
    const bool admin = std::holds_alternative<Identify>(command.body);
    command.queue = admin ? Queue::Admin : Queue::Io;
    constexpr std::array<std::uint32_t, 6> kNsids{0, 2, 5, 0x101, kBroadcastNsid, 1};
    if (admin || random_.one_in(25)) command.nsid = kNsids[random_.below(kNsids.size())];
    if (std::holds_alternative<Flush>(command.body) && random_.one_in(4)) command.nsid = kBroadcastNsid;
    if (random_.one_in(200)) command.fuse = Fuse::First;
    if (random_.one_in(200)) command.psdt = Psdt::Sgl;
    return command;
  }

 private:
  Identify identify() {
    constexpr std::array<std::uint8_t, 9> kCns{0x00, 0x01, 0x02, 0x03, 0x05, 0x06, 0x07, 0x1C, 0x20};
    constexpr std::array<std::uint8_t, 4> kCsi{2, 2, 0, 0x3F};
    return {
        .cns = Cns{kCns[random_.below(kCns.size())]}, .csi = Csi{kCsi[random_.below(kCsi.size())]}, .cntid = 0xFFFF};
  }

  Command::Body io(const State& state) {
    // A few zones get most of the commands, so that they meet every state; the last one, and those beyond 2^32, too.
    const auto zone = static_cast<ZoneId>(
        random_.one_in(3)
            ? geometry_.zones - 1 - random_.below(std::min(4U, geometry_.zones))
            : random_.below(std::min<std::uint64_t>(random_.one_in(4) ? geometry_.zones : 8, geometry_.zones)));
    const Zone& at = state.zone(zone);
    const std::uint64_t zslba = geometry_.zslba(zone);
    const std::uint64_t cap = zslba + at.zcap;
    const std::uint64_t left = at.wp < cap ? cap - at.wp : at.zcap;
    const std::array<std::uint64_t, 10> counts{1,
                                               1,
                                               2,
                                               3,
                                               17,
                                               left,
                                               left + 1,
                                               left - (left > 1 ? 1 : 0),
                                               blocks(geometry_.zasl) + random_.below(2),
                                               blocks(geometry_.mdts) + random_.below(2)};
    const std::uint64_t count = std::clamp<std::uint64_t>(counts[random_.below(counts.size())], 1, 64);
    const std::array<std::uint64_t, 15> lbas{at.wp,
                                             at.wp,
                                             at.wp,
                                             at.wp,
                                             at.wp + 1,
                                             zslba,
                                             cap,
                                             zslba + geometry_.zsze - count,
                                             zslba + geometry_.zsze - 1,
                                             geometry_.nsze() - random_.below(2),
                                             (std::uint64_t{1} << 32) + at.wp,
                                             (std::uint64_t{1} << 33) + at.wp,
                                             std::uint64_t{0} - count,  // the highest LBA is its last
                                             std::uint64_t{1} - count,
                                             zslba + random_.below(at.zcap)};
    const std::uint64_t lba = lbas[random_.below(lbas.size())];
    const bool most = random_.one_in(100) && (geometry_.lba_bytes != 4096);  // or it takes much memory
    const Nlb nlb = most ? Nlb::wire(0xFFFF) : Nlb::of_count(count);
    const bool fua = random_.one_in(10);
    switch (random_.below(12)) {
      case 0:
      case 1:
        return Write{.slba = lba, .nlb = nlb, .fua = fua};
      case 2:
        return WriteZeroes{.slba = lba, .nlb = random_.one_in(8) ? largest() : nlb, .fua = fua};
      case 3:
      case 4:
        return ZoneAppend{.zslba = start(zslba), .nlb = nlb, .fua = fua};
      case 5:
      case 6:
        return Read{.slba = lba, .nlb = random_.one_in(50) ? Nlb::wire(0xFFFF) : nlb};
      case 7:
        return report(random_.one_in(2) ? zslba + random_.below(2) : start(zslba));
      case 8:
        if (random_.one_in(2)) return Flush{};
        return OtherCommand{.opcode = 0x0C};
      default:
        return send(start(zslba));
    }
  }

  std::uint64_t start(std::uint64_t zslba) {
    return zslba + (random_.one_in(12) ? 1 : 0) +
           (random_.one_in(30) ? std::uint64_t{1} << (32 + random_.below(2)) : 0);
  }
  Nlb largest() { return Nlb::wire(geometry_.zcap > 65536 ? 0xFFFF : 47); }
  std::uint64_t blocks(std::uint8_t limit) const { return (kMinimumPageBytes << limit) / geometry_.lba_bytes; }

  ZoneManagementReceive report(std::uint64_t slba) {
    constexpr std::array<std::uint64_t, 4> kDwords{16, 32, 96, 1024};
    constexpr std::array<std::uint64_t, 2> kManyDwords{0x4000'0010, 0x1'0000'0000};
    const std::uint64_t dwords = random_.one_in(40) ? kManyDwords[random_.below(2)] : kDwords[random_.below(4)];
    return {.slba = slba,
            .numd = NumberOfDwords::of_count(dwords),
            .zra = ZoneReceiveAction{static_cast<std::uint8_t>(random_.below(8) / 3)},
            .zrasf = ReportingOption{static_cast<std::uint8_t>(random_.one_in(2) ? 0 : random_.below(10))},
            .partial = random_.one_in(2)};
  }

  ZoneManagementSend send(std::uint64_t slba) {
    constexpr std::array<std::uint8_t, 15> kActions{1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 6, 0x10, 0x10};
    return {.slba = slba,
            .zsa = ZoneSendAction{kActions[random_.below(kActions.size())]},
            .select_all = random_.one_in(25)};
  }

  Geometry geometry_;
  Random random_;
};

// ---- two devices side by side ---------------------------------------------------------------------------------------

struct Seen {
  std::vector<mutants::Outcome> outcomes;
  std::vector<std::vector<std::byte>> data;
  friend bool operator==(const Seen&, const Seen&) = default;
};

inline constexpr std::size_t kMostBytes = std::size_t{1} << 20;  // of one command's memory, however much it names

inline Seen submit(mutants::MutantDevice& device, const std::vector<Command>& commands, std::uint64_t generation) {
  Seen seen;
  std::vector<std::vector<std::byte>> sent;
  for (const Command& command : commands) {
    sent.emplace_back(std::min(bytes_to_device(device.geometry(), command), kMostBytes));
    const std::size_t block = device.geometry().lba_bytes;  // each filled with a byte of its own
    for (std::size_t at = 0; at < sent.back().size(); at += block)
      std::fill_n(sent.back().begin() + static_cast<std::ptrdiff_t>(at), std::min(block, sent.back().size() - at),
                  static_cast<std::byte>(1 + (generation * 31 + at / block + sent.size()) % 250));
    if (!sent.back().empty()) sent.back().back() = std::byte{0xFB};
    seen.data.emplace_back(std::min(bytes_from_device(device.geometry(), command), kMostBytes), std::byte{0xA5});
  }
  std::vector<mutants::Flight> flights;
  for (std::size_t i = 0; i < commands.size(); ++i) flights.push_back({commands[i], sent[i], seen.data[i]});
  seen.outcomes = device.submit_together(flights);
  for (mutants::Outcome& outcome : seen.outcomes)
    if (outcome.status != kSuccess) outcome.result = 0;  // undefined
  return seen;
}

// Reports all zones, and reads a part of each.
inline Seen look(mutants::MutantDevice& device) {
  const Geometry& geometry = device.geometry();
  std::vector<Command> commands{
      {.body = ZoneManagementReceive{
           .numd = NumberOfDwords::of_count(1024),
           .zra = geometry.zdes != 0 ? ZoneReceiveAction::ExtendedReportZones : ZoneReceiveAction::ReportZones}}};
  const std::uint64_t most = std::min<std::uint64_t>(geometry.zsze, 20);
  for (ZoneId id = 0; id < geometry.zones; ++id)
    for (const std::uint64_t from : {std::uint64_t{0}, std::min(geometry.zcap, geometry.zsze - most)})
      commands.push_back({.body = Read{.slba = geometry.zslba(id) + from, .nlb = Nlb::of_count(most)}});
  return submit(device, commands, 0);
}

// Reads every log page, and parts of some.
inline Seen read_logs(mutants::MutantDevice& device) {
  constexpr std::array kLids{Lid::SupportedLogPages,    Lid::ErrorInformation,
                             Lid::SmartHealth,          Lid::FirmwareSlot,
                             Lid::ChangedNamespaceList, Lid::CommandsSupportedAndEffects,
                             Lid::DeviceSelfTest,       Lid::FeatureIdentifiersSupported,
                             Lid::SanitizeStatus,       Lid::ChangedZoneList};
  constexpr GetLogPage kHow[] = {
      {.numd = NumberOfDwords::of_count(1024), .csi = Csi::Zoned},
      {.numd = NumberOfDwords::of_count(1024), .rae = true},
      {.numd = NumberOfDwords::of_count(4)},
      {.lpo = 36, .numd = NumberOfDwords::of_count(16)},
      {.lpo = 2, .numd = NumberOfDwords::of_count(16)},
      {.lpo = 512, .numd = NumberOfDwords::of_count(1)},
      {.numd = NumberOfDwords::of_count(1024), .csi = static_cast<Csi>(0x3F)},
      {.lpo = 516, .numd = NumberOfDwords::of_count(1)},
      {.lpo = 16 * 64, .numd = NumberOfDwords::of_count(16)},
      {.lpo = std::uint64_t{1} << 32, .numd = NumberOfDwords::of_count(1)},
      {.numd = NumberOfDwords::of_count(4), .ot = true},
      {.numd = NumberOfDwords::of_count(0x1'0001)},
  };
  std::vector<Command> commands;
  for (const Lid lid : kLids)
    for (GetLogPage how : kHow)
      for (const std::uint32_t nsid : {0U, device.geometry().nsid, kBroadcastNsid}) {
        how.lid = lid;
        commands.push_back({.queue = Queue::Admin, .nsid = nsid, .body = how});
      }
  return submit(device, commands, 0);
}

}  // namespace zns::harness
