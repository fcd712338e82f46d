#include "harness/qemu/shared_memory.hpp"

#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "harness/base/error.hpp"

namespace zns::harness {
namespace {

[[noreturn]] void fail(const char* what) {
  throw HarnessError(std::string{what} + ": " + std::strerror(errno));
}

}  // namespace

SharedMemory::SharedMemory(const char* name, std::size_t bytes) : fd_{memfd_create(name, MFD_CLOEXEC)}, size_{bytes} {
  if (!fd_ || ftruncate(fd(), static_cast<off_t>(bytes)) != 0) fail("cannot make shared memory");
}

void SharedMemory::map() {
  void* const start = mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED, fd(), 0);
  if (start == MAP_FAILED) fail("cannot map shared memory");
  mapping_.bytes = {static_cast<std::byte*>(start), size_};
}

void SharedMemory::clear() const {
  if (ftruncate(fd(), 0) != 0 || ftruncate(fd(), static_cast<off_t>(size_)) != 0) fail("cannot clear shared memory");
}

std::string SharedMemory::tail(std::size_t most) const {
  struct stat status {};
  if (fstat(fd(), &status) != 0) return {};
  const auto size = static_cast<std::size_t>(status.st_size);
  const std::size_t begin = size > most ? size - most : 0;
  std::string text(size - begin, '\0');
  const ssize_t n = pread(fd(), text.data(), text.size(), static_cast<off_t>(begin));
  text.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
  return text;
}

SharedMemory::Mapping::Mapping(Mapping&& other) noexcept : bytes{std::exchange(other.bytes, {})} {}

SharedMemory::Mapping& SharedMemory::Mapping::operator=(Mapping&& other) noexcept {
  std::swap(bytes, other.bytes);
  return *this;
}

SharedMemory::Mapping::~Mapping() {
  if (!bytes.empty()) munmap(bytes.data(), bytes.size());
}

}  // namespace zns::harness
