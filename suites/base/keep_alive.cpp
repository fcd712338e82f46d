// Keep Alive, and Device Self-test where there is none.
#include <vector>

#include "reference/spec/identify.hpp"
#include "suites/bench.hpp"
#include "suites/contents.hpp"

namespace zns::suites {
namespace {

constexpr std::uint16_t kDeviceSelfTest = 1U << 4;  // OACS
constexpr std::uint8_t kAbortSelfTest = 0xF;        // harmless, also where the device does not say that it has tests

void succeeds_as_kas_says(Bench& bench) {
  const bool supported = bench.facts().controller.kas != 0;
  bench.expect_status(bench.admin(KeepAlive{}), {supported ? kSuccess : Status::InvalidCommandOpcode});
}

// Once, and again while nothing else happens.
void succeeds_again(Bench& bench) {
  bench.needs(bench.facts().controller.kas != 0, "the device has no Keep Alive (KAS = 0)");
  for (int i = 0; i < 3; ++i) bench.expect_success(bench.admin(KeepAlive{}));
  const ZoneRef zone = bench.a_zone_in(ZoneState::Closed, 1);
  const ZoneDescriptor before = bench.descriptor(zone);
  bench.expect_success(bench.admin(KeepAlive{}));
  bench.expect_unchanged(zone, before);
  bench.expect_pattern(zone.zslba, 1);
}

void has_no_self_test(Bench& bench) {
  bench.needs((bench.facts().controller.oacs & kDeviceSelfTest) == 0, "the device has Device Self-test (OACS bit 4)");
  bench.expect_status(bench.admin(DeviceSelfTest{.stc = kAbortSelfTest}), {Status::InvalidCommandOpcode});
  bench.expect_status(bench.admin(DeviceSelfTest{.stc = kAbortSelfTest}, {.nsid = bench.facts().nsid}),
                      {Status::InvalidCommandOpcode});
}

}  // namespace

std::vector<Case> keep_alive_cases() {
  return {
      {.id = "keep-alive/as-kas-says",
       .title = "Keep Alive succeeds where KAS is not 0, and is an invalid opcode where it is",
       .clauses = {"GEN-026"},
       .run = succeeds_as_kas_says},
      {.id = "keep-alive/changes-nothing",
       .title = "Keep Alive succeeds as often as it is sent, and changes nothing",
       .clauses = {"GEN-026"},
       .run = succeeds_again},
      {.id = "self-test/absent",
       .title = "Device Self-test is an invalid opcode where OACS does not announce it",
       .clauses = {"CSE-007", "OUT-001"},
       .run = has_no_self_test},
  };
}

}  // namespace zns::suites
