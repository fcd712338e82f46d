// The oracle permits whatever the reference does, under any policy, as any permitted variant, whatever befalls its
// commands and its zones. And beside the reference, sent the same and under the same choices, runs a mutant: where it
// answers as no conforming device could, the oracle does not permit it. Once the program lies to it, the oracle may say
// what it will, and goes on to answer.
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

// What the oracle knew before a command leaves open more than what the answer leaves open.
bool leaves_much_open(Watched& device) {
  const Unknowns& unknowns = device.oracle().all_belief().unknowns();
  return !unknowns.survivors.empty() || !unknowns.unseen.owed.empty() || !unknowns.unseen.said.empty();
}

// A command after which the answers of the two devices, in the same state so far, may be held against each other.
struct Comparison {
  Comparison(Watched& reference, Watched& mutant, bool were_alike)
      : before{reference.state()},
        same_state{were_alike && mutant.state() == before},
        known{reference.is_known()},
        open{leaves_much_open(reference)} {}

  State before;
  bool same_state;
  bool known;
  bool open;
};

// Whether the answers should be told apart: the mutant's, which the oracle permitted, is none of a conforming device.
bool is_missed(const Comparison& was, const Deed& todo, Watched& reference, Watched& mutant) {
  if (!was.same_state || was.open || !reference.knows_data(todo.command)) return false;
  const mutants::Outcome& right = reference.last().outcome;
  const mutants::Outcome& wrong = mutant.last().outcome;
  // Zones that changed unseen might as well not have.
  const bool by_room = right.status == Status::TooManyOpenZones || wrong.status == Status::TooManyOpenZones;
  const Geometry& geometry = reference.oracle().geometry();
  if (!was.known && (by_room || geometry.active_excursions)) return false;
  // Whether there is a Zone Append, the first refusal of one says.
  const bool append = std::holds_alternative<ZoneAppend>(todo.command.body);
  if (append && wrong.status == Status::InvalidCommandOpcode) return false;
  return is_telling(geometry, was.before, todo.command, reference.last(), mutant.last());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Execution execution{"fuzz_oracle", defect_words, data, size};
  const Program program = decode(execution.input());
  const Geometry& geometry = program.header.geometry;
  Watched reference{variant_of(program.header), program.header, reference_buffer};
  Watched mutant{defect_of(program.header), program.header, mutant_buffer};
  bool alike = program.header.variant == 0;  // so far
  bool lied = false;
  for (std::size_t i = 0; i < program.size(); ++i) {
    execution.reach(i);
    const Comparison was{reference, mutant, alike};
    Deed todo = deed(geometry, was.before, program.at(i));
    if (planted() != nullptr && todo.fate.kind == Twist::Lie) todo.fate = {};  // a mutant is found by what it does
    lied = lied || todo.fate.kind == Twist::Lie;
    const Judgement of_reference = reference.carry_out(todo, i);
    if (!lied) expect_permitted(reference, of_reference, kReference);
    count_situation(geometry, reference.state());
    if (planted() != nullptr) expect_permitted(mutant, mutant.carry_out(todo, i), kPlanted);
    if (planted() != nullptr || !alike || lied) continue;
    const Judgement judgement = mutant.carry_out(todo, i);
    if (todo.kind != Deed::Kind::Send) continue;
    alike = judgement != Judgement::NotPermitted && reference.last().outcome == mutant.last().outcome &&
            same_data(reference.last(), mutant.last());
    if (alike || judgement != Judgement::Permitted) continue;
    if (is_missed(was, todo, reference, mutant))
      fail("a wrong answer is not permitted: " + to_string(mutant.last().outcome.status) + " of the mutant " +
           std::string{mutant_of(program.header)->id});
  }
  const Judgement of_reference = reference.look_at_everything();
  if (!lied) expect_permitted(reference, of_reference, kReference);
  if (planted() != nullptr) expect_permitted(mutant, mutant.look_at_everything(), kPlanted);
  return 0;
}
