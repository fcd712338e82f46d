// The properties of a controller, and how it is enabled, disabled and shut down by them.
#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

#include "reference/spec/text.hpp"
#include "suites/base/controller_life_parts.hpp"
#include "suites/base/resets_parts.hpp"
#include "suites/contents.hpp"

namespace zns::suites {
namespace {

using namespace life;

constexpr std::uint32_t kVersion12 = 0x0001'0200;
constexpr std::uint32_t kVersion14 = 0x0001'0400;
constexpr std::uint32_t kVersion20 = 0x0002'0000;
constexpr std::uint8_t kIoController = 1;  // CNTRLTYPE

// ---- what is fixed --------------------------------------------------------------------------------------------------

void agrees_on_the_version(Bench& bench) {
  for (std::size_t controller = 0; controller < bench.target().carries().controllers; ++controller) {
    const std::uint32_t vs = bench.read_register(property::kVs, controller);
    const IdentifyController identity = identify_controller(bench, controller);
    if (vs >= kVersion12) bench.expect(identity.ver == vs, "VER as VS, " + hex(vs), "it is " + hex(identity.ver));
    if (vs >= kVersion14)
      bench.expect(identity.cntrltype == kIoController, "CNTRLTYPE 1, of an I/O controller",
                   "it is " + std::to_string(identity.cntrltype));
  }
}

void are_read_only(Bench& bench) {
  bench.will_disturb(0);
  for (const std::uint32_t offset : {property::kCap, property::kCap + 4, property::kVs}) {
    const std::uint32_t before = bench.read_register(offset);
    bench.write_register(offset, ~before);
    const std::uint32_t after = bench.read_register(offset);
    bench.expect(after == before, "the property at " + hex(offset) + " stays " + hex(before), "it is " + hex(after));
  }
  expect_works(bench);
}

void have_zeros_where_reserved(Bench& bench) {
  constexpr std::uint64_t kReserved = 0x00F8'0000;
  constexpr std::uint64_t kReservedIn20 = 0xE000'0000'0000'0000;  // later revisions use them
  const std::uint64_t cap = bench.read_register64(property::kCap);
  const std::uint64_t reserved =
      kReserved | (bench.read_register(property::kVs) <= kVersion20 ? kReservedIn20 : std::uint64_t{0});
  bench.expect((cap & reserved) == 0, "the reserved bits of CAP are 0", "CAP is " + hex(cap));
}

void are_written_by_halves(Bench& bench) {
  constexpr std::uint32_t kLow = 0x1234'5000;  // a page's address
  constexpr std::uint32_t kHigh = 0x0000'0006;
  bench.disable();
  for (const std::uint32_t offset : {property::kAsq, property::kAcq}) {
    bench.write_register(offset, 0);
    bench.write_register(offset + 4, 0);
    bench.write_register(offset, kLow);
    bench.write_register(offset + 4, kHigh);
    const std::uint64_t both = bench.read_register64(offset);
    bench.expect(both == (std::uint64_t{kHigh} << 32 | kLow), "both halves of the property at " + hex(offset),
                 "it is " + hex(both));
    bench.write_register(offset, 0);
    const std::uint64_t high = bench.read_register64(offset);
    bench.expect(high == std::uint64_t{kHigh} << 32, "its high half stays where the low one is written",
                 "it is " + hex(high));
  }
}

// ---- enabled and disabled -------------------------------------------------------------------------------------------

void expect_state(Bench& bench, bool enabled) {
  const Cc cc = decode_cc(bench.read_register(property::kCc));
  const Csts csts = csts_of(bench);
  const std::string word = enabled ? "1" : "0";
  bench.expect(cc.en == enabled, "CC.EN is " + word, enabled ? "it is 0" : "it is 1");
  bench.expect(csts.rdy == enabled, "CSTS.RDY is " + word, enabled ? "it is 0" : "it is 1");
  bench.expect(!csts.cfs, "no fatal status (CSTS.CFS)", "there is one");
  bench.expect(csts.shst == ShutdownStatus::None, "no shutdown (CSTS.SHST)",
               "SHST is " + std::to_string(static_cast<unsigned>(csts.shst)));
}

void is_enabled_and_disabled(Bench& bench) {
  for (int i = 0; i < 3; ++i) {
    expect_state(bench, true);
    bench.disable();
    expect_state(bench, false);
    bench.enable();
  }
  expect_state(bench, true);
  expect_works(bench);
}

void keeps_the_admin_queues(Bench& bench) {
  const auto registers = [&] {
    return std::vector<std::uint64_t>{bench.read_register(property::kAqa), bench.read_register64(property::kAsq),
                                      bench.read_register64(property::kAcq)};
  };
  const auto before = registers();
  bench.disable();
  bench.expect(registers() == before, "AQA, ASQ and ACQ as before", "others");
}

void reads_back(Bench& bench) {
  bench.disable();
  const bool has_all = (cap_of(bench).css & cap_css::kIoCommandSets) != 0;
  for (const std::uint8_t sizes : {std::uint8_t{1}, std::uint8_t{0}}) {
    const Cc written{.css = has_all ? CommandSets::AllSupported : CommandSets::Nvm,
                     .iosqes = static_cast<std::uint8_t>(sizes * kIosqes),
                     .iocqes = static_cast<std::uint8_t>(sizes * kIocqes)};
    bench.write_register(property::kCc, encode(written));
    const std::uint32_t read = bench.read_register(property::kCc);
    bench.expect(decode_cc(read) == written, "CC " + hex(encode(written)), "it is " + hex(read));
  }
}

// What a controller that is down is told by doorbells, it does not do: not even what is left in its queues.
void does_nothing_while_disabled(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
  bench.needs(zone.zcap > 2, "needs zones of more than 2 blocks");
  const std::uint8_t dstrd = cap_of(bench).dstrd;
  const auto entries = static_cast<std::uint32_t>(bench.target().carries().queue_depth);
  bench.expect_success(bench.zone_append(zone, 1, zone.zslba));
  bench.disable();
  for (const std::uint16_t qid : {std::uint16_t{1}, std::uint16_t{0}}) {
    bench.write_register(offset_of({qid, false}, dstrd), entries);
    bench.write_register(offset_of({qid, true}, dstrd), 0);
  }
  expect_state(bench, false);
  bench.enable();
  bench.expect_zone_in(zone, {ZoneState::ImplicitlyOpened, ZoneState::Closed}, zone.zslba + 1);
  bench.expect_success(bench.write(zone.zslba + 1, 1));
  bench.expect_pattern(zone.zslba, 2);
}

// ---- shut down ------------------------------------------------------------------------------------------------------

void shuts_down(Bench& bench, ShutdownNotification how) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::Closed, 2);
  if (how == ShutdownNotification::Abrupt) resets::flush(bench);
  const resets::ZonesBefore before{bench};
  for (std::size_t controller = 0; controller < bench.target().carries().controllers; ++controller)
    bench.shut_down(how, controller);
  const Csts csts = csts_of(bench);
  bench.expect(csts.shst == ShutdownStatus::Complete, "CSTS.SHST is 10b",
               "it is " + std::to_string(static_cast<unsigned>(csts.shst)));
  bench.expect(!csts.cfs, "no fatal status (CSTS.CFS)", "there is one");
  for (std::size_t controller = 0; controller < bench.target().carries().controllers; ++controller)
    bench.enable(controller);
  expect_state(bench, true);
  before.expect_kept(bench, Reset::Shutdown);
  bench.expect_pattern(zone.zslba, 2);
  bench.expect_success(bench.write(zone.zslba + 2, 1));
}

