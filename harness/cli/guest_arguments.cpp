#include "harness/cli/guest_arguments.hpp"

#include <algorithm>
#include <string_view>

#include "harness/cli/shipped_files.hpp"
#include "harness/deviations/deviations.hpp"
#include "harness/report/text.hpp"
#include "harness/targets/qemu_options.hpp"

namespace zns::harness {
namespace {

struct Nodes {
  const char* block;
  const char* generic;
};
constexpr Nodes kFirst{"/dev/nvme0n1", "/dev/ng0n1"};   // QEMU's
constexpr Nodes kSecond{"/dev/nvme1n1", "/dev/ng1n1"};  // nvmet's, or that of the user's module

constexpr const char* kNvmetDeviations = "linux-6.1-nvmet.deviations";

bool begins_with(const std::string& text, std::string_view prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

bool speaks_of_deviations(const std::string& word) {
  return begins_with(word, "--deviations") || word == "--no-deviations";
}

bool has_second_drive(const GuestRequest& request) {
  return request.target == GuestTarget::Nvmet || request.has_driver;
}

// The kernel that is fetched where none is named is 6.1.
bool was_tried_with_nvmet(const std::string& package) {
  for (const char* tried : {"linux-image-6.1.", "linux-image-6.1-", "linux-image-6.12.", "linux-image-6.12-"})
    if (begins_with(package, tried)) return true;
  return false;
}

std::string list_of_second(const GuestRequest& request) {
  const auto& kernels = request.kernels;
  const bool tried =
      request.target == GuestTarget::Nvmet && std::all_of(kernels.begin(), kernels.end(), was_tried_with_nvmet);
  return tried ? kNvmetDeviations : std::string{};
}

}  // namespace

std::string node_in(const std::vector<std::string>& arguments) {
  const auto is_node = [](const std::string& word) {
    return begins_with(word, "/dev/nvme") || begins_with(word, "/dev/ng");
  };
  const auto node = std::find_if(arguments.begin(), arguments.end(), is_node);
  return node == arguments.end() ? std::string{} : *node;
}

GuestModule parse_module(const std::string& text) {
  std::error_code error;
  for (std::size_t at = text.find(':');; at = text.find(':', at + 1)) {
    const std::string file = text.substr(0, at);
    if (std::filesystem::is_regular_file(file, error))
      return {.file = file, .parameters = at == std::string::npos ? "" : text.substr(at + 1)};
    if (at == std::string::npos) break;
  }
  throw UsageError("--module: no module at " + text.substr(0, text.find(':')));
}

std::vector<std::string> guest_arguments(const GuestRequest& request) {
  std::vector<std::string> arguments = request.arguments;
  const bool second = has_second_drive(request);
  if (arguments.empty()) arguments = {"run", (second ? kSecond : kFirst).block, "--destroy-data"};
  if (arguments.front() != "run" && arguments.front() != "diff") return arguments;
  const auto has = [&arguments](const auto& predicate) {
    return std::any_of(arguments.begin(), arguments.end(), predicate);
  };
  const auto add_list = [&](const Nodes& nodes, const std::string& list) {
    const auto is_it = [&nodes](const std::string& word) { return word == nodes.block || word == nodes.generic; };
    if (list.empty() || !has(is_it) || has(speaks_of_deviations)) return;
    arguments.insert(arguments.end(), {"--deviations", short_name(shipped_device_file(list))});
  };
  add_list(kFirst, known_deviations_of_qemu(request.device, request.qemu_version));
  if (second) add_list(kSecond, list_of_second(request));
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
