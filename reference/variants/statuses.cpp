// What is answered where a command may be aborted in several ways, or need not be.
#include "reference/variants/parts.hpp"

namespace zns::variants {
namespace {

void rotates(const Situation& situation, Effect& effect) {
  const auto faults = effect.faults.all();
  if (effect.status != kSuccess && !faults.empty())
    effect.status = faults[static_cast<std::size_t>(situation.past.commands % faults.size())].status;
}

void may_be_retried(const Situation&, Outcome& outcome) {
  outcome.may_retry = true;
}

// DW0 and DW1 mean something after Zone Append, and DW0 bit 0 after Zone Management Send.
void fills_results(const Situation& situation, Outcome& outcome) {
  if (outcome.status == kSuccess && sent<ZoneAppend>(situation) != nullptr) return;
  if (sent<Identify>(situation) != nullptr) return;
  const std::uint64_t defined = sent<ZoneManagementSend>(situation) != nullptr ? outcome.result & 1 : 0;
  outcome.result = (whim(situation, 3) & ~std::uint64_t{1}) | defined;
}

template <Status Answer, std::uint64_t N>
void interrupts(const Situation& situation, Effect& effect) {
  if (is_due<N>(situation) && situation.command.queue == Queue::Io && effect.status == kSuccess)
    mutants::refuse(effect, Answer);
}

Variant precedence(std::string_view id, std::string_view what, std::string_view options, Conduct conduct = {}) {
  return {.id = id,
          .what = what,
          .clauses = {"ZNS-GEN-001"},
          .freedom = Freedom::StatusPrecedence,
          .options = options,
          .conduct = conduct};
}

Variant flush(std::string_view id, std::string_view what, std::string_view options) {
  return {.id = id, .what = what, .clauses = {"IDC-012"}, .freedom = Freedom::FlushBroadcast, .options = options};
}

}  // namespace

Topic status_variants() {
  return {
      precedence("status-last", "Of several statuses that apply the one that is checked last.", "status=last"),
      precedence("status-lowest", "Of several statuses that apply the lowest.", "status=lowest"),
      precedence("status-highest", "Of several statuses that apply the highest.", "status=highest"),
      precedence("status-rotates", "Of several statuses that apply another one each time.", "", {.does = rotates}),
      {.id = "aborts-where-it-may",
       .what =
           "Whatever may be aborted is: reserved bits, reporting option 9h, structures asked for another command set.",
       .clauses = {"ZNS-GEN-002", "ZNS-AMB-18", "ID-CNS-005d"},
       .freedom = Freedom::ReservedBits,
       .options = "exceptions=yes"},
      {.id = "aborts-where-it-may-highest",
       .what = "Whatever may be aborted is, with the highest status; and nothing is closed to make room.",
       .clauses = {"ZNS-GEN-001", "ZNS-GEN-002", "ZNS-RES-013"},
       .freedom = Freedom::StatusPrecedence,
       .options = "exceptions=yes,status=highest,implicit-close=refuse"},
      {.id = "may-be-retried",
       .what = "Do Not Retry is cleared in every completion.",
       .clauses = {"GEN-020"},
       .conduct = {.answers = may_be_retried}},
      {.id = "results-filled",
       .what = "DW0 and DW1 of a completion hold anything where no command defines them.",
       .clauses = {"GEN-020"},
       .conduct = {.answers = fills_results}},
      {.id = "interrupted-now-and-then",
       .what = "One I/O command in 5,000 is aborted with Command Interrupted, and does nothing.",
       .clauses = {"ZNS-GEN-014"},
       .conduct = {.does = interrupts<Status::CommandInterrupted, 5000>, .answers = may_be_retried}},
      {.id = "not-ready-now-and-then",
       .what = "One I/O command in 7,000 is aborted with Namespace Not Ready, and does nothing.",
       .clauses = {"ZNS-GEN-014"},
       .conduct = {.does = interrupts<Status::NamespaceNotReady, 7000>, .answers = may_be_retried}},
      flush("flush-all-refused", "Flush with NSID FFFFFFFFh is not supported.", "flush-all=refused"),
      flush("flush-all-unsaid", "Whether Flush with NSID FFFFFFFFh is supported is not said; it is.",
            "flush-all=unsaid"),
      flush("flush-all-unsaid-aborts", "Whether Flush with NSID FFFFFFFFh is supported is not said; it is not.",
            "flush-all=unsaid,exceptions=yes"),
      {.id = "flush-minds-offline",
       .what = "With a write cache, Flush is aborted while a zone is Offline.",
       .clauses = {"ZNS-AMB-06"},
       .freedom = Freedom::FlushOffline,
       .options = "vwc=yes,exceptions=yes"},
  };
}

}  // namespace zns::variants
