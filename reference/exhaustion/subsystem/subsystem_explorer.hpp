// The search of exhaust(SubsystemBounds): nodes, and what is asked of each of their cells.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "reference/device/device.hpp"
#include "reference/exhaustion/every_choice.hpp"
#include "reference/exhaustion/subsystem/bounds.hpp"
#include "reference/exhaustion/subsystem/deed.hpp"
#include "reference/exhaustion/subsystem/ledger.hpp"

namespace zns {

class SubsystemExplorer {
 public:
  SubsystemExplorer(const SubsystemBounds& bounds, const SubsystemShape& expected);
  Exhaustion run();

 private:
  static constexpr std::size_t kRoot = SIZE_MAX;
  struct Node {
    std::optional<Subsystem> subsystem;  // until the node is expanded
    Ledger ledger;
    std::size_t parent = kRoot;
    std::size_t by = 0;  // the deed that led here from the parent
  };

  void expand(std::size_t node);
  void try_deed(const Deed& deed);
  void try_sent(const Deed& deed, const Sent& sent);
  // The deed is done, and the books are kept: what follows from it at once, and whether all is well.
  void follow(const Deed& deed, Ledger& ledger);
  void hear_events(const Deed& deed, Ledger& ledger);
  void check_abort(const Deed& deed, const Device::Done& done, const Ledger& ledger);
  void check_invariants(const Deed& deed);
  void arrive(const Deed& deed, const Ledger& ledger);
  void take_back(const Deed& deed);
  void complain(const std::string& rule, const Deed& deed, std::string expected, std::string observed);
  void complain(const std::string& rule, const Deed& deed, const Judged& judged);

  const std::vector<Deed> deeds_;
  std::vector<Node> nodes_;
  std::unordered_set<std::string> known_;
  std::unordered_map<std::string, std::uint64_t> complaints_;  // by rule
  Exhaustion found_;

  // The node at hand:
  std::size_t here_ = 0;
  Device device_;
  std::size_t steps_ = 0;              // of the device since the node's state
  std::uint64_t failures_before_ = 0;  // the outcome at hand
  std::vector<std::byte> out_;
};

}  // namespace zns
