// The page of the kill matrix as a real browser shows it, and what its script does.
#include "harness/kill/kill_matrix_for_tests.hpp"
#include "harness/report/html/browser_for_tests.hpp"

namespace zns::harness {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using KillBrowser = BrowserTest;

std::string page_for_tests() {
  return render_kill_html(kill_matrix_for_tests(), Catalogue::Mutants);
}

// What can be seen of it.
constexpr const char* kSeen = R"(
  const seen = element => element.getBoundingClientRect().height > 0;
  const ids = () => [...page.querySelectorAll('#matrix tbody tr')].filter(seen).map(row => row.id.slice(7)).join(' ');
  const set = (id, value) => {
    const control = page.getElementById(id);
    if (control.type === 'checkbox') control.checked = value; else control.value = value;
    control.dispatchEvent(new Event('input'));
  };
  const by = words => [...page.getElementById('who').options].find(option => option.text === words).value;
  const press = column => page.querySelectorAll('#matrix th button')[column].click();
)";

TEST_P(KillBrowser, ShowsAllOfItWithoutErrorAndWithoutScrollingSideways) {
  KillMatrix matrix = kill_matrix_for_tests();
  const std::string long_word(300, 'x');
  matrix.rows[0].specimen.what = matrix.rows[1].suite.by = matrix.rows[4].suite.error = long_word;
  matrix.rows[0].specimen.id = matrix.redundant[0] = matrix.interrupted = long_word;

  const std::string found = look(render_kill_html(matrix, Catalogue::Mutants), std::string{kSeen} + R"(
    for (const each of page.querySelectorAll('details')) each.open = true;
    const wide = page.documentElement.scrollWidth > page.documentElement.clientWidth;
    return `${page.title}; rows=${ids().split(' ').length}; wide=${wide}; controls=${seen(page.getElementById('controls'))}; ` +
        `shown=${page.getElementById('shown').textContent}; scripts=${page.scripts.length}`;)");

  EXPECT_EQ(found, "1 of 5 mutants survive - znspec; rows=5; wide=false; controls=true; shown=5 of 5; scripts=1");
  EXPECT_THAT(log(), Not(HasSubstr("CONSOLE"))) << log();
}

TEST_P(KillBrowser, ShowsWhatIsAskedFor) {
  const std::string found = look(page_for_tests(), std::string{kSeen} + R"(
    const answers = [];
    for (const words of ['noticed by nobody', 'not by the suite', 'by neither diff nor depth', 'by the suite alone',
                         'by diff or depth alone', 'without a verdict', 'all']) {
      set('who', by(words));
      answers.push(ids());
    }
    set('text', 'DEADBEEF by-diff');
    answers.push(ids());
    set('text', '');
    set('hard', true);
    answers.push(ids() + ', ' + page.getElementById('shown').textContent);
    return answers.join(' | ');)");

  EXPECT_EQ(found,
            "survivor crashes | survivor crashes by-diff | survivor crashes by-suite | by-suite | by-diff | crashes | "
            "survivor crashes by-all by-suite by-diff | by-diff | by-diff, 1 of 5");
  EXPECT_THAT(log(), Not(HasSubstr("CONSOLE"))) << log();
}

TEST_P(KillBrowser, SortsByAColumn) {
  const std::string found = look(page_for_tests(), std::string{kSeen} + R"(
    const answers = [];
    for (const column of [0, 2, 2, 1]) {
      press(column);
      answers.push(ids());
    }
    const sorted = page.querySelectorAll('th[aria-sort]');
    return answers.join(' | ') + ' | ' + sorted.length + ' ' + sorted[0].textContent;)");

  EXPECT_EQ(found,
            "by-all by-diff by-suite crashes survivor | by-diff by-all by-suite crashes survivor | "
            "by-suite crashes survivor by-all by-diff | by-suite by-all crashes survivor by-diff | 1 suite");
}

TEST_P(KillBrowser, IsATableWithoutItsScript) {
  const std::string found = look(page_for_tests(), std::string{kSeen} + R"(
    return `${ids()}; controls=${seen(page.getElementById('controls'))}; buttons=${page.querySelectorAll('button').length}; ` +
        page.querySelector('#device-by-all .way b').textContent;)",
                                 "sandbox=allow-same-origin");

  EXPECT_EQ(found, "survivor crashes by-all by-suite by-diff; controls=false; buttons=0; 9");
}

TEST_P(KillBrowser, RunsNoOtherScript) {
  std::string page = page_for_tests();
  page.insert(page.find("<main>"), "<script>document.title = 'got in'</script>");

  const std::string found = look(page, "return page.title;");

  EXPECT_EQ(found, "1 of 5 mutants survive - znspec");
  EXPECT_THAT(log(), HasSubstr("Content Security Policy")) << log();
}

INSTANTIATE_TEST_SUITE_P(Html, KillBrowser, ::testing::Values(1280U, 400U));

}  // namespace
}  // namespace zns::harness
