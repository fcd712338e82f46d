// The page as a real browser shows it.
#include "harness/report/html/browser_for_tests.hpp"
#include "harness/report/html/html.hpp"
#include "harness/report/report_for_tests.hpp"

namespace zns::harness {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kLook = R"(
  const opened = page.querySelectorAll('details');
  const wide = () => page.documentElement.scrollWidth > page.documentElement.clientWidth;
  const folded = wide();
  for (const each of opened) each.open = true;
  const visible = page.querySelector('.tiles').getBoundingClientRect().height > 0;
  return `title=${page.title}; failures=${page.querySelectorAll('article.failure').length}; ` +
      `cases=${page.querySelectorAll('.cases tr').length}; wide=${folded || wide()}; styled=${visible && getComputedStyle(page.querySelector('.bar')).height === '20px'}; ` +
      `edges=${page.querySelectorAll('.edge.taken').length}; scripts=${page.scripts.length}`;
)";

using Browser = BrowserTest;

TEST_P(Browser, ShowsThePageWithoutErrorAndWithoutScrollingSideways) {
  Report report = report_for_tests();
  const std::string long_word(300, 'x');  // a device may say this
  report.facts.controller.mn = report.sections[1].cases[0].result.failure->observed = long_word;
  report.sections[1].cases[0].result.id = long_word;
  report.sections[1].cases[1].result.reason = report.sections[1].cases[0].replay = long_word;

  const std::string found = look(render_html(report), kLook);

  EXPECT_EQ(found,
            "title=Not conformant: ref: - znspec; failures=2; cases=7; wide=false; styled=true; edges=1; scripts=0");
  EXPECT_THAT(log(), AllOf(Not(HasSubstr("CONSOLE")), Not(HasSubstr("Uncaught")))) << log();
}

TEST_P(Browser, RunsNothingThatADeviceSays) {
  Report report = report_for_tests();
  const std::string evil = "<script>console.error('got in')</script><img src=x onerror=\"console.error('got in')\">";
  report.facts.controller.mn = report.sections[1].cases[0].title = evil;
  report.sections[1].cases[0].result.failure->observed = evil;

  const std::string found = look(render_html(report), kLook);

  EXPECT_THAT(found, HasSubstr("scripts=0"));
  EXPECT_THAT(log(), AllOf(Not(HasSubstr("CONSOLE")), Not(HasSubstr("got in")))) << log();
}

INSTANTIATE_TEST_SUITE_P(Html, Browser, ::testing::Values(1280U, 400U));

}  // namespace
}  // namespace zns::harness
