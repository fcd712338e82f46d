// Identify: what the fields of the structures may hold.
#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "reference/spec/bytes.hpp"
#include "suites/base/identify_parts.hpp"

namespace zns::suites {
namespace {

using namespace identify;

std::string number(std::uint64_t value) {
  return std::to_string(value);
}

// ---- rules on fields that the run has read at its start ------------------------------------------------------------

// What is wrong with the device's facts; empty if nothing is.
struct FieldRule {
  const char* id;
  const char* title;
  std::vector<ClauseId> clauses;
  const char* expected;
  bool (*keeps)(const Facts& facts);
  std::string (*observed)(const Facts& facts);
  Level level = Level::Shall;
};

constexpr std::uint32_t kRevision1_2_1 = 0x0001'0201;
constexpr std::uint32_t kRevision1_4 = 0x0001'0400;

const std::vector<FieldRule>& field_rules() {
  static const std::vector<FieldRule> kRules{
      {"entry-sizes",
       "Queue entries are of 64 and 16 bytes",
       {"IDC-001"},
       "SQES x6h, CQES x4h, the maximum not below them",
       [](const Facts& facts) {
         const auto entry = [](std::uint8_t sizes, unsigned least) {
           return (sizes & 0xFU) == least && (sizes >> 4U) >= least;
         };
         return entry(facts.controller.sqes, 6) && entry(facts.controller.cqes, 4);
       },
       [](const Facts& facts) {
         return "SQES " + number(facts.controller.sqes) + ", CQES " + number(facts.controller.cqes);
       }},
      {"controller-type",
       "The controller is an I/O controller",
       {"ID-CNS-001b"},
       "CNTRLTYPE 1; 0 before revision 1.4",
       [](const Facts& facts) {
         return facts.controller.cntrltype == 1 ||
                (facts.controller.cntrltype == 0 && facts.controller.ver < kRevision1_4);
       },
       [](const Facts& facts) { return "CNTRLTYPE " + number(facts.controller.cntrltype); }},
      {"subsystem-nqn",
       "The NVM subsystem has a name",
       {"IDC-016"},
       "SUBNQN that starts with \"nqn.\"",
       [](const Facts& facts) {
         return facts.controller.ver < kRevision1_2_1 || facts.controller.subnqn.rfind("nqn.", 0) == 0;
       },
       [](const Facts& facts) { return '"' + facts.controller.subnqn + '"'; }},
      {"abort-limit",
       "At least four Abort commands may be outstanding",
       {"IDC-018"},
       "ACL at least 3",
       [](const Facts& facts) { return facts.controller.acl >= 3; },
       [](const Facts& facts) { return "ACL " + number(facts.controller.acl); },
       Level::Should},
      {"atomic-units",
       "The atomic write unit on power failure is not larger than the normal one",
       {"IDC-019"},
       "AWUPF at most AWUN",
       [](const Facts& facts) { return facts.controller.awupf <= facts.controller.awun; },
       [](const Facts& facts) {
         return "AWUN " + number(facts.controller.awun) + ", AWUPF " + number(facts.controller.awupf);
       }},
      {"nsze-ncap-nuse",
       "Namespace size, capacity and use do not exceed one another",
       {"IDN-002"},
       "NSZE >= NCAP >= NUSE",
       [](const Facts& facts) { return facts.ns.nsze >= facts.ns.ncap && facts.ns.ncap >= facts.ns.nuse; },
       [](const Facts& facts) {
         return "NSZE " + number(facts.ns.nsze) + ", NCAP " + number(facts.ns.ncap) + ", NUSE " + number(facts.ns.nuse);
       }},
      {"ncap-not-zero",
       "The namespace has capacity",
       {"IDN-004"},
       "NCAP not 0",
       [](const Facts& facts) { return facts.ns.ncap != 0; },
       [](const Facts&) { return std::string{"NCAP 0"}; }},
      {"format-in-use",
       "The LBA format in use is one of those listed",
       {"IDN-005"},
       "FLBAS index at most NLBAF, LBADS at least 9",
       [](const Facts& facts) {
         return facts.ns.format_index() <= facts.ns.nlbaf && facts.ns.lbaf[facts.ns.format_index()].lbads >= 9;
       },
       [](const Facts& facts) {
         return "index " + number(facts.ns.format_index()) + ", NLBAF " + number(facts.ns.nlbaf);
       }},
      {"protection-type",
       "The protection information in use is of a type offered, with metadata to hold it",
       {"IDN-008"},
       "DPS 000b, or a type of DPC with metadata of 8 bytes",
       [](const Facts& facts) {
         const unsigned type = facts.ns.dps & 7U;
         return type == 0 ||
                (type <= 3 && (facts.ns.dpc >> (type - 1) & 1U) != 0 && facts.ns.lbaf[facts.ns.format_index()].ms >= 8);
       },
       [](const Facts& facts) { return "DPS " + number(facts.ns.dps) + ", DPC " + number(facts.ns.dpc); }},
      {"zrwa-fields-zero",
       "Without random write areas their fields are zero",
       {"IDZ-007", "ZNS-ZM-026"},
       "NUMZRWA, ZRWAFG, ZRWASZ and ZRWACAP 0",
       [](const Facts& facts) {
         const IdentifyZonedNamespace& zoned = facts.zoned;
         return (zoned.ozcs & ozcs::kZoneRandomWriteArea) != 0 ||
                (zoned.numzrwa == 0 && zoned.zrwafg == 0 && zoned.zrwasz == 0 && zoned.zrwacap == 0);
       },
       [](const Facts&) { return std::string{"one of them is not"}; }},
      {"zrwa-fields-fit",
       "With random write areas their size is a multiple of the flush granularity",
       {"IDZ-008", "ZNS-ZM-027", "ZNS-ZM-028"},
       "ZRWAFG not 0, ZRWASZ a multiple of it and not 0",
       [](const Facts& facts) {
         const IdentifyZonedNamespace& zoned = facts.zoned;
         return (zoned.ozcs & ozcs::kZoneRandomWriteArea) == 0 ||
                (zoned.zrwafg != 0 && zoned.zrwasz != 0 && zoned.zrwasz % zoned.zrwafg == 0);
       },
       [](const Facts& facts) {
         return "ZRWAFG " + number(facts.zoned.zrwafg) + ", ZRWASZ " + number(facts.zoned.zrwasz);
       }},
      {"zoned-bits-reserved",
       "The reserved bits of ZOC and OZCS are zero",
       {"IDZ-010", "ZNS-ZM-020", "ZNS-ZM-021"},
       "ZOC 15:2 and OZCS 15:2 zero",
       [](const Facts& facts) { return (facts.zoned.zoc & 0xFFFCU) == 0 && (facts.zoned.ozcs & 0xFFFCU) == 0; },
       [](const Facts& facts) { return "ZOC " + number(facts.zoned.zoc) + ", OZCS " + number(facts.zoned.ozcs); },
       Level::Should},
  };
  return kRules;
}

// ---- rules that need the page, or a zone ---------------------------------------------------------------------------

IdentifyPage namespace_page(Bench& bench) {
  return ask(bench, {.cns = Cns::Namespace, .nsid = bench.facts().nsid});
}
IdentifyPage zoned_namespace_page(Bench& bench) {
  return ask(bench, {.cns = Cns::CommandSetNamespace, .nsid = bench.facts().nsid, .csi = Csi::Zoned});
}

// LBA formats that the namespace lists: NLBAF is 0's based, NULBAF counts those with unique attributes.
std::size_t formats(const IdentifyPage& page) {
  constexpr std::size_t kNlbaf = 25;
  constexpr std::size_t kNulbaf = 82;
  const std::size_t count = std::size_t{load_le<std::uint8_t>(page, kNlbaf)} + 1 + load_le<std::uint8_t>(page, kNulbaf);
  return std::min(count, kLbaFormats);
}

void leave_other_formats_zero(Bench& bench) {
  constexpr std::size_t kLbaf = 128;
  const IdentifyPage page = namespace_page(bench);
  expect_zeros(bench, page, kLbaf + 4 * formats(page), kLbaf + 4 * kLbaFormats);
}

void leave_other_format_extensions_zero(Bench& bench) {
  constexpr std::size_t kLbafe = 2816;
  expect_zeros(bench, zoned_namespace_page(bench), kLbafe + 16 * formats(namespace_page(bench)),
               kLbafe + 16 * kLbaFormats);
}

void describe_this_namespace(Bench& bench) {
  IdentifyNamespace now = decode_identify_namespace(namespace_page(bench));
  now.nuse = bench.facts().ns.nuse;
  bench.expect(now == bench.facts().ns, "the fields as at the start of the run", "others");
  bench.expect(now.nsze != 0, "NSZE not 0", "0");
}

void describe_this_zoned_namespace(Bench& bench) {
  const IdentifyZonedNamespace now = decode_identify_zoned_namespace(zoned_namespace_page(bench));
  bench.expect(now == bench.facts().zoned, "the fields as at the start of the run", "others");
  bench.expect(now.lbafe[bench.facts().ns.format_index()].zsze != 0, "ZSZE not 0", "0");
}

// Identify Controller of the zoned command set. Later revisions use bytes 35:4 (ZNS-ZM-032).
void leave_the_rest_of_the_zoned_controller_zero(Bench& bench) {
  const IdentifyPage page = ask(bench, {.cns = Cns::CommandSetController, .csi = Csi::Zoned});
  expect_zeros(bench, page, 1, 4);
  expect_zeros(bench, page, 36);
}

void be_writable(Bench& bench) {
  bench.a_zone_in(ZoneState::Full, 1);
  const IdentifyNamespace now = decode_identify_namespace(namespace_page(bench));
  bench.expect((now.nsattr & 1U) == 0, "NSATTR bit 0 zero in a namespace that can be written", "it is set");
}

// No I/O boundary of the media cuts through a zone.
void align_boundary_to_zones(Bench& bench) {
  constexpr std::size_t kNoiob = 46;
  const auto noiob = load_le<std::uint16_t>(namespace_page(bench), kNoiob);
  bench.expect(noiob == 0 || bench.facts().zsze % noiob == 0, "NOIOB 0, or a divisor of the zone size",
               "NOIOB " + number(noiob) + ", ZSZE " + number(bench.facts().zsze));
}

std::vector<Case> page_cases() {
  return {
      {.id = "identify/namespace-active",
       .title = "Identify Namespace of the zoned namespace returns its size and formats",
       .clauses = {"ID-CNS-000a"},
       .run = describe_this_namespace},
      {.id = "identify/zoned-namespace-active",
       .title = "Identify Namespace of the zoned command set returns the namespace's zone size and limits",
       .clauses = {"ID-CNS-005a", "ZNS-GEN-013"},
       .run = describe_this_zoned_namespace},
      {.id = "identify/nvm-controller-limits",
       .title = "Identify Controller of the NVM command set returns the limits of its commands",
       .clauses = {"ID-CNS-006b"},
       .run = [](Bench& bench) { ask(bench, {.cns = Cns::CommandSetController, .csi = Csi::Nvm}); }},
      {.id = "identify/zoned-controller-rest-zero",
       .title = "Identify Controller of the zoned command set holds ZASL and otherwise zeros",
       .clauses = {"ID-CNS-006a", "ZNS-ZM-031", "ZNS-ZM-032"},
       .level = Level::Should,
       .run = leave_the_rest_of_the_zoned_controller_zero},
      {.id = "identify/zoned-namespace-reserved-bytes",
       .title = "The reserved bytes of Identify Namespace of the zoned command set are zero",
       .clauses = {"IDZ-010"},
       .level = Level::Should,
       .run = [](Bench& bench) { expect_zeros(bench, zoned_namespace_page(bench), 53, 2816); }},
      {.id = "identify/unused-formats-zero",
       .title = "Entries of the LBA format table above the last format are zero",
       .clauses = {"IDN-006"},
       .run = leave_other_formats_zero},
      {.id = "identify/unused-format-extensions-zero",
       .title = "Entries of the LBA format extension table above the last format are zero",
       .clauses = {"IDZ-009"},
       .run = leave_other_format_extensions_zero},
      {.id = "identify/not-write-protected",
       .title = "A namespace that can be written does not say that it is write protected",
       .clauses = {"IDN-014"},
       .run = be_writable},
      {.id = "identify/optimal-boundary",
       .title = "The optimal I/O boundary does not cut through zones",
       .clauses = {"IDN-011"},
       .level = Level::Should,
       .run = align_boundary_to_zones},
  };
}

}  // namespace

std::vector<Case> identify_field_cases() {
  std::vector<Case> cases = page_cases();
  for (const FieldRule& rule : field_rules())
    cases.push_back({.id = std::string{"identify/"} + rule.id,
                     .title = rule.title,
                     .clauses = rule.clauses,
                     .level = rule.level,
                     .run = [rule](Bench& bench) {
                       bench.expect(rule.keeps(bench.facts()), rule.expected, rule.observed(bench.facts()));
                     }});
  return cases;
}

}  // namespace zns::suites
