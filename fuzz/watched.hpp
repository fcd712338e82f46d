// A device, and the oracle that watches every command of it.
#pragma once

#include <string>

#include "fuzz/device.hpp"
#include "fuzz/witnessed.hpp"
#include "reference/oracle/oracle.hpp"

namespace zns::fuzz {

class Watched {
 public:
  Watched(const mutants::Conduct& defect, const Header& header, Buffer& from_device)
      : player_{defect, header, from_device}, oracle_{as_told(header.geometry)}, looks_{header.looks} {}

  Judgement carry_out(const Deed& deed, std::uint64_t generation);
  // A report of all zones, and reads of all that they hold: NotPermitted if any of it is.
  Judgement look_at_everything();

  [[nodiscard]] const Answer& last() const { return last_; }  // of a command
  [[nodiscard]] const State& state() { return player_.device().state(); }
  [[nodiscard]] const Oracle& oracle() const { return oracle_; }
  // Whether the oracle believes each zone to be in the state that it is in: nothing changed unseen.
  [[nodiscard]] bool is_known();
  // Whether the oracle knows what the blocks hold that the last command read: not after a write of unknown data.
  [[nodiscard]] bool knows_data(const Command& command);
  // What the oracle said last, if it did not permit something.
  [[nodiscard]] std::string words() const;

 private:
  Judgement send(const Deed& deed, std::uint64_t generation);
  Judgement judge(const Command& command, Observed seen);
  Judgement look(const Command& command);
  Judgement look_at_all_zones();
  Judgement look_for_failures();
  bool look_before_judging(const Command& command);
  bool is_answered();

  Player player_;
  Oracle oracle_;
  bool looks_;
  bool looks_at_all_ = false;  // a report in which zones are missing says so itself then
  Answer last_;
  Verdict verdict_;
};

}  // namespace zns::fuzz
