#include "harness/report/html/html.hpp"

#include <gmock/gmock.h>

#include <regex>

#include "harness/report/html/parts.hpp"
#include "harness/report/report_for_tests.hpp"

namespace zns::harness {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(Html, TellsEachFailureInFull) {
  const std::string page = render_html(report_for_tests());
  EXPECT_EQ(count_of(page, " failure\" id=\"case-"), 2U);  // one failed, one stale
  EXPECT_THAT(page, AllOf(HasSubstr("Close Zone on an Explicitly Opened zone with nothing written"),
                          HasSubstr("Zone Boundary Error (SCT 1h, SC B8h)"),
                          HasSubstr("Successful Completion (SCT 0h, SC 00h)"), HasSubstr("witnesses disagree"),
                          HasSubstr("<pre>znspec run ref: --filter send/failed --seed 7</pre>"),
                          HasSubstr("zone 3, zslba 0x30"), HasSubstr("wp 0x40 (16 of 48 blocks)")));
}

TEST(Html, HasTheOutcomeTheCountsAndWhatTheRunUsed) {
  const std::string page = render_html(report_for_tests());
  EXPECT_THAT(page, AllOf(HasSubstr("<title>Not conformant: ref: - znspec</title>"),
                          HasSubstr("<a href=\"#known\"><b>1</b> known deviations</a>"),
                          HasSubstr("<code>implicit-close</code></td><td class=\"n\">12</td>"),
                          HasSubstr("not applicable"), HasSubstr("1 of ")));
  Report passing = report_for_tests();
  passing.sections.resize(1);
  EXPECT_THAT(render_html(passing), AllOf(HasSubstr("<title>Conformant"), Not(HasSubstr("id=\"failures\"")),
                                          Not(HasSubstr("href=\"#failures\""))));
}

TEST(Html, ShowsTransitionsThatTheStandardDoesNotHaveInRed) {
  const std::string graph = html::state_graph(report_for_tests().transitions);
  EXPECT_THAT(graph, AllOf(HasSubstr("<g class=\"edge taken\"><title>ZSE to ZSIO: write 12</title>"),
                           HasSubstr("<g class=\"edge wrong\"><title>ZSF to ZSIO: write 1</title>"),
                           HasSubstr("<g class=\"edge never\"><title>ZSF to ZSE: never</title>")));
  // of a batch the steps in between were not seen: it is in the table, and accuses nobody
  EXPECT_THAT(graph, Not(HasSubstr("ZSF to ZSC")));
  EXPECT_THAT(graph, HasSubstr("<td>in-flight-together</td>"));
}

TEST(Html, DrawsWhateverADeviceSaysOfAZone) {
  const ZoneDescriptor odd{.zs = static_cast<ZoneState>(0x7), .za = 0xFF, .zcap = ~0ULL, .zslba = ~0ULL, .wp = 0};
  const ZoneDescriptor beyond{.zs = ZoneState::Closed, .zcap = 48, .zslba = 64, .wp = 1U << 30};
  const std::string picture = html::zone_picture({.index = 1, .before = odd, .after = beyond}, 64);
  EXPECT_THAT(picture, AllOf(HasSubstr("reserved state"), HasSubstr("width=\"750\"")));
  for (const char* attribute : {"x=\"", "width=\""})  // nothing sticks out of the bar of 1000
    for (std::size_t at = picture.find(attribute); at != std::string::npos; at = picture.find(attribute, at + 1))
      EXPECT_LE(std::stoul(picture.substr(picture.find('"', at) + 1)), 1000U);
  EXPECT_THAT(html::zone_picture({.index = 1, .after = beyond}, 0), HasSubstr("found"));
}

TEST(Html, EscapesEverythingThatADeviceOrAUserSays) {
  const std::string evil = "<script>alert('x')</script>\"' onload=\"y\" & \xff\x01 \xe2\x80\xae";
  Report report = report_for_tests();
  report.target = report.version = report.stopped = report.unsaved = evil;
  report.facts.controller.mn = report.facts.controller.sn = report.facts.controller.fr = evil;
  report.freedoms[evil] = 1;
  report.clauses[evil] = {.exercised = 1, .violated = 1};
  report.transitions[{ZoneState::Empty, evil, ZoneState::Closed}] = 1;
  for (SectionReport& section : report.sections) {
    section.number = section.title = evil;
    for (CaseReport& entry : section.cases) {
      entry.title = entry.replay = entry.trace = entry.result.reason = entry.result.id = evil;
      entry.clauses = {evil};
      if (entry.result.failure)
        entry.result.failure = suites::Failure{
            .expected = {evil}, .observed = evil, .zones = {evil}, .commands = {evil}, .clauses = {evil}};
    }
  }
  const std::string page = render_html(report);
  EXPECT_THAT(page, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("onload=\"")), Not(HasSubstr("\xff")),
                          Not(HasSubstr("\x01"))));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;"));
}

TEST(Html, NeedsNothingFromOutside) {
  const std::string page = render_html(report_for_tests());
  EXPECT_THAT(page, AllOf(Not(HasSubstr("http://")), Not(HasSubstr("https://")), Not(HasSubstr("<script")),
                          Not(HasSubstr("@import")), Not(ContainsRegex("url\\([^#]"))));
}

TEST(Html, IsTheSameForTheSameReport) {
  EXPECT_EQ(render_html(report_for_tests()), render_html(report_for_tests()));
  Report later = report_for_tests();
  later.wall_ms += 5000;
  for (SectionReport& section : later.sections)
    for (CaseReport& entry : section.cases) entry.wall_ms += 7;
  const std::regex time{"[0-9.]+ s<"};
  EXPECT_EQ(std::regex_replace(render_html(later), time, "<"),
            std::regex_replace(render_html(report_for_tests()), time, "<"));
}

}  // namespace
}  // namespace zns::harness
