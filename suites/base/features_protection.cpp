// Namespace Write Protection (84h): what a protected namespace refuses, what becomes of its zones, and how it ends.
#include <string>

#include "suites/base/features_parts.hpp"
#include "suites/base/resets_parts.hpp"
#include "suites/command_text.hpp"

namespace zns::suites {
namespace {

using namespace features;
using enum ZoneState;

constexpr auto kProtected = Status::NamespaceIsWriteProtected;

Place protection(const Bench& bench) {
  return place_of(bench, known(Fid::NamespaceWriteProtection));
}

Completion set_protection(Bench& bench, WriteProtection wps) {
  return set(bench, protection(bench), static_cast<std::uint32_t>(wps));
}

void expect_protection(Bench& bench, WriteProtection wps) {
  expect_value(bench, protection(bench), static_cast<std::uint32_t>(wps));
}

void with_protection(Bench& bench, const std::function<void()>& body) {
  keeping(bench, protection(bench), [&](std::uint32_t) {
    bench.expect_success(set_protection(bench, WriteProtection::Protected));
    expect_protection(bench, WriteProtection::Protected);
    body();
  });
}

// ---- what is refused ------------------------------------------------------------------------------------------------

struct Refused {
  const char* slug;
  const char* what;
  ClauseId clause;
  std::vector<Need> needs;
  Completion (*send)(Bench& bench, const ZoneRef& zone);
  std::vector<Status> also = {};  // the zone's own state speaks against it
};

template <ZoneSendAction Zsa>
Completion to_zone(Bench& bench, const ZoneRef& zone) {
  return bench.zone_mgmt_send(zone, Zsa);
}
template <ZoneSendAction Zsa>
Completion to_all(Bench& bench, const ZoneRef&) {
  return bench.select_all(Zsa);
}

const std::vector<Refused>& refused() {
  using enum ZoneSendAction;
  static const std::vector<Refused> kRefused{
      {"write", "Write", "ZNS-GEN-011", {}, [](Bench& b, const ZoneRef& zone) { return b.write(zone.zslba, 1); }},
      {"append",
       "Zone Append",
       "ZNS-GEN-011",
       {Need::Append},
       [](Bench& b, const ZoneRef& zone) { return b.zone_append(zone, 1, zone.zslba); }},
      {"write-zeroes",
       "Write Zeroes",
       "ZNS-GEN-011",
       {Need::WriteZeroes},
       [](Bench& b, const ZoneRef& zone) { return b.write_zeroes(zone.zslba, 1); }},
      {"open", "Open Zone", "ZNS-ZMS-006", {}, to_zone<Open>},
      {"close", "Close Zone", "ZNS-ZMS-006", {}, to_zone<Close>, {Status::InvalidZoneStateTransition}},
      {"finish", "Finish Zone", "ZNS-ZMS-006", {}, to_zone<Finish>},
      {"reset", "Reset Zone", "ZNS-ZMS-006", {}, to_zone<Reset>},
      {"set-extension",
       "Set Zone Descriptor Extension",
       "ZNS-ZMS-006",
       {Need::Extension},
       [](Bench& b, const ZoneRef& zone) {
         return b.set_zone_descriptor_extension(zone.zslba, b.extension_pattern());
       }},
      {"open-all", "Open Zone with Select All", "ZNS-ZMS-006", {}, to_all<Open>},
      {"close-all", "Close Zone with Select All", "ZNS-ZMS-006", {}, to_all<Close>},
      {"finish-all", "Finish Zone with Select All", "ZNS-ZMS-006", {}, to_all<Finish>},
      {"reset-all", "Reset Zone with Select All", "ZNS-ZMS-006", {}, to_all<Reset>},
  };
  return kRefused;
}

void is_refused(Bench& bench, const Refused& command) {
  const ZoneRef full = bench.a_zone_in(Full, 1);
  const ZoneRef zone = bench.a_zone_in(Empty);
  with_protection(bench, [&] {
    std::vector<Status> permitted = command.also;
    permitted.push_back(kProtected);
    bench.expect_status(command.send(bench, zone), permitted);
    bench.expect_zone(zone, Empty);
    bench.expect_zone(full, Full);
    bench.expect_deallocated(zone.zslba, 1);
    bench.expect_pattern(full.zslba, 1);
  });
}

void reads_go_on(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(Full, 2);
  const ZoneRef empty = bench.a_zone_in(Empty);
  with_protection(bench, [&] {
    bench.expect_pattern(zone.zslba, 2);
    bench.expect_zone(zone, Full);
    bench.expect_zone(empty, Empty);
    resets::flush(bench);
  });
}

// ---- what becomes of zones ------------------------------------------------------------------------------------------

struct Filled {
  const char* slug;
  ZoneState zs;
  std::uint64_t written;
};
constexpr Filled kFilled[] = {{"zsio", ImplicitlyOpened, 2},
                              {"zseo", ExplicitlyOpened, 2},
                              {"zseo-unwritten", ExplicitlyOpened, 0},
                              {"zsc", Closed, 2}};

void is_filled(Bench& bench, const Filled& given) {
  const ZoneRef zone = bench.a_zone_in(given.zs, given.written);
  bench.needs(zone.zcap > 2, "needs zones of more than 2 blocks");
  with_protection(bench, [&] {
    const ZoneDescriptor full = bench.expect_zone(zone, Full);
    bench.expect((full.za & za::kFinishedByController) == 0, "ZFC is 0", "ZFC is 1");
    if (given.written > 0) bench.expect_pattern(zone.zslba, given.written);
  });
  bench.expect_zone(zone, Full);
  const Resources held = bench.resources_held();
  bench.expect(held.active == 0 && held.open == 0, "no zone holds a resource",
               std::to_string(held.active) + " active, " + std::to_string(held.open) + " open");
  bench.expect_status(bench.write(zone.zslba + given.written, 1), {Status::ZoneIsFull});
}

void what_is_cached_is_durable(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(ImplicitlyOpened, 2);
  with_protection(bench, [&] {
    bench.reset(Reset::PowerCycle);
    bench.expect_zone(zone, Full);
    bench.expect_pattern(zone.zslba, 2);
  });
}

// ---- how it is told, and how it ends --------------------------------------------------------------------------------

bool says_protected(Bench& bench) {
  IdentifyPage page;
  bench.expect_success(bench.identify(Cns::Namespace, bench.facts().nsid, Csi::Nvm, &page));
  return (decode_identify_namespace(page).nsattr & nsattr::kWriteProtected) != 0;
}

void identify_says_so(Bench& bench) {
  with_protection(bench, [&] { bench.expect(says_protected(bench), "NSATTR bit 0 is 1", "it is 0"); });
  bench.expect(!says_protected(bench), "NSATTR bit 0 is 0", "it is 1");
}

void ends_when_lifted(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(Empty);
  with_protection(bench, [] {});
  bench.expect_success(bench.write(zone.zslba, 1));
  bench.expect_pattern(zone.zslba, 1);
}

void outlives(Bench& bench, Reset kind) {
  const ZoneRef zone = bench.a_zone_in(Empty);
  with_protection(bench, [&] {
    bench.reset(kind);
    expect_protection(bench, WriteProtection::Protected);
    bench.expect_status(bench.write(zone.zslba, 1), {kProtected});
  });
}

void lasts_until_power_cycle(Bench& bench) {
  bench.needs((bench.facts().controller.nwpc & nwpc::kUntilPowerCycle) != 0,
              "the device does not protect until a power cycle (NWPC bit 1)");
  const ZoneRef zone = bench.a_zone_in(Empty);
  const auto body = [&] {
    const Completion cqe = set_protection(bench, WriteProtection::UntilPowerCycle);
    bench.needs(cqe.status != Status::FeatureNotChangeable, "the device does not allow it (RPMB)");
    bench.expect_success(cqe);
    bench.expect_status(set_protection(bench, WriteProtection::None), {Status::FeatureNotChangeable});
    bench.reset(Reset::Controller);
    expect_protection(bench, WriteProtection::UntilPowerCycle);
    bench.expect_status(bench.write(zone.zslba, 1), {kProtected});
    bench.reset(Reset::PowerCycle);
    expect_protection(bench, WriteProtection::None);
  };
  with(body, [&] {
    static_cast<void>(set_protection(bench, WriteProtection::None));
    if (value_of(bench, protection(bench)) != 0) bench.reset(Reset::PowerCycle);
    expect_protection(bench, WriteProtection::None);
  });
  bench.expect_success(bench.write(zone.zslba, 1));
}

void refuses_state(Bench& bench, std::uint32_t wps) {
  const bool is_offered = wps == static_cast<std::uint32_t>(WriteProtection::Permanent) &&
                          (bench.facts().controller.nwpc & nwpc::kPermanent) != 0;
  bench.needs(!is_offered, "the device can be protected for ever");
  keeping(bench, protection(bench), [&](std::uint32_t value) {
    bench.expect_status(set(bench, protection(bench), wps), {Status::InvalidFieldInCommand});
    expect_value(bench, protection(bench), value);
  });
}

Case a_case(const std::string& what, const std::string& title, std::vector<ClauseId> clauses,
            std::function<void(Bench&)> run, const std::vector<Need>& needs = {}) {
  Case result{.id = "features/protection-" + what,
              .title = title,
              .clauses = std::move(clauses),
              .needs = {Need::WriteProtection, Need::WholeNamespace},
              .run = std::move(run)};
  result.needs.insert(result.needs.end(), needs.begin(), needs.end());
  return result;
}

std::vector<Case> lasting_cases() {
  return {
      a_case("told", "Identify Namespace says that the namespace is write protected", {"IDN-014", "FID-84h"},
             identify_says_so),
      a_case("lifted", "A namespace that is no longer protected is written to", {"FID-84h", "ZNS-GEN-040"},
             ends_when_lifted),
      a_case("after-controller-reset", "Write protection outlives a Controller Reset", {"ZNS-RST-053", "FEA-012"},
             [](Bench& bench) { outlives(bench, Reset::Controller); }, {Need::ControllerReset}),
      a_case("after-power-cycle", "Write protection outlives a power cycle", {"ZNS-RST-053"},
             [](Bench& bench) { outlives(bench, Reset::PowerCycle); }, {Need::PowerCycle}),
      a_case("until-power-cycle", "Write protection until power cycle is not lifted before", {"FID-84h", "ZNS-RST-053"},
             lasts_until_power_cycle, {Need::PowerCycle, Need::ControllerReset}),
      a_case("commits", "What is cached when the namespace is protected is durable",
             {"FEA-84-1", "ZNS-RST-052", "FEA-84-3"}, what_is_cached_is_durable, {Need::PowerCycle}),
      a_case("reads", "Reads, zone reports and Flush of a protected namespace succeed", {"ZNS-RST-051", "ZNS-GEN-011"},
             reads_go_on),
      a_case("permanent-not-offered", "Permanent protection that is not offered is refused", {"FID-84h"},
             [](Bench& bench) { refuses_state(bench, static_cast<std::uint32_t>(WriteProtection::Permanent)); }),
      a_case("reserved", "A reserved state of protection is refused", {"FEA-014", "FID-84h"},
             [](Bench& bench) { refuses_state(bench, 7); }),
  };
}

}  // namespace

std::vector<Case> feature_protection_cases() {
  std::vector<Case> cases = lasting_cases();
  for (const Refused& command : refused())
    cases.push_back(a_case(
        std::string{"refuses-"} + command.slug,
        std::string{command.what} + " is refused in a protected namespace, and changes nothing",
        {command.clause, "ZNS-RST-051", "FEA-84-2"}, [&command](Bench& bench) { is_refused(bench, command); },
        command.needs));
  for (const Filled& given : kFilled)
    cases.push_back(a_case(
        std::string{"fills-"} + given.slug,
        std::string{"A zone in "} + std::string{letters(given.zs)} + (given.written == 0 ? " that holds nothing" : "") +
            " is Full once the namespace is protected, and stays so",
        {"ZNS-RST-050", "ZNS-SM-011", "FEA-84-3"}, [&given](Bench& bench) { is_filled(bench, given); }));
  return cases;
}

}  // namespace zns::suites
