#include "harness/house/house_rules.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>

#include "harness/deviations/deviations.hpp"
#include "reference/device/freedom.hpp"
#include "suites/contents.hpp"

namespace zns::harness {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// ---- the tree -------------------------------------------------------------------------------------------------------

fs::path root() {
  return ZNSPEC_SOURCE_DIR;
}

SourceFile load(const fs::path& path) {
  std::ifstream stream{path};
  EXPECT_TRUE(stream) << path;
  return {fs::relative(path, root()).generic_string(), {std::istreambuf_iterator<char>{stream}, {}}};
}

const std::vector<std::string> kFolders = {"reference", "suites", "harness", "python"};

std::vector<SourceFile> sources(const std::vector<std::string>& folders = kFolders) {
  const std::set<std::string> kinds = {".cpp", ".hpp", ".inc", ".txt", ".sh"};
  std::vector<SourceFile> all;
  for (const std::string& folder : folders)
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator{root() / folder})
      if (entry.is_regular_file() && kinds.contains(entry.path().extension().string()))
        all.push_back(load(entry.path()));
  std::sort(all.begin(), all.end(), [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return all;
}

std::string all_findings(const std::function<Findings(const SourceFile&)>& rule) {
  std::string text;
  for (const SourceFile& source : sources())
    for (const std::string& each : rule(source)) text += "\n" + each;
  return text;
}

TEST(Tree, IsAllSeen) {
  const std::vector<SourceFile> all = sources();
  EXPECT_GT(all.size(), 100U);
  for (const char* path : {"reference/spec/clauses_zns_io.inc", "reference/device/step.cpp", "suites/bench.hpp",
                           "suites/zns/zone_append.cpp", "harness/cli/main.cpp", "harness/qemu/CMakeLists.txt"})
    EXPECT_TRUE(std::any_of(all.begin(), all.end(), [&](const SourceFile& each) { return each.path == path; })) << path;
}

TEST(Tree, DependsOneWay) {
  EXPECT_EQ(all_findings(check_includes), "");
}
TEST(Tree, HasAPureReference) {
  EXPECT_EQ(all_findings(check_purity), "");
}
TEST(Tree, HasHeadersThatSayWhatTheyAreAbout) {
  EXPECT_EQ(all_findings(check_header), "");
}
TEST(Tree, LeavesNothingForLater) {
  EXPECT_EQ(all_findings(check_markers), "");
}
TEST(Tree, BeginsItsSentencesWithTheSubject) {
  EXPECT_EQ(all_findings(check_prose), "");
}
TEST(Tree, HasNoDeadFiles) {
  EXPECT_THAT(check_unused(sources({"reference", "suites", "harness", "python", "fuzz"})), IsEmpty());
}
TEST(Tree, ListsItsPackages) {
  EXPECT_THAT(check_packages(load(root() / "packages.txt")), IsEmpty());
}

TEST(Freedoms, HaveIdsOfTheirOwn) {
  std::set<std::string_view> ids;
  for (const FreedomRow& freedom : kFreedoms) {
    EXPECT_TRUE(ids.insert(freedom.id).second) << freedom.id;
    EXPECT_THAT(std::string{freedom.id}, ::testing::MatchesRegex("[a-z0-9]+(-[a-z0-9]+)*"));
    EXPECT_FALSE(freedom.text.empty()) << freedom.id;
  }
}

TEST(Freedoms, OfOrderAreTheLast) {
  for (std::size_t i = 0; i < kFreedomCount; ++i)
    EXPECT_EQ(kFreedoms[i].of_order, static_cast<Freedom>(i) >= Freedom::NoRoomMeanwhile) << kFreedoms[i].id;
}

// Clauses and keys are checked where the file is read, globs against the suite's cases.
TEST(ShippedDeviations, AllResolve) {
  const std::vector<suites::Section> contents = suites::contents();
  int files = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator{root() / "corpora" / "devices"}) {
    if (entry.path().extension() != ".deviations") continue;
    ++files;
    try {
      check_deviations(load_deviations(entry.path().string()), contents);
    } catch (const std::exception& error) {
      ADD_FAILURE() << error.what();
    }
  }
  EXPECT_GT(files, 0);
}

// ---- each rule, red -------------------------------------------------------------------------------------------------

Findings includes_of(const std::string& path, const std::string& header) {
  return check_includes({path, "// A file.\n#include " + header + "\n"});
}

TEST(IncludeRule, LetsDependenciesRunOneWayOnly) {
  EXPECT_THAT(includes_of("reference/spec/a.hpp", "\"reference/device/step.hpp\""),
              ElementsAre("reference/spec/a.hpp:2: reference/spec includes only reference/spec, not "
                          "\"reference/device/step.hpp\""));
  EXPECT_THAT(includes_of("reference/device/a.cpp", "\"reference/oracle/oracle.hpp\""), SizeIs(1));
  EXPECT_THAT(includes_of("reference/oracle/a.cpp", "\"harness/base/error.hpp\""), SizeIs(1));
  EXPECT_THAT(includes_of("reference/oracle/a.cpp", "\"suites/case.hpp\""), SizeIs(1));
  EXPECT_THAT(includes_of("reference/oracle/a.cpp", "\"oracle.hpp\""), SizeIs(1));
  EXPECT_THAT(includes_of("suites/zns/a.cpp", "\"reference/device/step.hpp\""), SizeIs(1));
  EXPECT_THAT(includes_of("suites/zns/a.cpp", "\"reference/oracle/oracle.hpp\""), SizeIs(1));
  EXPECT_THAT(includes_of("suites/a_test.cpp", "\"harness/base/error.hpp\""), SizeIs(1));
  EXPECT_THAT(includes_of("suites/zns/a.cpp", "\"reference/spec/sqe.hpp\""), IsEmpty());
  EXPECT_THAT(includes_of("reference/device/a.cpp", "\"reference/spec/sqe.hpp\""), IsEmpty());
  EXPECT_THAT(includes_of("reference/oracle/a.cpp", "\"reference/device/step.hpp\""), IsEmpty());
  EXPECT_THAT(includes_of("reference/oracle/a.cpp", "\"reference/oracle/order/linearize.hpp\""), SizeIs(1));
  EXPECT_THAT(includes_of("reference/oracle/order/a.cpp", "\"reference/oracle/oracle.hpp\""), IsEmpty());
  EXPECT_THAT(includes_of("harness/a.cpp", "\"reference/oracle/oracle.hpp\""), IsEmpty());
  EXPECT_THAT(includes_of("reference/device/namespace/a.hpp", "\"reference/device/effect.hpp\""), SizeIs(1));
  EXPECT_THAT(includes_of("reference/device/controller/a.hpp", "\"reference/device/step.hpp\""), SizeIs(1));
  EXPECT_THAT(includes_of("harness/base/a.hpp", "\"harness/report/report.hpp\""),
              ElementsAre(HasSubstr("harness/base includes nothing above it")));
  EXPECT_THAT(includes_of("harness/witness/a.cpp", "\"harness/run/run.hpp\""),
              ElementsAre(HasSubstr("harness/witness includes nothing that runs")));
  EXPECT_THAT(includes_of("harness/witness/a_test.cpp", "\"harness/run/run.hpp\""), IsEmpty());
  EXPECT_THAT(includes_of("harness/run/a.cpp", "\"harness/cli/cli.hpp\""),
              ElementsAre(HasSubstr("only harness/cli and harness/windows include harness/cli")));
}

TEST(IncludeRule, KeepsTheReferencePure) {
  for (const char* header :
       {"iostream", "fstream", "cstdio", "chrono", "thread", "mutex", "random", "filesystem", "ctime", "iomanip"})
    EXPECT_THAT(includes_of("reference/device/a.cpp", "<" + std::string{header} + ">"),
                ElementsAre("reference/device/a.cpp:2: reference is pure: no <" + std::string{header} + ">"));
  EXPECT_THAT(includes_of("reference/device/a.cpp", "<unistd.h>"), SizeIs(1));
  EXPECT_THAT(includes_of("reference/device/a.cpp", "<fmt/core.h>"), SizeIs(1));
  EXPECT_THAT(includes_of("reference/device/a.cpp", "<gtest/gtest.h>"), SizeIs(1));
  EXPECT_THAT(includes_of("suites/a.cpp", "<nlohmann/json.hpp>"), SizeIs(1));
  EXPECT_THAT(includes_of("reference/device/a.cpp", "<vector>"), IsEmpty());
  EXPECT_THAT(includes_of("reference/device/a_test.cpp", "<gtest/gtest.h>"), IsEmpty());
  EXPECT_THAT(includes_of("reference/device/a_test.cpp", "<random>"), IsEmpty());
  EXPECT_THAT(includes_of("harness/a.cpp", "<unistd.h>"), IsEmpty());
}

Findings purity_of(const std::string& code) {
  return check_purity({"reference/device/a.cpp", "// A file.\n" + code});
}

TEST(PurityRule, SeesExceptions) {
  EXPECT_THAT(purity_of("void f() {\n  throw 1;\n}\n"),
              ElementsAre("reference/device/a.cpp:3: reference is pure: no exceptions"));
  EXPECT_THAT(purity_of("  try { f(); }\n"), SizeIs(1));
  EXPECT_THAT(purity_of("  } catch (...) {}\n"), SizeIs(1));
  EXPECT_THAT(purity_of("// throw\nauto s() { return \"throw\"; }\n/* try\n catch */\n"), IsEmpty());
  EXPECT_THAT(check_purity({"reference/spec/clause.hpp", "    throw \"no such clause in the table\";\n"}), IsEmpty());
  EXPECT_THAT(check_purity({"reference/spec/clause.hpp", "    throw \"something else\";\n"}), SizeIs(1));
  EXPECT_THAT(check_purity({"harness/a.cpp", "  throw 1;\n"}), IsEmpty());
}

TEST(PurityRule, SeesMutableGlobals) {
  for (const char* code :
       {"int counter = 0;\n", "std::vector<int> cache;\n", "static std::uint64_t n = 1;\n", "  static int calls = 0;\n",
        "thread_local int t;\n", "inline State* current = nullptr;\n", "std::array<int, 3> table{};\n",
        "constinit int c = 0;\n", "unsigned char bytes[4] = {1};\n", "extern int elsewhere;\n"})
    EXPECT_THAT(purity_of(code), ElementsAre("reference/device/a.cpp:2: reference is pure: no mutable global")) << code;
  for (const char* code : {"constexpr int kLimit = 3;\n", "static constexpr int kLimit = 3;\n", "struct State {\n",
                           "static std::string text(int value = 0);\n", "  static int f() { return 1; }\n",
                           "extern const std::array<int, 3> kTable;\n", "using Bytes = std::vector<int>;\n",
                           "std::string text(int value) {\n", "namespace zns {\n", "  int local = 0;\n",
                           "template <class T> concept Word = true;\n", "enum class Level : int { Shall };\n"})
    EXPECT_THAT(purity_of(code), IsEmpty()) << code;
}

TEST(HeaderRule, WantsACommentAndAGuard) {
  EXPECT_THAT(check_header({"a.hpp", "#pragma once\n"}),
              ElementsAre(HasSubstr("a.hpp:1: a header begins with a comment")));
  EXPECT_THAT(check_header({"a.hpp", "// A header.\n"}), ElementsAre(HasSubstr("#pragma once")));
  EXPECT_THAT(check_header({"a.hpp", ""}), SizeIs(2));
  EXPECT_THAT(check_header({"a.hpp", "// A header.\n#pragma once\n"}), IsEmpty());
  EXPECT_THAT(check_header({"a.cpp", "int x;\n"}), IsEmpty());
}

TEST(MarkerRule, SeesWhatIsLeftForLater) {
  for (const std::string marker : {"TO"
                                   "DO",
                                   "FIX"
                                   "ME",
                                   "XX"
                                   "X"})
    EXPECT_THAT(check_markers({"a.cpp", "int x;\n// " + marker + ": later\n"}),
                ElementsAre(HasSubstr("a.cpp:2: " + marker)));
  EXPECT_THAT(check_markers({"a.cpp", "mkstemp(\"XXXXXX\"); // tod\n"}), IsEmpty());
}

TEST(ProseRule, SeesASentenceThatOpensWithOf) {
  for (const std::string& comment : std::vector<std::string>{"// "
                                                             "Of a zone\n",
                                                             "int x;  // It is. "
                                                             "Of these one\n"})
    EXPECT_THAT(check_prose({"a.cpp", comment}), ElementsAre(HasSubstr("a.cpp:1: a sentence begins")));
  EXPECT_THAT(check_prose({"a.cpp", "// the end of a zone, and Office\n\"Of course\";\n"}), IsEmpty());
}

TEST(UnusedRule, SeesFilesThatNobodyHas) {
  const SourceFile lists{"a/CMakeLists.txt", "add_library(a one.cpp)\nfile(GLOB more b/*.cpp)\n"};
  EXPECT_THAT(check_unused({lists, {"a/one.cpp", "#include \"a/one.hpp\"\n"}, {"a/one.hpp", ""}, {"a/b/two.cpp", ""}}),
              IsEmpty());
  EXPECT_THAT(check_unused({lists, {"a/one.hpp", ""}, {"a/three.cpp", ""}, {"a/c/two.cpp", ""}}),
              ElementsAre("a/one.hpp:1: nobody includes it", "a/three.cpp:1: no CMakeLists.txt has it",
                          "a/c/two.cpp:1: no CMakeLists.txt has it"));
}

TEST(PackageRule, WantsAKindAndAPackage) {
  EXPECT_THAT(check_packages({"p", "# a list\n\nbuild g++\ntest libgtest-dev\nguest qemu-system-x86\n"}), IsEmpty());
  for (const char* line : {"g++\n", "biuld g++\n", "build g++ cmake\n", "build  g++\n", "build G++\n", " build g++\n"})
    EXPECT_THAT(check_packages({"p", line}), ElementsAre(HasSubstr("p:1: a line is \"KIND PACKAGE\""))) << line;
  EXPECT_THAT(check_packages({"p", "build g++\ntest g++\n"}), ElementsAre("p:2: g++ is listed twice"));
}

TEST(CodeOf, BlanksCommentsAndLiterals) {
  EXPECT_EQ(code_of("a // b\nc"), "a     \nc");
  EXPECT_EQ(code_of("a /* b\nc */ d"), "a     \n     d");
  EXPECT_EQ(code_of("f(\"a\\\"b\", 'c', 1'000)"), "f(      ,    , 1'000)");
  EXPECT_EQ(code_of("R\"x(a\")\n)x\" b"), "       \n    b");
}

}  // namespace
}  // namespace zns::harness
