// Before and after: the zones of the range are Empty when a case starts, and again when it has ended.
#include <algorithm>
#include <string>
#include <utility>

#include "suites/bench.hpp"
#include "suites/bench_doing.hpp"
#include "suites/command_text.hpp"

namespace zns::suites {
namespace {

constexpr std::size_t kProblemsShown = 8;
constexpr std::size_t kNotesKept = 64;
constexpr const char* kAfterTheCase = "after the case";

bool out_of_service(ZoneState zs) {
  return zs == ZoneState::ReadOnly || zs == ZoneState::Offline;
}

std::string zone_name(std::uint64_t index) {
  return "zone " + std::to_string(index);
}

std::string stray(std::uint64_t index, ZoneState zs) {
  return zone_name(index) + ", which the case did not use, is in " + std::string{letters(zs)};
}

}  // namespace

void Bench::leave_out(std::uint64_t index, const std::string& why) {
  if (!left_out_.insert(index).second) return;
  if (notes_.size() < kNotesKept) notes_.push_back(zone_name(index) + " is not used: " + why);
}

// What is done for all cases, and not for one, is worth a longer patience.
class Bench::LongPatience {
 public:
  explicit LongPatience(Bench& bench) : bench_{bench} { bench_.patience_ = kLongPatience; }
  LongPatience(const LongPatience&) = delete;
  LongPatience& operator=(const LongPatience&) = delete;
  ~LongPatience() { bench_.patience_ = kShortPatience; }