// ---- what has no effect, or none that is defined --------------------------------------------------------------------

void ignores_other_values_of_nssr(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ZoneState::ExplicitlyOpened, 1);
  const ZoneDescriptor before = bench.descriptor(zone);
  bench.will_disturb(0);
  const bool has_reset = cap_of(bench).nssrs;
  for (const std::uint32_t value : {std::uint32_t{0}, kResetSubsystem ^ 1U, kResetSubsystem}) {
    if (value == kResetSubsystem && has_reset) continue;  // that would be one
    bench.write_register(property::kNssr, value);
    const std::uint32_t read = bench.read_register(property::kNssr);
    bench.expect(read == 0, "NSSR reads 0", "it is " + hex(read));
    const Csts csts = csts_of(bench);
    bench.expect(csts.rdy && !csts.cfs && !csts.nssro, "CSTS as before: ready, and no subsystem reset", "another CSTS");
  }
  bench.expect_unchanged(zone, before);
}

struct BadStart {
  const char* slug;
  const char* text;
  ClauseId clause;
  std::uint32_t offset;  // of another property to be spoilt; CC: none
  std::uint32_t value;
  std::uint32_t cc;  // added to a good one, without CSS
};
constexpr std::uint32_t kCssShift = 4;
constexpr std::uint32_t kUsualCss = 6U << kCssShift;
const BadStart kBadStarts[] = {
    {"css-1", "a reserved CC.CSS (001b)", "NST-003", property::kCc, 0, 1U << kCssShift},
    {"css-5", "a reserved CC.CSS (101b)", "NST-003", property::kCc, 0, 5U << kCssShift},
    {"mps", "a page size that no controller has (CC.MPS 15)", "REG-007", property::kCc, 0, kUsualCss | 15U << 7},
    {"ams", "a reserved arbitration (CC.AMS 101b)", "REG-007", property::kCc, 0, kUsualCss | 5U << 11},
    {"aqa", "admin queues of no size (AQA 0)", "REG-007", property::kAqa, 0, kUsualCss},
    {"asq", "an admin submission queue off its page", "REG-007", property::kAsq, 0x0010'0008, kUsualCss},
};

// Whatever comes of it, a reset puts it right.
void recovers(Bench& bench, const BadStart& bad) {
  constexpr int kLooks = 100;
  constexpr std::chrono::milliseconds kInterval{5};
  const ZoneRef zone = bench.a_zone_in(ZoneState::Closed, 1);
  const ZoneDescriptor before = bench.descriptor(zone);
  bench.needs(cap_of(bench).mpsmax < 15 || bad.offset != property::kCc || (bad.cc >> 7 & 15U) != 15,
              "the controller has pages of every size");
  bench.disable();
  if (bad.offset != property::kCc) bench.write_register(bad.offset, bad.value);
  bench.write_register(property::kCc, encode(Cc{.en = true, .iosqes = kIosqes, .iocqes = kIocqes}) | bad.cc);
  for (int i = 0; i < kLooks; ++i) {
    const Csts csts = decode_csts(bench.target().registers()->read32(0, property::kCsts));
    if (csts.rdy || csts.cfs) break;
    bench.target().wait(kInterval);
  }
  bench.enable();
  expect_state(bench, true);
  expect_works(bench);
  bench.expect_unchanged(zone, before);
}

}  // namespace

