// Every mutant of the catalogue differs from the reference device in something that a host can observe.
#include "harness/targets/mutant_target.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "harness/base/error.hpp"
#include "harness/targets/side_by_side_for_tests.hpp"
#include "reference/mutants/catalogue.hpp"
#include "reference/spec/sampled_for_tests.hpp"

namespace zns::harness {
namespace {

using mutants::Conduct;
using mutants::Mutant;
using mutants::MutantDevice;

// How many steps it takes until the two differ; 0: they never do.
std::uint64_t steps_until_seen(const Mutant& mutant, std::uint64_t seed, std::uint64_t steps) {
  const MutantOptions options = parse_mutant_options(mutant.id);
  MutantDevice wrong{mutant.defect, options.ref.geometry, options.ref.policy};
  MutantDevice right{Conduct{}, options.ref.geometry, options.ref.policy};
  Generator generator{options.ref.geometry, seed};
  Random& random = generator.random();
  for (std::uint64_t step = 1; step <= steps; ++step) {
    if (random.one_in(150)) {
      const auto kind = static_cast<Reset>(random.below(3));
      wrong.restart(kind);
      right.restart(kind);
    } else if (random.one_in(80)) {
      constexpr std::array kEvents{EventKind::ReadOnly, EventKind::Offline, EventKind::Renew, EventKind::Renew};
      const EventKind kind = kEvents[random.below(kEvents.size())];
      const auto zone = static_cast<ZoneId>(random.below(options.ref.geometry.zones));
      if (wrong.inject(zone, kind) != right.inject(zone, kind)) return step;
    } else {
      std::vector<Command> commands;
      for (std::uint64_t n = random.one_in(4) ? random.below(12) + 1 : 1; n != 0; --n)
        commands.push_back(generator.next(right.state()));
      if (submit(wrong, commands, step) != submit(right, commands, step)) return step;
    }
    if (step % 64 == 0 && look(wrong) != look(right)) return step;
    if (step % 512 == 0 && read_logs(wrong) != read_logs(right)) return step;
  }
  return 0;
}

// ... in a long life of zone 0.
std::uint64_t lives_until_seen(const Mutant& mutant, std::uint64_t lives) {
  const MutantOptions options = parse_mutant_options(mutant.id);
  MutantDevice wrong{mutant.defect, options.ref.geometry, options.ref.policy};
  MutantDevice right{Conduct{}, options.ref.geometry, options.ref.policy};
  for (std::uint64_t life = 1; life <= lives; ++life)
    for (const Command& command :
         {Command{.body = Write{}}, Command{.body = ZoneManagementSend{.zsa = ZoneSendAction::Reset}},
          Command{.body = ZoneManagementReceive{.numd = NumberOfDwords::of_count(32)}}})
      if (submit(wrong, {command}, life) != submit(right, {command}, life)) return life;
  return 0;
}

// Random commands set no feature, wait for no event, and sanitize nothing: the cases of these see them (the kill
// matrix).
bool is_seen_by_its_cases_alone(const Mutant& mutant) {
  for (const auto topic : {mutants::feature_mutants, mutants::feature_value_mutants, mutants::feature_reset_mutants,
                           mutants::protection_mutants, mutants::notice_mutants, mutants::event_request_mutants,
                           mutants::sanitize_mutants})
    for (const Mutant& each : topic())
      if (each.id == mutant.id) return true;
  return false;
}

// Its defect is in a controller's properties or queues, which no random program touches: registers_conformance_test.
bool is_of_a_controller(const mutants::Conduct& defect) {
  return defect.shows != nullptr || defect.controls != nullptr || defect.queues != nullptr;
}

TEST(MutantTarget, EveryMutantIsSeenByAHost) {
  std::uint64_t place = 0;
  for (const Mutant& mutant : mutants::mutants()) {
    if (!is_sampled(place++) || is_seen_by_its_cases_alone(mutant) || is_of_a_controller(mutant.defect)) continue;
    const RefOptions options = parse_mutant_options(mutant.id).ref;
    if (!options.beside.empty()) continue;                                          // nvm_conformance_test
    if (options.controllers > 1 || mutant.defect.administers != nullptr) continue;  // subsystem_conformance_test
    std::uint64_t seen = 0;
    for (std::uint64_t seed = 1; seed <= 16 && seen == 0; ++seed) seen = steps_until_seen(mutant, seed, 2500);
    if (seen == 0) seen = lives_until_seen(mutant, 1024);
    EXPECT_NE(seen, 0U) << mutant.id << " does nothing that a host can see";
  }
}

TEST(MutantTarget, WithoutADefectNothingIsSeen) {
  const Mutant none{.id = "append-past-zcap", .wrong = "", .right = "", .clauses = {}, .origin = ""};
  EXPECT_EQ(steps_until_seen(none, 1, 3000), 0U);
}

// ---- its spelling ---------------------------------------------------------------------------------------------------

TEST(MutantOptions, PutsOptionsOnTopOfTheMutants) {
  const MutantOptions own = parse_mutant_options("read-across-refused");
  EXPECT_TRUE(own.ref.geometry.read_across);
  const MutantOptions more = parse_mutant_options("read-across-refused,zones=4,order=reversed");
  EXPECT_TRUE(more.ref.geometry.read_across);
  EXPECT_EQ(more.ref.geometry.zones, 4U);
  EXPECT_EQ(more.ref.policy.order, Policy::Order::Reversed);
  EXPECT_EQ(parse_mutant_options("append-past-zcap,zones=4").ref.geometry.zones, 4U);
}

TEST(MutantOptions, KnowsWhatWasMeant) {
  const auto complaint = [](std::string_view text) {
    try {
      parse_mutant_options(text);
    } catch (const UsageError& error) {
      return std::string{error.what()};
    }
    return std::string{"none"};
  };
  EXPECT_THAT(complaint("append-past-zcup"), ::testing::HasSubstr("the nearest is 'append-past-zcap'"));
  EXPECT_THAT(complaint("qqqqqqqqqqqqqqqq"), ::testing::HasSubstr("znspec list mutants"));
  EXPECT_THAT(complaint(""), ::testing::HasSubstr("znspec list mutants"));
  EXPECT_THAT(complaint("append-past-zcap,zones=x"), ::testing::HasSubstr("zones=x"));
}

TEST(MutantTarget, ThatHangsIsLost) {
  const MutantOptions hangs = parse_mutant_options("write-off-wp-hangs");
  MutantTarget target{"mutant:write-off-wp-hangs", hangs.mutant->defect, hangs.ref};
  std::vector<std::byte> data(4096);
  const Command off{.body = Write{.slba = 3}};
  EXPECT_THROW(target.submit({.queue = Queue::Io, .sqe = encode(off), .to_device = data}), suites::DeviceLost);
  EXPECT_THROW(target.submit({.queue = Queue::Io, .sqe = encode(Command{.body = Flush{}})}), suites::DeviceLost);
  target.reset(Reset::PowerCycle);
  EXPECT_EQ(target.submit({.queue = Queue::Io, .sqe = encode(Command{.body = Flush{}})}).status, kSuccess);
}

}  // namespace
}  // namespace zns::harness
