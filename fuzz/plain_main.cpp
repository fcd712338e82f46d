// Runs a target on files and folders of inputs, with no fuzzing engine: seeds are tests, with any compiler.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

bool run(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) {
    std::fprintf(stderr, "cannot read %s\n", path.c_str());
    return false;
  }
  const std::vector<char> bytes{std::istreambuf_iterator<char>{file}, {}};
  // A copy of its own, so that a sanitizer sees a target read past it.
  const std::vector<std::uint8_t> input{bytes.begin(), bytes.end()};
  LLVMFuzzerTestOneInput(input.data(), input.size());
  return true;
}

}  // namespace

int main(int count, char** arguments) {
  std::size_t ran = 0;
  for (int i = 1; i < count; ++i) {
    const fs::path path{arguments[i]};
    std::vector<fs::path> files{path};
    if (fs::is_directory(path)) {
      files.clear();
      for (const fs::directory_entry& entry : fs::recursive_directory_iterator{path})
        if (entry.is_regular_file()) files.push_back(entry.path());
    }
    for (const fs::path& each : files) {
      if (!run(each)) return 3;
      ++ran;
    }
  }
  std::printf("ran %zu inputs\n", ran);
  return ran == 0 ? 4 : 0;  // a test of no seeds tests nothing
}
