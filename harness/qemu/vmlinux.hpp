// The ELF kernel inside a bzImage.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace zns::harness {

// The compressed kernel in a bzImage, where Linux's x86 boot protocol says it is. Nothing: this is no bzImage.
struct KernelPayload {
  std::string_view bytes;
  std::size_t unpacked_size = 0;
};
std::optional<KernelPayload> kernel_payload(std::string_view bzimage);

// Writes the ELF kernel to `elf`; false when it cannot be had or cannot be entered directly. QEMU starts an ELF kernel
// at its PVH entry point, which saves the guest from unpacking itself: 3.5 of 6 seconds under TCG.
bool unpack_kernel(const std::filesystem::path& bzimage, const std::filesystem::path& elf);

}  // namespace zns::harness
