// The cells of the zone state table in words: ids, titles, clauses and needs of their cases.
#pragma once

#include <string>
#include <vector>

#include "suites/case.hpp"
#include "suites/zns/zone_state_table.hpp"

namespace zns::suites::matrix {

std::string id_of(const Row& row, ZoneState from);     // "zone-state-matrix/write-to-capacity-in-zsc"
std::string title_of(const Row& row, ZoneState from);  // "With a zone in ZSC, Write ... succeeds and leaves it in ZSF"
std::vector<ClauseId> clauses_of(const Row& row, ZoneState from);
Level level_of(const Row& row, ZoneState from);
std::vector<Need> needs_of(const Row& row, ZoneState from);

// Write, Write Zeroes and Zone Append: what moves the write pointer.
constexpr bool is_write_operation(Sent sent) {
  return sent == Sent::Write || sent == Sent::WriteZeroes || sent == Sent::Append;
}

}  // namespace zns::suites::matrix
