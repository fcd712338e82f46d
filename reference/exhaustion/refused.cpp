// What the oracle must refuse: statuses, results, data and reports that no freedom excuses.
#include <algorithm>
#include <array>

#include "reference/device/policy.hpp"
#include "reference/device/step.hpp"
#include "reference/exhaustion/abstract_state.hpp"
#include "reference/exhaustion/explorer.hpp"
#include "reference/spec/text.hpp"

namespace zns {
namespace {

// A status that decides nothing about conformance (ZNS-GEN-014) is none of these.
constexpr std::array kStatuses{Status::SuccessfulCompletion,
                               Status::InvalidCommandOpcode,
                               Status::InvalidFieldInCommand,
                               Status::CommandAbortedDueToMissingFusedCommand,
                               Status::InvalidNamespaceOrFormat,
                               Status::LbaOutOfRange,
                               Status::InvalidZoneOperationRequest,
                               Status::ZoneBoundaryError,
                               Status::ZoneIsFull,
                               Status::ZoneIsReadOnly,
                               Status::ZoneIsOffline,
                               Status::ZoneInvalidWrite,
                               Status::TooManyActiveZones,
                               Status::TooManyOpenZones,
                               Status::InvalidZoneStateTransition,
                               Status::DeallocatedOrUnwrittenLogicalBlock};

constexpr std::size_t kSomeStatuses = 4;  // success, and three that change from cell to cell

std::uint64_t plausible_result(const State& device, const Geometry& geometry, const Command& command) {
  const auto* append = std::get_if<ZoneAppend>(&command.body);
  if (append == nullptr || append->zslba >= geometry.nsze()) return 0;
  return device.zone(static_cast<ZoneId>(append->zslba / geometry.zsze)).wp;
}

}  // namespace

void Explorer::try_wrong_statuses(const Letter& letter) {
  const std::size_t count = wrong_statuses_ == WrongStatuses::All ? kStatuses.size() : kSomeStatuses;
  const std::size_t first = here_ * kSomeStatuses + static_cast<std::size_t>(&letter - alphabet_.data()) * 7;
  for (std::size_t i = 0; i < count; ++i) {
    const Status status = i == 0 ? kSuccess : kStatuses[1 + (first + i) % (kStatuses.size() - 1)];
    const auto ends_so = [=](const Outcome& outcome) { return outcome.status == status; };
    if (std::any_of(outcomes_.begin(), outcomes_.end(), ends_so)) continue;
    const Observed wrong{.status = status,
                         .result = status == kSuccess ? plausible_result(device_, geometry_, letter.command) : 0,
                         .data = {}};
    const Trial::Mark mark = oracle_.mark();
    const Judgement judgement = oracle_.observe(letter, wrong);
    oracle_.rewind(mark);
    if (judgement == Judgement::NotPermitted) {
      ++found_.refused;
    } else if (is_excused(letter, status, judgement)) {
      ++found_.excused;
    } else {
      std::string expected = "refused: the reference ends with";
      for (const Outcome& outcome : outcomes_) expected += " " + to_string(outcome.status);
      complain("the oracle refuses a wrong status", words(letter), std::move(expected),
               "accepted: " + to_string(status));
    }
  }
}

// What a device may do unseen to a zone before it gets the command: close it, make an excursion, or fail, which is
// remarked upon.
bool Explorer::is_excused(const Letter& letter, Status status, Judgement judgement) const {
  const bool is_optional = std::holds_alternative<ZoneAppend>(letter.command.body) ||
                           std::holds_alternative<WriteZeroes>(letter.command.body);
  if (is_optional && status == Status::InvalidCommandOpcode) return true;  // until it is seen to be there
  constexpr std::array kQuiet{EventKind::CloseZone, EventKind::Excursion};
  constexpr std::array kFailures{EventKind::ReadOnly, EventKind::Offline};
  State state = device_;
  for (ZoneId zone = 0; zone < geometry_.zones; ++zone)
    for (const EventKind kind : judgement == Judgement::Noteworthy ? kFailures : kQuiet) {
      auto effect = background(geometry_, state, {kind, zone});
      if (!effect) continue;
      apply(state, *effect);
      const bool explained = may_end_with(state, letter, status);
      undo(state, *effect);
      if (explained) return true;
    }
  return false;
}

bool Explorer::may_end_with(const State& from, const Letter& letter, Status status) const {
  EveryChoice choices;
  do {
    if (step(geometry_, from, letter.command, letter.data, choices).status == status) return true;
  } while (choices.next());
  return false;
}

void Explorer::refuses(const Letter& letter, const Observed& wrong, const std::string& by, const char* what) {
  const Trial::Mark mark = oracle_.mark();
  const Judgement judgement = oracle_.observe(letter, wrong);
  oracle_.rewind(mark);
  if (judgement == Judgement::NotPermitted) {
    ++found_.refused;
    return;
  }
  complain("the oracle refuses a wrong answer", by, std::string{"refused: "} + what, "accepted");
}

void Explorer::try_wrong_answers(const Letter& letter, const Effect& effect, const Observed& seen) {
  Observed wrong = seen;
  if (std::holds_alternative<ZoneAppend>(letter.command.body)) {
    wrong.result = effect.result + 1;
    refuses(letter, wrong, words(letter), "ALBA one block further");
  } else if (std::holds_alternative<ZoneManagementSend>(letter.command.body)) {
    wrong.result = 1;
    refuses(letter, wrong, words(letter), "ZCC set, of a device with fixed capacities");
  } else if (std::holds_alternative<Read>(letter.command.body)) {
    try_wrong_blocks(letter, seen);
  } else if (std::holds_alternative<ZoneManagementReceive>(letter.command.body) &&
             seen.data.size() >= kReportHeaderBytes) {
    std::vector<std::byte> data{seen.data.begin(), seen.data.end()};
    wrong.data = data;
    data[0] ^= std::byte{0x40};
    refuses(letter, wrong, words(letter), "Number of Zones 64 too many");
    data[0] ^= std::byte{0x40};
    if (data.size() == kReportHeaderBytes) return;
    data[kReportHeaderBytes] = std::byte{1};
    refuses(letter, wrong, words(letter), "a zone type of 1h");
  }
}

// Each block of a read with one bit that is wrong. (No deallocated block reads so, whatever DLFEAT says.)
void Explorer::try_wrong_blocks(const Letter& read, const Observed& seen) {
  std::vector<std::byte> data{seen.data.begin(), seen.data.end()};
  const Observed wrong{.status = seen.status, .result = seen.result, .data = data};
  for (std::size_t block = 0; block < data.size(); block += geometry_.lba_bytes) {
    data[block] ^= std::byte{0x10};
    refuses(read, wrong, to_text(read.command), "one bit of a block is wrong");
    data[block] ^= std::byte{0x10};
  }
}

void Explorer::refuses_report(const State& device, const std::string& by, const char* what) {
  const Trial::Mark mark = oracle_.mark();
  const Judgement judgement = oracle_.observe_report(device);
  oracle_.rewind(mark);
  if (!oracle_.counts_are_the_zones()) {
    complain("undo restores the state", by, "a belief whose counts are its zones", "other counts");
    return start_again(device_);
  }
  if (judgement == Judgement::NotPermitted)
    ++found_.refused;
  else
    complain("the oracle refuses a wrong report", by,
             std::string{"refused, "} + what + ": " + to_text(geometry_, device), "accepted");
}

namespace {

bool looks_alike(const Zone& a, const Zone& b) {
  return a.zs == b.zs && a.za == b.za && a.zcap == b.zcap && (!is_writable(a.zs) || a.wp == b.wp);
}

// Whether a device in `now` may be in `later` soon, by itself.
bool evolves(const Geometry& geometry, const State& now, ZoneId zone, const Zone& later) {
  constexpr EventKind kinds[] = {EventKind::CloseZone, EventKind::Excursion, EventKind::ReadOnly, EventKind::Offline};
  return std::any_of(std::begin(kinds), std::end(kinds), [&](EventKind kind) {
    const auto effect = background(geometry, now, {kind, zone});
    return effect && looks_alike(effect->zones[0].after, later);
  });
}

}  // namespace

// Reports of a zone that is not what it is, one thing wrong in each.
void Explorer::try_wrong_reports() {
  for (ZoneId id = 0; id < geometry_.zones; ++id) {
    const Zone truth = device_.zone(id);
    std::vector<Zone> wrong;
    for (const ZoneState zs : kZoneStates) {
      wrong.push_back(truth);
      wrong.back().zs = zs;
    }
    for (const std::uint64_t wp : {truth.wp - 1, truth.wp + 1}) {
      wrong.push_back(truth);
      wrong.back().wp = wp;
    }
    for (const std::uint64_t zcap : {truth.zcap - 1, truth.zcap + 1}) {
      wrong.push_back(truth);
      wrong.back().zcap = zcap;
    }
    for (const std::uint8_t bit : {za::kDescriptorExtensionValid, za::kFinishedByController}) {
      // An excursion just before the Finish: the oracle does not ask what filled the zone.
      if (bit == za::kFinishedByController && geometry_.active_excursions && !is_writable(truth.zs)) continue;
      wrong.push_back(truth);
      wrong.back().za ^= bit;
    }
    for (const Zone& zone : wrong) {
      if (looks_alike(zone, truth) || evolves(geometry_, device_, id, zone)) continue;
      Effect effect;
      effect.change(id, truth, zone);
      State reported = device_;
      apply(reported, effect);
      refuses_report(reported, "a report", "one zone is not so");
    }
  }
}

// The command succeeded, but one zone that it changed is as before.
void Explorer::try_stale_report(const Letter& letter, const Effect& effect, const State& before) {
  const std::string& by = words(letter);
  for (std::size_t left_out = 0; left_out < effect.zones.size(); ++left_out) {
    const ZoneChange& missing = effect.zones[left_out];
    if (looks_alike(missing.before, missing.after) || evolves(geometry_, device_, missing.zone, missing.before))
      continue;
    Effect partial;
    for (std::size_t i = 0; i < effect.zones.size(); ++i)
      if (i != left_out) partial.change(effect.zones[i].zone, effect.zones[i].before, effect.zones[i].after);
    State reported = before;
    apply(reported, partial);
    refuses_report(reported, by, "one zone is as before the command");
  }
}

}  // namespace zns
