// What a subsystem may do with its namespaces and controllers that the reference does not.
#include <algorithm>
#include <array>
#include <memory>

#include "reference/device/admin.hpp"
#include "reference/device/policy.hpp"
#include "reference/spec/bytes.hpp"
#include "reference/spec/namespace_structures.hpp"
#include "reference/variants/catalogue.hpp"
#include "reference/variants/parts.hpp"

namespace zns::variants {
namespace {

using mutants::AdminSituation;

constexpr std::string_view kManaged = "nsmgmt=yes,controllers=2,nn=6";

using NamespaceSet = Set<NamespaceAt, std::shared_ptr<const Namespace>>;

const NamespaceManagement* creates(const AdminSituation& situation) {
  const auto* body = std::get_if<NamespaceManagement>(&situation.command.body);
  return body != nullptr && body->sel == NamespaceManagementAction::Create ? body : nullptr;
}

NamespaceCreation creation_of(const AdminSituation& situation) {
  IdentifyPage page{};
  std::copy_n(situation.data.begin(), std::min(situation.data.size(), page.size()), page.begin());
  return decode_namespace_creation(page);
}

void alter(AdminEffect& effect, const auto& change) {
  for (Change& each : effect.changes) {
    auto* set = std::get_if<NamespaceSet>(&each);
    if (set == nullptr || set->after == nullptr) continue;
    Namespace after = *set->after;
    change(*set, after);
    set->after = std::make_shared<const Namespace>(std::move(after));
  }
}

// ---- creation -------------------------------------------------------------------------------------------------------

void rounds_up_to_zones(const AdminSituation& situation, AdminEffect& effect) {
  const auto* body = creates(situation);
  if (body == nullptr || body->csi != Csi::Zoned || effect.status != Status::InvalidFieldInCommand) return;
  NamespaceCreation creation = creation_of(situation);
  const std::uint64_t zsze = situation.subsystem.usual().zsze;
  if (creation.nsze % zsze == 0 || creation.ncap > creation.nsze) return;
  creation.nsze = creation.ncap = (creation.nsze / zsze + 1) * zsze;
  PolicyChoices choices;
  effect = admin_step(situation.subsystem, situation.at, situation.command, encode(creation), choices);
}

void takes_the_highest_nsid(const AdminSituation& situation, AdminEffect& effect) {
  if (creates(situation) == nullptr || effect.status != kSuccess) return;
  std::uint32_t nsid = situation.subsystem.usual().nn;
  while (situation.subsystem.find(nsid)) --nsid;
  effect.result = nsid;
  alter(effect, [=](const NamespaceSet&, Namespace& ns) { ns.geometry.nsid = nsid; });
}

void grants_no_choice_of_resources(const AdminSituation& situation, AdminEffect& effect) {
  if (creates(situation) == nullptr) return;
  const NamespaceCreation creation = creation_of(situation);
  if (creation.rar != 0 || creation.ror != 0) effect = {.status = Status::InvalidFieldInCommand};
}

void refuses_random_write_areas(const AdminSituation& situation, AdminEffect& effect) {
  if (creates(situation) != nullptr && creation_of(situation).znsco != 0)
    effect = {.status = Status::InvalidFieldInCommand};
}

// ---- attachment -----------------------------------------------------------------------------------------------------

// Where nobody can use the namespace, no zone is open.
void closes_zones_of_detached(const AdminSituation& situation, AdminEffect& effect) {
  if (!std::holds_alternative<NamespaceAttachment>(situation.command.body)) return;
  alter(effect, [](const NamespaceSet&, Namespace& ns) {
    if (ns.attached.any() || !ns.geometry.is_zoned()) return;
    for (ZoneId zone = 0; zone < ns.geometry.zones; ++zone)
      if (auto closed = background(ns.geometry, ns.state, {EventKind::CloseZone, zone})) apply(ns.state, *closed);
  });
}

// The order of a list is not looked at; what is wrong with its entries is.
void takes_a_list_in_any_order(const AdminSituation& situation, AdminEffect& effect) {
  if (!std::holds_alternative<NamespaceAttachment>(situation.command.body)) return;
  if (effect.status != Status::ControllerListInvalid) return;
  IdentifyPage page{};
  std::copy_n(situation.data.begin(), std::min(situation.data.size(), page.size()), page.begin());
  std::vector<std::uint16_t> ids = decode_controller_list(page).ids;
  std::sort(ids.begin(), ids.end());
  const auto last = std::unique(ids.begin(), ids.end());
  const bool repeats = last != ids.end();
  ids.erase(last, ids.end());
  const IdentifyPage sorted = encode_controller_list(ids);
  PolicyChoices choices;
  effect = admin_step(situation.subsystem, situation.at, situation.command, sorted, choices);
  const auto* body = std::get_if<NamespaceAttachment>(&situation.command.body);
  if (!repeats || effect.status != kSuccess) return;
  effect.status =
      body->sel == NamespaceAttachmentAction::Attach ? Status::NamespaceAlreadyAttached : Status::NamespaceNotAttached;
}

// ---- Identify -------------------------------------------------------------------------------------------------------

template <Cns... missing>
void lacks(const AdminSituation& situation, AdminEffect& effect) {
  const auto* identify = std::get_if<Identify>(&situation.command.body);
  if (identify != nullptr && ((identify->cns == missing) || ...)) effect = {.status = Status::InvalidFieldInCommand};
}

void is_of_revision_1_4(const Situation& situation, std::span<std::byte> out) {
  const auto* identify = sent<Identify>(situation);
  if (identify != nullptr && identify->cns == Cns::Controller) store_le(out, 80, kRevision14);
}

template <Cns cns>
void has(const Situation& situation, Effect& effect) {
  const auto* identify = sent<Identify>(situation);
  if (identify != nullptr && identify->cns == cns) mutants::start_over(effect);
}

// The bit of CTRATT says that the structure is there.
template <Cns cns, unsigned bit>
void tells(const Situation& situation, std::span<std::byte> out, const IdentifyPage& page) {
  const auto* identify = sent<Identify>(situation);
  if (identify == nullptr) return;
  if (identify->cns == Cns::Controller) store_le(out, 96, load_le<std::uint32_t>(out, 96) | 1U << bit);
  if (identify->cns == cns) std::copy_n(page.begin(), std::min(out.size(), page.size()), out.begin());
}

void tells_granularities(const Situation& situation, std::span<std::byte> out) {
  const Granularity one{.nsze = std::uint64_t{1} << 20, .ncap = std::uint64_t{1} << 20};
  tells<Cns::NamespaceGranularity, 7>(situation, out, encode(NamespaceGranularities{.list = {one, one}}));
}

void tells_uuids(const Situation& situation, std::span<std::byte> out) {
  const std::array uuids{Uuid{1, 2, 3}, Uuid{4, 5, 6}};
  tells<Cns::Uuids, 9>(situation, out, encode_uuid_list(uuids));
}

}  // namespace

Topic namespace_variants() {
  return {
      {.id = "sixteen-controllers",
       .what = "Sixteen controllers share the namespace.",
       .clauses = {"IDC-020"},
       .options = "nsmgmt=yes,controllers=16"},
      {.id = "second-controller-has-nothing",
       .what = "A second controller has no namespace attached.",
       .clauses = {"NSID-002"},
       .options = "nsmgmt=yes,controllers=2,attached=1"},
      {.id = "no-capacity-is-free",
       .what = "No capacity is left for a further namespace.",
       .clauses = {"NSM-007"},
       .options = "nsmgmt=yes,controllers=2,unvmcap=0"},
      {.id = "allocated-list-refused-at-the-end",
       .what = "Lists of allocated NSIDs from FFFFFFFEh on, and creations that name an NSID, are refused.",
       .clauses = {"ID-CNS-010", "NSM-011"},
       .freedom = Freedom::NamespaceList,
       .options = "nsmgmt=yes,controllers=2,nn=6,exceptions=yes"},
      {.id = "unallocated-is-invalid",
       .what = "Of several statuses for an NSID without a namespace the last one is told.",
       .clauses = {"NSM-022"},
       .freedom = Freedom::StatusPrecedence,
       .options = "nsmgmt=yes,controllers=2,nn=6,status=last"},
      {.id = "create-rounds-up",
       .what = "A zoned namespace of a part of a zone is created with the whole.",
       .clauses = {"NSM-006"},
       .options = kManaged,
       .conduct = {.administers = rounds_up_to_zones}},
      {.id = "create-takes-the-highest-nsid",
       .what = "A new namespace gets the highest NSID that is free.",
       .clauses = {"NSM-002"},
       .options = kManaged,
       .conduct = {.administers = takes_the_highest_nsid}},
      {.id = "create-grants-no-choice-of-resources",
       .what = "A creation that asks for a number of active or open resources is refused.",
       .clauses = {"NSM-013"},
       .options = kManaged,
       .conduct = {.administers = grants_no_choice_of_resources}},
      {.id = "create-refuses-random-write-areas",
       .what = "A creation that asks for random write areas is refused where there are none.",
       .clauses = {"NSM-025"},
       .options = kManaged,
       .conduct = {.administers = refuses_random_write_areas}},
      {.id = "detach-closes-zones",
       .what = "Open zones are Closed when their namespace is attached nowhere.",
       .clauses = {"NSM-027"},
       .options = kManaged,
       .conduct = {.administers = closes_zones_of_detached}},
      {.id = "lists-in-any-order",
       .what = "The order of a controller list is not looked at.",
       .clauses = {"NSA-005"},
       .options = kManaged,
       .conduct = {.administers = takes_a_list_in_any_order}},
      {.id = "no-allocated-lists-by-command-set",
       .what = "There are no lists of allocated namespaces by command set.",
       .clauses = {"ID-CNS-01Aa", "ID-CNS-01Ba"},
       .options = kManaged,
       .conduct = {.administers = lacks<Cns::CommandSetAllocatedNamespaces, Cns::CommandSetAllocatedNamespace>}},
      {.id = "revision-1-4",
       .what = "A controller of revision 1.4 has no structure that is independent of command sets.",
       .clauses = {"ID-CNS-008a"},
       .options = "nsmgmt=yes",
       .conduct = {.returns = is_of_revision_1_4,
                   .administers = lacks<Cns::IndependentNamespace>,
                   .shows = shows_revision_1_4}},
      {.id = "granularity-list",
       .what = "There is a list of the granularities of namespaces.",
       .clauses = {"ID-CNS-016"},
       .options = kManaged,
       .conduct = {.does = has<Cns::NamespaceGranularity>, .returns = tells_granularities}},
      {.id = "uuid-list",
       .what = "There is a list of UUIDs.",
       .clauses = {"ID-CNS-017"},
       .options = kManaged,
       .conduct = {.does = has<Cns::Uuids>, .returns = tells_uuids}},
  };
}

}  // namespace zns::variants
