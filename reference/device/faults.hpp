// Everything that speaks against carrying a command out, each with its status and clause.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>

#include "reference/device/assert.hpp"
#include "reference/device/freedom.hpp"
#include "reference/spec/clause.hpp"
#include "reference/spec/status.hpp"

namespace zns {

// A constant: clang 14 would look a citation that is a default member value up at run time.
inline constexpr ClauseId kNoClauseYet = "ZNS-GEN-001";

struct Fault {
  Status status = kSuccess;
  ClauseId clause = kNoClauseYet;
  std::optional<Freedom> freedom = {};  // set: the controller may also carry the command out
};

class Faults {
 public:
  void add(Status status, ClauseId clause) { push({status, clause, std::nullopt}); }
  void add_if(bool condition, Status status, ClauseId clause) {
    if (condition) add(status, clause);
  }
  // A fault that a controller may overlook: `freedom` says by which right.
  void permit_if(bool condition, Status status, ClauseId clause, Freedom freedom) {
    if (condition) push({status, clause, freedom});
  }
  [[nodiscard]] bool any() const { return size_ != 0; }
  [[nodiscard]] bool must_abort() const { return must_abort_; }
  [[nodiscard]] std::span<const Fault> all() const { return std::span{faults_}.first(size_); }

 private:
  void push(const Fault& fault) {
    ZNS_ASSERT(size_ < kCapacity);
    faults_[size_++] = fault;
    must_abort_ = must_abort_ || !fault.freedom;
  }
  static constexpr std::size_t kCapacity = 16;  // more than the checks of any one command
  std::array<Fault, kCapacity> faults_;
  std::size_t size_ = 0;
  bool must_abort_ = false;
};

}  // namespace zns
