// make_seeds FOLDER TRACE...: each trace as programs, FOLDER/<trace>-<n>.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <variant>

#include "fuzz/seeds.hpp"

int main(int count, char** arguments) {
  if (count < 3) {
    std::fputs("usage: make_seeds FOLDER TRACE...\n", stderr);
    return 2;
  }
  const std::filesystem::path folder{arguments[1]};
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
