#include "harness/diff/player.hpp"

#include <algorithm>
#include <utility>

#include "harness/looks.hpp"
#include "reference/spec/pattern.hpp"
#include "reference/spec/text.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns::harness {
namespace {

constexpr std::uint64_t kLooksAtAnEnd = 256;  // at each end of what a zone holds: the middle of a huge one goes unread

}  // namespace

Player::Player(Monitor& monitor, suites::Playground playground, PlayOptions options)
    : monitor_{monitor}, playground_{std::move(playground)}, options_{std::move(options)} {
  for (const ZoneId zone : playground_.zones) {
    reached_.insert(zone);
    if (zone < options_.last_zone) reached_.insert(zone + 1);  // the end of a zone is the start of the next
  }
}

Played Player::play(const suites::Program& program) {
  Played played{.found = {}, .pinned = program};
  const Oracle& oracle = monitor_.oracle();
  std::size_t next = 0;
  while (next < program.size()) {
    suites::Plan plan{oracle.geometry(), oracle.belief(), playground_};
    std::vector<Prepared> batch;
    const std::size_t first = next;
    for (; next < program.size(); ++next) {
      const suites::Operation& operation = program[next];
      if (next != first && (!operation.together || plan.size() == options_.depth)) break;
      auto planned = plan.add(operation);
      if (!planned) continue;
      played.pinned[next].pick = suites::Pick::Any;
      played.pinned[next].zone = static_cast<std::uint8_t>(planned->slot);
      if (planned->event) {
        const ZoneId zone = playground_.zones[planned->slot];
        if (!inject(zone, *planned->event)) continue;
        played.log.push_back("zone " + std::to_string(zone) + " fails: " + std::string{letters(*planned->event)});
        ++next;
        break;
      }
      batch.push_back({.planned = *planned, .to_device = {}, .from_device = {}});
    }
    send(batch, played);
    take_findings(next - 1, played);
  }
  look_at_everything();
  take_findings(program.size(), played);
  if (!played.found.empty()) scrub();
  put_back();
  take_findings(program.size(), played);
  return played;
}

// False for a device whose zone is in a state that does not fail that way: another one than is believed.
bool Player::inject(ZoneId zone, ZoneState state) {
  try {
    monitor_.inject(monitor_.oracle().geometry().zslba(zone), state);
    return true;
  } catch (const suites::NotCarried&) {
    return false;
  }
}

void Player::prepare(Prepared& prepared) {
  const suites::Planned& planned = prepared.planned;
  const std::size_t lba_bytes = monitor_.oracle().geometry().lba_bytes;
  const Pattern pattern{.seed = options_.seed, .generation = ++generation_};
  prepared.to_device.resize(planned.to_device_bytes);
  prepared.from_device.assign(planned.from_device_bytes, kUntouched);
  const std::size_t block = std::min(lba_bytes, planned.to_device_bytes);  // an extension may be smaller
  for (std::size_t at = 0; at < planned.to_device_bytes; at += block)
    pattern.fill_block(std::span{prepared.to_device}.subspan(at, std::min(block, planned.to_device_bytes - at)),
                       planned.data_lba + at / lba_bytes);
}

void Player::send(std::vector<Prepared>& batch, Played& played) {
  if (batch.empty()) return;
  std::vector<suites::Submission> submissions;
  submissions.reserve(batch.size());
  for (Prepared& each : batch) {
    prepare(each);
    submissions.push_back({.queue = each.planned.queue,
                           .sqe = each.planned.sqe,
                           .to_device = each.to_device,
                           .from_device = each.from_device});
  }
  const std::string mark = batch.size() > 1 ? "together: " : "";
  const auto log = [&](const Prepared& each, const suites::Completion& cqe) {
    played.log.push_back(mark + to_text(each.planned.queue, each.planned.sqe) + " -> " + to_string(cqe.status));
  };
  try {
    if (batch.size() == 1) {
      log(batch.front(), monitor_.submit(submissions.front()));
    } else {
      const std::vector<suites::Completion> completions = monitor_.submit_together(submissions);
      for (std::size_t i = 0; i < batch.size(); ++i) log(batch[i], completions[i]);
    }
  } catch (const suites::NotCarried&) {
    return;  // not this command, on this way to the device
  }
}

