#include "reference/oracle/block_value.hpp"

#include <algorithm>
#include <cstring>

#include "reference/spec/differing_bytes.hpp"

namespace zns {

bool is_filled_with(std::span<const std::byte> block, std::byte value) {
  if (block.empty() || block.front() != value) return block.empty();
  return std::memcmp(block.data() + 1, block.data(), block.size() - 1) == 0;  // each byte equals the one before it
}

bool is_deallocated_value(std::span<const std::byte> block, DeallocatedValue said) {
  const bool zeroes = said != DeallocatedValue::Ones && is_filled_with(block, std::byte{0});
  const bool ones = said != DeallocatedValue::Zeroes && is_filled_with(block, std::byte{0xFF});
  return zeroes || ones;
}

std::string summary(std::span<const std::byte> block) {
  if (is_filled_with(block, std::byte{0})) return "all bytes 00h";
  if (is_filled_with(block, std::byte{0xFF})) return "all bytes FFh";
  return "bytes " + byte_values(block.first(std::min<std::size_t>(16, block.size()))) + " ...";
}

}  // namespace zns
