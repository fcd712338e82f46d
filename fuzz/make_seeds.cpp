// make_seeds FOLDER TRACE...: each trace as programs, FOLDER/<trace>-<n>.
// make_seeds FOLDER --pages: each structure that a device returns, as the reference does, FOLDER/page-<name>.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <variant>

#include "fuzz/device_pages.hpp"
#include "fuzz/seeds.hpp"

namespace {

// Inputs of fuzz_report: what is read is in the second byte.
void write_pages(const std::filesystem::path& folder) {
  char selector = 0;
  for (const zns::fuzz::DevicePage& page : zns::fuzz::device_pages()) {
    std::ofstream out{folder / (std::string{"page-"} + page.name), std::ios::binary};
    const std::vector<std::byte> bytes = zns::fuzz::right_page(page);
    out.put('\0').put(selector++);
    out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) {
    std::fputs("usage: make_seeds FOLDER TRACE..., make_seeds FOLDER --pages\n", stderr);
    return 2;
  }
  const std::filesystem::path folder{arguments[1]};
  if (std::string_view{arguments[2]} == "--pages") {
    write_pages(folder);
    return 0;
  }
  for (int i = 2; i < count; ++i) {
    const std::filesystem::path path{arguments[i]};
    std::ifstream file{path, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    const auto parsed = zns::parse_trace(text);
    if (const auto* error = std::get_if<zns::TraceError>(&parsed)) {
      std::fprintf(stderr, "%s: %s\n", path.c_str(), zns::to_string(*error).c_str());
      return 3;
    }
    std::size_t number = 0;
    for (const auto& program : zns::fuzz::programs_of(std::get<zns::Trace>(parsed))) {
      std::ofstream out{folder / (path.stem().string() + "-" + std::to_string(++number)), std::ios::binary};
      out.write(reinterpret_cast<const char*>(program.data()), static_cast<std::streamsize>(program.size()));
    }
  }
  return 0;
}
