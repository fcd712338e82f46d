// Random commands around the bounds of tiny devices, with their buffers.
#pragma once

#include <cstddef>
#include <vector>

#include "reference/device/random_for_tests.hpp"
#include "reference/device/step.hpp"
#include "reference/mutants/device.hpp"

namespace zns::mutants {

inline Geometry a_tiny_geometry(Random& random) {
  const auto max_open = static_cast<std::uint32_t>(1 + random.below(3));
  return {.lba_bytes = 512,
          .zones = static_cast<std::uint32_t>(1 + random.below(5)),
          .zsze = 8,
          .zcap = 3 + random.below(6),
          .max_active = max_open + static_cast<std::uint32_t>(random.below(3)),
          .max_open = max_open,
          .zdes = static_cast<std::uint8_t>(random.below(2)),
          .read_across = random.one_in(2),
          .write_cache = random.one_in(2)};
}

inline Command a_command(const Geometry& geometry, const State& state, Random& random) {
  const auto zone = static_cast<ZoneId>(random.below(geometry.zones));
  const std::uint64_t zslba = geometry.zslba(zone) + (random.one_in(8) ? 1 : 0);
  const std::uint64_t slba = random.one_in(4) ? random.below(geometry.nsze() + 2) : state.zone(zone).wp;
  const Nlb nlb = Nlb::of_count(1 + random.below(4));
  const bool all = random.one_in(6);
  const auto zsa =
      random.one_in(4) ? ZoneSendAction::SetZoneDescriptorExtension : static_cast<ZoneSendAction>(1 + random.below(6));
  const std::array<Command::Body, 10> bodies{
      Write{.slba = slba, .nlb = nlb},
      Write{.slba = slba, .nlb = nlb},
      WriteZeroes{.slba = slba, .nlb = nlb},
      ZoneAppend{.zslba = zslba, .nlb = nlb},
      ZoneAppend{.zslba = zslba, .nlb = nlb},
      Read{.slba = slba, .nlb = nlb},
      ZoneManagementReceive{.slba = slba,
                            .numd = NumberOfDwords::of_count(256),
                            .zra = static_cast<ZoneReceiveAction>(random.below(2)),
                            .zrasf = static_cast<ReportingOption>(random.below(12)),
                            .partial = random.one_in(2)},
      ZoneManagementSend{.slba = zslba, .zsa = zsa, .select_all = all},
      ZoneManagementSend{.slba = zslba, .zsa = zsa, .select_all = all},
      Identify{.cns = static_cast<Cns>(random.below(9)), .csi = Csi::Zoned}};
  const std::size_t chosen = random.below(bodies.size());
  return {.queue = chosen == 9 ? Queue::Admin : Queue::Io, .nsid = random.one_in(20) ? 2U : 1U, .body = bodies[chosen]};
}

class RandomCommand {
 public:
  RandomCommand(const Geometry& geometry, const State& state, Random& random)
      : command_{a_command(geometry, state, random)},
        sent_(bytes_to_device(geometry, command_), std::byte(random.below(256))),
        received_(bytes_from_device(geometry, command_), std::byte{0xA5}) {}
  // Refers to this object.
  [[nodiscard]] Flight flight() { return {.command = command_, .to_device = sent_, .from_device = received_}; }
  [[nodiscard]] const std::vector<std::byte>& received() const { return received_; }

 private:
  Command command_;
  std::vector<std::byte> sent_;
  std::vector<std::byte> received_;
};

}  // namespace zns::mutants
