#include "harness/cli/guest_arguments.hpp"

#include <algorithm>
#include <string_view>

#include "harness/cli/shipped_files.hpp"
#include "harness/report/text.hpp"

namespace zns::harness {
namespace {

constexpr const char* kQemuDeviations = "qemu-7.2.deviations";

bool begins_with(const std::string& text, std::string_view prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

bool is_qemu_drive(const std::string& word) {
  return word == "/dev/nvme0n1" || word == "/dev/ng0n1";
}

bool speaks_of_deviations(const std::string& word) {
  return begins_with(word, "--deviations") || word == "--no-deviations";
}

}  // namespace

std::vector<std::string> guest_arguments(const GuestRequest& request) {
  std::vector<std::string> arguments = request.arguments;
  if (arguments.empty()) arguments = {"run", "/dev/nvme0n1", "--destroy-data"};
  if (arguments.front() != "run") return arguments;
  const auto has = [&arguments](const auto& predicate) {
    return std::any_of(arguments.begin(), arguments.end(), predicate);
  };
  if (has(is_qemu_drive) && !has(speaks_of_deviations))
    arguments.insert(arguments.end(), {"--deviations", short_name(shipped_device_file(kQemuDeviations))});
  // /dev/nvme0n1 is the guest's: on the host the same line would go to another drive.
  std::string replay = "znspec guest";
  for (const std::string& option : request.guest_options) replay += " " + shell_word(option);
  arguments.insert(arguments.end(), {"--replay-as", replay + " --"});
  const auto speaks_of_color = [](const std::string& word) { return begins_with(word, "--color"); };
  if (request.colours && !has(speaks_of_color)) arguments.insert(arguments.end(), {"--color", "always"});
  return arguments;
}

}  // namespace zns::harness
