#include "harness/report/output.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/base/error.hpp"
#include "harness/report/report_for_tests.hpp"

namespace zns::harness {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class Output : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string test = ::testing::UnitTest::GetInstance()->current_test_info()->name();
    folder_ = fs::path{::testing::TempDir()} / ("znspec_output_" + test + "_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }
  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator{folder_}, fs::directory_iterator{}));
  }
  static std::string read(const std::string& file) {
    std::ifstream stream{file};
    return {std::istreambuf_iterator<char>{stream}, {}};
  }
  static std::string error_of(const std::string& file) {
    try {
      const ReportFile report{file};
    } catch (const HarnessError& error) {
      return error.what();
    }
    return "";
  }

  fs::path folder_;
};

TEST_F(Output, FileAppearsWhenItIsComplete) {
  ReportFile file{path("r")};
  EXPECT_FALSE(fs::exists(path("r")));
  file.commit("text");
  EXPECT_EQ(read(path("r")), "text");
  EXPECT_EQ(files(), 1U);
}

TEST_F(Output, FileThatIsNotCommittedLeavesTheOldOneAndNoTrace) {
  std::ofstream{path("r")} << "old";
  { const ReportFile file{path("r")}; }
  EXPECT_EQ(read(path("r")), "old");
  EXPECT_EQ(files(), 1U);
}

TEST_F(Output, FileHasTheModeOfAnyOther) {
  ReportFile file{path("r")};
  file.commit("");
  std::ofstream{path("other")} << "";
  EXPECT_EQ(fs::status(path("r")).permissions(), fs::status(path("other")).permissions());
}

TEST_F(Output, LinkStaysALink) {
  std::ofstream{path("r")} << "old";
  fs::create_symlink(path("r"), path("link"));
  ReportFile file{path("link")};
  file.commit("new");
  EXPECT_TRUE(fs::is_symlink(path("link")));
  EXPECT_EQ(read(path("r")), "new");
}

TEST_F(Output, PipeIsWrittenAndNotReplaced) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  std::fstream reader{path("pipe"), std::ios::in | std::ios::out};  // both: opening blocks for neither
  ReportFile file{path("pipe")};
  file.commit("text\n");
  std::string line;
  std::getline(reader, line);
  EXPECT_EQ(line, "text");
  EXPECT_TRUE(fs::is_fifo(path("pipe")));
}

TEST_F(Output, PathThatCannotBeWrittenIsOneClearLine) {
  EXPECT_EQ(error_of(path("no/r")), "cannot write report '" + path("no/r") + "': No such file or directory");
  EXPECT_EQ(error_of(folder_.string()), "cannot write report '" + folder_.string() + "': Is a directory");
}

std::vector<std::string> forms(const std::vector<std::string>& spellings) {
  std::vector<std::string> all;
  for (const ReportRequest& request : parse_report_requests(spellings))
    all.push_back(std::to_string(static_cast<int>(request.form)) + request.path);
  return all;
}

TEST(ReportRequests, AddTheConsoleUnlessStandardOutputIsTaken) {
  EXPECT_THAT(forms({}), ::testing::ElementsAre("0-"));
  EXPECT_THAT(forms({"json=a", "junit=b"}), ::testing::ElementsAre("0-", "1a", "2b"));
  EXPECT_THAT(forms({"json=a", "console"}), ::testing::ElementsAre("1a", "0-"));
  EXPECT_THAT(forms({"junit=-"}), ::testing::ElementsAre("2-"));
}

TEST(ReportRequests, RefuseWhatMakesNoSense) {
  for (const auto& bad : std::vector<std::vector<std::string>>{{"xml"},
                                                               {""},
                                                               {"json"},
                                                               {"json="},
                                                               {"console=x"},
                                                               {"console", "console"},
                                                               {"console", "json=-"},
                                                               {"json=a", "junit=a"}})
    EXPECT_THROW(static_cast<void>(parse_report_requests(bad)), UsageError) << bad.front();
}

TEST_F(Output, ReportsGoWhereTheyWereAskedFor) {
  std::ostringstream out;
  Reports reports{parse_report_requests({"json=" + path("j"), "junit=" + path("x")}), out, {}};
  reports.write(report_for_tests());
  EXPECT_THAT(out.str(), StartsWith("target    ref:"));
  EXPECT_THAT(read(path("j")), StartsWith("{\n  \"schema\": 1,"));
  EXPECT_THAT(read(path("x")), HasSubstr("<testsuites"));
}

TEST_F(Output, ReportsOpenEveryFileBeforeAnythingIsWritten) {
  std::ostringstream out;
  EXPECT_THROW((Reports{parse_report_requests({"json=" + path("j"), "junit=" + path("no/x")}), out, {}}), HarnessError);
  EXPECT_EQ(files(), 0U);
}

TEST_F(Output, AddsAStepSummaryToItsFileAndReplacesOthers) {
  const auto write = [&](const std::string& form, const std::string& file) {
    std::ostringstream out;
    Reports{parse_report_requests({form + "=" + file}), out, {}}.write(report_for_tests());
  };
  for (const char* form : {"github", "html", "tap"}) {
    const std::string file = path(form);
    write(form, file);
    const std::string once = read(file);
    write(form, file);
    EXPECT_FALSE(once.empty()) << form;
    EXPECT_EQ(read(file), form == std::string{"github"} ? once + once : once) << form;
  }
}

TEST_F(Output, ShowsEachResultAsItComes) {
  std::ostringstream out;
  Reports reports{parse_report_requests({}), out, {}};
  const Report report = report_for_tests();
  const SectionReport& section = report.sections[1];
  // when the run begins, and its first case has failed
  reports.begin(report);
  const std::size_t head = out.str().size();
  reports.add(section, 12, section.cases[0]);
  // then both can be read, before anything else is known
  EXPECT_THAT(out.str().substr(0, head), ::testing::StartsWith("target    ref:\n"));
  EXPECT_THAT(out.str().substr(head),
              ::testing::StartsWith("ZNS 1.1 3.4.3  Zone Management Send command\n  × send/failed"));
  // and the end says what is left to say, and no case twice
  const std::size_t before = out.str().size();
  reports.write(report);
  EXPECT_THAT(out.str().substr(before), ::testing::Not(::testing::HasSubstr("requires  ZNS-ZMS-021")));
  EXPECT_THAT(out.str().substr(before), ::testing::HasSubstr("✔ flush/ok"));
}

TEST_F(Output, EndsTheRunWhereNobodyReadsIt) {
  std::ostringstream out;
  Reports reports{parse_report_requests({}), out, {}};
  const Report report = report_for_tests();
  reports.begin(report);
  out.setstate(std::ios::badbit);  // as a closed pipe has it
  EXPECT_THROW(reports.add(report.sections[1], 12, report.sections[1].cases[0]), HarnessError);
}

TEST_F(Output, ShowsNothingAsItComesWhereStandardOutputIsTaken) {
  std::ostringstream out;
  Reports reports{parse_report_requests({"json=-"}), out, {}};
  const Report report = report_for_tests();
  reports.begin(report);
  reports.add(report.sections[1], 12, report.sections[1].cases[0]);
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace zns::harness
