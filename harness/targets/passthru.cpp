#include "harness/targets/passthru.hpp"

#if ZNSPEC_LIBNVME_GEN >= 3
#include <libnvme.h>
#else
extern "C" {  // the headers of 1.x have no guard for C++
#include <libnvme.h>
}
#endif

#include <fcntl.h>
#include <sys/ioctl.h>

#include <cerrno>
#include <cstring>
#include <type_traits>
#include <utility>

#include "harness/base/error.hpp"

namespace zns::harness {
namespace {

#if ZNSPEC_LIBNVME_GEN >= 3
using NativeCommand = libnvme_passthru_cmd;
#else
using NativeCommand = nvme_passthru_cmd64;
#endif
static_assert(sizeof(NativeCommand) == 80);

constexpr unsigned long kIoctlId = 0x4E40;  // NVME_IOCTL_ID

NativeCommand native(const Sqe& sqe, void* data, std::uint32_t data_len, std::chrono::milliseconds timeout) {
  NativeCommand command;
  std::memset(&command, 0, sizeof command);  // the padding as well: all 80 bytes are defined
  command.opcode = sqe.opcode;
  command.flags = sqe.flags;
  command.nsid = sqe.nsid;
  command.cdw2 = sqe.cdw2;
  command.cdw3 = sqe.cdw3;
  command.addr = reinterpret_cast<std::uintptr_t>(data);
  command.data_len = data_len;
  command.cdw10 = sqe.cdw10;
  command.cdw11 = sqe.cdw11;
  command.cdw12 = sqe.cdw12;
  command.cdw13 = sqe.cdw13;
  command.cdw14 = sqe.cdw14;
  command.cdw15 = sqe.cdw15;
  command.timeout_ms = static_cast<std::uint32_t>(timeout.count());
  return command;
}

}  // namespace

#if ZNSPEC_LIBNVME_GEN >= 3

namespace {

// Releases differ in whether the opening flags are asked for.
template <class Open>
int open_handle(Open open, libnvme_global_ctx* context, const char* name, libnvme_transport_handle** handle) {
  if constexpr (std::is_invocable_v<Open, libnvme_global_ctx*, const char*, int, libnvme_transport_handle**>)
    return open(context, name, O_RDWR, handle);
  else
    return open(context, name, handle);
}

// A command is sent once: a second try would hide what became of the first.
bool never_again(libnvme_transport_handle*, libnvme_passthru_cmd*, int) {
  return false;
}

}  // namespace

struct Passthru::Handle {
  libnvme_global_ctx* context = nullptr;
  libnvme_transport_handle* transport = nullptr;
  Handle() = default;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    if (transport != nullptr) libnvme_close(transport);
    if (context != nullptr) libnvme_free_global_ctx(context);
  }
};

Passthru::Passthru(UniqueFd node, const std::string& name)
    : node_{std::move(node)}, handle_{std::make_unique<Handle>()} {
  handle_->context = libnvme_create_global_ctx();
  if (handle_->context == nullptr) throw HarnessError(name + ": libnvme does not start");
  const int error = open_handle(&libnvme_open, handle_->context, name.c_str(), &handle_->transport);
  if (error != 0) throw HarnessError(name + ": libnvme cannot open it: " + std::strerror(error < 0 ? -error : error));
  libnvme_transport_handle_set_decide_retry(handle_->transport, never_again);
}

PassthruResult Passthru::execute(Queue queue, const Sqe& sqe, void* data, std::uint32_t data_len,
                                 std::chrono::milliseconds needs) {
  NativeCommand command = native(sqe, data, data_len, timeout_.count() != 0 ? timeout_ : needs);
  const int returned = queue == Queue::Admin ? libnvme_exec_admin_passthru(handle_->transport, &command)
                                             : libnvme_exec_io_passthru(handle_->transport, &command);
  if (returned < 0) return {.error = -returned};
  return {.status = static_cast<std::uint16_t>(returned), .result = command.result};
}

#else

struct Passthru::Handle {};

Passthru::Passthru(UniqueFd node, const std::string& name) : node_{std::move(node)} {
  static_cast<void>(name);
}

PassthruResult Passthru::execute(Queue queue, const Sqe& sqe, void* data, std::uint32_t data_len,
                                 std::chrono::milliseconds needs) {
  NativeCommand command = native(sqe, data, data_len, timeout_.count() != 0 ? timeout_ : needs);
  __u64 result = 0;
  const int returned = queue == Queue::Admin ? nvme_submit_admin_passthru64(node_.get(), &command, &result)
                                             : nvme_submit_io_passthru64(node_.get(), &command, &result);
  if (returned < 0) return {.error = errno};
  return {.status = static_cast<std::uint16_t>(returned), .result = result};
}

#endif

Passthru::Passthru(Passthru&& other) noexcept = default;
Passthru& Passthru::operator=(Passthru&& other) noexcept = default;
Passthru::~Passthru() = default;

std::uint32_t nsid_of(int fd, const std::string& spelling) {
  const int nsid = ::ioctl(fd, kIoctlId);
  if (nsid > 0) return static_cast<std::uint32_t>(nsid);
  const int error = nsid < 0 ? errno : 0;
  if (error == ENOTTY || error == EINVAL) throw HarnessError(spelling + ": is not an NVMe namespace");
  throw HarnessError(spelling + ": does not tell its NSID" +
                     (error != 0 ? std::string{": "} + std::strerror(error) : std::string{}));
}

}  // namespace zns::harness
