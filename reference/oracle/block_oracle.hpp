// Is what a device did in a namespace without zones permitted? Every block holds one of a few things, or anything.
//
// As the Oracle does, it asks step(), with choices that are answered from the observation. What is not known is said
// block by block: where commands in flight wrote one block, where power may have taken what was written last, a block
// holds one of several things until a Read shows which.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "reference/device/effect.hpp"
#include "reference/device/freedom.hpp"
#include "reference/device/namespace/geometry.hpp"
#include "reference/device/namespace/state.hpp"
#include "reference/oracle/tally.hpp"
#include "reference/oracle/verdict.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/reset.hpp"

namespace zns {

class BlockOracle {
 public:
  // `geometry` has csi Nvm; the blocks may hold anything.
  explicit BlockOracle(const Geometry& geometry);

  // One command by itself; `to_device` is what the host sent.
  Verdict observe(const Command& command, std::span<const std::byte> to_device, const Observed& seen);

  struct Sent {
    Command command;
    std::span<const std::byte> to_device = {};
    Observed seen;
  };
  // Commands in flight together: each logical block is atomic (AWUN), and no order of the commands is known. One
  // verdict for each. One command alone is observed as such.
  std::vector<Verdict> observe_together(std::span<const Sent> commands);

  // Nobody knows whether the command was carried out.
  void lose(const Command& command);
  void give_up();  // blocks may hold anything
  // All namespaces were flushed, with NSID FFFFFFFFh.
  void flushed();
  void restart(Reset kind);

  [[nodiscard]] const Geometry& geometry() const { return geometry_; }
  [[nodiscard]] const std::array<std::uint64_t, kFreedomCount>& freedoms_used() const { return tally_.freedoms(); }
  [[nodiscard]] const std::vector<ClauseTally>& tallies() const { return tally_.clauses(); }  // by ClauseId::index()

 private:
  struct Held {
    BlockMap::Content content = BlockMap::Content::Unknown;
    std::uint64_t digest = 0;  // of Content::Payload
    friend bool operator==(const Held&, const Held&) = default;
  };
  using Any = std::vector<Held>;  // one of them
  struct Several {
    Any any;
    Freedom freedom;  // that decides which: with CacheLoss the first is what no loss leaves
  };

  Verdict judge(const Command& command, std::span<const std::byte> payload, const Observed& seen);
  std::optional<Verdict> compare(const Read& read, std::span<const std::byte> data);
  void settle(std::uint64_t lba, std::span<const std::byte> block, const Any& any);
  void write(const Command& command, std::span<const std::byte> payload);
  void forget_written(const Command& command);
  void may_come_back(std::uint64_t lba, const Any& any);
  void hold(std::uint64_t lba, std::uint64_t blocks, const Held& held);
  void count(const Command& command, const Effect& effect);
  [[nodiscard]] Any held(std::uint64_t lba) const;
  [[nodiscard]] bool matches(const Held& held, std::span<const std::byte> block) const;
  [[nodiscard]] static Held written_by(const Command& command, std::span<const std::byte> payload, std::uint64_t block);

  Geometry geometry_;
  State state_;
  std::map<std::uint64_t, Several> several_;  // blocks that hold one of several things
  std::map<std::uint64_t, Any> undurable_;    // what blocks held since they were last durable, with a volatile cache
  bool all_undurable_ = true;  // any block may have been written before it was watched, and nothing flushed since
  const std::map<std::uint64_t, Any>* in_flight_ = nullptr;  // what may be written at the moment
  Tally tally_;
};

}  // namespace zns
