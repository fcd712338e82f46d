#include "harness/qemu/kernel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "harness/base/error.hpp"
#include "harness/qemu/process.hpp"
#include "harness/qemu/vmlinux.hpp"
#include "harness/qemu/work_folder.hpp"

namespace zns::harness {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

std::string read_file(const fs::path& file) {
  std::ostringstream out;
  out << std::ifstream{file, std::ios::binary}.rdbuf();
  return out.str();
}

// apt's tools, replaced by scripts: no test downloads anything.
class KernelCache : public testing::Test {
 protected:
  void SetUp() override {
    saved_path_ = std::getenv("PATH");
    fs::create_directory(tools());
    setenv("PATH", (tools().string() + ":" + saved_path_).c_str(), 1);
    tool("apt-cache", "echo linux-image-amd64; echo '  Depends: linux-image-6.1.0-9-amd64'");
    tool("apt-get", "echo apt-get $* >>" + log() + "; echo deb >linux-image-6.1.0-9-amd64_6.1.9_amd64.deb");
    tool("dpkg", "mkdir -p $3/boot $3/lib/modules/6.1.0-9/kernel/sound $3/usr; echo k >$3/boot/vmlinuz-6.1.0-9");
  }
  void TearDown() override { setenv("PATH", saved_path_.c_str(), 1); }

  fs::path tools() { return folder_.path() / "tools"; }
  fs::path cache() { return folder_.path() / "cache"; }
  std::string log() { return (folder_.path() / "log").string(); }
  void tool(const std::string& name, const std::string& script) {
    std::ofstream{tools() / name} << "#!/bin/sh\n" << script << '\n';
    fs::permissions(tools() / name, fs::perms::owner_all);
  }
  std::string error_of_fetching() {
    std::ostringstream words;
    try {
      cached_kernel(cache(), {}, words);
    } catch (const HarnessError& error) {
      return error.what();
    }
    return {};
  }

  WorkFolder folder_{testing::TempDir()};
  std::string saved_path_;
};

TEST_F(KernelCache, IsFilledOnceAndThenUsedAtOnce) {
  std::ostringstream words, silence;
  const Kernel kernel = cached_kernel(cache(), {}, words);
  EXPECT_EQ(kernel.image.filename(), "vmlinuz-6.1.0-9");
  EXPECT_EQ(kernel.modules.filename(), "6.1.0-9");
  EXPECT_FALSE(fs::exists(kernel.modules / "kernel/sound")) << "not kept";
  EXPECT_THAT(words.str(), HasSubstr("linux-image-6.1.0-9-amd64"));
  tool("apt-cache", "exit 1");
  tool("apt-get", "exit 1");
  EXPECT_EQ(cached_kernel(cache(), {}, silence).image, kernel.image);
  EXPECT_EQ(silence.str(), "");
}

TEST_F(KernelCache, TwoAtOnceFetchOnce) {
  tool("apt-get", "echo x >>" + log() + "; sleep 0.3; echo deb >linux-image-6.1.0-9-amd64_6.1.9_amd64.deb");
  const auto fetch = [this] {
    std::ostringstream words;
    EXPECT_EQ(cached_kernel(cache(), {}, words).image.filename(), "vmlinuz-6.1.0-9");
  };
  std::thread other{fetch};
  fetch();
  other.join();
  EXPECT_EQ(read_file(log()), "x\n");
}

TEST_F(KernelCache, AHalfDoneFetchIsNeverUsed) {
  fs::create_directories(cache() / "kernel/.fetch-x/tree/boot");
  std::ofstream{cache() / "kernel/.fetch-x/tree/boot/vmlinuz-0"} << "k";
  fs::create_directories(cache() / "kernel/no-modules/boot");
  std::ofstream{cache() / "kernel/no-modules/boot/vmlinuz-0"} << "k";
  std::ostringstream words;
  EXPECT_EQ(cached_kernel(cache(), {}, words).image.filename(), "vmlinuz-6.1.0-9");
  EXPECT_FALSE(fs::exists(cache() / "kernel/.fetch-x")) << "left by one that was killed";
}

TEST_F(KernelCache, EveryFailureSaysWhatToDo) {
  tool("dpkg", "exit 0");
  EXPECT_THAT(error_of_fetching(), HasSubstr("no kernel in linux-image-6.1.0-9-amd64_6.1.9_amd64.deb"));
  tool("dpkg", "echo 'dpkg: error: bad archive' >&2; exit 2");
  EXPECT_THAT(error_of_fetching(), HasSubstr("dpkg: error: bad archive"));
  tool("apt-get", "echo 'E: Could not resolve host' >&2; exit 100");
  EXPECT_THAT(error_of_fetching(), HasSubstr("E: Could not resolve host"));
  tool("apt-cache", "echo 'E: No packages found' >&2; exit 100");
  EXPECT_THAT(error_of_fetching(), HasSubstr("run `apt-get update` as root"));
  setenv("PATH", "/no/such/folder", 1);
  EXPECT_THAT(error_of_fetching(), HasSubstr("no apt-cache; give one with --kernel and --modules"));
  std::ofstream{cache().string() + "x"} << "a file, not a folder";
  std::ostringstream words;
  EXPECT_THROW(cached_kernel(cache().string() + "x", {}, words), HarnessError);
  for (const auto& entry : fs::directory_iterator{cache() / "kernel"}) EXPECT_EQ(entry.path().filename(), ".lock");
}

// What unstable has: an image package without content, which needs one with the kernel and one with modules in usr.
TEST_F(KernelCache, APackageThatWasSplitIsPutTogether) {
  // given
  tool("apt-cache",
       "case $2 in linux-image-amd64) echo '  Depends: linux-image-7.2-amd64' ;;\n"
       "linux-image-7.2-amd64) echo ' |Depends: dracut'; echo '  Depends: linux-binary-7.2-amd64'\n"
       "echo '  Depends: linux-modules-7.2-amd64'; echo '  Breaks: linux-modules-7.1-amd64' ;; esac");
  tool("apt-get", "echo $2 >>" + log() + "; echo deb >$2_7.2-1_amd64.deb");
  tool("dpkg",
       "case $2 in *linux-binary*) mkdir -p $3/boot; echo k >$3/boot/vmlinuz-7.2 ;;\n"
       "*linux-modules*) mkdir -p $3/usr/lib/modules/7.2/kernel/fs $3/usr/share ;; esac");
  // when
  std::ostringstream words;
  const Kernel kernel = cached_kernel(cache(), {"linux-image-7.2-amd64"}, words);
  // then
  EXPECT_EQ(read_file(log()), "linux-image-7.2-amd64\nlinux-binary-7.2-amd64\nlinux-modules-7.2-amd64\n");
  EXPECT_EQ(kernel.image.filename(), "vmlinuz-7.2");
  EXPECT_TRUE(fs::is_directory(kernel.modules / "kernel/fs")) << kernel.modules;
}

TEST_F(KernelCache, APackageThatIsNamedNeverTakesTheUsualOnesPlace) {
  std::ostringstream words;
  const Kernel usual = cached_kernel(cache(), {}, words);
  const Kernel named = cached_kernel(cache(), {"linux-image-6.1.0-9-amd64"}, words);
  EXPECT_NE(usual.image, named.image);
  EXPECT_EQ(cached_kernel(cache(), {}, words).image, usual.image);
  EXPECT_EQ(cached_kernel(cache(), {"linux-image-6.1.0-9-amd64"}, words).image, named.image);
}

TEST_F(KernelCache, PackagesCanBeFiles) {
  const fs::path file = folder_.path() / "linux-image-6.1.deb";
  std::ostringstream words;
  const auto error_of = [&](const std::string& package) -> std::string {
    try {
      cached_kernel(cache(), {package}, words);
    } catch (const HarnessError& error) {
      return error.what();
    }
    return {};
  };
  EXPECT_EQ(error_of(file.string()), "no kernel package at " + file.string());
  EXPECT_EQ(error_of("a/b"), "no kernel package \"a/b\": the name of one that apt knows, or a .deb file");
  std::ofstream{file} << "deb";
  EXPECT_EQ(error_of(file.string()), "");
  EXPECT_EQ(read_file(log()), "") << "nothing is downloaded";
}

std::string little_endian_32(std::size_t value) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xFF);
  return bytes;
}