void Player::take_findings(std::size_t operation, Played& played) {
  for (Finding& finding : monitor_.take_findings()) {
    options_.on_finding(finding);
    played.found.push_back({.finding = std::move(finding), .operation = operation});
  }
}

// The descriptors of all zones that could be reached, with their extensions, and every block that was written.
void Player::look_at_everything() {
  for (const ZoneId zone : reached_) monitor_.look(report_of(monitor_.oracle().geometry(), zone));
  for (const ZoneId zone : reached_) {
    read_back(zone);
    read_beyond(zone);
  }
}

// The blocks behind what was written, where a command that was refused may have left something.
void Player::read_beyond(ZoneId zone) {
  constexpr std::uint64_t kBlocks = 8;
  const Oracle& oracle = monitor_.oracle();
  const Geometry& geometry = oracle.geometry();
  if (oracle.belief().zone(zone).zs == ZoneState::Offline) return;
  const std::uint64_t written = oracle.belief().media(zone) ? oracle.belief().media(zone)->blocks() : 0;
  if (written >= geometry.zsze) return;
  const std::uint64_t blocks =
      std::min(blocks_per_look(geometry, kBlocks * geometry.lba_bytes), geometry.zsze - written);
  monitor_.look(read_of(geometry, geometry.zslba(zone) + written, blocks));
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
    // Of a long run of zeroes the ends are enough.
    const auto zeroes = [&](std::uint64_t block) {
      return block < written &&
             oracle.belief().block(geometry, geometry.zslba(zone) + block).content == ZoneMedia::Content::Zeroes;
    };
    if (at != 0 && zeroes(at - 1) && zeroes(at) && zeroes(at + blocks - 1) && zeroes(at + blocks)) continue;
    monitor_.look(read_of(geometry, geometry.zslba(zone) + at, blocks));
  }
}

// After a finding a zone may be in a state that has no name: Finish and Reset lead out of most of them.
void Player::scrub() {
  const Geometry& geometry = monitor_.oracle().geometry();
  for (const ZoneId zone : reached_)
    for (const ZoneSendAction zsa : {ZoneSendAction::Finish, ZoneSendAction::Reset}) {
      const Command command{.nsid = geometry.nsid,
                            .body = ZoneManagementSend{.slba = geometry.zslba(zone), .zsa = zsa}};
      monitor_.submit({.queue = Queue::Io, .sqe = encode(command)});
    }
}

void Player::put_back() {
  const Oracle& oracle = monitor_.oracle();
  const Geometry& geometry = oracle.geometry();
  const auto stuck = [&](ZoneId zone) {
    const ZoneState zs = oracle.belief().zone(zone).zs;
    if (zs == ZoneState::Empty) return false;
    if (playground_.zone_events && (zs == ZoneState::ReadOnly || zs == ZoneState::Offline)) {
      inject(zone, ZoneState::Empty);
    } else {
      const Command reset{.nsid = geometry.nsid,
                          .body = ZoneManagementSend{.slba = geometry.zslba(zone), .zsa = ZoneSendAction::Reset}};
      monitor_.submit({.queue = Queue::Io, .sqe = encode(reset)});
    }
    return oracle.belief().zone(zone).zs != ZoneState::Empty;
  };
  for (auto zone = reached_.begin(); zone != reached_.end();)
    zone = stuck(*zone) ? reached_.erase(zone) : std::next(zone);
  std::vector<ZoneId>& zones = playground_.zones;
  const auto gone = [this](ZoneId zone) { return !reached_.contains(zone); };
  zones.erase(std::remove_if(zones.begin(), zones.end(), gone), zones.end());
}

}  // namespace zns::harness
