// The differential engine in process: a program in batches of commands in flight together, the oracle's search for an
// order as the judge. The reference, or a permitted variant, is always explained, also after histories that were left
// open; a mutant ends in some answer.
#include "fuzz/batches.hpp"
#include "fuzz/device.hpp"
#include "fuzz/program_words.hpp"

namespace {

using namespace zns;
using namespace zns::fuzz;

constexpr std::uint64_t kBudget = 20'000;  // questions; then the search may give up

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Execution execution{"fuzz_diff", defect_words, data, size};
  const Program program = decode(execution.input());
  const bool reference = planted() == nullptr && program.header.defect == 0;
  Batches device{reference ? variant_of(program.header) : defect_of(program.header), program.header};
  for (std::size_t i = 0; i < program.size();) {
    execution.reach(i);
    i = device.carry_out(program, i);
    device.grant_freedoms();
    const Linearization found = linearize(device.oracle(), device.history(), kBudget, device.ending());
    const bool none = (found.answer == Linearization::Answer::None && !device.is_half_known()) || device.is_lost();
    if (none && planted() != nullptr && !device.has_lied())
      fail("the planted mutant is found: " + found.verdict.observed);
    expect(!(none && reference && !device.has_lied()), "some order explains the reference");
    if (found.answer == Linearization::Answer::None && device.is_half_known()) {
      device.give_up();
      continue;
    }
    if (found.answer != Linearization::Answer::Found) return 0;
    expect(found.order.size() + found.left_out.size() == device.history().size(),
           "the order is one of all commands, but for those that are free");
    device.believe(found);
  }
  return 0;
}
