#include "harness/base/bounded_file.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>

#include "harness/base/error.hpp"

namespace zns::harness {

std::string read_bounded(const std::string& file, std::size_t most) {
  std::ifstream stream{file, std::ios::binary};
  std::string bytes(most + 1, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (stream.bad() || (stream.fail() && !stream.eof()))
    throw UsageError(file + ": cannot be read: " + std::strerror(errno));
  bytes.resize(static_cast<std::size_t>(stream.gcount()));
  if (bytes.size() > most) throw UsageError(file + ": more than " + std::to_string(most >> 20) + " MiB");
  if (bytes.empty()) throw UsageError(file + ": an empty file");
  return bytes;
}

}  // namespace zns::harness