 private:
  Bench& bench_;
};

// ---- the run --------------------------------------------------------------------------------------------------------

void Bench::learn(const ZoneDescriptor& zone, std::uint64_t index, std::vector<std::uint64_t>& to_reset) {
  if (index == 0) usual_zcap_ = zone.zcap;
  if (zone.zcap != usual_zcap_) other_zcap_[index] = zone.zcap;
  if (!in_range(index)) {
    active_outside_ += is_active(zone.zs) ? 1 : 0;
    open_outside_ += is_open(zone.zs) ? 1 : 0;
    return;
  }
  if (out_of_service(zone.zs))
    leave_out(index, "it is in " + std::string{letters(zone.zs)});
  else if (zone.zt != kSequentialWriteRequired)
    leave_out(index, "its zone type is " + hex(zone.zt));
  else if (zone.zcap == 0)
    leave_out(index, "its capacity is 0");
  else if (zone.zs != ZoneState::Empty)
    to_reset.push_back(index);
}

void Bench::learn_zones() {
  const LongPatience patience{*this};
  begin_case();
  std::vector<std::uint64_t> to_reset;
  for_each_zone(0, facts_.zone_count - 1,
                [&](std::uint64_t index, const ZoneDescriptor& zone) { learn(zone, index, to_reset); });
}

void Bench::prepare_run() {
  const LongPatience patience{*this};
  begin_case();
  left_out_.clear();
  stuck_.clear();
  other_zcap_.clear();
  active_outside_ = open_outside_ = 0;
  std::vector<std::uint64_t> to_reset;
  try {
    if (whole_namespace()) static_cast<void>(select_all(ZoneSendAction::Reset));  // what it leaves is reset one by one
    for_each_zone(0, facts_.zone_count - 1,
                  [&](std::uint64_t index, const ZoneDescriptor& zone) { learn(zone, index, to_reset); });
    for (const std::uint64_t index : to_reset) {
      const Status status = zone_mgmt_send(zone(index), ZoneSendAction::Reset).status;
      if (descriptor(zone(index)).zs == ZoneState::Empty) continue;
      leave_out(index, "Reset Zone does not bring it into ZSE (" + to_string(status) + ")");
      stuck_.insert(index);
    }
  } catch (const CaseFailed& failed) {
    throw NotTestable{"the zones cannot be prepared: " + failed.failure.observed +
                      (log_.empty() ? "" : "; " + log_.back())};
  } catch (const CaseInconclusive& inconclusive) {
    throw NotTestable{"the zones cannot be prepared: " + inconclusive.reason};
  } catch (const CaseNotApplicable& refused) {
    throw NotTestable{"the zones cannot be prepared: " + refused.reason};
  }
  if (left_out_.size() == last_zone_ - first_zone_ + 1)
    throw NotTestable{"no zone can be used: " + (notes_.empty() ? std::string{"there is none"} : notes_.front())};
  begin_case();
}

// ---- the case -------------------------------------------------------------------------------------------------------

void Bench::begin_case() {
  ++generation_;
  log_.clear();
  warnings_.clear();
  left_open_.clear();
  delay_asked_ = std::chrono::milliseconds{0};
  task_ = {};
  used_.clear();
  refused_.clear();
  has_failed_ = false;
  all_touched_ = false;
  owned_.clear();
  put_back_.clear();
}

// Resets one zone, and looks at its neighbours too: what a case does to a zone is nothing to them.
void Bench::put_back(std::uint64_t index, std::vector<Problem>& problems) {
  Status status = kSuccess;
  if (used_[index].injected && out_of_service(descriptor(zone(index)).zs))
    target_.inject(zone(index).zslba, ZoneState::Empty);
  else
    status = zone_mgmt_send(zone(index), ZoneSendAction::Reset).status;

  const std::uint64_t first = index > first_zone_ ? index - 1 : index;
  const std::uint64_t last = std::min(index + 1, last_zone_);
  for_each_zone(first, last, [&](std::uint64_t found_index, const ZoneDescriptor& found) {
    if (left_out_.contains(found_index)) return;
    if (found.zs == ZoneState::Empty) {  // ZNS-ZM-060: such a zone would spoil the cases that come
      if (found_index != index || found.wp == found.zslba) return;
      problems.push_back({zone_name(index) + " is in ZSE with its write pointer at " + hex(found.wp), "ZNS-ZM-064"});
      static_cast<void>(zone_mgmt_send(found.zslba, ZoneSendAction::Open));  // a Reset of an Empty zone does nothing
      static_cast<void>(zone_mgmt_send(found.zslba, ZoneSendAction::Reset));
      if (descriptor(zone(index)).wp != found.zslba) leave_out(index, "in ZSE its write pointer is " + hex(found.wp));
      return;
    }
    if (found_index != index) {
      if (!used_.emplace(found_index, Used{}).second || out_of_service(found.zs)) return;
      problems.push_back({stray(found_index, found.zs), "ZNS-SM-047"});
      return;  // it is among the used ones now, behind this one or in the next round: it will be put back
    }
    if (!out_of_service(found.zs)) {
      const std::string problem = "could not reset " + zone_name(index) + ": " + to_string(status) + ", it is in " +
                                  std::string{letters(found.zs)};
      if (is_transient(status))  // ZNS-GEN-014
        warnings_.push_back(problem);
      else
        problems.push_back({problem, "ZNS-ZMS-028"});
      stuck_.insert(index);
      leave_out(index, "Reset Zone does not bring it into ZSE (" + to_string(status) + ")");
      return;
    }
    warnings_.push_back(zone_name(index) + " went " + std::string{letters(found.zs)} + " by itself");
    if (target_.carries().zone_events)
      target_.inject(zone(index).zslba, ZoneState::Empty);
    else
      leave_out(index, "it went " + std::string{letters(found.zs)} + " by itself");
  });
}

void Bench::find_strays(std::vector<Problem>& problems) {
  for_each_zone(first_zone_, last_zone_, [&](std::uint64_t index, const ZoneDescriptor& found) {
    if (found.zs == ZoneState::Empty || out_of_service(found.zs) || left_out_.contains(index)) return;
    if (used_.emplace(index, Used{}).second) problems.push_back({stray(index, found.zs), "ZNS-SM-047"});
  });
}

// Select All may have changed any zone.
void Bench::find_touched() {
  const Doing doing{task_, kAfterTheCase, "ZNS-ZMS-028"};
  for_each_zone(first_zone_, last_zone_, [&](std::uint64_t index, const ZoneDescriptor& found) {
    if (found.zs != ZoneState::Empty && !left_out_.contains(index)) used_.emplace(index, Used{});
  });
}

// The first of the failures, if there are any.
std::optional<CaseFailed> Bench::put_device_back() {
  std::optional<CaseFailed> first;
  while (!put_back_.empty()) {
    const std::function<void()> put_back = std::move(put_back_.back());
    put_back_.pop_back();
    try {
      const Doing doing{task_, kAfterTheCase, "NSM-020"};
      put_back();
    } catch (const CaseFailed& failed) {
      if (!first) first = failed;
    } catch (const CaseNotApplicable&) {  // there is no way to
    }
  }
  return first;
}

void Bench::end_case() {
  const LongPatience patience{*this};
  const std::optional<CaseFailed> not_put_back = put_device_back();
  if (all_touched_) find_touched();
  const std::optional<CaseFailed> left_behind = look_after_refusals();
  const Doing doing{task_, kAfterTheCase, "ZNS-ZMS-028"};
  std::vector<Problem> problems;
  std::set<std::uint64_t> done;
  bool looked_everywhere = all_touched_;
  for (bool again = true; again;) {  // putting a zone back may find another one that has to be
    again = false;
    const std::size_t known = used_.size();
    std::vector<std::uint64_t> rest;
    for (const auto& [index, used] : used_)
      if (in_range(index) && done.insert(index).second) rest.push_back(index);
    for (const std::uint64_t index : rest) {
      put_back(index, problems);
      again = true;
    }
    // Where one zone changed that the case did not use, there may be more than neighbours, and the next case is
    // innocent.
    if (used_.size() > known && !std::exchange(looked_everywhere, true)) find_strays(problems);
  }
  if (not_put_back) throw CaseFailed{*not_put_back};
  if (left_behind) throw CaseFailed{*left_behind};
  if (problems.empty()) return;
  const std::size_t shown = std::min(problems.size(), kProblemsShown);
  std::string observed;
  for (std::size_t i = 0; i < shown; ++i) observed += (i > 0 ? "; " : "") + problems[i].text;
  if (shown < problems.size()) observed += "; and " + std::to_string(problems.size() - shown) + " zones more";
  CaseFailed failed{.failure = failure_of({"every zone of the range is in ZSE again"}, observed), .definite = true};
  failed.failure.what = without_numbers(problems.front().text);  // whatever comes after it
  failed.failure.clauses = {std::string{problems.front().violated.str()}};
  throw failed;
}

}  // namespace zns::suites
