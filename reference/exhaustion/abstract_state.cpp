#include "reference/exhaustion/abstract_state.hpp"

#include "reference/device/assert.hpp"

namespace zns {
namespace {

constexpr unsigned kBitsOfZone = 10;  // 3 of the state, 3 of the blocks, 4 attributes

std::uint64_t written(const Geometry& geometry, ZoneId id, const Zone& zone) {
  return zone.wp - geometry.zslba(id);
}

std::uint64_t key_of(const Geometry& geometry, ZoneId id, const Zone& zone) {
  const std::uint64_t attributes = (zone.za & 0x7U) | (zone.za & za::kDescriptorExtensionValid) >> 4;
  std::uint64_t blocks = written(geometry, id, zone);
  if (!is_writable(zone.zs)) blocks = blocks == zone.zcap ? 1 : 0;
  if (zone.zs == ZoneState::Offline) blocks = 0;  // nobody reads one
  return column(zone.zs) | blocks << 3 | attributes << 6;
}

}  // namespace

std::uint64_t abstract_key(const Geometry& geometry, const State& state) {
  ZNS_ASSERT(geometry.zones <= 4 && geometry.zsze <= 7);
  std::uint64_t key = 0;
  for (ZoneId id = 0; id < state.zones(); ++id) key = key << kBitsOfZone | key_of(geometry, id, state.zone(id));
  ZoneId next = state.oldest_implicitly_opened();
  for (ZoneId place = 0; place < state.zones(); ++place) {
    key = key << 3 | (next == State::kNone ? 0 : next + 1);
    if (next != State::kNone) next = state.newer(next);
  }
  return key;
}

std::string to_text(const Geometry& geometry, const State& state) {
  std::string text;
  for (ZoneId id = 0; id < state.zones(); ++id) {
    const Zone& zone = state.zone(id);
    const std::string blocks = std::to_string(written(geometry, id, zone));
    text += (id == 0 ? "zone " : ", zone ") + std::to_string(id) + ' ' + std::string{letters(zone.zs)};
    if (is_active(zone.zs) || (zone.zs == ZoneState::Empty && blocks != "0")) text += " wp+" + blocks;
    if (zone.zs == ZoneState::Full || zone.zs == ZoneState::ReadOnly) text += ' ' + blocks + " written";
    if ((zone.za & za::kDescriptorExtensionValid) != 0) text += " ZDEV";
    if ((zone.za & za::kFinishedByController) != 0) text += " ZFC";
  }
  if (state.count(ZoneState::ImplicitlyOpened) < 2) return text;
  text += "; opened in the order";
  for (ZoneId id = state.oldest_implicitly_opened(); id != State::kNone; id = state.newer(id))
    text += ' ' + std::to_string(id);
  return text;
}

}  // namespace zns
