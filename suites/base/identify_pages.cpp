// Identify: the pages as a whole. Every byte is written, and the same request gets the same page.
#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "suites/base/identify_parts.hpp"

namespace zns::suites {
namespace {

using namespace identify;

struct Bounds {
  std::size_t from;
  std::size_t until;
};

struct Structure {
  const char* slug;
  const char* title;
  Cns cns;
  bool own_nsid;
  Csi csi = Csi::Nvm;
  std::uint16_t cntid = 0;
  std::array<Bounds, 3> may_vary = {};  // ID-005

  [[nodiscard]] IdentifyRequest request(const Facts& facts) const {
    return {.cns = cns, .nsid = own_nsid ? facts.nsid : 0, .csi = csi, .cntid = cntid};
  }
};

constexpr Structure kStructures[] = {
    {"namespace", "Identify Namespace", Cns::Namespace, true, Csi::Nvm, 0, {{{16, 24}, {32, 33}, {384, 4096}}}},
    {"controller", "Identify Controller", Cns::Controller, false, Csi::Nvm, 0, {{{296, 312}, {3072, 4096}}}},
    {"active-list", "The list of active NSIDs", Cns::ActiveNamespaces, false},
    {"descriptors", "The list of Namespace Identification Descriptors", Cns::NamespaceIdentificationDescriptors, true},
    {"zoned-namespace",
     "Identify Namespace of the zoned command set",
     Cns::CommandSetNamespace,
     true,
     Csi::Zoned,
     0,
     {{{3840, 4096}}}},
    {"zoned-controller", "Identify Controller of the zoned command set", Cns::CommandSetController, false, Csi::Zoned},
    {"nvm-controller", "Identify Controller of the NVM command set", Cns::CommandSetController, false, Csi::Nvm},
    {"zoned-list", "The list of zoned NSIDs", Cns::CommandSetActiveNamespaces, false, Csi::Zoned},
    {"command-sets", "The list of I/O command set combinations", Cns::CommandSets, false, Csi::Nvm, 0xFFFF},
};

IdentifyPage ask_over(Bench& bench, const IdentifyRequest& request, std::byte prefill) {
  IdentifyPage page;
  page.fill(prefill);
  const Identify body{.cns = request.cns, .csi = request.csi, .cntid = request.cntid};
  const Sqe sqe = encode(Command{.queue = Queue::Admin, .nsid = request.nsid, .body = body});
  bench.expect_success(bench.submit({.queue = Queue::Admin, .sqe = sqe, .to_device = {}, .from_device = page}));
  return page;
}

// A byte that twice is what the host's buffer held before was not written.
void write_the_whole_page(Bench& bench, const Structure& structure) {
  constexpr std::byte kFirst{0xA5};
  constexpr std::byte kSecond{0x5A};
  const IdentifyPage first = ask_over(bench, structure.request(bench.facts()), kFirst);
  const IdentifyPage second = ask_over(bench, structure.request(bench.facts()), kSecond);
  for (std::size_t at = 0; at < kIdentifyBytes; ++at)
    if (first[at] == kFirst && second[at] == kSecond)
      bench.fail({"all 4096 bytes written"}, "byte " + std::to_string(at) + " is not");
}

void expect_same(Bench& bench, const Structure& structure, const IdentifyPage& first, const IdentifyPage& second) {
  for (std::size_t at = 0; at < kIdentifyBytes; ++at) {
    const bool may_vary = std::any_of(structure.may_vary.begin(), structure.may_vary.end(),
                                      [at](const Bounds& bounds) { return bounds.from <= at && at < bounds.until; });
    if (!may_vary && first[at] != second[at])
      bench.fail({"the same data"}, "byte " + std::to_string(at) + " is another");
  }
}

void return_the_same_again(Bench& bench, const Structure& structure) {
  const IdentifyPage first = ask(bench, structure.request(bench.facts()));
  expect_same(bench, structure, first, ask(bench, structure.request(bench.facts())));
}

const Structure& structure_of(std::string_view slug) {
  return *std::find_if(std::begin(kStructures), std::end(kStructures),
                       [&](const Structure& candidate) { return candidate.slug == slug; });
}

// Fields that the structure does not use change nothing.
void ignore_nsid(Bench& bench, const Structure& structure, bool and_other_fields) {
  const IdentifyPage plain = ask(bench, structure.request(bench.facts()));
  for (const std::uint32_t nsid : {std::uint32_t{0}, bench.facts().nsid, kBroadcastNsid - 1, kBroadcastNsid}) {
    IdentifyRequest request = structure.request(bench.facts());
    request.nsid = nsid;
    expect_same(bench, structure, plain, ask(bench, request));
    if (!and_other_fields) continue;
    request.csi = Csi::Zoned;
    request.cntid = 0xFFFF;
    expect_same(bench, structure, plain, ask(bench, request));
  }
}

}  // namespace

std::vector<Case> identify_page_cases() {
  std::vector<Case> cases{
      {.id = "identify/controller-ignores-nsid",
       .title = "Identify Controller is the same whatever NSID, CSI and CNTID hold",
       .clauses = {"ID-CNS-001a", "NSID-005"},
       .run = [](Bench& bench) { ignore_nsid(bench, structure_of("controller"), true); }},
      {.id = "identify/zoned-controller-ignores-nsid",
       .title = "Identify Controller of the zoned command set is the same whatever NSID holds",
       .clauses = {"ID-CNS-006d"},
       .run = [](Bench& bench) { ignore_nsid(bench, structure_of("zoned-controller"), false); }},
  };
  for (const Structure& structure : kStructures) {
    cases.push_back({.id = std::string{"identify/"} + structure.slug + "-fills-page",
                     .title = std::string{structure.title} + " is returned, all 4096 bytes of it",
                     .clauses = {"ID-003"},
                     .run = [structure](Bench& bench) { write_the_whole_page(bench, structure); }});
    cases.push_back({.id = std::string{"identify/"} + structure.slug + "-repeats",
                     .title = std::string{structure.title} + " is the same when it is asked for again",
                     .clauses = {"ID-005"},
                     .run = [structure](Bench& bench) { return_the_same_again(bench, structure); }});
  }
  return cases;
}

}  // namespace zns::suites
