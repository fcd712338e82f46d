// Format NVM and the other namespaces: one that is formatted is nothing to them, and NSID FFFFFFFFh means all.
#include <initializer_list>
#include <string>
#include <vector>

#include "suites/base/format_parts.hpp"
#include "suites/nvm/block_space.hpp"
#include "suites/subsystem/spaces.hpp"

namespace zns::suites {
namespace {

using namespace format;
using namespace subsystem;
using enum ZoneState;

void leaves_blocks(Bench& bench) {
  needs_a_format_of_one(bench);
  nvm::BlockSpace blocks{bench, 8};
  for (std::uint64_t lba = 0; lba < 8; ++lba) bench.expect_success(blocks.write(lba, 1));
  format_one(bench, bench.facts().nsid);
  blocks.expect_written(0, 8);
}

// Zone 0 is written, and zone 1 Full.
void fill(Bench& bench, Space& space) {
  bench.expect_success(space.write(space.zslba(0), 1));
  bench.expect_success(space.write(space.zslba(1), 1));
  bench.expect_success(space.send(space.zslba(1), ZoneSendAction::Finish));
}

void expect_filled(Bench& bench, Space& space) {
  const std::vector<ZoneDescriptor> zones = space.zones();
  bench.expect(is_active(zones[0].zs) || zones[0].zcap == 1, "zone 0 of the other namespace active",
               std::string{letters(zones[0].zs)});
  bench.expect(zones[1].zs == Full, "zone 1 of the other namespace in ZSF", std::string{letters(zones[1].zs)});
  space.expect_written(space.zslba(0), 1);
  space.expect_written(space.zslba(1), 1);
}

void expect_formatted(Bench& bench, Space& space) {
  for (const ZoneDescriptor& zone : space.zones())
    bench.expect(zone.zs == Empty || zone.zs == Offline, "its zones in ZSE", std::string{letters(zone.zs)});
  space.expect_not_written(space.zslba(0), 1);
  space.expect_not_written(space.zslba(1), 1);
}

void leaves_zones(Bench& bench) {
  needs_a_format_of_one(bench);
  Space space{bench};
  space.attach_to({kFirst});
  fill(bench, space);
  const ZoneRef zone = bench.a_zone_in(Full, 1);
  format_one(bench, bench.facts().nsid);
  bench.expect_zone(zone, Empty);
  expect_filled(bench, space);
}

void is_of_the_one_that_it_names(Bench& bench) {
  needs_a_format_of_one(bench);
  Space space{bench};
  space.attach_to({kFirst});
  fill(bench, space);
  const ZoneRef zone = bench.a_zone_in(Closed, 1);
  const ZoneDescriptor before = bench.descriptor(zone);
  format_one(bench, space.nsid());
  expect_formatted(bench, space);
  bench.expect_unchanged(zone, before);
  bench.expect_pattern(zone.zslba, 1);
}

void is_of_all(Bench& bench) {
  bench.needs((bench.facts().controller.fna & kNoBroadcast) == 0,
              "the device does not format NSID FFFFFFFFh (FNA bit 3)");
  Space space{bench};
  space.attach_to({kFirst});
  fill(bench, space);
  const std::vector<ZoneRef> zones{bench.a_zone_in(Full, 1), bench.a_zone_in(Closed, 1)};
  format_one(bench, kBroadcastNsid);
  for (const ZoneRef& zone : zones) {
    bench.expect_zone(zone, Empty);
    bench.expect_deallocated(zone.zslba, 1);
  }
  expect_formatted(bench, space);
}

// One that is inactive is formatted, or the command is refused.
void knows_an_inactive_one(Bench& bench) {
  needs_a_format_of_one(bench);
  Space space{bench};
  space.attach_to({kFirst});
  fill(bench, space);
  space.detach_from({kFirst});
  const Completion cqe = send(bench, again(bench), space.nsid());
  bench.needs(cqe.status != Status::InvalidFormat, "Format NVM to the format there is ends with Invalid Format");
  bench.expect_status(cqe, {kSuccess, Status::InvalidFieldInCommand, Status::InvalidNamespaceOrFormat});
  space.attach_to({kFirst});
  cqe.status == kSuccess ? expect_formatted(bench, space) : expect_filled(bench, space);
}

void refuses_an_unallocated_one(Bench& bench) {
  const std::uint32_t nsid = unallocated_nsid(bench);
  const ZoneRef zone = bench.a_zone_in(Closed, 1);
  const ZoneDescriptor before = bench.descriptor(zone);
  bench.expect_status(send(bench, again(bench), nsid),
                      {Status::InvalidFieldInCommand, Status::InvalidNamespaceOrFormat, Status::InvalidFormat});
  bench.expect_unchanged(zone, before);
  bench.expect_pattern(zone.zslba, 1);
}

}  // namespace

std::vector<Case> format_other_cases() {
  using N = Need;
  const std::vector<Need> several{N::Format, N::WholeNamespace, N::ManageNamespaces};
  return {
      {.id = "format/leaves-blocks",
       .title = "Format NVM of a zoned namespace leaves the blocks of one without zones as they are",
       .clauses = {"FMT-010"},
       .needs = {N::Format, N::WholeNamespace, N::NvmNamespace},
       .run = leaves_blocks},
      {.id = "format/leaves-others",
       .title = "Format NVM of one namespace leaves the zones and the data of another as they are",
       .clauses = {"FMT-010"},
       .needs = several,
       .run = leaves_zones},
      {.id = "format/of-another",
       .title = "Format NVM formats the namespace that it names, and no other",
       .clauses = {"FMT-010", "FMT-011"},
       .needs = several,
       .run = is_of_the_one_that_it_names},
      {.id = "format/all",
       .title = "Format NVM of NSID FFFFFFFFh formats all active namespaces",
       .clauses = {"FMT-006", "FMT-011"},
       .needs = {N::Format, N::WholeNamespace, N::ManageNamespaces, N::Expendable},
       .run = is_of_all},
      {.id = "format/inactive",
       .title = "Format NVM of an inactive namespace formats it or is aborted",
       .clauses = {"FMT-006"},
       .needs = several,
       .run = knows_an_inactive_one},
      {.id = "format/unallocated",
       .title = "Format NVM of an NSID that no namespace has is aborted",
       .clauses = {"FMT-006"},
       .needs = {N::Format, N::NamespaceLists},
       .run = refuses_an_unallocated_one},
  };
}

}  // namespace zns::suites
