// Writes a cpio archive in the "newc" form, the one that Linux unpacks as its initramfs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <ostream>
#include <set>
#include <string>
#include <string_view>

namespace zns::harness {

// Names are absolute paths in the guest. Missing parent folders are added first; a name that was added before is
// skipped, so the first one wins. All belongs to root; nothing depends on clock or host, so equal input gives equal
// bytes.
class CpioWriter {
 public:
  explicit CpioWriter(std::ostream& out) : out_{out} {}

  void folder(std::string_view path);
  void file(std::string_view path, std::string_view content, unsigned permissions = 0644);
  void file_from_host(std::string_view path, const std::filesystem::path& source, unsigned permissions);
  void link(std::string_view path, std::string_view target);  // symbolic
  void finish();                                              // the trailer; nothing may follow

  [[nodiscard]] std::uint64_t size() const { return written_; }

 private:
  bool begin(std::string_view path);  // adds the parents; false: there is such a name
  void entry(std::string_view name, unsigned mode, std::string_view content);
  void header(std::string_view name, unsigned mode, std::uint64_t size);
  void write(std::string_view bytes);
  void pad();  // to a multiple of 4

  std::ostream& out_;
  std::set<std::string, std::less<>> names_;
  std::uint64_t written_ = 0;
  std::uint32_t inode_ = 0;
};

}  // namespace zns::harness
