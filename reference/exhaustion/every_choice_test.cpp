#include "reference/exhaustion/every_choice.hpp"

#include <gtest/gtest.h>

#include <set>

#include "reference/device/step.hpp"
#include "reference/exhaustion/abstract_state.hpp"

namespace zns {
namespace {

const Geometry kTiny{.lba_bytes = 512, .zones = 3, .zsze = 4, .zcap = 3, .max_active = 3, .max_open = 2};

Command write(std::uint64_t slba, std::uint64_t blocks = 1) {
  return {.body = Write{.slba = slba, .nlb = Nlb::of_count(blocks)}};
}

State after(const std::vector<Command>& commands) {
  State state{kTiny, {}};
  EveryChoice choices;  // the first of each
  for (const Command& command : commands) {
    Effect effect = step(kTiny, state, command, {}, choices);
    EXPECT_EQ(effect.status, kSuccess);
    apply(state, effect);
    choices = {};
  }
  return state;
}

TEST(EveryChoiceTest, GivesEachFaultOnceAndThenStartsAgain) {
  EveryChoice choices;
  Faults faults;
  faults.add(Status::ZoneIsFull, "ZNS-IO-022");
  faults.permit_if(true, Status::TooManyOpenZones, "ZNS-RES-013", Freedom::ImplicitClose);
  std::vector<std::size_t> given;
  do given.push_back(*choices.abort_with(faults));
  while (choices.next());
  EXPECT_EQ(given, (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(choices.abort_with(faults), 0U);
}

TEST(EveryChoiceTest, ARightToRefuseIsAlsoNotUsed) {
  EveryChoice choices;
  Faults faults;
  faults.permit_if(true, Status::TooManyOpenZones, "ZNS-RES-013", Freedom::ImplicitClose);
  EXPECT_EQ(choices.abort_with(faults), 0U);
  ASSERT_TRUE(choices.next());
  EXPECT_EQ(choices.abort_with(faults), std::nullopt);
  EXPECT_FALSE(choices.next());
}

TEST(EveryChoiceTest, AtTheOpenLimitEachVictimAndTheRefusal) {
  const State state = after({write(0), write(4)});
  std::multiset<std::string> ends;
  EveryChoice choices;
  do {
    Effect effect = step(kTiny, state, write(8), {}, choices);
    State there = state;
    apply(there, effect);
    ends.insert(to_text(kTiny, there));
  } while (choices.next());
  EXPECT_EQ(ends,
            (std::multiset<std::string>{"zone 0 ZSC wp+1, zone 1 ZSIO wp+1, zone 2 ZSIO wp+1; opened in the order 1 2",
                                        "zone 0 ZSIO wp+1, zone 1 ZSC wp+1, zone 2 ZSIO wp+1; opened in the order 0 2",
                                        "zone 0 ZSIO wp+1, zone 1 ZSIO wp+1, zone 2 ZSE; opened in the order 0 1"}));
}

TEST(AbstractKey, TellsWritePointersAndTheOrderOfOpeningApart) {
  const std::vector<State> states{
      after({}),         after({write(0)}),           after({write(0, 2)}),       after({write(0, 3)}),
      after({write(4)}), after({write(0), write(4)}), after({write(4), write(0)})};
  std::set<std::uint64_t> keys;
  for (const State& state : states) keys.insert(abstract_key(kTiny, state));
  EXPECT_EQ(keys.size(), states.size());
  EXPECT_EQ(abstract_key(kTiny, after({write(0), write(1)})), abstract_key(kTiny, after({write(0, 2)})));
}

}  // namespace
}  // namespace zns
