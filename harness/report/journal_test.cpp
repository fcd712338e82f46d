#include "harness/report/journal.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/base/error.hpp"
#include "harness/report/json.hpp"
#include "harness/report/json_reader.hpp"
#include "harness/report/report_for_tests.hpp"

namespace zns::harness {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

std::string content(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream{path, std::ios::binary}.rdbuf();
  return text.str();
}

class JournalTest : public ::testing::Test {
 protected:
  void TearDown() override { fs::remove(path_); }

  // The journal of report_for_tests(), with its counts at the last case.
  void write(const Report& report) {
    Journal journal{path_};
    journal.head(report);
    std::size_t left = 0;
    for (const SectionReport& section : report.sections) left += section.cases.size();
    for (const SectionReport& section : report.sections)
      for (const CaseReport& entry : section.cases) {
        journal.begin(section, entry);
        journal.end(section, entry, --left == 0 ? counts_of(report) : Counts{});
      }
  }

  std::string path_ = (fs::path{::testing::TempDir()} / ("journal_" + std::to_string(::getpid()))).string();
};

TEST_F(JournalTest, GivesTheReportThatWasPutIntoIt) {
  write(report_for_tests());
  Report expected = report_for_tests();
  expected.facts.controller.sn = "S<1>\x01\xEF\xBF\xBD";
  EXPECT_EQ(render_json(report_from_journal(content(path_))), render_json(expected));
}

TEST_F(JournalTest, ALineThatIsCutIsDropped) {
  // given the journal of a run that died while it wrote its last line
  write(report_for_tests());
  const std::string text = content(path_);
  const std::size_t before_last = text.rfind('\n', text.size() - 2) + 1;
  // when it is read, then all but that line is there
  EXPECT_EQ(summarize(report_from_journal(text.substr(0, text.size() - 1))).cases, 6U);
  EXPECT_EQ(summarize(report_from_journal(text.substr(0, before_last))).cases, 6U);
  EXPECT_EQ(summarize(report_from_journal(text)).cases, 7U);
}

TEST_F(JournalTest, EachLineIsThereAtOnce) {
  Journal journal{path_};
  const Report report = report_for_tests();
  journal.head(report);
  journal.begin(report.sections[0], report.sections[0].cases[0]);
  JournalReader reader;
  std::istringstream lines{content(path_)};
  for (std::string line; std::getline(lines, line);) reader.line(line);
  ASSERT_TRUE(reader.in_flight().has_value());
  EXPECT_EQ(reader.in_flight()->cases.front().result.id, "flush/ok");
  EXPECT_EQ(reader.in_flight()->number, "Base 2.0 7.1");
  EXPECT_TRUE(reader.report().sections.empty()) << "it has not ended";
}

TEST_F(JournalTest, LeavesAnOlderOneUntilItHasAHead) {
  std::ofstream{path_} << "an older one\n";
  Journal journal{path_};
  EXPECT_EQ(content(path_), "an older one\n");
  journal.head(report_for_tests());
  EXPECT_TRUE(is_journal(content(path_)));
  EXPECT_THAT(content(path_), ::testing::Not(HasSubstr("older")));
}

TEST_F(JournalTest, CarriesWhatWasSaved) {
  // given a journal into which a file was put that has been saved
  const std::string saved = path_ + ".trace";
  std::ofstream{saved} << "a\n\"b\"\n";
  {
    Journal journal{path_};
    journal.head(report_for_tests());
    journal.file(saved);
  }
  fs::remove(saved);
  // when it is read
  JournalReader reader;
  std::istringstream lines{content(path_)};
  for (std::string line; std::getline(lines, line);) reader.line(line);
  // then the file is there, by its name
  ASSERT_TRUE(reader.file().has_value());
  EXPECT_EQ(reader.file()->name, fs::path{saved}.filename());
  EXPECT_EQ(reader.file()->text, "a\n\"b\"\n");
}

TEST_F(JournalTest, SaysWhichLineIsWrong) {
  write(report_for_tests());
  const auto refusal = [](const std::string& text) -> std::string {
    try {
      static_cast<void>(report_from_journal(text));
    } catch (const NotAReport& error) {
      return error.what();
    }
    return "(taken)";
  };
  const std::string text = content(path_);
  const std::string head = text.substr(0, text.find('\n') + 1);
  EXPECT_EQ(refusal("x\n"), "line 1: this is no JSON");
  EXPECT_EQ(refusal("{}\n"), "line 1: the head of the journal is missing");
  EXPECT_EQ(refusal(head + "{}\n"), "line 2: counts: it is missing");
  EXPECT_EQ(refusal(head + "[]\n"), "line 2: this is no object");
  EXPECT_EQ(refusal(head + head), "line 2: a second head");
  EXPECT_EQ(refusal(head + "{\"begin\": {}}\n"), "line 2: begin.title: it is missing");
}

TEST_F(JournalTest, ThatCannotBeWrittenIsTold) {
  EXPECT_THROW(Journal{"/no/such/folder/journal"}, HarnessError);
}

TEST(IsJournal, IsNotWhatAReportIs) {
  EXPECT_FALSE(is_journal(render_json(report_for_tests())));
  EXPECT_FALSE(is_journal(""));
}

}  // namespace
}  // namespace zns::harness
