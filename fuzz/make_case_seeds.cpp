// make_case_seeds FOLDER: what each case of the suite does, on each of some subsystems, as FOLDER/<case>-<device>.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "fuzz/case_seeds.hpp"
#include "suites/contents.hpp"

namespace {

using namespace zns;
using namespace zns::fuzz;

constexpr std::uint8_t made(std::initializer_list<Made> parts) {
  std::uint8_t all = 0;
  for (const Made each : parts) all = static_cast<std::uint8_t>(all | made_of(each));
  return all;
}

constexpr CaseDevice kDevices[] = {
    {},
    {.made = 0xFF},
    {.made = made({Made::Limits}), .policy = 0x0F},
    {.made = made({Made::Abilities, Made::WriteCache}), .policy = 0x31},
    {.made = made({Made::TwoControllers, Made::BlocksBeside, Made::NamespaceManagement})},
    {.made = made({Made::TwoControllers, Made::ZonesBeside, Made::NamespaceManagement}), .policy = 0x64},
    {.made = made({Made::Sanitize})},
    {.made = made({Made::Sanitize, Made::BlocksBeside, Made::TwoControllers}), .policy = 0xA0},
    {.made = made({Made::NamespaceManagement, Made::Limits}), .policy = 0x45},
    {.made = 0xFF, .policy = 0x74},
    {.made = made({Made::BlocksBeside, Made::WriteCache, Made::Limits}), .policy = 0x12},
    {.made = made({Made::ZonesBeside, Made::Abilities, Made::Sanitize}), .policy = 0x28},
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    std::fputs("usage: make_case_seeds FOLDER\n", stderr);
    return 2;
  }
  const std::filesystem::path folder{arguments[1]};
  for (const suites::Section& section : suites::contents())
    for (const suites::Case& each : section.cases)
      for (std::size_t device = 0; device < std::size(kDevices); ++device) {
        const std::vector<std::uint8_t> bytes = program_of(each, kDevices[device]);
        if (bytes.empty()) continue;
        std::string name = each.id + "-" + std::to_string(device);
        std::replace(name.begin(), name.end(), '/', '.');
        std::ofstream out{folder / name, std::ios::binary};
        out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        if (!out) {
          std::fprintf(stderr, "%s: cannot be written\n", (folder / name).c_str());
          return 3;
        }
      }
  return 0;
}
