#include "harness/store/windows_disk.hpp"

#ifndef NOMINMAX
#define NOMINMAX
#endif
#include <windows.h>

#include <algorithm>
#include <limits>
#include <system_error>
#include <utility>

namespace zns::harness {
namespace {

DiskResult error(DWORD number) {
  const auto outcome = [&] {
    switch (number) {
      case ERROR_DISK_FULL:
      case ERROR_HANDLE_DISK_FULL:
      case ERROR_FILE_TOO_LARGE:
        return DiskOutcome::NoSpace;
      case ERROR_IO_DEVICE:
      case ERROR_CRC:
      case ERROR_WRITE_FAULT:
      case ERROR_READ_FAULT:
        return DiskOutcome::Io;
      case ERROR_FILE_NOT_FOUND:
      case ERROR_PATH_NOT_FOUND:
        return DiskOutcome::Missing;
      case ERROR_SHARING_VIOLATION:
        return DiskOutcome::Locked;
      default:
        return DiskOutcome::Other;
    }
  }();
  return {outcome, std::system_category().message(static_cast<int>(number))};
}

DiskResult result_of(BOOL done) {
  return done != 0 ? DiskResult{} : error(::GetLastError());
}

std::wstring wide(const std::string& path) {
  const int bytes = static_cast<int>(path.size());
  std::wstring into(path.size(), L'\0');  // UTF-16 has no more units than UTF-8 has bytes
  into.resize(static_cast<std::size_t>(
      ::MultiByteToWideChar(CP_UTF8, 0, path.data(), bytes, into.data(), static_cast<int>(into.size()))));
  return into;
}

class WindowsFile final : public DiskFile {
 public:
  WindowsFile() = default;
  WindowsFile(const WindowsFile&) = delete;
  WindowsFile& operator=(const WindowsFile&) = delete;
  ~WindowsFile() override { close(); }

  // `how`: OPEN_EXISTING or CREATE_ALWAYS.
  DiskResult open(const std::string& path, DWORD how) {
    handle_ = ::CreateFileW(wide(path).c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, how, FILE_ATTRIBUTE_NORMAL,
                            nullptr);
    return handle_ != INVALID_HANDLE_VALUE ? DiskResult{} : error(::GetLastError());
  }
  void close() {
    if (handle_ != INVALID_HANDLE_VALUE) ::CloseHandle(handle_);
    handle_ = INVALID_HANDLE_VALUE;
  }

  DiskResult read(std::vector<std::byte>& into) override {
    LARGE_INTEGER size{};
    if (DiskResult result = result_of(::GetFileSizeEx(handle_, &size)); !result.done()) return result;
    into.resize(static_cast<std::size_t>(size.QuadPart));
    std::size_t done = 0;
    while (done < into.size()) {
      OVERLAPPED at = place(done);
      DWORD some = 0;
      if (::ReadFile(handle_, &into[done], part(into.size() - done), &some, &at) == 0) return error(::GetLastError());
      if (some == 0) break;  // it became shorter
      done += some;
    }
    into.resize(done);
    return {};
  }

  DiskResult write(std::uint64_t offset, std::span<const std::byte> bytes) override {
    while (!bytes.empty()) {
      OVERLAPPED at = place(offset);
      DWORD some = 0;
      if (::WriteFile(handle_, bytes.data(), part(bytes.size()), &some, &at) == 0) return error(::GetLastError());
      if (some == 0) return error(ERROR_DISK_FULL);
      offset += some;
      bytes = bytes.subspan(some);
    }
    return {};
  }

  DiskResult truncate(std::uint64_t size) override {
    LARGE_INTEGER to{};
    to.QuadPart = static_cast<LONGLONG>(size);
    if (DiskResult result = result_of(::SetFilePointerEx(handle_, to, nullptr, FILE_BEGIN)); !result.done())
      return result;
    return result_of(::SetEndOfFile(handle_));
  }

  DiskResult sync() override { return result_of(::FlushFileBuffers(handle_)); }

 private:
  static OVERLAPPED place(std::uint64_t offset) {
    OVERLAPPED at{};
    at.Offset = static_cast<DWORD>(offset);
    at.OffsetHigh = static_cast<DWORD>(offset >> 32U);
    return at;
  }
  static DWORD part(std::size_t bytes) { return static_cast<DWORD>(std::min<std::size_t>(bytes, 1U << 30U)); }

  HANDLE handle_ = INVALID_HANDLE_VALUE;
};

DiskResult open_as(const std::string& path, DWORD how, std::unique_ptr<DiskFile>& file) {
  auto opened = std::make_unique<WindowsFile>();
  DiskResult result = opened->open(path, how);
  if (result.done()) file = std::move(opened);
  return result;
}

}  // namespace

DiskResult WindowsDisk::open(const std::string& path, std::unique_ptr<DiskFile>& file) {
  return open_as(path, OPEN_EXISTING, file);
}

DiskResult WindowsDisk::create(const std::string& path, std::unique_ptr<DiskFile>& file) {
  return open_as(path, CREATE_ALWAYS, file);
}

DiskResult WindowsDisk::find(const std::string& path) {
  return result_of(::GetFileAttributesW(wide(path).c_str()) != INVALID_FILE_ATTRIBUTES ? TRUE : FALSE);
}

// Whoever opens one of them in between has it, and the store is told: the file that is not got back is closed, and
// whatever is done to it fails.
DiskResult WindowsDisk::rename(const std::string& from, DiskFile& file, const std::string& to, DiskFile* over) {
  auto& fresh = static_cast<WindowsFile&>(file);
  auto* old = static_cast<WindowsFile*>(over);
  fresh.close();
  if (old != nullptr) old->close();
  const DiskResult renamed = result_of(
      ::MoveFileExW(wide(from).c_str(), wide(to).c_str(), MOVEFILE_REPLACE_EXISTING | MOVEFILE_WRITE_THROUGH));
  if (renamed.done()) {
    // The name stands for the new file whatever happens; one that is not got back fails at the next write.
    (void)fresh.open(to, OPEN_EXISTING);
    return {};
  }
  if (old != nullptr) (void)old->open(to, OPEN_EXISTING);
  (void)fresh.open(from, OPEN_EXISTING);
  return renamed;
}

DiskResult WindowsDisk::sync_folder(const std::string& /*path*/) {
  return {};
}

DiskResult WindowsDisk::remove(const std::string& path) {
  return result_of(::DeleteFileW(wide(path).c_str()));
}

}  // namespace zns::harness
