// A hand-made drive for the tests of the bench: four zones, two open and three active at most, and a hook in which a
// test makes it misbehave. It knows no more than those tests need, and nothing of the reference device.
#pragma once

#include <algorithm>
#include <array>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "reference/spec/bytes.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/identify.hpp"
#include "reference/spec/zone_report.hpp"
#include "suites/target.hpp"

namespace zns::suites {

class FakeTarget final : public Target {
 public:
  static constexpr std::uint64_t kZones = 4;
  static constexpr std::uint64_t kZsze = 16;
  static constexpr std::uint64_t kZcap = 12;
  static constexpr std::size_t kLbaBytes = 512;

  struct Zone {
    ZoneState zs = ZoneState::Empty;
    std::uint64_t wp = 0;
    std::uint8_t za = 0;
  };
  // Answers instead of the drive, where it returns something. It may change `zones` and `media` as it likes.
  using Hook = std::function<std::optional<Completion>(const Command&, const Submission&)>;

  FakeTarget() : media(kZones * kZsze * kLbaBytes) {
    controller.mdts = 1;  // 8 KiB: 16 blocks
    controller.oncs = 1U << 3;
    ns.nsze = ns.ncap = kZones * kZsze;
    ns.dlfeat = 1;
    ns.lbaf[0].lbads = 9;
    zoned.mar = 2;
    zoned.mor = 1;
    zoned.lbafe[0] = {.zsze = kZsze, .zdes = 0};
    way = {.foreign_nsid = true,
           .over_mdts = true,
           .unaligned_report = true,
           .zone_events = true,
           .max_transfer_bytes = 1 << 20};
    for (std::uint64_t i = 0; i < kZones; ++i) zones[i].wp = i * kZsze;
  }

  [[nodiscard]] std::string name() const override { return "fake:"; }
  [[nodiscard]] std::uint32_t nsid() const override { return 1; }
  [[nodiscard]] Carries carries() const override { return way; }

  Completion submit(const Submission& submission) override {
    const Command command = decode(submission.queue, submission.sqe);
    commands.push_back(command);
    if (hook)
      if (const auto answer = hook(command, submission)) return *answer;
    return honest(command, submission);
  }

  Completion honest(const Command& command, const Submission& submission) {
    return std::visit([&](const auto& body) { return answer(body, submission); }, command.body);
  }

  void wait(std::chrono::milliseconds delay) override { waits.push_back(delay); }
  void inject(std::uint64_t zslba, ZoneState state) override {
    zones[zslba / kZsze].zs = state;
    if (state == ZoneState::Empty) empty(zslba / kZsze);
  }

  [[nodiscard]] std::size_t count_sent(ZoneSendAction zsa) const {
    return static_cast<std::size_t>(std::count_if(commands.begin(), commands.end(), [zsa](const Command& command) {
      const auto* send = std::get_if<ZoneManagementSend>(&command.body);
      return send != nullptr && send->zsa == zsa && !send->select_all;
    }));
  }

  std::array<Zone, kZones> zones;
  std::vector<std::byte> media;
  IdentifyController controller;
  IdentifyNamespace ns;
  IdentifyZonedNamespace zoned;
  IdentifyZonedController zoned_controller;
  Carries way;
  Hook hook;
  std::vector<Command> commands;
  std::vector<std::chrono::milliseconds> waits;

 private:
  void empty(std::uint64_t index) {
    zones[index] = {.zs = ZoneState::Empty, .wp = index * kZsze, .za = 0};
    std::fill_n(media.begin() + static_cast<std::ptrdiff_t>(index * kZsze * kLbaBytes), kZsze * kLbaBytes,
                std::byte{0});
  }

  static void give(const Submission& submission, std::span<const std::byte> data) {
    std::copy_n(data.begin(), std::min(data.size(), submission.from_device.size()), submission.from_device.begin());
  }

  Completion answer(const Identify& identify, const Submission& submission) const {
    if (identify.cns == Cns::Controller) return give(submission, encode(controller)), Completion{};
    if (identify.cns == Cns::Namespace) return give(submission, encode(ns)), Completion{};
    if (identify.cns == Cns::CommandSetNamespace) return give(submission, encode(zoned)), Completion{};
    if (identify.cns == Cns::CommandSetController && identify.csi == Csi::Zoned)
      return give(submission, encode(zoned_controller)), Completion{};
    return {.status = Status::InvalidFieldInCommand};
  }

