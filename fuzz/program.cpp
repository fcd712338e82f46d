#include "fuzz/program.hpp"

#include <algorithm>
#include <bit>

namespace zns::fuzz {
namespace {

constexpr std::size_t kAtZones = 0;
constexpr std::size_t kAtZsze = 1;
constexpr std::size_t kAtZcap = 2;
constexpr std::size_t kAtMaxOpen = 3;  // 0: no limit, like the next
constexpr std::size_t kAtMoreActive = 4;
constexpr std::size_t kAtZdes = 5;    // zdes 1:0, variant 7:2
constexpr std::size_t kAtLimits = 6;  // mdts 1:0, zasl 3:2, wzsl 5:4
constexpr std::size_t kAtAbilities = 7;
constexpr std::size_t kAtFlush =
    8;  // flush_broadcast 1:0, deallocated 3:2, no Zone Append 4, no Write Zeroes 5, awun 7:6
constexpr std::size_t kAtChoices = 9;
constexpr std::size_t kAtAnswers = 10;
constexpr std::size_t kAtRubbish = 11;
constexpr std::size_t kAtDefect = 12;  // two bytes
constexpr std::size_t kAtMore = 14;  // looks 0; bit 1: ImplicitClose::Any, which kAtChoices cannot say; power_loss 3:2,
                                     // full_at_power_loss 4
constexpr std::size_t kAtWidth = 15;  // zones lie 2 to the power of so many times farther apart; kMostWidth at most

constexpr std::uint8_t kMostZdes = 2;
constexpr std::uint64_t kMostZsze = 64;
constexpr unsigned kMostWidth = 32;  // LBAs go beyond 32 bits

template <class Enum>
Enum one_of(unsigned value, unsigned count) {
  return static_cast<Enum>(value % count);
}

constexpr std::array kFlushes{FlushBroadcast::NotReported, FlushBroadcast::NotSupported, FlushBroadcast::Supported};
constexpr std::array kAbilities{&Geometry::read_across, &Geometry::variable_capacity,    &Geometry::active_excursions,
                                &Geometry::write_cache, &Geometry::namespace_management, &Geometry::deallocated_error,
                                &Geometry::sgls,        &Geometry::several_controllers};

Geometry geometry_of(const std::array<std::uint8_t, kHeaderBytes>& h) {
  Geometry g{.lba_bytes = kLbaBytes, .zones = 1U + h[kAtZones] % kMostZones, .zsze = 1 + h[kAtZsze] % kMostZsze};
  g.zcap = 1 + h[kAtZcap] % g.zsze;
  g.zsze <<= h[kAtWidth] % (kMostWidth + 1);
  if (h[kAtMaxOpen] != 0) g.max_open = 1U + (h[kAtMaxOpen] - 1U) % kMostZones;
  if (g.max_open && h[kAtMoreActive] != 0) g.max_active = *g.max_open + (h[kAtMoreActive] - 1U) % kMostZones;
  g.zdes = static_cast<std::uint8_t>((h[kAtZdes] & 3U) % (kMostZdes + 1U));
  g.mdts = h[kAtLimits] & 3U;
  g.zasl = h[kAtLimits] >> 2 & 3U;
  if (g.mdts != 0) g.zasl = std::min(g.zasl, g.mdts);
  g.wzsl = h[kAtLimits] >> 4 & 3U;
  for (std::size_t i = 0; i < kAbilities.size(); ++i) g.*kAbilities[i] = (h[kAtAbilities] >> i & 1U) != 0;
  g.flush_broadcast = kFlushes[(h[kAtFlush] & 3U) % kFlushes.size()];
  g.deallocated = one_of<DeallocatedValue>(h[kAtFlush] >> 2 & 3U, 3);
  g.append = (h[kAtFlush] & 0x10U) == 0;
  g.write_zeroes = (h[kAtFlush] & 0x20U) == 0;
  g.awun = 1U << (h[kAtFlush] >> 6);
  return g;
}

Policy policy_of(const std::array<std::uint8_t, kHeaderBytes>& h) {
  return {.statuses = one_of<Policy::Statuses>(h[kAtChoices], 4),
          .implicit_close = (h[kAtMore] & 2U) != 0 ? Policy::ImplicitClose::Any
                                                   : one_of<Policy::ImplicitClose>(h[kAtChoices] >> 2, 5),
          .write_pointer = one_of<Policy::WritePointer>(h[kAtAnswers], 4),
          .deallocated = one_of<Policy::Deallocated>(h[kAtAnswers] >> 2 & 3U, 3),
          .use_exceptions = (h[kAtAnswers] & 0x10U) != 0,
          .close_eagerly = (h[kAtAnswers] & 0x20U) != 0,
          .rubbish = h[kAtRubbish],
          .power_loss = one_of<Policy::PowerLoss>(h[kAtMore] >> 2 & 3U, 4),
          .full_at_power_loss = (h[kAtMore] & 0x10U) != 0};
}

// MDTS and the like for blocks of kLbaBytes where they were meant for larger ones.
std::uint8_t scaled(std::uint8_t limit, std::uint32_t lba_bytes) {
  if (limit == 0) return 0;
  const int smaller = limit - std::countr_zero(lba_bytes / kLbaBytes);
  return static_cast<std::uint8_t>(std::clamp(smaller, 1, 3));
}

}  // namespace

Record decode_record(std::span<const std::uint8_t, kRecordBytes> b) {
  return {.act = one_of<Act>(b[0], kActs),
          .pick = one_of<Pick>(b[1], kPicks),
          .zone = b[2],
          .place = one_of<Place>(b[3], kPlaces),
          .shift = static_cast<std::int8_t>(b[4]),
          .extent = b[5],
          .twist = one_of<Twist>(b[6], kTwists),
          .detail = b[7]};
}

std::array<std::uint8_t, kRecordBytes> encode(const Record& record) {
  return {static_cast<std::uint8_t>(record.act),
          static_cast<std::uint8_t>(record.pick),
          record.zone,
          static_cast<std::uint8_t>(record.place),
          static_cast<std::uint8_t>(record.shift),
          record.extent,
          static_cast<std::uint8_t>(record.twist),
          record.detail};
}

Record Program::at(std::size_t i) const {
  return decode_record(records.subspan(i * kRecordBytes).first<kRecordBytes>());
}

Program decode(Bytes bytes) {
  std::array<std::uint8_t, kHeaderBytes> header{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), kHeaderBytes), header.begin());
  const Bytes rest = bytes.size() > kHeaderBytes ? bytes.subspan(kHeaderBytes) : Bytes{};
  const std::size_t records = std::min(rest.size() / kRecordBytes, kMostRecords);
  return {.header = {.geometry = geometry_of(header),
                     .policy = policy_of(header),
                     .defect = static_cast<std::uint16_t>(header[kAtDefect] | header[kAtDefect + 1] << 8),
                     .remembers_blocks = (header[kAtAnswers] & 0x40U) == 0,
                     .variant = static_cast<std::uint8_t>(header[kAtZdes] >> 2),
                     .looks = (header[kAtMore] & 1U) != 0},
          .records = rest.first(records * kRecordBytes)};
}

