// The vocabulary against the numbers of the interface, written out by hand.
#include <gtest/gtest.h>

#include <array>
#include <vector>

#include "reference/spec/bytes.hpp"
#include "reference/spec/clause.hpp"
#include "reference/spec/command.hpp"
#include "reference/spec/footprint.hpp"
#include "reference/spec/identify.hpp"
#include "reference/spec/sqe.hpp"
#include "reference/spec/text.hpp"
#include "reference/spec/zone_report.hpp"

namespace zns {
namespace {

template <std::size_t N>
std::uint64_t at(const std::array<std::byte, N>& bytes, std::size_t offset, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value |= std::to_integer<std::uint64_t>(bytes[offset + i]) << (8 * i);
  return value;
}

TEST(Sqe, HasItsFieldsWhereTheStandardPutsThem) {
  const Sqe sqe{.opcode = 0x7D,
                .flags = 0x01,
                .cid = 0x1234,
                .nsid = 7,
                .cdw2 = 2,
                .cdw3 = 3,
                .mptr = 0x10,
                .prp1 = 0x20,
                .prp2 = 0x30,
                .cdw10 = 10,
                .cdw11 = 11,
                .cdw12 = 12,
                .cdw13 = 13,
                .cdw14 = 14,
                .cdw15 = 15};
  const auto bytes = encode(sqe);
  EXPECT_EQ(at(bytes, 0, 4), 0x1234017DU);
  EXPECT_EQ(at(bytes, 4, 4), 7U);
  EXPECT_EQ(at(bytes, 16, 8), 0x10U);
  EXPECT_EQ(at(bytes, 24, 8), 0x20U);
  EXPECT_EQ(at(bytes, 32, 8), 0x30U);
  for (std::size_t dword = 10; dword <= 15; ++dword) EXPECT_EQ(at(bytes, 4 * dword, 4), dword);
  EXPECT_EQ(decode_sqe(bytes), sqe);
}

TEST(Cqe, PacksStatusPhaseAndDnr) {
  const Cqe cqe{.result = 0x1122334455667788,
                .sqhd = 3,
                .sqid = 1,
                .cid = 9,
                .phase = true,
                .status = Status::ZoneInvalidWrite,
                .dnr = true};
  const auto bytes = encode(cqe);
  EXPECT_EQ(at(bytes, 0, 8), 0x1122334455667788U);
  EXPECT_EQ(at(bytes, 14, 2), 0x8000U | 0x1BCU << 1 | 1U);
  EXPECT_EQ(decode_cqe(bytes), cqe);
}

TEST(Status, PrintsTitleAndCode) {
  EXPECT_EQ(to_string(Status::ZoneInvalidWrite), "Zone Invalid Write (SCT 1h, SC BCh)");
  EXPECT_EQ(to_string(static_cast<Status>(0x7FF)), "unknown status (SCT 7h, SC FFh)");
}

TEST(Command, IsEncodedAsTheStandardSays) {
  const Sqe append = encode(Command{.body = ZoneAppend{.zslba = 0x1'0000'0030, .nlb = Nlb::of_count(8)}});
  EXPECT_EQ(append.opcode, 0x7D);
  EXPECT_EQ(append.cdw10, 0x30U);
  EXPECT_EQ(append.cdw11, 1U);
  EXPECT_EQ(append.cdw12, 7U);
  const Sqe send = encode(Command{.body = ZoneManagementSend{.zsa = ZoneSendAction::Reset, .select_all = true}});
  EXPECT_EQ(send.opcode, 0x79);
  EXPECT_EQ(send.cdw13, 0x104U);
  const Sqe receive = encode(Command{.body = ZoneManagementReceive{.numd = NumberOfDwords::of_count(1024),
                                                                   .zra = ZoneReceiveAction::ExtendedReportZones,
                                                                   .zrasf = ReportingOption::Full,
                                                                   .partial = true}});
  EXPECT_EQ(receive.opcode, 0x7A);
  EXPECT_EQ(receive.cdw12, 1023U);
  EXPECT_EQ(receive.cdw13, 0x10501U);
  const Sqe identify = encode(
      Command{.queue = Queue::Admin, .body = Identify{.cns = Cns::CommandSetNamespace, .csi = Csi::Zoned, .cntid = 5}});
  EXPECT_EQ(identify.opcode, 0x06);
  EXPECT_EQ(identify.cdw10, 0x50005U);
  EXPECT_EQ(identify.cdw11, 0x02000000U);
}

TEST(Command, HasFuseAndPsdtInCdw0) {
  Sqe sqe = encode(Command{.body = Flush{}, .fuse = Fuse::First, .psdt = Psdt::SglAndMetadataSegment});
  EXPECT_EQ(at(encode(sqe), 0, 4), 0x8100U);  // FUSE 9:8, PSDT 15:14
  EXPECT_EQ(to_text(Queue::Io, sqe), "flush fuse=1 psdt=2");
  EXPECT_FALSE(decode(Queue::Io, sqe).reserved_bits);
  sqe.flags |= 1U << 2;
  EXPECT_TRUE(decode(Queue::Io, sqe).reserved_bits);
  EXPECT_EQ(to_text(Queue::Io, sqe), "flush fuse=1 psdt=2 flags=0x85");
}

Command admin(const Command::Body& body) {
  return {.queue = Queue::Admin, .nsid = 0, .body = body};
}

TEST(Command, OfAControllerHasItsFieldsWhereTheStandardPutsThem) {
  const Sqe log = encode(admin(GetLogPage{.lpo = 0x2'0000'0010,
                                          .numd = NumberOfDwords::wire(0x1'0003),
                                          .lid = Lid::SmartHealth,
                                          .lsp = 1,
                                          .csi = Csi::Zoned,
                                          .rae = true}));
  EXPECT_EQ(log.opcode, 0x02);
  EXPECT_EQ(log.cdw10, 0x0003'8102U);
  EXPECT_EQ(log.cdw11, 1U);
  EXPECT_EQ(log.cdw12, 0x10U);
  EXPECT_EQ(log.cdw13, 2U);
  EXPECT_EQ(log.cdw14, 0x0200'0000U);
  EXPECT_EQ(encode(admin(GetFeatures{.fid = Fid::VolatileWriteCache, .sel = Select::Saved})).cdw10, 0x206U);
  EXPECT_EQ(encode(admin(SetFeatures{.fid = Fid::Timestamp, .save = true})).cdw10, 0x8000'000EU);
  EXPECT_EQ(encode(admin(Abort{.sqid = 1, .cid = 9})).cdw10, 0x0009'0001U);
  EXPECT_EQ(encode(admin(NamespaceManagement{.csi = Csi::Zoned})).cdw11, 0x0200'0000U);
  EXPECT_EQ(encode(admin(FormatNvm{.lbaf = 0x12, .mset = true, .pi = 1, .pil = true, .ses = 1})).cdw10, 0x1332U);
  EXPECT_EQ(encode(admin(Sanitize{.sanact = SanitizeAction::Overwrite, .owpass = 2, .ndas = true})).cdw10, 0x223U);
}

TEST(Command, OfAControllerNoticesReservedBits) {
  Sqe sqe = encode(admin(GetFeatures{.fid = Fid::Arbitration}));
  EXPECT_FALSE(decode(Queue::Admin, sqe).reserved_bits);
  sqe.cdw10 |= 1U << 20;
  EXPECT_TRUE(decode(Queue::Admin, sqe).reserved_bits);
}

TEST(Command, DecodingUndoesEncoding) {
  const std::vector<Command> commands{
      {.body = Flush{}},
      {.nsid = 3, .body = Write{.slba = 5, .nlb = Nlb::of_count(65536), .fua = true}},
      {.body = Read{.slba = UINT64_MAX}},
      {.body = WriteZeroes{.slba = 1, .deac = true}},
      {.body = ZoneAppend{.zslba = 64, .piremap = true}},
      {.body = ZoneManagementSend{.slba = 64, .zsa = static_cast<ZoneSendAction>(0xFF)}},
      {.body =
           ZoneManagementReceive{
               .slba = 9, .numd = NumberOfDwords::wire(UINT32_MAX), .zrasf = static_cast<ReportingOption>(0x3F)}},
      {.queue = Queue::Admin, .nsid = kBroadcastNsid, .body = Identify{.cns = Cns::Namespace}},
      {.body = OtherCommand{0x55}},
      admin(GetLogPage{.lpo = 0x1'0000'0004,
                       .numd = NumberOfDwords::wire(0x12345),
                       .lid = Lid::CommandsSupportedAndEffects,
                       .lsp = 0x7F,
                       .csi = Csi::Zoned,
                       .rae = true}),
      admin(GetFeatures{.dw11 = 3, .fid = Fid::TemperatureThreshold, .sel = Select::Supported}),
      admin(SetFeatures{.dw11 = 1, .dw12 = 2, .dw13 = 3, .fid = Fid::ErrorRecovery, .save = true}),
      admin(AsyncEventRequest{}),
      admin(AsyncEventRequest{.cid = 0xA001}),
      admin(Abort{.sqid = 2, .cid = 0xFFFE}),
      admin(NamespaceManagement{.sel = NamespaceManagementAction::Delete, .csi = Csi::Zoned}),
      admin(NamespaceAttachment{.sel = NamespaceAttachmentAction::Detach}),
      admin(FormatNvm{.lbaf = 0x3F, .mset = true, .pi = 7, .pil = true, .ses = 7}),
      admin(Sanitize{.ovrpat = 0xA5A5A5A5,
                     .sanact = SanitizeAction::Overwrite,
                     .ause = true,
                     .owpass = 15,
                     .oipbp = true,
                     .ndas = true}),
      admin(KeepAlive{}),
      admin(DeviceSelfTest{.stc = 0xF}),
      {.body = Write{.slba = 2}, .fuse = Fuse::Second, .psdt = Psdt::Sgl},
      {.queue = Queue::Admin, .body = Identify{}, .fuse = Fuse::Reserved, .psdt = Psdt::Reserved},
  };
  for (const Command& command : commands)
    EXPECT_EQ(decode(command.queue, encode(command)), command) << to_text(command);
}

TEST(Command, NoticesReservedBits) {
  Sqe send = encode(Command{.body = ZoneManagementSend{.zsa = ZoneSendAction::Close}});
  EXPECT_FALSE(decode(Queue::Io, send).reserved_bits);
  send.cdw13 |= 1U << 31;
  EXPECT_TRUE(decode(Queue::Io, send).reserved_bits);
}

TEST(Footprint, SaysWhatACommandDoesAndWhere) {
  struct Row {
    Command::Body body;
    Does does;
    std::uint64_t slba, blocks;
    bool writes, carries, changes, of_a_zone;
  };
  const Nlb three = Nlb::of_count(3);
  const std::vector<Row> table{
      {Flush{}, Does::Commit, 0, 0, false, false, false, false},
      {Write{.slba = 7, .nlb = three}, Does::Write, 7, 3, true, true, true, true},
      {WriteZeroes{.slba = 7, .nlb = three}, Does::Zero, 7, 3, true, false, true, true},
      {ZoneAppend{.zslba = 7, .nlb = three}, Does::Append, 7, 3, true, true, true, true},
      {Read{.slba = 7, .nlb = three}, Does::Read, 7, 3, false, false, false, true},
      {ZoneManagementSend{.slba = 7}, Does::Manage, 7, 0, false, false, true, true},
      {ZoneManagementSend{.slba = 7, .select_all = true}, Does::Manage, 7, 0, false, false, true, false},
      {ZoneManagementReceive{.slba = 7}, Does::Report, 7, 0, false, false, false, false},
      {Identify{}, Does::Nothing, 0, 0, false, false, false, false},
      {SetFeatures{}, Does::Nothing, 0, 0, false, false, false, false},
      {FormatNvm{}, Does::Unknown, 0, 0, false, false, false, false},
      {OtherCommand{}, Does::Unknown, 0, 0, false, false, false, false},
  };
  for (const Row& row : table) {
    const Footprint named = footprint({.body = row.body});
    SCOPED_TRACE(to_text(Command{.body = row.body}));
    EXPECT_EQ(named.does, row.does);
    EXPECT_EQ(named.slba, row.slba);
    EXPECT_EQ(named.blocks, row.blocks);
    EXPECT_EQ(named.writes(), row.writes);
    EXPECT_EQ(named.carries_blocks(), row.carries);
    EXPECT_EQ(named.changes_zones(), row.changes);
    EXPECT_EQ(named.is_of_a_zone(), row.of_a_zone);
  }
}

TEST(Footprint, HasFieldsThatChangeTheCommand) {
  Command append{.body = ZoneAppend{.zslba = 7, .fua = true}};
  const FootprintFields fields = footprint_fields(append);
  *fields.slba = 16;
  *fields.nlb = Nlb::of_count(5);
  *fields.fua = false;
  EXPECT_EQ(append.body, (Command::Body{ZoneAppend{.zslba = 16, .nlb = Nlb::of_count(5)}}));
  Command identify{.body = Identify{}};
  EXPECT_EQ(footprint_fields(identify).slba, nullptr);
}

TEST(ZoneDescriptor, HasItsFieldsWhereTheStandardPutsThem) {
  std::array<std::byte, kZoneDescriptorBytes> bytes{};
  const ZoneDescriptor zone{.zs = ZoneState::Full,
                            .za = za::kDescriptorExtensionValid,
                            .zai = 5,
                            .zcap = 0x30,
                            .zslba = 0x40,
                            .wp = UINT64_MAX};
  encode(zone, bytes);
  EXPECT_EQ(at(bytes, 0, 4), 0x0580E002U);
  EXPECT_EQ(at(bytes, 8, 8), 0x30U);
  EXPECT_EQ(at(bytes, 16, 8), 0x40U);
  EXPECT_EQ(at(bytes, 24, 8), UINT64_MAX);
  EXPECT_EQ(decode_zone_descriptor(bytes), zone);
  bytes[40] = std::byte{1};
  EXPECT_TRUE(decode_zone_descriptor(bytes).reserved_bits);
}

TEST(ZoneReport, TrustsNothingInTheBytes) {
  std::vector<std::byte> bytes(64 + 64 + 63, std::byte{0xFF});  // claims 2^64-1 zones; holds one and a bit
  EXPECT_EQ(parse_zone_report(bytes, 0).zones.size(), 1U);
  EXPECT_EQ(parse_zone_report(bytes, 64).zones.size(), 0U);
  EXPECT_EQ(parse_zone_report(std::span{bytes}.first(63), 0).number_of_zones, 0U);
  EXPECT_TRUE(parse_zone_report({}, 0).zones.empty());
  std::fill_n(bytes.begin(), 8, std::byte{0});
  EXPECT_TRUE(parse_zone_report(bytes, 0).zones.empty());
}

TEST(Identify, HasItsFieldsWhereTheStandardPutsThem) {
  const IdentifyPage controller =
      encode(IdentifyController{.sn = "SERIAL", .mdts = 7, .oaes = 1U << 27, .nn = 256, .oncs = 8, .vwc = 7});
  EXPECT_EQ(at(controller, 4, 1), static_cast<std::uint64_t>('S'));
  EXPECT_EQ(at(controller, 10, 1), static_cast<std::uint64_t>(' '));
  EXPECT_EQ(at(controller, 77, 1), 7U);
  EXPECT_EQ(at(controller, 92, 4), 1U << 27);
  EXPECT_EQ(at(controller, 516, 4), 256U);
  EXPECT_EQ(at(controller, 520, 2), 8U);
  EXPECT_EQ(at(controller, 525, 1), 7U);
  EXPECT_EQ(decode_identify_controller(controller).sn, "SERIAL");

  IdentifyZonedNamespace zoned{.zoc = 1, .ozcs = 1, .mar = 11, .mor = 3};
  zoned.rrl = {1, 2, 3, 4};
  zoned.frl = {5, 6, 7, 8};
  zoned.lbafe[2] = {.zsze = 1024, .zdes = 2};
  const IdentifyPage page = encode(zoned);
  EXPECT_EQ(at(page, 4, 4), 11U);
  EXPECT_EQ(at(page, 8, 4), 3U);
  const std::array<std::uint64_t, 8> limits{1, 5, 2, 3, 4, 6, 7, 8};  // RRL FRL RRL1 RRL2 RRL3 FRL1 FRL2 FRL3
  for (std::size_t i = 0; i < limits.size(); ++i) EXPECT_EQ(at(page, 12 + 4 * i, 4), limits[i]);
  EXPECT_EQ(at(page, 2816 + 32, 8), 1024U);
  EXPECT_EQ(at(page, 2816 + 40, 1), 2U);
  EXPECT_EQ(decode_identify_zoned_namespace(page), zoned);

  IdentifyNamespace ns{.nsze = 1, .ncap = 2, .nuse = 3, .flbas = 1, .dlfeat = 9};
  ns.lbaf[1] = {.ms = 8, .lbads = 12};
  const IdentifyPage nvm = encode(ns);
  EXPECT_EQ(at(nvm, 26, 1), 1U);
  EXPECT_EQ(at(nvm, 33, 1), 9U);
  EXPECT_EQ(at(nvm, 132, 4), 0x000C0008U);
  EXPECT_EQ(decode_identify_namespace(nvm), ns);
}

TEST(NamespaceIdentification, EndsAtItsEndAndSaysWhatIsWrong) {
  const NamespaceIdentification list{.eui64 = std::array<std::uint8_t, 8>{1, 2, 3}, .csi = Csi::Zoned};
  const IdentifyPage page = encode(list);
  EXPECT_EQ(at(page, 0, 2), 0x0801U);
  EXPECT_EQ(at(page, 12, 2), 0x0104U);
  EXPECT_EQ(decode_namespace_identification(page), list);
  IdentifyPage broken = page;
  broken[1] = std::byte{9};
  EXPECT_TRUE(decode_namespace_identification(broken).malformed);
  broken.fill(std::byte{0xFF});
  EXPECT_TRUE(decode_namespace_identification(broken).malformed || !decode_namespace_identification(broken).csi);
}

TEST(Clauses, AreFoundByTheirIds) {
  EXPECT_EQ(kClauseCount, 945U);
  for (const Clause& row : clauses()) {
    ASSERT_EQ(find_clause(row.id), &row) << "an id that stands twice: " << row.id;
    EXPECT_FALSE(row.text.empty()) << row.id;
  }
  EXPECT_EQ(clause("ZNS-AMB-28").id, "ZNS-AMB-28");
  EXPECT_EQ(clause("NSID-001").id, "NSID-001");
  EXPECT_EQ(find_clause("ZNS-NO-001"), nullptr);
}

}  // namespace
}  // namespace zns
