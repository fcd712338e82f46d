#include "harness/store/posix_disk.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "harness/base/unique_fd.hpp"

namespace zns::harness {
namespace {

DiskResult error(int number) {
  const auto outcome = [&] {
    switch (number) {
      case ENOSPC:
      case EDQUOT:
      case EFBIG:
        return DiskOutcome::NoSpace;
      case EIO:
        return DiskOutcome::Io;
      case ENOENT:
        return DiskOutcome::Missing;
      case EWOULDBLOCK:
        return DiskOutcome::Locked;
      default:
        return DiskOutcome::Other;
    }
  }();
  return {outcome, std::generic_category().message(number)};
}

// Calls until no signal comes between; -1 is an error.
template <class Call>
auto again(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

template <class Call>
DiskResult result_of(Call call) {
  return again(call) < 0 ? error(errno) : DiskResult{};
}

class PosixFile final : public DiskFile {
 public:
  explicit PosixFile(UniqueFd fd) : fd_{std::move(fd)} {}

  DiskResult read(std::vector<std::byte>& into) override {
    struct stat status {};
    if (DiskResult result = result_of([&] { return ::fstat(fd_.get(), &status); }); !result.done()) return result;
    into.resize(static_cast<std::size_t>(status.st_size));
    std::size_t done = 0;
    while (done < into.size()) {
      const ssize_t some =
          again([&] { return ::pread(fd_.get(), &into[done], into.size() - done, static_cast<off_t>(done)); });
      if (some < 0) return error(errno);
      if (some == 0) break;  // it became shorter
      done += static_cast<std::size_t>(some);
    }
    into.resize(done);
    return {};
  }

  // A write that is cut short says at the next one why.
  DiskResult write(std::uint64_t offset, std::span<const std::byte> bytes) override {
    while (!bytes.empty()) {
      const ssize_t some =
          again([&] { return ::pwrite(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset)); });
      if (some < 0) return error(errno);
      if (some == 0) return error(ENOSPC);
      offset += static_cast<std::uint64_t>(some);
      bytes = bytes.subspan(static_cast<std::size_t>(some));
    }
    return {};
  }

  DiskResult truncate(std::uint64_t size) override {
    return result_of([&] { return ::ftruncate(fd_.get(), static_cast<off_t>(size)); });
  }

  DiskResult sync() override {
    return result_of([&] { return ::fdatasync(fd_.get()); });
  }

 private:
  UniqueFd fd_;
};

bool is_same_file(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

// The file that has the name, locked. Between the two calls it may be renamed, or another one may get its name.
DiskResult open_locked(const std::string& path, int flags, UniqueFd& fd) {
  for (;;) {
    fd = UniqueFd{again([&] { return ::open(path.c_str(), O_RDWR | O_CLOEXEC | flags, 0644); })};
    if (!fd) return error(errno);
    if (DiskResult result = result_of([&] { return ::flock(fd.get(), LOCK_EX | LOCK_NB); }); !result.done())
      return result;
    struct stat opened {};
    struct stat named {};
    if (DiskResult result = result_of([&] { return ::fstat(fd.get(), &opened); }); !result.done()) return result;
    if (!S_ISREG(opened.st_mode)) return {DiskOutcome::Other, "it is not a regular file"};
    DiskResult found = result_of([&] { return ::stat(path.c_str(), &named); });
    if (found.done() && is_same_file(opened, named)) return {};
    if (!found.done() && found.outcome != DiskOutcome::Missing) return found;
  }
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

DiskResult PosixDisk::open(const std::string& path, std::unique_ptr<DiskFile>& file) {
  UniqueFd fd;
  DiskResult result = open_locked(path, 0, fd);
  if (result.done()) file = std::make_unique<PosixFile>(std::move(fd));
  return result;
}

DiskResult PosixDisk::create(const std::string& path, std::unique_ptr<DiskFile>& file) {
  UniqueFd fd;
  DiskResult result = open_locked(path, O_CREAT, fd);
  if (!result.done()) return result;
  auto made = std::make_unique<PosixFile>(std::move(fd));
  result = made->truncate(0);
  if (result.done()) file = std::move(made);
  return result;
}

DiskResult PosixDisk::find(const std::string& path) {
  struct stat status {};
  return result_of([&] { return ::stat(path.c_str(), &status); });
}

// The files stay open, and locked, whatever their names are.
DiskResult PosixDisk::rename(const std::string& from, DiskFile& /*file*/, const std::string& to, DiskFile* /*over*/) {
  return result_of([&] { return std::rename(from.c_str(), to.c_str()); });
}

DiskResult PosixDisk::sync_folder(const std::string& path) {
  const std::string folder = folder_of(path);
  const UniqueFd fd{again([&] { return ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); })};
  if (!fd) return error(errno);
  return result_of([&] { return ::fsync(fd.get()); });
}

DiskResult PosixDisk::remove(const std::string& path) {
  return result_of([&] { return ::unlink(path.c_str()); });
}

}  // namespace zns::harness
