// Every structure that a device returns and a host reads, as one table: what fuzz_report reads, and make_seeds makes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "reference/spec/command.hpp"

namespace zns::fuzz {

struct DevicePage {
  const char* name;  // with hyphens: seeds are called so
  // Reads the bytes, of any number, and claims what holds of whatever was read. Dies if it does not.
  void (*read)(std::span<const std::byte> bytes);
  // The command by which the reference returns the structure; its NSID is 1 where `of_namespace`. Null: `made` makes
  // one.
  Command::Body (*asked)() = nullptr;
  bool of_namespace = false;
  std::vector<std::byte> (*made)() = nullptr;
};

// The order is that of the selector in inputs: new ones go to the end.
[[nodiscard]] std::span<const DevicePage> device_pages();

// What the reference answers to the page's command, or what is made.
[[nodiscard]] std::vector<std::byte> right_page(const DevicePage& page);

}  // namespace zns::fuzz