std::vector<Case> controller_life_cases() {
  const std::vector<Need> registers{Need::Registers};
  const std::vector<Need> resets{Need::Registers, Need::WholeNamespace};
  std::vector<Case> cases{
      {.id = "controller-life/version",
       .title = "Identify Controller has the version of the property VS, and is of an I/O controller",
       .clauses = {"ID-CNS-001b"},
       .needs = registers,
       .run = agrees_on_the_version},
      {.id = "controller-life/read-only",
       .title = "CAP and VS are not written",
       .clauses = {"REG-001"},
       .needs = resets,
       .run = are_read_only},
      {.id = "controller-life/reserved",
       .title = "Reserved bits of CAP are 0",
       .clauses = {"REG-001"},
       .needs = registers,
       .run = have_zeros_where_reserved},
      {.id = "controller-life/halves",
       .title = "ASQ and ACQ are written and read as two halves of 32 bits",
       .clauses = {"REG-003"},
       .needs = resets,
       .run = are_written_by_halves},
      {.id = "controller-life/enable-disable",
       .title = "CSTS.RDY follows CC.EN, and no fatal status or shutdown is told",
       .clauses = {"REG-005", "REG-006", "REG-015"},
       .needs = resets,
       .run = is_enabled_and_disabled},
      {.id = "controller-life/admin-queues-kept",
       .title = "A Controller Reset keeps AQA, ASQ and ACQ",
       .clauses = {"REG-010"},
       .needs = resets,
       .run = keeps_the_admin_queues},
      {.id = "controller-life/configuration",
       .title = "CC reads back what was written to it",
       .clauses = {"REG-009"},
       .needs = resets,
       .run = reads_back},
      {.id = "controller-life/doorbells-while-disabled",
       .title = "A controller that is disabled does nothing when its doorbells are written",
       .clauses = {"REG-018", "REG-004"},
       .needs = {Need::Registers, Need::WholeNamespace, Need::Append},
       .run = does_nothing_while_disabled},
      {.id = "controller-life/shutdown-normal",
       .title = "A normal shutdown is completed (CSTS.SHST), and a reset makes the controller usable again",
       .clauses = {"REG-012", "ZNS-RST-056"},
       .needs = resets,
       .run = [](Bench& bench) { shuts_down(bench, ShutdownNotification::Normal); }},
      {.id = "controller-life/shutdown-abrupt",
       .title = "An abrupt shutdown is completed (CSTS.SHST), and initialises the zones as a normal one",
       .clauses = {"REG-012", "ZNS-RST-009"},
       .needs = resets,
       .run = [](Bench& bench) { shuts_down(bench, ShutdownNotification::Abrupt); }},
      {.id = "controller-life/nssr",
       .title =
           "NSSR reads 0, and no value resets the subsystem but the one that is defined, where CAP.NSSRS offers it",
       .clauses = {"REG-014"},
       .needs = resets,
       .run = ignores_other_values_of_nssr},
  };
  for (const BadStart& bad : kBadStarts)
    cases.push_back({.id = std::string{"controller-life/recovers-from-"} + bad.slug,
                     .title = std::string{"After "} + bad.text + " a reset makes the controller usable again",
                     .clauses = {bad.clause, "REG-015"},
                     .level = Level::Undefined,
                     .needs = resets,
                     .run = [bad](Bench& bench) { recovers(bench, bad); }});
  for (const auto& part :
       {controller_life_command_set_cases(), controller_life_queue_cases(), controller_life_event_cases()})
    cases.insert(cases.end(), part.begin(), part.end());
  return cases;
}

}  // namespace zns::suites
