// Commands in flight together, with their data: filled one by one, run once, looked at afterwards.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "suites/bench.hpp"

namespace zns::suites {

class Batch {
 public:
  using Place = std::size_t;  // of a command among those of the batch
  using Cid = std::optional<std::uint16_t>;

  explicit Batch(Bench& bench) : bench_{bench} {}

  // Each adds a command. The data of a write or an append is the pattern of the LBAs from `pattern_lba` on.
  Place write(std::uint64_t slba, std::uint64_t blocks, std::uint64_t pattern_lba);
  Place write(std::uint64_t slba, std::uint64_t blocks) { return write(slba, blocks, slba); }
  Place append(const ZoneRef& zone, std::uint64_t blocks, std::uint64_t pattern_lba);
  Place read(std::uint64_t slba, std::uint64_t blocks, Cid cid = {});
  Place report(const ZoneRef& zone, std::uint64_t zones = 1);  // of that zone, and those behind it
  Place send(const ZoneRef& zone, ZoneSendAction zsa);
  Place flush();
  Place identify(Cid cid = {});  // of the namespace
  Place add(const Command& command, Bytes to_device, std::size_t from_device_bytes, Cid cid = {});

  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  // Sends all of them, and waits for all: each has one completion (QUE-003). Not applicable where they are too many.
  void run();

  [[nodiscard]] const Completion& cqe(Place place) const { return completions_[place]; }
  [[nodiscard]] const Bytes& returned(Place place) const { return entries_[place].from_device; }
  [[nodiscard]] ZoneDescriptor reported(Place place) const;  // of a successful report() of one zone
  // What a successful read of blocks from `slba` on returned is their pattern.
  void expect_read(Place place, std::uint64_t slba);

 private:
  struct Entry {
    Command command;
    Bytes to_device;
    Bytes from_device;
    Cid cid;
  };
  Bench& bench_;
  std::vector<Entry> entries_;
  std::vector<Completion> completions_;
};

}  // namespace zns::suites
