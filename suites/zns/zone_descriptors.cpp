// What holds for the descriptor of every zone, whatever happened to it.
#include <functional>
#include <string>
#include <vector>

#include "suites/zns/reports.hpp"

namespace zns::suites {
namespace {

// Every descriptor of the namespace, with zones in several states among them, keeps the rule.
void every_descriptor(Bench& bench, const std::string& rule,
                      const std::function<bool(const Facts&, const ZoneDescriptor&)>& keeps) {
  for (const ZoneState zs : {ZoneState::Full, ZoneState::Closed})
    if (bench.free_zones() > 1) bench.a_zone_in(zs);
  for (const ZoneDescriptor& zone : bench.all_descriptors())
    bench.expect(keeps(bench.facts(), zone), rule,
                 "not in the zone at LBA " + std::to_string(zone.zslba) + ", in " + std::string{letters(zone.zs)});
}

struct DescriptorRule {
  const char* id;
  const char* title;
  std::vector<ClauseId> clauses;
  Level level;
  const char* rule;
  bool (*keeps)(const Facts& facts, const ZoneDescriptor& zone);
};

bool has(const ZoneDescriptor& zone, std::uint8_t attributes) {
  return (zone.za & attributes) != 0;
}

const std::vector<DescriptorRule>& descriptor_rules() {
  static const std::vector<DescriptorRule> kRules{
      {"zone-type",
       "Every zone is of type 2h, Sequential Write Required",
       {"ZNS-ZM-008", "ZNS-ZM-040"},
       Level::Shall,
       "ZT 2h",
       [](const Facts&, const ZoneDescriptor& zone) { return zone.zt == kSequentialWriteRequired; }},
      {"state-defined",
       "Every zone is in one of the seven defined states",
       {"ZNS-ZM-041", "ZNS-SM-047"},
       Level::Shall,
       "a defined ZS",
       [](const Facts&, const ZoneDescriptor& zone) { return column(zone.zs) < kZoneStateCount; }},
      {"zcap-within-zsze",
       "No zone has more capacity than the zone size",
       {"ZNS-ZM-004", "ZNS-ZM-045"},
       Level::Shall,
       "ZCAP at most ZSZE",
       [](const Facts& facts, const ZoneDescriptor& zone) { return zone.zcap <= facts.zsze; }},
      {"zcap-not-zero",
       "Every zone has some capacity",
       {"ZNS-ZM-004"},
       Level::Should,
       "ZCAP above 0",
       [](const Facts&, const ZoneDescriptor& zone) { return zone.zcap > 0; }},
      {"wp-in-capacity",
       "The write pointer of a writable zone lies at a block that may be written, in ZSE the first",
       {"ZNS-ZM-060", "ZNS-ZM-047"},
       Level::Shall,
       "ZSLBA <= WP < ZSLBA + ZCAP, in ZSE WP = ZSLBA",
       [](const Facts&, const ZoneDescriptor& zone) {
         if (zone.zs == ZoneState::Empty) return zone.wp == zone.zslba;
         return !is_writable(zone.zs) || (zone.zslba <= zone.wp && zone.wp < zone.zslba + zone.zcap);
       }},
      {"no-excursions",
       "No zone was finished by the controller unless it announces excursions (ZOC.ZAE)",
       {"ZNS-ATTR-004", "ZNS-ZM-042"},
       Level::Shall,
       "ZFC 0 where ZAE is 0",
       [](const Facts& facts, const ZoneDescriptor& zone) {
         return facts.active_excursions || !has(zone, za::kFinishedByController);
       }},
      {"zdev-needs-zdes",
       "No zone has a descriptor extension where the format has none",
       {"ZNS-ZM-050", "ZNS-ZM-042"},
       Level::Shall,
       "ZDEV 0 where ZDES is 0",
       [](const Facts& facts, const ZoneDescriptor& zone) {
         return facts.extension_bytes > 0 || !has(zone, za::kDescriptorExtensionValid);
       }},
      {"zdev-not-in-zse",
       "No zone in ZSE or ZSO has a descriptor extension",
       {"ZNS-ZM-051"},
       Level::Shall,
       "ZDEV 0 in ZSE and ZSO",
       [](const Facts&, const ZoneDescriptor& zone) {
         return !has(zone, za::kDescriptorExtensionValid) ||
                (zone.zs != ZoneState::Empty && zone.zs != ZoneState::Offline);
       }},
      {"zfc-not-in-zse",
       "No zone in ZSE counts as finished by the controller",
       {"ZNS-ATTR-006", "ZNS-ZMS-029"},
       Level::Shall,
       "ZFC 0 in ZSE",
       [](const Facts&, const ZoneDescriptor& zone) {
         return zone.zs != ZoneState::Empty || !has(zone, za::kFinishedByController);
       }},
      {"recommendations-fit",
       "Reset is recommended for Full zones only, Finish for active zones only",
       {"ZNS-ATTR-019", "ZNS-ATTR-001", "ZNS-ATTR-002"},
       Level::VendorChoice,
       "RZR in ZSF, FZR in ZSIO, ZSEO and ZSC only",
       [](const Facts&, const ZoneDescriptor& zone) {
         return (!has(zone, za::kResetRecommended) || zone.zs == ZoneState::Full) &&
                (!has(zone, za::kFinishRecommended) || is_active(zone.zs));
       }},
      {"zrwav-needs-zrwa",
       "No zone has a random write area where the device supports none",
       {"ZNS-ZM-042", "ZNS-ZM-021"},
       Level::Should,
       "ZRWAV 0 where ZRWASUP is 0",
       [](const Facts& facts, const ZoneDescriptor& zone) {
         return (facts.zoned.ozcs & ozcs::kZoneRandomWriteArea) != 0 || !has(zone, za::kRandomWriteAreaValid);
       }},
      {"descriptor-reserved-bits",
       "The reserved bits of zone descriptors are zero",
       {"ZNS-ZM-048", "ZNS-ZM-044", "ZNS-ZM-043"},
       Level::Should,
       "reserved bits 0",
       [](const Facts&, const ZoneDescriptor& zone) { return !zone.reserved_bits; }},
  };
  return kRules;
}

}  // namespace

std::vector<Case> zone_descriptor_cases() {
  std::vector<Case> cases;
  for (const DescriptorRule& rule : descriptor_rules())
    cases.push_back({.id = std::string{"zone-model/"} + rule.id,
                     .title = rule.title,
                     .clauses = rule.clauses,
                     .level = rule.level,
                     .run = [rule](Bench& bench) { every_descriptor(bench, rule.rule, rule.keeps); }});
  return cases;
}

}  // namespace zns::suites
