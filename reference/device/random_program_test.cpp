// Whatever is sent, under every policy: the invariants hold, an abort changes nothing, and undo restores the state.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "reference/device/event.hpp"
#include "reference/device/invariants.hpp"
#include "reference/device/policy.hpp"
#include "reference/device/random_for_tests.hpp"
#include "reference/device/step.hpp"
#include "reference/spec/sampled_for_tests.hpp"

namespace zns {
namespace {

Geometry tiny(Random& random) {
  const auto max_open = static_cast<std::uint32_t>(1 + random.below(3));
  return {.lba_bytes = 512,
          .zones = static_cast<std::uint32_t>(1 + random.below(5)),
          .zsze = 8,
          .zcap = 3 + random.below(6),
          .max_active = random.below(4) == 0 ? std::nullopt
                                             : std::optional{max_open + static_cast<std::uint32_t>(random.below(3))},
          .max_open = max_open,
          .zdes = static_cast<std::uint8_t>(random.below(2)),
          .read_across = random.below(2) == 0,
          .write_cache = random.below(2) == 0};
}

Command command(const Geometry& geometry, const State& state, Random& random) {
  const auto zone = static_cast<ZoneId>(random.below(geometry.zones));
  const std::uint64_t zslba = geometry.zslba(zone) + (random.below(8) == 0 ? 1 : 0);
  const std::uint64_t slba = random.below(4) == 0 ? random.below(geometry.nsze() + 2) : state.zone(zone).wp;
  const Nlb nlb = Nlb::of_count(1 + random.below(4));
  const bool all = random.below(6) == 0;
  switch (random.below(10)) {
    case 0:
    case 1:
      return {.body = Write{.slba = slba, .nlb = nlb}};
    case 2:
      return {.body = WriteZeroes{.slba = slba, .nlb = nlb}};
    case 3:
    case 4:
      return {.body = ZoneAppend{.zslba = zslba, .nlb = nlb}};
    case 5:
      return {.body = Read{.slba = slba, .nlb = nlb}};
    case 6:
      return {.body = ZoneManagementReceive{.slba = slba, .zrasf = static_cast<ReportingOption>(random.below(12))}};
    case 7:
      return {.body = ZoneManagementSend{
                  .slba = zslba, .zsa = ZoneSendAction::SetZoneDescriptorExtension, .select_all = all}};
    default:
      return {.body = ZoneManagementSend{
                  .slba = zslba, .zsa = static_cast<ZoneSendAction>(1 + random.below(6)), .select_all = all}};
  }
}

void run_program(std::uint64_t seed) {
  Random random{seed};
  const Geometry geometry = tiny(random);
  ASSERT_FALSE(inconsistency(geometry)) << *inconsistency(geometry);
  PolicyChoices choices{{.statuses = static_cast<Policy::Statuses>(random.below(4)),
                         .implicit_close = static_cast<Policy::ImplicitClose>(random.below(5)),
                         .use_exceptions = random.below(2) == 0}};
  State state{geometry, {.bytes = 8}};
  const std::vector<std::byte> data(std::size_t{8} * 512, std::byte{0x11});
  for (int i = 0; i < 60; ++i) {
    const State before = state;
    Effect effect;
    if (random.below(12) == 0) {
      const Event event{static_cast<EventKind>(random.below(5)), static_cast<ZoneId>(random.below(geometry.zones))};
      if (auto happened = background(geometry, state, event)) effect = *happened;
    } else {
      const Command sent = command(geometry, state, random);
      const bool extension = bytes_to_device(geometry, sent) == geometry.extension_bytes();
      const std::size_t size = extension ? geometry.extension_bytes() : bytes_to_device(geometry, sent) / 64;
      effect = step(geometry, state, sent, std::span{data}.first(size), choices);
    }
    if (effect.status != kSuccess) {
      ASSERT_TRUE(effect.zones.empty() && effect.media.empty() && effect.extensions.empty());
    }
    apply(state, effect);
    const auto violation = violated_invariant(geometry, state);
    ASSERT_FALSE(violation) << violation->id << " zone " << violation->zone << ", command " << i;
    const State after = state;
    undo(state, effect);
    ASSERT_EQ(state, before) << "undo, command " << i;
    apply(state, effect);
    ASSERT_EQ(state, after) << "redo, command " << i;
  }
}

TEST(RandomProgram, KeepsTheInvariantsAndCanBeUndone) {
  const char* given = std::getenv("ZNSPEC_TEST_SEED");
  const std::uint64_t first = given != nullptr ? std::stoull(given) : 1;
  const std::uint64_t last = given != nullptr ? first : sampled(3000);
  for (std::uint64_t seed = first; seed <= last && !testing::Test::HasFatalFailure(); ++seed) {
    SCOPED_TRACE("replay with ZNSPEC_TEST_SEED=" + std::to_string(seed));
    run_program(seed);
  }
}

}  // namespace
}  // namespace zns
