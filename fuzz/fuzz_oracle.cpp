// The oracle permits whatever the reference does, under any policy. And beside the reference, sent the same and under
// the same choices, runs a mutant: where it answers as no conforming device could, the oracle does not permit it.
#include "fuzz/counters.hpp"
#include "fuzz/excuse.hpp"
#include "fuzz/program_words.hpp"
#include "fuzz/watched.hpp"
#include "reference/spec/text.hpp"

namespace {

using namespace zns;
using namespace zns::fuzz;

Buffer reference_buffer;
Buffer mutant_buffer;

constexpr const char* kReference = "the oracle permits the reference: ";
constexpr const char* kPlanted = "the planted mutant is found: ";
void expect_permitted(Watched& device, Judgement judgement, const char* what) {
  if (judgement == Judgement::NotPermitted) fail(what + device.words());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Execution execution{"fuzz_oracle", defect_words, data, size};
  const Program program = decode(execution.input());
  const Geometry& geometry = program.header.geometry;
  static const mutants::Conduct kNone{};
  Watched reference{kNone, program.header, reference_buffer};
  Watched mutant{defect_of(program.header), program.header, mutant_buffer};
  bool alike = true;  // so far
  for (std::size_t i = 0; i < program.size(); ++i) {
    execution.reach(i);
    const State before = reference.state();
    const Deed todo = deed(geometry, before, program.at(i));
    const bool same_state = alike && mutant.state() == before;
    const bool known = reference.is_known();
    expect_permitted(reference, reference.carry_out(todo, i), kReference);
    count_situation(geometry, reference.state());
    if (planted() != nullptr) expect_permitted(mutant, mutant.carry_out(todo, i), kPlanted);
    if (planted() != nullptr || !alike) continue;
    const Judgement judgement = mutant.carry_out(todo, i);
    if (todo.kind != Deed::Kind::Send) continue;
    alike = judgement != Judgement::NotPermitted && reference.last().outcome == mutant.last().outcome &&
            same_data(reference.last(), mutant.last());
    if (alike || !same_state || judgement != Judgement::Permitted || !reference.knows_data(todo.command)) continue;
    // Zones that changed unseen might as well not have.
    const bool by_room = reference.last().outcome.status == Status::TooManyOpenZones ||
                         mutant.last().outcome.status == Status::TooManyOpenZones;
    if (!known && (by_room || geometry.active_excursions)) continue;
    if (is_telling(geometry, before, todo.command, reference.last(), mutant.last()))
      fail("a wrong answer is not permitted: " + to_string(mutant.last().outcome.status) + " of the mutant " +
           std::string{mutant_of(program.header)->id});
  }
  expect_permitted(reference, reference.look_at_everything(program.size()), kReference);
  if (planted() != nullptr) expect_permitted(mutant, mutant.look_at_everything(program.size()), kPlanted);
  return 0;
}
