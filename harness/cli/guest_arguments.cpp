#include "harness/cli/guest_arguments.hpp"

#include <algorithm>
#include <string_view>

#include "harness/cli/shipped_files.hpp"
#include "harness/deviations.hpp"
#include "harness/report/text.hpp"
#include "harness/targets/qemu_options.hpp"

namespace zns::harness {
namespace {

struct KnownDrive {
  GuestTarget target;  // the guest has it with this one; QEMU's it always has
  const char* node;
  const char* generic_node;
};

constexpr KnownDrive kDrives[] = {{GuestTarget::Qemu, "/dev/nvme0n1", "/dev/ng0n1"},
                                  {GuestTarget::Nvmet, "/dev/nvme1n1", "/dev/ng1n1"}};

constexpr const char* kNvmetDeviations = "linux-6.1-nvmet.deviations";

bool begins_with(const std::string& text, std::string_view prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

bool speaks_of_deviations(const std::string& word) {
  return begins_with(word, "--deviations") || word == "--no-deviations";
}

}  // namespace

std::vector<std::string> guest_arguments(const GuestRequest& request) {
  std::vector<std::string> arguments = request.arguments;
  if (arguments.empty()) arguments = {"run", kDrives[static_cast<int>(request.target)].node, "--destroy-data"};
  if (arguments.front() != "run" && arguments.front() != "diff") return arguments;
  const auto has = [&arguments](const auto& predicate) {
    return std::any_of(arguments.begin(), arguments.end(), predicate);
  };
  for (const KnownDrive& drive : kDrives) {
    const auto is_it = [&drive](const std::string& word) { return word == drive.node || word == drive.generic_node; };
    const bool there = drive.target == GuestTarget::Qemu || drive.target == request.target;
    if (!there || !has(is_it) || has(speaks_of_deviations)) continue;
    const std::string list =
        drive.target == GuestTarget::Qemu ? known_deviations_of_qemu(request.qemu_version) : kNvmetDeviations;
    if (!list.empty()) arguments.insert(arguments.end(), {"--deviations", short_name(shipped_device_file(list))});
  }
  // /dev/nvme0n1 is the guest's: on the host the same line would go to another drive.
  std::string replay = "znspec guest";
  for (const std::string& option : request.guest_options) replay += " " + shell_word(option);
  arguments.insert(arguments.end(), {"--replay-as", replay + " --"});
  const auto speaks_of_color = [](const std::string& word) { return begins_with(word, "--color"); };
  if (request.colours && !has(speaks_of_color)) arguments.insert(arguments.end(), {"--color", "always"});
  return arguments;
}

std::vector<std::filesystem::path> traces_of_deviations(const std::vector<std::string>& arguments) {
  static constexpr std::string_view kOption = "--deviations";
  std::vector<std::filesystem::path> traces;
  bool file_follows = false;
  for (const std::string& word : arguments) {
    const bool joined = begins_with(word, "--deviations=");
    const std::string file = joined ? word.substr(kOption.size() + 1) : word;
    if (joined || file_follows)
      for (const Deviation& deviation : load_deviations(file))
        if (!deviation.trace.empty()) traces.emplace_back(deviation.trace);
    file_follows = !file_follows && word == kOption;
  }
  return traces;
}

}  // namespace zns::harness
