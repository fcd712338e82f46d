// The page as a real browser shows it, without a screen. Skipped where there is no browser.
#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "harness/report/html/html.hpp"
#include "harness/report/report_for_tests.hpp"
#include "harness/report/text.hpp"

namespace zns::harness {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// Any of the Chromium family; ZNSPEC_BROWSER names another.
std::string browser() {
  if (const char* given = std::getenv("ZNSPEC_BROWSER")) return given;
  const char* folders = std::getenv("PATH");
  for (const char* name : {"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome"}) {
    std::istringstream path{folders == nullptr ? "" : folders};
    for (std::string folder; std::getline(path, folder, ':');)
      if (::access((folder + "/" + name).c_str(), X_OK) == 0) return folder + "/" + name;
  }
  return "";
}

// A page that loads the report in a frame of that width, and then says what it found there. The report has no script.
std::string looking_page(unsigned width) {
  return "<!DOCTYPE html><body><iframe id=f src=report.html style='border:0;height:900px;width:" +
         std::to_string(width) +
         R"(px'></iframe><pre id=found></pre><script>
onload = () => {
  const page = f.contentDocument;
  const opened = page.querySelectorAll('details');
  const wide = () => page.documentElement.scrollWidth > page.documentElement.clientWidth;
  const folded = wide();
  for (const each of opened) each.open = true;
  const visible = page.querySelector('.tiles').getBoundingClientRect().height > 0;
  found.textContent = `title=${page.title}; failures=${page.querySelectorAll('article.failure').length}; ` +
      `cases=${page.querySelectorAll('.cases tr').length}; wide=${folded || wide()}; styled=${visible && getComputedStyle(page.querySelector('.bar')).height === '20px'}; ` +
      `edges=${page.querySelectorAll('.edge.taken').length}; scripts=${page.scripts.length}; end`;
};
</script>)";
}

class Browser : public ::testing::TestWithParam<unsigned> {
 protected:
  void SetUp() override {
    program_ = browser();
    if (program_.empty()) GTEST_SKIP() << "no browser here: apt-get install chromium-headless-shell";
    folder_ = fs::path{::testing::TempDir()} /
              ("znspec_browser_" + std::to_string(GetParam()) + "_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
  }

  void write(const std::string& name, const std::string& text) const { std::ofstream{folder_ / name} << text; }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream stream{folder_ / name};
    return {std::istreambuf_iterator<char>{stream}, {}};
  }

  // What the looking page found; what the browser has to say of errors goes into `log`.
  std::string look(const std::string& report, std::string& log) {
    write("report.html", report);
    write("look.html", looking_page(GetParam()));
    const std::string folder = shell_word(folder_.string());
    // Root has no sandbox. Files may look into each other for the frame's sake.
    const std::string line =
        "cd " + folder + " && timeout 60 " + shell_word(program_) +
        " --headless --no-sandbox --disable-gpu --allow-file-access-from-files --enable-logging=stderr"
        " --user-data-dir=" +
        folder +
        "/profile --window-size=1400,1000 --virtual-time-budget=10000"
        " --dump-dom " +
        shell_word("file://" + (folder_ / "look.html").string()) + " > dom 2> log";
    EXPECT_EQ(std::system(line.c_str()), 0) << read("log");
    log = read("log");
    const std::string dom = read("dom");
    const std::size_t begin = dom.find("title=");
    return begin == std::string::npos ? dom : dom.substr(begin, dom.find("; end", begin) - begin);
  }

  std::string program_;
  fs::path folder_;
};

TEST_P(Browser, ShowsThePageWithoutErrorAndWithoutScrollingSideways) {
  std::string log;
  Report report = report_for_tests();
  const std::string long_word(300, 'x');  // a device may say this
  report.facts.controller.mn = report.sections[1].cases[0].result.failure->observed = long_word;
  report.sections[1].cases[0].result.id = long_word;
  report.sections[1].cases[1].result.reason = report.sections[1].cases[0].replay = long_word;

  const std::string found = look(render_html(report), log);

  EXPECT_EQ(found,
            "title=Not conformant: ref: - znspec; failures=2; cases=7; wide=false; styled=true; edges=1; scripts=0");
  EXPECT_THAT(log, AllOf(Not(HasSubstr("CONSOLE")), Not(HasSubstr("Uncaught")))) << log;
}

TEST_P(Browser, RunsNothingThatADeviceSays) {
  std::string log;
  Report report = report_for_tests();
  const std::string evil = "<script>console.error('got in')</script><img src=x onerror=\"console.error('got in')\">";
  report.facts.controller.mn = report.sections[1].cases[0].title = evil;
  report.sections[1].cases[0].result.failure->observed = evil;

  const std::string found = look(render_html(report), log);

  EXPECT_THAT(found, HasSubstr("scripts=0"));
  EXPECT_THAT(log, AllOf(Not(HasSubstr("CONSOLE")), Not(HasSubstr("got in")))) << log;
}

INSTANTIATE_TEST_SUITE_P(Html, Browser, ::testing::Values(1280U, 400U));

}  // namespace
}  // namespace zns::harness
