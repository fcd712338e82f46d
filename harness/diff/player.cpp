#include "harness/diff/player.hpp"

#include <algorithm>
#include <utility>

#include "harness/diff/finding_case.hpp"
#include "reference/oracle/looks.hpp"
#include "reference/device/step.hpp"
#include "reference/spec/pattern.hpp"
#include "reference/spec/text.hpp"
#include "reference/spec/zone_report.hpp"
#include "suites/patience.hpp"

namespace zns::harness {
namespace {

Kind kind_of(const suites::Planned& planned) {
  const bool sends =
      planned.queue == Queue::Io && planned.sqe.opcode == static_cast<std::uint8_t>(IoOpcode::ZoneManagementSend);
  const Command command = decode(planned.queue, planned.sqe);
  if (is_write_operation(command)) return 1;  // they have the rules of the write pointer in common
  return (planned.queue == Queue::Io ? 1U : 2U) << 24U | Kind{planned.sqe.opcode} << 16U |
         (sends ? planned.sqe.cdw13 & 0x1FFU : 0U);  // ZSA and Select All
}

Kind kind_of(suites::Reset reset) {
  return 3U << 24U | static_cast<Kind>(reset);
}

const char* name(suites::Reset reset) {
  switch (reset) {
    case suites::Reset::Controller:
      return "controller reset";
    case suites::Reset::Shutdown:
      return "shutdown";
    case suites::Reset::PowerCycle:
      return "power cycle";
  }
  return "reset";
}

bool selects_all(const Command& command) {
  const auto* send = std::get_if<ZoneManagementSend>(&command.body);
  return send != nullptr && send->select_all;
}

}  // namespace

Player::Player(Monitor& monitor, suites::Playground playground, PlayOptions options)
    : monitor_{monitor}, playground_{std::move(playground)}, options_{std::move(options)} {
  for (const ZoneId zone : playground_.zones) {
    reached_.insert(zone);
    if (zone < options_.last_zone) reached_.insert(zone + 1);  // the end of a zone is the start of the next
  }
  for (const ZoneId zone : reached_) capacities_.emplace(zone, monitor.oracle().belief().zone(zone).zcap);
}

Played Player::play(const suites::Program& program, Looks looks) {
  Played played{.found = {}, .pinned = program};
  aftereffects_.reset_all();
  sent_ = 0;
  monitor_.forget_beside();  // a program explains its findings itself
  if (looks == Looks::AfterEach) look_at_everything();
  take_findings(0, played);
  std::size_t next = 0;
  while (next < program.size()) {
    std::vector<Prepared> batch = next_batch(program, next, played);
    if (batch.empty()) continue;
    play(batch, next - 1, played);
    if (looks == Looks::AtTheEnd) continue;
    look_at_zones_of(batch);
    take_findings(next - 1, played);
  }
  played.sent = sent_;
  look_at_everything();
  take_findings(program.size(), played);
  if (!played.found.empty()) scrub();
  put_back();
  take_findings(program.size(), played);
  return played;
}

// The commands that are sent next, together; none after something that is no command, and was done.
std::vector<Player::Prepared> Player::next_batch(const suites::Program& program, std::size_t& next, Played& played) {
  suites::Plan plan{monitor_.oracle().geometry(), monitor_.oracle().belief(), playground_};
  std::vector<Prepared> batch;
  for (const std::size_t first = next; next < program.size(); ++next) {
    const suites::Operation& operation = program[next];
    if (next != first && (!operation.together || plan.size() == options_.depth)) break;
    const auto planned = plan.add(operation);
    if (!planned) continue;
    played.pinned[next].pick = suites::Pick::Any;
    if (!planned->beside) played.pinned[next].zone = static_cast<std::uint8_t>(planned->slot);
    if (planned->event || planned->restart || planned->wear != 0) {
      if (!happens(*planned, operation.detail % 2 != 0, next, played)) continue;
      ++next;
      break;
    }
    batch.push_back({.planned = *planned,
                     .to_device = {},
                     .from_device = {},
                     .goes_on = operation.detail % 4 == 3,
                     .looks_twice = operation.detail % 8 == 5});
  }
  return batch;
}

// What is no command. False if it cannot happen.
bool Player::happens(const suites::Planned& planned, bool flush, std::size_t operation, Played& played) {
  const ZoneId zone = playground_.zones[planned.slot];
  if (planned.event && !inject(zone, *planned.event)) return false;
  if (planned.event)
    played.log.push_back("zone " + std::to_string(zone) + " fails: " + std::string{letters(*planned.event)});
  if (planned.restart) restart(*planned.restart, flush, operation, played);
  if (planned.wear != 0) wear(zone, planned.wear, operation, played);
  played.left = aftereffects_;
  return true;
}

void Player::play(std::vector<Prepared>& batch, std::size_t operation, Played& played) {
  const Prepared& first = batch.front();
  const Command command = decode(first.planned.queue, first.planned.sqe);
  const bool alone = batch.size() == 1;
  if (alone && first.looks_twice) read_blocks_of(command);
  send(batch, played);
  take_findings(operation, played, !alone || selects_all(command));
  played.left = aftereffects_;  // whatever comes after it
  if (alone && first.looks_twice) read_blocks_of(command);
  if (alone && first.goes_on && first.status != kSuccess) go_on(command, played);
  take_findings(operation, played);
}

// A refused command leaves the zone as it was: one that the zone as it is reported allows succeeds, unless resources
// are missing.
void Player::go_on(const Command& refused, Played& played) {
  const Oracle& oracle = monitor_.oracle();
  const Geometry& geometry = oracle.geometry();
  const std::optional<ZoneId> id = oracle.named_zone(refused);
  if (!id || !reached_.contains(*id)) return;
  const Zone& zone = oracle.belief().zone(*id);
  const std::uint64_t zslba = geometry.zslba(*id);
  Command next{.nsid = geometry.nsid, .body = ZoneManagementSend{.slba = zslba, .zsa = ZoneSendAction::Reset}};
  const bool has_room = is_writable(zone.zs) && zone.wp < zslba + zone.zcap;
  if (is_write_operation(refused) && has_room)
    next.body = Write{.slba = zone.wp, .nlb = Nlb::of_count(1)};
  else if (is_open(zone.zs))
    std::get<ZoneManagementSend>(next.body).zsa = ZoneSendAction::Close;
  else if (is_writable(zone.zs))
    std::get<ZoneManagementSend>(next.body).zsa = ZoneSendAction::Open;
  else if (zone.zs != ZoneState::Full || is_write_operation(refused))
    return;
  const std::uint64_t lba = zone.wp;
  std::vector<Prepared> batch(1);
  batch[0].planned =
      suites::Planned{.sqe = encode(next), .data_lba = lba, .to_device_bytes = bytes_to_device(geometry, next)};
  send(batch, played);
  if (has_room && is_write_operation(refused)) monitor_.look(read_of(geometry, lba));
}

// What a zone does after hundreds of resets. Ends with the first thing that is wrong.
void Player::wear(ZoneId zone, std::size_t times, std::size_t operation, Played& played) {
  const Geometry& geometry = monitor_.oracle().geometry();
  const Command reset{.nsid = geometry.nsid,
                      .body = ZoneManagementSend{.slba = geometry.zslba(zone), .zsa = ZoneSendAction::Reset}};
  const Command write{.nsid = geometry.nsid, .body = Write{.slba = geometry.zslba(zone), .nlb = Nlb::of_count(1)}};
  Prepared prepared{
      .planned = {.sqe = encode(write), .data_lba = geometry.zslba(zone), .to_device_bytes = geometry.lba_bytes},
      .to_device = {},
      .from_device = {}};
  prepare(prepared);
  const std::size_t found = played.found.size();
  std::size_t done = 0;
  while (done < times && played.found.size() == found) {
    if (monitor_.submit({.queue = Queue::Io, .sqe = encode(reset)}).status == kSuccess) aftereffects_.reset(zone);
    monitor_.submit({.queue = Queue::Io, .sqe = prepared.planned.sqe, .to_device = prepared.to_device});
    ++done;
    take_findings(operation, played);
  }
  played.log.push_back("zone " + std::to_string(zone) + ": reset, and its first block written, " +
                       std::to_string(done) + " times");
  played.last = kind_of({.sqe = encode(reset)});
  for (const bool again : {false, true}) {
    report_all();  // of its neighbours, too
    monitor_.look(read_of(geometry, geometry.zslba(zone)));
    if (!again) monitor_.submit({.queue = Queue::Io, .sqe = encode(reset)});
  }
  take_findings(operation, played);
}

// With a Flush before, or without. All is looked at afterwards: what a restart may change, and what not, is in all
// zones.
void Player::restart(suites::Reset kind, bool flush, std::size_t operation, Played& played) {
  if (flush) {
    const Sqe sqe = encode(Command{.nsid = monitor_.oracle().geometry().nsid, .body = Flush{}});
    played.log.push_back(to_text(Queue::Io, sqe) + " -> " +
                         to_string(monitor_.submit({.queue = Queue::Io, .sqe = sqe}).status));
  }
  monitor_.reset(kind);
  played.log.emplace_back(name(kind));
  played.last = kind_of(kind);
  played.last_about_all = true;
  look_at_everything();
  take_findings(operation, played, true);
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
                           .from_device = each.from_device,
                           .prps = each.planned.prps});
  }
  const std::string mark = batch.size() > 1 ? "together: " : "";
  const auto log = [&](Prepared& each, const suites::Completion& cqe) {
    each.status = cqe.status;
    sent(each.planned, cqe, played);
    played.log.push_back(mark + to_text(each.planned.queue, each.planned.sqe) + " -> " + to_string(cqe.status));
  };
  try {
    std::vector<suites::Completion> completions;
    if (batch.size() == 1)
      completions.push_back(monitor_.submit(submissions.front()));
    else
      completions = monitor_.submit_together(submissions);
    for (std::size_t i = 0; i < batch.size(); ++i) log(batch[i], completions[i]);
    wait_as_asked(completions);
  } catch (const suites::NotCarried&) {
    return;  // not this command, on this way to the device
  }
}

