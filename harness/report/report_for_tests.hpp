// A report with one case of every verdict, for the tests of the renderings.
#pragma once

#include <string>

#include "harness/report/report.hpp"

namespace zns::harness {

inline CaseReport case_for_tests(const std::string& id, suites::Verdict verdict, const std::string& reason = "") {
  CaseReport entry;
  entry.title = "What " + id + " expects";
  entry.clauses = {"ZNS-ZMS-021"};
  entry.result.id = id;
  entry.result.verdict = verdict;
  entry.result.reason = reason;
  entry.replay = "znspec run ref: --filter " + id + " --seed 7";
  entry.wall_ms = 12;
  return entry;
}

inline suites::Failure failure_for_tests() {
  suites::Failure failure;
  failure.expected = {"Zone Is Full (SCT 1h, SC B9h)", "Zone Boundary Error (SCT 1h, SC B8h)"};
  failure.observed = "Successful Completion (SCT 0h, SC 00h)";
  failure.zones = {"zone 3  ZSF -> ZSIO  zslba 0x30"};
  failure.commands = {"write slba=0x30 nlb=0 -> Successful Completion (SCT 0h, SC 00h)"};
  failure.seen = {{.index = 3,
                   .before = ZoneDescriptor{.zs = ZoneState::Full, .zcap = 48, .zslba = 0x30},
                   .after = ZoneDescriptor{.zs = ZoneState::ImplicitlyOpened, .zcap = 48, .zslba = 0x30, .wp = 0x40}}};
  return failure;
}

inline suites::Facts facts_for_tests() {
  suites::Facts facts;
  facts.controller.mn = "Drive & Co";
  facts.controller.sn = "S<1>\x01\xff";
  facts.controller.fr = "1.0";
  facts.lba_bytes = 4096;
  facts.nsze = 1024;
  facts.zsze = 64;
  facts.zone_count = 16;
  facts.max_active = 5;
  return facts;
}

inline Report report_for_tests() {
  using suites::Verdict;
  Report report;
  report.version = "0.1.0";
  report.target = "ref:";
  report.facts = facts_for_tests();
  report.zcap = CapacityRange{.least = 48, .most = 48};
  report.provenance = {.date = "2026-11-29T23:04:33Z",
                       .host = "build7",
                       .kernel = "Linux 6.1.0 x86_64",
                       .emulator = "QEMU 7.2.13",
                       .command_line = "znspec run ref: --seed 7"};
  report.scope = {.applicable = 9, .lists = {{.file = "d.toml", .entries = 2, .accepted = 1}}};
  report.seed = 7;
  report.wall_ms = 3250;
  report.commands = 99;
  report.written_bytes = 1'600'000;
  report.sections = {{"Base 2.0 7.1", "Flush command", {case_for_tests("flush/ok", Verdict::Passed)}},
                     {"ZNS 1.1 3.4.3",
                      "Zone Management Send command",
                      {case_for_tests("send/failed", Verdict::Failed, "witnesses disagree"),
                       case_for_tests("send/known", Verdict::Known, "old firmware (d.toml:3)"),
                       case_for_tests("send/warned", Verdict::Warned, "zone 4 went ZSRO"),
                       case_for_tests("send/skipped", Verdict::NotApplicable, "no open limit"),
                       case_for_tests("send/undecided", Verdict::Error, "inconclusive")}},
                     {"", kDeviationsSection, {case_for_tests("deviation/d.toml:9", Verdict::Stale, "stale: gone")}}};
  report.sections[1].cases[0].result.failure = failure_for_tests();
  report.sections[1].cases[1].result.failure = failure_for_tests();
  report.sections[2].cases[0].replay.clear();
  report.freedoms = {{"implicit-close", 12}, {"status-precedence", 1}};
  report.transitions = {{{ZoneState::Empty, "write", ZoneState::ImplicitlyOpened}, 12},
                        {{ZoneState::Full, "write", ZoneState::ImplicitlyOpened}, 1},
                        {{ZoneState::Full, kByBatch, ZoneState::Closed}, 2}};
  report.clauses = {{"ZNS-ZMS-021", {.exercised = 6, .violated = 1}}};
  return report;
}

}  // namespace zns::harness
