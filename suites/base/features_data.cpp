// Features whose value is data: Timestamp and Host Identifier.
#include <algorithm>

#include "reference/spec/bytes.hpp"
#include "suites/base/features_parts.hpp"
#include "suites/command_text.hpp"

namespace zns::suites {
namespace {

using namespace features;

constexpr Place kTimestamp{.fid = Fid::Timestamp};
constexpr std::uint64_t kTenMinutes = 600'000;

Timestamp timestamp(Bench& bench) {
  Bytes data;
  bench.expect_success(get(bench, kTimestamp, Select::Current, &data));
  return decode_timestamp(load_le<std::uint64_t>(data, 0));
}

Completion set_timestamp(Bench& bench, std::uint64_t milliseconds) {
  Bytes data(kTimestampBytes);
  store_le(std::span{data}, 0, milliseconds & kTimestampMask);
  return set_data(bench, kTimestamp, data);
}

void needs_timestamp(Bench& bench) {
  bench.needs((bench.facts().controller.oncs & oncs::kTimestamp) != 0, "the device has no Timestamp (ONCS bit 6)");
}

std::string text_of(const Timestamp& time) {
  return std::to_string(time.milliseconds) + " ms, origin " + std::to_string(static_cast<unsigned>(time.origin));
}

void goes_on_from_what_was_set(Bench& bench) {
  needs_timestamp(bench);
  const Timestamp before = timestamp(bench);
  with(
      [&] {
        const std::uint64_t set_to = before.milliseconds ^ 0x100'0000'0000;
        bench.expect_success(set_timestamp(bench, set_to));
        const Timestamp first = timestamp(bench);
        const Timestamp later = timestamp(bench);
        bench.expect(first.origin == TimestampOrigin::SetFeatures, "the origin is a Set Features (001b)",
                     text_of(first));
        bench.expect(first.milliseconds >= set_to && first.milliseconds - set_to < kTenMinutes,
                     std::to_string(set_to) + " ms, and what has passed since", text_of(first));
        bench.expect(later.milliseconds >= first.milliseconds, "the time does not go back", text_of(later));
      },
      [&] { bench.expect_success(set_timestamp(bench, before.milliseconds)); });
}

void begins_anew(Bench& bench) {
  needs_timestamp(bench);
  const Timestamp before = timestamp(bench);
  with(
      [&] {
        bench.expect_success(set_timestamp(bench, before.milliseconds ^ 0x100'0000'0000));
        bench.reset(Reset::Controller);
        const Timestamp after = timestamp(bench);
        bench.expect(after.origin == TimestampOrigin::ControllerReset, "the origin is the reset (000b)",
                     text_of(after));
      },
      [&] { bench.expect_success(set_timestamp(bench, before.milliseconds)); });
}

// ---- Host Identifier: of 16 bytes if the controller takes them (CTRATT bit 0), of 8 else
// -----------------------------

Place host_identifier(const Bench& bench) {
  const bool is_extended = (bench.facts().controller.ctratt & 1U) != 0;
  return {.fid = Fid::HostIdentifier, .parameter = is_extended ? kExtendedHostId : 0};
}

Bytes identifier(Bench& bench, const Place& place) {
  Bytes data;
  bench.expect_success(get(bench, place, Select::Current, &data));
  data.resize(place.parameter != 0 ? 2 * kHostIdBytes : kHostIdBytes);
  return data;
}

// A controller need not give another host its place before it is reset.
void put_back(Bench& bench, const Place& place, const Bytes& before) {
  if (set_data(bench, place, before).status != kSuccess) bench.reset(Reset::Controller);
}

void keeps_host_identifier(Bench& bench) {
  const Place place = host_identifier(bench);
  needs_feature(bench, place);
  const Bytes before = identifier(bench, place);
  Bytes other(before.size(), std::byte{0xA7});
  if (other == before) other[0] = std::byte{1};
  with(
      [&] {
        const Completion cqe = set_data(bench, place, other);
        bench.needs(cqe.status != Status::CommandSequenceError, "the host cannot be another one now");
        bench.expect_success(cqe);
        bench.expect(identifier(bench, place) == other, "the identifier that was set", "another one");
      },
      [&] { put_back(bench, place, before); });
}

}  // namespace

std::vector<Case> feature_data_cases() {
  return {
      {.id = "features/timestamp",
       .title = "The timestamp goes on from what a host has set",
       .clauses = {"FEA-011"},
       .run = goes_on_from_what_was_set},
      {.id = "features/timestamp-after-reset",
       .title = "After a Controller Reset the timestamp is not a host's",
       .clauses = {"FEA-012"},
       .level = Level::Should,
       .needs = {Need::ControllerReset, Need::WholeNamespace, Need::Expendable},
       .run = begins_anew},
      {.id = "features/host-identifier",
       .title = "The identifier of the host is told as it was set",
       .clauses = {"FEA-011", "FID-81h"},
       .needs = {Need::ControllerReset, Need::WholeNamespace, Need::Expendable},
       .run = keeps_host_identifier},
  };
}

}  // namespace zns::suites
