// The text of a trace: how it looks, and what is said of text that is none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/spec/command.hpp"
#include "reference/spec/pattern.hpp"
#include "reference/spec/zone_report.hpp"
#include "reference/trace/trace.hpp"

namespace zns {
namespace {

using testing::HasSubstr;

constexpr std::string_view kHead =
    "znspec-trace 1\n"
    "device zones=16 zsze=0x40 zcap=0x30 lba=4096 mar=6 mor=4 zdes=2 mdts=5 zasl=4 wzsl=0 nsid=1 nn=4 razb=no vzcap=no "
    "zae=no vwc=no nsmgmt=no flush-all=supported dlfeat=zeroes dae=no sgls=no\n"
    "seed 7\n";

Geometry usual() {
  return {.max_active = 6, .max_open = 4, .zdes = 2, .mdts = 5, .zasl = 4};
}

TraceEntry entry(const Command& command, Status status, std::uint64_t result = 0) {
  return {.queue = command.queue,
          .sqe = encode(command),
          .completion = TraceCompletion{.status = status, .result = result, .dnr = status != kSuccess}};
}

Trace trace_of(std::vector<TraceStep> steps) {
  return {.geometry = usual(), .seed = 7, .steps = std::move(steps)};
}

Trace parsed(const std::string& text) {
  const auto result = parse_trace(text);
  const auto* error = std::get_if<TraceError>(&result);
  EXPECT_EQ(error, nullptr) << to_string(*error);
  return error == nullptr ? std::get<Trace>(result) : Trace{};
}

std::string refused(const std::string& text) {
  const auto result = parse_trace(text);
  return std::holds_alternative<Trace>(result) ? "accepted" : to_string(std::get<TraceError>(result));
}

std::string with_head(const std::string& lines) {
  return std::string{kHead} + lines;
}

TEST(TraceText, ACommandIsTwoLines) {
  TraceEntry append = entry({.body = ZoneAppend{.zslba = 0x40, .nlb = Nlb::of_count(8)}}, kSuccess, 0x48);
  append.to_device.append(PatternRun{.lba = 0x48, .generation = 3, .blocks = 8});
  const TraceEntry full = entry({.body = Write{.slba = 0x70, .fua = true}}, Status::ZoneIsFull);
  const Trace trace = trace_of({TraceBatch{append}, TraceBatch{full}, Reset::PowerCycle,
                                TraceInjection{.zslba = 0x80, .state = ZoneState::Offline}});
  EXPECT_EQ(print(trace), with_head("> zone-append zslba=0x40 nlb=7 (8 blocks) data=pattern(lba=0x48,generation=3)*8\n"
                                    "< Successful Completion (SCT 0h, SC 00h) alba=0x48\n"
                                    "> write slba=0x70 nlb=0 (1 block) fua\n"
                                    "< Zone Is Full (SCT 1h, SC B9h) dnr\n"
                                    "reset power-cycle\n"
                                    "inject zslba=0x80 ZSO\n"));
  EXPECT_EQ(parsed(print(trace)), trace);
}

TEST(TraceText, WhatACompletionSaysBesideItsStatus) {
  TraceEntry flush = entry({.body = Flush{}}, Status::CommandInterrupted);
  flush.completion->crd = 2;
  flush.completion->more = flush.completion->dnr = flush.completion->wrong_sqhd = true;
  const Trace trace = trace_of({TraceBatch{flush}});
  EXPECT_EQ(print(trace), with_head("> flush\n"
                                    "< Command Interrupted (SCT 0h, SC 21h) crd=2 more dnr wrong-sqhd\n"));
  EXPECT_EQ(parsed(print(trace)), trace);
  EXPECT_EQ(refused(with_head("> flush\n< Command Interrupted crd=4\n")),
            "line 5, column 23: 'crd' is no number from 0 to 3: '4'");
}

TEST(TraceText, CommandsInFlightTogetherAreNumberedAndCompleteInTheirOrder) {
  TraceEntry first = entry({.body = Flush{}}, kSuccess);
  TraceEntry second = entry({.body = Read{.slba = 1}}, Status::LbaOutOfRange);
  TraceEntry third = entry({.body = Flush{}}, kSuccess);
  first.place = 1;
  second.place = 0;
  second.buffer = 4096;
  third.place = 2;
  third.completion.reset();
  const Trace trace = trace_of({TraceBatch{first, second, third}});
  EXPECT_EQ(print(trace), with_head(">1 flush\n"
                                    ">2 read slba=0x1 nlb=0 (1 block)\n"
                                    ">3 flush\n"
                                    "<2 LBA Out of Range (SCT 0h, SC 80h) dnr\n"
                                    "<1 Successful Completion (SCT 0h, SC 00h)\n"
                                    "<3 no completion\n"));
  EXPECT_EQ(parsed(print(trace)), trace);
}

TEST(TraceText, ControllersAreOfVersionTwo) {
  using Deed = TraceControl::Deed;
  TraceEntry flush = entry({.body = Flush{}}, kSuccess);
  flush.controller = 1;
  const Trace trace = trace_of({TraceBatch{flush}, TraceControl{.controller = 1, .deed = Deed::ShutDown},
                                TraceControl{.controller = 0, .deed = Deed::ShutDownAbruptly},
                                TraceControl{.controller = 1, .deed = Deed::Disable},
                                TraceControl{.controller = 1, .deed = Deed::Enable},
                                TraceControl{.deed = Deed::Enable, .css = CommandSets::Nvm}});
  const std::string text = print(trace);
  EXPECT_EQ(text.rfind("znspec-trace 2\n", 0), 0U) << text;
  EXPECT_NE(text.find("> flush controller=1\n"
                      "< Successful Completion (SCT 0h, SC 00h)\n"
                      "controller 1 shutdown\n"
                      "controller 0 shutdown abrupt\n"
                      "controller 1 disable\n"
                      "controller 1 enable\n"
                      "controller 0 enable css=0\n"),
            std::string::npos)
      << text;
  EXPECT_EQ(parsed(text), trace);
  std::string head{kHead};
  head.replace(0, 14, "znspec-trace 2");
  const auto complaint = [&head](const std::string& line) { return refused(head + line + "\n"); };
  EXPECT_NE(complaint("controller 65536 enable").find("the number of a controller is expected"), std::string::npos);
  EXPECT_NE(complaint("controller 0 explode").find("one of disable, enable, shutdown"), std::string::npos);
  EXPECT_NE(complaint("controller 0 enable css=8").find("css=NUMBER, 0 to 7"), std::string::npos);
  EXPECT_NE(complaint("controller 0 disable css=0").find("css=NUMBER, 0 to 7"), std::string::npos);
  EXPECT_NE(refused(with_head("controller 0 enable\n")).find("begins no line"), std::string::npos) << "of version 1";
}

TEST(TraceText, WhatACommandDoesNotSayIsARawDword) {
  Command command{.nsid = 3, .body = ZoneManagementSend{.slba = 0x40, .zsa = static_cast<ZoneSendAction>(6)}};
  TraceEntry odd = entry(command, Status::InvalidFieldInCommand);
  odd.sqe.cdw14 = 0x1234;
  odd.sqe.flags = 0x47;
  odd.sqe.prp1 = 0x1000;
  odd.prps.offset = 0x200;
  odd.cid = 9;
  const Trace trace = trace_of({TraceBatch{odd}});
  EXPECT_THAT(
      print(trace),
      HasSubstr("> zone-mgmt-send zsa=0x6 zslba=0x40 nsid=0x3 fuse=3 psdt=1 flags=0x47 cdw14=0x1234 prp1=0x1000 "
                "prp-offset=0x200 cid=0x9\n"));
  EXPECT_EQ(parsed(print(trace)), trace);
}

TEST(TraceText, AReportIsBytesAndARemarkForEachZone) {
  // given a report of one zone
  std::vector<std::byte> bytes(report_bytes(1, 0));
  bytes[0] = std::byte{1};
  encode({.zs = ZoneState::Closed, .zcap = 0x30, .zslba = 0x40, .wp = 0x44},
         std::span{bytes}.subspan(kReportHeaderBytes).first<kZoneDescriptorBytes>());
  TraceEntry report = entry(
      {.body =
           ZoneManagementReceive{.slba = 0x40, .numd = NumberOfDwords::of_count(bytes.size() / 4), .partial = true}},
      kSuccess);
  report.buffer = bytes.size();
  report.completion->data = shorten(bytes, 7, 4096);
  // when, then
  const Trace trace = trace_of({TraceBatch{report}});
  EXPECT_THAT(print(trace), HasSubstr("> zone-mgmt-recv report slba=0x40 option=0x0 bytes=128 partial\n"
                                      "< Successful Completion (SCT 0h, SC 00h) data=01+00*63+0240"));
  EXPECT_THAT(print(trace), HasSubstr("# Number of Zones 1\n# zone 1 ZSC zslba=0x40 wp=0x44 zcap=0x30\n"));
  EXPECT_EQ(parsed(print(trace)), trace);
}

TEST(TraceText, LongDataGoesOnInTheNextLine) {
  TraceEntry write = entry({.body = Write{}}, kSuccess);
  std::vector<std::byte> bytes(300);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i);
  write.to_device.append(bytes);
  const Trace trace = trace_of({TraceBatch{write}});
  const std::string text = print(trace);
  EXPECT_EQ(parsed(text), trace);
  for (std::size_t at = kHead.size(); at < text.size(); at = text.find('\n', at) + 1)
    EXPECT_LE(text.find('\n', at) - at, 121U);
}

TEST(TraceText, MayBeWrittenByHand) {
  const Trace trace = parsed(
      "# a comment\n\n znspec-trace 1\r\n"
      "device zdes=2 mar=6 mor=4 mdts=5 zasl=4\r\n"
      "seed 0x7\n"
      "\t> write slba=0 nlb=0 data=00*4096 (a block)\n"
      "< Zone Is Full\n"
      "> flush\n"
      "< (SCT 1h, SC B9h)\n");
  TraceEntry write = entry({.body = Write{}}, Status::ZoneIsFull);
  TraceEntry flush = entry({.body = Flush{}}, Status::ZoneIsFull);
  write.completion->dnr = flush.completion->dnr = false;
  write.to_device.append(FillRun{.value = std::byte{0}, .bytes = 4096});
  EXPECT_EQ(trace, trace_of({TraceBatch{write}, TraceBatch{flush}}));
}

TEST(TraceText, TheZonesOfTheStart) {
  Trace trace = trace_of({});
  trace.target = "qemu:zoned.max_open=4";
  trace.note = "two\nlines";
  trace.start = {{.id = 3, .zone = {.wp = 0xF0, .zcap = 0x30, .zs = ZoneState::Full, .za = 0x80}}};
  trace.start[0].extension.append(FillRun{.value = std::byte{0xAB}, .bytes = 128});
  EXPECT_EQ(print(trace), "znspec-trace 1\ntarget qemu:zoned.max_open=4\nnote two\\nlines\n" +
                              std::string{kHead.substr(15)} + "zone 3 ZSF wp=0xf0 zcap=0x30 za=0x80 ext=ab*128\n");
  EXPECT_EQ(parsed(print(trace)), trace);
}

struct Wrong {
  std::string text;
  std::string said;
};

TEST(TraceErrors, SayWhereAndWhat) {
  const std::vector<Wrong> kTable{
      {"", "line 1, column 1: a trace begins with 'znspec-trace 1', or a later version"},
      {"znspec-trace 3\n", "line 1, column 14: the version is none that this znspec reads (1 to 2)"},
      {"znspec-trace 1\n", "line 2, column 1: there is no 'device' line"},
      {"znspec-trace 1\n> flush\n", "line 2, column 2: the 'device' line comes first"},
      {"znspec-trace 1\ndevice zones=0\n", "line 2, column 7: zones are 1 to 16777216"},
      {"znspec-trace 1\ndevice zsze=0x40 zcap=0x41\n", "line 2, column 7: zcap is larger than zsze"},
      {"znspec-trace 1\ndevice lba=4095\n", "line 2, column 7: lba is a power of two from 512 to 16777216"},
      {"znspec-trace 1\ndevice mdts=256\n", "line 2, column 8: 'mdts' cannot be '256'"},
      {"znspec-trace 1\ndevice mtds=2\n", "line 2, column 8: 'mtds' is no field of a device"},
      {"znspec-trace 1\ndevice\ndevice\n", "line 3, column 1: there are two 'device' lines"},
      {with_head("zone 16 ZSF\n"), "line 4, column 6: the device has no such zone"},
      {with_head("zone 2 ZSF\nzone 2 ZSF\n"), "line 5, column 6: zones are listed in ascending order"},
      {with_head("zone 2 wp=0x1\n"), "line 4, column 6: a zone has a state: ZSE, ZSIO, ZSEO, ZSC, ZSF, ZSRO or ZSO"},
      {with_head("zone 2 ZSF ext=00*129\n"), "line 4, column 16: more than 128 bytes of data"},
      {with_head("> write nlb=x\n< Zone Is Full\n"), "line 4, column 9: 'nlb' is no number from 0 to 65535: 'x'"},
      {with_head("> write nlb=65536\n"), "line 4, column 9: 'nlb' is no number from 0 to 65535: '65536'"},
      {with_head("> write nlb=1 nlb=2\n"), "line 4, column 15: 'nlb' is given twice"},
      {with_head("> write zslba=0x0\n"), "line 4, column 9: 'zslba' is nothing that 'write' has"},
      {with_head("> wirte slba=0x0\n"), "line 4, column 3: 'wirte' is no command"},
      {with_head("> zone-mgmt-send zslba=0x0\n"), "line 4, column 3: there is no action, neither a word nor 'zsa'"},
      {with_head("> zone-mgmt-recv report bytes=6\n"), "line 4, column 3: 'bytes' is no multiple of 4 from 4 on"},
      {with_head("> write (1 block\n"), "line 4, column 9: '(' without ')'"},
      {with_head("> write data=0\n"), "line 4, column 14: an odd number of hexadecimal digits"},
      {with_head("> write data=0011*2\n"), "line 4, column 14: only one byte can be repeated"},
      {with_head("> write data=00*536870913\n"), "line 4, column 16: '*' is followed by a number from 1 to 536870912"},
      {with_head("> write data=00*536870912+00\n"), "line 4, column 14: more than 536870912 bytes of data"},
      {with_head("> write data=pattern(lba=1)\n"),
       "line 4, column 26: a pattern is spelt pattern(lba=NUMBER,generation=NUMBER)"},
      {with_head("> flush\n"),
       "line 5, column 1: a command before this line has no '<' line (\"< no completion\" is one)"},
      {with_head("< Zone Is Full\n"), "line 4, column 2: no command waits for this completion"},
      {with_head(">1 flush\n>3 flush\n"),
       "line 5, column 2: commands in flight together are numbered from 1 on, before their completions"},
      {with_head(">1 flush\n>2 flush\n<2 Zone Is Full\n>3 flush\n"),
       "line 7, column 2: commands in flight together are numbered from 1 on, before their completions"},
      {with_head(">1 flush\n>2 flush\n<2 Zone Is Full\n<2 Zone Is Full\n"),
       "line 7, column 2: no command waits for this completion"},
      {with_head("> flush\n< Zone Is Fool\n"),
       "line 5, column 3: a status is expected: its title, or (SCT 1h, SC B8h)"},
      {with_head("> flush\n< Zone Is Full (SCT 1h, SC B8h)\n"),
       "line 5, column 3: 'Zone Is Full' is not the title of Zone Boundary Error (SCT 1h, SC B8h)"},
      {with_head("> flush\n< Zone Is Full (SCT 8h, SC B9h)\n"),
       "line 5, column 16: a status code is spelt (SCT 1h, SC B8h)"},
      {with_head("> flush\n< Zone Is Full result=1 alba=1\n"),
       "line 5, column 2: 'alba' is the result: one of them is enough"},
      {with_head("reset warm\n"), "line 4, column 7: a reset is one of controller, shutdown, power-cycle"},
      {with_head("inject zslba=0x0 ZSF\n"), "line 4, column 18: a zone is made ZSRO, ZSO or ZSE"},
      {with_head("inject zslba=0x400 ZSO\n"), "line 4, column 8: zslba=NUMBER of a zone of the device is expected"},
      {with_head("reset controller\nseed 2\n"), "line 5, column 1: 'seed' begins no line behind the first command"},
      {with_head("sead 2\n"), "line 4, column 1: 'sead' begins no line of a trace"},
  };
  for (const Wrong& each : kTable) EXPECT_EQ(refused(each.text), each.said) << each.text;
}

TEST(TraceErrors, AreOneLineThatATerminalCanShow) {
  const std::string said = refused(with_head("> write nlb=" + std::string(100000, '\x1B') + "\n"));
  EXPECT_LT(said.size(), 300U);
  EXPECT_EQ(said.find('\x1B'), std::string::npos);
}

TEST(TraceText, SaysOfTheDeviceWhatIsUnusualOnlyWhereItIsSo) {
  EXPECT_THAT(print(trace_of({})), testing::Not(HasSubstr("append=")));
  Trace trace = trace_of({});
  trace.geometry.append = trace.geometry.write_zeroes = false;
  trace.geometry.several_controllers = true;
  trace.geometry.mpsmin.reset();
  const std::string text = print(trace);
  EXPECT_THAT(text, HasSubstr("sgls=no append=no write-zeroes=no several-controllers=yes mpsmin=unknown\n"));
  EXPECT_EQ(parsed(text).geometry, trace.geometry);
  EXPECT_TRUE(parsed(std::string{kHead}).geometry.append) << "of a trace that does not say";
}

}  // namespace
}  // namespace zns
