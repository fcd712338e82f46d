// The Zone Descriptor Extension (ZNS 1.1, 5.3 and 3.4.3.1.6): attached to an Empty zone, kept until the zone is Empty
// or Offline again, replaced by nothing else. What becomes of it in a Read Only zone is in zone_failure.cpp.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "suites/bench.hpp"
#include "suites/contents.hpp"
#include "suites/zns/story.hpp"

namespace zns::suites {
namespace {

using namespace story;

struct From {
  const char* name;
  State state;
};
constexpr std::array kNotEmpty{
    From{"implicitly-opened", State::ImplicitlyOpened},
    From{"explicitly-opened", State::ExplicitlyOpened},
    From{"closed", State::Closed},
    From{"full", State::Full},
};

// An Empty zone that was given extension_pattern(salt), and is therefore in ZSC with nothing written.
ZoneRef a_zone_with_extension(Bench& bench, std::uint64_t salt) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  bench.expect_success(bench.set_zone_descriptor_extension(zone.zslba, bench.extension_pattern(salt)));
  return zone;
}

void expect_extension(Bench& bench, const ZoneRef& zone, std::uint64_t salt) {
  bench.expect_zdev(zone, true);
  bench.expect_extension(zone, bench.extension_pattern(salt));
}

// ---- setting it -----------------------------------------------------------------------------------------------------

void set_on_empty(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  const Neighbours neighbours{bench, zone};

  bench.expect_success(bench.set_zone_descriptor_extension(zone.zslba, bench.extension_pattern(1)));

  bench.expect_zone(zone, State::Closed, zone.zslba);
  expect_extension(bench, zone, 1);
  neighbours.expect_unchanged(bench);
  bench.expect_deallocated(zone.zslba, 1);
}

void every_byte(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  const std::size_t size = bench.facts().extension_bytes;
  Bytes counting(size);
  for (std::size_t i = 0; i < size; ++i) counting[i] = static_cast<std::byte>(255 - i % 251);

  for (const Bytes& extension : {Bytes(size, std::byte{0x00}), Bytes(size, std::byte{0xFF}), counting}) {
    bench.expect_success(bench.set_zone_descriptor_extension(zone.zslba, extension));

    bench.expect_zdev(zone, true);
    bench.expect_extension(zone, extension);
    bench.expect_success(bench.zone_mgmt_send(zone, Action::Reset));
  }
}

// The first one is finished, so that one active resource is enough.
void of_its_own_zone(Bench& bench) {
  const ZoneRef first = a_zone_with_extension(bench, 1);
  bench.expect_success(bench.zone_mgmt_send(first, Action::Finish));
  const ZoneRef second = a_zone_with_extension(bench, 2);

  expect_extension(bench, first, 1);
  expect_extension(bench, second, 2);
  bench.expect_success(bench.zone_mgmt_send(first, Action::Reset));

  bench.expect_zdev(first, false);
  expect_extension(bench, second, 2);
  bench.expect_zone(second, State::Closed, second.zslba);
}

// ---- keeping it -----------------------------------------------------------------------------------------------------

void life_cycle(Bench& bench) {
  const ZoneRef zone = a_zone_with_extension(bench, 1);
  needs_room(bench, zone, 2);
  const auto expect_kept = [&](const Completion& cqe, State state, std::uint64_t wp) {
    bench.expect_success(cqe);
    bench.expect_zone(zone, state, wp);
    expect_extension(bench, zone, 1);
  };

  expect_kept(bench.zone_mgmt_send(zone, Action::Close), State::Closed, zone.zslba);
  expect_kept(bench.zone_mgmt_send(zone, Action::Open), State::ExplicitlyOpened, zone.zslba);
  expect_kept(bench.zone_mgmt_send(zone, Action::Close), State::Closed, zone.zslba);
  expect_kept(bench.write(zone.zslba, 1), State::ImplicitlyOpened, zone.zslba + 1);
  expect_kept(bench.zone_mgmt_send(zone, Action::Open), State::ExplicitlyOpened, zone.zslba + 1);
  expect_kept(bench.write(zone.zslba + 1, 1), State::ExplicitlyOpened, zone.zslba + 2);
  expect_kept(bench.zone_mgmt_send(zone, Action::Finish), State::Full, zone.zslba);
  bench.expect_pattern(zone.zslba, 2);

  bench.expect_success(bench.zone_mgmt_send(zone, Action::Reset));
  bench.expect_zone(zone, State::Empty, zone.zslba);
  bench.expect_zdev(zone, false);
}

void kept_by_append(Bench& bench) {
  const ZoneRef zone = a_zone_with_extension(bench, 1);
  needs_room(bench, zone, 1);

  const Completion cqe = bench.zone_append(zone, 1, zone.zslba);

  bench.expect_success(cqe);
  bench.expect(cqe.result == zone.zslba, "ALBA " + std::to_string(zone.zslba), "ALBA " + std::to_string(cqe.result));
  bench.expect_zone(zone, State::ImplicitlyOpened, zone.zslba + 1);
  expect_extension(bench, zone, 1);
  bench.expect_pattern(zone.zslba, 1);
}

void kept_when_full_by_writing(Bench& bench) {
  const ZoneRef zone = a_zone_with_extension(bench, 1);

  bench.fill(zone, zone.zslba, zone.cap());

  bench.expect_zone(zone, State::Full);
  expect_extension(bench, zone, 1);
}

void kept_by_refused_commands(Bench& bench) {
  const ZoneRef zone = a_zone_with_extension(bench, 1);
  needs_room(bench, zone, 1);

  bench.expect_status(bench.write(zone.zslba + 1, 1), {Status::ZoneInvalidWrite});
  bench.expect_status(bench.zone_mgmt_send(zone, Action::Offline), {Status::InvalidZoneStateTransition});

  bench.expect_zone(zone, State::Closed, zone.zslba);
  expect_extension(bench, zone, 1);
}

Case reset_clears(const From& from) {
  return {.id = std::string{"zone-descriptor-extension/reset-clears-"} + from.name,
          .title = "Reset Zone ends the extension, and neither opening nor writing the zone anew brings it back",
          .clauses = {"ZNS-ZM-051", "ZNS-ZMS-029"},
          .needs = {Need::Extension},
          .run = [from](Bench& bench) {
            const ZoneRef zone = a_zone_with_extension(bench, 1);
            if (from.state != State::Closed) drive(bench, zone, from.state);
            expect_extension(bench, zone, 1);

            bench.expect_success(bench.zone_mgmt_send(zone, Action::Reset));

            bench.expect_zone(zone, State::Empty, zone.zslba);
            bench.expect_zdev(zone, false);
            bench.expect_success(bench.zone_mgmt_send(zone, Action::Open));
            bench.expect_zdev(zone, false);
            bench.expect_success(bench.write(zone.zslba, 1));
            bench.expect_zdev(zone, false);
          }};
}

// ---- replacing it ---------------------------------------------------------------------------------------------------

void replaced_after_reset(Bench& bench) {
  const ZoneRef zone = a_zone_with_extension(bench, 1);

  bench.expect_status(bench.set_zone_descriptor_extension(zone.zslba, bench.extension_pattern(2)),
                      {Status::InvalidZoneStateTransition});
  bench.expect_zone(zone, State::Closed, zone.zslba);
  expect_extension(bench, zone, 1);

  bench.expect_success(bench.zone_mgmt_send(zone, Action::Reset));
  bench.expect_success(bench.set_zone_descriptor_extension(zone.zslba, bench.extension_pattern(2)));
  bench.expect_zone(zone, State::Closed, zone.zslba);
  expect_extension(bench, zone, 2);
}

// A device that takes the data before it looks at the zone overwrites the extension of a command that it refuses.
Case refused_keeps_extension(const From& from) {
  return {
      .id = std::string{"zone-descriptor-extension/refused-keeps-old-"} + from.name,
      .title = "Set Zone Descriptor Extension on a zone that is not Empty is aborted and leaves the extension it has",
      .clauses = {"ZNS-ZMS-033", "ZNS-ZMS-035", "ZNS-GEN-007"},
      .needs = {Need::Extension},
      .run = [from](Bench& bench) {
        const ZoneRef zone = a_zone_with_extension(bench, 1);
        drive(bench, zone, from.state);
        const ZoneDescriptor before = bench.descriptor(zone);

        bench.expect_status(bench.set_zone_descriptor_extension(zone.zslba, bench.extension_pattern(2)),
                            {Status::InvalidZoneStateTransition});

        bench.expect_unchanged(zone, before);
        expect_extension(bench, zone, 1);
        bench.expect_pattern(zone.zslba, 1);
      }};
}

Case refused_gives_none(const From& from) {
  return {.id = std::string{"zone-descriptor-extension/refused-gives-none-"} + from.name,
          .title = "Set Zone Descriptor Extension on a zone that is not Empty is aborted and gives it no extension",
          .clauses = {"ZNS-ZMS-033", "ZNS-ZM-050", "ZNS-GEN-007"},
          .needs = {Need::Extension},
          .run = [from](Bench& bench) {
            const ZoneRef zone = bench.a_zone_in(from.state, 1);
            const ZoneDescriptor before = bench.descriptor(zone);

            bench.expect_status(bench.set_zone_descriptor_extension(zone.zslba, bench.extension_pattern(2)),
                                {Status::InvalidZoneStateTransition});

            bench.expect_unchanged(zone, before);
            bench.expect_zdev(zone, false);
            bench.expect_pattern(zone.zslba, 1);
          }};
}

// ---- refusing it ----------------------------------------------------------------------------------------------------

void misaligned(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  bench.needs(zone.zsze > 1, "needs zones of more than one block");
  const ZoneDescriptor before = bench.descriptor(zone);
  const Neighbours neighbours{bench, zone};

  for (const std::uint64_t slba : {zone.zslba + 1, zone.end() - 1}) {
    bench.expect_status(bench.set_zone_descriptor_extension(slba, bench.extension_pattern(1)),
                        {Status::InvalidFieldInCommand});

    bench.expect_unchanged(zone, before);
    neighbours.expect_unchanged(bench);
  }
}

void beyond_namespace(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  const ZoneDescriptor before = bench.descriptor(zone);

  for (const std::uint64_t slba : lbas_beyond(bench.facts(), zone.zslba)) {
    bench.expect_status(bench.set_zone_descriptor_extension(slba, bench.extension_pattern(1)),
                        {Status::InvalidFieldInCommand, Status::LbaOutOfRange});

    bench.expect_unchanged(zone, before);
  }
}

void select_all_refused(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  const ZoneDescriptor before = bench.descriptor(zone);
  const Neighbours neighbours{bench, zone};

  for (const std::uint64_t slba : {zone.zslba, ~std::uint64_t{0}}) {
    bench.expect_status(bench.set_zone_descriptor_extension(slba, bench.extension_pattern(1), true),
                        {Status::InvalidFieldInCommand});

    bench.expect_unchanged(zone, before);
    neighbours.expect_unchanged(bench);
  }
}

void unsupported(Bench& bench) {
  const ZoneRef zone = bench.a_zone_in(State::Empty);
  needs_room(bench, zone, 1);
  const ZoneDescriptor before = bench.descriptor(zone);
  const Bytes extension(kZdesUnitBytes, std::byte{0x5A});

  bench.expect_status(bench.set_zone_descriptor_extension(zone.zslba, extension), {Status::InvalidFieldInCommand});
  bench.expect_unchanged(zone, before);

  bench.expect_success(bench.write(zone.zslba, 1));
  bench.expect_status(bench.set_zone_descriptor_extension(zone.zslba, extension),
                      {Status::InvalidFieldInCommand, Status::InvalidZoneStateTransition});
  bench.expect_zone(zone, State::ImplicitlyOpened, zone.zslba + 1);
  bench.expect_zdev(zone, false);
}

std::vector<Case> stories() {
  return {
      {.id = "zone-descriptor-extension/set-on-empty",
       .title = "Set Zone Descriptor Extension moves an Empty zone to ZSC, sets ZDEV and stores the data",
       .clauses = {"ZNS-ZM-050", "ZNS-ZMS-033", "ZNS-SM-003", "ZNS-AMB-24"},
       .needs = {Need::Extension},
       .run = set_on_empty},
      {.id = "zone-descriptor-extension/every-byte",
       .title = "The extension is returned byte for byte, also if it is all zeroes or all ones",
       .clauses = {"ZNS-ZM-050", "ZNS-ZMR-014"},
       .needs = {Need::Extension},
       .run = every_byte},
      {.id = "zone-descriptor-extension/of-its-own-zone",
       .title = "Each zone has its own extension, and losing one loses no other",
       .clauses = {"ZNS-ZM-050", "ZNS-ZM-051"},
       .needs = {Need::Extension},
       .run = of_its_own_zone},
      {.id = "zone-descriptor-extension/life-cycle",
       .title = "The extension stays while the zone is closed, opened, written and finished, until Reset Zone",
       .clauses = {"ZNS-ZM-051", "ZNS-ZMS-025", "ZNS-ZMS-020", "ZNS-SM-015", "ZNS-SM-017"},
       .needs = {Need::Extension},
       .run = life_cycle},
      {.id = "zone-descriptor-extension/kept-by-append",
       .title = "Zone Append to a zone with an extension starts at ZSLBA and keeps the extension",
       .clauses = {"ZNS-ZM-051", "ZNS-SM-016"},
       .needs = {Need::Extension, Need::Append},
       .run = kept_by_append},
      {.id = "zone-descriptor-extension/kept-when-full-by-writing",
       .title = "A zone with an extension that is written to its capacity keeps it",
       .clauses = {"ZNS-ZM-051", "ZNS-ZM-066"},
       .needs = {Need::Extension},
       .run = kept_when_full_by_writing},
      {.id = "zone-descriptor-extension/kept-by-refused-commands",
       .title = "A refused write or action leaves a zone that has nothing but an extension in ZSC, with it",
       .clauses = {"ZNS-ZM-051", "ZNS-GEN-007"},
       .needs = {Need::Extension},
       .run = kept_by_refused_commands},
      {.id = "zone-descriptor-extension/replaced-after-reset",
       .title = "An extension is replaced only after the zone has become Empty",
       .clauses = {"ZNS-ZMS-033", "ZNS-ZMS-035"},
       .needs = {Need::Extension},
       .run = replaced_after_reset},
      {.id = "zone-descriptor-extension/misaligned-slba",
       .title = "Set Zone Descriptor Extension with an SLBA that is not the lowest of a zone is aborted",
       .clauses = {"ZNS-ZMS-001", "ZNS-GEN-007"},
       .needs = {Need::Extension},
       .run = misaligned},
      {.id = "zone-descriptor-extension/slba-beyond-namespace",
       .title = "Set Zone Descriptor Extension with an SLBA at or above NSZE is aborted",
       .clauses = {"ZNS-ZMS-002", "ZNS-AMB-07"},
       .needs = {Need::Extension},
       .run = beyond_namespace},
      {.id = "zone-descriptor-extension/select-all",
       .title = "Set Zone Descriptor Extension with Select All is aborted, whatever the SLBA",
       .clauses = {"ZNS-ZMS-034"},
       .needs = {Need::Extension, Need::WholeNamespace},
       .run = select_all_refused},
      {.id = "zone-descriptor-extension/unsupported",
       .title = "Without room for extensions (ZDES = 0) Set Zone Descriptor Extension is aborted",
       .clauses = {"ZNS-ZMS-034"},
       .needs = {Need::NoExtension},
       .run = unsupported},
  };
}

}  // namespace

std::vector<Case> zone_descriptor_extension_cases() {
  std::vector<Case> cases = stories();
  for (const From& from : kNotEmpty) cases.push_back(reset_clears(from));
  for (const From& from : kNotEmpty) cases.push_back(refused_keeps_extension(from));
  for (const From& from : kNotEmpty) cases.push_back(refused_gives_none(from));
  return cases;
}

}  // namespace zns::suites
