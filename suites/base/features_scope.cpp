// Features of the controller, and features that each namespace has: what NSID says.
#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "suites/base/features_parts.hpp"
#include "suites/command_text.hpp"

namespace zns::suites {
namespace {

using namespace features;

std::vector<std::uint32_t> active_namespaces(Bench& bench) {
  IdentifyPage page;
  bench.expect_success(bench.identify(Cns::ActiveNamespaces, 0, Csi::Nvm, &page));
  return decode_namespace_list(page);
}

std::optional<std::uint32_t> inactive_nsid(Bench& bench) {
  const std::vector<std::uint32_t> active = active_namespaces(bench);
  const std::uint32_t nn = bench.facts().controller.nn;
  for (std::uint32_t nsid = 1; nsid <= std::min(nn, std::uint32_t{4096}); ++nsid)
    if (std::find(active.begin(), active.end(), nsid) == active.end()) return nsid;
  return std::nullopt;
}

void returns_the_controllers_value(Bench& bench, const Known& feature) {
  needs_feature(bench, feature.place);
  const std::uint32_t value = value_of(bench, feature.place);
  Place named = feature.place;
  named.nsid = bench.facts().nsid;
  expect_value(bench, named, value);
}

void refuses_a_namespace(Bench& bench, const Known& feature) {
  needs_feature(bench, feature.place);
  const std::uint32_t value = value_of(bench, feature.place);
  Place named = feature.place;
  named.nsid = bench.facts().nsid;
  bench.expect_status(set(bench, named, value), refusals(bench, feature.place, Status::FeatureNotNamespaceSpecific));
  expect_value(bench, feature.place, value);
}

Place error_recovery_of(const Bench& bench, std::uint32_t nsid) {
  Place place = place_of(bench, known(Fid::ErrorRecovery));
  place.nsid = nsid;
  return place;
}

void refuses_nsid(Bench& bench, std::uint32_t nsid, std::initializer_list<Status> permitted) {
  const Place own = place_of(bench, known(Fid::ErrorRecovery));
  needs_changeable(bench, own);
  const Place other = error_recovery_of(bench, nsid);
  bench.expect_status(get(bench, other), permitted);
  bench.expect_status(set(bench, other, value_of(bench, own)), permitted);
}

void refuses_inactive(Bench& bench) {
  const std::optional<std::uint32_t> nsid = inactive_nsid(bench);
  bench.needs(nsid.has_value(), "every valid NSID is active");
  refuses_nsid(bench, *nsid, {Status::InvalidFieldInCommand, Status::InvalidNamespaceOrFormat});
}

void refuses_beyond_nn(Bench& bench) {
  const std::uint32_t nn = bench.facts().controller.nn;
  bench.needs(nn < 0xFFFF'FFFE, "every NSID is valid");
  refuses_nsid(bench, nn + 1, {Status::InvalidNamespaceOrFormat});
}

void refuses_get_of_all(Bench& bench) {
  needs_feature(bench, place_of(bench, known(Fid::ErrorRecovery)));
  bench.expect_status(get(bench, error_recovery_of(bench, kBroadcastNsid)),
                      {Status::InvalidNamespaceOrFormat, Status::InvalidFieldInCommand});
}

void keeping_each(Bench& bench, const std::vector<std::uint32_t>& nsids, std::size_t from,
                  const std::function<void()>& body) {
  if (from == nsids.size()) return body();
  keeping(bench, error_recovery_of(bench, nsids[from]),
          [&](std::uint32_t) { keeping_each(bench, nsids, from + 1, body); });
}

bool is_ours(const Bench& bench, std::uint32_t nsid) {
  const auto& beside = bench.facts().beside;
  return nsid == bench.facts().nsid ||
         std::any_of(beside.begin(), beside.end(), [=](const NamespaceFacts& each) { return each.nsid == nsid; });
}

void sets_all(Bench& bench) {
  const std::vector<std::uint32_t> nsids = active_namespaces(bench);
  bench.needs(std::all_of(nsids.begin(), nsids.end(), [&](std::uint32_t nsid) { return is_ours(bench, nsid); }),
              "the controller has a namespace that is not the run's");
  for (const std::uint32_t nsid : nsids) needs_changeable(bench, error_recovery_of(bench, nsid));
  keeping_each(bench, nsids, 0, [&] {
    const Place own = error_recovery_of(bench, bench.facts().nsid);
    const std::uint32_t other = value_of(bench, own) ^ 0x10U;
    bench.expect_success(set(bench, own, other));
    bench.needs(value_of(bench, own) == other, "the device keeps no other time limit (TLER)");
    bench.expect_success(set(bench, own, other ^ 0x30U));
    bench.expect_success(set(bench, error_recovery_of(bench, kBroadcastNsid), other));
    for (const std::uint32_t nsid : nsids) expect_value(bench, error_recovery_of(bench, nsid), other);
  });
}

std::vector<Case> cases_of(const Known& feature) {
  const bool is_profile = feature.place.fid == Fid::IoCommandSetProfile;
  const std::string slug = std::string{"features/"} + feature.slug;
  return {
      {.id = slug + "-get-with-nsid",
       .title = std::string{feature.name} + ": Get with the NSID of a namespace returns the controller's value",
       .clauses = {"FEA-007"},
       .run = [&feature](Bench& bench) { returns_the_controllers_value(bench, feature); }},
      {.id = slug + "-set-with-nsid",
       .title = std::string{feature.name} + ": Set with the NSID of a namespace is refused",
       .clauses = {either(is_profile, "NST-024", "FEA-006"), "FEA-013"},
       .level = is_profile ? Level::Should : Level::Shall,  // some devices ignore NSID there
       .run = [&feature](Bench& bench) { refuses_a_namespace(bench, feature); }},
  };
}

}  // namespace

std::vector<Case> feature_scope_cases() {
  std::vector<Case> cases;
  for (const Known& feature : known())
    if (!feature.of_namespace)
      for (Case& each : cases_of(feature)) cases.push_back(std::move(each));
  cases.push_back({.id = "features/nsid-zero",
                   .title = "Error Recovery of NSID 0 is neither told nor set",
                   .clauses = {"FEA-010", "NSID-001"},
                   .run = [](Bench& bench) { refuses_nsid(bench, 0, {Status::InvalidNamespaceOrFormat}); }});
  cases.push_back({.id = "features/nsid-beyond-nn",
                   .title = "Error Recovery of an NSID above NN is neither told nor set",
                   .clauses = {"FEA-010", "NSID-001"},
                   .run = refuses_beyond_nn});
  cases.push_back({.id = "features/nsid-inactive",
                   .title = "Error Recovery of an inactive NSID is neither told nor set",
                   .clauses = {"FEA-010", "NSID-002"},
                   .run = refuses_inactive});
  cases.push_back({.id = "features/get-broadcast",
                   .title = "Error Recovery of all namespaces together is not told",
                   .clauses = {"FEA-009"},
                   .level = Level::Should,
                   .run = refuses_get_of_all});
  cases.push_back({.id = "features/set-broadcast",
                   .title = "A Set with NSID FFFFFFFFh of a feature of namespaces sets it in each of them",
                   .clauses = {"FEA-008", "FID-05-1"},
                   .run = sets_all});
  return cases;
}

}  // namespace zns::suites
