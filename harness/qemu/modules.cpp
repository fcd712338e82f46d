#include "harness/qemu/modules.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>

#include "harness/base/error.hpp"
#include "harness/qemu/process.hpp"

namespace zns::harness {
namespace fs = std::filesystem;
namespace {

// "nvme-core.ko.xz" -> "nvme_core"; a name that is no module's -> "".
std::string module_name(const std::string& file) {
  const std::size_t end = file.find(".ko");
  if (end == std::string::npos) return {};
  std::string name = file.substr(0, end);
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

}  // namespace

std::string read_unpacked(const fs::path& file) {
  const std::string ending = file.extension().string();
  const std::string unpacker = ending == ".xz" ? "xz" : ending == ".gz" ? "gzip" : ending == ".zst" ? "zstd" : "";
  if (!unpacker.empty()) {
    const CommandResult result = run_command({.argv = {unpacker, "-dc", file.string()}});
    if (!result.status.success())
      throw HarnessError("cannot unpack " + file.string() + ": " + result.first_error_line());
    return result.out;
  }
  std::ifstream in{file, std::ios::binary};
  if (!in) throw HarnessError("cannot read " + file.string());
  return {std::istreambuf_iterator<char>{in}, {}};
}

std::vector<std::string> module_dependencies(std::string_view elf_object) {
  // Each entry of .modinfo is "key=value" with a NUL on both sides; no other section holds the key in that form.
  static constexpr std::string_view kKey{"\0depends=", 9};
  std::vector<std::string> result;
  const std::size_t at = elf_object.find(kKey);
  if (at == std::string_view::npos) return result;
  const std::size_t begin = at + kKey.size();
  const std::size_t end = std::min(elf_object.find('\0', begin), elf_object.size());
  std::istringstream names{std::string{elf_object.substr(begin, end - begin)}};
  for (std::string name; std::getline(names, name, ',');) {
    std::replace(name.begin(), name.end(), '-', '_');
    if (!name.empty()) result.push_back(name);
  }
  return result;
}

ModuleTree::ModuleTree(const fs::path& folder) : folder_{folder} {
  std::error_code error;
  for (fs::recursive_directory_iterator it{folder, error}, end; !error && it != end; it.increment(error)) {
    const std::string name = module_name(it->path().filename().string());
    if (!name.empty()) files_.emplace(name, it->path());
  }
  if (error) throw HarnessError("cannot read the kernel modules in " + folder.string() + ": " + error.message());
  std::ifstream builtin{folder / "modules.builtin"};
  tells_built_in_ = builtin.is_open();
  for (std::string line; std::getline(builtin, line);)
    files_.emplace(module_name(fs::path{line}.filename().string()), "");
}

std::vector<ModuleTree::Module> ModuleTree::closure(const std::vector<std::string>& wanted) const {
  std::vector<Module> order;
  std::vector<std::string> visited;
  for (const std::string& name : wanted)
    if (!built_in(name)) add(name, order, visited);
  return order;
}

bool ModuleTree::built_in(const std::string& name) const {
  const auto found = files_.find(name);
  return found == files_.end() ? !tells_built_in_ : found->second.empty();
}

void ModuleTree::add(const std::string& name, std::vector<Module>& order, std::vector<std::string>& visited) const {
  if (std::find(visited.begin(), visited.end(), name) != visited.end()) return;
  visited.push_back(name);
  const auto found = files_.find(name);
  if (found == files_.end()) throw HarnessError("no kernel module " + name + " in " + folder_.string());
  if (found->second.empty()) return;  // built in
  Module module{name, read_unpacked(found->second)};
  for (const std::string& needed : module_dependencies(module.content)) add(needed, order, visited);
  order.push_back(std::move(module));
}

}  // namespace zns::harness
