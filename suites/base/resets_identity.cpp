// What the device says of itself is the same before and after a reset.
#include <string>
#include <vector>

#include "reference/spec/bytes.hpp"
#include "suites/base/identify_structures.hpp"
#include "suites/base/resets_parts.hpp"

namespace zns::suites {
namespace {

using namespace resets;

// A fabric may have a controller made for each association (FCATT bit 0), and the reset ends one: then the host has
// another controller, of another CNTLID. IOCCSZ is zero where there is no fabric.
bool is_made_for_each_association(IdentifyView controller) {
  const bool on_a_fabric = load_le<std::uint32_t>(controller, 1792) != 0;
  return on_a_fabric && (std::to_integer<unsigned>(controller[1802]) & 1U) == 0;
}

void says_the_same(Bench& bench, const Kind& kind, identify::Structure structure) {
  IdentifyPage before;
  IdentifyPage after;
  const Completion cqe = identify::ask_for(bench, structure, before);
  bench.needs(cqe.status == kSuccess || is_transient(cqe.status), std::string{structure.title} + " is refused");
  bench.expect_success(cqe);

  if (structure.cns == Cns::Controller && is_made_for_each_association(before))
    structure.may_vary.push_back({78, 80});  // CNTLID
  reset_durably(bench, kind);

  bench.expect_success(identify::ask_for(bench, structure, after));
  identify::expect_same(bench, structure, before, after, std::string{"after "} + kind.text);
}

void namespace_says_the_same(Bench& bench, const Kind& kind) {
  for (const char* const slug : {"namespace", "zoned-namespace"})
    says_the_same(bench, kind, identify::structure_of(slug));
}

}  // namespace

std::vector<Case> reset_identity_cases() {
  std::vector<Case> cases;
  for (const Kind& kind : kKinds) {
    const std::string id = std::string{"resets/"} + kind.slug + "-identify";
    cases.push_back({.id = id,
                     .title = std::string{"The namespace says of itself what it said before "} + kind.text,
                     .clauses = {"REG-010", "IDN-015"},
                     .needs = needs_of(kind),
                     .run = [&kind](Bench& bench) { namespace_says_the_same(bench, kind); }});
    for (const identify::Structure& structure : identify::structures()) {
      const std::string_view slug = structure.slug;
      if (slug == "namespace" || slug == "zoned-namespace") continue;
      cases.push_back({.id = id + '-' + structure.slug,
                       .title = std::string{structure.title} + " is the same before and after " + kind.text,
                       .clauses = {"ID-005", "REG-010"},
                       .needs = needs_of(kind),
                       .run = [&kind, &structure](Bench& bench) { says_the_same(bench, kind, structure); }});
    }
  }
  return cases;
}

}  // namespace zns::suites
