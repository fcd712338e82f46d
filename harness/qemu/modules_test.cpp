#include "harness/qemu/modules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "harness/base/error.hpp"
#include "harness/qemu/process.hpp"
#include "harness/qemu/work_folder.hpp"

namespace zns::harness {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string object(const std::string& depends) {
  return std::string{
             "\x7F"
             "ELF...\0license=GPL\0depends=",
             28} +
         depends + std::string{"\0name=x\0", 8};
}

class Modules : public testing::Test {
 protected:
  void make(const std::string& file, const std::string& depends) {
    const fs::path path = folder_.path() / "kernel" / file;
    fs::create_directories(path.parent_path());
    std::ofstream{path, std::ios::binary} << object(depends);
  }
  std::vector<std::string> order(const std::vector<std::string>& wanted) {
    std::vector<std::string> names;
    for (const auto& module : ModuleTree{folder_.path()}.closure(wanted)) names.push_back(module.name);
    return names;
  }
  WorkFolder folder_{testing::TempDir()};
};

TEST(ModuleDependencies, AreReadFromModinfo) {
  EXPECT_THAT(module_dependencies(object("nvme-core,t10_pi")), ElementsAre("nvme_core", "t10_pi"));
  EXPECT_THAT(module_dependencies(object("")), IsEmpty());
  EXPECT_THAT(module_dependencies("no such section, depends=x"), IsEmpty());
  EXPECT_THAT(module_dependencies(std::string_view{"\0depends=cut", 12}), ElementsAre("cut"));
}

TEST_F(Modules, WhatIsNeededComesFirstAndOnce) {
  make("drivers/nvme/nvme.ko", "nvme-core");
  make("drivers/nvme/nvme-core.ko", "t10-pi,crc");
  make("block/t10-pi.ko", "crc");
  make("lib/crc.ko", "");
  make("lib/other.ko", "");
  EXPECT_THAT(order({"crc", "nvme", "nvme"}), ElementsAre("crc", "t10_pi", "nvme_core", "nvme"));
}

TEST_F(Modules, BuiltInNeedsNoLoading) {
  make("a.ko", "virtio");
  std::ofstream{folder_.path() / "modules.builtin"} << "kernel/drivers/virtio/virtio.ko\n";
  EXPECT_THAT(order({"a"}), ElementsAre("a"));
}

TEST_F(Modules, AWantedOneThatIsNowhereIsBuiltInWhereNothingTells) {
  make("a.ko", "virtio");
  EXPECT_THAT(order({"virtio"}), IsEmpty());
  std::ofstream{folder_.path() / "modules.builtin"} << "kernel/other.ko\n";
  EXPECT_THROW(order({"virtio"}), HarnessError);
}

TEST_F(Modules, ACircleEnds) {
  make("a.ko", "b");
  make("b.ko", "a");
  EXPECT_THAT(order({"a"}), ElementsAre("b", "a"));
}

TEST_F(Modules, AMissingOneIsNamed) {
  make("a.ko", "gone");
  try {
    order({"a"});
    FAIL();
  } catch (const HarnessError& error) {
    EXPECT_THAT(error.what(), HasSubstr("no kernel module gone"));
  }
  EXPECT_THROW(ModuleTree{"/no/such/folder"}, HarnessError);
}

TEST_F(Modules, ACompressedModuleIsUnpacked) {
  make("a.ko", "b");
  make("b.ko", "");
  ASSERT_TRUE(run_command({.argv = {"gzip", (folder_.path() / "kernel/a.ko").string()}}).status.success());
  const auto modules = ModuleTree{folder_.path()}.closure({"a"});
  ASSERT_EQ(modules.size(), 2u);
  EXPECT_EQ(modules[1].content, object("b"));
  std::ofstream{folder_.path() / "kernel/broken.ko.gz"} << "this is no gzip file";
  EXPECT_THROW(order({"broken"}), HarnessError);
}

}  // namespace
}  // namespace zns::harness