  Completion write_at_wp(Zone& zone, std::uint64_t index, std::uint64_t blocks, const Submission& submission) {
    if (zone.zs == ZoneState::Full) return {.status = Status::ZoneIsFull};
    if (zone.wp + blocks > index * kZsze + kZcap) return {.status = Status::ZoneBoundaryError};
    if (!is_open(zone.zs)) zone.zs = ZoneState::ImplicitlyOpened;
    std::memcpy(&media[zone.wp * kLbaBytes], submission.to_device.data(), submission.to_device.size());
    const std::uint64_t alba = zone.wp;
    zone.wp += blocks;
    if (zone.wp == index * kZsze + kZcap) zone.zs = ZoneState::Full;
    return {.result = alba};
  }
  Completion answer(const Write& write, const Submission& submission) {
    const std::uint64_t index = write.slba / kZsze;
    if (index >= kZones) return {.status = Status::LbaOutOfRange};
    if (is_writable(zones[index].zs) && zones[index].wp != write.slba) return {.status = Status::ZoneInvalidWrite};
    return write_at_wp(zones[index], index, write.nlb.count(), submission);
  }
  Completion answer(const ZoneAppend& append, const Submission& submission) {
    const std::uint64_t index = append.zslba / kZsze;
    return write_at_wp(zones[index], index, append.nlb.count(), submission);
  }
  Completion answer(const Read& read, const Submission& submission) const {
    give(submission, std::span{media}.subspan(read.slba * kLbaBytes, read.nlb.count() * kLbaBytes));
    return {};
  }

  Completion answer(const ZoneManagementSend& send, const Submission& /*submission*/) {
    if (send.select_all) {
      for (std::uint64_t i = 0; i < kZones; ++i)
        if (is_active(zones[i].zs) || zones[i].zs == ZoneState::Full) empty(i);  // Reset is all that the tests select
      return {};
    }
    const std::uint64_t index = send.slba / kZsze;
    Zone& zone = zones[index];
    const bool dead = zone.zs == ZoneState::ReadOnly || zone.zs == ZoneState::Offline;
    if (dead && send.zsa != ZoneSendAction::Offline) return {.status = Status::InvalidZoneStateTransition};
    switch (send.zsa) {
      case ZoneSendAction::Open:
        zone.zs = ZoneState::ExplicitlyOpened;
        return {};
      case ZoneSendAction::Finish:
        zone.zs = ZoneState::Full;
        return {};
      case ZoneSendAction::Reset:
        empty(index);
        return {};
      case ZoneSendAction::Close:
        if (!is_active(zone.zs)) return {.status = Status::InvalidZoneStateTransition};
        zone.zs = ZoneState::Closed;
        return {};
      default:
        return {.status = Status::InvalidFieldInCommand};
    }
  }

  Completion answer(const ZoneManagementReceive& receive, const Submission& submission) const {
    std::vector<std::byte> report(kReportHeaderBytes);
    const std::uint64_t room = (submission.from_device.size() - kReportHeaderBytes) / kZoneDescriptorBytes;
    std::uint64_t count = 0;
    for (std::uint64_t i = receive.slba / kZsze; i < kZones && count < room; ++i, ++count) {
      std::array<std::byte, kZoneDescriptorBytes> entry{};
      encode(ZoneDescriptor{.zs = zones[i].zs, .za = zones[i].za, .zcap = kZcap, .zslba = i * kZsze, .wp = zones[i].wp},
             entry);
      report.insert(report.end(), entry.begin(), entry.end());
    }
    store_le(std::span{report}, 0, count);
    give(submission, report);
    return {};
  }

  Completion answer(const Flush& /*flush*/, const Submission& /*submission*/) const { return {}; }
  Completion answer(const WriteZeroes& /*zeroes*/, const Submission& /*submission*/) const {
    return {.status = Status::InvalidCommandOpcode};
  }
  Completion answer(const OtherCommand& /*other*/, const Submission& /*submission*/) const {
    return {.status = Status::InvalidCommandOpcode};
  }
  Completion answer(const ControllerCommand auto& /*command*/, const Submission& /*submission*/) const {
    return {.status = Status::InvalidCommandOpcode};
  }
};

}  // namespace zns::suites
