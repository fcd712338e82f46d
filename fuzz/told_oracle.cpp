#include "fuzz/told_oracle.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "reference/device/step.hpp"
#include "reference/oracle/oracle.hpp"

namespace zns::fuzz {
namespace {

// What the oracle saw before the report.
struct Past {
  Command::Body body;
  Status status = kSuccess;
};

const std::array<Past, 7>& pasts() {
  static const std::array<Past, 7> kPasts{{
      {Write{.slba = 0, .nlb = Nlb::of_count(1)}},
      {ZoneManagementSend{.slba = 16, .zsa = ZoneSendAction::Open}},
      {Write{.slba = 32, .nlb = Nlb::of_count(2)}, Status::InternalError},  // it may have done anything
      {ZoneManagementSend{.slba = 48, .zsa = ZoneSendAction::SetZoneDescriptorExtension}},
      {ZoneManagementSend{.zsa = ZoneSendAction::Open, .select_all = true}},
      {ZoneManagementSend{.slba = 0, .zsa = ZoneSendAction::Finish}},
      {OtherCommand{.opcode = 0xC0}},
  }};
  return kPasts;
}

}  // namespace

void tell_oracle(std::span<const std::byte> bytes, unsigned past, unsigned how) {
  static const std::vector<std::byte> kSent(1024);
  const Geometry geometry{.lba_bytes = 512,
                          .zones = 4,
                          .zsze = 16,
                          .zcap = 12,
                          .max_active = 3,
                          .max_open = 2,
                          .zdes = static_cast<std::uint8_t>(how & 1U),
                          .active_excursions = (how & 0x80U) != 0};
  Oracle oracle{geometry};
  for (std::size_t i = 0; i < pasts().size(); ++i) {
    if ((past >> i & 1U) == 0) continue;
    const Command command{.body = pasts()[i].body};
    const std::span sent = std::span{kSent}.first(bytes_to_device(geometry, command));
    static_cast<void>(oracle.observe(command, sent, {.status = pasts()[i].status, .data = {}}));
  }
  const Command report{
      .body = ZoneManagementReceive{.numd = NumberOfDwords::of_count(std::max<std::uint64_t>(1, bytes.size() / 4)),
                                    .zra = static_cast<ZoneReceiveAction>(how >> 1 & 1U),
                                    .zrasf = static_cast<ReportingOption>(how >> 3 & 0xFU),
                                    .partial = (how & 4U) != 0}};
  for (int twice = 0; twice < 2; ++twice)
    static_cast<void>(oracle.observe(report, {}, {.status = kSuccess, .data = bytes}));
}

}  // namespace zns::fuzz
