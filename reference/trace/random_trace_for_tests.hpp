// Traces of any content that the text can hold, for tests.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "reference/device/random_for_tests.hpp"
#include "reference/trace/geometry_text.hpp"
#include "reference/trace/trace.hpp"

namespace zns {

class RandomTrace {
 public:
  explicit RandomTrace(std::uint64_t seed) : random_{seed} {}

  Trace trace() {
    Trace trace{.geometry = geometry(), .seed = number(), .target = text(), .note = text()};
    if (trace.geometry.nn > 1 && random_.one_in(3)) trace.beside = {another(trace.geometry)};
    for (ZoneId id = 0; id < trace.geometry.zones; ++id)
      if (random_.one_in(5)) trace.start.push_back(zone(trace.geometry, id));
    for (std::uint64_t steps = random_.below(6); steps > 0; --steps) trace.steps.push_back(step(trace.geometry));
    return trace;
  }

 private:
  // Small and large ones, and those at the edges.
  std::uint64_t number() {
    constexpr std::array<std::uint64_t, 4> kEdges{0, 1, UINT32_MAX, UINT64_MAX};
    if (random_.one_in(3)) return kEdges[random_.below(kEdges.size())];
    return random_.below(UINT64_MAX) >> random_.below(64);
  }
  template <class T>
  T small() {
    return static_cast<T>(number());
  }
  bool coin() { return random_.one_in(2); }

  std::string text() {
    std::string text(random_.below(6), ' ');
    for (char& c : text) c = static_cast<char>(random_.below(256));
    return text;
  }

  Geometry geometry() {
    Geometry g{.nsid = small<std::uint32_t>(),
               .nn = small<std::uint32_t>(),
               .lba_bytes = 512U << random_.below(4),
               .zones = static_cast<std::uint32_t>(1 + random_.below(20)),
               .zsze = 1 + (number() >> 8),
               .zdes = static_cast<std::uint8_t>(random_.below(3)),
               .mdts = small<std::uint8_t>(),
               .zasl = small<std::uint8_t>(),
               .wzsl = small<std::uint8_t>(),
               .read_across = coin(),
               .variable_capacity = coin(),
               .active_excursions = coin(),
               .write_cache = coin(),
               .namespace_management = coin(),
               .flush_broadcast = static_cast<FlushBroadcast>(random_.below(4)),
               .deallocated = static_cast<DeallocatedValue>(random_.below(8)),
               .deallocated_error = coin()};
    g.zcap = number() % (g.zsze + 1);
    if (coin()) g.max_active = small<std::uint32_t>();
    if (coin()) g.max_open = small<std::uint32_t>();
    return g;
  }

  Geometry another(const Geometry& first) {
    Geometry other = beside(first, first.nsid == 1 ? 2 : 1, coin() ? Csi::Nvm : Csi::Zoned);
    other.lba_bytes = 512U << random_.below(4);
    other.deallocated_error = coin();
    if (!other.is_zoned()) other.zsze = other.zcap = 1 + (number() >> 8);
    return other;
  }

  TraceZone zone(const Geometry& geometry, ZoneId id) {
    TraceZone start{.id = id,
                    .zone = {.wp = number(),
                             .zcap = number(),
                             .zs = static_cast<ZoneState>(random_.below(16)),
                             .za = small<std::uint8_t>(),
                             .zai = small<std::uint8_t>()}};
    for (std::size_t at = 0; at < geometry.extension_bytes(); at += 64) start.extension.append(bytes(64));
    return start;
  }

  TraceStep step(const Geometry& geometry) {
    constexpr std::array kInjected{ZoneState::ReadOnly, ZoneState::Offline, ZoneState::Empty};
    if (random_.one_in(5)) return static_cast<Reset>(random_.below(3));
    if (random_.one_in(5))
      return TraceInjection{.zslba = geometry.zslba(static_cast<ZoneId>(random_.below(geometry.zones))),
                            .state = kInjected[random_.below(kInjected.size())]};
    TraceBatch batch(1 + random_.below(coin() ? 5 : 1));
    for (std::size_t i = 0; i < batch.size(); ++i) {
      batch[i] = entry();
      batch[i].place = i;
    }
    for (std::size_t i = batch.size(); i > 1; --i) std::swap(batch[i - 1].place, batch[random_.below(i)].place);
    return batch;
  }

  TraceEntry entry() {
    TraceEntry entry{.queue = coin() ? Queue::Io : Queue::Admin, .sqe = sqe(), .to_device = data()};
    if (coin()) entry.prps = {.offset = small<std::uint16_t>(), .list_offset = small<std::uint16_t>()};
    if (random_.one_in(8)) entry.controller = small<std::uint16_t>();
    if (coin()) entry.cid = small<std::uint16_t>();
    entry.buffer = number() % (kMostDataBytes + 1);
    if (!random_.one_in(6))
      entry.completion = TraceCompletion{.status = static_cast<Status>(random_.below(0x800)),
                                         .result = number(),
                                         .crd = static_cast<std::uint8_t>(random_.below(4)),
                                         .more = random_.one_in(5),
                                         .dnr = coin(),
                                         .overran = random_.one_in(5),
                                         .wrong_sqhd = random_.one_in(5),
                                         .data = data()};
    return entry;
  }

  Sqe sqe() {
    constexpr std::array<std::uint8_t, 9> kOpcodes{0x00, 0x01, 0x02, 0x06, 0x08, 0x79, 0x7A, 0x7D, 0x02};
    Sqe sqe{.opcode = coin() ? kOpcodes[random_.below(kOpcodes.size())] : small<std::uint8_t>(),
            .nsid = coin() ? 1 : small<std::uint32_t>(),
            .cdw10 = small<std::uint32_t>(),
            .cdw11 = small<std::uint32_t>(),
            .cdw12 = small<std::uint32_t>(),
            .cdw13 = small<std::uint32_t>()};
    if (coin()) return sqe;
    sqe.flags = small<std::uint8_t>();
    sqe.cid = small<std::uint16_t>();
    for (std::uint32_t* field : {&sqe.cdw2, &sqe.cdw3, &sqe.cdw14, &sqe.cdw15}) *field = small<std::uint32_t>();
    for (std::uint64_t* field : {&sqe.mptr, &sqe.prp1, &sqe.prp2}) *field = number();
    return sqe;
  }

  std::vector<std::byte> bytes(std::size_t count) {
    std::vector<std::byte> bytes(count);
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(random_.below(256));
    return bytes;
  }

  TraceData data() {
    TraceData data;
    for (std::uint64_t pieces = random_.below(4); pieces > 0; --pieces) {
      const std::uint64_t kind = random_.below(3);
      if (kind == 0) data.append(PatternRun{.lba = number(), .generation = number(), .blocks = random_.below(5)});
      if (kind == 1)
        data.append(FillRun{.value = static_cast<std::byte>(random_.below(256)), .bytes = random_.below(5000)});
      if (kind == 2) data.append(bytes(random_.below(100)));
    }
    return data;
  }

  Random random_;
};

}  // namespace zns
