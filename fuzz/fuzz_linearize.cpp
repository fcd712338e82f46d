// Small concurrent histories, some with one thing changed: the search answers as a checker that tries every order.
#include "fuzz/batches.hpp"
#include "fuzz/device.hpp"
#include "fuzz/program_words.hpp"
#include "reference/oracle/order/every_order_for_tests.hpp"

namespace {

using namespace zns;
using namespace zns::fuzz;

constexpr std::uint64_t kPlenty = 1'000'000;  // questions
constexpr std::uint64_t kBudget = 5'000;      // where many blocks raced, the search may give up
constexpr std::uint64_t kEnough = 5'000;      // of a whole program: more is only slower
constexpr std::size_t kMostItems = 7;         // all orders of more take longer than an execution should

// The device's rubbish byte says which entry, and what of it is told otherwise; none, if it is beyond the history.
bool corrupt(std::vector<HistoryEntry>& history, std::uint8_t how) {
  constexpr std::array kStatuses{kSuccess, Status{Status::ZoneIsFull}, Status{Status::ZoneInvalidWrite},
                                 Status{Status::TooManyOpenZones}, Status{Status::InternalError}};
  if (how / 8U >= history.size()) return false;
  Observed& seen = history[how / 8U].seen;
  const Observed before = seen;
  if (how % 8U < kStatuses.size())
    seen.status = kStatuses[how % 8U];
  else
    seen.result += how % 4U;
  return seen.status != before.status || seen.result != before.result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Execution execution{"fuzz_linearize", program_words, data, size};
  const Program program = decode(execution.input());
  Batches device{variant_of(program.header), program.header};
  std::uint64_t questions = 0;
  for (std::size_t i = 0; i < program.size();) {
    execution.reach(i);
    i = device.carry_out(program, i);
    const bool corrupted = i == program.size() && corrupt(device.history(), program.header.policy.rubbish);
    device.grant_freedoms();
    const bool changed = corrupted || device.has_lied() || device.is_half_known();
    const std::vector<Item> items = items_of(program.header.geometry, device.history());
    const bool small = items.size() <= kMostItems;
    const Linearization found =
        linearize(device.oracle(), device.history(), small ? kPlenty : kBudget, device.ending());
    const bool is_found = found.answer == Linearization::Answer::Found;
    expect(changed || found.answer != Linearization::Answer::None, "some order explains the reference");
    if (small)
      expect(is_found == some_order_explains(device.oracle().all_belief(), device.history()),
             "the search answers as trying every order does");
    questions += found.questions;
    if (!is_found || questions > kEnough) return 0;
    device.believe(found);
  }
  return 0;
}
