// Histories of a reference device with commands in flight together: what is called, done and returned at random times.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "reference/device/policy.hpp"
#include "reference/device/random_for_tests.hpp"
#include "reference/device/step.hpp"
#include "reference/oracle/order/linearize.hpp"

namespace zns {

[[nodiscard]] inline Geometry two_zones() {
  return {.lba_bytes = 512, .zones = 2, .zsze = 8, .zcap = 8, .max_active = 2, .max_open = 1};
}

struct Traffic {
  std::uint64_t depth = 4;         // commands of a batch
  bool overlapping = false;        // within a batch some return before others are called
  bool failing = false;            // some commands are said to have failed midway, and did or did not
  bool restless = false;           // implicitly opened zones are closed at any time
  bool report_after_batch = true;  // of all zones, by itself
  std::uint64_t management = 4;    // one command in so many is a Zone Management Send
  std::uint64_t longest = 3;       // blocks of a command
};

// A device that carries out batches, and the history of it.
class Recorder {
 public:
  Recorder(const Geometry& geometry, const Policy& policy, std::uint64_t seed)
      : geometry_{geometry}, choices_{policy}, state_{geometry, {.bytes = geometry.lba_bytes}}, random_{seed} {}

  void batch(const Traffic& traffic) {
    std::vector<Flight> flights;
    for (std::uint64_t i = 0; i < traffic.depth; ++i) flights.push_back(flight(traffic, i));
    std::sort(flights.begin(), flights.end(), [](const Flight& a, const Flight& b) { return a.done < b.done; });
    std::vector<HistoryEntry> entries;
    for (const Flight& each : flights) {
      if (traffic.restless && random_.one_in(4)) close(static_cast<ZoneId>(random_.below(geometry_.zones)));
      const State before = state_;
      entries.push_back(carry_out(each.command));
      if (traffic.failing && entries.back().seen.status == kSuccess && random_.one_in(4)) {
        entries.back().seen.status = Status::InternalError;
        if (random_.one_in(2)) state_ = before;
      }
      entries.back().called = each.called;
      entries.back().returned = each.returned;
    }
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.returned < b.returned; });
    history_.insert(history_.end(), entries.begin(), entries.end());
    clock_ += 1'000'000;
    if (traffic.report_after_batch) alone(whole_report());
  }

  void alone(const Command& command) {
    history_.push_back(carry_out(command));
    history_.back().called = clock_;
    history_.back().returned = clock_ + 1;
    clock_ += 2;
  }

  [[nodiscard]] Command whole_report() const {
    return {.body = ZoneManagementReceive{.numd = NumberOfDwords::of_count(report_bytes(geometry_.zones, 0) / 4)}};
  }

  // Changes one thing that was seen: a status, an ALBA, a block that was read, an entry of a report.
  void corrupt() {
    HistoryEntry& entry = history_[random_.below(history_.size())];
    if (entry.seen.status != kSuccess || random_.one_in(5)) {
      constexpr Status kSome[] = {kSuccess,
                                  Status::ZoneBoundaryError,
                                  Status::ZoneIsFull,
                                  Status::ZoneInvalidWrite,
                                  Status::TooManyActiveZones,
                                  Status::TooManyOpenZones,
                                  Status::InvalidZoneStateTransition,
                                  Status::InternalError};
      entry.seen.status = kSome[random_.below(std::size(kSome))];
    } else if (std::holds_alternative<ZoneAppend>(entry.command.body)) {
      entry.seen.result += random_.one_in(2) ? 1 : -1;
    } else if (!entry.seen.data.empty()) {
      data_.emplace_back(entry.seen.data.begin(), entry.seen.data.end());
      std::vector<std::byte>& data = data_.back();
      if (std::holds_alternative<ZoneManagementReceive>(entry.command.body))
        corrupt_report(data);
      else
        data[random_.below(data.size())] ^= std::byte{1};
      entry.seen.data = data;
    }
  }

  // The last entry is a report.
  void corrupt_last_report() {
    Observed& seen = history_.back().seen;
    data_.emplace_back(seen.data.begin(), seen.data.end());
    corrupt_report(data_.back());
    seen.data = data_.back();
  }

  // As if these had been in flight together.
  void at_once(std::size_t first, std::size_t last) {
    for (std::size_t i = first; i <= last; ++i) {
      history_[i].called = history_[first].called;
      history_[i].returned = history_[last].returned;
    }
  }

  [[nodiscard]] const std::vector<HistoryEntry>& history() const { return history_; }
  [[nodiscard]] std::vector<HistoryEntry>& history() { return history_; }
  [[nodiscard]] const State& state() const { return state_; }

 private:
  struct Flight {
    Command command;
    std::uint64_t called = 0;
    std::uint64_t done = 0;
    std::uint64_t returned = 0;
  };

  Flight flight(const Traffic& traffic, std::uint64_t number) {
    const std::uint64_t spread = traffic.overlapping ? 600 : 1;
    const std::uint64_t called = random_.below(spread);
    const std::uint64_t done = called + 1 + random_.below(300);
    const std::uint64_t returned = done + 1 + random_.below(300);
    const auto at = [&](std::uint64_t time) { return clock_ + time * 1'000 + number; };
    return {some_command(traffic), traffic.overlapping ? at(called) : clock_, at(done), at(returned)};
  }

  Command some_command(const Traffic& traffic) {
    const auto zone = static_cast<ZoneId>(random_.below(geometry_.zones));
    const std::uint64_t zslba = geometry_.zslba(zone);
    const Zone& now = state_.zone(zone);
    const std::uint64_t guessed = is_writable(now.zs) ? now.wp + random_.below(3) : zslba + random_.below(3);
    const Nlb nlb = Nlb::of_count(1 + random_.below(traffic.longest));
    if (random_.one_in(traffic.management)) {
      const bool all = random_.one_in(12);
      if (geometry_.zdes != 0 && random_.one_in(8))
        return {.body = ZoneManagementSend{.slba = zslba, .zsa = ZoneSendAction::SetZoneDescriptorExtension}};
      const auto zsa = static_cast<ZoneSendAction>(1 + random_.below(4));  // Close, Finish, Open, Reset
      return {.body = ZoneManagementSend{.slba = zslba, .zsa = zsa, .select_all = all}};
    }
    switch (random_.below(10)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return {.body = ZoneAppend{.zslba = zslba, .nlb = nlb}};
      case 4:
      case 5:
      case 6:
        return {.body = Write{.slba = guessed, .nlb = nlb}};
      case 7:
        return {.body = WriteZeroes{.slba = guessed, .nlb = nlb}};
      case 8:
        return {.body = Read{.slba = zslba + random_.below(geometry_.zsze), .nlb = nlb}};
      default:
        if (random_.one_in(4)) return {.body = Flush{}};
        if (random_.one_in(3)) return whole_report();
        return {.body = Read{.slba = zslba, .nlb = nlb}};
    }
  }

  // The state or the write pointer of one of its zones.
  void corrupt_report(std::vector<std::byte>& data) {
    const std::size_t entries = (data.size() - kReportHeaderBytes) / kZoneDescriptorBytes;
    const auto descriptor = std::span{data}
                                .subspan(kReportHeaderBytes + random_.below(entries) * kZoneDescriptorBytes)
                                .first<kZoneDescriptorBytes>();
    ZoneDescriptor changed = decode_zone_descriptor(descriptor);
    if (random_.one_in(2))
      changed.wp += random_.one_in(2) ? 1 : -1;
    else
      changed.zs = kZoneStates[random_.below(kZoneStates.size())];
    encode(changed, descriptor);
  }

  HistoryEntry carry_out(const Command& command) {
    data_.emplace_back(bytes_to_device(geometry_, command));
    std::vector<std::byte>& sent = data_.back();
    for (std::size_t i = 0; i < sent.size(); i += 64) sent[i] = static_cast<std::byte>(random_.below(256));
    data_.emplace_back(bytes_from_device(geometry_, command));
    std::vector<std::byte>& returned = data_.back();
    Effect effect = step(geometry_, state_, command, sent, choices_);
    if (effect.status == kSuccess) transfer(geometry_, state_, command, choices_, returned);
    apply(state_, effect);
    return {.command = command,
            .to_device = sent,
            .seen = {.status = effect.status, .result = effect.result, .data = returned}};
  }

  void close(ZoneId zone) {
    if (auto effect = background(geometry_, state_, {EventKind::CloseZone, zone})) apply(state_, *effect);
  }

  Geometry geometry_;
  PolicyChoices choices_;
  State state_;
  Random random_;
  std::uint64_t clock_ = 1;
  std::deque<std::vector<std::byte>> data_;
  std::vector<HistoryEntry> history_;
};

[[nodiscard]] inline Policy some_policy(Random& random) {
  return {.statuses = static_cast<Policy::Statuses>(random.below(4)),
          .implicit_close = static_cast<Policy::ImplicitClose>(random.below(5)),
          .write_pointer = static_cast<Policy::WritePointer>(random.below(4)),
          .deallocated = static_cast<Policy::Deallocated>(random.below(3)),
          .use_exceptions = random.one_in(2)};
}

}  // namespace zns
