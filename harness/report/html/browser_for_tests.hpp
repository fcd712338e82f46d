// Pages as a real browser shows them, without a screen.
#pragma once

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

#include "harness/report/text.hpp"

namespace zns::harness {

// Any of the Chromium family; ZNSPEC_BROWSER names another. Empty if there is none.
inline std::string find_browser() {
  if (const char* given = std::getenv("ZNSPEC_BROWSER")) return given;
  const char* folders = std::getenv("PATH");
  for (const char* name : {"chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome"}) {
    std::istringstream path{folders == nullptr ? "" : folders};
    for (std::string folder; std::getline(path, folder, ':');)
      if (::access((folder + "/" + name).c_str(), X_OK) == 0) return folder + "/" + name;
  }
  return "";
}

// The width of the frame that the page is shown in. Skipped where there is no browser.
class BrowserTest : public ::testing::TestWithParam<unsigned> {
 protected:
  void SetUp() override {
    program_ = find_browser();
    if (program_.empty()) GTEST_SKIP() << "no browser here: apt-get install chromium-headless-shell";
    const auto* const test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path{::testing::TempDir()} /
              ("znspec_browser_" + std::string{test->name()}.substr(0, std::string{test->name()}.find('/')) + "_" +
               std::to_string(GetParam()) + "_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  // Loads `report` in a frame of that width, then runs `script`, which sees its document as `page` and returns what it
  // found there as a string. What the browser has to say of errors is in log(). `frame`: more attributes of the frame.
  std::string look(const std::string& report, const std::string& script, const std::string& frame = "") {
    write("report.html", report);
    write("look.html", "<!DOCTYPE html><body><iframe id=f src=report.html " + frame +
                           " style='border:0;height:900px;width:" + std::to_string(GetParam()) +
                           "px'></iframe><pre id=found></pre><script>\nconst look = page => {" + script +
                           "};\nonload = () => { found.textContent = 'found: ' + look(f.contentDocument) + '; end'; };"
                           "\n</script>");
    const std::string folder = shell_word(folder_.string());
    // Root has no sandbox. Files may look into each other for the frame's sake.
    const std::string line =
        "cd " + folder + " && timeout 60 " + shell_word(program_) +
        " --headless --no-sandbox --disable-gpu --allow-file-access-from-files --enable-logging=stderr"
        " --user-data-dir=" +
        folder + "/profile --window-size=1400,1000 --virtual-time-budget=10000 --dump-dom " +
        shell_word("file://" + (folder_ / "look.html").string()) + " > dom 2> log";
    EXPECT_EQ(std::system(line.c_str()), 0) << log();
    const std::string dom = read("dom");
    const std::string before = "<pre id=\"found\">found: ";
    const std::size_t begin = dom.find(before);
    if (begin == std::string::npos) return dom;
    return dom.substr(begin + before.size(), dom.find("; end", begin) - begin - before.size());
  }

  // What the browser makes of the page with such an option ("--print-to-pdf=page.pdf"): the bytes of that file. It is
  // kept in the folder ZNSPEC_PICTURES, if there is one, for people to look at.
  std::string picture(const std::string& page, const std::string& options, const std::string& file) {
    write("page.html", page);
    const std::string folder = shell_word(folder_.string());
    const std::string line = "cd " + folder + " && timeout 60 " + shell_word(program_) +
                             " --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir=" + folder +
                             "/profile " + options + file + " " +
                             shell_word("file://" + (folder_ / "page.html").string()) + " > dom 2> log";
    EXPECT_EQ(std::system(line.c_str()), 0) << log();
    if (const char* kept = std::getenv("ZNSPEC_PICTURES"))
      std::filesystem::copy_file(folder_ / file, std::filesystem::path{kept} / file,
                                 std::filesystem::copy_options::overwrite_existing);
    return read(file);
  }

  [[nodiscard]] std::string log() const { return read("log"); }

 private:
  void write(const std::string& name, const std::string& text) const { std::ofstream{folder_ / name} << text; }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream stream{folder_ / name, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, {}};
  }

  std::string program_;
  std::filesystem::path folder_;
};

}  // namespace zns::harness
