#include "harness/report/junit.hpp"

#include <gtest/gtest.h>

#include "harness/report/report_for_tests.hpp"

namespace zns::harness {
namespace {

constexpr const char* kGolden = R"xml(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="znspec 0.1.0" tests="6" failures="1" errors="1" skipped="2" time="3.250">
  <testsuite name="ZNS 1.1 3.4.3  Zone Management Send command" tests="5" failures="1" errors="1" skipped="2" time="0.060" timestamp="2026-11-29T23:04:33Z" hostname="build7">
    <properties>
      <property name="target" value="ref:"/>
      <property name="device" value="Drive &amp; Co (1.0), serial S&lt;1&gt;??: nsid 1"/>
      <property name="geometry" value="16 zones of 64 blocks (ZSZE 0x40), capacity 48 (ZCAP 0x30), blocks of 4096 bytes, 1024 in all (NSZE 0x400), extensions of 0 bytes"/>
      <property name="limits" value="at most 5 active (MAR 4), any number open, transfers of any size (MDTS), appends of any size (ZASL); Zone Append"/>
      <property name="seed" value="7"/>
      <property name="began" value="2026-11-29T23:04:33Z"/>
      <property name="host" value="build7"/>
      <property name="kernel" value="Linux 6.1.0 x86_64"/>
      <property name="emulator" value="QEMU 7.2.13"/>
      <property name="znspec" value="0.1.0"/>
      <property name="command" value="znspec run ref: --seed 7"/>
      <property name="outcome" value="Not conformant"/>
      <property name="tested" value="4 of at most 9 applicable cases"/>
      <property name="accepted" value="1 deviation, as listed in d.toml (2 entries)"/>
    </properties>
    <testcase classname="send" name="send/failed" time="0.012">
      <failure message="Successful Completion (SCT 0h, SC 00h)" type="failed">requires: ZNS-ZMS-021 (shall) Close Zone on an Explicitly Opened zone with nothing written leaves it Closed, holding an active resource, and not Empty.
expected: Zone Is Full (SCT 1h, SC B9h)
expected: Zone Boundary Error (SCT 1h, SC B8h)
observed: Successful Completion (SCT 0h, SC 00h)
zones: zone 3  ZSF -&gt; ZSIO  zslba 0x30
command: write slba=0x30 nlb=0 -&gt; Successful Completion (SCT 0h, SC 00h)
remark: witnesses disagree
replay: znspec run ref: --filter send/failed --seed 7
</failure>
    </testcase>
    <testcase classname="send" name="send/known" time="0.012">
      <skipped message="known deviation: old firmware (d.toml:3)"/>
    </testcase>
    <testcase classname="send" name="send/warned" time="0.012">
      <system-out>warning: zone 4 went ZSRO
</system-out>
    </testcase>
    <testcase classname="send" name="send/skipped" time="0.012">
      <skipped message="not applicable: no open limit"/>
    </testcase>
    <testcase classname="send" name="send/undecided" time="0.012">
      <error message="inconclusive" type="error"/>
    </testcase>
  </testsuite>
  <testsuite name="Base 2.0 7.1  Flush command" tests="1" failures="0" errors="0" skipped="0" time="0.012" timestamp="2026-11-29T23:04:33Z" hostname="build7">
    <properties>
      <property name="target" value="ref:"/>
      <property name="device" value="Drive &amp; Co (1.0), serial S&lt;1&gt;??: nsid 1"/>
      <property name="geometry" value="16 zones of 64 blocks (ZSZE 0x40), capacity 48 (ZCAP 0x30), blocks of 4096 bytes, 1024 in all (NSZE 0x400), extensions of 0 bytes"/>
      <property name="limits" value="at most 5 active (MAR 4), any number open, transfers of any size (MDTS), appends of any size (ZASL); Zone Append"/>
      <property name="seed" value="7"/>
      <property name="began" value="2026-11-29T23:04:33Z"/>
      <property name="host" value="build7"/>
      <property name="kernel" value="Linux 6.1.0 x86_64"/>
      <property name="emulator" value="QEMU 7.2.13"/>
      <property name="znspec" value="0.1.0"/>
      <property name="command" value="znspec run ref: --seed 7"/>
      <property name="outcome" value="Not conformant"/>
      <property name="tested" value="4 of at most 9 applicable cases"/>
      <property name="accepted" value="1 deviation, as listed in d.toml (2 entries)"/>
    </properties>
    <testcase classname="flush" name="flush/ok" time="0.012"/>
  </testsuite>
</testsuites>
)xml";

TEST(Junit, SpeaksTheCommonDialect) {
  Report report = report_for_tests();
  report.sections.pop_back();
  std::swap(report.sections[0], report.sections[1]);
  report.sections[0].cases[1].result.failure.reset();
  EXPECT_EQ(render_junit(report), kGolden);
}

TEST(Junit, CountsAStaleDeviationAsAFailure) {
  const std::string xml = render_junit(report_for_tests());
  EXPECT_NE(xml.find("tests=\"7\" failures=\"2\" errors=\"1\" skipped=\"2\""), std::string::npos);
  EXPECT_NE(xml.find("<failure message=\"stale: gone\" type=\"stale\">"), std::string::npos);
}

TEST(XmlEscaped, LeavesNothingThatXmlCannotHold) {
  EXPECT_EQ(xml_escaped("a<b>&\"c\""), "a&lt;b&gt;&amp;&quot;c&quot;");
  EXPECT_EQ(xml_escaped(std::string_view{"a\0b\x01\x1b\x7f\tc\n", 9}), "a?b???\tc\n");
  EXPECT_EQ(xml_escaped("\r"), "?");
}

TEST(XmlEscaped, KeepsUtf8AndReplacesWhatIsNone) {
  EXPECT_EQ(xml_escaped("✔ é 𝄞"), "✔ é 𝄞");
  EXPECT_EQ(xml_escaped("\xff\xc3"), "??");            // no lead byte; a character cut short
  EXPECT_EQ(xml_escaped("\xc0\xaf"), "??");            // overlong '/'
  EXPECT_EQ(xml_escaped("\xe0\x80\xaf"), "???");       // ... in three bytes
  EXPECT_EQ(xml_escaped("\xed\xa0\x80"), "???");       // a surrogate
  EXPECT_EQ(xml_escaped("\xef\xbf\xbe"), "???");       // U+FFFE
  EXPECT_EQ(xml_escaped("\xf4\x90\x80\x80"), "????");  // beyond Unicode
}

}  // namespace
}  // namespace zns::harness
