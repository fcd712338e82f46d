// After a case: what a refused command may have left behind inside. A zone can report what it should, and be wrong all
// the same: one more command shows it.
#include <string>
#include <variant>

#include "suites/bench.hpp"
#include "suites/bench_doing.hpp"
#include "suites/command_text.hpp"

namespace zns::suites {
namespace {

constexpr std::size_t kZonesLookedAfter = 8;

}  // namespace

void Bench::note_refusal(const Command& command, std::uint64_t slba, Status status, std::size_t line) {
  const std::uint64_t index = slba / facts_.zsze;
  if (index >= facts_.zone_count) return;
  const bool writes = !std::holds_alternative<ZoneManagementSend>(command.body);
  if (status == kSuccess && writes)  // it shows what a Write after the case would show
    refused_.erase(index);
  else if (status != kSuccess && !is_transient(status) &&
           !is_media_error(status))  // such a command may have been done in part
    refused_[index] = line;
}

// The zones stay as they are found: end_case() puts them back whatever is thrown later.
std::optional<CaseFailed> Bench::look_after_refusals() {
  std::optional<CaseFailed> found;
  std::size_t looked_after = 0;
  for (const auto& [index, line] : std::map{refused_}) {
    if (has_failed_ || looked_after == kZonesLookedAfter) break;
    if (!in_range(index) || left_out_.contains(index)) continue;
    ++looked_after;
    const std::string refused = log_[line];
    try {
      write_where_reported(zone(index), refused);
    } catch (const CaseFailed& failed) {
      found = failed;
      // A Reset of an Empty zone does nothing, and would leave the next case what is wrong with this one.
      static_cast<void>(zone_mgmt_send(zone(index), ZoneSendAction::Open));
    } catch (const CaseInconclusive&) {  // the Write decides nothing: the case stands as it is
    }
  }
  return found;
}

// One block, where nothing but success is permitted.
void Bench::write_where_reported(const ZoneRef& zone, const std::string& refused) {
  const Doing doing{task_,
                    "after the case, in zone " + std::to_string(zone.index) + ", which refused '" + refused + "'",
                    "ZNS-GEN-007"};
  const ZoneDescriptor before = descriptor(zone);
  const std::uint64_t cap = before.zslba + before.zcap;
  if (!is_writable(before.zs) || before.wp < before.zslba || before.wp >= cap) return;
  if (!has_room_to_write(before.zs)) return;
  const Completion cqe = write(before.wp, 1);
  if (cqe.status != kSuccess && !is_transient(cqe.status) && !is_media_error(cqe.status))
    reject_event(zone, descriptor(zone));
  expect_success(cqe);
  ZoneState zs = before.zs == ZoneState::ExplicitlyOpened ? before.zs : ZoneState::ImplicitlyOpened;
  if (before.wp + 1 == cap) zs = ZoneState::Full;
  expect_zone(zone, zs, before.wp + 1);
  expect_pattern(before.wp, 1);
}

// Whether a Write needs no resource, or there is one that nobody has to give up.
bool Bench::has_room_to_write(ZoneState zs) {
  if (is_open(zs)) return true;
  const Room left = resources_left();
  const auto is_left = [](const std::optional<std::uint64_t>& resources) { return !resources || *resources > 0; };
  return is_left(left.open) && (is_active(zs) || is_left(left.active));
}

}  // namespace zns::suites
