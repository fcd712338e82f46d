// given a kill matrix, then its page has all of it, bad news first, and needs nothing from outside
#include <gmock/gmock.h>

#include <utility>

#include "harness/kill/kill_matrix_for_tests.hpp"

namespace zns::harness {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

// The row of one device, as it is in the page.
std::string row_of(const std::string& page, const std::string& id) {
  const std::size_t at = page.find("<tr id=\"device-" + id + "\"");
  return at == std::string::npos ? "" : page.substr(at, page.find("</tr>", at) - at);
}

TEST(KillHtml, SaysWhoNoticedEachMutantAndAfterHowManyCommands) {
  const std::string page = render_kill_html(kill_matrix_for_tests(), Catalogue::Mutants);
  EXPECT_THAT(row_of(page, "by-all"),
              AllOf(HasSubstr("class=\"passed\" data-by=\"suite diff depth\""), Not(HasSubstr("data-hard")),
                    HasSubstr("data-way=\"suite\" data-n=\"9\"><b>9</b>"), HasSubstr("<code>append/first</code>"),
                    HasSubstr("<b>1200</b>"), HasSubstr("diff/ZNS-APPEND-005/1a2b3c4d"), HasSubstr("<b>300</b>"),
                    HasSubstr("by-all does that"), HasSubstr("&rarr; by-all should do this"),
                    ContainsRegex("<code title=\"[^\"]+\">ZNS-APPEND-005</code>")));
  EXPECT_THAT(row_of(page, "by-diff"),
              AllOf(HasSubstr("data-by=\"diff\" data-hard"), HasSubstr("hard: only beyond 2^32 blocks"),
                    HasSubstr("data-way=\"suite\" data-n=\"Infinity\">&ndash;")));
  EXPECT_THAT(row_of(page, "crashes"), AllOf(HasSubstr("class=\"error\""), HasSubstr("crashed: SIGSEGV")));
}

TEST(KillHtml, HasBadNewsFirst) {
  const std::string page = render_kill_html(kill_matrix_for_tests(), Catalogue::Mutants);
  EXPECT_THAT(row_of(page, "survivor"), HasSubstr("class=\"failed\" data-by=\"\""));
  EXPECT_LT(page.find("device-survivor"), page.find("device-crashes"));
  EXPECT_LT(page.find("device-crashes"), page.find("device-by-all"));
  EXPECT_LT(page.find("device-by-all"), page.find("device-by-suite")) << "else in the catalogue's order";
}

TEST(KillHtml, HasTheRatesAndTheRedundantCases) {
  const std::string page = render_kill_html(kill_matrix_for_tests(), Catalogue::Mutants);
  const auto rate = [](const std::string& who, const std::string& count, const std::string& percent) {
    return HasSubstr("<td>" + who + "</td><td class=\"n\">" + count + " of 5</td><td class=\"n\">" + percent + "</td>");
  };
  EXPECT_THAT(page, AllOf(HasSubstr("<title>1 of 5 mutants survive - znspec</title>"), rate("suite", "2", "40.0 %"),
                          rate("diff", "2", "40.0 %"), rate("depth", "1", "20.0 %"),
                          rate("diff or depth", "2", "40.0 %"), rate("together", "3", "60.0 %")));
  EXPECT_THAT(page, AllOf(HasSubstr("2 cases kill no mutant"), HasSubstr("<li><code>append/nor-this</code></li>"),
                          HasSubstr("5000 random commands"), HasSubstr("up to 4 in flight"), HasSubstr("12.3 s")));
}

TEST(KillHtml, TakesNoMissingVerdictForAKill) {
  KillMatrix matrix = kill_matrix_for_tests();
  std::erase_if(matrix.rows, [](const KillRow& row) { return row.specimen.id == "survivor"; });
  EXPECT_THAT(render_kill_html(matrix, Catalogue::Mutants), HasSubstr("<title>Incomplete"));
  matrix.rows.pop_back();  // the one that crashes
  EXPECT_THAT(render_kill_html(matrix, Catalogue::Mutants), HasSubstr("<title>3 mutants, all killed"));
  matrix.interrupted = "interrupted by SIGINT";
  EXPECT_THAT(render_kill_html(matrix, Catalogue::Mutants),
              AllOf(HasSubstr("<title>Incomplete"), HasSubstr("interrupted by SIGINT")));
}

TEST(KillHtml, TellsOfPermittedDevicesTheOtherWayRound) {
  KillMatrix matrix = kill_matrix_for_tests();
  const std::string page = render_kill_html(matrix, Catalogue::Variants);
  EXPECT_THAT(page, AllOf(HasSubstr("<title>3 of 5 permitted devices flagged"), Not(HasSubstr("id=\"redundant\""))));
  EXPECT_THAT(row_of(page, "by-all"), HasSubstr("class=\"failed\""));
  EXPECT_THAT(row_of(page, "survivor"), HasSubstr("class=\"passed\""));
  matrix.rows[0].depth.error = "crashed: SIGSEGV";
  EXPECT_THAT(row_of(render_kill_html(matrix, Catalogue::Variants), "by-all"), HasSubstr("class=\"failed\""))
      << "flagged it is, whatever else happened";
  matrix.rows = {a_row("quiet")};
  EXPECT_THAT(render_kill_html(matrix, Catalogue::Variants), HasSubstr("<title>1 permitted devices, none flagged"));
}

TEST(KillHtml, EscapesWhatAChildSays) {
  const std::string evil = "<script>alert('x')</script>\"' onload=\"y\" & \xff\x01";
  KillMatrix matrix = kill_matrix_for_tests();
  Specimen& specimen = matrix.rows[0].specimen;
  specimen.id = specimen.what = specimen.right = specimen.hard = evil;
  matrix.rows[0].suite.by = matrix.rows[1].suite.error = matrix.interrupted = matrix.version = evil;
  matrix.redundant = {evil};
  const std::string page = render_kill_html(matrix, Catalogue::Mutants);
  EXPECT_EQ(page.find("<script"), page.rfind("<script")) << "there is one, and it is ours";
  EXPECT_THAT(page, AllOf(Not(HasSubstr("onload=\"")), Not(HasSubstr("\xff")), Not(HasSubstr("\x01"))));
}

TEST(KillHtml, NeedsNothingFromOutside) {
  const std::string page = render_kill_html(kill_matrix_for_tests(), Catalogue::Mutants);
  EXPECT_THAT(page, AllOf(Not(HasSubstr("http://")), Not(HasSubstr("https://")), Not(HasSubstr("src=")),
                          Not(HasSubstr("@import")), Not(ContainsRegex("url\\([^#]"))));
  EXPECT_THAT(page, HasSubstr("content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src "
                              "'sha256-"));
}

}  // namespace
}  // namespace zns::harness
