// Identify: the pages as a whole. Every byte is written, and the same request gets the same page.
#include <string>
#include <vector>

#include "suites/base/identify_parts.hpp"
#include "suites/base/identify_structures.hpp"

namespace zns::suites {
namespace {

using namespace identify;

IdentifyRequest request_of(const Structure& structure, const Facts& facts) {
  return {.cns = structure.cns,
          .nsid = structure.own_nsid ? facts.nsid : 0,
          .csi = structure.csi,
          .cntid = structure.cntid};
}

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
  const IdentifyPage first = ask_over(bench, request_of(structure, bench.facts()), kFirst);
  const IdentifyPage second = ask_over(bench, request_of(structure, bench.facts()), kSecond);
  for (std::size_t at = 0; at < kIdentifyBytes; ++at)
    if (first[at] == kFirst && second[at] == kSecond)
      bench.fail({"all 4096 bytes written"}, "byte " + std::to_string(at) + " is not");
}

void return_the_same_again(Bench& bench, const Structure& structure) {
  const IdentifyPage first = ask(bench, request_of(structure, bench.facts()));
  expect_same(bench, structure, first, ask(bench, request_of(structure, bench.facts())), "when it is asked for again");
}

// Fields that the structure does not use change nothing.
void ignore_nsid(Bench& bench, const Structure& structure, bool and_other_fields) {
  constexpr const char* kAnyway = "whatever unused fields hold";
  const IdentifyPage plain = ask(bench, request_of(structure, bench.facts()));
  for (const std::uint32_t nsid : {std::uint32_t{0}, bench.facts().nsid, kBroadcastNsid - 1, kBroadcastNsid}) {
    IdentifyRequest request = request_of(structure, bench.facts());
    request.nsid = nsid;
    expect_same(bench, structure, plain, ask(bench, request), kAnyway);
    if (!and_other_fields) continue;
    request.csi = Csi::Zoned;
    request.cntid = 0xFFFF;
    expect_same(bench, structure, plain, ask(bench, request), kAnyway);
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
  for (const Structure& structure : structures()) {
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
