#include "suites/nvm/block_space.hpp"

#include <algorithm>

#include "reference/spec/command.hpp"
#include "reference/spec/pattern.hpp"
#include "reference/spec/text.hpp"

namespace zns::suites::nvm {
namespace {

constexpr std::uint64_t kSalt = std::uint64_t{1} << 40;  // patterns of LBAs that no namespace here has

}  // namespace

BlockSpace::BlockSpace(Bench& bench, std::uint64_t blocks) : bench_{bench}, ns_{*bench.facts().nvm()} {
  bench.needs(ns_.nsze >= blocks, "needs a namespace of " + std::to_string(blocks) + " blocks");
}

std::uint64_t BlockSpace::max_blocks_per_command() const {
  std::uint64_t bytes = bench_.target().carries().max_transfer_bytes;
  if (const auto limit = bench_.facts().mdts_bytes) bytes = std::min(bytes, *limit);
  return std::clamp<std::uint64_t>(bytes / ns_.lba_bytes, 1, 65536);
}

Bytes BlockSpace::data(std::uint64_t slba, std::uint64_t blocks, std::uint64_t salt) const {
  return bench_.pattern(slba + kSalt * (salt + 1), blocks, ns_.lba_bytes);
}

Completion BlockSpace::submit(const Command& command, std::span<const std::byte> to_device,
                              std::span<std::byte> from_device) {
  Command named = command;
  named.nsid = ns_.nsid;
  return bench_.submit(
      {.queue = named.queue, .sqe = encode(named), .to_device = to_device, .from_device = from_device});
}

Completion BlockSpace::write(std::uint64_t slba, std::uint64_t blocks, std::uint64_t salt) {
  return submit({.body = Write{.slba = slba, .nlb = Nlb::of_count(blocks)}}, data(slba, blocks, salt));
}

Completion BlockSpace::write_zeroes(std::uint64_t slba, std::uint64_t blocks) {
  return submit({.body = WriteZeroes{.slba = slba, .nlb = Nlb::of_count(blocks)}});
}

Completion BlockSpace::read(std::uint64_t slba, std::uint64_t blocks, Bytes* into) {
  Bytes own;
  Bytes& buffer = into != nullptr ? *into : own;
  buffer.assign(static_cast<std::size_t>(blocks) * ns_.lba_bytes, kUntouched);
  return submit({.body = Read{.slba = slba, .nlb = Nlb::of_count(blocks)}}, {}, buffer);
}

Completion BlockSpace::flush() {
  return submit({.body = Flush{}});
}

void BlockSpace::expect_written(std::uint64_t slba, std::uint64_t blocks, std::uint64_t salt) {
  expect_each(slba, blocks, "the data that was written there last", data(slba, blocks, salt));
}

void BlockSpace::expect_zeroes(std::uint64_t slba, std::uint64_t blocks) {
  expect_each(slba, blocks, "all bytes 00h", Bytes(static_cast<std::size_t>(blocks) * ns_.lba_bytes));
}

void BlockSpace::expect_each(std::uint64_t slba, std::uint64_t blocks, const std::string& what, const Bytes& expected) {
  Bytes found;
  bench_.expect_success(read(slba, blocks, &found));
  for (std::uint64_t i = 0; i < blocks; ++i) {
    const std::size_t at = static_cast<std::size_t>(i) * ns_.lba_bytes;
    const bool same = std::equal(expected.begin() + static_cast<std::ptrdiff_t>(at),
                                 expected.begin() + static_cast<std::ptrdiff_t>(at + ns_.lba_bytes),
                                 found.begin() + static_cast<std::ptrdiff_t>(at));
    bench_.expect(same, "LBA " + hex(slba + i) + " of namespace " + std::to_string(ns_.nsid) + " holds " + what,
                  "it holds something else");
  }
}

}  // namespace zns::suites::nvm
