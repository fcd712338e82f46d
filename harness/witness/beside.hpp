// The second witness of namespaces beside the one under test: each of those without zones has an oracle of its own.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "reference/oracle/block_oracle.hpp"

namespace zns::harness {

class Beside {
 public:
  explicit Beside(std::span<const Geometry> namespaces);

  // The oracle that judges the command; null: it names none of these namespaces.
  [[nodiscard]] BlockOracle* of(const Command& command);
  // A command that names no namespace of these may still be about all: Flush or Format NVM with NSID FFFFFFFFh.
  void completed(const Command& command, Status status);
  void restart(Reset kind);
  // Nothing is known any more of what blocks hold.
  void give_up();

  [[nodiscard]] std::vector<Geometry> geometries() const;
  [[nodiscard]] const std::vector<BlockOracle>& oracles() const { return oracles_; }

 private:
  std::vector<BlockOracle> oracles_;
};

}  // namespace zns::harness
