#include "suites/nvm/block_space.hpp"

#include <algorithm>

#include "reference/spec/command.hpp"
#include "reference/spec/pattern.hpp"
#include "reference/spec/text.hpp"

namespace zns::suites::nvm {
namespace {

constexpr std::uint64_t kSalt = std::uint64_t{1} << 40;  // patterns of LBAs that no namespace here has

std::string here(std::uint64_t lba, const NamespaceFacts& ns) {
  return "LBA " + hex(lba) + " of namespace " + std::to_string(ns.nsid);
}

}  // namespace

BlockSpace::BlockSpace(Bench& bench, std::uint64_t blocks, std::uint64_t at_once)
    : bench_{bench}, ns_{*bench.facts().nvm()} {
  bench.needs(ns_.nsze >= blocks, "needs a namespace of " + std::to_string(blocks) + " blocks");
  bench.needs(max_blocks_per_command() >= at_once, "needs a transfer of " + std::to_string(at_once) + " blocks");
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
  for (std::uint64_t lba = slba; lba < slba + blocks; ++lba) {
    Bytes found;
    bench_.expect_success(read(lba, 1, &found));
    bench_.expect(found == data(lba, 1, salt), here(lba, ns_) + " holds the data that was written there last",
                  "it holds something else");
  }
}

void BlockSpace::expect_zeroes(std::uint64_t slba, std::uint64_t blocks) {
  for (std::uint64_t lba = slba; lba < slba + blocks; ++lba) {
    Bytes found;
    const Completion cqe = read(lba, 1, &found);
    if (may_be_refused(cqe.status)) continue;
    bench_.expect_success(cqe);
    bench_.expect(found == Bytes(ns_.lba_bytes), here(lba, ns_) + " holds all bytes 00h", "it holds something else");
  }
}

// ZNS-IO-007: what Write Zeroes cleared may be deallocated.
bool BlockSpace::may_be_refused(Status status) const {
  constexpr unsigned kDae = 1U << 2;
  return status == Status::DeallocatedOrUnwrittenLogicalBlock && (ns_.ns.nsfeat & kDae) != 0;
}

}  // namespace zns::suites::nvm