std::array<std::uint8_t, kHeaderBytes> encode(const Header& header) {
  const Geometry& g = header.geometry;
  const Policy& p = header.policy;
  std::array<std::uint8_t, kHeaderBytes> h{};
  const auto at_most = [](std::uint64_t value, std::uint64_t most) {
    return static_cast<std::uint8_t>(std::min(value, most));
  };
  const auto bits = [](auto value, int shift) { return static_cast<unsigned>(value) << shift; };
  h[kAtZones] = at_most(g.zones - 1, kMostZones - 1);
  while (h[kAtWidth] < kMostWidth && g.zsze >> h[kAtWidth] > kMostZsze) ++h[kAtWidth];
  h[kAtZsze] = at_most((g.zsze >> h[kAtWidth]) - 1, kMostZsze - 1);
  h[kAtZcap] = at_most(g.zcap - 1, h[kAtZsze]);
  h[kAtMaxOpen] = at_most(g.max_open.value_or(0), kMostZones);
  if (g.max_open && g.max_active) h[kAtMoreActive] = at_most(1 + *g.max_active - *g.max_open, kMostZones);
  h[kAtZdes] = static_cast<std::uint8_t>(at_most(g.zdes, kMostZdes) | header.variant << 2);
  h[kAtLimits] = static_cast<std::uint8_t>(scaled(g.mdts, g.lba_bytes) | bits(scaled(g.zasl, g.lba_bytes), 2) |
                                           bits(scaled(g.wzsl, g.lba_bytes), 4));
  for (std::size_t i = 0; i < kAbilities.size(); ++i)
    if (g.*kAbilities[i]) h[kAtAbilities] = static_cast<std::uint8_t>(h[kAtAbilities] | 1U << i);
  const auto flush = std::find(kFlushes.begin(), kFlushes.end(), g.flush_broadcast) - kFlushes.begin();
  const auto atomic = std::min(static_cast<unsigned>(std::bit_width(g.awun)) - 1U, 3U);
  h[kAtFlush] = static_cast<std::uint8_t>(bits(flush, 0) | bits(g.deallocated, 2) | bits(!g.append, 4) |
                                          bits(!g.write_zeroes, 5) | bits(atomic, 6));
  const bool any = p.implicit_close == Policy::ImplicitClose::Any;
  h[kAtChoices] = static_cast<std::uint8_t>(bits(p.statuses, 0) | (any ? 0 : bits(p.implicit_close, 2)));
  h[kAtMore] = static_cast<std::uint8_t>((any ? 2 : 0) | bits(p.power_loss, 2) | bits(p.full_at_power_loss, 4) |
                                         bits(header.looks, 0));
  h[kAtAnswers] =
      static_cast<std::uint8_t>(bits(p.write_pointer, 0) | bits(p.deallocated, 2) | bits(p.use_exceptions, 4) |
                                bits(p.close_eagerly, 5) | bits(!header.remembers_blocks, 6));
  h[kAtRubbish] = p.rubbish;
  h[kAtDefect] = static_cast<std::uint8_t>(header.defect);
  h[kAtDefect + 1] = static_cast<std::uint8_t>(header.defect >> 8);
  return h;
}

}  // namespace zns::fuzz
