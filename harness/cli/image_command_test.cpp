// znspec image, as a user meets it.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "harness/cli/cli_for_tests.hpp"

namespace zns::harness {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class ImageCommand : public Cli {
 protected:
  // A name that no file has, in a folder that goes with the test.
  std::string path(const std::string& name) { return (folder_ / name).string(); }
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static void flip(const std::string& file, std::uint64_t offset) {
    std::fstream stream{file, std::ios::binary | std::ios::in | std::ios::out};
    stream.seekg(static_cast<std::streamoff>(offset));
    const auto byte = static_cast<char>(stream.get() ^ 1);
    stream.seekp(static_cast<std::streamoff>(offset));
    stream.put(byte);
  }

 private:
  std::filesystem::path folder_ =
      std::filesystem::path{::testing::TempDir()} / ("znspec_image_" + std::to_string(::getpid()));
};

TEST_F(ImageCommand, MakesAnImageAndShowsIt) {
  // given, when
  const std::string it = path("it");
  EXPECT_EQ(znspec({"image", "create", it, "zones=8,controllers=2,ns2.csi=nvm"}).out, it + ": made\n");
  const CliOutcome shown = znspec({"image", "show", it});
  // then
  EXPECT_EQ(shown.status, 0);
  EXPECT_THAT(shown.out, AllOf(StartsWith(it + ": an image of format 1, made by \"znspec\""),
                               HasSubstr("left as it should be\ncontrollers  2\ndevice  zones=8 "),
                               HasSubstr("\n  zones: 8 ZSE\nnamespace 2  csi=nvm ")));
  EXPECT_THAT(znspec({"image", "check", it}).out, StartsWith(it + ": sound, "));
  EXPECT_THAT(znspec({"image", "dump", it}).out, StartsWith("frame 0 at 0x0: header"));
}

TEST_F(ImageCommand, HoldsWhatARunDid) {
  // given
  const std::string it = path("it");
  contents_ = [] {
    return std::vector<suites::Section>{{"", "", {cli_case("write/one", [](suites::Bench& bench) {
                                           const suites::ZoneRef zone = bench.a_zone_in(ZoneState::Empty);
                                           bench.fill(zone, zone.zslba, zone.zslba + 1);
                                         })}}};
  };
  // when
  EXPECT_EQ(znspec({"run", "ref:image=" + it + ",vwc=yes"}).status, 0);
  // then
  EXPECT_THAT(znspec({"image", "dump", it}).out, HasSubstr(": effect, "));
  EXPECT_THAT(znspec({"run", "ref:image=" + it + ",vwc=no"}).err,
              HasSubstr("option vwc=no: the image " + it + " has yes"));
}

TEST_F(ImageCommand, RecoversWhatIsGoodOfADamagedOne) {
  // given: an image that a run wrote, damaged in its first effect
  constexpr std::uint64_t kFirstEffect = 4096 + 44;  // behind the header, and the end of a snapshot of nothing
  const std::string it = path("it");
  ASSERT_EQ(znspec({"run", "ref:image=" + it, "--filter", "flush/good"}).status, 0);
  flip(it, kFirstEffect + 50);
  expect_complaint({"image", "check", it}, 3, it + ": frame 2 at offset 4140 is damaged");
  expect_complaint({"run", "ref:image=" + it}, 3, "`znspec image recover` makes a copy of what is good");
  // when
  const std::string good = path("good");
  EXPECT_THAT(znspec({"image", "recover", it, good}).out,
              StartsWith(good + ": made of the first 4140 bytes of " + it + "; "));
  // then
  EXPECT_THAT(znspec({"image", "check", good}).out, HasSubstr(": sound, "));
  expect_complaint({"image", "recover", it, good}, 2, good + ": is there already");
}

TEST_F(ImageCommand, SaysWhatIsWrong) {
  const std::string it = path("it");
  ASSERT_EQ(znspec({"image", "create", it}).status, 0);
  expect_complaint({"image", "create", it}, 2, it + ": is there already");
  expect_complaint({"image", "create", path("other"), "zones=0"}, 2, "zones");
  expect_complaint({"image", "create", path("other"), "image=third"}, 2,
                   "image=third: only the target ref: is kept in a file");
  expect_complaint({"image", "show", path("other")}, 3, "No such file");
  expect_complaint({"image", "show", file("no_image", "text")}, 3, "not an image");
  expect_complaint({"image", "recover", it}, 2, "the file to make");
  expect_complaint({"image", "check", it, "more"}, 2, "takes one file");
  expect_complaint({"image", "look", it}, 2, "look");
}

}  // namespace
}  // namespace zns::harness