std::string bzimage(const std::string& packed, std::size_t unpacked_size) {
  std::string image(1024, '\0');
  image[0x1F1] = 1;
  image.replace(0x202, 4, "HdrS");
  image.replace(0x248, 4, little_endian_32(16));
  image.replace(0x24C, 4, little_endian_32(packed.size() + 4));
  return image + std::string(16, 'x') + packed + little_endian_32(unpacked_size) + "after";
}

TEST(Vmlinux, ThePayloadIsFound) {
  const std::string image = bzimage("packed", 77);
  const auto payload = kernel_payload(image);
  ASSERT_TRUE(payload);
  EXPECT_EQ(payload->bytes.substr(0, 6), "packed");
  EXPECT_EQ(payload->unpacked_size, 77u);
}

TEST(Vmlinux, NonsenseHasNoPayload) {
  const std::string image = bzimage("packed", 77);
  for (std::size_t length = 0; length < 1024 + 16 + 10; ++length) {
    EXPECT_FALSE(kernel_payload(std::string_view{image}.substr(0, length))) << length;
  }
  std::string far = image;
  far.replace(0x248, 4, "\xFF\xFF\xFF\xFF");
  EXPECT_FALSE(kernel_payload(far));
  std::string wrong = image;
  wrong[0x202] = 'X';
  EXPECT_FALSE(kernel_payload(wrong));
}

TEST(Vmlinux, OnlyAKernelThatCanBeEnteredIsUnpacked) {
  const WorkFolder folder{testing::TempDir()};
  const fs::path plain = folder.path() / "plain", image = folder.path() / "bzImage", elf = folder.path() / "vmlinux";
  const std::string note{"\4\0\0\0\10\0\0\0\22\0\0\0Xen\0", 16};
  const auto unpacks = [&](const std::string& kernel, std::size_t size) {
    std::ofstream{plain, std::ios::binary} << kernel;
    const std::string packed = run_command({.argv = {"gzip", "-c", plain.string()}}).out;
    std::ofstream{image, std::ios::binary} << bzimage(packed, size);
    return unpack_kernel(image, elf);
  };
  const std::string kernel =
      "\x7F"
      "ELF and so on" +
      note;
  EXPECT_TRUE(unpacks(kernel, kernel.size()));
  EXPECT_EQ(read_file(elf), kernel);
  EXPECT_FALSE(unpacks(kernel, kernel.size() + 1)) << "cut short";
  EXPECT_FALSE(
      unpacks("\x7F"
              "ELF without the note",
              20));
  EXPECT_FALSE(unpacks("no ELF" + note, 22));
}

}  // namespace
}  // namespace zns::harness
