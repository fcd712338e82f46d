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

// The rules of a medium, or of a theme, as if it were the one that the page is shown in.
constexpr const char* kPretend = R"(
  const pretend = words => {
    for (const rule of page.styleSheets[0].cssRules)
      if (rule.media && rule.media.mediaText.includes(words)) rule.media.mediaText = 'all';
  };
)";

// Text by text: its colour against the nearest background that is not transparent. What is too faint, if anything is.
constexpr const char* kContrast = R"(
  for (const each of page.querySelectorAll('details')) each.open = true;
  const numbers = colour => colour.match(/[0-9.]+/g).map(Number);
  const light = colour => numbers(colour).slice(0, 3).map(c => c / 255)
      .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = element => {
    for (; element; element = element.parentElement) {
      const colour = getComputedStyle(element).backgroundColor;
      if ((numbers(colour)[3] ?? 1) > 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const texts = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  const faint = new Set();
  let seen = 0;
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || element.closest('svg, style')) continue;
    const [a, b] = [light(getComputedStyle(element).color), light(ground(element))].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    ++seen;
    if (contrast < 4.5) faint.add(`${element.tagName}.${element.className} ${contrast.toFixed(2)}`);
  }
  for (const node of page.querySelectorAll('.node')) {
    const [a, b] = [light(getComputedStyle(node.querySelector('text')).fill), light(getComputedStyle(node.querySelector('rect')).fill)].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) faint.add(node.getAttribute('class') + ' ' + ((a + 0.05) / (b + 0.05)).toFixed(2));
  }
  return `many=${seen > 100}; faint=${[...faint].join(', ')}`;
)";

TEST_P(Browser, CanBeReadInBothThemes) {
  const std::string page = render_html(report_for_tests());
  EXPECT_EQ(look(page, kContrast), "many=true; faint=") << "by day";
  EXPECT_EQ(look(page, std::string{kPretend} + "pretend('dark');" + kContrast), "many=true; faint=") << "by night";
}

TEST_P(Browser, PrintsWhatIsFoldedOnTheScreen) {
  Report report = report_for_tests();
  report.sections[1].cases[0].result.failure->commands = {std::string(400, 'x')};
  const std::string measure = R"(
    const lines = page.querySelector('article details .lines');
    const shown = () => lines.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true});
    const before = shown();
    pretend('print');
    const cut = [...page.querySelectorAll('article *')].some(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && getComputedStyle(e).display !== 'inline');
    return `screen=${before}; paper=${shown()}; open=${lines.closest('details').open}; cut=${cut}; ` +
        `links=${getComputedStyle(page.querySelector('nav')).display}`;
  )";
  EXPECT_EQ(look(render_html(report), std::string{kPretend} + measure),
            "screen=false; paper=true; open=false; cut=false; links=none");
}

TEST_P(Browser, LeadsFromEachCounterToWhatItCounts) {
  EXPECT_EQ(look(render_html(report_for_tests()), R"(
    const links = [...page.querySelectorAll('.tiles a')];
    const dead = links.filter(link => !page.querySelector(link.getAttribute('href')));
    return `${links.length} links, ${dead.length} dead`;
  )"),
            "7 links, 0 dead");
}

// Big-endian, as PNG has its numbers: the size is in the first chunk.
unsigned png_width(const std::string& png) {
  unsigned width = 0;
  for (std::size_t i = 16; i < 20 && i < png.size(); ++i) width = width << 8 | static_cast<unsigned char>(png[i]);
  return width;
}

TEST_P(Browser, MakesPicturesToLookAt) {
  const std::string page = render_html(report_for_tests());
  const std::string width = std::to_string(GetParam());
  const std::string by_day = picture(page, "--window-size=" + width + ",1600 --screenshot=", "day_" + width + ".png");
  const std::string by_night =
      picture(page, "--window-size=" + width + ",1600 --blink-settings=preferredColorScheme=0 --screenshot=",
              "night_" + width + ".png");
  EXPECT_EQ(png_width(by_day), GetParam());
  EXPECT_EQ(png_width(by_night), GetParam());
  EXPECT_NE(by_day, by_night) << "the page has a theme for the dark";
  const std::string paper = picture(page, "--print-to-pdf=", "paper_" + width + ".pdf");
  EXPECT_THAT(paper, ::testing::StartsWith("%PDF-"));
  EXPECT_THAT(paper, HasSubstr("/Type /Page")) << "no page was printed";
}

INSTANTIATE_TEST_SUITE_P(Html, Browser, ::testing::Values(1280U, 400U, 360U));

}  // namespace
}  // namespace zns::harness
