#include "harness/targets/zone_guard.hpp"

#include <algorithm>

#include "harness/base/error.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/footprint.hpp"

namespace zns::harness {
namespace {

std::string spelt(const ZoneRange& range) {
  return "--zones " + std::to_string(range.first) + "-" + std::to_string(range.last);
}

// The blocks that a command would change.
struct Reach {
  enum class Kind { Nothing, Blocks, Everything, Unknown } kind = Kind::Nothing;
  std::uint64_t slba = 0;
  std::uint64_t blocks = 0;
};

Reach reach_of(Queue queue, const Sqe& sqe) {
  const Command command = decode(queue, sqe);
  const Footprint named = footprint(command);
  const bool sets_up =
      std::holds_alternative<SetFeatures>(command.body) ||
      std::holds_alternative<NamespaceAttachment>(command.body);  // reaches other zones by what it sets
  if (named.does == Does::Unknown || sets_up) return {.kind = Reach::Kind::Unknown};
  if (named.select_all) return {.kind = Reach::Kind::Everything};
  if (!named.changes_zones()) return {};
  return {.kind = Reach::Kind::Blocks, .slba = named.slba, .blocks = std::max<std::uint64_t>(named.blocks, 1)};
}

}  // namespace

ZoneGuard::ZoneGuard(suites::Target& inner, const ZoneRange& range)
    : inner_{inner}, range_{range}, layout_{zone_layout(inner)} {
  if (range_.first > range_.last) throw UsageError(spelt(range_) + ": the first zone comes after the last one");
  if (range_.last >= layout_.zone_count)
    throw UsageError(spelt(range_) + ": " + inner_.name() + " has zones 0 to " +
                     std::to_string(layout_.zone_count - 1));
}

bool ZoneGuard::inside(std::uint64_t slba, std::uint64_t blocks) const {
  const std::uint64_t begin = range_.first * layout_.zsze;
  const std::uint64_t end = (range_.last + 1) * layout_.zsze;
  return slba >= begin && slba < end && blocks <= end - slba;
}

std::string ZoneGuard::objection(const suites::Submission& submission) const {
  const Reach reach = reach_of(submission.queue, submission.sqe);
  switch (reach.kind) {
    case Reach::Kind::Nothing:
      return {};
    case Reach::Kind::Everything:
      return "Select All reaches every zone";
    case Reach::Kind::Unknown:
      return "what this command would change is not known";
    case Reach::Kind::Blocks:
      break;
  }
  if (submission.sqe.nsid != inner_.nsid()) return "the command is for another namespace";
  return inside(reach.slba, reach.blocks) ? std::string{} : "the command reaches other blocks";
}

void ZoneGuard::refuse(const std::string& why) const {
  throw suites::NotCarried("outside of " + spelt(range_) + ": " + why);
}

suites::Completion ZoneGuard::submit(const suites::Submission& submission) {
  if (const std::string why = objection(submission); !why.empty()) refuse(why);
  return inner_.submit(submission);
}

std::vector<suites::Completion> ZoneGuard::submit_together(std::span<const suites::Submission> submissions) {
  for (const suites::Submission& submission : submissions)
    if (const std::string why = objection(submission); !why.empty()) refuse(why);
  return inner_.submit_together(submissions);
}

void ZoneGuard::inject(std::uint64_t zslba, ZoneState state) {
  if (!inside(zslba, 1)) refuse("the zone is another one");
  inner_.inject(zslba, state);
}

void ZoneGuard::advise(std::uint64_t zslba, std::uint8_t za) {
  if (!inside(zslba, 1)) refuse("the zone is another one");
  inner_.advise(zslba, za);
}

void ZoneGuard::snapshot() {
  before_ = take_snapshot(inner_, layout_, range_);
}

std::vector<std::string> ZoneGuard::verify() {
  if (!before_) throw HarnessError(inner_.name() + ": nothing is known of the zones outside of " + spelt(range_));
  return changes_since(*before_, inner_, layout_, range_);
}

}  // namespace zns::harness