// The next command may be about the same zone: it is not sent before the delay that the last ones asked for is over.
void Player::wait_as_asked(std::span<const suites::Completion> completions) {
  std::chrono::milliseconds delay{0};
  for (const suites::Completion& cqe : completions) delay = std::max(delay, suites::delay_asked(monitor_, cqe));
  if (delay > std::chrono::milliseconds{0}) monitor_.wait(std::min(delay, suites::kLongPatience));
}

void Player::sent(const suites::Planned& planned, const suites::Completion& cqe, Played& played) {
  played.before = std::exchange(played.last, kind_of(planned));
  ++sent_;
  played.last_about_all = selects_all(decode(planned.queue, planned.sqe));
  const Command command = decode(planned.queue, planned.sqe);
  if (!is_reset(command) || cqe.status != kSuccess) return;
  if (const auto zone = monitor_.oracle().named_zone(command)) aftereffects_.reset(*zone);
  if (selects_all(command)) aftereffects_.reset_all();
}

// `about_all`: each of them, if need be, is about all zones.
void Player::take_findings(std::size_t operation, Played& played, bool about_all) {
  for (const Finding& finding : monitor_.take_findings())
    for (Finding& part : apart(finding)) take(std::move(part), operation, played, about_all);
}

void Player::take(Finding finding, std::size_t operation, Played& played, bool about_all) {
  const Wrong& wrong = finding.wrong.front();
  const std::optional<std::size_t> cause = aftereffects_.cause(wrong, about_all);
  if (!cause) {
    if (!finding.warning) aftereffects_.take(wrong, played.found.size(), about_all);
    options_.on_finding(finding);
  }
  played.found.push_back({.finding = std::move(finding),
                          .operation = operation,
                          .follows = cause,
                          .command = played.last,
                          .before = played.before});
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
      suites::submit_patiently(monitor_, {.queue = Queue::Io, .sqe = encode(reset)});
    }
    return oracle.belief().zone(zone).zs != ZoneState::Empty;
  };
  // What is wrong with its capacity has been said.
  const auto has_changed = [&](ZoneId zone) {
    const auto differs = [&] { return oracle.belief().zone(zone).zcap != capacities_.at(zone); };
    if (geometry.variable_capacity || !differs()) return false;
    monitor_.look(report_of(geometry, zone));
    return differs();
  };
  for (auto zone = reached_.begin(); zone != reached_.end();)
    zone = stuck(*zone) || has_changed(*zone) ? reached_.erase(zone) : std::next(zone);
  std::vector<ZoneId>& zones = playground_.zones;
  const auto gone = [this](ZoneId zone) { return !reached_.contains(zone); };
  zones.erase(std::remove_if(zones.begin(), zones.end(), gone), zones.end());
}

}  // namespace zns::harness
