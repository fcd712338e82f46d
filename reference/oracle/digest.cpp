#include "reference/oracle/digest.hpp"

#include <array>

#include "reference/spec/bytes.hpp"
#include "reference/spec/footprint.hpp"

namespace zns {

namespace {

constexpr std::uint64_t stir(std::uint64_t hash, std::uint64_t word) {
  hash = (hash ^ word) * 0xFF51AFD7ED558CCDULL;
  return hash ^ hash >> 32;
}

}  // namespace

// Four lanes, because each word waits for the one before it in its lane.
std::uint64_t digest(std::span<const std::byte> block) {
  std::uint64_t hash = 0x9E3779B97F4A7C15ULL ^ block.size();
  std::size_t at = 0;
  std::uint64_t a = 1;
  std::uint64_t b = 2;
  std::uint64_t c = 3;
  std::uint64_t d = 4;
  for (; at + 32 <= block.size(); at += 32) {
    a = stir(a, load_le<std::uint64_t>(block, at));
    b = stir(b, load_le<std::uint64_t>(block, at + 8));
    c = stir(c, load_le<std::uint64_t>(block, at + 16));
    d = stir(d, load_le<std::uint64_t>(block, at + 24));
  }
  if (at != 0) hash = stir(stir(stir(stir(hash, a), b), c), d);
  for (; at + 8 <= block.size(); at += 8) hash = stir(hash, load_le<std::uint64_t>(block, at));
  for (; at < block.size(); ++at) hash = (hash ^ std::to_integer<std::uint64_t>(block[at])) * 0xC4CEB9FE1A85EC53ULL;
  return hash ^ hash >> 29;
}

std::uint64_t remembered_digest(const BlockMap::Block& block) {
  std::array<std::byte, kDigestBytes> bytes{};
  block.bytes(bytes);
  return load_le<std::uint64_t>(bytes, 0);
}

std::vector<std::byte> digests(std::span<const std::byte> data, std::size_t lba_bytes) {
  std::vector<std::byte> payload(data.size() / lba_bytes * kDigestBytes);
  for (std::size_t block = 0; block * kDigestBytes < payload.size(); ++block)
    store_le(std::span<std::byte>{payload}, block * kDigestBytes, digest(data.subspan(block * lba_bytes, lba_bytes)));
  return payload;
}

std::vector<std::byte> remembered(const Command& command, std::span<const std::byte> to_device, std::size_t lba_bytes) {
  return footprint(command).carries_blocks() ? digests(to_device, lba_bytes)
                                             : std::vector<std::byte>(to_device.begin(), to_device.end());
}

}  // namespace zns
