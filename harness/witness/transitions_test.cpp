#include "harness/witness/transitions.hpp"

#include <gtest/gtest.h>

namespace zns::harness {
namespace {

Command send(ZoneSendAction zsa, std::uint64_t slba, bool select_all = false) {
  return {.body = ZoneManagementSend{.slba = slba, .zsa = zsa, .select_all = select_all}};
}

// What the oracle believes of a command that succeeded, and what is counted for it.
void observe(Oracle& oracle, const Command& command, Transitions& transitions) {
  const ZoneStates before{oracle, command};
  oracle.observe(command, {}, {.status = kSuccess, .result = 0, .data = {}});
  before.count_changes(oracle, cause(command), transitions);
}

TEST(TransitionsOf, ACommandAreOfTheZoneThatItNames) {
  Oracle oracle{{}};
  Transitions transitions;
  observe(oracle, send(ZoneSendAction::Open, 64), transitions);
  observe(oracle, send(ZoneSendAction::Open, 64), transitions);  // it is open already
  EXPECT_EQ(transitions, (Transitions{{{ZoneState::Empty, "open", ZoneState::ExplicitlyOpened}, 1}}));
}

TEST(TransitionsOf, SelectAllAreOfEveryZone) {
  Oracle oracle{{}};
  Transitions transitions;
  for (const std::uint64_t zone : {0, 5, 15}) observe(oracle, send(ZoneSendAction::Open, zone * 64), transitions);
  observe(oracle, send(ZoneSendAction::Reset, 0, true), transitions);
  EXPECT_EQ((transitions[{ZoneState::ExplicitlyOpened, "reset-all", ZoneState::Empty}]), 3U);
}

TEST(TransitionsOf, AdminCommandsAndLbasBeyondTheNamespaceAreNone) {
  Oracle oracle{{}};
  Transitions transitions;
  observe(oracle, send(ZoneSendAction::Open, ~0ULL), transitions);
  observe(oracle, {.queue = Queue::Admin, .body = Identify{}}, transitions);
  observe(oracle, {.body = ZoneManagementReceive{.slba = ~0ULL, .numd = NumberOfDwords::of_count(1024)}}, transitions);
  EXPECT_TRUE(transitions.empty());
}

}  // namespace
}  // namespace zns::harness
