// What befalls a command beside what it says: a status that takes the place of its answer, a data pointer that breaks a
// rule, an answer that is told otherwise than it was.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "fuzz/program.hpp"
#include "reference/mutants/device.hpp"

namespace zns::fuzz {

// The device meets the command and its fate. Whatever befalls it, a conforming device may answer so:
// - Answered: a passing status, or a vendor's own, in place of any answer, the command being done, done in part or not
//   at all, and changing nothing if it deserves an abort (ZNS-GEN-014, ZNS-GEN-043); a media error in place of success
//   alone; a status of a namespace that refuses such commands, none of which is done (ZNS-GEN-042).
// - WrongPointer: PRP Offset Invalid, or the command moves other bytes than the host's (GEN-017, GEN-018).
mutants::Outcome meet(mutants::MutantDevice& device, const mutants::Flight& flight, const Fate& fate);

// Those in flight together; only what a history can say befalls one: no WrongPointer.
std::vector<mutants::Outcome> meet_together(mutants::MutantDevice& device, std::span<const mutants::Flight> flights,
                                            std::span<const Fate> fates);

// Tells another status, result or byte than the device did, if the fate is a Lie.
void tell_otherwise(const Geometry& geometry, const mutants::Flight& flight, const Fate& fate,
                    mutants::Outcome& outcome);

}  // namespace zns::fuzz
