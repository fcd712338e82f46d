#include "harness/qemu/vmlinux.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <iterator>

#include "harness/qemu/process.hpp"

namespace zns::harness {
namespace {

std::size_t little_endian_32(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

bool starts_with(std::string_view bytes, std::string_view prefix) {
  return bytes.substr(0, prefix.size()) == prefix;
}

// An ELF note that says where PVH enters (CONFIG_PVH): name "Xen", type 18, a value of 4 or 8 bytes.
bool has_pvh_entry(std::string_view elf) {
  constexpr std::array kValueSizes{'\4', '\10'};
  return std::any_of(kValueSizes.begin(), kValueSizes.end(), [&](char value_size) {
    const std::string note{'\4', 0, 0, 0, value_size, 0, 0, 0, 18, 0, 0, 0, 'X', 'e', 'n', 0};
    return elf.find(note) != std::string_view::npos;
  });
}

struct Packing {
  std::string_view magic, program, suffix;
};
constexpr Packing kPackings[] = {{"\xFD"
                                  "7zXZ",
                                  "xz", ".xz"},
                                 {"\x1F\x8B", "gzip", ".gz"},
                                 {"\x28\xB5\x2F\xFD", "zstd", ".zst"}};

}  // namespace

std::optional<KernelPayload> kernel_payload(std::string_view bzimage) {
  // "HdrS" at 202h; the sectors of set-up at 1F1h; the payload's place (after them) at 248h, its length at 24Ch.
  if (bzimage.size() < 0x250 || bzimage.substr(0x202, 4) != "HdrS") return std::nullopt;
  const std::size_t offset =
      (static_cast<unsigned char>(bzimage[0x1F1]) + std::size_t{1}) * 512 + little_endian_32(bzimage, 0x248);
  const std::size_t length = little_endian_32(bzimage, 0x24C);
  if (length < 8 || offset > bzimage.size() || length > bzimage.size() - offset) return std::nullopt;
  const std::string_view payload = bzimage.substr(offset, length);
  return KernelPayload{payload,
                       little_endian_32(payload, length - 4)};  // the kernel's build ends it with its true size
}

bool unpack_kernel(const std::filesystem::path& bzimage, const std::filesystem::path& elf) {
  std::ifstream in{bzimage, std::ios::binary};
  const std::string image{std::istreambuf_iterator<char>{in}, {}};
  const auto payload = kernel_payload(image);
  if (!payload) return false;
  const Packing* packing = nullptr;
  for (const Packing& each : kPackings) packing = starts_with(payload->bytes, each.magic) ? &each : packing;
  // Without the unpacker the bzImage does as well, only slower.
  if (packing == nullptr || !program_exists(std::string{packing->program})) return false;

  const std::string packed = elf.string() + std::string{packing->suffix};
  std::ofstream{packed, std::ios::binary} << payload->bytes;
  // Its exit status says nothing: it stumbles over the size after the stream. The size tells whether all is there.
  const std::string kernel = run_command({.argv = {std::string{packing->program}, "-dc", packed}}).out;
  std::filesystem::remove(packed);
  if (kernel.size() != payload->unpacked_size ||
      !starts_with(kernel,
                   "\x7F"
                   "ELF") ||
      !has_pvh_entry(kernel))
    return false;
  std::ofstream out{elf, std::ios::binary};
  out << kernel;
  return static_cast<bool>(out.flush());
}

}  // namespace zns::harness
