#include "harness/qemu/cpio.hpp"

#include <array>
#include <cstdio>
#include <fstream>
#include <limits>
#include <vector>

#include "harness/base/error.hpp"

namespace zns::harness {
namespace {

constexpr unsigned kFile = 0100000, kFolder = 0040000, kLink = 0120000;

// "/a//b/" -> "a/b": the archive's names have no leading slash.
std::string archive_name(std::string_view path) {
  std::string name = std::filesystem::path{path}.lexically_normal().relative_path().string();
  while (!name.empty() && name.back() == '/') name.pop_back();
  return name == "." ? std::string{} : name;
}

}  // namespace

void CpioWriter::folder(std::string_view path) {
  if (begin(path)) entry(archive_name(path), kFolder | 0755, {});
}

void CpioWriter::file(std::string_view path, std::string_view content, unsigned permissions) {
  if (begin(path)) entry(archive_name(path), kFile | permissions, content);
}

void CpioWriter::link(std::string_view path, std::string_view target) {
  if (begin(path)) entry(archive_name(path), kLink | 0777, target);
}

void CpioWriter::file_from_host(std::string_view path, const std::filesystem::path& source, unsigned permissions) {
  if (!begin(path)) return;
  std::ifstream in{source, std::ios::binary | std::ios::ate};
  const std::streamoff end = in ? static_cast<std::streamoff>(in.tellg()) : -1;
  if (end < 0) throw HarnessError("cannot read " + source.string() + " for the guest");
  const auto size = static_cast<std::uint64_t>(end);
  if (size > std::numeric_limits<std::uint32_t>::max())
    throw HarnessError(source.string() + " is too big for the guest");
  in.seekg(0);
  header(archive_name(path), kFile | permissions, size);
  std::vector<char> buffer(std::size_t{1} << 20);
  for (std::uint64_t left = size; left > 0;) {
    const auto want = static_cast<std::streamsize>(left < buffer.size() ? left : buffer.size());
    in.read(buffer.data(), want);
    if (in.gcount() != want) throw HarnessError(source.string() + " shrank while it was read for the guest");
    write({buffer.data(), static_cast<std::size_t>(want)});
    left -= static_cast<std::uint64_t>(want);
  }
  pad();
}

void CpioWriter::finish() {
  inode_ = 0;
  header("TRAILER!!!", 0, 0);
}

bool CpioWriter::begin(std::string_view path) {
  const std::string name = archive_name(path);
  if (name.empty() || names_.contains(name)) return false;
  const std::size_t slash = name.rfind('/');
  if (slash != std::string::npos) folder(name.substr(0, slash));
  names_.insert(name);
  return true;
}

void CpioWriter::entry(std::string_view name, unsigned mode, std::string_view content) {
  header(name, mode, content.size());
  write(content);
  pad();
}

void CpioWriter::header(std::string_view name, unsigned mode, std::uint64_t size) {
  const bool trailer = mode == 0;
  const std::uint32_t inode = trailer ? 0 : ++inode_;
  const unsigned links = (mode & kFolder) != 0 && (mode & kFile) != kFile ? 2 : 1;
  std::array<char, 111> text{};
  // magic, inode, mode, uid, gid, links, mtime, size, device (2), rdevice (2), length of the name with its NUL, check
  std::snprintf(text.data(), text.size(), "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X", inode, mode, 0u,
                0u, links, 0u, static_cast<unsigned>(size), 0u, 0u, 0u, 0u, static_cast<unsigned>(name.size() + 1), 0u);
  write({text.data(), 110});
  write(name);
  write({"\0", 1});
  pad();
}

void CpioWriter::write(std::string_view bytes) {
  out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  written_ += bytes.size();
}

void CpioWriter::pad() {
  static constexpr std::string_view kZeros{"\0\0\0", 3};
  write(kZeros.substr(0, (4 - written_ % 4) % 4));
}

}  // namespace zns::harness
