// `ref:like=FILE` is a reference of the drive that the file is from.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <map>

#include "harness/base/error.hpp"
#include "harness/describe/describe.hpp"
#include "harness/like/attachment.hpp"
#include "harness/report/json.hpp"
#include "harness/targets/mutant_target.hpp"
#include "harness/targets/qemu_options.hpp"
#include "harness/targets/ref_options.hpp"
#include "reference/trace/geometry_text.hpp"
#include "suites/contents.hpp"

namespace zns::harness {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kQemu =
    "zones=64,zsze=1024,zcap=768,mar=8,mor=4,zdes=2,mdts=7,zasl=3,nn=256,vwc=yes,nsmgmt=yes,dae=yes";

std::string attached(const std::string& name) {
  return std::string{ZNSPEC_SOURCE_DIR} + "/corpora/attachments/qemu-7.2/" + name;
}

std::string content_of(const std::string& file) {
  std::ifstream stream{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

std::string path_of(const std::string& name) {
  return ::testing::TempDir() + "like-" + std::to_string(::getpid()) + "-" + name;
}

std::string written(const std::string& name, const std::string& content) {
  std::string file = path_of(name);
  std::ofstream{file, std::ios::binary} << content;
  return file;
}

std::string geometry(const std::string& options) {
  Geometry geometry = parse_ref_options(options).geometry;
  geometry.sgls = false;  // `ref:` has no key for it
  return to_text(geometry);
}

std::string error_of(const std::string& options) {
  try {
    static_cast<void>(parse_ref_options(options));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no error";
}

std::string error_of_file(const std::string& name, const std::string& content) {
  return error_of("like=" + written(name, content));
}

Description described(const std::string& spelling) {
  const auto opened = open_target(spelling, {});
  return describe(*opened, suites::contents());
}

class LikeEach : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Drives, LikeEach,
                         ::testing::Values("", "zones=5,zcap=0x40,mar=none,mor=2", "zsze=100,zcap=77,lba=512,razb=yes",
                                           "append=no,zdes=0,vzcap=yes,zae=yes", "mdts=6,zasl=3,nsid=7,nn=9",
                                           "mdts=0,zasl=0,write-zeroes=no"));

TEST_P(LikeEach, ReadsADescription) {
  // given the description of a drive
  const Description drive = described("ref:" + std::string{GetParam()});
  const std::string file = written("description.json", render_description_json(drive));
  // then a drive like it is described in the same way
  EXPECT_EQ(described("ref:like=" + file).reference, drive.reference);
}

TEST_P(LikeEach, ReadsAReportOfARun) {
  // given a report of a run on a drive, which has the object "device" alone
  const std::string spelling = "ref:" + std::string{GetParam()};
  const Description drive = described(spelling);
  const std::string file = written("run.json", render_json(drive.head));
  // then
  Geometry like = parse_ref_options("like=" + file).geometry;
  const Geometry wanted = parse_ref_options(GetParam()).geometry;
  like.nn = wanted.nn;  // is not in the report
  EXPECT_EQ(to_text(like), to_text(wanted));
}

TEST(Like, ReadsWhatNvmeCliPrints) {
  for (const std::string form : {".json", ".bin"}) {
    // given all that nvme-cli says of QEMU's drive, in an order that is not the drive's
    std::string files = attached("report-zones" + form);
    for (const char* name : {"zns-id-ctrl", "nvm-id-ctrl", "id-ns", "zns-id-ns", "id-ctrl"})
      files += "+" + attached(name + form);
    // then
    EXPECT_EQ(geometry("like=" + files), geometry(kQemu)) << form;
  }
}

TEST(Like, KeepsWhatNoFileSays) {
  // given one file each, as JSON and as bytes
  const std::map<std::string, std::string> same{
      {"id-ctrl", "mdts=7,zasl=4,nn=256,vwc=yes,nsmgmt=yes"},
      {"id-ns", "dae=yes"},
      {"zns-id-ns", "zsze=1024,zcap=1024,mar=8,mor=4,zdes=2"},
      {"zns-id-ctrl", "zasl=3"},
      {"nvm-id-ctrl", ""},
      {"report-zones", "zones=64,zsze=1024,zcap=768"},
  };
  // then
  for (const auto& [name, options] : same)
    for (const char* form : {".json", ".bin"})
      EXPECT_EQ(geometry("like=" + attached(name + form)), geometry(options)) << name << form;
}

TEST(Like, MixesForms) {
  EXPECT_EQ(geometry("like=" + attached("id-ns.bin") + "+" + attached("zns-id-ns.json")),
            geometry("zones=64,zsze=1024,zcap=1024,mar=8,mor=4,zdes=2,dae=yes"));
}

TEST(Like, IsBelowTheOptionsBesideIt) {
  const std::string like = "like=" + attached("zns-id-ns.json");
  for (const std::string& options : {like + ",mor=2,zcap=7,status=last", "mor=2,zcap=7,status=last," + like}) {
    EXPECT_EQ(geometry(options), geometry("zsze=1024,zcap=7,mar=8,mor=2,zdes=2")) << options;
    EXPECT_EQ(parse_ref_options(options).policy.statuses, Policy::Statuses::Last) << options;
  }
}

TEST(Like, GoesWithMutantsAndVariants) {
  const std::string like = ",like=" + attached("report-zones.bin");
  EXPECT_EQ(parse_mutant_options("append-past-zcap" + like).ref.geometry.zones, 64U);
  EXPECT_EQ(parse_variant_options("no-implicit-close" + like).ref.geometry.zones, 64U);
}

TEST(Like, IsOfRefOnly) {
  try {
    const auto any = [](const std::string&) { return std::vector<std::string>{"like"}; };
    static_cast<void>(parse_qemu_options("like=x.json", any));
    ADD_FAILURE() << "qemu: took like=";
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "qemu: option like=x.json: only ref: can be like another drive");
  }
}

TEST(Like, ReadsAReportThatCameInPieces) {
  // given a report whose second half has a header of its own
  std::string report = content_of(attached("report-zones.bin"));
  const std::size_t header = report.find('\n') + 1;
  report.insert(header + 64 * 33, report.substr(header, 64));
  // then
  EXPECT_EQ(geometry("like=" + written("pieces.bin", report)), geometry("zones=64,zsze=1024,zcap=768"));
}

TEST(Like, TellsPagesApartByTheNameWhereNothingElseDoes) {
  // given a page that only has its first byte
  std::string page(4096, '\0');
  page[0] = 3;
  // then
  EXPECT_EQ(geometry("like=" + written("nvme-zns_id_ctrl.bin", page)), geometry("zasl=3"));
  EXPECT_EQ(geometry("like=" + written("nvm-id-ctrl.bin", page)), geometry(""));
  EXPECT_EQ(error_of_file("page.bin", page), path_of("page.bin") +
                                                 ": it cannot be told whether this is zns id-ctrl or nvm-id-ctrl: name "
                                                 "the file zns-id-ctrl or nvm-id-ctrl, or give JSON");
}

TEST(Like, SaysInOneLineWhatIsWrong) {
  const std::map<std::string, std::string> wrong{
      {"", "an empty file"},
      {"{\"mdts\": 5", "no JSON from byte 11 on"},
      {"[1]", "no JSON object"},
      {"{}", "JSON, but neither of znspec nor of nvme's id-ctrl, "},
      {"{\"mdts\": 256}", "'mdts' is no number from 0 to 255"},
      {"{\"mdts\": \"5\"}", "'mdts' is no number from 0 to 255"},
      {"{\"mdts\": 5, \"nn\": 0}", "nsid must be from 1 to nn"},
      {"{\"nsze\": 5, \"lbafs\": 5}", "'lbafs' is no array of at most 64"},
      {"{\"nsze\": 5, \"lbafs\": [7]}", "'lbafs' has an entry that is no object: 0"},
      {"{\"nsze\": 5, \"lbafs\": []}", "'lbafs' does not say the block size of the format in use (0)"},
      {"{\"nsze\": 5, \"lbafs\": [{\"ds\": 12, \"ms\": 8}]}", "the namespace is formatted with 8 bytes of metadata"},
      {"{\"lbafe\": [{\"zsze\": 64}, {\"zsze\": 32}]}", "formats with different zones: id-ns says which is in use"},
      {"{\"lbafe\": [{\"zsze\": 64}], \"mar\": 1, \"mor\": 5}", "mor must not exceed mar"},
      {"{\"zone_list\": []}", "a report with no zones"},
      {"{\"zone_list\": [{\"slba\": 64, \"cap\": 1}, {\"slba\": 64}]}", "the zone at 64 comes after the zone at 64"},
      {"{\"reference\": \"ref:mor=9\"}", "'reference': ref: mor must not exceed mar"},
      {"{\"reference\": \"ref:like=/etc/passwd\"}", "option like=/etc/passwd: a file cannot be named here"},
      {"{\"reference\": \"qemu:\"}", "'reference' is no spelling of ref:"},
      {"{\"device\": {\"zones\": 0}}", "zones must be at least 1"},
      {"{\"device\": {\"append\": 1}}", "'append' is neither true nor false"},
      {std::string(40, '['), "JSON that is nested more than 16 deep"},
      {std::string(100, '\0'), "neither JSON, nor a page of 4096 bytes, nor a report of zones: 100 bytes"},
      {std::string(4096, '\1') + '\0', "nor a report of zones: 4097 bytes"},
      {std::string(4095, '\1') + '\0', "4096 bytes, but no id-ctrl, id-ns, "},
  };
  for (const auto& [content, expected] : wrong) {
    const std::string error = error_of_file("wrong", content);
    EXPECT_THAT(error, HasSubstr("-wrong: ")) << content;
    EXPECT_THAT(error, HasSubstr(expected)) << content;
    EXPECT_THAT(error, Not(HasSubstr("\n"))) << content;
  }
}

TEST(Like, SaysWhichFilesDoNotGoTogether) {
  const std::string ns = attached("id-ns.json");
  EXPECT_EQ(error_of("like=" + ns + "+" + attached("id-ns.bin")), attached("id-ns.bin") + ": id-ns, and so is " + ns);
  const std::string whole = written("whole.json", "{\"reference\": \"ref:\"}");
  EXPECT_EQ(error_of("like=" + ns + "+" + whole),
            whole + ": a report of znspec says all: no second file goes with it (" + ns + ")");
  const std::string report =
      written("zones.json", R"({"zone_list": [{"slba": 0, "cap": 8}, {"slba": 1000, "cap": 8}]})");
  EXPECT_THAT(error_of("like=" + attached("zns-id-ns.json") + "+" + report),
              HasSubstr("zns report-zones has zones 1000 blocks apart, zns id-ns has ZSZE 1024"));
  const std::string many = written("many.json", R"({"nr_zones": 65, "zone_list": [{"slba": 0, "cap": 8}]})");
  EXPECT_THAT(error_of("like=" + ns + "+" + attached("zns-id-ns.json") + "+" + many),
              HasSubstr("zns report-zones counts 65 zones, the namespace has 64"));
}

TEST(Like, SaysWhatCannotBeRead) {
  EXPECT_EQ(error_of("like=/no/such"), "/no/such: cannot be read: No such file or directory");
  EXPECT_THAT(error_of("like=/tmp"), HasSubstr("/tmp: cannot be read: "));
  EXPECT_EQ(error_of("like=/dev/zero"), "/dev/zero: more than 32 MiB");
  EXPECT_EQ(error_of("like="), "ref: option like=: FILE, or FILE+FILE");
}

TEST(Like, IsADriveThatAgreesWithTheFilesAboutIt) {
  // given two of QEMU's files, when the drive like it is described
  const Description drive = described("ref:like=" + attached("id-ctrl.bin") + "+" + attached("zns-id-ns.bin"));
  // then it says what they say
  EXPECT_EQ(drive.head.facts.max_active, 8U);
  EXPECT_EQ(drive.head.facts.mdts_bytes, std::uint64_t{4096} << 7);
}

}  // namespace
}  // namespace zns::harness
