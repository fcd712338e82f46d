#include "harness/targets/fake_kernel.hpp"

#include <sys/ioctl.h>

#include <algorithm>
#include <cerrno>
#include <cstdarg>
#include <cstring>

#include "reference/spec/bytes.hpp"

namespace zns::harness::testing {

FakeKernel* FakeKernel::current = nullptr;

FakeKernel::FakeKernel() {
  current = this;
  controller.mn = "Fake Drive";
  controller.sn = "SERIAL-42";
  controller.mdts = 7;  // 512 KiB
  ns.nsze = 4096;
  ns.lbaf[0].lbads = 12;
  zoned.lbafe[0] = {.zsze = 64, .zdes = 2};
}

FakeKernel::~FakeKernel() {
  current = nullptr;
}

std::span<std::byte> memory(const nvme_passthru_cmd64& command, std::size_t bytes) {
  return {reinterpret_cast<std::byte*>(static_cast<std::uintptr_t>(command.addr)), bytes};
}

int FakeKernel::identify(nvme_passthru_cmd64& command) {
  IdentifyPage page{};
  const std::uint32_t cns = command.cdw10 & 0xFF;
  if (cns == 0x01) page = encode(controller);
  if (cns == 0x01) page[263] = npss;
  if (cns == 0x00) page = encode(ns);
  if (cns == 0x05 && !is_zoned) return 0x4002;
  if (cns == 0x05) page = encode(zoned);
  std::copy(page.begin(), page.end(), memory(command, page.size()).begin());
  return 0;
}

int FakeKernel::take(unsigned long request, void* argument) {
  if (request == NVME_IOCTL_ID) {
    if (nsids.empty()) return static_cast<int>(nsid);
    const std::uint32_t next = nsids.front();
    nsids.pop_front();
    return static_cast<int>(next);
  }
  if (request == NVME_IOCTL_SUBSYS_RESET) {
    ++subsystem_resets;
    return errno = subsystem_reset_error, subsystem_reset_error == 0 ? 0 : -1;
  }
  auto& command = *static_cast<nvme_passthru_cmd64*>(argument);
  SeenIoctl ioctl{.request = request, .command = command, .bytes = {}};
  std::memcpy(ioctl.bytes.data(), &command, ioctl.bytes.size());
  store_le(std::span<std::byte>{ioctl.bytes}, 24, std::uint64_t{0});
  {
    const std::lock_guard lock{mutex_};
    seen.push_back(ioctl);
  }
  if (request == NVME_IOCTL_ADMIN64_CMD && command.opcode == 0x06) return identify(command);
  return answer(command);
}

}  // namespace zns::harness::testing

// The test binary's own: libnvme and the target call this one.
// Visible to the shared libnvme, whatever the flags of the build say.
extern "C" __attribute__((visibility("default"))) int ioctl(int, unsigned long request, ...) noexcept {
  va_list arguments;
  va_start(arguments, request);
  void* const argument = va_arg(arguments, void*);
  va_end(arguments);
  if (zns::harness::testing::FakeKernel::current == nullptr) {
    errno = ENOTTY;
    return -1;
  }
  return zns::harness::testing::FakeKernel::current->take(request, argument);
}
