// What the player looks at: after a program, and after each command where that is asked for.
#include <algorithm>
#include <set>
#include <variant>
#include <vector>

#include "harness/diff/player.hpp"
#include "reference/oracle/looks.hpp"
#include "reference/spec/footprint.hpp"

namespace zns::harness {
namespace {

// At each end of what a zone holds: the middle of a huge one goes unread.
constexpr std::uint64_t kLooksAtAnEnd = 256;
constexpr std::uint64_t kBlocks = 8;  // of most looks

}  // namespace

// The first of the blocks that it writes, or empties.
void Player::read_blocks_of(const Command& command) {
  const Oracle& oracle = monitor_.oracle();
  const Geometry& geometry = oracle.geometry();
  const std::optional<ZoneId> zone = oracle.named_zone(command);
  const Footprint named = footprint(command);
  if (!zone || !(named.writes() || is_reset(command))) return;
  if (oracle.belief().zone(*zone).zs == ZoneState::Offline) return;
  const std::uint64_t end = geometry.zslba(*zone) + geometry.zsze;
  std::uint64_t lba = geometry.zslba(*zone);
  if (named.does == Does::Write || named.does == Does::Zero) lba = named.slba;
  if (named.does == Does::Append && is_writable(oracle.belief().zone(*zone).zs)) lba = oracle.belief().zone(*zone).wp;
  if (lba >= end) return;
  const std::uint64_t most = blocks_per_look(geometry, kBlocks * geometry.lba_bytes);
  monitor_.look(read_of(geometry, lba, std::min(most, end - lba)));
}

// All zones that could be reached, in as few reports as it takes: what a command did to others shows, too.
void Player::report_all() {
  constexpr std::uint64_t kMost = 32;
  const Geometry& geometry = monitor_.oracle().geometry();
  const std::uint64_t most = zones_per_look(geometry, kMost);
  std::uint64_t next = 0;
  for (const ZoneId zone : reached_) {
    if (zone < next) continue;
    const std::uint64_t zones = std::min(most, *reached_.rbegin() + std::uint64_t{1} - zone);
    monitor_.look(report_of(geometry, zone, zones));
    next = zone + zones;
    if (zones < most) break;
  }
}

// The zones; and of what is in those that it names, the last blocks and those behind them.
void Player::look_at_zones_of(const std::vector<Prepared>& batch) {
  const Oracle& oracle = monitor_.oracle();
  const Geometry& geometry = oracle.geometry();
  std::set<ZoneId> zones;
  for (const Prepared& each : batch) {
    const Command command = decode(each.planned.queue, each.planned.sqe);
    const auto* sends = std::get_if<ZoneManagementSend>(&command.body);
    const bool changes = is_write_operation(command) || sends != nullptr;
    if (changes && sends != nullptr && sends->select_all) zones = reached_;
    if (const auto zone = oracle.named_zone(command); changes && zone && reached_.contains(*zone)) zones.insert(*zone);
    if (is_write_operation(command)) read_blocks_of(command);
  }
  if (!zones.empty()) report_all();
  for (const ZoneId zone : zones) {
    const State& state = oracle.belief();
    const std::uint64_t written = state.media(zone) ? state.media(zone)->blocks() : 0;
    const std::uint64_t from = written - std::min(written, kBlocks / 2);
    const std::uint64_t blocks =
        std::min(blocks_per_look(geometry, kBlocks * geometry.lba_bytes), geometry.zsze - from);
    if (state.zone(zone).zs != ZoneState::Offline)
      monitor_.look(read_of(geometry, geometry.zslba(zone) + from, blocks));
  }
}

// The descriptors of all zones that could be reached, with their extensions, and every block that was written.
void Player::look_at_everything() {
  for (const ZoneId zone : reached_) monitor_.look(report_of(monitor_.oracle().geometry(), zone));
  for (const ZoneId zone : reached_) {
    read_back(zone);
    read_beyond(zone);
  }
  read_beside();
}

// Where the operations on the namespace beside are about, and the blocks behind.
void Player::read_beside() {
  if (!playground_.beside) return;
  const Geometry& beside = *playground_.beside;
  const std::uint64_t low = std::min(beside.nsze(), suites::anchor(beside, 256U - 5U) + kBlocks);
  const std::uint64_t step = blocks_per_look(beside, kBlocks * beside.lba_bytes);
  for (std::uint64_t at = 0; at < low; at += step) monitor_.look(read_of(beside, at, std::min(step, low - at)));
  const std::uint64_t last = beside.nsze() - std::min(beside.nsze(), std::min(step, kBlocks));
  if (last >= low) monitor_.look(read_of(beside, last, beside.nsze() - last));
}

// The blocks behind what was written, where a command that was refused may have left something.
void Player::read_beyond(ZoneId zone) {
  constexpr std::uint64_t kStride = 0x9E3779B1;  // a prime
  const Oracle& oracle = monitor_.oracle();
  const Geometry& geometry = oracle.geometry();
  if (oracle.belief().zone(zone).zs == ZoneState::Offline) return;
  const std::uint64_t written = oracle.belief().media(zone) ? oracle.belief().media(zone)->blocks() : 0;
  if (written >= geometry.zsze) return;
  const std::uint64_t blocks =
      std::min(blocks_per_look(geometry, kBlocks * geometry.lba_bytes), geometry.zsze - written);
  monitor_.look(read_of(geometry, geometry.zslba(zone) + written, blocks));
  // And at another place each time, up to the last block of the zone.
  const std::uint64_t further = written + (sent_ * kStride + zone) % (geometry.zsze - written);
  const std::uint64_t last = geometry.zsze - std::min(blocks, geometry.zsze);
  const std::uint64_t at = sent_ % 4 == 0 ? std::max(written, last) : further;
  monitor_.look(read_of(geometry, geometry.zslba(zone) + at, std::min(blocks, geometry.zsze - at)));
}

void Player::read_back(ZoneId zone) {
  const Oracle& oracle = monitor_.oracle();
  const Geometry& geometry = oracle.geometry();
  if (oracle.belief().zone(zone).zs == ZoneState::Offline || !oracle.belief().media(zone)) return;
  const std::uint64_t written = oracle.belief().media(zone)->blocks();
  const std::size_t most_bytes = std::min<std::size_t>(playground_.max_transfer_bytes, std::size_t{128} << 10);
  const std::uint64_t step = blocks_per_look(geometry, most_bytes);
  const std::uint64_t looks = (written + step - 1) / step;
  for (std::uint64_t look = 0; look < looks; ++look) {
    if (look == kLooksAtAnEnd && looks > 2 * kLooksAtAnEnd) look = looks - kLooksAtAnEnd;
    const std::uint64_t at = look * step;
    const std::uint64_t blocks = std::min(step, written - at);
    // The ends of a long run of zeroes are enough.
    const auto zeroes = [&](std::uint64_t block) {
      return block < written &&
             oracle.belief().block(geometry, geometry.zslba(zone) + block).content == BlockMap::Content::Zeroes;
    };
    if (at != 0 && zeroes(at - 1) && zeroes(at) && zeroes(at + blocks - 1) && zeroes(at + blocks)) continue;
    monitor_.look(read_of(geometry, geometry.zslba(zone) + at, blocks));
  }
}

}  // namespace zns::harness
