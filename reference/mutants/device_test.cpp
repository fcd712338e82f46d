// A MutantDevice without a defect is the reference device.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "reference/device/event.hpp"
#include "reference/device/policy.hpp"
#include "reference/device/random_for_tests.hpp"
#include "reference/device/restart.hpp"
#include "reference/device/step.hpp"
#include "reference/mutants/device.hpp"
#include "reference/mutants/mutant.hpp"
#include "reference/mutants/random_commands_for_tests.hpp"
#include "reference/spec/sampled_for_tests.hpp"

namespace zns::mutants {
namespace {

// The reference device, as InProcessTarget is one.
class Reference {
 public:
  Reference(const Geometry& geometry, const Policy& policy)
      : geometry_{geometry}, choices_{policy}, state_{geometry, {.bytes = geometry.lba_bytes}} {}
  Outcome submit(const Flight& flight) {
    Effect effect = step(geometry_, state_, flight.command,
                         flight.to_device.first(bytes_to_device(geometry_, flight.command)), choices_);
    if (effect.status == kSuccess) transfer(geometry_, state_, flight.command, choices_, flight.from_device);
    apply(state_, effect);
    if (geometry_.write_cache && effect.status == kSuccess) cache_.carried_out(flight.command, effect);
    return {.status = effect.status, .result = effect.result};
  }
  bool happens(ZoneId zone, EventKind kind) {
    auto effect = background(geometry_, state_, {kind, zone});
    if (effect) apply(state_, *effect);
    if (kind == EventKind::Renew) cache_.forget(zone);
    return effect.has_value();
  }
  void restart(Reset kind) {
    for (ZoneId id = 0; id < geometry_.zones; ++id)
      if (auto effect = zns::restart(geometry_, state_, cache_, kind, id, choices_)) apply(state_, *effect);
    if (kind != Reset::Controller) cache_.commit();
  }
  [[nodiscard]] const State& state() const { return state_; }

 private:
  Geometry geometry_;
  PolicyChoices choices_;
  State state_;
  WriteCache cache_;
};

struct Pair {
  Geometry geometry;
  Policy policy;
  MutantDevice device{Conduct{}, geometry, policy};
  Reference reference{geometry, policy};
};

Pair a_pair(Random& random) {
  return {.geometry = a_tiny_geometry(random),
          .policy = {.statuses = static_cast<Policy::Statuses>(random.below(4)),
                     .implicit_close = static_cast<Policy::ImplicitClose>(random.below(5)),
                     .use_exceptions = random.below(2) == 0,
                     .power_loss = static_cast<Policy::PowerLoss>(random.below(4))}};
}

void run_program(std::uint64_t seed) {
  Random random{seed};
  Pair pair = a_pair(random);
  for (int i = 0; i < 60; ++i) {
    if (random.one_in(12)) {
      const auto zone = static_cast<ZoneId>(random.below(pair.geometry.zones));
      const EventKind kind = random.one_in(2) ? EventKind::ReadOnly : EventKind::Renew;
      ASSERT_EQ(pair.device.inject(zone, kind), pair.reference.happens(zone, kind));
    } else if (random.one_in(20)) {
      const auto kind = static_cast<Reset>(random.below(3));
      pair.device.restart(kind);
      pair.reference.restart(kind);
    } else {
      RandomCommand one{pair.geometry, pair.reference.state(), random};
      RandomCommand other = one;
      ASSERT_EQ(pair.device.submit(one.flight()), pair.reference.submit(other.flight())) << "command " << i;
      ASSERT_EQ(one.received(), other.received()) << "command " << i;
    }
    ASSERT_EQ(pair.device.state(), pair.reference.state()) << "command " << i;
  }
}

TEST(MutantDevice, WithoutADefectIsTheReference) {
  for (std::uint64_t seed = 1; seed <= sampled(1500) && !testing::Test::HasFatalFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    run_program(seed);
  }
}

TEST(MutantDevice, WithoutADefectCarriesOutABatchInItsOrder) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    Random random{seed};
    Pair pair = a_pair(random);
    std::vector<RandomCommand> commands;
    for (int i = 0; i < 8; ++i) commands.emplace_back(pair.geometry, pair.reference.state(), random);
    std::vector<Flight> flights;
    for (RandomCommand& command : commands) flights.push_back(command.flight());
    const std::vector<Outcome> outcomes = pair.device.submit_together(flights);
    ASSERT_EQ(outcomes.size(), flights.size());
    for (std::size_t i = 0; i < flights.size(); ++i)
      ASSERT_EQ(outcomes[i], pair.reference.submit(flights[i])) << "seed " << seed << ", command " << i;
    ASSERT_EQ(pair.device.state(), pair.reference.state()) << "seed " << seed;
  }
}

// Wrong in what a host sees; but the state stays a state: under the sanitizers, too.
void wear_out(const Mutant& mutant, std::uint64_t seed) {
  Random random{seed};
  const Geometry geometry = a_tiny_geometry(random);
  MutantDevice device{mutant.defect, geometry, Policy{}};
  for (int i = 0; i < 60; ++i) {
    const auto zone = static_cast<ZoneId>(random.below(geometry.zones));
    if (random.one_in(20)) device.restart(static_cast<Reset>(random.below(3)));
    if (random.one_in(15)) device.inject(zone, static_cast<EventKind>(random.below(6)));
    std::vector<RandomCommand> commands;
    for (std::uint64_t n = 1 + random.below(4); n != 0; --n) commands.emplace_back(geometry, device.state(), random);
    std::vector<Flight> flights;
    for (RandomCommand& command : commands) flights.push_back(command.flight());
    ASSERT_EQ(device.submit_together(flights).size(), flights.size());
    std::uint32_t listed = 0;
    for (ZoneId id = device.state().oldest_implicitly_opened(); id != State::kNone; id = device.state().newer(id))
      ASSERT_LE(++listed, geometry.zones) << "a list that does not end";
    ASSERT_EQ(listed, device.state().count(ZoneState::ImplicitlyOpened));
    for (ZoneId id = 0; id < geometry.zones; ++id) {
      const SharedBlocks& media = device.state().media(id);
      ASSERT_LE(media ? media->blocks() : 0, geometry.zsze) << "zone " << id;
      ASSERT_LE(device.state().zone(id).wp, geometry.zslba(id) + geometry.zsze) << "zone " << id;
    }
  }
}

TEST(MutantDevice, StaysWellFormedWithAnyDefect) {
  for (const Mutant& mutant : mutants()) {
    SCOPED_TRACE(mutant.id);
    for (std::uint64_t seed = 1; seed <= sampled(60) && !testing::Test::HasFatalFailure(); ++seed) wear_out(mutant, seed);
  }
}

TEST(MutantDevice, ThatHangsIsLostUntilItIsWithoutPower) {
  const Conduct hangs{.answers = [](const Situation&, Outcome& outcome) { outcome.lost = true; }};
  MutantDevice device{hangs, Geometry{}, Policy{}};
  EXPECT_TRUE(device.submit({.command = {.body = Flush{}}}).lost);
  device.restart(Reset::Controller);
  EXPECT_TRUE(device.submit({.command = {.body = Flush{}}}).lost);
  EXPECT_EQ(device.past().commands, 1U);
  device.restart(Reset::PowerCycle);
  EXPECT_TRUE(device.submit({.command = {.body = Flush{}}}).lost);
  EXPECT_EQ(device.past().commands, 2U);
}

}  // namespace
}  // namespace zns::mutants
