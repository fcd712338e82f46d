// What a command does, and the blocks and zones that it names: said here once for every command, and nowhere else. A
// new command does not compile until it is said.
#pragma once

#include <cstdint>
#include <variant>

#include "reference/spec/command.hpp"

namespace zns {

enum class Does : std::uint8_t {
  Nothing,  // to blocks and zones: Identify, and what a controller answers
  Commit,   // Flush
  Report,   // Zone Management Receive
  Read,
  Write,    // what it carries, at the LBA that it names
  Zero,     // likewise, and carries nothing: Write Zeroes
  Append,   // what it carries, at the write pointer of the zone that it names
  Manage,   // Zone Management Send: one zone, or with Select All whichever it acts on
  Unknown,  // a command that the project gives no meaning to, or that may change any namespace: Format NVM, Sanitize,
            // ...
};

struct Footprint {
  Does does = Does::Nothing;
  std::uint64_t slba = 0;    // SLBA or ZSLBA; 0 where the command has neither
  std::uint64_t blocks = 0;  // NLB as a count; 0 where the command has none
  bool select_all = false;   // no LBA counts
  bool fua = false;

  // A write operation (ZNS section 2.1.1.2.1).
  [[nodiscard]] bool writes() const { return does == Does::Write || does == Does::Zero || does == Does::Append; }
  // It carries the blocks that it writes.
  [[nodiscard]] bool carries_blocks() const { return does == Does::Write || does == Does::Append; }
  [[nodiscard]] bool changes_zones() const { return writes() || does == Does::Manage; }
  // It reads, writes or manages the zone of its LBA.
  [[nodiscard]] bool is_of_a_zone() const { return !select_all && (does == Does::Read || changes_zones()); }
};

// The fields of a command that its footprint is made of; null: it has none of that name.
struct FootprintFields {
  std::uint64_t* slba = nullptr;
  Nlb* nlb = nullptr;
  bool* fua = nullptr;
};

namespace detail {

struct FootprintOf {
  Footprint operator()(const Flush&) const { return {.does = Does::Commit}; }
  Footprint operator()(const Write& c) const { return blocks(Does::Write, c.slba, c.nlb, c.fua); }
  Footprint operator()(const Read& c) const { return blocks(Does::Read, c.slba, c.nlb, c.fua); }
  Footprint operator()(const WriteZeroes& c) const { return blocks(Does::Zero, c.slba, c.nlb, c.fua); }
  Footprint operator()(const ZoneAppend& c) const { return blocks(Does::Append, c.zslba, c.nlb, c.fua); }
  Footprint operator()(const ZoneManagementSend& c) const {
    return {.does = Does::Manage, .slba = c.slba, .select_all = c.select_all};
  }
  Footprint operator()(const ZoneManagementReceive& c) const { return {.does = Does::Report, .slba = c.slba}; }
  Footprint operator()(const Identify&) const { return {}; }
  Footprint operator()(const ControllerCommand auto&) const { return {}; }
  Footprint operator()(const NamespaceManagement&) const { return {.does = Does::Unknown}; }
  Footprint operator()(const FormatNvm&) const { return {.does = Does::Unknown}; }
  Footprint operator()(const Sanitize&) const { return {.does = Does::Unknown}; }
  Footprint operator()(const OtherCommand&) const { return {.does = Does::Unknown}; }

 private:
  static Footprint blocks(Does does, std::uint64_t slba, Nlb nlb, bool fua) {
    return {.does = does, .slba = slba, .blocks = nlb.count(), .fua = fua};
  }
};

struct FootprintFieldsOf {
  FootprintFields operator()(Flush&) const { return {}; }
  FootprintFields operator()(Write& c) const { return {&c.slba, &c.nlb, &c.fua}; }
  FootprintFields operator()(Read& c) const { return {&c.slba, &c.nlb, &c.fua}; }
  FootprintFields operator()(WriteZeroes& c) const { return {&c.slba, &c.nlb, &c.fua}; }
  FootprintFields operator()(ZoneAppend& c) const { return {&c.zslba, &c.nlb, &c.fua}; }
  FootprintFields operator()(ZoneManagementSend& c) const { return {.slba = &c.slba}; }
  FootprintFields operator()(ZoneManagementReceive& c) const { return {.slba = &c.slba}; }
  FootprintFields operator()(Identify&) const { return {}; }
  FootprintFields operator()(ControllerCommand auto&) const { return {}; }
  FootprintFields operator()(OtherCommand&) const { return {}; }
};

}  // namespace detail

[[nodiscard]] inline Footprint footprint(const Command& command) {
  return visit_body(detail::FootprintOf{}, command.body);
}

[[nodiscard]] inline FootprintFields footprint_fields(Command& command) {
  return visit_body(detail::FootprintFieldsOf{}, command.body);
}

}  // namespace zns
