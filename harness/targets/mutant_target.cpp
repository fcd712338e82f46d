#include "harness/targets/mutant_target.hpp"

#include <utility>

#include "harness/base/error.hpp"
#include "harness/base/nearest.hpp"
#include "harness/targets/host_memory.hpp"
#include "harness/targets/in_process.hpp"
#include "reference/device/step.hpp"

namespace zns::harness {
namespace {

using mutants::Flight;
using mutants::Outcome;

suites::Completion completion_of(const Outcome& outcome) {
  if (outcome.lost) throw suites::DeviceLost("the device does not complete the command");
  return {.status = outcome.status,
          .result = outcome.result,
          .more = outcome.more,
          .dnr = outcome.status != kSuccess && !outcome.may_retry,
          .overran = outcome.overran};
}

// "ID,KEY=VALUE,..."
std::string_view id_of(std::string_view text) {
  return text.substr(0, text.find(','));
}

// What the user gives: on top of the catalogue's.
std::string_view options_of(std::string_view text) {
  const std::size_t comma = text.find(',');
  return comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
}

template <class Catalogue>
UsageError unknown(std::string_view id, const std::string& kind, const Catalogue& catalogue) {
  Nearest nearest{id};
  for (const auto& each : catalogue) nearest.consider(each.id);
  const std::string list = kind == "mutant" ? "znspec list mutants" : "znspec list variants";
  return UsageError{"no " + kind + " has the id '" + std::string{id} + "'" + nearest.advice(list + " names them all")};
}

}  // namespace

MutantOptions parse_mutant_options(std::string_view text) {
  const std::string_view id = id_of(text);
  const mutants::Mutant* mutant = mutants::find_mutant(id);
  if (mutant == nullptr) throw unknown(id, "mutant", mutants::mutants());
  return {.mutant = mutant, .ref = parse_ref_options(options_of(text), mutant->geometry)};
}

VariantOptions parse_variant_options(std::string_view text) {
  const std::string_view id = id_of(text);
  const variants::Variant* variant = variants::find_variant(id);
  if (variant == nullptr) throw unknown(id, "permitted variant", variants::variants());
  return {.variant = variant, .ref = parse_ref_options(options_of(text), variant->options)};
}

MutantTarget::MutantTarget(std::string name, const mutants::Conduct& conduct, const RefOptions& ref)
    : name_{std::move(name)},
      device_{conduct, shape_of(ref), ref.policy},
      carries_{carries_in_process(device_.subsystem())},
      order_{ref.policy.order} {}

// A submission as the device gets it, with the memory that it may reach.
struct MutantTarget::Carried {
  Carried(const Subsystem& subsystem, const suites::Submission& submission)
      : command{decode(submission.queue, submission.sqe)},
        memory{subsystem.geometry_for(command, {submission.controller}), command, submission},
        from_device{submission.from_device},
        at{submission.controller} {}
  [[nodiscard]] Flight flight() const {
    return {.command = command, .to_device = memory.to_device(), .from_device = from_device, .at = at};
  }
  Command command;
  HostMemory memory;
  std::span<std::byte> from_device;
  At at;
};

suites::Completion MutantTarget::submit(const suites::Submission& submission) {
  registers_.expect_way(submission.queue, submission.controller);
  if (const auto about_queues = queue_command(submission))
    return completion_of(device_.submit(*about_queues, {submission.controller}));
  const Carried carried{device_.subsystem(), submission};
  return completion_of(device_.submit(carried.flight()));
}

std::vector<suites::Completion> MutantTarget::submit_together(std::span<const suites::Submission> submissions) {
  for (const suites::Submission& each : submissions) registers_.expect_way(each.queue, each.controller);
  const std::vector<std::size_t> order = order_.next(submissions.size());
  std::vector<Carried> carried;
  std::vector<Flight> flights;
  carried.reserve(order.size());
  for (const std::size_t i : order) {
    carried.emplace_back(device_.subsystem(), submissions[i]);
    flights.push_back(carried.back().flight());
  }
  const std::vector<Outcome> outcomes = device_.submit_together(flights);
  std::vector<suites::Completion> completions(submissions.size());
  for (std::size_t place = 0; place < order.size(); ++place) completions[order[place]] = completion_of(outcomes[place]);
  std::size_t place = 0;
  for (const std::size_t i : order_.next(submissions.size())) completions[i].place = place++;
  return completions;
}

void MutantTarget::reset(Reset kind) {
  device_.restart(kind);
  registers_.all_enabled();
}

void MutantTarget::inject(std::uint64_t zslba, ZoneState state) {
  const auto zone = static_cast<ZoneId>(zslba / device_.geometry().zsze);
  if (!device_.inject(zone, event_towards(state)))
    throw suites::NotCarried("a zone in that state does not fail that way");
}

void MutantTarget::advise(std::uint64_t zslba, std::uint8_t za) {
  const auto zone = static_cast<ZoneId>(zslba / device_.geometry().zsze);
  const bool finishes = (za & za::kFinishedByController) != 0;
  if (!(finishes ? device_.inject(zone, EventKind::Excursion) : device_.recommend(zone, za)))
    throw suites::NotCarried("a zone in that state has no such attribute");
}

}  // namespace zns::harness
