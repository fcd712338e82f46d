#include "harness/report/github.hpp"

#include <gmock/gmock.h>

#include "harness/report/report_for_tests.hpp"

namespace zns::harness {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(Github, BeginsWithTheFailures) {
  const std::string summary = render_github(report_for_tests());
  EXPECT_THAT(summary,
              StartsWith("### znspec: ref&#58;: Not conformant\n\n- tested: 4 of at most 9 applicable cases\n"));
  EXPECT_THAT(summary, HasSubstr("\n\n| case | clause | expected | observed | replay |\n"
                                 "|---|---|---|---|---|\n| send&#47;failed | ZNS&#45;ZMS&#45;021 | Zone Is Full "));
  EXPECT_LT(summary.find("send&#47;failed"), summary.find("7 cases: 1 passed"));
  EXPECT_LT(summary.find("7 cases: 1 passed"), summary.find("<details><summary>Known deviations: 1</summary>"));
  EXPECT_THAT(summary, HasSubstr("<br>Zone Boundary Error"));
}

TEST(Github, HasNoTableWhereNothingFailed) {
  Report report = report_for_tests();
  report.sections.resize(1);
  EXPECT_THAT(render_github(report), AllOf(HasSubstr(": Conformant\n"), Not(HasSubstr("| case |"))));
}

TEST(Github, KeepsATableShort) {
  Report report = report_for_tests();
  for (std::size_t i = 0; i < kGithubRows + 4; ++i)
    report.sections[1].cases.push_back(case_for_tests("send/more", suites::Verdict::Failed));
  EXPECT_THAT(render_github(report), HasSubstr("and 7 more: see the other reports"));  // one failed, stale and error
}

TEST(Github, LetsADeviceWriteNoMarkdown) {
  EXPECT_EQ(markdown_escaped("a|b\n<x>"), "a&#124;b?&#60;x&#62;");
  EXPECT_EQ(markdown_escaped("[x](y) `z` @me"), "&#91;x&#93;&#40;y&#41; &#96;z&#96; &#64;me");
}

}  // namespace
}  // namespace zns::harness
