// znspec: where the command line meets the real world.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "commit.inc"
#include "harness/cli/cli.hpp"
#include "harness/qemu/guest.hpp"
#include "harness/run/provenance.hpp"
#include "harness/targets/open.hpp"
#include "suites/contents.hpp"

int main(int argc, char** argv) {
  using namespace zns::harness;
  const char* const no_color = std::getenv("NO_COLOR");
  const std::vector<std::string> words{argv + std::min(argc, 1), argv + argc};
  World world{
      .out = std::cout,
      .err = std::cerr,
      .out_is_terminal = ::isatty(STDOUT_FILENO) == 1,
      .err_is_terminal = ::isatty(STDERR_FILENO) == 1,
      .no_color = no_color != nullptr && *no_color != '\0',
      .contents = zns::suites::contents,
      .open_target = open_target,
      .run_guest =
          [](const GuestOptions& options, const std::vector<std::string>& arguments) {
            return run_guest(options, arguments, std::filesystem::read_symlink("/proc/self/exe"), std::cout, std::cerr);
          },
      .provenance = provenance_of(words, ZNSPEC_COMMIT),
      .program = "/proc/self/exe",
  };
  return run_cli(words, world);
}
