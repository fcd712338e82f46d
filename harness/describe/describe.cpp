#include "harness/describe/describe.hpp"

#include <algorithm>
#include <numeric>

#include "harness/base/error.hpp"
#include "harness/replay/replay.hpp"
#include "harness/run/subject.hpp"
#include "harness/witness/geometry.hpp"
#include "harness/witness/monitor.hpp"
#include "reference/oracle/oracle.hpp"
#include "suites/bench.hpp"
#include "suites/patience.hpp"

namespace zns::harness {
namespace {

std::vector<Ability> abilities_of(const suites::Facts& facts, const suites::Carries& carries) {
  const unsigned dlfeat = facts.ns.dlfeat & 7U;
  return {{"Zone Append", "Commands Supported and Effects", facts.append},
          {"Write Zeroes", "ONCS", facts.write_zeroes},
          {"Zone Descriptor Extensions", "ZDES", facts.extension_bytes != 0},
          {"reads across zones", "OZCS.RAZB", facts.read_across},
          {"variable zone capacity", "ZOC.VZCAP", facts.variable_capacity},
          {"zones that the controller finishes", "ZOC.ZAE", facts.active_excursions},
          {"zone random write areas", "OZCS.ZRWASUP", (facts.zoned.ozcs & 1U << 1) != 0},
          {"a known value of deallocated blocks", "DLFEAT", dlfeat == 1 || dlfeat == 2},
          {"volatile write cache", "VWC", (facts.controller.vwc & 1U) != 0},
          {"Namespace Management", "OACS", (facts.controller.oacs & 1U << 3) != 0},
          {"several controllers", "CMIC", (facts.controller.cmic & 1U << 1) != 0},
          {"SGLs", "SGLS", (facts.controller.sgls & 3U) != 0},
          {"several commands in flight", "the way", carries.queue_depth > 1},
          {"controller resets", "the way", carries.controller_reset},
          {"shutdowns", "the way", carries.shutdown},
          {"power cycles", "the way", carries.power_cycle},
          {"zones that fail on demand", "the way", carries.zone_events},
          {"raw entries and data pointers", "the way", carries.entry_flags && carries.prp_layout}};
}

// Why a case is not applicable; empty if it is.
std::string why_not(const suites::Case& each, const suites::Bench& bench) {
  std::string reason;
  for (const suites::Need need : each.needs)
    if (!bench.meets(need, reason)) return reason;
  return {};
}

void share_out(Description& description, const std::vector<suites::Section>& contents, const suites::Bench& bench) {
  for (const suites::Section& section : contents) {
    SectionShare share{.number = section.number, .title = section.title, .cases = section.cases.size()};
    for (const suites::Case& each : section.cases) {
      const std::string reason = why_not(each, bench);
      if (reason.empty())
        ++share.applicable;
      else
        description.reasons[reason].push_back(each.id);
    }
    description.sections.push_back(std::move(share));
  }
}

void count_zones(Description& description, suites::Target& target, const suites::Facts& facts) {
  std::vector<std::byte> buffer(report_buffer_bytes(target, facts));
  read_zones(target, geometry_of(facts), 0, facts.zone_count, buffer,
             [&](const ZoneDescriptor& zone) { ++description.zones[zone.zs]; });
}

Description describe_target(suites::Target& target, const std::vector<suites::Section>& contents) {
  const suites::Facts facts = facts_of(target);
  Monitor monitor{target, facts};
  suites::Bench bench{monitor, facts, {}};
  bench.learn_zones();
  Description description;
  description.head.version = ZNSPEC_VERSION;
  description.head.target = target.name();
  description.head.zcap = capacities(monitor.oracle());
  description.head.facts = facts;
  description.abilities = abilities_of(facts, target.carries());
  Geometry geometry = geometry_of(facts);
  geometry.zcap = description.head.zcap->most;
  description.reference = fitting_reference(geometry);
  count_zones(description, target, facts);
  share_out(description, contents, bench);
  return description;
}

}  // namespace

Description describe(OpenedTarget& opened, const std::vector<suites::Section>& contents) {
  const std::string name = opened.target().name();
  try {
    return describe_target(opened.target(), contents);
  } catch (const suites::NotTestable& error) {
    throw HarnessError(name + ": " + error.what());
  } catch (const suites::DeviceWrong& wrong) {
    throw HarnessError(name + ": it cannot be described: " + wrong.what() + " (" + std::string{wrong.clause.str()} +
                       ")");
  } catch (const suites::NeverDecides& error) {
    throw HarnessError(name + ": " + error.what());
  }
}

std::size_t applicable(const Description& description) {
  return std::accumulate(description.sections.begin(), description.sections.end(), std::size_t{0},
                         [](std::size_t sum, const SectionShare& share) { return sum + share.applicable; });
}

}  // namespace zns::harness
