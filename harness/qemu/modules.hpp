// Which kernel modules the guest loads, and in which order.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace zns::harness {

// The modules of one kernel (lib/modules/VERSION). A distribution's kernel package carries no modules.dep (depmod makes
// it when the package is installed), so the dependencies are read where depmod reads them: in each module's .modinfo.
class ModuleTree {
 public:
  explicit ModuleTree(const std::filesystem::path& folder);

  struct Module {
    std::string name;     // as the kernel says it: with '_'
    std::string content;  // the ELF object, decompressed
  };

  // The wanted modules and everything that they depend on, each once, in an order that loads. A module that is built
  // into the kernel needs no loading; a tree without modules.builtin (some packages have none) does not tell, and there
  // a wanted module that is nowhere counts as built in. Throws HarnessError for one that is nowhere.
  [[nodiscard]] std::vector<Module> closure(const std::vector<std::string>& wanted) const;

 private:
  [[nodiscard]] bool built_in(const std::string& name) const;
  void add(const std::string& name, std::vector<Module>& order, std::vector<std::string>& visited) const;

  std::filesystem::path folder_;
  std::map<std::string, std::filesystem::path> files_;  // name -> file; an empty path is built in
  bool tells_built_in_ = false;
};

// The names after "depends=" in a module's .modinfo section.
std::vector<std::string> module_dependencies(std::string_view elf_object);

// The content of a file, through the unpacker that its name's ending asks for (.xz .gz .zst; any other: none).
std::string read_unpacked(const std::filesystem::path& file);

}  // namespace zns::harness
