// A device and an oracle that watches it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "reference/device/policy.hpp"
#include "reference/device/restart.hpp"
#include "reference/device/step.hpp"
#include "reference/oracle/oracle.hpp"

namespace zns {

class Watched {
 public:
  Watched(const Geometry& geometry, const Policy& policy)
      : geometry_{geometry}, choices_{policy}, state_{geometry, {.bytes = geometry.lba_bytes}}, oracle_{geometry} {}

  // What the device does, before the oracle sees it.
  struct Answer {
    Effect effect;
    std::vector<std::byte> sent;
    std::vector<std::byte> returned;
  };
  Answer answer(const Command& command, std::uint8_t fill = 0x5A) {
    Answer a;
    a.sent.assign(bytes_to_device(geometry_, command), std::byte{fill});
    a.returned.assign(std::min<std::size_t>(bytes_from_device(geometry_, command), 65536), std::byte{0xA5});
    a.effect = step(geometry_, state_, command, a.sent, choices_);
    if (a.effect.status == kSuccess) transfer(geometry_, state_, command, choices_, a.returned);
    apply(state_, a.effect);
    if (geometry_.write_cache && a.effect.status == kSuccess) cache_.carried_out(command, a.effect);
    return a;
  }
  Verdict observe(const Command& command, const Answer& a) {
    return oracle_.observe(command, a.sent, {.status = a.effect.status, .result = a.effect.result, .data = a.returned});
  }
  Verdict run(const Command::Body& body) {
    const Command command{.body = body};
    return observe(command, answer(command));
  }
  // The device lies about its status.
  Verdict run_but_say(const Command::Body& body, Status status) {
    const Command command{.body = body};
    Answer a = answer(command);
    a.effect.status = status;
    return observe(command, a);
  }
  // The oracle is told that there was a reset, and not what the device did.
  void reset(Reset kind) {
    for (ZoneId id = 0; id < geometry_.zones; ++id)
      if (auto effect = restart(geometry_, state_, cache_, kind, id, choices_)) apply(state_, *effect);
    if (kind != Reset::Controller) cache_.commit();
    oracle_.restart(kind);
  }
  // The device changes a zone as it likes.
  void become(ZoneId id, const Zone& zone) {
    Effect effect;
    effect.change(id, state_.zone(id), zone);
    apply(state_, effect);
  }
  void happen(Event event) {
    if (auto effect = background(geometry_, state_, event)) apply(state_, *effect);
  }

  Geometry geometry_;
  PolicyChoices choices_;
  State state_;
  WriteCache cache_;
  Oracle oracle_;
};

inline Geometry tiny() {
  return {.lba_bytes = 512, .zones = 4, .zsze = 8, .zcap = 6, .max_active = 3, .max_open = 2, .zdes = 1};
}

inline Write write(std::uint64_t slba, std::uint64_t blocks = 1) {
  return {.slba = slba, .nlb = Nlb::of_count(blocks)};
}
inline ZoneManagementSend send(std::uint64_t slba, ZoneSendAction zsa) {
  return {.slba = slba, .zsa = zsa};
}
inline ZoneManagementReceive report() {
  return {.numd = NumberOfDwords::of_count(1024)};
}

}  // namespace zns
