// The blocks of a namespace of the NVM Command Set, as a case uses them: written anywhere, and over one another.
#pragma once

#include <cstdint>
#include <string>

#include "suites/bench.hpp"

namespace zns::suites::nvm {

class BlockSpace {
 public:
  // Not applicable where the namespace has fewer than `blocks`, or a command carries fewer than `at_once`.
  BlockSpace(Bench& bench, std::uint64_t blocks, std::uint64_t at_once = 1);

  [[nodiscard]] std::uint32_t nsid() const { return ns_.nsid; }
  [[nodiscard]] std::uint64_t nsze() const { return ns_.nsze; }
  [[nodiscard]] std::uint64_t max_blocks_per_command() const;

  // `salt` makes other data of the same blocks.
  Completion write(std::uint64_t slba, std::uint64_t blocks, std::uint64_t salt = 0);
  Completion write_zeroes(std::uint64_t slba, std::uint64_t blocks);
  Completion read(std::uint64_t slba, std::uint64_t blocks, Bytes* data = nullptr);
  Completion flush();
  Completion submit(const Command& command, std::span<const std::byte> to_device = {},
                    std::span<std::byte> from_device = {});
  [[nodiscard]] Bytes data(std::uint64_t slba, std::uint64_t blocks, std::uint64_t salt = 0) const;

  void expect_written(std::uint64_t slba, std::uint64_t blocks, std::uint64_t salt = 0);
  void expect_zeroes(std::uint64_t slba, std::uint64_t blocks);

 private:
  [[nodiscard]] bool may_be_refused(Status status) const;

  Bench& bench_;
  const NamespaceFacts& ns_;
};

}  // namespace zns::suites::nvm
