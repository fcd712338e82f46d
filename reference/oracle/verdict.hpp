// What was seen of a command, and what is said of it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "reference/device/namespace/geometry.hpp"
#include "reference/oracle/wrong.hpp"
#include "reference/spec/clause.hpp"
#include "reference/spec/command.hpp"

namespace zns {

enum class Judgement : std::uint8_t {
  Permitted,
  Noteworthy,  // permitted, but a user wants to know: a zone failed, a reserved bit is set
  NotPermitted,
  Inconclusive,  // a status that decides nothing, or a zone in doubt
  NotJudged,     // a command that the reference does not have
};

struct Observed {
  Status status = kSuccess;
  std::uint64_t result = 0;
  std::span<const std::byte> data;  // what the device returned
  // The host's PRP entries break a rule that a controller need not check (GEN-017, GEN-018): the command may be aborted
  // with PRP Offset Invalid, and what it moved says nothing.
  bool wrong_prps = false;
  // Asked again (Verdict::by_absence), all zones having been reported since; or of a transition that was refused, the
  // zone that it names.
  bool looked = false;
  // The asker can look, and asks again where Verdict::by_absence says so. Otherwise a failure is supposed there.
  bool may_look = false;
  // For a report: what was in flight with it, and succeeded or may have. The belief is that before these, and it stays
  // as it is (ZNS-ORD-013).
  std::span<const Command> beside = {};
};

struct Verdict {
  Judgement judgement = Judgement::Permitted;
  std::vector<ClauseId> clauses;      // violated, or worth noting
  std::vector<std::string> expected;  // each permitted observation
  std::string observed;
  std::vector<ZoneId> zones;      // those it is about
  std::vector<Wrong> wrong = {};  // the same, each thing apart; empty where only the clauses say it
  // Nothing but zones that are not listed, or their number, speaks against a report. The belief is as it was before; a
  // zone that failed unseen would explain it, which a report of all zones says.
  bool by_absence = false;
};

// One thing is wrong, and nothing else.
[[nodiscard]] Verdict verdict_of(Wrong wrong);

// What a device says of its limits that none can say; nothing if it is consistent.
std::optional<Verdict> verdict_on(const Geometry& geometry);

}  // namespace zns
